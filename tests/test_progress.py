"""The learner's record: what it keeps, and what it survives."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from helpers import Record, gather
from helpers.learner.record import default_path
from helpers.learner.record_file import PATIENCE
from helpers.learner.record_rows import COLUMNS, FORMAT, RecordError

ANSWER = ("03-a", "b", "sure", True, 12.5, "03-ec2")
ROOT = Path(__file__).resolve().parents[1]
posix = pytest.mark.skipif(os.name != "posix", reason="needs fork, kill -9 or limits of a POSIX system")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "record.sqlite"


@pytest.fixture
def record(path):
    return Record(path)


def items(record):
    return list(record.answers()["item"])


def sound(path):
    with sqlite3.connect(path) as db:
        return db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


# --- what it keeps -----------------------------------------------------------------


def test_an_answer_comes_back_as_it_was(record):
    record.add(*ANSWER)
    row = record.answers().iloc[0]
    assert tuple(row[["item", "option", "confidence", "correct", "seconds", "notebook"]]) == ANSWER
    assert abs(pd.Timestamp.now(tz="UTC") - row["at"]) < pd.Timedelta(minutes=1) and record.notice == ""


def test_the_columns_are_the_same_with_and_without_answers(record):
    before = record.answers()
    assert before.empty and list(before.columns) == list(COLUMNS[1:])
    record.add(*ANSWER)
    assert list(record.answers().dtypes) == list(before.dtypes)


def test_looking_makes_no_file(record, path):
    record.answers()
    record.export()
    assert not path.parent.exists()


def test_another_kernel_reads_it(record, path):
    record.add(*ANSWER)
    record.add("03-b", *ANSWER[1:])
    assert items(Record(path)) == ["03-a", "03-b"]


def test_each_user_has_a_place_and_the_variable_names_another(monkeypatch, tmp_path):
    monkeypatch.setenv("ON_THE_HOOK_RECORD", str(tmp_path / "mine.sqlite"))
    assert default_path() == Record().path == tmp_path / "mine.sqlite"
    monkeypatch.delenv("ON_THE_HOOK_RECORD")
    monkeypatch.setenv("HOME", str(tmp_path / "ana"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "ana" / "data"))
    if sys.platform == "linux":
        assert default_path() == tmp_path / "ana" / "data" / "on-the-hook" / "record.sqlite"
    assert ROOT not in default_path().parents, "the record must not lie in the course folder"


# --- as a file ---------------------------------------------------------------------


def test_a_saved_record_can_be_brought_in_elsewhere_and_twice(record, tmp_path):
    record.add(*ANSWER)
    record.add("03-b", 'a, "quoted"\nline', "", False, 0.0, "")
    other = Record(tmp_path / "other.sqlite")
    assert (other.bring_in(record.export()), other.bring_in(record.export())) == (2, 0)
    pd.testing.assert_frame_equal(other.answers(), record.answers())
    assert record.export().decode().splitlines()[:2] == [FORMAT, ",".join(COLUMNS)]


def test_a_file_that_a_spreadsheet_touched_can_be_brought_in(record, tmp_path):
    record.add(*ANSWER)
    touched = "\ufeff" + record.export().decode().replace("\n", "\r\n") + ",,,,,,,\r\n"
    assert Record(tmp_path / "other.sqlite").bring_in(touched.encode()) == 1


GOOD = f"{FORMAT}\n{','.join(COLUMNS)}\nx,03-a,b,sure,1,2.5,03-ec2,2026-11-23T10:00:00+00:00\n"


@pytest.mark.parametrize(
    "bad, place",
    [
        (b"", "line 1"),
        (b"hello\n", "line 1"),
        ("ü".encode("latin-1"), "line 1"),
        (b'"open', "line 1"),
        (
            GOOD.replace(FORMAT, "on-the-hook-record-9").encode(),
            "line 1: 'on-the-hook-record-9' is the format of another version",
        ),
        (GOOD.replace("id,item", "id,question").encode(), "line 2"),
        (GOOD.replace(",03-ec2", "").encode(), "line 3: 7 cells instead of 8"),
        (GOOD.replace("x,03-a", "x,").encode(), "line 3, column item"),
        (GOOD.replace(",1,2.5", ",yes,2.5").encode(), "line 3, column correct: 'yes'"),
        (GOOD.replace("2.5", "nan").encode(), "line 3, column seconds"),
        (GOOD.replace("2.5", "soon").encode(), "line 3, column seconds"),
        (GOOD.replace("2026-11-23T10", "yesterday").encode(), "line 3, column at"),
    ],
)
def test_a_file_that_is_no_record_changes_nothing(record, bad, place):
    record.add(*ANSWER)
    with pytest.raises(RecordError) as error:
        record.bring_in(bad)
    assert place in str(error.value) and "saved by My record" in str(error.value)
    assert items(record) == ["03-a"]


def test_the_good_file_is_good(record):
    assert record.bring_in(GOOD.encode()) == 1


def test_deleted_is_deleted(record, path):
    record.add(*ANSWER)
    record.delete()
    assert record.answers().empty and not list(path.parent.iterdir())
    record.add("03-b", *ANSWER[1:])
    assert items(record) == ["03-b"]
    record.delete()
    record.delete()


def test_a_class_is_gathered_and_a_bad_file_does_not_hide_the_others(tmp_path):
    for name in ("ana", "ben"):
        record = Record(tmp_path / f"{name}.sqlite")
        record.add(*ANSWER)
        (tmp_path / f"{name}.csv").write_bytes(record.export())
    (tmp_path / "cai.csv").write_text("homework\n")
    answers, problems = gather(tmp_path)
    assert sorted(answers["learner"]) == ["ana", "ben"] and answers["at"].dt.tz is not None
    assert len(problems) == 1 and problems[0].startswith("cai.csv, line 1")


def test_an_empty_class_and_no_class(tmp_path):
    answers, problems = gather(tmp_path)
    assert answers.empty and list(answers.columns) == [*COLUMNS[1:], "learner"] and problems == []
    with pytest.raises(FileNotFoundError, match="not a folder"):
        gather(tmp_path / "nobody")


# --- what it survives --------------------------------------------------------------


@pytest.mark.slow
def test_two_notebooks_write_at_once(path):
    script = (
        "import sys; from helpers.learner.record import Record; r = Record(sys.argv[1])\n"
        "for n in range(100): r.add(f'{sys.argv[2]}-{n}', 'a', 'sure', True, 1, 'x')\n"
        "print(r.notice)"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(path), name], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for name in ("one", "two")
    ]
    assert [process.communicate()[0].strip() for process in both] == ["", ""]
    assert sorted(items(Record(path))) == sorted(f"{name}-{n}" for name in ("one", "two") for n in range(100))


LIVES = int(os.environ.get("ON_THE_HOOK_LIVES", 200))  # a weekly job takes 1,000


@posix
@pytest.mark.slow
def test_kernels_are_killed_while_they_write(path):
    record = Record(path)
    record.add("first", *ANSWER[1:])
    chance, told = random.Random(0), {"first"}
    for life in range(LIVES):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:  # nothing but the loop: a forked pytest must not go on
            try:
                mine = Record(path)
                for n in range(10_000):
                    mine.add(f"{life}-{n}", *ANSWER[1:])
                    os.write(writing, f"{life}-{n}\n".encode())
            finally:
                os._exit(1)
        os.close(writing)
        if life % 2:  # every other one lives until it has written, however busy the machine is
            told |= set(os.read(reading, 4096).decode().split())
        time.sleep(chance.uniform(0, 0.01))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading) as pipe:
            told |= {line.strip() for line in pipe if line.endswith("\n")}
    kept = set(items(Record(path)))
    assert told <= kept, f"{len(told - kept)} answers were lost"
    assert len(told) > LIVES / 2 and len(kept) <= len(told) + LIVES
    assert sound(path) and not list(path.parent.glob("*damaged*"))


def said_once(record):
    words = record.notice
    record.add("again", *ANSWER[1:])
    assert words and record.notice == ""
    return words


def test_no_place_to_write(tmp_path):
    (tmp_path / "file").write_text("in the way")
    record = Record(tmp_path / "file" / "record.sqlite")
    record.add(*ANSWER)
    assert "cannot be stored" in said_once(record)
    assert items(record) == ["03-a", "again"] and b"03-a" in record.export()


def test_what_was_kept_is_stored_as_soon_as_there_is_a_place(tmp_path):
    (tmp_path / "file").write_text("in the way")
    record = Record(tmp_path / "file" / "record.sqlite")
    record.add(*ANSWER)
    (tmp_path / "file").unlink()
    record.add("later", *ANSWER[1:])
    assert items(Record(record.path)) == ["03-a", "later"]


@posix
def test_a_full_disk(path):
    """A limit on the size of files stands for it: SQLite sees the same failing write."""
    script = (
        "import resource, signal, sys; from helpers.learner.record import Record; r = Record(sys.argv[1])\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "r.add('before', 'a', 'sure', True, 1, 'x')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "for n in range(300): r.add(f'long-{n}' * 20, 'a', 'sure', True, 1, 'x')\n"
        "print(len(r.answers()), r.notice)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.startswith("301 Your answers cannot be stored"), done.stdout + done.stderr
    assert "before" in items(Record(path)) and sound(path)


def test_a_file_that_may_only_be_read_is_read(record, path, monkeypatch):
    record.add(*ANSWER)
    real = sqlite3.connect

    def read_only(file, **options):
        return real(f"file:{file}?mode=ro", uri=True, **options)

    monkeypatch.setattr(sqlite3, "connect", read_only)
    record.add("new", *ANSWER[1:])
    assert "cannot be stored" in record.notice and items(record) == ["03-a", "new"]


def test_a_record_of_a_newer_version_is_left_alone(record, path):
    record.add(*ANSWER)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()
    newer = Record(path)
    newer.add("new", *ANSWER[1:])
    assert "newer version" in newer.notice and items(newer) == ["new"] and path.read_bytes() == before


# What was a record shows it in its first bytes or its first page, whatever else happened to it.
HARM = {
    "its first page": lambda data: data[:100] + b"\xff" * 4000 + data[4100:],
    "its header": lambda data: b"\xff" * 100 + data[100:],
    "its middle": lambda data: data[:8192] + bytes(8192) + data[16384:],
    "its second half": lambda data: data[: len(data) // 2],
}


def damage(path, harm):
    record = Record(path)
    for n in range(200):
        record.add(f"item-{n}", *ANSWER[1:])
    damaged = HARM[harm](path.read_bytes())
    path.write_bytes(damaged)
    return damaged


@pytest.mark.parametrize("harm", HARM)
def test_a_damaged_record_is_set_aside(path, harm):
    damaged = damage(path, harm)
    record = Record(path)
    record.add("new", *ANSWER[1:])
    aside = list(path.parent.glob("record-damaged-*.sqlite"))
    assert len(aside) == 1 and aside[0].name in record.notice
    assert aside[0].read_bytes() == damaged, "what was damaged must stay as it was"
    assert items(record) == ["new"] and sound(path)


def test_two_damages_leave_two_files(path):
    for harm in ("its header", "its second half"):
        damage(path, harm)
        Record(path).add(*ANSWER)
    assert len(list(path.parent.glob("record-damaged-*"))) == 2


@pytest.mark.slow
def test_two_notebooks_find_the_damage_at_once(path):
    damage(path, "its first page")
    script = (
        "import sys; from helpers.learner.record import Record; r = Record(sys.argv[1])\n"
        "for n in range(20): r.add(f'{sys.argv[2]}-{n}', 'a', 'sure', True, 1, 'x')"
    )
    several = [
        subprocess.Popen([sys.executable, "-c", script, str(path), str(name)], cwd=ROOT) for name in range(4)
    ]
    assert [process.wait() for process in several] == [0, 0, 0, 0]
    assert len(items(Record(path))) == 80 and len(list(path.parent.glob("record-damaged-*"))) == 1


def test_a_notebook_that_writes_for_long_is_waited_for(record, path):
    record.add(*ANSWER)
    script = (
        "import sqlite3, sys, time; db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('BEGIN EXCLUSIVE'); print('locked', flush=True); time.sleep(1); db.execute('COMMIT')"
    )
    other = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline().strip() == "locked"
    record.add("waited", *ANSWER[1:])
    other.wait()
    assert PATIENCE > 1 and record.notice == "" and items(Record(path)) == ["03-a", "waited"]
