"""Services beside each other: heat map, shares, and what changes hands between two of them."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure

from ..words.owners import LETTER, NAME, OWNERS, split_of
from ..words.phrases import labels_of, plural
from .style import LINE, WIDE, Sheet, fold, inches, styled

WHOSE = {"aws": "AWS's", "shared": "shared", "customer": "yours"}
ACROSS = 10  # services that stand side by side in a heat map; more of them stand below each other


@styled
def heat_map(
    grid: pd.DataFrame,
    names: pd.Series | None = None,
    service_names: pd.Series | None = None,
    title: str | None = None,
    *,
    width: float,
) -> tuple[Figure, str]:
    """Who owns what, a coloured letter in each cell: domains down and services across, or the other way for many services.

    grid: `model.grid()` or a part of it: index service, one column a domain, cells are owners.
    names and service_names: Series from slug to the words to print.
    """
    many = len(grid) > ACROSS
    cells = grid if many else grid.T
    domains, services = labels_of(grid.columns, names), labels_of(grid.index, service_names)
    rows, columns = (services, domains) if many else (domains, services)
    if many:  # on a phone it is moved about under the thumb
        width = WIDE
    sheet = Sheet(width, title or f"Who acts, cell by cell: {split_of(cells.stack())}")
    sheet.note("A = AWS acts · S = shared, both act · Y = you act")
    left = (1.75 if sheet.on_a_phone else 2.95) + 0.1
    folded = [fold(row, left - 0.15) for row in rows]
    angle = 90 if many or sheet.on_a_phone else 40
    turn = math.radians(angle)
    longest = max(map(inches, columns))
    leans = [inches(column) * math.cos(turn) for column in columns]  # names lean to the right
    across = min((width - left - leans[-1]) / len(columns), 0.9)
    # a tenth of an inch for the height of the letters
    across = min(across, *((width - left - lean - 0.1) / (x + 0.5) for x, lean in enumerate(leans)))
    sheet.y += longest * math.sin(turn) + 0.2
    for x, column in enumerate(columns):
        at = left + (x + 0.5) * across + (0.0 if angle < 90 else 0.05)
        sheet.write(at, sheet.y - 0.06, column, rotation=angle, rotation_mode="anchor", ha="left")
    for row, label in zip(cells.to_numpy(), folded):
        high = max(0.235, LINE * len(label) + 0.05)
        for n, line in enumerate(label):
            sheet.write(left - 0.1, sheet.y + high / 2 + (n - (len(label) - 1) / 2) * LINE, line, ha="right")
        for x, owner in enumerate(row):
            at = left + x * across
            sheet.marked(at, sheet.y, across - 0.035, high - 0.035, owner, LETTER[owner])
        sheet.y += high
    alt = f"Heat map of {plural(len(domains), 'domain')} by {plural(len(services), 'service')}. " + " ".join(
        f"{service}: {split_of(grid.loc[slug])}." for slug, service in zip(grid.index, services)
    )
    return sheet.figure()[0], alt


@styled
def share_bars(
    counts: pd.DataFrame,
    share: pd.Series,
    service_names: pd.Series | None = None,
    title: str | None = None,
    unit: str = "number of domains",
    *,
    width: float,
) -> tuple[Figure, str]:
    """One bar a service, divided into the domains of AWS, shared and you.

    counts: `scale.owner_counts`, index service, columns aws, shared, customer (domains, or the sum
    of their weights).
    share: `scale.customer_share`, the same index, 0 to 1; printed as per cent beside the bar.
    """
    labels = labels_of(counts.index, service_names)
    share = share.reindex(counts.index)
    sheet = Sheet(width, title or f"Your share runs from {share.max():.0%} to {share.min():.0%}")
    phone = sheet.on_a_phone
    left = 0 if phone else min(0.17 + max(map(inches, labels)), 4.2)
    room = width - left - (0 if phone else 1.05)
    high = 0.26
    most = counts.sum(axis=1).max() or 1
    for label, value, row in zip(labels, share, counts[list(OWNERS)].to_dict("records")):
        if phone:
            sheet.write(0, sheet.y + 0.09, label)
            sheet.y += LINE + 0.02
        else:
            sheet.write(left - 0.12, sheet.y + high / 2, label, ha="right")
        x = left
        for owner in reversed(OWNERS):
            long, n = room * row[owner] / most, row[owner]
            if not n:
                continue
            words = f"{n:g} {WHOSE[owner]}"
            words = (
                words if inches(words) < long - 0.1 else f"{n:g}" if inches(f"{n:g}") < long - 0.03 else ""
            )
            sheet.marked(x, sheet.y, max(long - 0.025, 0.01), high, owner, words)
            x += long
        place = (width, sheet.y - 0.11) if phone else (x + 0.08, sheet.y + high / 2)
        sheet.write(*place, f"{value:.0%} yours", fontweight="bold", ha="right" if phone else "left")
        sheet.y += high + (0.14 if phone else 0.06)
    sheet.note(f"A bar is the {unit}. Share: yours counts 1, shared counts ½, AWS's counts 0.")
    alt = "Bar chart of who acts, by service. " + " ".join(
        f"{label}: {row.customer:g} yours, {row.shared:g} shared, {row.aws:g} AWS's, share {value:.0%}."
        for label, value, row in zip(labels, share, counts.itertuples())
    )
    return sheet.figure()[0], alt


@styled
def difference_chart(
    changes: pd.DataFrame, names: pd.Series, left: str, right: str, *, width: float
) -> tuple[Figure, str]:
    """The domains that change hands between two services, left and right side by side.

    changes: `scale.difference`, index domain, columns left, right, moved.
    names: Series from domain to its name; left, right: the words for the two services.
    """
    moved = changes[changes["moved"] != "same"]
    to_aws = (moved["moved"] == "to aws").sum()
    to_you = (moved["moved"] == "to customer").sum()
    title = f"{len(moved)} of {len(changes)} domains change hands: {to_aws} towards AWS, {to_you} towards you"
    sheet = Sheet(width, title)
    phone = sheet.on_a_phone
    margin, arrow, high = (0 if phone else 3.0), 0.45, 0.28
    across = (width - margin - arrow) / 2
    places = (margin, margin + across + arrow)
    heads = [fold(words, across, bold=True) for words in (left, right)]
    sheet.y += LINE * max(map(len, heads))
    for x, lines in zip(places, heads):
        for n, line in enumerate(reversed(lines)):
            sheet.write(x + across / 2, sheet.y - 0.08 - n * LINE, line, ha="center", fontweight="bold")
    sheet.y += 0.06
    for domain, row in moved.iterrows():
        if phone:
            sheet.write(0, sheet.y + 0.08, names[domain])
            sheet.y += LINE + 0.02
        else:
            sheet.write(margin - 0.12, sheet.y + high / 2, names[domain], ha="right")
        for x, owner in zip(places, (row["left"], row["right"])):
            sheet.marked(x, sheet.y, across, high, owner, NAME[owner])
        sheet.write(places[0] + across + arrow / 2, sheet.y + high / 2, "→", ha="center", fontsize=13)
        sheet.y += high + (0.12 if phone else 0.07)
    if moved.empty:
        sheet.write(margin, sheet.y + 0.1, "No domain changes hands.")
        sheet.y += 0.2
    alt = f"{left} against {right}. {title}. " + " ".join(
        f"{names[d]}: {NAME[r['left']]} to {NAME[r['right']]}." for d, r in moved.iterrows()
    )
    return sheet.figure()[0], alt.strip()
