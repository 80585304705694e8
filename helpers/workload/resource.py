"""One resource of a file, whatever tool the file is for: its type, what it says at a path, and which others it names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Resource:
    """`look(path)`: the values at a path, as values.py knows them.

    filled_in(path): the tool put the value there, not the author. names(path): the names of the resources meant
    below a path ('' for the whole). only_if: what must hold for the resource to exist, in words, or ''.
    """

    name: str
    type: str
    look: Callable[[str], list]
    names: Callable[[str], set[str]]
    filled_in: Callable[[str], bool] = field(default=lambda path: False)
    only_if: str = ""
    line: int | None = None
