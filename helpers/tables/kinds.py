"""What a cell of each kind may hold, how a spreadsheet may have changed it, and what a column of such cells becomes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from .reading import stripped

_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_COPY_DATE = re.compile(r"[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?|/[12][0-9]{3})?")
_SHEET_ERROR = re.compile(r"#(REF|N/A|NAME\?|VALUE|DIV/0|NUM|NULL|SPILL|CALC|FIELD)!?|Err:[0-9]+", re.I)


def is_day(text: str) -> bool:
    """Whether the text is a day such as 2026-11-23."""
    if not _DAY.fullmatch(text):  # Python alone takes 20261123
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_copy_date(text: str) -> bool:
    """Whether the text is a year, a month, a day, an interval of years, or the word undated."""
    if text == "undated":
        return True
    if not _COPY_DATE.fullmatch(text):
        return False
    first, _, last = text.partition("/")
    return is_day(first + "-01-01"[len(first) - 4 :]) and (not last or first <= last)


def is_error_of_a_spreadsheet(text: str) -> bool:
    """Whether the cell holds what a spreadsheet writes where a formula failed."""
    return bool(_SHEET_ERROR.fullmatch(text.strip()))


@dataclass(frozen=True)
class Kind:
    """A kind of cell. fits: whether a cell may hold this text. remedy: what to say where not. unique: every row needs its own.

    may_be_empty: whether a row may end before this cell. convert: from the checked cells to a column.
    """

    fits: Callable[[str], bool]
    remedy: str = ""
    unique: bool = False
    may_be_empty: bool = False
    convert: Callable[[list[str]], object] = lambda cells: pd.array(cells, dtype="str")


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: bool(re.fullmatch(pattern, text))


def _numbers(cells):
    return pd.array([int(cell) for cell in cells], "int64")


def _numbers_or_missing(cells):
    return pd.array([int(cell) if cell else pd.NA for cell in cells], "Int64")


def _amounts(cells):
    return pd.array([float(cell) for cell in cells], "float64")


def _days(cells):
    return pd.to_datetime(pd.Series(cells, dtype="str").replace("", pd.NaT)).astype("datetime64[us]").array


KEY = "is not a key. Use lower-case letters, digits and hyphens, no blanks."
KEY_OR_EMPTY = "is not a key. Use lower-case letters, digits and hyphens, or leave it empty."
DAY = "is not a date. Write it as 2026-11-23."
DAY_OR_EMPTY = "is not a date. Write it as 2026-11-23 or leave it empty."
TWICE = "stands in an earlier row too. Every row needs its own."
_SLUG = r"[a-z0-9][a-z0-9-]*"

KINDS = {
    "any": Kind(lambda text: True, may_be_empty=True),
    "text": Kind(lambda text: bool(stripped(text)), "is blank. Write something."),
    "slug": Kind(_matches(_SLUG), KEY),
    "slug or empty": Kind(_matches(f"({_SLUG})?"), KEY_OR_EMPTY, may_be_empty=True),
    "key": Kind(_matches(_SLUG), KEY, unique=True),
    "letters": Kind(_matches(r"[a-d]{1,4}"), "is not a key. Write the letter of the answer."),
    "url": Kind(_matches(r"https?://[^\s/]\S*"), "is not a link. Start it with https://"),
    "number": Kind(
        _matches(r"[1-9][0-9]{0,8}"), "is not a whole number of 1 or more.", unique=True, convert=_numbers
    ),
    "number or empty": Kind(
        _matches(r"(0|-?[1-9][0-9]{0,8})?"),
        "is not a whole number.",
        unique=True,
        may_be_empty=True,
        convert=_numbers_or_missing,
    ),
    "count": Kind(_matches(r"(0|[1-9][0-9]{0,8})"), "is not a whole number of 0 or more.", convert=_numbers),
    "amount": Kind(
        _matches(r"[0-9]{1,12}(\.[0-9]{1,12})?"),
        "is not an amount. Write it as 0.0416, without a currency.",
        convert=_amounts,
    ),
    "date": Kind(is_day, DAY, convert=_days),
    "date or empty": Kind(
        lambda text: not text or is_day(text), DAY_OR_EMPTY, may_be_empty=True, convert=_days
    ),
    "copy date": Kind(
        is_copy_date, "is not a copy date. Write 2026, 2026-11, 2026-11-23, 2025/2026 or undated."
    ),
    "year, month or day": Kind(
        lambda text: is_copy_date(text) and text[0] != "u" and "/" not in text,
        "is not a date. Write 2026, 2026-11 or 2026-11-23.",
    ),
}

# --- dates as a spreadsheet saves them ---------------------------------------------------------------

_PARTS = re.compile(r"([0-9]{1,4})([./ -])([0-9]{1,2}|[A-Za-z]{3})\2([0-9]{2,4})( 0?0:00(:00)?)?")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def days_of_a_spreadsheet(cells: list[str]) -> list[str] | None:
    """The cells with dates such as 23/11/2026, 11/23/26 or 23-Nov-26 written as 2026-11-23.

    One order of day, month and year has to fit every cell of the column. None if two orders fit and give different days;
    the cells as they are if no order fits.
    """
    if all(not cell or is_day(cell) for cell in cells):
        return cells
    read = [column for order in ("ymd", "dmy", "mdy") if (column := _read_as(cells, order))]
    if not read:
        return cells
    return read[0] if all(column == read[0] for column in read) else None


def _read_as(cells, order):
    """The cells as ISO dates if every one of them can be read in this order, else None."""
    days = [cell if not cell or is_day(cell) else _iso(cell, order) for cell in cells]
    return None if None in days else days


def _iso(cell, order):
    found = _PARTS.fullmatch(cell)
    if not found:
        return None
    mark, parts = found[2], dict(zip(order, (found[1], found[3], found[4])))
    # Points stand in dates that begin with the day; a month in letters, and a year in four digits, can be nothing else.
    if (mark == "." and order != "dmy") or (order == "ymd") != (len(found[1]) == 4):
        return None
    month = parts["m"].lower()
    if month.isalpha():
        month = str(_MONTHS.index(month) + 1) if month in _MONTHS else "0"
    year = f"20{parts['y']}" if len(parts["y"]) == 2 else parts["y"]
    day = f"{year}-{month:0>2}-{parts['d']:0>2}"
    return day if is_day(day) else None
