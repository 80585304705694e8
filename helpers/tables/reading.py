"""From a CSV file to its cells as text, with the line of every row, in one pass of the `csv` module.

Files come as people have them: from a spreadsheet of another country, with a title above the header, with empty columns and
rows at the edges. What can be read in one way only is read; the rest is told with its line and a remedy.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from .errors import Unreadable, about, did_you_mean, merged, quoted, visible

LARGEST = 50_000_000  # bytes; a table of 100,000 rows has about 15 million
SEPARATORS = ",;\t|"
SEARCHED, LONGEST_HEADER = 20, 10_000  # lines in which the header is looked for, and their characters
UNSEEN = (
    "C",
    "Z",
)  # kinds of characters that show nothing: controls, blanks, those of no width, unassigned ones


class Cells(NamedTuple):
    """The rows of a file: for each column its cells as text, and the line of every row in the file."""

    columns: dict[str, list[str]]
    lines: list[int]


def find_file(folder: Path, name: str) -> Path:
    """The file of the table `name`: NAME.csv, in any case of letters, also as NAME.csv.txt where nothing else is there.

    Raises Unreadable that names a file which looks like the one that is missing.
    """
    path = folder / f"{name}.csv"
    if path.exists():
        return path
    files = sorted(entry for entry in folder.iterdir() if entry.is_file())
    same = [file for file in files if file.name.casefold() in (path.name, f"{path.name}.txt")]
    if len(same) == 1:
        return same[0]
    alike = [file.name for file in same or files if file.name.casefold().startswith(name)]
    sheet = [file for file in alike if re.search(r"\.(xlsx?|xlsm|ods|numbers)$", file, re.I)]
    if sheet:
        remedy = f"is missing. Open {quoted(sheet[0])} and save it as CSV UTF-8 under the name {path.name}."
    elif alike:
        remedy = f"is missing. There is {quoted(alike[0])}: if that is it, rename it to {path.name}."
    else:
        remedy = "is missing. Put the file into the folder."
    raise Unreadable(about(path, remedy))


def read_cells(path: Path, expected: dict[str, bool]) -> Cells:
    """Read a file. expected: the columns, in order, and whether a cell of each may be empty.

    Raises Unreadable for a file that is no table of these columns, OSError if it cannot be read.
    """
    text = _text_of(path)
    _refuse_marks_of_a_merge(path, text)
    start, separator, header = _header(path, text, expected)
    rows, lines = _rows(path, text, start, separator)
    columns = _named_columns(path, start, header, rows, expected)
    rows = _whole_rows(path, separator, header, rows, lines, expected)
    cells = {name: [row[at] for row in rows] for name, at in columns.items()}
    return Cells({name: cells[name] for name in expected}, lines)


def stripped(cell: str) -> str:
    """The cell without what shows nothing at its edges: blanks, and characters of no width."""
    first, last = 0, len(cell)
    while first < last and _shows_nothing(cell[first]):
        first += 1
    while last > first and _shows_nothing(cell[last - 1]):
        last -= 1
    return cell[first:last]


def _shows_nothing(character: str) -> bool:
    return character.isspace() or unicodedata.category(character).startswith(UNSEEN)


# --- text ------------------------------------------------------------------------------------------


def _text_of(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        size = f"{path.stat().st_size / 1e6:,.0f} MB"
        raise Unreadable(
            about(
                path,
                f"has {size}, more than a table of this course ever has ({LARGEST // 10**6} MB). Is it the right file?",
            )
        )
    data = path.read_bytes()
    if data.startswith((b"PK\3\4", b"\xd0\xcf\x11\xe0")):
        raise Unreadable(
            about(
                path, "is a spreadsheet under the name of a CSV file. Open it there and save it as CSV UTF-8."
            )
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(about(path, "is in UTF-16. Save the file as CSV UTF-8.", 1))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len((data[: error.start] + b".").splitlines())
        value = data[error.start :][:1].decode("latin-1")
        raise Unreadable(
            about(path, "is not UTF-8. Save the file as CSV UTF-8.", line, None, value)
        ) from None
    if "\0" in text:
        line = len(re.split("\r\n|\r|\n", text[: text.index("\0")]))
        raise Unreadable(about(path, "there is a NUL character. Save the file as CSV UTF-8.", line))
    return text.rstrip("\x1a")  # the end mark of old DOS programs


def _refuse_marks_of_a_merge(path: Path, text: str) -> None:
    mark = re.search(r"^(<{7}|={7}|>{7})( .*)?$", text, re.M)
    if mark and "<<<<<<<" in text:
        line = text[: mark.start()].count("\n") + 1
        remedy = "a merge of git was not finished. Keep one of the two versions, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."
        raise Unreadable(about(path, remedy, line))


# --- header ----------------------------------------------------------------------------------------


def _header(path, text, expected):
    """The line of the header (1 is the first), the separator, and the names in it.

    It is the line, of the first ones, in which most of the expected names stand. A line `sep=;`, a title or an empty line
    above it is passed over.
    """
    lines = [line[:LONGEST_HEADER] for line in text[: SEARCHED * LONGEST_HEADER].splitlines()[:SEARCHED]]
    found = [
        (len(set(names) & set(expected)), -at, mark, names)
        for at, line in enumerate(lines, start=1)
        for mark in reversed(SEPARATORS)
        for names in [[stripped(name) for name in next(csv.reader([line], delimiter=mark), [])]]
    ]
    known, at, separator, names = max(found, key=lambda one: one[:2], default=(0, -1, ",", []))
    if not any(map(stripped, lines)):
        raise Unreadable(about(path, f"has no header. Line 1 must be: {','.join(expected)}"))
    if known < len(expected) / 2:
        remedy = f"no line is the header of this table. Line 1 must be: {','.join(expected)}"
        raise Unreadable(about(path, remedy, next(n for n, line in enumerate(lines, 1) if stripped(line))))
    return -at, separator, names


def _named_columns(path, line, header, rows, expected):
    """The place of every expected column. Columns without a name and without cells are passed over."""
    problems = []
    for at, name in enumerate(header):
        if name in header[:at] and name:
            remedy = "stands in the header twice. Delete one of the two columns."
        elif name not in expected:
            if not name and not any(len(row) > at and stripped(row[at]) for row in rows):
                continue
            missing = [name for name in expected if name not in header]
            remedy = "is not a column of this table." + did_you_mean(name, missing)
        else:
            continue
        problems.append(about(path, remedy, line, None, name))
    problems += [
        about(path, "is missing. Add the column.", line, name) for name in expected if name not in header
    ]
    if problems:
        raise Unreadable(*merged(problems))
    return {name: header.index(name) for name in expected}


# --- rows ------------------------------------------------------------------------------------------

QUOTES = (
    "a quote is opened and not closed, text follows a closing quote, or a cell is "
    f"longer than {csv.field_size_limit():,} characters. Put quotes around the whole "
    'cell and write a quote inside it as "".'
)


def _rows(path, text, start, separator):
    """The rows below the header that hold anything, and the line of each."""
    # strict: otherwise a stray quote may swallow the rows up to the next one
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, lines = [], []
    line = 1
    try:
        for row in reader:
            if line > start and any(map(stripped, row)):
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error:
        raise Unreadable(about(path, QUOTES, line)) from None
    return rows, lines


def _whole_rows(path, separator, header, rows, lines, expected):
    """The rows, each with a cell for every name in the header. Raises Unreadable naming those that cannot be filled up."""
    width, whole, problems = len(header), [], []
    for line, row in zip(lines, rows):
        left_out = header[len(row) :]
        if len(row) > width or not all(expected.get(name, True) for name in left_out):
            problems.append(about(path, _why_ragged(row, header, separator), line))
        whole.append([*row, *[""] * len(left_out)])
    if problems:
        raise Unreadable(*merged(problems))
    return whole


def _why_ragged(row, header, separator):
    width = len(header)
    count = f"{len(row)} {'cell' if len(row) == 1 else 'cells'} instead of {width}"
    for mark in SEPARATORS:
        if mark != separator and sum(cell.count(mark) for cell in row) >= width - 1 > len(row) - 1:
            return f"the cells are separated by {quoted(mark)}, those of the header by {quoted(separator)}. Use one of the two."
    if any(mark in cell for cell in row for mark in "“”„"):
        return f'{count}. The quotes are curly (“ or ”): put straight ones (") around the cell.'
    if len(row) > width:
        return f"{count}. A cell with a separator or a line break in it needs quotes around it."
    return (
        f"{count}: the row ends before column {visible(header[len(row)])}. Write what is missing. If the row was torn in "
        "two by a line break, put quotes around the cell with the break."
    )
