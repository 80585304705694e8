"""What an exercise is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ...tables.model import Model

Answer = set | list | dict | int | float | str
Computed = Callable[[Model], Answer]


class Slip(NamedTuple):
    """A wrong answer that shows a known wrong idea: how it comes out of the tables, and what to say to it."""

    answer: Computed
    reply: str


@dataclass(frozen=True)
class Exercise:
    """The right answer, computed from the tables so that a corrected table corrects the exercise, and what to say.

    right: from the model to the answer (set, list, number, text, or dict of words). because: why it is right. hint: what
    to say to a wrong answer that is no slip; it points at where to look. why: for a dict, from the model to the reason
    of each line.
    """

    right: Computed
    because: str
    hint: str
    slips: tuple[Slip, ...]
    why: Callable[[Model], dict[str, str]] | None = None
