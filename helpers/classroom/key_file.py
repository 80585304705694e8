"""Where the notebook of whoever leads a class finds the relay on the same machine: one small file that only its owner can read."""

from __future__ import annotations

import json
import os
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "ON_THE_HOOK_CLASS"
FIELDS = {"lead", "key", "link", "code"}


def place() -> Path:
    """The file that the environment variable ON_THE_HOOK_CLASS names, or one in the data folder of the user."""
    named = os.environ.get(VARIABLE, "").strip()
    return Path(named) if named else user_data_path("on-the-hook", appauthor=False) / "class.json"


def write(lead: str, key: str, link: str, code: str) -> Path:
    """Keep the address and the key of the lead, and what learners need. OSError if it cannot be."""
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # an old one may be open to others
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump({"lead": lead, "key": key, "link": link, "code": code}, file)
    return path


def read() -> dict[str, str] | None:
    """What `write` kept; None if no class was started, or the file is none of ours."""
    try:
        found = json.loads(place().read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and set(found) == FIELDS else None


def remove(key: str) -> None:
    """Take the file away, if it is still that of the relay with this key."""
    found = read()
    if found and found["key"] == key:
        place().unlink(missing_ok=True)
