"""One stop of the run sheet as HTML: what to say and run there, the vote, the answers, and how it ends."""

from __future__ import annotations

import html
from functools import cache

from helpers.learner.questions import Bank
from helpers.tables.load import load_table
from helpers.tables.model import Model

from .debriefs import debrief
from .plan import Plan, in_short, talk, voted_on
from .sheet_question import (
    after_the_vote,
    asked,
    step_that_asks,
    then,
    vote,
)
from .sheet_sources import Cite
from .sheet_tables import items_table, scale_table, switches_table
from .stops import AND, Step, Stop


def stop_page(stop: Stop, plan: Plan, bank: Bank, model: Model, cite: Cite) -> str:
    """What is said, run and asked at a stop, in the order of the room, below its heading."""
    votes, first = plan.votes_at(stop), plan.first_cell
    parts, before = [_go_to(stop)] if stop.opens else [], _step_to_vote_before(stop)
    line = f'<p class="say">Say: {html.escape(stop.line)}</p>' if stop.line else ""
    for step in stop.steps:
        if step is before:
            parts += [vote(stop, plan.joins_at(stop), bank, cite)] if votes else []
        if step.sums_up:
            parts.append(_sum(step, stop, plan))
        elif step.words:
            parts += [line, _page(step, stop)]
            line = ""
        parts += [_run(step, model, cite, runs=step is not first)] if step.run else []
        parts += [_asked(question, stop, votes, bank, cite) for question in step.questions]
    parts += [_objection(says, answer, cite(source)) for says, answer, source in _objections(stop)]
    question = debrief(stop, bank, votes)
    if question:
        parts.append(f'<p class="debrief"><b>Debrief:</b> {then(*question)}</p>')
    return "".join(parts)


def _page(step: Step, stop: Stop) -> str:
    """What the page says, without the line that stands above it as the one to say."""
    rest = [words.removeprefix(stop.line).strip() for words in step.words]
    return "".join(
        f'<p class="page">{"Sources: " * words.startswith("[")}{html.escape(words)}</p>'
        for words in rest
        if words
    )


def _run(step: Step, model: Model, cite: Cite, runs: bool) -> str:
    """What a cell is for, and its tables. runs: False where the room has run it already."""
    does = (
        f"Run [{step.run}]{step.do and f', {step.do}'}" if runs else f"[{step.run}] runs already: {step.do}"
    )
    run = f'<p class="do"><b>{does}.</b></p>{items_table(step)}'
    run += scale_table(model) if step.slides else ""
    return run + (switches_table(model, step.flips, cite) if step.flips else "")


def _asked(question, stop, votes, bank, cite):
    telling = question is voted_on(stop)
    if votes and telling:
        return after_the_vote(question)
    return asked(
        question,
        bank,
        cite,
        hands=telling,
        at_home=votes and stop.questions.index(question) >= in_short(stop),
    )


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
        said = html.escape(words) + (f" <i>({html.escape(heading)})</i>" if heading else "")
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


def minutes_of(stop: Stop, plan: Plan) -> str:
    """The minutes of a stop in words: its own, those of the debrief, those of a vote and of joining before it."""
    said = [
        f"{plan.pace(stop):.1f} minutes",
        *(f"{minutes} for {what}" for minutes, what in talk(stop, plan.votes)),
    ]
    return ", ".join(said)


def _go_to(stop: Stop) -> str:
    return f'<p class="do"><b>Go to the tab <code>{html.escape(stop.notebook)}</code></b>, at the top (or by the menu <i>Tabs</i>).</p>'


def _step_to_vote_before(stop: Stop) -> Step | None:
    """The cell that asks; where it's the first to be run, the words that lead to it, which may be about another of its cases."""
    if not stop.questions:
        return None
    asks = stop.steps.index(step_that_asks(stop))
    told = stop.steps[:asks]
    leads = told and told[-1].words and not any(step.run for step in told)
    return stop.steps[asks - 1] if leads else stop.steps[asks]


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
