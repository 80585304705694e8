"""Fn::ForEach of the transform AWS::LanguageExtensions: resources written once for a list of names."""

from __future__ import annotations

from .intrinsics import Resolver

LOOP = "Fn::ForEach::"
MOST = 1_000  # resources; CloudFormation allows 500 in a template


def without_loops(section: dict, resolver: Resolver) -> dict:
    """The section Resources with its loops written out; a loop over a list that is not known stays as it is."""
    made = {}
    for name, body in section.items():
        written = _written_out(body, resolver, 0) if name.startswith(LOOP) else None
        if written is None:
            made[name] = body
        else:
            made.update(written)
    return made


def _written_out(body, resolver, depth):
    if not isinstance(body, list) or len(body) != 3 or depth > 5:
        return None
    variable, items, output = body
    items = resolver(items)
    if not isinstance(items, list) or not isinstance(variable, str) or not isinstance(output, dict):
        return None
    words = [resolver.text(item) for item in items]
    if None in words or len(words) * len(output) > MOST:
        return None
    made = {}
    for word in words:
        for name, inner in output.items():
            inner = _replaced(inner, variable, word, 0)
            if name.startswith(LOOP):
                nested = _written_out(inner, resolver, depth + 1)
                if nested is None:
                    return None
                made.update(nested)
            else:
                made[_filled(name, variable, word)] = inner
    return made if len(made) <= MOST else None


def _replaced(value, variable, word, depth):
    if depth > 60:
        return value
    if isinstance(value, dict):
        if value == {"Ref": variable}:
            return word
        return {
            _filled(key, variable, word): _replaced(inner, variable, word, depth + 1)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_replaced(inner, variable, word, depth + 1) for inner in value]
    return _filled(value, variable, word)


def _filled(text, variable, word):
    if not isinstance(text, str):
        return text
    plain = "".join(letter for letter in word if letter.isalnum())
    return text.replace("&{" + variable + "}", plain).replace("${" + variable + "}", word)
