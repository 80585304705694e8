"""What settings move, and how far."""

from __future__ import annotations

import pandas as pd

from ..tables.model import Model
from .scale import points_of

DUTIES = ["owner", "aws_duty", "customer_duty"]


def what_moves(model: Model, service: str, choice: dict[str, str]) -> pd.DataFrame:
    """The domains that `choice` changes on one service, against its defaults.

    Index domain, in table order; columns name, before, after (owners), aws_duty, customer_duty, basis, source
    (as they are under the choice), hands (True if the owner changed). Errors as in `Model.with_settings`.
    """
    return moves_between(*(model.with_settings(service, some).of(service) for some in ({}, choice)))


def moves_between(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """`what_moves` from the rows of the service under its defaults and under the choice (`Model.of`)."""
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
    defaults = {name: model.with_settings(name, {}).of(name) for name in options["service"].unique()}
    rows = []
    for row in options.itertuples():
        before, after = (
            defaults[row.service],
            model.with_settings(row.service, {row.setting: row.option}).of(row.service),
        )
        moves, shares = moves_between(before, after), [share_of(before), share_of(after)]
        rows.append(
            {
                "service": row.service,
                "setting": row.setting,
                "option": row.option,
                "becomes": row.becomes,
                "share_before": shares[0],
                "share_after": shares[1],
                "change": shares[1] - shares[0],
                "hands": int(moves["hands"].sum()),
                "duties": int((~moves["hands"]).sum()),
            }
        )
    reach = pd.DataFrame(rows)
    order = reach.assign(far=-reach["change"].abs(), still=-reach["hands"], less=-reach["duties"])
    return reach.loc[order.sort_values(["far", "still", "less"], kind="stable").index].reset_index(drop=True)


def share_of(rows: pd.DataFrame) -> float:
    """`customer_share` of one service (rows as of `Model.of`), all domains weighing the same."""
    return float(points_of(rows["owner"]).mean())
