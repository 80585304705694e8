"""Notebook 10: the line has a date."""

from functools import partial

from ...numbers.history import owners_on
from ...tables.load import load_table
from ...tables.model import Model
from .exercise import Exercise, Slip

TODAY = "2026-11-24"


def with_another_owner(
    model: Model, day: str = "2020-01-01", other: str = TODAY, on_offer: bool = False
) -> int:
    """How many domains had different owners on two days. on_offer: only what was on offer on both."""
    owners = owners_on(load_table("changes"), [day, other])
    there = (owners != "").all(axis=1) if on_offer else True
    return int(((owners[day] != owners[other]) & there).sum())


def all_changes(model: Model) -> int:
    return len(load_table("changes"))


EXERCISES = {
    "10-since-2020": Exercise(
        right=with_another_owner,
        because="The line has a date: for each of these, what held in 2020 does not hold today.",
        hint="Compare the columns of 2020 and today, row by row, and count where they differ.",
        slips=(
            Slip(
                partial(with_another_owner, on_offer=True),
                "Those that were not on offer in 2020 count, too.",
            ),
            Slip(
                partial(with_another_owner, day="2015-01-01", other="2020-01-01"),
                "That is from 2015 to 2020.",
            ),
            Slip(all_changes, "That counts every dated change. Most of them leave the owner."),
        ),
    ),
}
