"""Who decided the settings of a system: whoever wrote the file, a default, or nobody can tell from here."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from ..words.phrases import plural
from .style import Sheet, styled

SAID = {
    "stated": ("customer", "stated in the file"),
    "default": ("aws", "left to a default"),
    "ask": ("shared", "to ask: no file shows it"),
}


@styled
def who_decided_chart(counts: Mapping[str, int], *, width: float) -> tuple[Figure, str]:
    """One bar for each way in which a setting was decided.

    counts: `known_counts(workload)`, how many settings are stated, default and to be asked. ValueError if there are none.
    """
    total = sum(counts.values())
    if not total:
        raise ValueError("There are no settings to count: no part of this system has one in the table.")
    nobody = counts["default"] / total
    sheet = Sheet(width, f"{nobody:.0%} of the settings that move the line were decided by nobody here")
    left = 0 if sheet.on_a_phone else 2.1
    room = width - left - 0.6
    for known, (owner, words) in SAID.items():
        if sheet.on_a_phone:
            sheet.write(0, sheet.y + 0.08, words)
            sheet.y += 0.22
        else:
            sheet.write(left - 0.12, sheet.y + 0.17, words, ha="right")
        long = max(room * counts[known] / max(counts.values()), 0.01)
        sheet.tile(left, sheet.y, long, 0.34, owner)
        sheet.write(left + long + 0.1, sheet.y + 0.17, str(counts[known]), fontsize=12, fontweight="bold")
        sheet.y += 0.46
    sheet.note(f"{plural(total, 'setting')} of this system that our table knows to move an owner or a duty.")
    alt = f"Bar chart of {plural(total, 'setting')}: " + ", ".join(
        f"{counts[known]} {words}" for known, (_, words) in SAID.items()
    )
    return sheet.figure()[0], f"{alt}."
