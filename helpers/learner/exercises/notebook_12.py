"""Notebook 12: how far you came."""

from ...tables.model import Model
from .exercise import Exercise, Slip

BEFORE, AFTER, QUESTIONS = 12, 14, 15


def gain(model: Model) -> float:
    return (AFTER - BEFORE) / (QUESTIONS - BEFORE)


def difference(model: Model) -> int:
    return AFTER - BEFORE


def part_of_all(model: Model) -> float:
    return (AFTER - BEFORE) / QUESTIONS


def score_after(model: Model) -> float:
    return AFTER / QUESTIONS


EXERCISES = {
    "12-gain": Exercise(
        right=gain,
        because="Three right answers were still to be won, and two of them were.",
        hint="Right answers won, divided by the right answers that were still to be won.",
        slips=(
            Slip(difference, "That is the difference. Divide it by what there was left to win."),
            Slip(part_of_all, "Divided by all fifteen. The gain divides by what was wrong before."),
            Slip(score_after, "That is the score after, not the gain."),
        ),
    ),
}
