"""Reading one table: whatever is wrong with it arrives as one `TableError` that names file, line and column of every problem."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from .errors import Problem, TableError, Unreadable, about, did_you_mean, merged, quoted
from .kinds import KINDS, TWICE, Kind, days_of_a_spreadsheet, is_error_of_a_spreadsheet
from .reading import Cells, find_file, read_cells, stripped
from .schema import DATA, NO_OWNER, ORDERED, SAME_AS, TABLES


class Checked(NamedTuple):
    """A table that was read: its frame (None if it has problems), the line of every row, the problems.

    keys: what stands in the first column, for tables that link to this one; None where the problems are in that column
    itself, because then no link can be judged.
    """

    frame: pd.DataFrame | None
    lines: list[int]
    problems: list[Problem]
    keys: list[str] | None = None


def load_table(name: str, folder: str | os.PathLike | None = None) -> pd.DataFrame:
    """Read and check one table alone; `name` is a key of TABLES, e.g. 'prices'.

    Columns as in TABLES, index 0..n-1, in file order (domains: by `order`). `owner` and `layer` are ordered categories,
    dates datetime64 (NaT if empty), `usd` float, `order` int, `scale_order` Int64; everything else is text, and an empty
    cell of text is ''. Whether a key exists in another table is not checked. Raises TableError for a bad file, ValueError
    for a name that is no table.
    """
    if name not in TABLES:
        raise ValueError(f"There is no table {quoted(str(name))}. The tables are: {', '.join(TABLES)}.")
    folder = folder_of(folder)
    table = load_checked(folder, name, {})
    if table.problems:
        raise TableError(folder.name, table.problems)
    return table.frame


def folder_of(folder: str | os.PathLike | None) -> Path:
    """The folder of the tables, the course's own by default. Raises TableError if it is no folder."""
    path = DATA if folder is None else Path(folder)
    # abspath, so that the folder '.' has a name too
    path = Path(os.path.abspath(path))
    if not os.path.isdir(path):
        remedy = "is not a folder. Give the folder that holds the CSV files."
        raise TableError(path.name, [Problem(path.name, None, None, None, remedy)])
    return path


def load_checked(folder: Path, name: str, keys: dict[str, Collection[str] | None]) -> Checked:
    """Read one table and check its cells. keys: the keys of every table read before, by its name."""
    path = folder / f"{name}.csv"
    try:
        path = find_file(folder, name)
        cells = read_cells(path, {column: _may_be_empty(kind) for column, kind in TABLES[name].items()})
    except Unreadable as error:
        return Checked(None, [], error.problems)
    except OSError as error:
        if os.path.isdir(path):
            return Checked(None, [], [about(path, "is a folder. A file of this name is needed.")])
        return Checked(None, [], [about(path, f"cannot be read ({error.strerror}).")])
    if not cells.lines:
        return Checked(None, [], [about(path, "has a header but no rows. Add the rows.")])
    columns, problems = {}, []
    for column, kind in TABLES[name].items():
        columns[column], found = _check_column(path, column, kind, cells, keys)
        problems += found
    first = next(iter(columns))
    if problems:
        sound = not any(problem.column == first for problem in problems)
        problems.sort(key=lambda problem: problem.line or 0)
        return Checked(None, cells.lines, merged(_one_a_cell(problems)), columns[first] if sound else None)
    frame = pd.DataFrame({column: _converted(columns[column], kind) for column, kind in TABLES[name].items()})
    lines = cells.lines
    if "order" in frame:
        frame = frame.sort_values("order")
        lines = [lines[row] for row in frame.index]
        frame = frame.reset_index(drop=True)
    return Checked(frame, lines, [], columns[first])


def _may_be_empty(kind: str | tuple) -> bool:
    return "" in kind if isinstance(kind, tuple) else kind in KINDS and KINDS[kind].may_be_empty


def _check_column(path: Path, column: str, kind: str | tuple, cells: Cells, keys: dict):
    """The cells of a column, put right where only one thing can be meant, and the problems of the rest."""
    values, words = cells.columns[column], _words_of(kind, keys)
    of_kind = KINDS.get(kind if isinstance(kind, str) else "", KINDS["slug"])
    if not isinstance(kind, str) or kind not in ("text", "any"):
        bare = {value: stripped(value) for value in set(values)}  # most columns repeat a few values
        values = [bare[value] for value in values]
    if isinstance(kind, tuple):
        values = [_one_of(value, words) for value in values]
    elif kind.startswith("date"):
        days = days_of_a_spreadsheet(values)
        if days is None:
            return values, [_two_ways(path, column, values, cells.lines)]
        values = days

    def remedy(value: str) -> str:
        if is_error_of_a_spreadsheet(value):
            return "is an error of the spreadsheet. Write what belongs there."
        if words is not None:
            return "" if value in words else _not_one_of(value, kind, words)
        return "" if of_kind.fits(value) else of_kind.remedy

    remedies = {value: remedy(value) for value in set(values)}
    once = words is None and of_kind.unique
    problems, seen = [], set()
    for line, value, written in zip(cells.lines, values, cells.columns[column]):
        wrong = remedies[value] or (TWICE if once and value and value in seen else "")
        if wrong:
            problems.append(about(path, wrong, line, column, written))
        seen.add(value)
    return values, problems


def _words_of(kind: str | tuple, keys: dict) -> Collection[str] | None:
    """The words that a cell must be one of, None if it is of a kind in KINDS."""
    if isinstance(kind, tuple):
        return kind
    return keys.get(kind[3:]) if kind.startswith("-> ") else None


def _one_of(value: str, words: tuple[str, ...]) -> str:
    """The word that the cell means: capitals do not matter, and some words of other matrices mean the same."""
    plain = value.lower()
    return next((word for word in (value, plain, SAME_AS.get(plain, value)) if word in words), value)


def _not_one_of(value: str, kind: str | tuple, words: Collection[str]) -> str:
    if isinstance(kind, tuple):
        told = ", ".join(word for word in words if word)
        advice = NO_OWNER.get(value.lower()) if "shared" in words else None
        return f"is not one of {told}." + (f" {advice}" if advice else did_you_mean(value, words))
    if not value:
        return "is empty. If its cell was merged with the one above, write the key into every row."
    return f"is not in {kind[3:]}.csv.{did_you_mean(value, words)}"


def _two_ways(path: Path, column: str, values: list[str], lines: list[int]) -> Problem:
    line, value = next((n, v) for n, v in zip(lines, values) if v and not KINDS["date"].fits(v))
    remedy = (
        "and the other dates of this column can be read with the day first or with the month first. In the spreadsheet, "
        "give the column the format yyyy-mm-dd and save it again."
    )
    return about(path, remedy, line, column, value)


def _one_a_cell(problems: list[Problem]) -> list[Problem]:
    return list({(problem.line, problem.column): problem for problem in reversed(problems)}.values())[::-1]


def _converted(values: list[str], kind: str | tuple):
    """A checked column as categories, numbers, dates or text."""
    if kind in ORDERED:
        return pd.Categorical(values, categories=kind, ordered=True)
    return KINDS.get(kind if isinstance(kind, str) else "any", Kind(str)).convert(values)
