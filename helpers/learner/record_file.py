"""The SQLite file of a record: whose file it is, how it is locked, begun, mended.

SQLite is not let near a file before its first bytes say that it is a record: to open another program's database can already
change it.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from .record_rows import COLUMNS, FORMAT, VERSION, merged

try:
    import fcntl
except ImportError:  # Windows, whose file systems all lock
    fcntl = None

PATIENCE = 10  # seconds to wait while another notebook writes
HASTE = 0.2  # the same, after it has been waited for in vain
MARK = int.from_bytes(b"Hook")  # the application_id of a record: bytes 68 to 71 of the file
BEGINNING = 65_536  # bytes of a file that are looked at: the first page of a database, however large
SAVED = "a record saved as a file"
TABLE = (
    "CREATE TABLE answers (id TEXT PRIMARY KEY, item TEXT NOT NULL, option TEXT NOT NULL, "
    "confidence TEXT NOT NULL, correct INTEGER NOT NULL, seconds REAL NOT NULL, notebook TEXT NOT NULL, "
    "at TEXT NOT NULL)"
)
SELECT = f"SELECT {', '.join(COLUMNS)} FROM answers ORDER BY rowid"  # rowid: in the order of writing
INSERT = f"INSERT OR IGNORE INTO answers ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"

_given_up: set[Path] = set()  # files for which another notebook was waited for in vain


class NotOurs(Exception):
    """At this place lies something that never was a record, and it stays as it is. Says what it is."""


def what_lies_at(path: Path, own: bool = False) -> str:
    """'nothing' (an empty file is nothing), 'a record', whole or damaged, or in words what else it is.

    own: it is the course's own place, where what cannot be told apart is what is left of a record. Raises OSError for
    a file that cannot be read.
    """
    if path.is_dir():
        return "a folder"
    if not path.exists():
        return "nothing"
    if not path.is_file():
        return "no file"
    with path.open("rb") as file:
        head = file.read(BEGINNING)
    if not head:
        return "nothing"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip(b'"').startswith(FORMAT.rstrip("0123456789").encode()):
        return SAVED
    if b"\0" not in head:
        return "a text file"
    if head[68:72] == MARK.to_bytes(4) or TABLE.encode() in head:
        return "a record"
    if head.startswith(b"SQLite format 3\0"):
        return "a database of another program"
    return "a record" if own else "a file of another program"


@contextmanager
def transaction(
    path: Path, tell: Callable[[str], None], write: bool = True, own: bool = False
) -> Iterator[sqlite3.Connection]:
    """A connection for one transaction: committed at the end, rolled back on an error, closed in any case.

    A damaged record is set aside first, and a new one begun; `tell` hears of it. Raises NotOurs for what is no record,
    sqlite3.Error or OSError where nothing can be stored, and for a file of a newer version, which is left alone.
    """
    found = what_lies_at(path, own)
    if found not in ("nothing", "a record"):
        raise NotOurs(found)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        db = _patiently(path, write)
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


def add(db: sqlite3.Connection, rows: Iterable[tuple]) -> None:
    """Put rows after those that are there; what is there already stays."""
    db.executemany(INSERT, rows)


def insert(db: sqlite3.Connection, rows: Iterable[tuple]) -> None:
    """Put the rows of another machine between those that are there, as `merged` orders them."""
    stored = db.execute("SELECT id, rowid, at FROM answers ORDER BY rowid").fetchall()
    for row in merged(
        stored, rows
    ):  # each goes behind all others, so that in the end they stand in this order
        if len(row) == len(COLUMNS):
            db.execute(INSERT, row)
        else:
            db.execute(
                "UPDATE answers SET rowid = (SELECT max(rowid) + 1 FROM answers) WHERE rowid = ?", row[1:2]
            )


def read(path: Path) -> list[tuple]:
    """The rows of a record that somebody handed in, as they are stored. It is not touched; sqlite3.Error if it is damaged."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        db.text_factory = _text
        return db.execute(SELECT).fetchall()
    finally:
        db.close()


def remove(path: Path, own: bool = False) -> None:
    """Delete a record with all that belongs to it. NotOurs for what is no record."""
    found = what_lies_at(path, own)
    if found not in ("nothing", "a record"):
        raise NotOurs(found)
    for suffix in ("", "-journal", ".guard"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    with suppress(OSError):
        _lock(path).rmdir()


# --- begin ---------------------------------------------------------------------------------------


def _patiently(path, write):
    """Begin; wait for another notebook, but only once for one that does not come to an end."""
    before = _lock_of_a_dead_kernel(path)
    try:
        db = _begin(path, write, HASTE if path in _given_up else PATIENCE)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        if before is None or before != _lock_of_a_dead_kernel(path) or path in _given_up:
            _given_up.add(path)
            raise
        _lock(path).rmdir()
        db = _begin(path, write)
    _given_up.discard(path)
    return db


def _begin(path, write, patience=PATIENCE):
    # The rollback journal, not WAL: WAL needs shared memory, which a network home on a hub does not have.
    db = _connect(path, patience)
    try:
        db.text_factory = _text
        db.execute("PRAGMA synchronous = FULL")
        db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("the file is damaged")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise sqlite3.OperationalError("it was written by a newer version of the course")
        if write and not db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            db.execute(TABLE)
            db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute(f"PRAGMA application_id = {MARK}")
    except BaseException:
        db.close()
        raise
    return db


def _text(stored):
    """One cell that is no UTF-8 must not hide all the others."""
    return stored.decode("utf-8", "replace")


def _set_aside(path, tell):
    """Rename a damaged file. Two notebooks may find it at once: the second finds a sound file and leaves it."""
    guard = _connect(Path(f"{path}.guard"))
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


# --- lock ----------------------------------------------------------------------------------------


def _connect(path, patience=PATIENCE):
    if not _locks_are_refused(path.parent):
        return sqlite3.connect(path, timeout=patience, isolation_level=None)
    # SQLite's own way out: a folder beside the file is the lock. It is slower, and any file system can do it.
    return sqlite3.connect(
        f"{path.as_uri()}?vfs=unix-dotfile", uri=True, timeout=patience, isolation_level=None
    )


@lru_cache
def _locks_are_refused(folder: Path) -> bool:
    """Whether files in this folder cannot be locked, as in some network homes. SQLite would take it for a busy file.

    Asked of a file of our own, which nobody else can have locked, and never of the record: closing it again would
    open the locks that SQLite holds on it.
    """
    if fcntl is None:
        return False
    with suppress(OSError), tempfile.TemporaryFile(dir=folder) as ours:
        try:
            fcntl.lockf(ours, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _lock(path):
    return Path(f"{path}.lock")


def _lock_of_a_dead_kernel(path):
    """When the lock beside the file was last touched, None if there is none.

    A killed kernel leaves it behind. A living one holds it for milliseconds, so what has stood as long as anybody
    waits, untouched, is nobody's.
    """
    if not _locks_are_refused(path.parent):
        return None
    with suppress(OSError):
        return _lock(path).stat().st_mtime_ns
    return None
