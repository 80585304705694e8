"""YAML into plain data, without trusting it: no object is made, no alias multiplied, no nesting followed too far.

PyYAML's own loaders build a tree by recursion and let the last of two equal keys win. Its parser alone (in C where there
is one) gives the events of the text with their lines, and this module puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from .errors import TemplateError

DEEPEST = 100  # levels; CloudFormation's own templates stay below 20
ALIASES = 1_000  # uses of an anchor in one file
WEIGHT = 500_000  # values of a file with all its aliases written out

Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PLAIN = yaml.resolver.Resolver()
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
TAGS = {"!Ref": "Ref", "!Condition": "Condition"}  # every other short form begins with Fn::
KNOWN = {"null": "tag:yaml.org,2002:null", "bool": "tag:yaml.org,2002:bool"}
MERGE = "<<"


class Mapping(dict):
    """A mapping that knows the line of each of its keys."""

    def __init__(self):
        self.lines: dict[str, int] = {}


@dataclass
class Level:
    """A collection whose end has not come yet."""

    made: Mapping | list
    tag: str | None
    anchor: str | None
    line: int
    key: str | None = None
    weight: int = 1
    merged: list = field(default_factory=list)


def read_yaml(text: str, file: str) -> object:
    """The one document of a YAML text. Short forms such as !Ref become {"Ref": ...}; dates and large numbers stay text.

    Raises TemplateError with the line of the first fault: no YAML, two documents, a key that stands twice, an anchor used
    too often, nesting too deep.
    """
    try:
        return _Builder(file).build(yaml.parse(text, Loader=Parser))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise TemplateError(file, _remedy(text, mark), mark and mark.line + 1) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(error.position, 0)) + 1
        raise TemplateError(
            file, "a character that YAML does not allow. Remove it; an editor shows it as a box.", line
        ) from None
    except yaml.YAMLError:
        raise TemplateError(file, "is not YAML. Give a CloudFormation template in YAML or JSON.") from None


def _remedy(text, mark):
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab stands before the text. YAML takes blanks only: replace the tab by two blanks."
    return "is not YAML from here on. Look at indents, colons and quotes of this line and the one before it."


class _Builder:
    def __init__(self, file):
        self.file = file
        self.levels: list[Level] = []
        self.anchors: dict[str, tuple[object, int]] = {}
        self.aliases = 0
        self.weight = 0
        self.result = None
        self.documents = 0

    def build(self, events: Iterable[yaml.Event]) -> object:
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self.add(event.value if self.at_key() else self.scalar(event), event, 1, event.anchor)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.open(event, Mapping() if kind is yaml.MappingStartEvent else [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.close()
            elif kind is yaml.AliasEvent:
                self.alias(event)
            elif kind is yaml.DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    self.fail(
                        "a second document begins. A template is one document: keep one of them.", event
                    )
        return self.result

    def at_key(self) -> bool:
        # A key is a name, never a number or a truth: `On:` of a rule for events, `1:` of a mapping.
        return bool(self.levels) and self.levels[-1].key is None and isinstance(self.levels[-1].made, dict)

    def open(self, event: yaml.Event, made: Mapping | list) -> None:
        if len(self.levels) >= DEEPEST:
            self.fail(f"is nested more than {DEEPEST} levels deep. No template needs that.", event)
        self.levels.append(Level(made, event.tag, event.anchor, event.start_mark.line + 1))

    def close(self) -> None:
        level = self.levels.pop()
        if level.merged:
            for other in reversed(level.merged):
                for key, value in other.items():
                    level.made.setdefault(key, value)
        self.add(_long_form(level.tag, level.made), level.line, level.weight, level.anchor)

    def alias(self, event: yaml.AliasEvent) -> None:
        self.aliases += 1
        if event.anchor not in self.anchors:
            self.fail("an alias (*) stands before its anchor (&), or has none. Write the value out.", event)
        if self.aliases > ALIASES:
            self.fail(f"more than {ALIASES:,} aliases (*). Write the values out.", event)
        made, weight = self.anchors[event.anchor]
        self.add(made, event, weight, None)

    def add(self, value: object, event: yaml.Event | int, weight: int, anchor: str | None) -> None:
        line = event if isinstance(event, int) else event.start_mark.line + 1
        self.weight += weight
        if self.weight > WEIGHT:
            self.fail("aliases (*) multiply to more than half a million values. Write the values out.", line)
        if anchor:
            self.anchors[anchor] = value, weight
        if not self.levels:
            self.result = value
            return
        level = self.levels[-1]
        level.weight += weight
        if isinstance(level.made, list):
            level.made.append(value)
        elif level.key is None:
            if isinstance(value, (dict, list)):
                self.fail("a key is a list or a mapping. Put a plain name before the colon.", line)
            level.key = str(value)
            if level.key in level.made and level.key != MERGE:
                first = level.made.lines[level.key]
                self.fail(
                    f"the key {level.key[:60]!r} stands a second time (first in line {first}). Delete one of them.",
                    line,
                )
            level.made.lines[level.key] = line
        else:
            key, level.key = level.key, None
            if key == MERGE:
                level.merged += [item for item in _listed(value) if isinstance(item, dict)]
            else:
                level.made[key] = value

    def scalar(self, event: yaml.ScalarEvent) -> object:
        tag, text = event.tag, event.value
        if tag is not None and tag.startswith("!") and tag != "!":
            return _long_form(tag, text)
        if not event.implicit[0]:
            return text
        if tag is None:
            tag = PLAIN.resolve(yaml.ScalarNode, text, event.implicit)
        if tag == KNOWN["null"]:
            return None
        if tag == KNOWN["bool"]:
            return text.lower() in ("yes", "true", "on")
        return int(text) if len(text) < 16 and INTEGER.fullmatch(text) else text

    def fail(self, remedy: str, event: yaml.Event | int) -> None:
        line = event if isinstance(event, int) else event.start_mark.line + 1
        raise TemplateError(self.file, remedy, line)


def _listed(value):
    return value if isinstance(value, list) else [value]


def _long_form(tag, value):
    if tag is None or not tag.startswith("!") or tag == "!":
        return value
    name = TAGS.get(tag, "Fn::" + tag[1:])
    if name == "Fn::GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    made = Mapping()
    made[name] = value
    return made
