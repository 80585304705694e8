"""What a learner knew, and how sure they were."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from ..words.phrases import plural
from .style import PEN, Sheet, styled


@styled
def calibration_chart(table: pd.DataFrame, *, width: float) -> tuple[Figure, str]:
    """How often answers were right at each confidence, one bar a confidence.

    table: `questions.calibration`: index confidence; columns answers, right, share (NaN: no answer).
    """
    sure = table.loc["sure"]
    finding = (
        f"Of what you were sure of, {sure['right']:.0f} of {sure['answers']:.0f} was right"
        if sure["answers"]
        else "You were sure of none of your answers"
    )
    sheet = Sheet(width, finding)
    left, high = 1.2, 0.28
    room = width - left - 0.15
    whole, top = left + room, sheet.y
    for name, row in table.iterrows():
        words = f"{row['right']:.0f} of {row['answers']:.0f} right" if row["answers"] else "no answers"
        long = room * row["share"] if row["answers"] else 0.0
        sheet.write(left - 0.12, sheet.y + high / 2, str(name), ha="right")
        sheet.bar(left, sheet.y, long, high, "accent")
        inside = long > 0.5 * room
        at, colour = (left + long - 0.08, "paper") if inside else (left + long + 0.08, "text")
        sheet.write(at, sheet.y + high / 2, words, colour, ha="right" if inside else "left")
        sheet.y += high + 0.1
    for share in (0, 0.5, 1):
        at = left + room * share
        sheet.line([at, at], [top - 0.04, sheet.y], below=True)
        sheet.write(min(at, whole - 0.2 * share), sheet.y + 0.1, f"{share:.0%}", "quiet", ha="center")
    sheet.y += 0.2
    sheet.note("The part of your answers that were right.")
    alt = "Bar chart of confidence against correctness. " + " ".join(
        f"{name}: {row['right']:.0f} of {row['answers']:.0f} right." for name, row in table.iterrows()
    )
    return sheet.figure()[0], alt


@styled
def gain_chart(gain: NamedTuple, *, width: float) -> tuple[Figure, str]:
    """Right answers before and after the course, of all items, as two dots joined by a line.

    gain: `questions.Gain`.
    """
    change = gain.after - gain.before
    finding = (
        f"You have {plural(abs(change), 'answer')} {'more' if change > 0 else 'fewer'} right than before"
        if change
        else "You have as many right as before"
    )
    sheet = Sheet(width, finding)
    left, room = 0.4, width - 0.8
    sheet.y += 0.3
    before, after = (left + room * n / gain.items for n in (gain.before, gain.after))
    sheet.line([left, left + room], [sheet.y] * 2, linewidth=2)
    sheet.line([before, after], [sheet.y] * 2, "accent", linewidth=4)
    dot = {"marker": "o", "markersize": 13, "markeredgecolor": PEN["accent"], "markeredgewidth": 2}
    sheet.line([before], [sheet.y], "paper", **dot)
    sheet.line([after], [sheet.y], "accent", **dot)
    # One above and one below, so that they never stand on each other.
    sheet.write(after, sheet.y - 0.24, f"after: {gain.after}", ha="center", fontweight="bold")
    sheet.write(before, sheet.y + 0.24, f"before: {gain.before}", ha="center")
    sheet.write(left, sheet.y + 0.5, "0", "quiet", ha="center")
    sheet.write(left + room, sheet.y + 0.5, f"{gain.items}", "quiet", ha="center")
    sheet.y += 0.6
    sheet.note(f"Right answers, of {gain.items}.")
    alt = f"Right answers before and after the course: {gain.before} of {gain.items} before, {gain.after} after."
    return sheet.figure()[0], alt
