"""Text on its way into a file that others open: one line, of a sane length, and never a formula."""

from __future__ import annotations

import pandas as pd

LONGEST = 2_000  # characters of a cell; names in a template have at most 255
# What a spreadsheet takes for the beginning of a formula, also in the wide letters of East Asian keyboards.
FORMULA = ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def plain(text: object) -> str:
    """A value as one line of printable text, cut if it is far too long."""
    line = " ".join(str(text).split())
    if not line.isprintable():
        line = "".join(letter if letter.isprintable() else "?" for letter in line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def defused(text: object) -> str:
    """`plain` text with an apostrophe before it where a spreadsheet would run it."""
    line = plain(text)
    return "'" + line if line.startswith(FORMULA) else line


def texts(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with every cell defused, each different text only once: most of a matrix repeats."""
    made = {}
    for column in frame.columns:
        cells = frame[column].astype(str)
        made[column] = cells.map({text: defused(text) for text in cells.unique()})
    return pd.DataFrame(made)
