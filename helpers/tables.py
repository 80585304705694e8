"""Which columns a table has, what a cell may hold, and the reading of one table.

Whatever is wrong with a file arrives as one `TableError` that names file, line and column of every problem. pandera checks the
cells.
"""
from __future__ import annotations

import os
import re
from datetime import date
from functools import lru_cache
from pathlib import Path

import pandas as pd

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
# the kinds of cell in `_schema` and `_convert`, `-> table` is a key of that table.
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
        "source": "-> sources", "checked_on": "date",
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
    text if there are problems. `keys` holds the keys of the tables read before.
    """
    path = folder / f"{name}.csv"
    columns = TABLES[name]
    try:
        separator, header = read_header(path, list(columns))
        if not is_regular(path, separator, len(header)):
            check_rows(path, separator, len(header))
        words = _words(columns, keys)
        frame = read_cells(path, separator, dict.fromkeys(columns, "str") | words)
        if frame.empty:
            raise Unreadable(about(path, "has a header but no rows. Add the rows."))
        problems = _check_cells(path, separator, frame, columns)
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
    if not problems:
        frame = _convert(frame, columns)
    return frame, problems


def _words(columns, keys):
    """Return the dtype of every column whose words are known before reading."""
    words = {}
    for column, kind in columns.items():
        if isinstance(kind, tuple):
            words[column] = pd.CategoricalDtype(kind, ordered=kind in ORDERED)
        elif kind.startswith("-> ") and kind[3:] in keys:
            words[column] = pd.CategoricalDtype(keys[kind[3:]])
    return words


@lru_cache
def _schema(table):
    """Return the pandera schema of a table as it is read: text and known words."""
    # pandera takes longer to import than all other helpers together, and a
    # notebook that loads no table should not wait for it.
    import pandera.pandas as pandera

    def check(run, remedy):
        # ignore_na: looking for missing text would take as long as the check
        return pandera.Check(run, error=remedy, ignore_na=False)

    def each(test, remedy):
        """Ask `test` once for every different cell; row by row only if one fails."""

        def run(cells):
            if isinstance(cells.dtype, pd.CategoricalDtype):
                return True  # known words, and a missing one is reported anyway
            if all(map(test, cells.unique())):
                return True
            return cells.map(lambda cell: bool(test(cell)))

        return check(run, remedy)

    def matches(pattern, remedy):
        return each(re.compile(pattern).fullmatch, remedy)

    def run_text(cells):
        # Not by value, as in `each`: most sentences stand once.
        return all(map(str.strip, cells.to_numpy())) or cells.map(str.strip) != ""

    def run_unique(cells):
        return ~cells.duplicated() | (cells == "")

    slug = matches(
        r"[a-z0-9][a-z0-9-]*",
        "is not a key. Use lower-case letters, digits and hyphens, no blanks.",
    )
    unique = check(run_unique, "stands in an earlier row too. Every row needs its own.")
    checks = {
        "any": [],
        "text": [check(run_text, "is blank. Write something.")],
        "slug": [slug],
        "slug or empty": [
            matches(
                r"([a-z0-9][a-z0-9-]*)?",
                "is not a key. Use lower-case letters, digits and hyphens, or leave it empty.",
            )
        ],
        "letters": [matches(r"[a-d]{1,4}", "is not a key. Write the letter of the answer.")],
        "key": [slug, unique],
        "url": [
            matches(r"https?://[^\s/]\S*", "is not a link. Start it with https://")
        ],
        "number": [
            matches(r"[1-9][0-9]{0,8}", "is not a whole number of 1 or more."),
            unique,
        ],
        "number or empty": [
            matches(r"(0|-?[1-9][0-9]{0,8})?", "is not a whole number."),
            unique,
        ],
        "amount": [
            matches(
                r"[0-9]{1,12}(\.[0-9]{1,12})?",
                "is not an amount. Write it as 0.0416, without a currency.",
            )
        ],
        "date": [each(_is_day, "is not a date. Write it as 2026-11-23.")],
        "date or empty": [
            each(
                lambda text: not text or _is_day(text),
                "is not a date. Write it as 2026-11-23 or leave it empty.",
            )
        ],
        "copy date": [
            each(
                _is_copy_date,
                "is not a copy date. Write 2026, 2026-11, 2026-11-23, 2025/2026 or "
                "undated.",
            )
        ],
        "year, month or day": [
            each(
                lambda text: _is_copy_date(text) and text[0] != "u" and "/" not in text,
                "is not a date. Write 2026, 2026-11 or 2026-11-23.",
            )
        ],
    }

    def column(kind):
        if isinstance(kind, tuple):
            return pandera.Column()  # an unknown word is missing: nullable=False
        if kind.startswith("-> "):
            return pandera.Column(checks=slug)
        return pandera.Column(checks=checks[kind], nullable=True)

    return pandera.DataFrameSchema(
        {name: column(kind) for name, kind in TABLES[table].items() if kind != "any"}
    )


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


def _check_cells(path, separator, frame, columns):
    """Return the problems that pandera finds in the cells."""
    schema = _schema(path.stem)
    from pandera.errors import SchemaErrors  # imported by now, see _schema

    try:
        # inplace: pandera would copy the whole table first
        schema.validate(frame, lazy=True, inplace=True)
    except SchemaErrors as error:
        found = error.failure_cases
    else:
        return []
    # One problem a cell: the first check says it best.
    found = found.drop_duplicates(["index", "column"]).sort_values("index", kind="stable")
    found = found[["index", "column", "check"]].head(KEPT)
    cells = cells_at(path, separator, found["index"])
    header = list(frame.columns)
    problems = {}
    for row, column, check in found.itertuples(index=False):
        line, values = cells[row]
        if not any(value.strip() for value in values):
            problems[line] = about(path, "the row is empty. Delete the line.", line)
            continue
        value = values[header.index(column)]
        if check == "not_nullable":
            words = list(frame[column].cat.categories)
            check = _unknown(columns[column], words) + did_you_mean(value, words)
        problems[line, column] = about(path, check, line, column, value)
    return list(problems.values())


def _unknown(kind, words):
    if isinstance(kind, tuple):
        return f"is not one of {', '.join(words)}."
    return f"is not in {kind[3:]}.csv."


def _convert(frame, columns):
    """Turn the cells of a checked table into categories, numbers and dates."""
    frame = frame[list(columns)]
    if "order" in columns:
        order = frame["order"].astype("int64")
        frame = frame.assign(order=order).sort_values("order", ignore_index=True)
    for column, kind in columns.items():
        cells = frame[column]
        if kind in ("key", "slug", "slug or empty") or kind[:3] == "-> " and cells.dtype == "str":
            frame[column] = pd.Categorical(cells, categories=cells.unique())
        elif kind == "number or empty":
            frame[column] = pd.to_numeric(cells).astype("Int64")
        elif kind == "amount":
            frame[column] = cells.astype("float64")
        elif kind in ("date", "date or empty"):
            codes, days = pd.factorize(cells)
            days = pd.to_datetime(days, format="%Y-%m-%d")
            frame[column] = days.to_numpy()[codes]
    return frame
