"""The saved records of a class, read from one folder, as a learning platform or a download leaves them."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from .record_file import SAVED, read, what_lies_at
from .record_rows import RecordError, frame, from_csv, merged, sound

NAMED = 10  # files that one sentence names
NOBODYS = ("__MACOSX", "Thumbs.db", "desktop.ini")  # left by systems, like all that begins with a dot


def gather(folder: str | os.PathLike) -> tuple[pd.DataFrame, list[str]]:
    """Read the saved records of a class from a folder and the folders in it.

    Returns the answers, columns as `Record.answers()` and learner, and a sentence for each file that is no record, that
    was passed over, or that is somebody's second: forty good files do not wait for one bad one. A learner is called as
    the file, or as its folder if that holds nothing else. Two files that hold the same answer are one learner's, and it
    counts once; only where each has a folder of its own are they two people's. FileNotFoundError if there is no such
    folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is not a folder. Give the folder that holds the saved records.")
    records, problems, passed_over = {}, [], []
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            rows = _rows(path, name)
        except (RecordError, OSError) as error:
            problems.append(str(error))
        except sqlite3.Error as error:
            problems.append(f"{name}: it cannot be read ({error}). Ask for the file that My record saves.")
        else:
            if rows is None:
                passed_over.append(name)
            else:
                records[name] = rows
    learners, seconds = _learners(records)
    if passed_over:
        more = f" and {len(passed_over) - NAMED} more" if len(passed_over) > NAMED else ""
        names = ", ".join(passed_over[:NAMED]) + more
        problems.append(f"Passed over, because they are no records: {names}.")
    frames = [frame(one.rows).assign(learner=one.name) for one in learners if one.rows]
    answers = pd.concat(frames or [frame([]).assign(learner="")], ignore_index=True)
    return answers, problems + seconds


@dataclass(eq=False)
class _Learner:
    name: str
    file: str  # the first of them
    alone: bool  # in a folder of its own
    rows: list[tuple] = field(default_factory=list)


def _files(folder):
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in NOBODYS and not name.startswith(".")]
        found += [Path(place, name) for name in names if name not in NOBODYS and not name.startswith(".")]
    return sorted(found, key=lambda path: (path.with_suffix(""), path))


def _rows(path, name):
    """The answers in a file, whatever its name ends in; None for what is no record and is not called one."""
    found = what_lies_at(path)
    if found == "a record":
        return list(sound(read(path)))
    return from_csv(path.read_bytes(), name) if found == SAVED or path.suffix.lower() == ".csv" else None


def _learners(records: dict[str, list[tuple]]) -> tuple[list[_Learner], list[str]]:
    """Who the files belong to, by what stands in them, and a sentence for each file that is somebody's second."""
    folders = Counter(os.path.dirname(file) for file in records)
    learners, told, seen = [], [], {}  # seen: who gave an answer
    for file, rows in records.items():
        folder, name = os.path.dirname(file), os.path.splitext(file)[0]
        alone = folder != "" and folders[folder] == 1
        mine = _Learner(folder if alone else name, file, alone)
        same = list({id(seen[row]): seen[row] for row in rows if row in seen}.values())
        kin = [other for other in same if not (alone and other.alone)]
        first = kin[0] if kin else mine
        for other in same:
            said = f"{file} holds answers of {other.file}."
            if other not in kin:
                told.append(f"{said} Each has a folder of its own, so both are counted.")
            elif mine.name != other.name:
                told.append(f"{said} They are counted once, as {first.name}.")
        for other in kin[1:]:  # this file joins two that had nothing in common
            rows = merged(other.rows, rows)
            learners.remove(other)
        first.rows = merged(first.rows, rows)
        for row in first.rows:
            if seen.get(row, first) in (first, *kin):
                seen[row] = first
        if first is mine:
            learners.append(mine)
    return learners, told
