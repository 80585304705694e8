"""The files of a class in a folder that all can reach: where it stands, and each learner's vote.

They lie in `.class`, which `gather` passes over. Whoever may write there could write nonsense, so whatever is read is looked at first.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .votes import FORM, fits

PLACE, STANDS, VOTES = ".class", "stands.json", "votes"
BIGGEST = 1_024  # bytes of a vote
MOST = 1_000  # votes that are read
NAME = re.compile(r"[0-9a-f]{32}\.json")


def publish(folder: Path, known: dict) -> None:
    """Say where the class stands: what `Room.public()` gives. OSError if it cannot be written."""
    place = folder / PLACE
    votes = place / VOTES
    if not votes.is_dir():
        votes.mkdir(parents=True, exist_ok=True)
        for made in (place, votes):  # as open as the folder that they lie in
            made.chmod(stat.S_IMODE(folder.stat().st_mode))
    _write(place / STANDS, known)


def stands(folder: Path) -> dict:
    """Where the class stands. FileNotFoundError before it began; OSError if what lies there cannot be read."""
    known = _read(folder / PLACE / STANDS, limit=100_000)
    if not isinstance(known, dict) or not {"phase", "opening", "round"} <= set(known):
        raise OSError(f"{folder / PLACE / STANDS} says nothing that can be read")
    return known


def vote(folder: Path, voter: str, given: dict) -> None:
    """Put a vote there, in the place of the one before. OSError if it cannot be written."""
    _write(folder / PLACE / VOTES / f"{voter}.json", given)


def votes(folder: Path) -> Iterator[tuple[str, dict]]:
    """The votes that lie there, as pairs of a token and what was voted. What is no vote is passed over."""
    try:
        names = sorted(os.listdir(folder / PLACE / VOTES))
    except OSError:
        return
    for name in [name for name in names if NAME.fullmatch(name)][:MOST]:
        with suppress(OSError):
            given = _read(folder / PLACE / VOTES / name, BIGGEST)
            if fits(given, FORM):
                yield name.removesuffix(".json"), given


def clear(folder: Path) -> None:
    """Take away the votes, as far as the system lets us: on some drives only their owners can."""
    with suppress(OSError):
        for name in os.listdir(folder / PLACE / VOTES):
            if NAME.fullmatch(name):
                with suppress(OSError):
                    (folder / PLACE / VOTES / name).unlink()


def signature(folder: Path) -> tuple:
    """Something that changes when a file in the folder or below it does; what begins with a dot does not count."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            with suppress(OSError):
                state = os.lstat(os.path.join(place, name))
                found.append((place, name, state.st_mtime_ns, state.st_size))
    return tuple(sorted(found))


def _write(path, content):
    """At once or not at all: nobody reads half a file."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_text(json.dumps(content), encoding="utf-8")
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _read(path, limit):
    state = os.lstat(path)
    # A pipe would never end, and a link may lead anywhere.
    if not stat.S_ISREG(state.st_mode) or state.st_size > limit:
        raise OSError(f"{path} is no file of a class")
    try:
        return json.loads(path.read_bytes()[:limit])
    except (ValueError, RecursionError):
        raise OSError(f"{path} cannot be read") from None
