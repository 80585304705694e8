"""Notebook 04: EMR."""

from functools import partial

import pandas as pd

from ...tables.load import load_table
from ...tables.model import Model
from .answers import duties_of_cases, owners, owners_of_cases
from .exercise import Exercise, Slip

HALF = ["hardware-lifecycle", "data-content", "backup", "availability", "capacity", "cost-control"]
CASES = {domain: ("emr-on-ec2", domain) for domain in HALF}
LAUNCHED, LOOKED_AT = "2025-01-15", "2025-09-15"
TODAY = "2026-11-23"


def all_aws(model: Model) -> dict[str, str]:
    return dict.fromkeys(HALF, "aws")


def availability_is_aws(model: Model) -> dict[str, str]:
    return owners_of_cases(model, CASES) | {"availability": "aws"}


def versions_between(model: Model, first: str = LAUNCHED, last: str = LOOKED_AT) -> int:
    """How many images came out after `first` and up to `last`."""
    released = pd.to_datetime(load_table("images")["released"])
    return int(((released > first) & (released <= last)).sum())


def releases(model: Model, support: str = "") -> set[str]:
    """The EMR releases in the table: all, those whose standard support has "ended", or the others ("lasts")."""
    emr = load_table("support").query("product == 'emr'")
    ended = pd.to_datetime(emr["standard_end"]) < TODAY
    return set(emr.loc[{"": ended | ~ended, "ended": ended, "lasts": ~ended}[support], "version"])


def none(model: Model) -> set[str]:
    return set()


EXERCISES = {
    "04-complete": Exercise(
        right=partial(owners_of_cases, cases=CASES),
        because="EMR replaces nodes. What lies on them, how many there are and when they end is for you to say.",
        hint="Ask for each: does EMR do it unasked, do you, or does each of you do a part?",
        slips=(
            Slip(
                partial(owners, service="ec2", of=HALF),
                "That is the table of plain EC2. EMR replaces a node that fails.",
            ),
            Slip(all_aws, "Managed is not the same as done for you."),
            Slip(
                availability_is_aws,
                "EMR replaces nodes, but a cluster sits in one zone, and planning for its loss is yours.",
            ),
        ),
        why=partial(duties_of_cases, cases=CASES),
    ),
    "04-behind": Exercise(
        right=versions_between,
        because="A cluster keeps the image of its launch, and each of these versions passed it by.",
        hint=f"Count the versions released after {LAUNCHED} and up to {LOOKED_AT}.",
        slips=(
            Slip(
                partial(versions_between, first="1900-01-01"),
                "That counts from the first version ever. The cluster took what was there at launch.",
            ),
            Slip(
                partial(versions_between, last="2999-01-01"),
                f"That counts to the end of the table. We look at {LOOKED_AT}.",
            ),
            Slip(
                partial(versions_between, first="1900-01-01", last=LAUNCHED),
                "Those came before the launch: the cluster has them.",
            ),
        ),
    ),
    "04-out-of-support": Exercise(
        right=partial(releases, support="ended"),
        because=f"The last day of their standard support lies before {TODAY}.",
        hint=f"Keep the rows whose standard_end lies before {TODAY}, and give their version.",
        slips=(
            Slip(partial(releases, support="lasts"), "Those are still in standard support."),
            Slip(releases, "Those are all releases in the table."),
            Slip(none, "An empty list: check the direction of the comparison."),
        ),
    ),
}
