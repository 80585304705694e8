"""The places of a learner's notebook in a class: at a relay, or in a shared folder.

Each can `look()` (where the class stands, as `Room.public()` gives it) and `vote(...)`; both raise Refused or OSError, as the roads do.
`tab` is the address at which to vote in another tab instead, where neither can be done from here; else ''.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import quote

from . import shared
from .roads import ask


class AtRelay:
    """Votes go to the relay of whoever leads the class. ValueError for an address that is none."""

    def __init__(self, link: str, code: str) -> None:
        self.address = link.partition("#")[0].rstrip("/")
        if not self.address.startswith(("http://", "https://")):
            raise ValueError(
                f"{link!r} is no class link. It begins with http:// and is shown in front of the class."
            )
        code = code.strip().upper()
        self._headers = {"X-Class-Code": code, "X-Class-Token": secrets.token_hex(16)}
        # A page of another site may not ask the relay, and one that came by HTTPS may not even try; a tab may go anywhere.
        self.tab = f"{self.address}/#{quote(code)}" if sys.platform == "emscripten" else ""
        self.privacy = (
            f"Your vote goes to {self.address}, the machine of whoever leads this class, and nowhere else: a letter, how sure you "
            "are, and a random number. They see counts, no names. The line isn't encrypted. Your answer is kept in your own record, too."
        )

    def look(self) -> dict:
        return ask(f"{self.address}/class", self._headers)

    def vote(self, opening: str, round: int, letter: str, confidence: str) -> None:
        given = {"opening": opening, "round": round, "letter": letter, "confidence": confidence}
        ask(f"{self.address}/vote", self._headers, given)


class InFolder:
    """Votes go into a folder. FileNotFoundError if there is none."""

    tab = ""

    def __init__(self, folder: str | os.PathLike) -> None:
        self.folder = Path(folder).expanduser()
        if not self.folder.is_dir():
            raise FileNotFoundError(f"{self.folder} is not a folder. Ask for the one that your class shares.")
        self._token = secrets.token_hex(16)
        self.privacy = (
            f"Your vote goes into {self.folder} and nowhere else, under a random number. Whoever can read that folder can read it until "
            "the vote is closed, and the system may say that the file is yours. Your answer is kept in your own record, too."
        )

    def look(self) -> dict:
        try:
            return shared.stands(self.folder)
        except FileNotFoundError:
            return {"phase": "waiting", "opening": "", "round": 0}

    def vote(self, opening: str, round: int, letter: str, confidence: str) -> None:
        given = {"opening": opening, "round": round, "letter": letter, "confidence": confidence}
        shared.vote(self.folder, self._token, given)


def seat(place: str | os.PathLike, code: str = "") -> AtRelay | InFolder:
    """A seat at the relay with that link and code, or in that folder."""
    link = str(place)
    if link.startswith(("http://", "https://")):
        return AtRelay(link, code or link.partition("#")[2])
    return InFolder(place)
