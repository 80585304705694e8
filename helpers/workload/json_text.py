"""JSON into plain data. Two equal keys, which Python's own reader lets pass, are a fault."""

from __future__ import annotations

import json

from .errors import TemplateError
from .yaml_text import DEEPEST, read_yaml


class _Twice(Exception):
    """A key stands twice in one object."""


def read_json(text: str, file: str) -> object:
    """The value of a JSON text. Raises TemplateError with the line of the first fault."""
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=str, parse_int=_integer)
        deep = _too_deep(value)
    except json.JSONDecodeError as error:
        raise TemplateError(
            file,
            "is not JSON from here on. Look for a comma, quote or bracket that is missing.",
            error.lineno,
        ) from None
    except RecursionError:
        deep = True
    except _Twice as error:
        # Only now the line matters. JSON is YAML, whose parser knows it.
        if len(text) < 5_000_000:
            read_yaml(text.replace("\t", " "), file)
        raise TemplateError(
            file, f"the key {str(error)[:60]!r} stands twice in one object. Delete one of them."
        ) from None
    if deep:
        raise TemplateError(file, f"is nested more than {DEEPEST} levels deep. No template needs that.")
    return value


def _too_deep(value):
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer) if isinstance(inner, (dict, list))]
        if not level:
            return False
    return True


def _inside(value):
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _once(pairs):
    made = dict(pairs)
    if len(made) < len(pairs):
        seen = set()
        raise _Twice(next(key for key, _ in pairs if key in seen or seen.add(key)))
    return made


def _integer(digits):
    return int(digits) if len(digits) < 16 else digits
