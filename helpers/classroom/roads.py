"""The roads by which votes come to whoever leads the class: files brought in, a folder that all can reach, the relay of a room.

Each road can `look()` (where the class stands, as `Room.seen()` gives it) and `lead(step, item)`; both raise Refused for what is
not allowed now, and OSError where the road is blocked. `privacy` says who can read what, `link` and `code` what a learner needs.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from ..learner.gather import gather
from ..learner.questions import Bank
from ..words.phrases import plural
from . import key_file, shared
from .votes import OPEN, Refused, Room

PATIENCE = 5  # seconds
NAMED = 3  # problems with files that are told at once


class Files:
    """Saved records that are brought in, one by one or many at once.

    The first answer of a learner to a question is the first vote; the last, where there are more, the second.
    """

    link = code = ""
    privacy = (
        "You read the records that learners hand you; each holds all answers of its owner. Nothing leaves this machine. "
        "A record is called as its file is, and no name is shown here."
    )

    def __init__(self, bank: Bank) -> None:
        self.room, self.said = Room(bank), ""
        self._files: list[tuple[str, bytes]] = []
        self._answers = pd.DataFrame()

    def add(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Take in saved records: pairs of a file's name and what it holds. What is no record, `said` names.

        A learner may hand in a second file after a second vote: `gather` knows them by the answers that stand in both.
        """
        self._files += files
        with tempfile.TemporaryDirectory(prefix="on-the-hook-") as place:
            for n, (name, data) in enumerate(self._files, start=1):  # all may be called the same
                Path(place, f"{n:03} {Path(name).name}").write_bytes(data)
            self._answers, problems = gather(place)
        here = self._answers["learner"].nunique()
        self.said = " ".join([f"Brought in: the records of {plural(here, 'learner')}.", *problems[-NAMED:]])

    def look(self) -> dict:
        take_records(self.room, self._answers)
        return self.room.seen()

    def lead(self, step: str, item: str = "") -> dict:
        if step == "show":
            self.look()  # what came in until now counts
        self.room.lead(step, item)
        return self.look()


def take_records(room: Room, answers: pd.DataFrame) -> None:
    """Count what gathered records say to the question of a vote that is open: the first answer of each, or the second vote's."""
    if room.phase != OPEN or answers.empty:
        return
    mine = answers[answers["item"] == room.question.item]
    for learner, given in mine.groupby("learner"):
        if room.round > 1 and len(given) < 2:
            continue
        answer = given.iloc[0 if room.round == 1 else -1]
        try:
            room.take(f"record {learner}", room.opening, room.round, answer["option"], answer["confidence"])
        except Refused:
            continue  # an option of an older course, no confidence, no seat left


class Folder:
    """A folder that the whole class can reach: on a Hub, or a network drive.

    Votes of `join_class(folder)` lie in it as small files with random names, and saved records count as in Files.
    """

    code = ""
    said = ""
    privacy = (
        "Votes lie in this folder as small files, until you close a vote. Their names are random, but whoever can read the folder can read "
        "them, and the system may say whose they are. Records that lie here can be read by the same people."
    )

    def __init__(self, bank: Bank, folder: str | os.PathLike) -> None:
        self.folder = Path(folder).expanduser()
        if not self.folder.is_dir():
            raise FileNotFoundError(
                f"{self.folder} is not a folder. Give one that the whole class can reach."
            )
        self.link = str(self.folder)
        self.room = Room(bank)
        self._signature, self._records = None, pd.DataFrame()

    def look(self) -> dict:
        if self.room.phase == OPEN:
            for voter, vote in shared.votes(self.folder):
                try:
                    self.room.take(voter, **vote)
                except Refused:
                    continue  # of an earlier vote, or nonsense
            take_records(self.room, self._gathered())
        return self.room.seen()

    def _gathered(self) -> pd.DataFrame:
        """The records in the folder, read again only if one of them changed."""
        signature = shared.signature(self.folder)
        if signature != self._signature:
            self._signature = signature
            self._records, problems = gather(self.folder)
            self.said = " ".join(problems[:NAMED])
        return self._records

    def lead(self, step: str, item: str = "") -> dict:
        if step == "show":
            self.look()  # what came in until now counts
        self.room.lead(step, item)
        if step in ("open", "show"):
            shared.clear(self.folder)
        shared.publish(self.folder, self.room.public())
        return self.look()


class Relay:
    """The relay that `start.py class` runs on this machine."""

    privacy = (
        "Votes go to this machine alone: a letter, how sure, and a random number that a browser made up, until you close the vote; "
        "from then on counts alone. No names and no addresses are kept. The line isn't encrypted, so somebody "
        "who listens on the room's network could read a vote on its way."
    )
    said = ""

    def __init__(self, found: dict[str, str]) -> None:
        self.link, self.code = found["link"], found["code"]
        self._lead, self._key = found["lead"], found["key"]

    def look(self) -> dict:
        return ask(f"{self._lead}/lead", {"Authorization": f"Bearer {self._key}"})

    def lead(self, step: str, item: str = "") -> dict:
        return ask(f"{self._lead}/lead", {"Authorization": f"Bearer {self._key}"}, {"do": step, "item": item})


def ask(url: str, headers: dict[str, str], body: dict | None = None) -> dict:
    """What a relay answers. Refused in its own words, OSError where it does not answer, or nothing sensible."""
    import http.client  # here, because most who import helpers never vote, and these take a while
    import urllib.error
    import urllib.request

    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {**headers, "Content-Type": "application/json"})
    # Past any proxy of the machine: what is meant for the relay goes there and nowhere else.
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with straight.open(request, timeout=PATIENCE) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        try:
            words = json.load(error)["error"]
        except (ValueError, KeyError, TypeError):
            raise OSError(f"{url} is not a relay of this course") from None
        raise Refused(words, malformed=error.code == 400) from None
    except (ValueError, http.client.HTTPException):
        raise OSError(f"{url} is not a relay of this course") from None


def road(bank: Bank, folder: str | os.PathLike | None = None) -> Files | Folder | Relay:
    """The folder that is given; else the relay of this machine, if one runs; else files."""
    if folder is not None:
        return Folder(bank, folder)
    found = key_file.read()
    return Relay(found) if found else Files(bank)
