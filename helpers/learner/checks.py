"""The verdict on a learner's answer to an exercise.

Four outcomes: right (with the reason), not this one (with the reason for that idea), not tried yet, could not be checked
(with what to do). Where the answer has several lines, each gets its own verdict and reason.
"""

from __future__ import annotations

import difflib
import re
from functools import partial
from html import escape

import pandas as pd

from ..tables.model import Model, course
from ..views.page import Shown
from ..words.phrases import plural
from .exercises import EXERCISES, Exercise
from .exercises.exercise import Answer

OWNER_WORDS = {
    "aws": "aws",
    "shared": "shared",
    "customer": "customer",
    "you": "customer",
    "yours": "customer",
    "both": "shared",
}
KIND = {
    set: "a list of names",
    list: "a list of names in order",
    int: "a number",
    float: "a number",
    str: "a word in quotes",
    dict: "a dictionary with the same keys",
}


def check(name: str, answer: object) -> Shown:
    """The verdict on `answer` to the exercise `name`, ready to stand on the page.

    KeyError for a name that does not exist, with the nearest one and those of the notebook; TypeError where the name is
    no text.
    """
    if not isinstance(name, str):
        raise TypeError("check() takes two things: the name of the exercise in quotes, then your answer.")
    if name not in EXERCISES:
        raise KeyError(no_such_exercise(name))
    exercise, model = EXERCISES[name], course()
    outcome, reply = judge(exercise, answer, model)
    lines = line_by_line(exercise, answer, model) if outcome in ("Yes.", "Not this one.") else []
    told = f"<b>{outcome}</b> {escape(reply)}"
    if not lines:
        return Shown(f'<p role="status">{told}</p>', f"{outcome} {reply}")
    words = [f"{'✓' if right else '✗'} {line}" for right, line in lines]
    listed = "".join(f"\n<li>{escape(line)}</li>" for line in words)
    html = f'<div role="status"><p>{told}</p><ul style="list-style:none;padding-left:0">{listed}</ul></div>'
    return Shown(html, "\n".join([f"{outcome} {reply}", *words]))


def no_such_exercise(name: str) -> str:
    """What to say to a name that does not exist."""
    wanted, number = name.strip().lower().replace("_", "-"), re.match(r"\s*(\d+)", name)
    beside = [other for other in EXERCISES if number and int(other[:2]) == int(number[1])]
    near = partial(difflib.get_close_matches, wanted, cutoff=0.6)
    close = (
        near(beside, n=1)
        or [other for other in near(EXERCISES) if other[3:] == wanted]
        or near(EXERCISES, n=1)
    )
    meant = f" Did you mean {' or '.join(map(repr, close))}?" if close else ""
    there = f" The exercises of notebook {beside[0][:2]} are: {', '.join(beside)}." if beside else ""
    if not close and not beside:
        there = f" The exercises are: {', '.join(EXERCISES)}."
    return f"There is no exercise {name!r}.{meant}{there}"


def judge(exercise: Exercise, answer: object, model: Model) -> tuple[str, str]:
    """Outcome and reply in words. Pure: tests need no notebook."""
    right = exercise.right(model)
    if answer is ... or (isinstance(answer, dict) and any(value is ... for value in answer.values())):
        return "Not tried yet.", _what_is_missing(answer, right)
    given = plain(answer, right)
    if given is None:
        return "Could not be checked.", _what_is_expected(answer, right)
    if same(given, right):
        return "Yes.", exercise.because
    for slip in exercise.slips:
        if same(given, slip.answer(model)):
            return "Not this one.", slip.reply
    return "Not this one.", exercise.hint


def line_by_line(exercise: Exercise, answer: object, model: Model) -> list[tuple[bool, str]]:
    """For each line of a dict whether it is right, and its verdict and reason in words; [] for another answer."""
    right = exercise.right(model)
    given = plain(answer, right)
    if exercise.why is None or not isinstance(given, dict):
        return []
    why = exercise.why(model)
    lines = []
    for line in answer:
        fits = given[line] == right[line]
        lines.append((fits, f"{line}: {given[line]}, {'right' if fits else 'not this one'}. {why[line]}"))
    return lines


def plain(answer: object, right: Answer) -> Answer | None:
    """`answer` in the type of `right`, or None where it cannot be read that way."""
    if isinstance(right, (set, list)):
        if isinstance(answer, pd.DataFrame):
            answer = answer.get("domain", answer.index)
        if isinstance(answer, (str, bytes)) or not hasattr(answer, "__iter__"):
            return None
        return type(right)(str(item).strip().lower() for item in answer)
    if isinstance(right, (int, float)):
        try:
            return None if isinstance(answer, (bool, str)) else float(answer)
        except (TypeError, ValueError):
            return None
    if isinstance(right, dict):
        if not isinstance(answer, dict) or set(answer) != set(right):
            return None
        words = {key: str(value).strip().lower() for key, value in answer.items()}
        return {key: OWNER_WORDS.get(value, value) for key, value in words.items()}
    return answer.strip().lower() if isinstance(answer, str) else None


def same(given: Answer, right: Answer) -> bool:
    """Equal; numbers may differ by 1 %, so that a rounded answer is right."""
    if isinstance(right, (int, float)) and isinstance(given, (int, float)):
        return abs(given - right) <= 0.01 * abs(right)
    return given == right


def _what_is_missing(answer, right):
    """The lines of a dict that still have their three dots, if some have none any more."""
    rest = "Replace the three dots (...), then run this cell again."
    if answer is ... or not isinstance(right, dict):
        return rest
    empty = [str(line) for line, value in answer.items() if value is ...]
    done = len(answer) - len(empty)
    if not done:
        return rest
    return f"{done} of {plural(len(answer), 'line')} filled in. Still missing: {'; '.join(empty)}. {rest}"


def _what_is_expected(answer, right):
    if isinstance(answer, dict) and isinstance(right, dict):
        missing = [line for line in right if line not in answer]
        unknown = [str(line) for line in answer if line not in right]
        words = [f"not there: {'; '.join(missing)}"] * bool(missing) + [
            f"not known: {'; '.join(unknown)}"
        ] * bool(unknown)
        return f"The dictionary needs the keys that it came with ({'. '.join(words)}). Nothing else is wrong yet."
    return (
        f"This cell expects {KIND[type(right)]}, and got {type(answer).__name__}. Nothing else is wrong yet."
    )
