"""The exercises: what each answer is told, and that each has a folded answer.

The checks are tried without a notebook; test_notebooks_run.py runs the folded answers where a learner meets them.
"""

import re
from collections import Counter
from copy import copy
from dataclasses import replace
from functools import lru_cache
from html import unescape
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from all_of import all_of

from helpers import check, load_model
from helpers.learner.checks import judge, line_by_line, plain, same
from helpers.learner.exercises import EXERCISES as AS_THEY_ARE

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def once(compute):
    """Some answers go through every setting: here each is computed once, and handed out as a copy."""
    found = []

    def computed(model):
        if not found:
            found.append(compute(model))
        return copy(found[0])

    return computed


EXERCISES = {
    name: replace(
        exercise,
        right=once(exercise.right),
        slips=tuple(slip._replace(answer=once(slip.answer)) for slip in exercise.slips),
    )
    for name, exercise in AS_THEY_ARE.items()
}

each_exercise = all_of(EXERCISES)


@lru_cache
def model():
    return load_model()


def right_answer(name):
    return EXERCISES[name].right(model())


# --- the checks ----------------------------------------------------------------------------------


@each_exercise
def test_the_right_answer_is_accepted(name):
    assert judge(EXERCISES[name], right_answer(name), model())[0] == "Yes."


def other_forms(answer):
    """`answer` as learners write it too: another container, another number, capitals, blanks."""
    if isinstance(answer, (set, list)):
        names = list(answer)
        return [
            names,
            tuple(names),
            pd.Index(names),
            pd.Series(names, dtype="str"),
            pd.DataFrame({"domain": names}),
            pd.DataFrame(index=names),
            [f" {name.upper()} " for name in names],
        ]
    if isinstance(answer, dict):
        yours = {key: "you" if value == "customer" else value for key, value in answer.items()}
        return [{key: f" {value.upper()} " for key, value in answer.items()}, yours]
    if isinstance(answer, str):
        return [f" {answer.upper()} "]
    return [float(answer), pd.Series([answer]).iloc[0], answer * 1.005]


@each_exercise
def test_the_right_answer_is_accepted_in_other_forms(name):
    for form in other_forms(right_answer(name)):
        outcome = judge(EXERCISES[name], form, model())[0]
        assert outcome == "Yes.", f"{name}: {form!r} is told {outcome}"


@each_exercise
def test_three_slips_get_their_own_replies(name):
    exercise = EXERCISES[name]
    assert len(exercise.slips) == 3, f"{name}: {len(exercise.slips)} slips, 3 are needed"
    for wrong, reply in exercise.slips:
        assert judge(exercise, wrong(model()), model()) == ("Not this one.", reply)
    replies = [exercise.hint, *(reply for _, reply in exercise.slips)]
    assert len(set(replies)) == 4, f"{name}: two wrong answers get the same reply"


@each_exercise
def test_the_slips_differ_from_the_answer_and_from_each_other(name):
    right = right_answer(name)
    known = [("the right answer", right)]
    for number, (wrong, _) in enumerate(EXERCISES[name].slips, start=1):
        given = plain(wrong(model()), right)
        for other, answer in known:
            assert not same(given, answer), f"{name}: slip {number} is {other}"
        known.append((f"slip {number}", given))


@each_exercise
def test_any_other_wrong_answer_gets_the_hint(name):
    right, exercise = right_answer(name), EXERCISES[name]
    if isinstance(right, dict):
        wrong = dict.fromkeys(right, "nobody")
    else:
        wrong = {set: {"no-such-domain"}, list: ["no-such-service"], str: "nobody", int: -1, float: -1.0}[
            type(right)
        ]
    assert judge(exercise, wrong, model()) == ("Not this one.", exercise.hint)


@each_exercise
def test_three_dots_are_not_tried_yet(name):
    right = right_answer(name)
    answers = [...]
    if isinstance(right, dict):
        answers += [dict.fromkeys(right, ...), right | {next(iter(right)): ...}]
    for answer in answers:
        assert judge(EXERCISES[name], answer, model())[0] == "Not tried yet."


@each_exercise
def test_what_cannot_be_read_could_not_be_checked(name):
    for answer in (None, object(), print):
        outcome, reply = judge(EXERCISES[name], answer, model())
        assert outcome == "Could not be checked." and type(answer).__name__ in reply


@each_exercise
def test_an_answer_of_the_wrong_kind_could_not_be_checked(name):
    right = right_answer(name)
    number = isinstance(right, (int, float))
    wrong_kind = "many" if number or isinstance(right, (dict, set, list)) else 5
    assert judge(EXERCISES[name], wrong_kind, model())[0] == "Could not be checked."


def test_the_verdict_says_the_same_to_the_eye_and_to_nbval():
    name = next(name for name in EXERCISES if not isinstance(right_answer(name), dict))
    wrong, reply = EXERCISES[name].slips[0]
    bundle = check(name, wrong(model()))._repr_mimebundle_()
    assert unescape(re.sub(r"<[^>]*>", "", bundle["text/html"])) == bundle["text/plain"]
    assert bundle["text/plain"] == f"Not this one. {reply}"


def beside(number):
    return f"The exercises of notebook {number} are: {', '.join(n for n in EXERCISES if n[:2] == number)}."


MISTYPED = {
    "03-triag": f"Did you mean '03-triage'? {beside('03')}",
    "3-triage": f"Did you mean '03-triage'? {beside('03')}",
    "03_TRIAGE": f"Did you mean '03-triage'? {beside('03')}",
    " 03-triage ": f"Did you mean '03-triage'? {beside('03')}",
    "triage": "Did you mean '03-triage'?",
    "05-loops": f"Did you mean '05-loop-bill'? {beside('05')}",
    "03-no-such-exercise": beside("03"),
    "99-nowhere": f"The exercises are: {next(iter(EXERCISES))}, ",
    "": f"The exercises are: {next(iter(EXERCISES))}, ",
}


@pytest.mark.parametrize("name", MISTYPED)
def test_a_mistyped_exercise_names_the_one_that_was_meant_and_those_beside_it(name):
    with pytest.raises(KeyError) as error:
        check(name, ...)
    assert error.value.args[0].startswith(f"There is no exercise {name!r}. {MISTYPED[name]}")


@pytest.mark.parametrize(
    "name", [["a"], {"a": "aws"}, ..., 5, pd.DataFrame()], ids=["list", "dict", "dots", "number", "frame"]
)
def test_an_answer_in_the_place_of_the_name(name):
    with pytest.raises(TypeError, match="the name of the exercise in quotes, then your answer"):
        check(name, "03-triage")


# --- an answer of several lines ------------------------------------------------------------------

SEVERAL = [name for name in EXERCISES if isinstance(EXERCISES[name].right(model()), dict)]
several_lines = all_of(SEVERAL)


def told(name, answer):
    """What stands on the page, line by line."""
    shown = check(name, answer)
    bare = re.sub("<[^>]*>", "", shown.html)
    assert unescape(bare) == shown.text
    return shown.text.split("\n")


def test_there_are_exercises_with_several_lines():
    assert len(SEVERAL) >= 3 and all(EXERCISES[name].why for name in SEVERAL)


@several_lines
def test_a_right_answer_gets_the_reason_of_each_line(name):
    right, why = right_answer(name), EXERCISES[name].why(model())
    first, *lines = told(name, right)
    assert first == f"Yes. {EXERCISES[name].because}"
    assert lines == [f"✓ {line}: {word}, right. {why[line]}" for line, word in right.items()]
    assert all(why.values())


@several_lines
def test_each_line_has_a_verdict_of_its_own(name):
    right = right_answer(name)
    wrong_one = list(right)[1]
    answer = right | {wrong_one: "nobody"}
    first, *lines = told(name, answer)
    assert first.startswith("Not this one.")
    assert [line[0] for line in lines] == ["✗" if line == wrong_one else "✓" for line in right]
    assert f"{wrong_one}: nobody, not this one. {EXERCISES[name].why(model())[wrong_one]}" in lines[1]


@several_lines
def test_what_is_not_filled_in_is_named_and_nothing_is_told(name):
    right = right_answer(name)
    for missing in ([list(right)[-1]], list(right)[2:]):
        (said,) = told(name, right | dict.fromkeys(missing, ...))
        assert said.startswith(f"Not tried yet. {len(right) - len(missing)} of {len(right)} lines filled in.")
        assert f"Still missing: {'; '.join(missing)}. Replace the three dots (...)" in said


@several_lines
def test_lines_that_are_gone_or_new_are_named(name):
    right = right_answer(name)
    gone, *_ = right
    (said,) = told(name, {line: word for line, word in right.items() if line != gone} | {"<b>": "aws"})
    assert (
        said.startswith("Could not be checked.") and f"not there: {gone}" in said and "not known: <b>" in said
    )


def test_what_is_no_dict_has_no_lines():
    assert line_by_line(EXERCISES["02-inferred"], 4, model()) == []
    assert line_by_line(EXERCISES["03-triage"], 4, model()) == []


@each_exercise
def test_a_right_answer_is_told_why(name):
    exercise = EXERCISES[name]
    assert judge(exercise, right_answer(name), model()) == ("Yes.", exercise.because)
    assert exercise.because.endswith(".") and exercise.because not in (
        exercise.hint,
        *(slip.reply for slip in exercise.slips),
    )


# --- the notebooks -------------------------------------------------------------------------------

CHECK = re.compile(r'^check\("([\w-]+)", \w+\)$', re.M)
ANSWER = re.compile(r"<details><summary>Answer</summary>\s+```python\n(.*?)```\s+</details>", re.S)
HINT = re.compile(r"<details><summary>Hint( \d)?</summary>\s+\S.*?</details>", re.S)


def tags(cell):
    return cell.metadata.get("tags", [])


@lru_cache
def exercises_of(path):
    """Triples of place, exercise cell and the text after it, one an exercise."""
    cells = nbformat.read(path, as_version=4).cells
    return [
        (f"{path.stem}, cell {number}", cell, cells[number].source)
        for number, cell in enumerate(cells, start=1)
        if "exercise" in tags(cell)
    ]


def test_each_exercise_is_set_once_and_in_its_notebook():
    used = [
        (name, path.name[:2])
        for path in NOTEBOOKS
        for _, cell, _ in exercises_of(path)
        for name in CHECK.findall(cell.source)
    ]
    due = Counter((name, name[:2]) for name in EXERCISES)
    missing, extra = due - Counter(used), Counter(used) - due
    assert not missing, f"no notebook sets {sorted(missing)}"
    assert not extra, f"unknown, twice or in the wrong notebook: {sorted(extra)}"


def test_only_exercise_cells_are_checked():
    for path in NOTEBOOKS:
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1):
            if cell.cell_type == "code" and "check(" in cell.source:
                assert "exercise" in tags(cell), f"{path.stem}, cell {number}: no tag exercise"


@all_of(NOTEBOOKS)
def test_exercises_have_dots_a_check_a_hint_and_an_answer(path):
    for place, cell, after in exercises_of(path):
        lines = cell.source.split("\n")
        assert CHECK.fullmatch(lines[-1]), f"{place}: the last line is no check"
        assert "..." in cell.source, f"{place}: no three dots to replace"
        assert HINT.search(after), f"{place}: no folded hint in the next cell"
        found = ANSWER.findall(after)
        assert len(found) == 1, f"{place}: {len(found)} folded answers in the next cell"
        # The same last line: what the learner opens is what the learner has in the cell.
        assert found[0].rstrip().split("\n")[-1] == lines[-1], f"{place}: the answer ends otherwise"
