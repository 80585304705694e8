"""Which columns a table has, what a cell may hold, and the reading of one table.

Whatever is wrong with a file arrives as one `TableError` that names file, line and column of every problem. pandera checks the
cells.
"""
from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd

from .cells import as_words, checks_of, converted, listed
from .csvfile import cells_at, check_rows, encoding_problem, is_regular, read_cells, read_header
from .problems import KEPT, Problem, TableError, Unreadable, about, did_you_mean, quoted

DATA = Path(__file__).resolve().parent.parent / "data"

OWNERS = ("aws", "shared", "customer")
LAYERS = ("ground", "host", "platform", "workload", "guardrails", "run", "organisation")
KINDS = ("security", "operations", "engineering", "finance", "people")
FAMILIES = ("baseline", "compute", "analytics", "containers", "platform", "database",
            "storage", "ai", "device")  # fmt: skip
DELIVERIES = ("on-premises", "iaas", "paas", "serverless", "device")
STATUSES = ("available", "closed-to-new-customers", "ending")
BASES = ("stated", "inferred")
SCOPES = ("service", "general")
FORMS = ("text", "lesson", "a", "b")
QUESTION_KINDS = ("case", "pair", "dispute")
ORDERED = (OWNERS, LAYERS)  # the words of these stand in a meaningful order

# What each column holds: a tuple is the list of allowed words, a name is one of
# the kinds of cell in cells.py, `-> table` is a key of that table.
TABLES = {
    "domains": {
        "domain": "key", "order": "number", "name": "text", "layer": LAYERS,
        "kind": KINDS, "definition": "text", "aws_control_category": "any",
        "nist_800_53": "any", "csa_ccm": "any",
    },
    "services": {
        "service": "key", "name": "text", "family": FAMILIES, "delivery": DELIVERIES,
        "scale_order": "number or empty", "summary": "text", "status": STATUSES,
        "url": "url",
    },
    "sources": {
        "source": "key", "title": "text", "publisher": "text", "url": "url",
        "copy_date": "copy date", "summary": "text",
    },
    "responsibilities": {
        "service": "-> services", "domain": "-> domains", "owner": OWNERS,
        "aws_duty": "text", "customer_duty": "text", "basis": BASES, "scope": SCOPES,
        "source": "-> sources", "checked_on": "date",
    },
    "prices": {
        "price": "key", "service": "slug", "item": "text", "unit": "text",
        "usd": "amount", "region": "text", "as_of": "date", "source": "slug",
        "note": "any",
    },
    "support": {
        "product": "text", "version": "text", "released": "date or empty",
        "standard_end": "date or empty", "final_end": "date or empty",
        "source": "slug",
    },
    "parts": {
        "service": "slug", "domain": "slug", "part": "slug", "owner": OWNERS, "duty": "text",
        "basis": BASES, "source": "slug",
    },
    "beliefs": {
        "belief": "key", "statement": "text", "true_for": "text", "not_true_for": "text",
        "evidence": "text", "service": "slug or empty", "domain": "slug or empty",
        "notebook": "slug", "source": "slug", "checked_on": "date",
    },
    "questions": {
        "question": "key", "notebook": "slug", "form": FORMS, "kind": QUESTION_KINDS,
        "pair": "slug or empty", "topic": "slug", "difficulty": ("1", "2", "3"), "stem": "text",
        "option_a": "text", "why_a": "text", "belief_a": "slug or empty",
        "option_b": "text", "why_b": "text", "belief_b": "slug or empty",
        "option_c": "text", "why_c": "text", "belief_c": "slug or empty",
        "option_d": "any", "why_d": "any", "belief_d": "slug or empty",
        "key": "letters", "owner": ("", *OWNERS), "parts": "any", "next_step": "any",
        "helped_by": "any", "service": "slug or empty", "domain": "slug or empty",
        "settings": "any", "source": "slug or empty", "checked_on": "date",
    },
    "pairs": {"pair": "key", "notebook": "slug", "rule": "text", "source": "slug"},
    "settings": {
        "service": "-> services", "setting": "slug", "option": "slug", "is_default": ("yes", "no"),
        "becomes": "slug or empty", "excludes": "any", "summary": "text", "source": "-> sources",
        "checked_on": "date",
    },
    "moves": {
        "service": "-> services", "setting": "slug", "option": "slug", "domain": "-> domains",
        "owner": OWNERS, "aws_duty": "text", "customer_duty": "text", "basis": BASES,
        "source": "-> sources",
    },
    "changes": {
        "date": "year, month or day", "service": "-> services", "domain": "-> domains", "before": "text",
        "after": "text", "owner_before": ("", *OWNERS), "owner_after": ("", *OWNERS), "source": "-> sources",
        "conflict": "any", "conflict_source": "slug or empty",
    },
    "custody": {
        "case": "slug", "name": "text", "custody": "text", "status": ("available", "withdrawn"), "domain": "-> domains",
        "owner": ("", *OWNERS), "aws_duty": "any", "customer_duty": "any", "basis": (*BASES, "not stated"),
        "source": "-> sources", "checked_on": "date",
    },
    "tools": {
        "tool": "key", "name": "text", "domain": "-> domains", "does": "text", "does_not": "text",
        "on_by_default": ("yes", "no", "not stated"), "costs": ("yes", "no", "in part", "not stated"),
        "source": "-> sources", "default_source": "-> sources", "costs_source": "-> sources", "checked_on": "date",
    },
    "images": {"image": "text", "released": "date", "source": "slug"},
}  # fmt: skip


def load_table(name: str, folder: str | os.PathLike | None = None) -> pd.DataFrame:
    """Read and check one table alone; `name` is a key of TABLES, e.g. 'prices'.

    Columns as in TABLES, index 0..n-1, in file order (domains: by
    `order`). Words and keys are categories, dates datetime64 (NaT if empty), `usd`
    float, everything else text; an empty cell of text is ''. Whether a key exists
    in another table is not checked. Raises TableError for a bad file, ValueError
    for a name that is no table.
    """
    if name not in TABLES:
        raise ValueError(
            f"There is no table {quoted(str(name))}. "
            f"The tables are: {', '.join(TABLES)}."
        )
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
