"""How far a running cluster falls behind."""

from __future__ import annotations

import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from ..words.palette import COLOUR
from ..words.phrases import plural
from .style import styled


@styled
def cluster_clock_chart(images: pd.DataFrame, launched: str, months: int) -> tuple[Figure, str]:
    """Image versions published while one cluster keeps running: a step line that only rises.

    images: columns image, released (dates), source; launched: ISO date on which the cluster started;
    months: the age at which the cluster is looked at.
    """
    start = pd.Timestamp(launched)
    now = start + pd.DateOffset(months=months)
    dates = pd.to_datetime(images["released"]).sort_values()
    if dates.empty or start < dates.min():
        raise ValueError(f"no image is older than the launch on {launched}; choose a later launch")
    since = dates[(dates > start) & (dates <= start + pd.DateOffset(months=24))]
    missed = int((since <= now).sum())
    last = dates[dates <= start].max()
    fig = Figure(figsize=(8, 3.5))
    ax = fig.add_axes((0.09, 0.25, 0.88, 0.6))
    ax.step([start, *since], range(len(since) + 1), where="post", color="#777777", linewidth=1.2)
    seen = since[since <= now]
    ax.step(
        [start, *seen, now],
        [*range(len(seen) + 1), missed],
        where="post",
        color=COLOUR["customer"],
        linewidth=2.5,
    )
    ax.plot([now], [missed], "o", color=COLOUR["customer"])
    ax.set(
        xlim=(start, start + pd.DateOffset(months=24)),
        ylim=(0, len(since) * 1.15 + 1),
        ylabel="newer versions",
    )
    ax.set_xlabel("calendar date (grey: what will still be published)")
    ax.grid(axis="y")
    locator = AutoDateLocator(minticks=4, maxticks=8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    fig.text(
        0.005,
        0.02,
        f"Source: {', '.join(images['source'].unique())}, versions up to {dates.max():%Y-%m-%d}",
    )
    age = "On launch day" if months == 0 else f"After {plural(months, 'month')}"
    fig.text(
        0.005,
        0.975,
        f"{age}: {plural(missed, 'newer version')} of Amazon Linux 2023",
        va="top",
        fontsize=12,
        fontweight="bold",
    )
    alt = (
        f"{age}, {plural(missed, 'version')} of Amazon Linux 2023 newer than the one of "
        f"{last:%Y-%m-%d}, the newest when the cluster was launched on {start:%Y-%m-%d}."
    )
    return fig, alt
