"""The course's tables: read from CSV, checked, handed out as pandas frames.

`load_model()` reads the four core tables and checks that they fit together;
`load_table(name)` reads any one table alone. Whatever is wrong with the files
arrives as one `TableError` that names file, line and column of every problem.

How a file is read: a quick look at its bytes says whether every row has the
right number of cells. In doubt the `csv` module reads it row by row and decides.
Only then pandas reads it, all cells as text or known words, and pandera checks
the cells. Text is never stripped or changed.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import os
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

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
    "questions": {
        "question": "key", "notebook": "slug", "stem": "text",
        "option_a": "text", "why_a": "text", "option_b": "text", "why_b": "text",
        "option_c": "any", "why_c": "any", "option_d": "any", "why_d": "any",
        "key": ("a", "b", "c", "d"), "service": "any", "domain": "any", "source": "any",
        "checked_on": "date",
    },
    "images": {"image": "text", "released": "date", "source": "slug"},
}  # fmt: skip

SHOWN = 20  # problems written out in the message of a TableError
KEPT = 1000  # problems kept of one file: one wrong column may have a million
LONGEST = 60  # characters of a cell that a message repeats


# --- what goes wrong -------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """One thing to put right: where it is, what stands there, what to do.

    `line` is the line an editor shows (the header is line 1; of a row with line
    breaks inside quotes it is the first). `line`, `column` and `value` are None
    where the problem has none, as a missing row has no line.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        if self.column is not None:
            place += f", column {_visible(self.column)}"
        value = "" if self.value is None else f"{_quoted(self.value)} "
        return f"{place}: {value}{self.remedy}"


class TableError(ValueError):
    """The tables cannot be used. `problems` says why, one `Problem` each.

    The message lists the first 20. Of one file at most 1,000 are kept.
    """

    def __init__(self, folder: str, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        lines = [f"{count} {noun} in the tables of folder {_quoted(folder)}:"]
        lines += [str(problem) for problem in self.problems[:SHOWN]]
        if count > SHOWN:
            lines.append(f"and {count - SHOWN} more")
        super().__init__("\n".join(lines))


def _quoted(text: str) -> str:
    """Quote text for a message: cut, control characters visible."""
    return repr(text if len(text) <= LONGEST else text[:LONGEST] + "…")


def _visible(text: str) -> str:
    return _quoted(text)[1:-1]


def _did_you_mean(word: str, words: Iterable[str]) -> str:
    close = difflib.get_close_matches(word[:LONGEST].strip().lower(), words, n=1)
    return f" Did you mean {_quoted(close[0])}?" if close else ""


# --- the model -------------------------------------------------------------------


@dataclass(frozen=True, repr=False, eq=False)
class Model:
    """The four core tables, checked against each other. Made by `load_model()`.

    Every frame is handed out as a shallow copy: pandas copies on write, so a
    learner may change it and the model stays as it was. (Only writing through a
    column's `.array`, which goes round pandas, would reach the model.) All have a
    plain 0..n-1 index.
    """

    _domains: pd.DataFrame
    _services: pd.DataFrame
    _responsibilities: pd.DataFrame
    _sources: pd.DataFrame

    @property
    def domains(self) -> pd.DataFrame:
        """One row a domain, sorted by `order`; columns as in domains.csv."""
        return self._domains.copy(deep=False)

    @property
    def services(self) -> pd.DataFrame:
        """One row a service, in file order; columns as in services.csv.

        `scale_order` is Int64, <NA> for a service that is no stop of the scale.
        """
        return self._services.copy(deep=False)

    @property
    def responsibilities(self) -> pd.DataFrame:
        """One row a service and domain, services in file order, domains by `order`.

        Columns as in responsibilities.csv. `owner` is ordered: aws < shared <
        customer.
        """
        return self._responsibilities.copy(deep=False)

    @property
    def sources(self) -> pd.DataFrame:
        """One row a source, in file order; columns as in sources.csv."""
        return self._sources.copy(deep=False)

    def __repr__(self) -> str:
        return (
            f"Model({len(self._services)} services x {len(self._domains)} domains, "
            f"{len(self._sources)} sources)"
        )

    def of(self, service: str) -> pd.DataFrame:
        """Return one service's rows, indexed by domain, domains by `order`.

        Columns: service_name, name, layer, kind of the domain, then owner, aws_duty,
        customer_duty, basis, scope, source, checked_on. Raises ValueError, naming
        the services there are, if there is no such service.
        """
        services = list(self._services["service"])
        if service not in services:
            close = difflib.get_close_matches(str(service), services, n=3, cutoff=0.4)
            hint = f" Did you mean {' or '.join(map(repr, close))}?" if close else ""
            raise ValueError(
                f"There is no service {_quoted(str(service))}.{hint} "
                f"The services are: {', '.join(services)}."
            )
        rows = self._responsibilities
        rows = rows[rows["service"] == service].drop(columns="service")
        about = self._domains[["domain", "name", "layer", "kind"]]
        joined = about.merge(rows, on="domain")
        names = self._services.set_index("service")["name"]
        joined.insert(0, "service_name", str(names[service]))
        # A text index: to an index of categories a learner could add no row.
        return joined.astype({"domain": "str"}).set_index("domain")

    def grid(self) -> pd.DataFrame:
        """Return the owners: one row a service, one column a domain.

        Index `service` in file order, columns `domain` by `order`, both plain text;
        cells are the ordered category of `owner`.
        """
        # load_model has put the rows in services x domains order.
        owners = self._responsibilities["owner"].array
        services = pd.Index(self._services["service"], dtype="str", name="service")
        domains = pd.Index(self._domains["domain"], dtype="str", name="domain")
        width = len(domains)
        columns = {name: owners[at::width] for at, name in enumerate(domains)}
        return pd.DataFrame(columns, index=services).rename_axis(columns="domain")

    def dated_sources(self, on: date) -> pd.DataFrame:
        """Return the sources whose copy has no date or is over 12 months old on `on`.

        Columns: source, title, copy_date (as in the file), reason ('undated' or
        'older than 12 months'), rows (how many responsibilities cite it). Index
        0..n-1, in file order. A year or month counts from its first day, an
        interval from its start.
        """
        sources = self._sources[["source", "title", "copy_date"]]
        start = _start(sources["copy_date"])
        undated = start.isna()
        old = start < pd.Timestamp(on) - pd.DateOffset(months=12)
        cited = self._responsibilities["source"].value_counts()
        report = sources.assign(
            reason=np.where(undated, "undated", "older than 12 months"),
            rows=sources["source"].astype("str").map(cited).astype("int64"),
        )
        return report[undated | old].reset_index(drop=True)


def _start(copy_date: pd.Series) -> pd.Series:
    """Return the first day of each copy date, NaT where it is not a date."""
    first = copy_date.str.partition("/")[0]
    full = first + first.str.len().map({4: "-01-01", 7: "-01"}).fillna("")
    return pd.to_datetime(full, format="%Y-%m-%d", errors="coerce")


# --- loading ---------------------------------------------------------------------


def load_model(folder: str | os.PathLike | None = None) -> Model:
    """Read and check domains, services, sources and responsibilities.

    `folder` holds the CSV files; without it the course's own `data` is read.
    Raises TableError listing every problem in every file.
    """
    folder = _folder(folder)
    loaded, keys, problems = {}, {}, []
    for name in ("domains", "services", "sources", "responsibilities"):
        loaded[name], found = _load(folder, name, keys)
        problems += found
        if loaded[name] is not None and name != "responsibilities":
            keys[name] = loaded[name][name[:-1]].astype("str").unique()
    rows = loaded["responsibilities"]
    order = None
    if rows is not None and {"domains", "services"} <= keys.keys():
        try:
            order = _check_grid(folder / "responsibilities.csv", rows)
        except _Unreadable as error:
            problems += error.problems
    if problems:
        raise TableError(folder.name, problems)
    if order is not None:
        rows = rows.iloc[order].reset_index(drop=True)
    return Model(loaded["domains"], loaded["services"], rows, loaded["sources"])


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
            f"There is no table {_quoted(str(name))}. "
            f"The tables are: {', '.join(TABLES)}."
        )
    folder = _folder(folder)
    frame, problems = _load(folder, name, {})
    if problems:
        raise TableError(folder.name, problems)
    return frame


def _folder(folder: str | os.PathLike | None) -> Path:
    path = DATA if folder is None else Path(folder)
    # abspath, so that the folder '.' has a name too
    path = Path(os.path.abspath(path))
    if not os.path.isdir(path):
        remedy = "is not a folder. Give the folder that holds the CSV files."
        raise TableError(path.name, [Problem(path.name, None, None, None, remedy)])
    return path


def _load(folder, name, keys):
    """Return one table and its problems.

    The table is None if the file cannot be read as a table; its cells are still
    text if there are problems. `keys` holds the keys of the tables read before.
    """
    path = folder / f"{name}.csv"
    columns = TABLES[name]
    try:
        separator, header = _read_header(path, list(columns))
        if not _is_regular(path, separator, len(header)):
            _check_rows(path, separator, len(header))
        words = _words(columns, keys)
        frame = _read(path, separator, dict.fromkeys(columns, "str") | words)
        if frame.empty:
            raise _Unreadable(_about(path, "has a header but no rows. Add the rows."))
        problems = _check_cells(path, separator, frame, columns)
    except _Unreadable as error:
        return None, error.problems
    except UnicodeDecodeError:
        return None, [_encoding_problem(path)]
    except FileNotFoundError:
        return None, [_about(path, "is missing. Put the file into the folder.")]
    except OSError as error:
        if os.path.isdir(path):
            return None, [_about(path, "is a folder. A file of this name is needed.")]
        return None, [_about(path, f"cannot be read ({error.strerror}).")]
    except pd.errors.ParserError as error:
        return None, [_about(path, f"is not a table ({error}).")]
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


# --- from bytes to cells ---------------------------------------------------------


class _Unreadable(Exception):
    """The file is no table of the right shape."""

    def __init__(self, *problems: Problem):
        self.problems = list(problems)


def _about(path, remedy, line=None, column=None, value=None):
    return Problem(path.name, line, column, value, remedy)


def _open(path):
    # newline="" leaves line ends to the csv module, utf-8-sig drops Excel's BOM
    return open(path, encoding="utf-8-sig", newline="")


def _read_header(path, expected):
    """Return the separator and the column names of a file.

    The separator is the one of , ; tab that finds most of the expected names.
    """
    with _open(path) as file:
        line = file.readline(10_000)
    if "\0" in line:
        raise _Unreadable(_about(path, _NUL, 1))
    if not line.strip():
        raise _Unreadable(
            _about(path, f"has no header. Line 1 must be: {','.join(expected)}")
        )
    found = {mark: next(csv.reader([line], delimiter=mark)) for mark in ",;\t"}
    separator = max(found, key=lambda mark: len(set(found[mark]) & set(expected)))
    header = found[separator]
    problems = []
    for at, name in enumerate(header):
        if name in header[:at]:
            remedy = "stands in the header twice. Delete one of the two columns."
        elif name not in expected:
            missing = [name for name in expected if name not in header]
            remedy = "is not a column of this table." + _did_you_mean(name, missing)
        else:
            continue
        problems.append(_about(path, remedy, 1, None, name))
    for name in expected:
        if name not in header:
            problems.append(_about(path, "is missing. Add the column.", 1, name))
    if problems:
        raise _Unreadable(*problems[:KEPT])
    return separator, header


BLOCK = 1 << 20  # bytes looked at in one piece

_QUOTES = (
    "a quote is opened and not closed, text follows a closing quote, or a cell is "
    f"longer than {csv.field_size_limit():,} characters. Put quotes around the whole "
    'cell and write a quote inside it as "".'
)
_NUL = "there is a NUL character. Save the file as CSV UTF-8."

# A cell in quotes from the separator or line end before it to the one after it.
# The look-behind comes after the quote because `re` finds a literal start faster.
_QUOTED_CELL = {
    mark: re.compile(
        rb'"(?<=[%b\n]")[^"]*(?:""[^"]*)*"(?=[%b\r\n])' % (mark.encode(), mark.encode())
    )
    for mark in ",;\t"
}


def _is_regular(path, separator, width):
    """Say whether every row certainly has `width` cells and sound quotes.

    This is the fast way, about 0.5 s for 160 MB where the csv module takes three
    times as long. It takes the quoted cells out, keeps only separators and line
    ends of what is left, and compares them with the pattern of a perfect table.
    False means "not sure": a BOM, an empty line or an old Mac's line ends are
    legal, and `_check_rows` decides.
    """
    quoted = _QUOTED_CELL[separator]
    mark = separator.encode()
    perfect = mark * (width - 1) + b"\n"
    others = bytes(set(range(256)) - set(mark + b'"\r\n'))
    rest = b""
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            if b"\0" in block:
                return False
            # The last line may go on in the next block.
            rows, newline, rest = (rest + block).rpartition(b"\n")
            if len(rest) > BLOCK:
                return False
            if not _has_pattern(rows + newline, quoted, others, perfect):
                return False
    return not rest or _has_pattern(rest + b"\n", quoted, others, perfect)


def _has_pattern(rows, quoted, others, perfect):
    plain = quoted.sub(b"", b"\n" + rows)[1:]
    if b"\r" in plain:
        plain = plain.replace(b"\r\n", b"\n")
    marks = plain.translate(None, others)
    return marks == perfect * (len(marks) // len(perfect))


def _check_rows(path, separator, width):
    """Raise _Unreadable naming every row that is not `width` sound cells."""
    problems = []
    for line, row in _rows(path, separator):
        if isinstance(row, csv.Error):
            remedy = _QUOTES
        elif any("\0" in cell for cell in row):
            remedy = _NUL
        elif len(row) != width:
            remedy = (
                f"{len(row)} cells instead of {width}. A cell with a separator or "
                "a line break in it needs quotes around it."
            )
        else:
            continue
        problems.append(_about(path, remedy, line))
        if len(problems) == KEPT:
            break
    if problems:
        raise _Unreadable(*problems)


def _rows(path, separator) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Yield first line and cells of every row but the header and empty lines.

    If the csv module gives up, the error is the last row.
    """
    with _open(path) as file:
        # strict: otherwise a stray quote may swallow the rows up to the next one
        reader = csv.reader(file, delimiter=separator, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader, None)
            except csv.Error as error:
                yield line, error
                return
            if row is None:
                return
            if row and line > 1:
                yield line, row


def _encoding_problem(path):
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _about(path, "is in UTF-16. Save the file as CSV UTF-8.", 1)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len((data[: error.start] + b".").splitlines())
        remedy = "is not UTF-8. Save the file as CSV UTF-8."
        return _about(path, remedy, line, None, data[error.start :][:1].decode("latin-1"))
    return _about(path, "changed while it was read. Load it again.")


def _read(path, separator, dtype):
    """Read a file of sound rows; a word that is not in its dtype becomes missing."""

    def read(dtype):
        return pd.read_csv(
            path, sep=separator, dtype=dtype, encoding="utf-8", compression=None,
            index_col=False, keep_default_na=False, na_filter=False,
        )  # fmt: skip

    try:
        with warnings.catch_warnings():
            # pandas 3 warns of an unknown word, later versions raise: same here
            warnings.simplefilter("error", DeprecationWarning)
            return read(dtype)
    except UnicodeDecodeError:
        raise
    except (ValueError, DeprecationWarning):
        frame = read("str")
    for column, words in dtype.items():
        if words != "str":
            codes = words.categories.get_indexer(frame[column])
            frame[column] = pd.Categorical.from_codes(codes, dtype=words)
    return frame


# --- from cells to values --------------------------------------------------------


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
    cells = _cells(path, separator, found["index"])
    header = list(frame.columns)
    problems = {}
    for row, column, check in found.itertuples(index=False):
        line, values = cells[row]
        if not any(value.strip() for value in values):
            problems[line] = _about(path, "the row is empty. Delete the line.", line)
            continue
        value = values[header.index(column)]
        if check == "not_nullable":
            words = list(frame[column].cat.categories)
            check = _unknown(columns[column], words) + _did_you_mean(value, words)
        problems[line, column] = _about(path, check, line, column, value)
    return list(problems.values())


def _unknown(kind, words):
    if isinstance(kind, tuple):
        return f"is not one of {', '.join(words)}."
    return f"is not in {kind[3:]}.csv."


def _cells(path, separator, wanted):
    """Return {row: (line, cells)} of the wanted rows, counted from 0.

    Raises _Unreadable at a cell too long for the csv module. pandas has read it,
    but without its line no other problem can be told.
    """
    wanted = set(wanted)
    found = {}
    for at, (line, row) in islice(enumerate(_rows(path, separator)), max(wanted) + 1):
        if isinstance(row, csv.Error):
            raise _Unreadable(_about(path, _QUOTES, line))
        if at in wanted:
            found[at] = line, row
    return found


def _convert(frame, columns):
    """Turn the cells of a checked table into categories, numbers and dates."""
    frame = frame[list(columns)]
    if "order" in columns:
        order = frame["order"].astype("int64")
        frame = frame.assign(order=order).sort_values("order", ignore_index=True)
    for column, kind in columns.items():
        cells = frame[column]
        if kind in ("key", "slug") or kind[:3] == "-> " and cells.dtype == "str":
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


# --- the whole grid --------------------------------------------------------------


def _check_grid(path, rows):
    """Return the order that sorts the rows into services x domains, None if sorted.

    Raises _Unreadable naming the pairs that stand twice and those without a row.
    """
    services, domains = rows["service"].cat, rows["domain"].cat
    height, width = len(services.categories), len(domains.categories)
    # The pair's place in the grid. A code of -1, an unknown key, is reported before.
    known = ((services.codes >= 0) & (domains.codes >= 0)).to_numpy()
    pair = services.codes.to_numpy("int64") * width + domains.codes.to_numpy("int64")
    if len(rows) == height * width and known.all():
        if (np.diff(pair) > 0).all():
            return None
        order = np.argsort(pair)
        if (np.diff(pair[order]) > 0).all():
            return order

    def names(place):
        at_service, at_domain = divmod(place, width)
        return services.categories[at_service], domains.categories[at_domain]

    pair = pd.Series(pair)[known]
    problems = []
    again = pair[pair.duplicated()].head(KEPT)
    if len(again):
        first = pair[~pair.duplicated() & pair.isin(again)]
        first = dict(zip(first, first.index))
        separator, _ = _read_header(path, list(TABLES["responsibilities"]))
        cells = _cells(path, separator, [*again.index, *first.values()])
        for row, place in again.items():
            service, domain = names(place)
            remedy = (
                f"stands a second time for service {_quoted(service)} (first in line "
                f"{cells[first[place]][0]}). Delete one of the two rows."
            )
            problems.append(_about(path, remedy, cells[row][0], "domain", domain))
    present = set(pair)
    missing = (place for place in range(height * width) if place not in present)
    for place in islice(missing, KEPT):
        service, domain = names(place)
        remedy = (
            f"there is no row for service {_quoted(service)} and domain "
            f"{_quoted(domain)}. Add it."
        )
        problems.append(_about(path, remedy))
    if problems:
        raise _Unreadable(*problems)
    return None  # only unknown keys, which are reported already
