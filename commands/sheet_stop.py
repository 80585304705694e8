"""One stop of the run sheet as HTML: what to say and run there, the vote, the answers, and how it ends."""

from __future__ import annotations

import html
from functools import cache

from helpers.classroom.asking import ask_back, most_telling
from helpers.learner.questions import Bank, Option, Question
from helpers.numbers.scale import customer_share
from helpers.tables.load import load_table
from helpers.tables.model import Model
from helpers.views.stack import stops
from helpers.words.owners import NAME

from .plan import DEBRIEF, VOTE, Plan
from .stops import AND, CLOSING, Item, Step, Stop, likely_wrong

# Why a list of cases has none that is ..., for the room.
NOT_HERE = {
    "shared": "Shared is what needs both to act before it's done. Here one side is enough each time.",
    "AWS": "Each of these waits for somebody on your side.",
    "you": "None of these waits for you alone.",
}
SKIPPED = "The page's list also names what the sections you left out would have shown. Leave those lines out, or say that they were skipped."


def stop_page(stop: Stop, plan: Plan, bank: Bank, model: Model) -> str:
    """What is said, run and asked at a stop, in the order of the room, below its heading."""
    parts = [_open(stop)] if stop.opens else []
    votes, before = plan.votes_at(stop), _step_to_vote_before(stop)
    line = f'<p class="say">Say: {html.escape(stop.line)}</p>' if stop.line else ""
    for step in stop.steps:
        if step is before:
            parts.append(_vote(stop) if votes else _could_vote(stop))
        rest = [words.removeprefix(stop.line).strip() for words in step.words]
        parts += [line] if step.words else []
        line = "" if step.words else line
        parts += [_words(words) for words in rest if words]
        if step.run:
            parts += [f'<p class="do"><b>Run [{step.run}]{step.do and f", {step.do}"}.</b></p>', _items(step)]
            parts += [_scale(model)] if step.slides else []
        parts += [_question(question, bank) for question in step.questions]
    if stop.heading.endswith(CLOSING[0]) and any(one.notebook == stop.notebook for one in plan.left_out):
        parts.append(f'<p class="quiet">{SKIPPED}</p>')
    parts += [_objection(says, answer, source) for says, answer, source in _objections(stop)]
    asked = debrief(stop, bank, votes)
    if asked:
        parts.append(f'<p class="debrief"><b>Debrief:</b> {then(*asked)}</p>')
    return "".join(parts)


def _words(words: str) -> str:
    only_keys = words.startswith("[")  # the sentence before them is the line to say
    return f'<p class="page">{"Sources: " * only_keys}{html.escape(words)}</p>'


def minutes_of(stop: Stop, plan: Plan) -> str:
    """The minutes of a stop in words: its own, those of the debrief, those of a vote."""
    debrief_, vote = (
        f", {DEBRIEF} for the debrief" * stop.asks,
        f", {VOTE} for the vote" * plan.votes_at(stop),
    )
    return f"{stop.minutes:.1f} minutes{debrief_}{vote}"


def _open(stop: Stop) -> str:
    return (
        f'<p class="do"><b>Open <code>{html.escape(stop.notebook)}</code></b>, by a double click in the list of files '
        "at the left (Ctrl and B brings it back).</p>"
    )


def _voted_on(stop: Stop) -> Question:
    return most_telling(stop.questions)[0]


def _step_that_asks(stop: Stop) -> Step:
    return next(step for step in stop.steps if _voted_on(stop) in step.questions)


def _step_to_vote_before(stop: Stop) -> Step | None:
    """The cell that asks; where it's the first to be run, the words that lead to it, which may be about another of its cases."""
    if not stop.questions:
        return None
    asks = stop.steps.index(_step_that_asks(stop))
    told = stop.steps[:asks]
    leads = told and told[-1].words and not any(step.run for step in told)
    return stop.steps[asks - 1] if leads else stop.steps[asks]


def vote_on(stop: Stop) -> str:
    """The code of the cell that puts a stop's question to the class, as HTML."""
    return f'class_votes("{html.escape(_voted_on(stop).item)}")'


def _vote(stop: Stop) -> str:
    run = _step_that_asks(stop).run
    return (
        f'<p class="vote"><b>Vote, discuss, vote again, before anybody runs [{run}]:</b> <code>{vote_on(stop)}</code>, in your notebook of votes<br>'
        f"“{html.escape(_voted_on(stop).stem)}”<br>"
        "<b>1.</b> Read it aloud. <i>Open the vote</i>: everybody alone, in silence, about a minute. "
        "<b>2.</b> <i>Close and show the votes</i>. If nearly all agree, go to 4. If not: “Find a neighbour who voted otherwise. You have two minutes to "
        "convince them.” Walk about, and ask back what stands below. "
        "<b>3.</b> <i>Vote again</i>, half a minute, then close and show. "
        "<b>4.</b> <i>Say which is right</i>. The reasons are on every learner's page. Let somebody who changed their mind say what did it. When the cell asks "
        "the same case, everybody submits what they now think, and goes on.</p>"
    )


def _could_vote(stop: Stop) -> str:
    run = _step_that_asks(stop).run
    return f'<p class="quiet">To vote here as well, before anybody runs [{run}]: <code>{vote_on(stop)}</code>, {VOTE} minutes more.</p>'


def _items(step: Step) -> str:
    """A table of what is sorted or predicted, with the reasons; '' where there is nothing."""
    if not step.items:
        return ""
    rows = "".join(map(_item, step.items))
    head = f'<tr><th>{html.escape(step.about or "What")}</th><th class="owner">Who acts</th><th>Why</th></tr>'
    return f'<table class="tiles"><thead>{head}</thead><tbody>{rows}</tbody></table>'


def _item(item: Item) -> str:
    return (
        f'<tr><td>{html.escape(item.text)}</td><td class="owner">{html.escape(item.owner)}</td>'
        f"<td>{html.escape(item.why)}</td></tr>"
    )


def _scale(model: Model) -> str:
    """The stops of the scale: what each is, and the learner's share of the jobs there."""
    shares = customer_share(model.responsibilities)
    services = model.services.set_index("service").loc[stops(model)]
    rows = "".join(
        f'<tr><td>{html.escape(row.name)}</td><td class="number">{shares[row.Index]:.0%}</td><td>{html.escape(row.summary)}</td></tr>'
        for row in services.itertuples()
    )
    return (
        '<table class="tiles"><thead><tr><th>The stops</th><th class="number">Yours</th><th>What it is</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _question(question: Question, bank: Bank) -> str:
    right = "".join(
        f"<p><b>Right: {option.letter.upper()}. {html.escape(option.text)}</b><br>{html.escape(option.why)}</p>"
        for option in question.options
        if question.is_right(option.letter)
    )
    source = f" [{question.source}]" if question.source else ""
    parts = f"<p>{html.escape(question.parts)}{source}</p>" if question.parts else ""
    likely = likely_wrong(question)
    wrong = "".join(_wrong(question, option, bank) for option in likely)
    others = [o for o in question.options if o not in likely and not question.is_right(o.letter)]
    wrong += "".join(
        f'<p class="wrong quiet">Also on the screen: {o.letter.upper()}. {html.escape(o.text)}<br>{html.escape(o.why)}</p>'
        for o in others
    )
    step = f"<p><b>Next step:</b> {html.escape(question.next_step)}</p>" if question.next_step else ""
    return f'<div class="question"><p>{html.escape(question.stem)}</p>{right}{parts}{wrong}{step}</div>'


def _wrong(question: Question, option: Option, bank: Bank) -> str:
    asked, on_belief = ask_back(question, option, bank)
    belief = bank.beliefs.loc[option.belief, "statement"] if option.belief else ""
    believed = f"Belief: {html.escape(belief)}<br>" if belief else ""
    of_it = f"<br><i>On the belief:</i> {html.escape(on_belief)}" if on_belief else ""
    return (
        f'<p class="wrong"><b>Wrong: {option.letter.upper()}. {html.escape(option.text)}</b><br>{believed}'
        f"Ask back: {then(asked, option.why)}{of_it}</p>"
    )


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


def _objection(says: str, answer: str, source: str) -> str:
    return (
        f'<p class="debrief"><b>If somebody says:</b> “{html.escape(says)}”<br>{html.escape(answer)}'
        f"{f' [{source}]' if source else ''}</p>"
    )


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


def then(question: str, answer: str) -> str:
    """A question to the room in quotation marks, and what to say after it, as HTML."""
    say = f"<br><i>Then say:</i> {html.escape(answer)}" if answer else ""
    return f"“{html.escape(question)}”{say}"
