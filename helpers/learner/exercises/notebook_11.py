"""Notebook 11: your system."""

from functools import partial

from ...tables.model import Model
from ...tables.schema import DATA
from ...workload.matrix import matrix
from ...workload.read import read_workload
from .exercise import Exercise, Slip


def rows_of(model: Model, design: str, owner: str) -> int:
    """How many rows of a design of the shop have this owner."""
    workload = read_workload(DATA / "templates" / f"shop-{design}.yaml", model)
    return int((matrix(workload, model)["owner"] == owner).sum())


def more(model: Model, owner: str) -> int:
    """How many more rows of an owner the managed design has than the one on servers."""
    return rows_of(model, "managed", owner) - rows_of(model, "on-servers", owner)


EXERCISES = {
    "11-more-shared": Exercise(
        right=partial(more, owner="shared"),
        because="Every managed service brings rows in which each side has a half, and somebody must know which.",
        hint='Compare both Series with "shared", add each up, and take the difference.',
        slips=(
            Slip(partial(more, owner="aws"), "That's how many more are AWS's."),
            Slip(
                partial(rows_of, design="managed", owner="shared"),
                "Those are the shared rows of the second design. Take off the first's.",
            ),
            Slip(partial(more, owner="customer"), "That's the change in your own rows."),
        ),
    ),
}
