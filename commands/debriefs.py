"""The question that ends a stop, and what to say then."""

from __future__ import annotations

from functools import cache

from helpers.learner.questions import Bank, Question
from helpers.tables.load import load_table
from helpers.words.owners import NAME

from .stops import AND, Stop

# Why a list of cases has none that is ..., for the room.
NOT_HERE = {
    "shared": "Shared is what needs both to act before it's done. Here one side is enough each time.",
    "AWS": "Each of these waits for somebody on your side.",
    "you": "None of these waits for you alone.",
}


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
            "What would you look up at your place tomorrow?"
            if voted
            else "Which wrong answer tempted you, and why?",
            "",
        )
    return None


def talks(stop: Stop) -> bool:
    """Whether a stop ends with a debrief."""
    return stop.asks or any(
        (stop.notebook, heading) in written_debriefs() for heading in stop.heading.split(AND)
    )


@cache
def written_debriefs() -> dict[tuple[str, str], tuple[str, str]]:
    """The rows of debriefs.csv: what to ask and what to say then, by notebook and heading. TableError for a bad file."""
    rows = load_table("debriefs").itertuples(index=False)
    return {(row.notebook, row.heading): (row.ask, row.say) for row in rows}


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
