"""What a cell of each kind may hold, and what a column of such cells becomes.

pandera checks the text of a column; only then it is converted.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from itertools import count, repeat

import numpy as np
import pandas as pd

_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_COPY_DATE = re.compile(r"[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?|/[12][0-9]{3})?")


def _is_day(text):
    # The pattern too: Python alone takes 20261123, pandas 2026-1-3.
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_copy_date(text):
    if text == "undated":
        return True
    if not _COPY_DATE.fullmatch(text):
        return False
    first, _, last = text.partition("/")
    return _is_day(first + "-01-01"[len(first) - 4 :]) and (not last or first <= last)


# A test takes a column and returns True, or a Series that is False at every wrong cell.


def _each(test):
    """Ask `test` once for every different cell; row by row only if one fails."""

    def run(cells):
        return all(map(test, set(cells.to_numpy()))) or cells.map(lambda cell: bool(test(cell)))

    return run


def _matches(pattern):
    return _each(re.compile(pattern).fullmatch)


def _written(cells):
    # Not by value, as in `_each`: most sentences stand once.
    return all(map(str.strip, cells.to_numpy())) or cells.map(str.strip) != ""


def _unique(cells):
    written = [cell for cell in cells.to_numpy() if cell]
    return len(set(written)) == len(written) or ~cells.duplicated() | (cells == "")


_SLUG = (
    _matches(r"[a-z0-9][a-z0-9-]*"),
    "is not a key. Use lower-case letters, digits and hyphens, no blanks.",
)
_ONCE = (_unique, "stands in an earlier row too. Every row needs its own.")
# For every kind of cell the tests that it must pass, with the remedy where one fails.
TESTS = {
    "any": [],
    "text": [(_written, "is blank. Write something.")],
    "slug": [_SLUG],
    "slug or empty": [
        (
            _matches(r"([a-z0-9][a-z0-9-]*)?"),
            "is not a key. Use lower-case letters, digits and hyphens, or leave it empty.",
        )
    ],
    "letters": [(_matches(r"[a-d]{1,4}"), "is not a key. Write the letter of the answer.")],
    "key": [_SLUG, _ONCE],
    "url": [(_matches(r"https?://[^\s/]\S*"), "is not a link. Start it with https://")],
    "number": [
        (_matches(r"[1-9][0-9]{0,8}"), "is not a whole number of 1 or more."),
        _ONCE,
    ],
    "number or empty": [
        (_matches(r"(0|-?[1-9][0-9]{0,8})?"), "is not a whole number."),
        _ONCE,
    ],
    "amount": [
        (
            _matches(r"[0-9]{1,12}(\.[0-9]{1,12})?"),
            "is not an amount. Write it as 0.0416, without a currency.",
        )
    ],
    "date": [(_each(_is_day), "is not a date. Write it as 2026-11-23.")],
    "date or empty": [
        (
            _each(lambda text: not text or _is_day(text)),
            "is not a date. Write it as 2026-11-23 or leave it empty.",
        )
    ],
    "copy date": [
        (
            _each(_is_copy_date),
            "is not a copy date. Write 2026, 2026-11, 2026-11-23, 2025/2026 or undated.",
        )
    ],
    "year, month or day": [
        (
            _each(lambda text: _is_copy_date(text) and text[0] != "u" and "/" not in text),
            "is not a date. Write 2026, 2026-11 or 2026-11-23.",
        )
    ],
}


def checks_of(kind, words):
    """Return the pandera checks of a column; `words` is the dtype of one that links to another table."""
    if isinstance(kind, tuple) or kind in TESTS:
        return _checks(kind)
    return _as_checks([_one_of(words.categories.to_numpy(), f"is not in {kind[3:]}.csv.")])


@lru_cache
def _checks(kind):
    if isinstance(kind, tuple):
        return _as_checks([_one_of(kind, f"is not one of {', '.join(kind)}.")])
    return _as_checks(TESTS[kind])


def _as_checks(tests):
    # pandera takes longer to import than all other helpers together, and a
    # notebook that loads no table should not wait for it.
    from pandera.pandas import Check

    # ignore_na: looking for missing text would take as long as the check
    return [Check(test, error=remedy, ignore_na=False) for test, remedy in tests]


def _one_of(words, remedy):
    return _each(frozenset(words).__contains__), remedy


@lru_cache
def listed(words, ordered):
    """Return the dtype of a column that holds one of the words of a tuple."""
    return pd.CategoricalDtype(words, ordered=ordered)


def as_words(cells, words):
    """Turn text into categories; a word that is not one of them becomes missing.

    As `cells.astype(words)`, which takes five times as long for a small table.
    """
    code = dict(zip(words.categories.to_numpy(), count()))
    codes = np.fromiter(map(code.get, cells.to_numpy(), repeat(-1)), "int64", len(cells))
    return pd.Categorical.from_codes(codes, dtype=words, validate=False)


def _as_keys(cells):
    codes, keys = pd.factorize(cells.to_numpy())
    words = pd.CategoricalDtype(pd.Index(keys, dtype="str"))
    return pd.Categorical.from_codes(codes, dtype=words, validate=False)


def _as_days(cells):
    codes, days = pd.factorize(cells.to_numpy())
    return days.astype("datetime64[us]")[codes]


CONVERTED = {
    "key": _as_keys,
    "slug": _as_keys,
    "slug or empty": _as_keys,
    "number": lambda cells: cells.to_numpy().astype("int64"),
    "number or empty": lambda cells: pd.array([int(cell) if cell else pd.NA for cell in cells], "Int64"),
    "amount": lambda cells: cells.to_numpy().astype("float64"),
    "date": _as_days,
    "date or empty": _as_days,
}


def converted(cells, kind):
    """Return a checked column as categories, numbers or dates; other kinds stay text."""
    return CONVERTED[kind](cells) if kind in CONVERTED else cells.array
