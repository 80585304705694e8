"""A workload: what a system is made of, and for every setting of a part how we know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

KNOWN = ("stated", "default", "ask")


@dataclass(frozen=True)
class Choice:
    """The option of one setting of one part.

    known: `stated` (the file, or whoever made the table, says so), `default` (the tool chooses it where nothing is
    said), or `ask` (it cannot be seen here; then option is None). why: what was seen, in words that repeat no value.
    """

    option: str | None
    known: str
    why: str = ""

    def __post_init__(self):
        if self.known not in KNOWN or (self.option is None) != (self.known == "ask"):
            raise ValueError(f"{self.known!r} with the option {self.option!r} is no choice.")


@dataclass(frozen=True)
class Part:
    """One part of a system.

    kind: the type of the resource, or '' for a part made by hand. base: the service whose settings were looked at;
    service: the variant that they turn it into. settings: one `Choice` for every setting of the base, or, where one of
    them turned it into another variant, that one, those of the variant, and what else was stated. only_if: what must hold
    for the part to exist, or ''.
    """

    name: str
    kind: str
    base: str
    service: str
    settings: Mapping[str, Choice] = field(default_factory=dict)
    only_if: str = ""


@dataclass(frozen=True)
class Other:
    """A resource that is no part: it supports one, or the table does not cover it."""

    name: str
    kind: str


@dataclass(frozen=True)
class Workload:
    """A system: its parts, the resources that support them, and those that the table does not cover.

    title: the name of the file, or what you call it. tool: cloudformation, terraform, or 'hand'.
    """

    title: str
    tool: str = "hand"
    parts: tuple[Part, ...] = ()
    supporting: tuple[Other, ...] = ()
    not_covered: tuple[Other, ...] = ()

    def as_json(self) -> dict:
        """The parts with their settings, as `python3 start.py matrix --json` prints them."""
        return {
            "parts": [
                {
                    "name": part.name,
                    "type": part.kind,
                    "service": part.service,
                    "settings": {
                        name: {"option": choice.option, "known": choice.known}
                        for name, choice in part.settings.items()
                    },
                }
                for part in self.parts
            ],
            "supporting": [{"name": other.name, "type": other.kind} for other in self.supporting],
            "not_covered": [{"name": other.name, "type": other.kind} for other in self.not_covered],
        }
