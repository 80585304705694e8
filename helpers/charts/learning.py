"""What a learner knew, and how sure they were."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from ..words.phrases import plural
from .style import styled


@styled
def calibration_chart(table: pd.DataFrame) -> tuple[Figure, str]:
    """How often answers were right at each confidence, one bar a confidence.

    table: `questions.calibration`: index confidence; columns answers, right, share (NaN: no answer).
    """
    fig = Figure(figsize=(7, 0.5 * len(table) + 1.3))
    ax = fig.add_axes((0.16, 0.28, 0.8, 0.54))
    shares = table["share"].fillna(0)
    ax.barh(range(len(table)), shares, color="#56B4E9", edgecolor="#000000", height=0.7)
    for y, (_, row) in enumerate(table.iterrows()):
        words = f"{row['right']:.0f} of {row['answers']:.0f} right" if row["answers"] else "no answers"
        inside = shares.iloc[y] > 0.5
        ax.text(
            shares.iloc[y] + (-0.015 if inside else 0.015),
            y,
            words,
            va="center",
            ha="right" if inside else "left",
            color="#000000",
        )
    ax.set_yticks(range(len(table)), list(table.index))
    ax.set(xlim=(0, 1), ylim=(len(table) - 0.4, -0.6), xlabel="part of the answers that were right")
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
    ax.grid(axis="x")
    ax.tick_params(length=0)
    sure = table.loc["sure"]
    finding = (
        f"Of what you were sure of, {sure['right']:.0f} of {sure['answers']:.0f} was right"
        if sure["answers"]
        else "You were sure of none of your answers"
    )
    fig.text(0.005, 0.97, finding, va="top", fontsize=12, fontweight="bold")
    alt = "Bar chart of confidence against correctness. " + " ".join(
        f"{name}: {row['right']:.0f} of {row['answers']:.0f} right." for name, row in table.iterrows()
    )
    return fig, alt


@styled
def gain_chart(gain: NamedTuple) -> tuple[Figure, str]:
    """Right answers before and after the course, of all items, as two dots joined by a line.

    gain: `questions.Gain`.
    """
    fig = Figure(figsize=(7, 1.7))
    ax = fig.add_axes((0.04, 0.36, 0.92, 0.3))
    ax.plot([gain.before, gain.after], [0, 0], color="#777777", linewidth=3, zorder=1)
    for x, word, colour, above in (
        (gain.before, "before", "#FFFFFF", False),
        (gain.after, "after", "#56B4E9", True),
    ):
        ax.scatter([x], [0], s=150, color=colour, edgecolor="#000000", zorder=2)
        ax.annotate(
            f"{word}: {x}", (x, 0), (0, 11 if above else -22), textcoords="offset points", ha="center"
        )
    ax.set(xlim=(-0.5, gain.items + 0.5), ylim=(-1, 1), xlabel=f"right answers of {gain.items}")
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    change = gain.after - gain.before
    finding = (
        f"You have {plural(abs(change), 'answer')} {'more' if change > 0 else 'fewer'} right than before"
        if change
        else "You have as many right as before"
    )
    fig.text(0.005, 0.97, finding, va="top", fontsize=12, fontweight="bold")
    alt = f"Right answers before and after the course: {gain.before} of {gain.items} before, {gain.after} after."
    return fig, alt
