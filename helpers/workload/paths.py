"""The path of a property, and what stands there: `A.B`, `A[].B` for every item, `A[Name=x,Kind=y].B` for the items that fit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache

from .values import ABSENT, PERHAPS, UNKNOWN, Either, Named, either

ANY = "*"  # a step that stands for every key, where the author chooses the keys
STEP = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?(?:\.|$)")


@lru_cache(maxsize=4096)
def steps_of(path: str) -> tuple[tuple[str, dict[str, str] | None], ...]:
    """The steps of a path: the key, and for a list what its items must hold ({} for all of them), else None."""
    steps, at = [], 0
    while at < len(path):
        found = STEP.match(path, at)
        if not found:
            raise ValueError(f"{path!r} is no path.")
        key, wanted = found.groups()
        pairs = None if wanted is None else dict(pair.split("=", 1) for pair in wanted.split(",") if pair)
        steps.append((key, pairs))
        at = found.end()
    return tuple(steps)


def look(value: object, path: str, resolve: Callable[[object], object] = lambda value: value) -> list:
    """The values at a path below `value`, each as values.py knows them; [ABSENT] where the way ends early.

    `resolve` turns what stands in the file into such a value, and is asked at each step.
    """
    return _look(resolve(value), steps_of(path), resolve)


def _look(value, steps, resolve):
    if not steps:
        return [value]
    if isinstance(value, Either):
        ends = [_look(one, steps, resolve) for one in value.values]
        if all(len(end) == 1 for end in ends):
            return [either([end[0] for end in ends])]
        return [UNKNOWN]
    if value is UNKNOWN or isinstance(value, Named):
        return [PERHAPS]
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = _from_json(value)
    if not isinstance(value, dict):
        return [ABSENT]
    (key, wanted), *rest = steps
    if key == ANY:
        return [end for below in value.values() for end in _look(resolve(below), rest, resolve)]
    if key not in value:
        return [ABSENT]
    below = resolve(value[key])
    if wanted is None:
        return _look(below, rest, resolve)
    return _items(below, wanted, rest, resolve)


def _items(value, wanted, rest, resolve):
    if isinstance(value, Either):
        return [PERHAPS]
    if value is UNKNOWN or isinstance(value, Named):
        return [PERHAPS]
    items = value if isinstance(value, list) else [] if value is ABSENT or value is None else [value]
    found = []
    for item in map(resolve, items):
        if item is ABSENT:
            continue
        fits = _fits(item, wanted, resolve)
        if fits:
            found += _look(item, rest, resolve)
        elif fits is None:
            found.append(PERHAPS)
    return found


def _fits(item, wanted, resolve):
    if not wanted:
        return True
    if not isinstance(item, dict):
        return None if item is UNKNOWN or isinstance(item, (Either, Named)) else False
    fits = True
    for key, word in wanted.items():
        value = resolve(item[key]) if key in item else ABSENT
        if value is UNKNOWN or isinstance(value, (Either, Named)):
            fits = None
        elif str(value) != word:
            return False
    return fits


def _from_json(text):
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return UNKNOWN
