"""Whose file the record is: a learner's own files come first, whatever lies at the place that was named.

And what a record survives that no single answer shows: locks that are refused, bad rows, clocks that were wrong.
"""

import errno
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from helpers import Record, come_back, how_far, load_bank, my_record, take_form
from helpers.learner import record as record_module
from helpers.learner import record_file
from helpers.learner.questions import latest
from helpers.learner.record import VARIABLE, default_path
from helpers.learner.record_rows import COLUMNS, FORMAT

ANSWER = ("03-newer-image", "b", "sure", False, 12.5, "03-ec2")
HEADER = ",".join(COLUMNS)
LINE = "x1,03-newer-image,b,sure,0,2.5,03-ec2,2026-11-23T10:00:00+00:00"
ROOT = Path(__file__).resolve().parents[1]


def items(record):
    return list(record.answers()["item"])


def database(path, *statements):
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
    db.close()
    return path.read_bytes()


def of_another_program(tmp_path, *statements):
    return database(
        tmp_path / "made.sqlite", "CREATE TABLE users (name)", "INSERT INTO users VALUES ('Ana')", *statements
    )


def in_use_elsewhere(tmp_path):
    """A database whose program died while it wrote: to open it would change it."""
    file = tmp_path / "made.sqlite"
    script = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('CREATE TABLE notes (text)'); db.execute('PRAGMA cache_size = 1'); db.execute('BEGIN')\n"
        "for n in range(5000): db.execute('INSERT INTO notes VALUES (?)', ('x' * 100,))\n"
        "os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", script, str(file)])
    assert Path(f"{file}-journal").stat().st_size
    return file.read_bytes(), Path(f"{file}-journal").read_bytes()


# What it is called, and its bytes.
OWN_FILES = {
    "notes": ("a text file", b"my notes\n" * 100),
    "notes in another encoding": ("a text file", "größe\n".encode("latin-1") * 50),
    "one letter": ("a text file", b"x"),
    "the SQL of a record": ("a text file", record_file.TABLE.encode()),
    "a saved record": ("a record saved as a file", f"{FORMAT}\n{HEADER}\n{LINE}\n".encode()),
    "a saved record of a spreadsheet": (
        "a record saved as a file",
        f'\ufeff"{FORMAT}";;;;;;;\r\n{HEADER.replace(",", ";")}\r\n'.encode(),
    ),
    "a saved record of a later course": ("a record saved as a file", b"on-the-hook-record-9\n"),
    "a database": ("a database of another program", of_another_program),
    "a database with a version": (
        "a database of another program",
        lambda folder: of_another_program(folder, "PRAGMA user_version = 2"),
    ),
    "a database with a table of the same name": (
        "a database of another program",
        lambda folder: of_another_program(folder, "CREATE TABLE answers (id, item, option)"),
    ),
    "a database with write-ahead log": (
        "a database of another program",
        lambda folder: of_another_program(folder, "PRAGMA journal_mode = WAL"),
    ),
    "a database without tables": (
        "a database of another program",
        lambda folder: database(folder / "made.sqlite", "PRAGMA user_version = 5"),
    ),
    "half a database": ("a database of another program", lambda folder: of_another_program(folder)[:5000]),
    "a spreadsheet": ("a file of another program", b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)) * 40),
    "zeros": ("a file of another program", bytes(20_000)),
}


@pytest.fixture(params=OWN_FILES)
def own_file(request, tmp_path):
    """(what it is called, its path): a file that never was a record."""
    kind, content = OWN_FILES[request.param]
    if callable(content):
        made = tmp_path / "made"
        made.mkdir()
        content = content(made)
    path = tmp_path / "place" / "mine.sqlite"
    path.parent.mkdir()
    path.write_bytes(content)
    return kind, path


def everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


ACTS = {
    "look": lambda record: record.answers(),
    "answer": lambda record: record.add(*ANSWER),
    "save": lambda record: record.export(),
    "bring in": lambda record: record.bring_in(f"{FORMAT}\n{HEADER}\n{LINE}\n".encode()),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_file_that_never_was_a_record_stays_and_the_learner_is_told(own_file, act):
    kind, path = own_file
    before, record = everything(path.parent), Record(path)
    ACTS[act](record)
    assert everything(path.parent) == before
    told = record.notice
    assert f"{path} is {kind}, and stays as it is." in told and "save your record as a file" in told
    assert ("bring it in with My record" in told) == ("saved" in kind)
    ACTS[act](record)
    assert record.notice == "", "told once"


def test_answers_are_kept_in_the_kernel_meanwhile_and_every_view_finds_them(own_file):
    _, path = own_file
    before = everything(path.parent)
    Record(path).add(*ANSWER)
    assert items(Record(path)) == [ANSWER[0]] and ANSWER[0].encode() in Record(path).export()
    view = my_record(Record(path))
    view.show()
    assert "1 answer in your record" in view.said.value and str(path) in view.said.value
    path.rename(path.with_name("put-elsewhere"))
    Record(path).add("later", *ANSWER[1:])
    assert items(Record(path)) == [ANSWER[0], "later"] and path.read_bytes()[:6] == b"SQLite"
    assert list(before.values()) == [path.with_name("put-elsewhere").read_bytes()]


def test_what_is_no_record_is_not_deleted(own_file):
    kind, path = own_file
    before, record = everything(path.parent), Record(path)
    record.add(*ANSWER)
    view = my_record(record)
    view.delete()
    view.delete()
    assert everything(path.parent) == before and items(record) == []
    assert f"mine.sqlite is {kind}, and was not deleted" in view.said.value


def test_a_database_whose_program_died_is_not_even_opened(tmp_path):
    file, journal = in_use_elsewhere(tmp_path)
    path = tmp_path / "place" / "app.db"
    path.parent.mkdir()
    path.write_bytes(file)
    Path(f"{path}-journal").write_bytes(journal)
    before, record = everything(path.parent), Record(path)
    record.add(*ANSWER)
    record.answers()
    record.delete()
    assert everything(path.parent) == before


@pytest.mark.parametrize("name", ["a folder", "nothing"])
def test_a_folder_is_no_file(tmp_path, name):
    record = Record(tmp_path)
    record.add(*ANSWER)
    assert f"{tmp_path} is a folder" in record.notice and items(record) == [ANSWER[0]]


def test_an_empty_file_is_nobodys(tmp_path):
    path = tmp_path / "new.sqlite"
    path.touch()
    record = Record(path)
    assert record.answers().empty and record.notice == ""
    record.add(*ANSWER)
    assert items(Record(path)) == [ANSWER[0]] and record.notice == ""


@pytest.mark.parametrize("content", [bytes(20_000), b"\x01\x02\x00" * 7000], ids=["zeros", "anything"])
def test_at_the_courses_own_place_it_can_only_be_a_damaged_record(tmp_path, monkeypatch, content):
    path = tmp_path / "record.sqlite"
    monkeypatch.setattr(record_module, "own_place", lambda: path)
    path.write_bytes(content)
    record = Record(path)
    record.add(*ANSWER)
    aside = list(tmp_path.glob("record-damaged-*.sqlite"))
    assert len(aside) == 1 and aside[0].read_bytes() == content and items(record) == [ANSWER[0]]
    assert "Your record was damaged" in record.notice


@pytest.mark.parametrize(
    "content", [b"my notes\n", f"{FORMAT}\n{HEADER}\n".encode()], ids=["notes", "a saved record"]
)
def test_even_there_a_text_stays(tmp_path, monkeypatch, content):
    path = tmp_path / "record.sqlite"
    monkeypatch.setattr(record_module, "own_place", lambda: path)
    monkeypatch.delenv(VARIABLE)
    path.write_bytes(content)
    record = Record()
    record.add(*ANSWER)
    assert everything(tmp_path) == {path: content} and "Move it elsewhere" in record.notice


# --- the place that is named -------------------------------------------------------


def test_a_tilde_is_the_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv(VARIABLE, "~/deep/mine.sqlite")
    assert default_path() == tmp_path / "deep" / "mine.sqlite"
    Record().add(*ANSWER)
    assert (tmp_path / "deep" / "mine.sqlite").exists()
    assert Record("~/deep/mine.sqlite").path == tmp_path / "deep" / "mine.sqlite"


@pytest.mark.parametrize(
    "named",
    ["mine.sqlite", "./mine.sqlite", "deep/mine.sqlite", "../mine.sqlite", "~nobody-here/x.sqlite"],
)
def test_a_path_that_depends_on_the_folder_is_refused(monkeypatch, tmp_path, named):
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setenv(VARIABLE, named)
    record = Record()
    record.add(*ANSWER)
    assert everything(tmp_path) == {} and items(Record()) == [ANSWER[0]]
    told = record.notice
    assert (
        f"{VARIABLE} says {named!r}" in told
        and "the whole path, such as " in told
        and "start the course again" in told
    )
    record.delete()
    assert record.answers().empty


@pytest.mark.parametrize("named", ["", " "])
def test_a_variable_that_says_nothing_is_as_good_as_none(monkeypatch, named):
    monkeypatch.setenv(VARIABLE, named)
    assert default_path() == record_module.own_place()


def test_a_blank_at_the_end_belongs_to_no_path(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, f"{tmp_path / 'mine.sqlite'} ")
    assert default_path() == tmp_path / "mine.sqlite"


def test_a_path_given_in_python_means_the_folder_of_that_moment(monkeypatch, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    record = Record("mine.sqlite")
    monkeypatch.chdir(tmp_path / "elsewhere")
    record.add(*ANSWER)
    assert (tmp_path / "mine.sqlite").exists() and record.notice == ""


def test_the_one_who_named_the_place_is_told_to_name_another(monkeypatch, tmp_path):
    (tmp_path / "notes.txt").write_text("my notes\n" * 100)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "notes.txt"))
    record = Record()
    record.add(*ANSWER)
    assert (
        f"Let {VARIABLE} name a file that does not exist yet, then start the course again." in record.notice
    )


# --- a record is known by what is in it --------------------------------------------


def test_a_record_says_what_it_is(tmp_path):
    path = tmp_path / "record.sqlite"
    Record(path).add(*ANSWER)
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (2,)
        assert db.execute("PRAGMA application_id").fetchone() == (record_file.MARK,)
    db.close()
    assert path.read_bytes()[68:72] == b"Hook"


def test_a_record_without_the_mark_goes_on(tmp_path):
    path = tmp_path / "record.sqlite"
    database(path, record_file.TABLE, "PRAGMA user_version = 2")
    record = Record(path)
    record.add(*ANSWER)
    assert items(Record(path)) == [ANSWER[0]] and record.notice == ""


# --- locks that are refused --------------------------------------------------------


@pytest.fixture
def no_locks(monkeypatch):
    """A network home: every lock is refused, as the C library says it."""
    fcntl = pytest.importorskip("fcntl")

    def refuse(number):
        def lockf(*_):
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(fcntl, "lockf", lockf)
        record_file._locks_are_refused.cache_clear()

    yield refuse
    record_file._locks_are_refused.cache_clear()


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EACCES, errno.ENOSYS, errno.EINVAL])
def test_where_locks_are_refused_answers_are_stored_without_a_wait(tmp_path, no_locks, number):
    no_locks(number)
    record, start = Record(tmp_path / "record.sqlite"), time.monotonic()
    for n in range(5):
        record.add(f"item-{n}", *ANSWER[1:])
    assert time.monotonic() - start < 5 and record.notice == ""
    assert record_file._locks_are_refused(tmp_path)
    assert items(Record(tmp_path / "record.sqlite")) == [f"item-{n}" for n in range(5)]
    assert [path.name for path in tmp_path.iterdir()] == ["record.sqlite"]


WITHOUT_LOCKS = (
    "import sys; from helpers import Record; from helpers.learner import record_file\n"
    "record_file._locks_are_refused = lambda folder: True\n"
    "record = Record(sys.argv[1])\n"
)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the locks of Windows are not refused")
def test_two_notebooks_write_at_once_without_locks(tmp_path):
    path = tmp_path / "record.sqlite"
    script = WITHOUT_LOCKS + (
        "for n in range(40): record.add(f'{sys.argv[2]}-{n}', 'a', 'sure', True, 1, 'x')\nprint(record.notice)"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(path), name], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for name in ("one", "two")
    ]
    assert [process.communicate()[0].strip() for process in both] == ["", ""]
    assert len(items(Record(path))) == 80


@pytest.mark.skipif(os.name != "posix", reason="the locks of Windows are not refused")
@pytest.mark.parametrize("act", ["answer", "look"])
def test_the_lock_of_a_killed_kernel_is_taken_away(tmp_path, no_locks, monkeypatch, act):
    no_locks(errno.ENOLCK)
    monkeypatch.setattr(record_file, "PATIENCE", 0.5)
    path = tmp_path / "record.sqlite"
    Record(path).add(*ANSWER)
    Path(f"{path}.lock").mkdir()
    record = Record(path)
    ACTS[act](record)
    assert record.notice == "" and set(items(record)) == {ANSWER[0]}
    assert [left.name for left in tmp_path.iterdir()] == ["record.sqlite"]


@pytest.mark.slow
def test_a_notebook_that_never_comes_to_an_end_is_waited_for_once(tmp_path, monkeypatch):
    monkeypatch.setattr(record_file, "PATIENCE", 2)
    path = tmp_path / "record.sqlite"
    record = Record(path)
    record.add(*ANSWER)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    start = time.monotonic()
    record.add("first", *ANSWER[1:])
    assert time.monotonic() - start >= 2 and "locked" in record.notice
    start = time.monotonic()
    for n in range(3):
        record.add(f"item-{n}", *ANSWER[1:])
    assert time.monotonic() - start < 2
    other.close()
    record.add("last", *ANSWER[1:])
    assert items(Record(path)) == [ANSWER[0], "first", "item-0", "item-1", "item-2", "last"]
    assert path not in record_file._given_up


# --- bad rows ----------------------------------------------------------------------


BAD = {
    "a time that is none": {"at": "yesterday"},
    "no time": {"at": ""},
    "a number for a time": {"at": 5},
    "a verdict that is none": {"correct": "maybe"},
    "another number for a verdict": {"correct": 7},
    "seconds that are none": {"seconds": "soon"},
    "endless seconds": {"seconds": float("inf")},
    "no item": {"item": ""},
    "no option": {"option": ""},
    "bytes for a time": {"at": b"\xff\xfe"},
}
GOOD = dict(
    zip(
        COLUMNS,
        ("good", "03-patch-manager", "a", "sure", 1, 2.0, "03-ec2", "2026-11-23T10:00:00.000000+00:00"),
    )
)


def with_rows(path, *rows):
    database(path, record_file.TABLE, "PRAGMA user_version = 2")
    with sqlite3.connect(path) as db:
        for row in rows:
            db.execute(record_file.INSERT, tuple(row[name] for name in COLUMNS))
    db.close()
    return Record(path)


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_row_stops_no_page(tmp_path, bad):
    path = tmp_path / "record.sqlite"
    record = with_rows(path, {**GOOD, "id": "bad", "item": "03-newer-image", **BAD[bad]}, GOOD)
    assert items(record) == ["03-patch-manager"]
    told = record.notice
    assert "1 row of your record cannot be read" in told and "the file keeps all" in told
    come_back("05-lambda", record)
    take_form("a", record=record)
    view = my_record(record)
    view.show()
    assert "1 answer in your record" in view.said.value and "could not follow" not in view.error.value
    report = how_far(record)
    report.show()
    assert "03-ec2" in report.reply.value
    other = Record(tmp_path / "other.sqlite")
    assert other.bring_in(record.export()) == 1, "what is saved can be brought in"
    record.add(*ANSWER)
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM answers WHERE id = 'bad'").fetchone() == (1,)
    db.close()


def test_text_that_is_no_utf8_hides_nothing_else(tmp_path):
    record = with_rows(tmp_path / "record.sqlite", GOOD)
    with sqlite3.connect(record.path) as db:
        db.execute(
            "INSERT INTO answers SELECT 'x', CAST(x'fffe' AS TEXT), option, confidence, correct, seconds, notebook, at FROM answers"
        )
    db.close()
    assert items(record)[0] == "03-patch-manager" and len(items(record)) == 2 and record.notice == ""


@pytest.mark.parametrize("letter", ["zzz", "e", "B", "ä", "1"])
def test_an_option_that_is_gone_stops_no_page(tmp_path, letter):
    question = load_bank().form("a")[0]
    record = with_rows(
        tmp_path / "record.sqlite", {**GOOD, "item": question.item, "option": letter, "correct": 0}
    )
    how_far(record).show()
    my_record(record).show()
    take_form("a", record=record)
    assert question.item in items(record)


def test_times_of_any_year(tmp_path):
    years = [f"{year:04}-01-01T00:00:00+00:00" for year in (1, 1700, 1970, 2300, 9999)]
    record = with_rows(tmp_path / "record.sqlite", *({**GOOD, "id": year, "at": year} for year in years))
    assert record.answers()["at"].dt.year.tolist() == [1, 1700, 1970, 2300, 9999]
    my_record(record).show()


# --- the order of writing ----------------------------------------------------------

CLOCKS = {
    "in the far future once": ["2099-01-01", "2026-11-27"],
    "in the past once": ["2026-11-27", "1970-01-01"],
    "standing still": ["2026-11-27", "2026-11-27"],
    "running": ["2026-11-26", "2026-11-27"],
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_what_was_written_last_counts_whatever_the_clock_said(tmp_path, clock):
    question = load_bank().of("03-ec2")[0]
    wrong = next(o.letter for o in question.options if not question.is_right(o.letter))
    given = zip(CLOCKS[clock], [wrong, question.accepted[0]], [0, 1])
    record = with_rows(
        tmp_path / "record.sqlite",
        *({**GOOD, "id": str(n), "item": question.item, "option": letter, "correct": correct, "at": f"{day}T10:00:00+00:00"}
          for n, (day, letter, correct) in enumerate(given)),
    )  # fmt: skip
    answers = record.answers()
    assert answers["correct"].tolist() == [False, True]
    assert latest(answers)["correct"].tolist() == [True]
    saved = Record(tmp_path / "other.sqlite")
    saved.bring_in(record.export())
    pd.testing.assert_frame_equal(saved.answers(), answers)


def saved(*days):
    """A saved record with one answer a day, called by the day."""
    lines = [f"id-{day},{day},a,sure,1,1.0,x,{day}T10:00:00+00:00" for day in days]
    return "\n".join([FORMAT, HEADER, *lines, ""]).encode()


@pytest.mark.parametrize("mine, brought, together", [
    ([], ["2026-01-02", "2026-01-01"], ["2026-01-02", "2026-01-01"]),
    (["2026-02-01"], ["2026-01-01", "2026-01-02"], ["2026-01-01", "2026-01-02", "2026-02-01"]),
    (["2026-01-01"], ["2026-02-01"], ["2026-01-01", "2026-02-01"]),
    (["2026-01-01", "2026-03-01"], ["2026-02-01", "2026-04-01"], ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]),
    (["2099-01-01", "2026-03-01"], ["2026-02-01"], ["2026-02-01", "2099-01-01", "2026-03-01"]),
    (["2026-01-01"], ["2026-01-01", "2026-01-02"], ["2026-01-01", "2026-01-02"]),
], ids=["into nothing", "older", "newer", "by turns", "a wrong clock keeps its order", "twice"])  # fmt: skip
@pytest.mark.parametrize("stored", [True, False], ids=["stored", "kept"])
def test_a_record_that_is_brought_in_takes_its_place(tmp_path, mine, brought, together, stored):
    path = tmp_path / "record.sqlite"
    if not stored:
        path.write_text("my notes")
    record = Record(path)
    record.bring_in(saved(*mine))
    assert record.bring_in(saved(*brought)) == len(set(brought) - set(mine))
    assert items(record) == together
    record.add("now", *ANSWER[1:])
    assert items(Record(path)) == [*together, "now"]
    if not stored:
        path.unlink()
        record.add("later", *ANSWER[1:])
        assert items(Record(path)) == [*together, "now", "later"]
