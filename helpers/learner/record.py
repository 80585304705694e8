"""The learner's record: what was answered, kept on this machine only, in one SQLite file.

It lies in the data folder of the user, so that everybody on a JupyterHub has their own and a new copy of the course
finds the old record. The environment variable ON_THE_HOOK_RECORD names another file.
"""

from __future__ import annotations

import csv
import io
import os
import sqlite3
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from platformdirs import user_data_path

COLUMNS = ("id", "item", "option", "confidence", "correct", "seconds", "notebook", "at")
VERSION = 2  # 1 had no seconds
FORMAT = f"on-the-hook-record-{VERSION}"
PATIENCE = 10  # seconds to wait while another notebook writes
CREATE = (
    "CREATE TABLE IF NOT EXISTS answers (id TEXT PRIMARY KEY, item TEXT NOT NULL, option TEXT NOT NULL, "
    "confidence TEXT NOT NULL, correct INTEGER NOT NULL, seconds REAL NOT NULL, notebook TEXT NOT NULL, "
    "at TEXT NOT NULL)"
)
INSERT = f"INSERT OR IGNORE INTO answers ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"


class RecordError(ValueError):
    """A file is no record: says which line and column, and what to do. Nothing was changed."""


def default_path() -> Path:
    named = os.environ.get("ON_THE_HOOK_RECORD")
    return Path(named) if named else user_data_path("on-the-hook", appauthor=False) / "record.sqlite"


class Record:
    """The answers of one learner. Where they cannot be stored, they are kept until the kernel ends.

    path: the SQLite file; it is made with the first answer. No connection stays open between two calls, so that
    a killed kernel leaves nothing half done.
    """

    def __init__(self, path: str | os.PathLike | None = None):
        self.path = default_path() if path is None else Path(path)
        self._kept = {}  # rows that could not be stored, by id
        self._news, self._told = [], set()

    @property
    def notice(self) -> str:
        """What the learner should know, each thing once; '' if there is nothing new."""
        news, self._news = self._news, []
        return " ".join(news)

    def _tell(self, words):
        if words not in self._told:
            self._told.add(words)
            self._news.append(words)

    def add(
        self, item: str, option: str, confidence: str, correct: bool, seconds: float, notebook: str
    ) -> None:
        """Store one answer. When this returns, the answer is on the disk, or `notice` says that it is not."""
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        self._store(
            [(uuid.uuid4().hex, item, option, confidence, int(correct), float(seconds), notebook, now)]
        )

    def _store(self, rows) -> None:
        rows = {**self._kept, **{row[0]: row for row in rows}}
        try:
            with _transaction(self.path, self._tell) as db:
                db.executemany(INSERT, rows.values())
            self._kept = {}
        except (sqlite3.Error, OSError) as error:
            self._kept = rows
            self._tell(
                f"Your answers cannot be stored on this machine ({error}). They are kept until this kernel "
                "ends; save your record as a file before that."
            )

    def answers(self) -> pd.DataFrame:
        """All answers, the oldest first. Index 0..n-1.

        Columns: item, option, confidence, notebook (text), correct (bool), seconds (float, from the question on
        the screen to the answer), at (datetime, UTC).
        """
        return _frame(self._rows())

    def _rows(self):
        stored = {}
        try:
            if self.path.exists() and self.path.stat().st_size:
                with _transaction(self.path, self._tell, write=False) as db:
                    stored = {row[0]: row for row in db.execute(f"SELECT {_columns_of(db)} FROM answers")}
        except (sqlite3.Error, OSError) as error:
            self._tell(f"Your record cannot be read ({error}). The course goes on without it.")
        return sorted({**stored, **self._kept}.values(), key=lambda row: row[-1])

    def export(self) -> bytes:
        """The record as a CSV file: a line that names the format, a header, one line an answer."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([FORMAT])
        writer.writerow(COLUMNS)
        writer.writerows(self._rows())
        return text.getvalue().encode()

    def bring_in(self, data: bytes) -> int:
        """Add the answers of an exported file; return how many were new. RecordError if it is none."""
        rows = _parse(data, "The file")
        known = {row[0] for row in self._rows()}
        self._store(rows)
        return len({row[0] for row in rows} - known)

    def delete(self) -> None:
        """Delete every answer and the file. OSError if the file cannot be deleted."""
        self._kept = {}
        for suffix in ("", "-journal", ".lock"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)


def gather(folder: str | os.PathLike) -> tuple[pd.DataFrame, list[str]]:
    """Read the exported records (*.csv) of a class from one folder.

    Returns the answers, columns as `Record.answers()` and learner (the name of the file), and a sentence for each
    file that is no record: forty good files do not wait for one bad one. FileNotFoundError if there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is not a folder. Give the folder that holds the saved records.")
    frames, problems = [_frame([]).assign(learner="")], []
    for path in sorted(folder.glob("*.csv")):
        try:
            frames.append(_frame(_parse(path.read_bytes(), path.name)).assign(learner=path.stem))
        except (RecordError, OSError) as error:
            problems.append(str(error))
    found = [frame for frame in frames if len(frame)] or frames[:1]
    return pd.concat(found, ignore_index=True), problems


def _frame(rows):
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS)).drop(columns="id")
    text = dict.fromkeys(("item", "option", "confidence", "notebook"), "str")
    at = pd.to_datetime(frame["at"], format="ISO8601", utc=True).dt.as_unit("us")
    return frame.astype({**text, "correct": "bool", "seconds": "float64"}).assign(at=at)


def _parse(data, name):
    """The rows of an exported file. RecordError names line, column and remedy."""

    def refuse(line, column, words):
        raise RecordError(
            f"{name}, line {line}{f', column {column}' if column else ''}: {words} "
            "Bring in a file that was saved by My record, unchanged."
        )

    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), strict=True))
    except UnicodeDecodeError:
        refuse(1, None, "this is not text in UTF-8.")
    except csv.Error as error:
        refuse(1, None, f"this is no CSV file ({error}).")
    while lines and not any(lines[-1]):
        lines.pop()
    first = lines[0][0] if lines and lines[0] else ""
    if first != FORMAT:
        newer = first.startswith(FORMAT[:-1])
        refuse(
            1,
            None,
            f"{first[:40]!r} is the format of another version of the course."
            if newer
            else f"this does not begin with {FORMAT}.",
        )
    if len(lines) < 2 or tuple(lines[1]) != COLUMNS:
        refuse(2, None, f"the header must be {','.join(COLUMNS)}.")
    rows = []
    for number, cells in enumerate(lines[2:], start=3):
        if len(cells) != len(COLUMNS):
            refuse(number, None, f"{len(cells)} cells instead of {len(COLUMNS)}.")
        row = dict(zip(COLUMNS, cells))
        for column in ("id", "item", "option", "at"):
            if not row[column].strip():
                refuse(number, column, "the cell is empty.")
        if row["correct"] not in ("0", "1"):
            refuse(number, "correct", f"{row['correct'][:40]!r} is neither 0 nor 1.")
        try:
            row["seconds"] = float(row["seconds"])
            assert 0 <= row["seconds"] < float("inf")
        except (ValueError, AssertionError):
            refuse(number, "seconds", f"{row['seconds']!r} is no number of seconds.")
        try:
            row["at"] = datetime.fromisoformat(row["at"]).astimezone(UTC).isoformat(timespec="microseconds")
        except (ValueError, OverflowError):
            refuse(number, "at", f"{row['at'][:40]!r} is no time.")
        rows.append(tuple({**row, "correct": int(row["correct"])}.values()))
    return rows


# --- the file ------------------------------------------------------------------------------------


@contextmanager
def _transaction(path, tell, write=True):
    """A connection for one transaction: committed at the end, rolled back on an error, closed in any case.

    A damaged file is set aside first, and a new one begun. Raises sqlite3.Error or OSError where nothing can be
    stored, and for a file of a newer version, which is left alone.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        db = _begin(path, write)
    except sqlite3.OperationalError:
        raise  # locked, read-only, full, newer: not damaged
    except sqlite3.DatabaseError:
        _set_aside(path, tell)
        db = _begin(path, True)
    try:
        yield db
        db.execute("COMMIT")
    finally:
        db.close()  # what was not committed is rolled back


def _begin(path, write):
    # The rollback journal, not WAL: WAL needs shared memory, which a network home on a hub does not have.
    db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        db.execute("PRAGMA synchronous = FULL")
        db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("the file is damaged")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise sqlite3.OperationalError("it was written by a newer version of the course")
        if write and version < VERSION:
            _migrate(db, version)
    except BaseException:
        db.close()
        raise
    return db


def _migrate(db, version):
    if version == 1:
        db.execute("ALTER TABLE answers ADD COLUMN seconds REAL NOT NULL DEFAULT 0")
    db.execute(CREATE)
    db.execute(f"PRAGMA user_version = {VERSION}")


def _columns_of(db):
    """The columns to select: a file of version 1 has no seconds."""
    have = {row[1] for row in db.execute("PRAGMA table_info(answers)")}
    return ", ".join(name if name in have else f"0.0 AS {name}" for name in COLUMNS)


def _set_aside(path, tell):
    """Rename a damaged file. Two notebooks may find it at once: the second finds a sound file and leaves it."""
    guard = sqlite3.connect(f"{path}.lock", timeout=PATIENCE, isolation_level=None)
    try:
        guard.execute("BEGIN EXCLUSIVE")
        try:
            _begin(path, True).close()
            return
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S.%f")
            aside = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
            path.rename(aside)
            Path(f"{path}-journal").unlink(missing_ok=True)  # it belongs to the damaged file
            tell(f"Your record was damaged. It is kept as {aside.name}, and a new one was begun.")
            # The fresh file must stand before the guard falls.
            db = _begin(path, True)
            db.execute("COMMIT")
            db.close()
    finally:
        guard.close()
