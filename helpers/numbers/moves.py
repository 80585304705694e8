"""What settings move, and how far."""

from __future__ import annotations

import pandas as pd

from ..tables.model import Model
from ..tables.settings import NAMES
from .scale import points_of

DUTIES = ["owner", "aws_duty", "customer_duty"]


def what_moves(model: Model, service: str, choice: dict[str, str]) -> pd.DataFrame:
    """The domains that `choice` changes on one service, against its defaults.

    Index domain, in table order; columns name, before, after (owners), aws_duty, customer_duty, basis, source
    (as they are under the choice), hands (True if the owner changed). Errors as in `Model.with_settings`.
    """
    before, after = (model.with_settings(service, some).of(service) for some in ({}, choice))
    changed = (before[DUTIES] != after[DUTIES]).any(axis=1)
    rows, was = after[changed], before.loc[changed, "owner"]
    return pd.DataFrame(
        {
            "name": rows["name"],
            "before": was,
            "after": rows["owner"],
            "aws_duty": rows["aws_duty"],
            "customer_duty": rows["customer_duty"],
            "basis": rows["basis"],
            "source": rows["source"],
            "hands": was != rows["owner"],
        }
    )


def reach_of_settings(model: Model, service: str | None = None) -> pd.DataFrame:
    """How far each option that is no default moves the line, the farthest first. service: of this one alone.

    Index 0..n-1. Columns: service, setting, option; becomes ('' if the service stays the one it is); share_before
    and share_after (`customer_share`, 0 to 1); change (the difference, above 0 if the customer gets more); hands
    (domains that change owner); duties (domains whose duties change and whose owner does not).
    """
    options = model.settings.options.query("is_default == 'no'")
    if service is not None:
        options = options[options["service"] == service]
    # Owners as plain text: an ordered category can be neither filled nor compared with one of another table.
    rows, moves = (table.astype({"owner": str}) for table in (model.defaults, model.settings.moves))
    rows = rows[["service", "domain", *DUTIES]]
    # A row an option and domain: as it is by default; as it is in the variant that the service becomes; as it is moved.
    before = options[[*NAMES, "becomes"]].merge(rows, on="service")
    variant = before[["becomes", "domain"]].merge(
        rows, "left", left_on=["becomes", "domain"], right_on=["service", "domain"]
    )
    moved = before[[*NAMES, "domain"]].merge(moves, "left", on=[*NAMES, "domain"])
    after = moved[DUTIES].fillna(variant[DUTIES]).fillna(before[DUTIES])

    hands = after["owner"] != before["owner"]
    changed = (after != before[DUTIES]).any(axis=1)
    numbers = before[[*NAMES, "becomes"]].assign(
        share_before=points_of(before["owner"]),
        share_after=points_of(after["owner"]),
        hands=hands,
        duties=changed & ~hands,
    )
    sums = numbers.groupby([*NAMES, "becomes"], sort=False)
    reach = sums[["share_before", "share_after"]].mean().join(sums[["hands", "duties"]].sum()).reset_index()
    reach.insert(6, "change", reach["share_after"] - reach["share_before"])
    order = reach.assign(far=-reach["change"].abs(), still=-reach["hands"], less=-reach["duties"])
    return reach.loc[order.sort_values(["far", "still", "less"], kind="stable").index].reset_index(drop=True)
