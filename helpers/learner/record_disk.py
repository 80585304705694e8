"""The record on a machine: one SQLite file, and what to do about a place that cannot hold it. record_file.py knows the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from . import record_file
from .record_rows import NotStored


class OnDisk:
    """A record in the SQLite file `path`, which is made with the first answer. Where nothing can be stored, its methods raise NotStored.

    variable: the environment variable that may name the place. named: what it says, '' if it does not. own: the path is the
    course's own place. No connection stays open between two calls, so that a killed kernel leaves nothing half done.
    """

    where = "on this machine"
    keeper = "file"
    keeping = "It's kept on this machine and nowhere else. Binder's machine is thrown away when you leave, so save it before."

    def __init__(self, path: Path, variable: str, named: str, own: bool) -> None:
        self.path = self.key = path
        self.variable, self.named, self.own = variable, named, own

    def write(self, rows: Iterable[tuple], brought_in: Iterable[tuple], tell: Callable[[str], None]) -> None:
        """Put rows behind those that are there, then the rows of another machine between them, by the clock."""
        try:
            with self._transaction(tell) as db:
                record_file.add(db, rows)
                if brought_in:
                    record_file.insert(db, brought_in)
        except record_file.NotOurs as error:
            raise NotStored(self._not_ours(str(error))) from error
        except (sqlite3.Error, OSError) as error:
            raise NotStored(
                f"Your answers cannot be stored on this machine ({error}). They are kept until this kernel "
                "ends; save your record as a file before that."
            ) from error

    def read(self, tell: Callable[[str], None]) -> list[tuple]:
        """All rows, in the order of writing."""
        try:
            if not self.path.is_absolute() or self.path.exists() and self.path.stat().st_size:
                with self._transaction(tell, write=False) as db:
                    return db.execute(record_file.SELECT).fetchall()
        except record_file.NotOurs as error:
            raise NotStored(self._not_ours(str(error))) from error
        except (sqlite3.Error, OSError) as error:
            raise NotStored(
                f"Your record cannot be read ({error}). The course goes on without it."
            ) from error
        return []

    def remove(self) -> None:
        """Delete the file. NotStored for what is no record; OSError if it cannot be deleted."""
        try:
            if self.path.is_absolute():
                record_file.remove(self.path, own=self.own)
        except record_file.NotOurs as error:
            raise NotStored(f"{self.path.name} is {error}, and was not deleted.") from error

    def _transaction(self, tell, write=True):
        if not self.path.is_absolute():
            raise record_file.NotOurs("a path that leads to another place from each folder")
        return record_file.transaction(self.path, tell, write, own=self.own)

    def _not_ours(self, what):
        """What to do about a place that cannot hold the record."""
        another = f"Let {self.variable} name a file that does not exist yet, then start the course again."
        if not self.path.is_absolute():
            found, remedy = f"{self.variable} says {self.named!r}, {what}", ""
            with suppress(RuntimeError):  # no home
                another = f"Let it give the whole path, such as {Path.home() / self.path.name}, then start the course again."
        else:
            found = f"{self.path} is {what}, and stays as it is"
            remedy = (
                "To go on with it, bring it in with My record in notebook 00. "
                if what == record_file.SAVED
                else ""
            )
            if not self.named:
                another = "Move it elsewhere, then answer on."
        return (
            f"Your answers cannot be stored: {found}. {remedy}{another} They are kept until this kernel "
            "ends; save your record as a file before that."
        )
