"""How far a running cluster falls behind."""

from __future__ import annotations

import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from ..numbers.versions import versions_since
from ..words.phrases import plural
from .style import PEN, Sheet, styled


@styled
def cluster_clock_chart(
    images: pd.DataFrame, launched: str, months: int, *, width: float
) -> tuple[Figure, str]:
    """Image versions published while one cluster keeps running: a step line that only rises.

    images: columns image, released (dates), source; launched: ISO date on which the cluster started;
    months: the age at which the cluster is looked at.
    """
    last, since = versions_since(images, launched)
    start = pd.Timestamp(launched)
    now = start + pd.DateOffset(months=months)
    missed = int((since <= now).sum())
    age = "On launch day" if months == 0 else f"After {plural(months, 'month')}"
    sheet = Sheet(width, f"{age}: {plural(missed, 'newer version')} of Amazon Linux 2023")
    top, tall = sheet.y + 0.1, 2.3
    sheet.y += tall + 0.45
    sheet.note(
        "Grey: what is still to be published. "
        f"Source: {', '.join(images['source'].unique())}, versions up to {pd.to_datetime(images['released']).max():%Y-%m-%d}."
    )
    fig, _ = sheet.figure()
    ax = sheet.axes(fig, 0.35, top, width - 0.5, tall)
    ax.step([start, *since], range(len(since) + 1), where="post", color=PEN["quiet"], linewidth=1.2)
    seen = since[since <= now]
    heights = [*range(len(seen) + 1), missed]
    look = {"color": PEN["customer"], "clip_on": False}
    ax.fill_between([start, *seen, now], heights, step="post", color=PEN["yours"], linewidth=0)
    ax.step([start, *seen, now], heights, where="post", linewidth=3, **look)
    # The age of the cluster: a line along the ground, from the launch to the day that is looked at.
    ax.plot([start, now], [0, 0], linewidth=7, solid_capstyle="butt", **look)
    ax.plot([now], [missed], "o", markersize=9, markeredgecolor=PEN["paper"], markeredgewidth=1.5, **look)
    early = now < start + pd.DateOffset(months=12)
    ax.annotate(
        f"{missed} behind" if months else "launched",
        (now, missed),
        (6 if early else -10, 26 if early else 8),
        textcoords="offset points",
        ha="left" if early else "right",
        fontweight="bold",
    )
    ax.set(xlim=(start, start + pd.DateOffset(months=24)), ylim=(0, len(since) * 1.15 + 1), xlabel="date")
    ax.grid(axis="y")
    locator = AutoDateLocator(minticks=3, maxticks=5 if sheet.on_a_phone else 8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    alt = (
        f"{age}, {plural(missed, 'version')} of Amazon Linux 2023 newer than the one of "
        f"{last:%Y-%m-%d}, the newest when the cluster was launched on {start:%Y-%m-%d}."
    )
    return fig, alt
