"""Reading one table: whatever is wrong with it arrives as one `TableError` that names file, line and column of every problem.

pandera checks the cells.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd

from .errors import KEPT, Problem, TableError, Unreadable, about, did_you_mean, quoted
from .kinds import as_words, checks_of, converted, listed
from .reading import cells_at, check_rows, encoding_problem, is_regular, read_cells, read_header
from .schema import DATA, ORDERED, TABLES


def load_table(name: str, folder: str | os.PathLike | None = None) -> pd.DataFrame:
    """Read and check one table alone; `name` is a key of TABLES, e.g. 'prices'.

    Columns as in TABLES, index 0..n-1, in file order (domains: by
    `order`). Words and keys are categories, dates datetime64 (NaT if empty), `usd`
    float, everything else text; an empty cell of text is ''. Whether a key exists
    in another table is not checked. Raises TableError for a bad file, ValueError
    for a name that is no table.
    """
    if name not in TABLES:
        raise ValueError(f"There is no table {quoted(str(name))}. The tables are: {', '.join(TABLES)}.")
    folder = folder_of(folder)
    frame, problems = load_checked(folder, name, {})
    if problems:
        raise TableError(folder.name, problems)
    return frame


def folder_of(folder: str | os.PathLike | None) -> Path:
    path = DATA if folder is None else Path(folder)
    # abspath, so that the folder '.' has a name too
    path = Path(os.path.abspath(path))
    if not os.path.isdir(path):
        remedy = "is not a folder. Give the folder that holds the CSV files."
        raise TableError(path.name, [Problem(path.name, None, None, None, remedy)])
    return path


def load_checked(folder, name, keys):
    """Return one table and its problems.

    The table is None if the file cannot be read as a table; its cells are still
    text or known words if there are problems. `keys` holds the dtype of the key
    column of every table read before.
    """
    path = folder / f"{name}.csv"
    kinds, words = _kinds_and_words(name, keys)
    try:
        separator, header = read_header(path, list(kinds))
        if not is_regular(path, separator, len(header)):
            check_rows(path, separator, len(header))
        frame = read_cells(path, separator)
        if frame.empty:
            raise Unreadable(about(path, "has a header but no rows. Add the rows."))
        columns = {column: frame[column] for column in kinds}
        problems = _check_cells(path, separator, header, columns, kinds, words)
    except Unreadable as error:
        return None, error.problems
    except UnicodeDecodeError:
        return None, [encoding_problem(path)]
    except FileNotFoundError:
        return None, [about(path, "is missing. Put the file into the folder.")]
    except OSError as error:
        if os.path.isdir(path):
            return None, [about(path, "is a folder. A file of this name is needed.")]
        return None, [about(path, f"cannot be read ({error.strerror}).")]
    except pd.errors.ParserError as error:
        return None, [about(path, f"is not a table ({error}).")]
    if problems:
        # What is known about the words still helps to find rows that are missing.
        return frame.assign(**{column: as_words(frame[column], words[column]) for column in words}), problems
    return _convert(columns, kinds, words), []


def keys_of(cells):
    """Return the dtype of a column that links to these keys."""
    # Still text, and perhaps not unique, if the table has problems.
    return cells.dtype if cells.dtype == "category" else pd.CategoricalDtype(cells.unique())


def _kinds_and_words(name, keys):
    """Return {column: kind} of a table, and {column: dtype} where the words are known."""
    kinds, words = {}, {}
    for column, kind in TABLES[name].items():
        kinds[column] = kind
        if isinstance(kind, tuple):
            words[column] = listed(kind, kind in ORDERED)
        elif kind.startswith("-> "):
            if kind[3:] in keys:
                words[column] = keys[kind[3:]]
            else:
                kinds[column] = "slug"  # the table of the keys was not read
    return kinds, words


def _check_cells(path, separator, header, columns, kinds, words):
    """Return the problems that pandera finds in the cells."""
    found = {}
    for column, cells in columns.items():
        # Each check by itself: a DataFrameSchema takes 0.4 ms a column longer.
        for check in checks_of(kinds[column], words.get(column)):
            result = check(cells)
            if not result.check_passed:
                for row in np.flatnonzero(~result.check_output)[:KEPT].tolist():
                    # One problem a cell: the first check says it best.
                    found.setdefault((row, column), check.error)
    if not found:
        return []
    found = sorted(found.items(), key=lambda item: item[0][0])[:KEPT]
    cells = cells_at(path, separator, [row for (row, _), _ in found])
    problems = {}
    for (row, column), remedy in found:
        line, values = cells[row]
        if not any(value.strip() for value in values):
            problems[line] = about(path, "the row is empty. Delete the line.", line)
            continue
        value = values[header.index(column)]
        if column in words:
            remedy += did_you_mean(value, words[column].categories)
        problems[line, column] = about(path, remedy, line, column, value)
    return list(problems.values())


def _convert(columns, kinds, words):
    """Return checked columns as one frame of categories, numbers, dates and text."""
    if "order" in kinds:
        order = columns["order"].astype("int64")
        if not order.is_monotonic_increasing:
            order = order.argsort()
            columns = {column: cells.iloc[order] for column, cells in columns.items()}
    return pd.DataFrame(
        {
            column: as_words(cells, words[column]) if column in words else converted(cells, kinds[column])
            for column, cells in columns.items()
        },
        copy=False,
    )
