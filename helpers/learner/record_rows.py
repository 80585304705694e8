"""An answer is a row: what its cells may hold, how rows become a data frame, and how they are saved as CSV.

A row is a tuple in the order of COLUMNS. Rows stand in the order in which they were written, which a clock that was set
wrong cannot change.
"""

from __future__ import annotations

import csv
import heapq
import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pandas as pd

COLUMNS = ("id", "item", "option", "confidence", "correct", "seconds", "notebook", "at")
VERSION = 2  # of the columns, in the file of the record and in a saved one
FORMAT = f"on-the-hook-record-{VERSION}"
SEPARATORS = ",;\t"  # a spreadsheet saves what is usual in its country


class RecordError(ValueError):
    """A file is no record: says which line and column, and what to do. Nothing was changed."""


class NotStored(Exception):
    """A record cannot be stored, read or deleted where it should be. Says so to the learner, with what to do."""


class _WrongCell(ValueError):
    def __init__(self, column: str, words: str) -> None:
        self.column, self.words = column, words
        super().__init__(f"column {column}: {words}")


def answer(cells: Iterable) -> tuple:
    """The row that eight cells make, each in its type and the time in UTC. _WrongCell for what is no answer."""
    row = {name: "" if cell is None else str(cell) for name, cell in zip(COLUMNS, cells, strict=True)}
    for column in ("id", "item", "option", "at"):
        if not row[column].strip():
            raise _WrongCell(column, "the cell is empty.")
    if row["correct"] not in ("0", "1"):
        raise _WrongCell("correct", f"{row['correct'][:40]!r} is neither 0 nor 1.")
    try:
        seconds = float(row["seconds"])
    except ValueError:
        seconds = -1
    if not 0 <= seconds < float("inf"):
        raise _WrongCell("seconds", f"{row['seconds'][:40]!r} is no number of seconds.")
    try:
        at = datetime.fromisoformat(row["at"]).astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        raise _WrongCell("at", f"{row['at'][:40]!r} is no time.") from None
    return tuple({**row, "correct": int(row["correct"]), "seconds": seconds, "at": at}.values())


def sound(rows: Iterable) -> Iterator[tuple]:
    """The answers among stored rows; a row that is none is left out."""
    for row in rows:
        try:
            yield answer(row)
        except ValueError:  # a wrong cell, or more or fewer than eight
            continue


def frame(rows: Iterable[tuple]) -> pd.DataFrame:
    """Rows as a frame, index 0..n-1; columns as `Record.answers()` gives them."""
    table = pd.DataFrame(list(rows), columns=list(COLUMNS)).drop(columns="id")
    text = dict.fromkeys(("item", "option", "confidence", "notebook"), "str")
    at = pd.to_datetime(table["at"], format="ISO8601", utc=True).dt.as_unit("us")
    return table.astype({**text, "correct": "bool", "seconds": "float64"}).assign(at=at)


def merged(one: Iterable[tuple], other: Iterable[tuple]) -> list[tuple]:
    """Two lists of rows as one, each in its own order, an answer that stands in both once.

    Only the clock can say how two machines took turns; within one list it is not asked.
    """
    one = list(one)
    known = {row[0] for row in one}
    new = [row for row in other if row[0] not in known]
    return list(heapq.merge(one, new, key=lambda row: str(row[-1])))


def to_csv(rows: Iterable[tuple]) -> bytes:
    """A line that names the format, a header, one line an answer."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([FORMAT])
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode()


def from_csv(data: bytes, name: str) -> list[tuple]:
    """The rows of a saved record, which a spreadsheet may have saved again: with `;` or tabs, empty lines and cells.

    RecordError names line, column and remedy; `name` is what the file is called there.
    """

    def refuse(line, words, column=None):
        place = f"{name}, line {line}{f', column {column}' if column else ''}"
        raise RecordError(f"{place}: {words} Bring in a file that was saved by My record, unchanged.")

    try:
        lines = _lines(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        refuse(1, "this is not text in UTF-8.")
    except csv.Error as error:
        refuse(1, f"this is no CSV file ({error}).")
    first = lines[0][1][0] if lines else ""
    if first != FORMAT:
        if first.startswith(FORMAT.rstrip("0123456789")):
            refuse(1, f"{first[:40]!r} is the format of another version of the course.")
        refuse(1, f"this does not begin with {FORMAT}.")
    if len(lines) < 2 or tuple(lines[1][1]) != COLUMNS:
        refuse(2, f"the header must be {','.join(COLUMNS)}.")
    rows = []
    for number, cells in lines[2:]:
        if len(cells) != len(COLUMNS):
            refuse(number, f"{len(cells)} cells instead of {len(COLUMNS)}.")
        try:
            rows.append(answer(cells))
        except _WrongCell as error:
            refuse(number, error.words, error.column)
    return rows


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The lines that say something, with their numbers, without the empty cells that a spreadsheet adds on the right."""
    header = re.search(r'^"?id"?[,;\t].*$', text, re.M)
    separator = max(SEPARATORS, key=header[0].count) if header else ","
    reader, found = csv.reader(io.StringIO(text), delimiter=separator, strict=True), []
    for cells in reader:
        while len(cells) > len(COLUMNS) and not cells[-1].strip():
            cells.pop()
        if any(cell.strip() for cell in cells) and not re.fullmatch("sep=.?", cells[0]):
            if separator != ",":  # there, a comma stands before the decimals
                cells[5:6] = [cell.replace(",", ".") for cell in cells[5:6]]
            found.append((reader.line_num, cells))
    return found
