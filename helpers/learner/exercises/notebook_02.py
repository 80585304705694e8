"""Notebook 02: read the table."""

from functools import partial

from ...tables.model import Model
from .answers import domains, rows
from .exercise import Exercise, Slip

LAMBDA = "lambda-managed-runtime"


def number_of_rows(model: Model, service: str = "", basis: str = "") -> int:
    found = rows(model, service)
    return int((found["basis"] == basis).sum()) if basis else len(found)


def with_one_owner_everywhere(model: Model, owner: str) -> set[str]:
    grid = model.grid()
    return set(grid.columns[(grid == owner).all()])


def yours_somewhere(model: Model) -> set[str]:
    return set(rows(model, owner="customer")["domain"])


EXERCISES = {
    "02-shared-on-rds": Exercise(
        right=partial(domains, service="rds", owner="shared"),
        because="On these rows both must act, each on a part of its own.",
        hint="Two conditions, both must hold: the service is rds and the owner is shared.",
        slips=(
            Slip(partial(domains, service="ec2", owner="shared"), "Those are the shared rows of ec2."),
            Slip(
                partial(domains, service="rds", owner="customer"), "Those are the rows that are yours alone."
            ),
            Slip(partial(domains, service="rds"), "That is every domain: the owner is not filtered yet."),
        ),
    ),
    "02-inferred": Exercise(
        right=partial(number_of_rows, service=LAMBDA, basis="inferred"),
        because="For these no source says it in so many words; it follows from what one says.",
        hint="Count the rows of lambda-managed-runtime in the column basis.",
        slips=(
            Slip(
                partial(number_of_rows, service=LAMBDA, basis="stated"),
                "Those are the rows that a source states.",
            ),
            Slip(
                partial(number_of_rows, basis="inferred"),
                "That counts all services. Keep only lambda-managed-runtime.",
            ),
            Slip(partial(number_of_rows, service=LAMBDA), "That counts every row of the service."),
        ),
    ),
    "02-always-yours": Exercise(
        right=partial(with_one_owner_everywhere, owner="customer"),
        because="No service in the table takes these over, however much else it does for you.",
        hint="A domain counts if customer is its owner in every row, for all services.",
        slips=(
            Slip(yours_somewhere, "That is any, not all: those domains are yours somewhere."),
            Slip(
                partial(domains, service="ec2", owner="customer"),
                "Those are yours on ec2. Elsewhere some are not.",
            ),
            Slip(
                partial(with_one_owner_everywhere, owner="shared"),
                "Those would be shared everywhere.",
            ),
        ),
    ),
}
