"""What a template says at one place, when part of it cannot be known before it is deployed; and conditions on that.

A value is plain data, `ABSENT` (nothing stands there), `UNKNOWN` (something stands there, and what is decided later),
a `Named` (the name of another resource) or `Either` (one of several of these, and a condition will say which).
"""

from __future__ import annotations

from dataclasses import dataclass


class _Word:
    def __init__(self, word):
        self.word = word

    def __repr__(self):
        return self.word


ABSENT = _Word("ABSENT")
UNKNOWN = _Word("UNKNOWN")


@dataclass(frozen=True)
class Named:
    """A reference to another resource of the same file; `attribute` is what is asked of it, or ''."""

    resource: str
    attribute: str = ""


@dataclass(frozen=True)
class Either:
    """One of these values; the file does not say which."""

    values: tuple


PERHAPS = Either((ABSENT, UNKNOWN))  # not even whether it is there


def either(values: list) -> object:
    """One value if all are the same, else `Either` of them."""
    flat = []
    for value in values:
        for one in value.values if isinstance(value, Either) else (value,):
            if not any(one is other or (type(one) is type(other) and one == other) for other in flat):
                flat.append(one)
    return flat[0] if len(flat) == 1 else Either(tuple(flat))


def is_true(condition: str, values: list) -> bool | None:
    """Whether a condition of resources.csv holds of the values at its path; None if that cannot be known.

    The path may lead to several values (`Tags[].Key`), or to none: one that fits is enough, unless the condition
    begins with `each`.

    exists               always
    present, absent      something stands there or not; '' counts as nothing
    = a | b              one of these words; capitals do not count, and true is "true"
    not = a | b          something else stands there
    starts with a | b    the beginning of the text; also: not starts with
    contains a | b       a piece of the text
    > 1, >= 1            a number
    each = a | b         every value, and at least one
    """
    if condition == "exists":
        return True
    if condition.startswith("each "):
        found = [_holds(condition[5:], value) for value in values]
        return bool(found) and _all(found)
    if condition == "absent":
        return _all([_holds(condition, value) for value in values])
    return _any([_holds(condition, value) for value in values])


def _any(found):
    return True if True in found else None if None in found else False


def _all(found):
    return False if False in found else None if None in found else True


def _holds(condition, value):
    if isinstance(value, Either):
        found = {_holds(condition, one) for one in value.values}
        return found.pop() if len(found) == 1 else None
    nothing = value is ABSENT or value is None or value == "" or value == []
    if condition in ("present", "absent"):
        return nothing == (condition == "absent")
    if nothing:
        return False
    negated = condition.startswith("not ")
    if isinstance(value, Named) and not negated:
        return False  # what AWS calls a resource is none of the words that a rule waits for
    if isinstance(value, dict) and not negated:
        return False  # nor are several values under names of their own
    if value is UNKNOWN or isinstance(value, (Named, dict, list)):
        return None
    verb, words = _parts(condition[4:] if negated else condition)
    text = str(value).lower()
    if verb == "=":
        found = text in words
    elif verb == "starts with":
        found = text.startswith(words)
    elif verb == "contains":
        found = any(word in text for word in words)
    else:
        try:
            found = float(text) > float(words[0]) or (verb == ">=" and float(text) == float(words[0]))
        except ValueError:
            return None
    return found != negated


def _parts(condition):
    for verb in ("=", "starts with", "contains", ">=", ">"):
        if condition.startswith(verb + " "):
            return verb, tuple(word.strip().lower() for word in condition[len(verb) :].split("|"))
    raise ValueError(f"{condition!r} is no condition.")
