"""One stop of the run sheet as HTML: what to say and run there, the vote, the answers, and how it ends."""

from __future__ import annotations

import html
from functools import cache

from helpers.learner.questions import Bank, Question
from helpers.tables.load import load_table
from helpers.tables.model import Model
from helpers.words.owners import NAME

from .plan import DEBRIEF, JOIN, VOTE, Plan
from .sheet_question import (
    after_the_vote,
    asked,
    could_vote,
    in_short,
    step_that_asks,
    then,
    vote,
    voted_on,
)
from .sheet_sources import cited
from .sheet_tables import items_table, scale_table, switches_table
from .stops import AND, Step, Stop

# Why a list of cases has none that is ..., for the room.
NOT_HERE = {
    "shared": "Shared is what needs both to act before it's done. Here one side is enough each time.",
    "AWS": "Each of these waits for somebody on your side.",
    "you": "None of these waits for you alone.",
}


def stop_page(stop: Stop, plan: Plan, bank: Bank, model: Model) -> str:
    """What is said, run and asked at a stop, in the order of the room, below its heading."""
    cite, votes = cited(model), plan.votes_at(stop)
    parts, before = [_go_to(stop)] if stop.opens else [], _step_to_vote_before(stop)
    line = f'<p class="say">Say: {html.escape(stop.line)}</p>' if stop.line else ""
    for step in stop.steps:
        if step is before:
            parts.append(vote(stop, plan.joins_at(stop), bank, cite) if votes else could_vote(stop))
        if step.words:
            parts += [line, _sum(step, stop, plan) if step.sums_up else _page(step, stop)]
            line = ""
        parts += [_run(step, model)] if step.run else []
        parts += [_asked(question, stop, votes, bank, cite) for question in step.questions]
    parts += [_objection(says, answer, cite(source)) for says, answer, source in _objections(stop)]
    question = debrief(stop, bank, votes)
    if question:
        parts.append(f'<p class="debrief"><b>Debrief:</b> {then(*question)}</p>')
    return "".join(parts)


def _page(step: Step, stop: Stop) -> str:
    shown = [_shown(words, stop) for words in step.words]
    return "".join(f'<p class="page">{words}</p>' for words in shown if words)


def _run(step: Step, model: Model) -> str:
    run = f'<p class="do"><b>Run [{step.run}]{step.do and f", {step.do}"}.</b></p>{items_table(step)}'
    run += scale_table(model) if step.slides else ""
    return run + (switches_table(model, step.flips) if step.flips else "")


def _asked(question, stop, votes, bank, cite):
    telling = question is voted_on(stop)
    if votes and telling:
        return after_the_vote(question)
    return asked(question, bank, cite, hands=telling, may_go=votes and in_short(stop, question))


def _sum(step: Step, stop: Stop, plan: Plan) -> str:
    """The lines that close a notebook, each with the section that showed it; those of skipped sections apart."""
    skipped = {
        heading
        for one in plan.left_out
        if one.notebook == stop.notebook
        for heading in one.heading.split(AND)
    }
    seen, unseen = [], []
    for number, words in enumerate(step.words, 1):
        heading = takeaways().get((stop.notebook, number), "")
        said = _shown(words, stop) + (f" <i>({html.escape(heading)})</i>" if heading else "")
        (unseen if heading in skipped else seen).append(said)
    page = "".join(f'<p class="page">{words}</p>' for words in seen)
    if not unseen:
        return page
    rest = "".join(f"<li>{words}</li>" for words in unseen)
    return f'{page}<p class="quiet">Also on the page, from what you scrolled past; say that it\'s there to read at home:</p><ul class="quiet">{rest}</ul>'


@cache
def takeaways() -> dict[tuple[str, int], str]:
    """The rows of takeaways.csv: the section that shows a closing line, by notebook and number of the line. TableError for a bad file."""
    rows = load_table("takeaways").itertuples(index=False)
    return {(row.notebook, row.line): row.heading for row in rows}


def _shown(words: str, stop: Stop) -> str:
    """What the page says, without the line that stands above it as the one to say."""
    rest = words.removeprefix(stop.line).strip()
    return ("Sources: " if rest.startswith("[") else "") + html.escape(rest)


def minutes_of(stop: Stop, plan: Plan) -> str:
    """The minutes of a stop in words: its own, those of the debrief, those of a vote and of joining before it."""
    said = [f"{stop.minutes:.1f} minutes", *(f"{minutes} for {what}" for minutes, what in talk(stop, plan))]
    return ", ".join(said)


def talk(stop: Stop, plan: Plan) -> list[tuple[int, str]]:
    """The minutes of a stop that aren't its own, and what each is for."""
    votes = plan.votes_at(stop)
    kinds = [
        (DEBRIEF, "the debrief", stop.asks),
        (VOTE, "the vote", votes),
        (JOIN, "joining", plan.joins_at(stop)),
    ]
    return [(minutes, what) for minutes, what, there in kinds if there]


def _go_to(stop: Stop) -> str:
    return f'<p class="do"><b>Go to the tab <code>{html.escape(stop.notebook)}</code></b>, at the top.</p>'


def _step_to_vote_before(stop: Stop) -> Step | None:
    """The cell that asks; where it's the first to be run, the words that lead to it, which may be about another of its cases."""
    if not stop.questions:
        return None
    asks = stop.steps.index(step_that_asks(stop))
    told = stop.steps[:asks]
    leads = told and told[-1].words and not any(step.run for step in told)
    return stop.steps[asks - 1] if leads else stop.steps[asks]


def debrief(stop: Stop, bank: Bank, voted: bool = False) -> tuple[str, str] | None:
    """The question that ends a stop, and what to say then; None where nothing was asked.

    It is the one written in debriefs.csv, the rule of a pair of cases, or a stock one.
    """
    for heading in stop.heading.split(AND):
        if (stop.notebook, heading) in written_debriefs():
            return written_debriefs()[stop.notebook, heading]
    pairs = [question.pair for question in stop.questions if question.pair]
    if pairs and pairs.count(pairs[-1]) == 2 and pairs[-1] in bank.rules:
        two = _the_two(stop.questions, pairs[-1])
        return f"What differs between {two}, and what does it change?", bank.rules[pairs[-1]]
    if stop.items and not stop.questions:
        return _about_tiles(stop)
    if stop.questions:
        return (
            "Who changed their mind, and what did it?"
            if voted
            else "Which wrong answer tempted you, and why?",
            "",
        )
    return None


@cache
def written_debriefs() -> dict[tuple[str, str], tuple[str, str]]:
    """The rows of debriefs.csv: what to ask and what to say then, by notebook and heading. TableError for a bad file."""
    rows = load_table("debriefs").itertuples(index=False)
    return {(row.notebook, row.heading): (row.ask, row.say) for row in rows}


def _objections(stop: Stop) -> list[tuple[str, str, str]]:
    """What somebody may say at a stop, the answer, and the key of its source or ''."""
    return [
        told
        for heading in stop.heading.split(AND)
        for told in written_objections().get((stop.notebook, heading), [])
    ]


@cache
def written_objections() -> dict[tuple[str, str], list[tuple[str, str, str]]]:
    """The rows of objections.csv: says, answer and source, by notebook and heading. TableError for a bad file."""
    rows = load_table("objections")
    return {
        stop: list(told[["says", "answer", "source"]].itertuples(index=False, name=None))
        for stop, told in rows.groupby(["notebook", "heading"])
    }


def _objection(says: str, answer: str, cited_: str) -> str:
    return f'<p class="debrief"><b>If somebody says:</b> “{html.escape(says)}”<br>{html.escape(answer)}{cited_}</p>'


def _the_two(questions: list[Question], pair: str) -> str:
    """Which cases of a stop are a pair, by their place: their stems are too long, and too much alike, to be said aloud."""
    first, second = [at for at, question in enumerate(questions, 1) if question.pair == pair]
    if len(questions) == 2:
        return "the two cases"
    if first == 1:
        return "the first two cases"
    return "the last two cases" if second == len(questions) else f"cases {first} and {second}"


def _about_tiles(stop: Stop) -> tuple[str, str]:
    owners = {item.owner for item in stop.items}
    missing = [name for name in NAME.values() if name not in owners]
    if len(missing) == 1:
        return f"Nothing here is “{missing[0]}”. Why not?", NOT_HERE[missing[0]]
    return "Which of these split the room, and what did each half take the job to be?", ""
