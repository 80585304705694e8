"""The learner's record: what was answered, kept on this machine only, in one SQLite file.

It lies in the data folder of the user, so that everybody on a JupyterHub has their own and a new copy of the course
finds the old record. The environment variable ON_THE_HOOK_RECORD names another file, which is only used if it is a record
or does not exist yet: a learner's own files come first.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from platformdirs import user_data_path

from ..words.phrases import plural
from . import record_file
from .record_rows import frame, from_csv, merged, sound, to_csv

VARIABLE = "ON_THE_HOOK_RECORD"

# Rows that could not be stored, by file and id. All records of a kernel share them: what a question keeps,
# `my_record()` must find.
_kept: dict[Path, dict[str, tuple]] = {}


def own_place() -> Path:
    return user_data_path("on-the-hook", appauthor=False) / "record.sqlite"


def _named():
    """What the learner said, without the blank that `set NAME=path & ...` leaves on Windows."""
    return os.environ.get(VARIABLE, "").strip()


def default_path() -> Path:
    """Where the record lies: what ON_THE_HOOK_RECORD says, `~` expanded, or the course's own place.

    A relative path is given back as it is, and no record uses it: only the shell knew which folder was meant, and
    kernels start in others.
    """
    if not _named():
        return own_place()
    path = Path(_named())
    with suppress(RuntimeError):  # no such user
        path = path.expanduser()
    return path


class Record:
    """The answers of one learner. Where they cannot be stored, they are kept until the kernel ends.

    path: the SQLite file; it is made with the first answer. No connection stays open between two calls, so that
    a killed kernel leaves nothing half done.
    """

    def __init__(self, path: str | os.PathLike | None = None) -> None:
        self.path = default_path() if path is None else Path(path).expanduser().absolute()
        self._named = _named() if path is None else ""
        self._kept = _kept.setdefault(self.path, {})
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
        row = (uuid.uuid4().hex, item, option, confidence, int(correct), float(seconds), notebook, now)
        self._kept[row[0]] = row
        self._store([])

    def _store(self, brought_in) -> None:
        """Store what was kept, and between it and what is stored already the rows of another machine."""
        try:
            with self._transaction() as db:
                record_file.add(db, self._kept.values())
                if brought_in:
                    record_file.insert(db, brought_in)
            self._kept.clear()
        except record_file.NotOurs as error:
            self._tell(self._not_ours(str(error)))
        except (sqlite3.Error, OSError) as error:
            self._tell(
                f"Your answers cannot be stored on this machine ({error}). They are kept until this kernel "
                "ends; save your record as a file before that."
            )
        else:
            return
        both = merged(self._kept.values(), brought_in)
        self._kept.clear()
        self._kept.update((row[0], row) for row in both)

    def _transaction(self, write=True):
        if not self.path.is_absolute():
            raise record_file.NotOurs("a path that leads to another place from each folder")
        return record_file.transaction(self.path, self._tell, write, own=self.path == own_place())

    def _not_ours(self, what):
        """What to do about a place that cannot hold the record."""
        another = f"Let {VARIABLE} name a file that does not exist yet, then start the course again."
        if not self.path.is_absolute():
            found, remedy = f"{VARIABLE} says {self._named!r}, {what}", ""
            with suppress(RuntimeError):  # no home
                another = f"Let it give the whole path, such as {Path.home() / self.path.name}, then start the course again."
        else:
            found = f"{self.path} is {what}, and stays as it is"
            remedy = (
                "To go on with it, bring it in with My record in notebook 00. "
                if what == record_file.SAVED
                else ""
            )
            if not self._named:
                another = "Move it elsewhere, then answer on."
        return (
            f"Your answers cannot be stored: {found}. {remedy}{another} They are kept until this kernel "
            "ends; save your record as a file before that."
        )

    def answers(self) -> pd.DataFrame:
        """All answers, in the order in which they were written. Index 0..n-1.

        Columns: item, option, confidence, notebook (text), correct (bool), seconds (float, from the question on
        the screen to the answer), at (datetime, UTC, of the clock of the machine, which may be wrong).
        """
        return frame(self._rows())

    def _rows(self):
        stored = []
        try:
            if not self.path.is_absolute() or self.path.exists() and self.path.stat().st_size:
                with self._transaction(write=False) as db:
                    stored = db.execute(record_file.SELECT).fetchall()
        except record_file.NotOurs as error:
            self._tell(self._not_ours(str(error)))
        except (sqlite3.Error, OSError) as error:
            self._tell(f"Your record cannot be read ({error}). The course goes on without it.")
        rows = list(sound(stored))
        if len(rows) < len(stored):
            bad = plural(len(stored) - len(rows), "row")
            self._tell(
                f"{bad} of your record cannot be read. The course goes on without, and the file keeps all."
            )
        known = {row[0] for row in rows}
        return rows + [row for key, row in self._kept.items() if key not in known]

    def export(self) -> bytes:
        """The record as a CSV file: a line that names the format, a header, one line an answer."""
        return to_csv(self._rows())

    def bring_in(self, data: bytes) -> int:
        """Add the answers of an exported file; return how many were new. RecordError if it is none.

        They take their places between the answers of this machine by the clock; those of one machine keep their order.
        """
        rows = {row[0]: row for row in from_csv(data, "The file")}
        known = {row[0] for row in self._rows()}
        new = [row for key, row in rows.items() if key not in known]
        self._store(new)
        return len(new)

    def delete(self) -> None:
        """Delete every answer and the file. What is no record stays, and `notice` says so. OSError if it cannot be."""
        self._kept.clear()
        try:
            if self.path.is_absolute():
                record_file.remove(self.path, own=self.path == own_place())
        except record_file.NotOurs as error:
            self._tell(f"{self.path.name} is {error}, and was not deleted.")
