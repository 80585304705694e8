"""Services beside each other: heat map, shares, and what changes hands between two of them."""

from __future__ import annotations

import math
import textwrap

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..words.owners import LETTER, NAME, OWNERS, split_of
from ..words.palette import COLOUR, INK, PAPER, TEXT
from ..words.phrases import labels_of, plural
from .style import styled


@styled
def heat_map(
    grid: pd.DataFrame,
    names: pd.Series | None = None,
    service_names: pd.Series | None = None,
    title: str | None = None,
) -> tuple[Figure, str]:
    """Who owns what: domains down, services across, a coloured letter in each cell.

    grid: `model.grid()` or a part of it: index service, one column a domain, cells are owners.
    names and service_names: Series from slug to the words to print.
    """
    cells = grid.T
    rows, columns = labels_of(cells.index, names), labels_of(cells.columns, service_names)
    angle = 40 if len(columns) <= 10 else 90
    longest = max(map(len, columns)) * 0.076  # inches
    header = longest * math.sin(math.radians(angle)) + 0.1
    lean = longest * math.cos(math.radians(angle)) / 8  # the last name leans to the right
    height = 0.235 * len(rows) + header + 0.85
    fig = Figure(figsize=(8, height))
    ax = fig.add_axes((0.345, 0.36 / height, 0.985 - lean - 0.345, 0.235 * len(rows) / height))
    ax.set(xlim=(0, cells.shape[1]), ylim=(cells.shape[0], 0))
    for y, row in enumerate(cells.to_numpy()):
        for x, owner in enumerate(row):
            ax.add_artist(Rectangle((x, y), 1, 1, facecolor=COLOUR[owner], edgecolor=PAPER))
            ax.text(x + 0.5, y + 0.53, LETTER[owner], ha="center", va="center", fontsize=10, color=INK[owner])
    ax.set_yticks([y + 0.5 for y in range(len(rows))], rows)
    ax.set_xticks(
        [x + 0.5 for x in range(len(columns))],
        columns,
        rotation=angle,
        ha="left",
        va="center",
        rotation_mode="anchor",
    )
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    finding = f"Who acts, cell by cell: {split_of(cells.stack())}"
    fig.text(0.005, 1 - 0.08 / height, title or finding, va="top", fontsize=12, fontweight="bold")
    fig.text(0.345, 0.1 / height, "A = AWS acts · S = shared, both act · Y = you act")
    alt = f"Heat map of {plural(len(rows), 'domain')} by {plural(len(columns), 'service')}. " + " ".join(
        f"{c}: {split_of(cells[s])}." for s, c in zip(cells.columns, columns)
    )
    return fig, alt


@styled
def share_bars(
    counts: pd.DataFrame,
    share: pd.Series,
    service_names: pd.Series | None = None,
    title: str | None = None,
    unit: str = "number of domains",
) -> tuple[Figure, str]:
    """One bar a service, divided into the domains of AWS, shared and you.

    counts: `scale.owner_counts`, index service, columns aws, shared, customer (domains, or the sum
    of their weights).
    share: `scale.customer_share`, the same index, 0 to 1; printed as per cent behind the bar.
    """
    labels = labels_of(counts.index, service_names)
    margin = 0.02 + 0.0106 * max(map(len, labels))
    total = counts.sum(axis=1)
    height = 0.42 * len(counts) + 1.35
    fig = Figure(figsize=(8, height))
    ax = fig.add_axes((margin, 0.8 / height, 0.86 - margin, 1 - 1.2 / height))
    left = pd.Series(0, index=counts.index)
    for owner in reversed(OWNERS):
        values = counts[owner]
        ax.barh(range(len(counts)), values, left=left, color=COLOUR[owner], edgecolor=PAPER, height=0.78)
        for y, (x, n) in enumerate(zip(left, values)):
            if n:
                words = f"{n:g} {NAME[owner]}" if n >= 0.11 * total.max() else f"{n:g}"
                fig.text(
                    x + n / 2, y, words, ha="center", va="center", color=INK[owner], transform=ax.transData
                )
        left = left + values
    for y, (n, value) in enumerate(zip(total, share.reindex(counts.index))):
        fig.text(
            n + 0.012 * total.max(),
            y,
            f"{value:.0%} yours",
            va="center",
            fontweight="bold",
            transform=ax.transData,
        )
    for y, label in enumerate(labels):  # not as ticks, which take matplotlib longer than all bars
        fig.text(-0.01, y, label, ha="right", va="center", transform=ax.get_yaxis_transform())
    ax.set(xlim=(0, total.max()), ylim=(len(counts) - 0.4, -0.6), yticks=[], xlabel=unit)
    ax.grid(axis="x")
    ax.tick_params(length=0)
    words = dict(zip(counts.index, labels))
    finding = f"Your share runs from {share.max():.0%} to {share.min():.0%}"
    fig.text(0.005, 1 - 0.08 / height, title or finding, va="top", fontsize=12, fontweight="bold")
    fig.text(0.005, 0.08 / height, "Share: yours counts 1, shared counts ½, AWS's counts 0.", fontsize=10)
    alt = "Bar chart of who acts, by service. " + " ".join(
        f"{words[s]}: {counts.loc[s, 'customer']:g} yours, {counts.loc[s, 'shared']:g} shared, "
        f"{counts.loc[s, 'aws']:g} AWS's, share {share[s]:.0%}."
        for s in counts.index
    )
    return fig, alt


@styled
def difference_chart(changes: pd.DataFrame, names: pd.Series, left: str, right: str) -> tuple[Figure, str]:
    """The domains that change hands between two services, left and right side by side.

    changes: `scale.difference`, index domain, columns left, right, moved.
    names: Series from domain to its name; left, right: the words for the two services.
    """
    moved = changes[changes["moved"] != "same"]
    height = 0.34 * max(len(moved), 1) + 1.25
    fig = Figure(figsize=(8, height))
    ax = fig.add_axes((0.36, 0.1 / height, 0.62, 1 - 1.05 / height))
    ax.set(xlim=(0, 2.2), ylim=(max(len(moved), 1), 0))
    ax.axis("off")
    for y, (domain, row) in enumerate(moved.iterrows()):
        ax.text(-0.03, y + 0.5, names[domain], ha="right", va="center")
        for x, owner in ((0, row["left"]), (1.2, row["right"])):
            ax.add_artist(Rectangle((x, y + 0.06), 1, 0.88, facecolor=COLOUR[owner]))
            ax.text(x + 0.5, y + 0.5, NAME[owner], ha="center", va="center", color=INK[owner])
        ax.annotate("", (1.18, y + 0.5), (1.02, y + 0.5), arrowprops={"arrowstyle": "-|>", "color": TEXT})
    for x, words in ((0.5, left), (1.7, right)):
        ax.text(x, -0.12, textwrap.fill(words, 24), ha="center", va="bottom", fontweight="bold")
    if moved.empty:
        ax.text(0, 0.5, "No domain changes hands.", va="center")
    to_aws = (moved["moved"] == "to aws").sum()
    to_you = (moved["moved"] == "to customer").sum()
    title = f"{len(moved)} of {len(changes)} domains change hands: {to_aws} towards AWS, {to_you} towards you"
    fig.text(0.005, 1 - 0.08 / height, title, va="top", fontsize=12, fontweight="bold")
    alt = f"{left} against {right}. {title}. " + " ".join(
        f"{names[d]}: {NAME[r['left']]} to {NAME[r['right']]}." for d, r in moved.iterrows()
    )
    return fig, alt.strip()
