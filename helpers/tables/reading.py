"""From the bytes of a CSV file to a frame of text cells, with the line of every cell at hand.

A quick look at the bytes says whether every row has the right number of cells. In doubt the `csv` module reads the file row by
row and decides. Only then pandas reads it, all cells as text or known words. Text is never stripped or changed.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import islice

import pandas as pd

from .errors import KEPT, Unreadable, about, did_you_mean


def _open(path):
    # newline="" leaves line ends to the csv module, utf-8-sig drops Excel's BOM
    return open(path, encoding="utf-8-sig", newline="")


def read_header(path, expected):
    """Return the separator and the column names of a file.

    The separator is the one of , ; tab that finds most of the expected names.
    """
    with _open(path) as file:
        line = file.readline(10_000)
    if "\0" in line:
        raise Unreadable(about(path, NUL, 1))
    if not line.strip():
        raise Unreadable(about(path, f"has no header. Line 1 must be: {','.join(expected)}"))
    found = {mark: next(csv.reader([line], delimiter=mark)) for mark in ",;\t"}
    separator = max(found, key=lambda mark: len(set(found[mark]) & set(expected)))
    header = found[separator]
    problems = []
    for at, name in enumerate(header):
        if name in header[:at]:
            remedy = "stands in the header twice. Delete one of the two columns."
        elif name not in expected:
            missing = [name for name in expected if name not in header]
            remedy = "is not a column of this table." + did_you_mean(name, missing)
        else:
            continue
        problems.append(about(path, remedy, 1, None, name))
    for name in expected:
        if name not in header:
            problems.append(about(path, "is missing. Add the column.", 1, name))
    if problems:
        raise Unreadable(*problems[:KEPT])
    return separator, header


BLOCK = 1 << 16  # bytes looked at in one piece
SMALL = 1 << 20  # bytes of a file that pandas may read at once, and of the longest row

QUOTES = (
    "a quote is opened and not closed, text follows a closing quote, or a cell is "
    f"longer than {csv.field_size_limit():,} characters. Put quotes around the whole "
    'cell and write a quote inside it as "".'
)
NUL = "there is a NUL character. Save the file as CSV UTF-8."

# A cell in quotes from the separator or line end before it to the one after it.
# The look-behind comes after the quote because `re` finds a literal start faster.
_QUOTED_CELL = {
    mark: re.compile(rb'"(?<=[%b\n]")[^"]*(?:""[^"]*)*"(?=[%b\r\n])' % (mark.encode(), mark.encode()))
    for mark in ",;\t"
}

# Every byte but separator, quote and line end: what `_has_pattern` leaves out.
_OTHERS = {mark: bytes(set(range(256)) - set(mark.encode() + b'"\r\n')) for mark in ",;\t"}


def is_regular(path, separator, width):
    """Say whether every row certainly has `width` cells and sound quotes.

    This is the fast way, about 0.35 s for 160 MB where the csv module takes seven
    times as long. It takes the quoted cells out, keeps only separators and line
    ends of what is left, and compares them with the pattern of a perfect table.
    False means "not sure": a BOM, an empty line or an old Mac's line ends are
    legal, and `check_rows` decides.
    """
    quoted = _QUOTED_CELL[separator]
    mark = separator.encode()
    perfect = mark * (width - 1) + b"\n"
    others = _OTHERS[separator]
    rest = b""
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            if b"\0" in block:
                return False
            # The last line may go on in the next block.
            rows, newline, rest = (rest + block).rpartition(b"\n")
            if len(rest) > SMALL:
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


def check_rows(path, separator, width):
    """Raise Unreadable naming every row that is not `width` sound cells."""
    problems = []
    for line, row in _rows(path, separator):
        if isinstance(row, csv.Error):
            remedy = QUOTES
        elif any("\0" in cell for cell in row):
            remedy = NUL
        elif len(row) != width:
            remedy = (
                f"{len(row)} cells instead of {width}. A cell with a separator or "
                "a line break in it needs quotes around it."
            )
        else:
            continue
        problems.append(about(path, remedy, line))
        if len(problems) == KEPT:
            break
    if problems:
        raise Unreadable(*problems)


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


def encoding_problem(path):
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return about(path, "is in UTF-16. Save the file as CSV UTF-8.", 1)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len((data[: error.start] + b".").splitlines())
        remedy = "is not UTF-8. Save the file as CSV UTF-8."
        return about(path, remedy, line, None, data[error.start :][:1].decode("latin-1"))
    return about(path, "changed while it was read. Load it again.")


def read_cells(path, separator):
    """Read a file of sound rows, every cell as text."""
    # To read in pieces saves memory in a large file and costs time in a small one.
    pieces = path.stat().st_size > SMALL
    return pd.read_csv(
        path, sep=separator, dtype="str", encoding="utf-8", compression=None,
        index_col=False, keep_default_na=False, na_filter=False, low_memory=pieces,
    )  # fmt: skip


def cells_at(path, separator, wanted):
    """Return {row: (line, cells)} of the wanted rows, counted from 0.

    Raises Unreadable at a cell too long for the csv module. pandas has read it,
    but without its line no other problem can be told.
    """
    wanted = set(wanted)
    found = {}
    for at, (line, row) in islice(enumerate(_rows(path, separator)), max(wanted) + 1):
        if isinstance(row, csv.Error):
            raise Unreadable(about(path, QUOTES, line))
        if at in wanted:
            found[at] = line, row
    return found
