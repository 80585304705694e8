"""The learner's record: what was answered, kept on this machine only: in one SQLite file, or in the browser where Python runs there.

The file lies in the data folder of the user, so that everybody on a JupyterHub has their own and a new copy of the course
finds the old record. The environment variable ON_THE_HOOK_RECORD names another file, which is only used if it is a record
or does not exist yet: a learner's own files come first.
"""

from __future__ import annotations

import os
import sys
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from platformdirs import user_data_path

from ..words.phrases import plural
from .record_browser import InBrowser
from .record_disk import OnDisk
from .record_rows import NotStored, frame, from_csv, merged, sound, to_csv

VARIABLE = "ON_THE_HOOK_RECORD"

# Rows that could not be stored, by place and id. All records of a kernel share them: what a question keeps,
# `my_record()` must find.
_kept: dict[object, dict[str, tuple]] = {}


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

    path: the SQLite file; it is made with the first answer. Without one, the record lies where `default_path` says, or in the
    browser, where Python runs there. store: another place, with the methods of OnDisk and InBrowser.
    """

    def __init__(
        self, path: str | os.PathLike | None = None, store: OnDisk | InBrowser | None = None
    ) -> None:
        if store is None and path is None and sys.platform == "emscripten":
            store = InBrowser()
        if store is None:
            file = default_path() if path is None else Path(path).expanduser().absolute()
            store = OnDisk(file, VARIABLE, _named() if path is None else "", own=file == own_place())
        self.store = store
        self._kept = _kept.setdefault(store.key, {})
        self._news, self._told = [], set()

    @property
    def path(self) -> Path | None:
        """The SQLite file; None in a browser."""
        return getattr(self.store, "path", None)

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
            self.store.write(self._kept.values(), brought_in, self._tell)
        except NotStored as error:
            self._tell(str(error))
            kept = merged(self._kept.values(), brought_in)
        else:
            kept = []
        self._kept.clear()
        self._kept.update((row[0], row) for row in kept)

    def answers(self) -> pd.DataFrame:
        """All answers, in the order in which they were written. Index 0..n-1.

        Columns: item, option, confidence, notebook (text), correct (bool), seconds (float, from the question on
        the screen to the answer), at (datetime, UTC, of the clock of the machine, which may be wrong).
        """
        return frame(self._rows())

    def _rows(self):
        stored = []
        try:
            stored = self.store.read(self._tell)
        except NotStored as error:
            self._tell(str(error))
        rows = list(sound(stored))
        if len(rows) < len(stored):
            bad = plural(len(stored) - len(rows), "row")
            self._tell(
                f"{bad} of your record cannot be read. The course goes on without, and the {self.store.keeper} keeps all."
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

    def delete(self) -> bool:
        """Delete every answer, and the file of it; return whether they are gone. If they are not, `notice` says why, or OSError."""
        self._kept.clear()
        try:
            self.store.remove()
        except NotStored as error:
            self._news.append(str(error))  # said each time it is asked for
            return False
        return True
