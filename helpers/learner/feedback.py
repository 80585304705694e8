"""What a learner reads of questions without a script, and after a test form, as HTML. Every text from a table is escaped."""

from functools import lru_cache
from html import escape

import pandas as pd

from ..charts.learning import calibration_chart, gain_chart
from ..tables.model import course
from ..views.duty_tables import citations
from ..views.page import picture
from .questions import Bank, Question, beliefs_held, calibration, gain_of, latest

FEW = 5  # answers at one confidence below which a share says little


@lru_cache
def cited() -> dict[str, str]:
    """For each source key a link to the page and the date of the copy that was read."""
    model = course()
    dates = dict(zip(model.sources["source"], model.sources["copy_date"]))
    return {key: f"{link}, copy: {escape(dates[key])}" for key, link in citations(model).items()}


def word(question: Question) -> str:
    return cited()[question.source] if question.source else "Counted in the course's own table"


def reasons(question: Question) -> str:
    """Why each option is right or not, as a list."""
    mark = " (can be argued)" if question.kind == "dispute" else " (right)"
    return (
        "<ul>"
        + "".join(
            f"<li><b>{escape(o.text)}</b>{mark if question.is_right(o.letter) else ''}: {escape(o.why)}</li>"
            for o in question.options
        )
        + "</ul>"
    )


def on_paper(bank: Bank, step: list[Question], answers: bool = True) -> str:
    """A step without a kernel: questions and options, the answers folded (or left out, in a test)."""
    parts = []
    for question in step:
        options = "".join(f"<li>{escape(option.text)}</li>" for option in question.options)
        folded = (
            (
                f"<details><summary>Show the answer</summary>{reasons(question)}"
                f"<p>{escape(question.parts)} {word(question)}.</p></details>"
            )
            if answers
            else ""
        )
        parts.append(f"<p><b>{escape(question.stem)}</b></p><ol type='A'>{options}</ol>{folded}")
    if answers and len(step) > 1:
        parts.append(
            f"<details><summary>Show the rule</summary><p>{escape(bank.rules[step[0].pair])}</p></details>"
        )
    return "".join(parts)


def form_report(bank: Bank, answers: pd.DataFrame, letter: str, count: int) -> str:
    """After the first `count` questions of a test form: score, confidence against correctness, beliefs still held; after B
    the gain.
    """
    form = bank.form(letter)
    items = [question.item for question in form[:count]]
    mine = latest(answers).reindex(items).dropna(subset=["correct"])
    right = int(mine["correct"].astype(bool).sum())
    left = len(form) - count
    state = f"has {left} more, for whenever you like" if left else "is finished"
    parts = [f"<p><b>{right} of {count} right.</b> Form {letter.upper()} {state}; your answers are kept.</p>"]
    if letter == "b":
        parts.append(gain_report(bank, answers))
    table = calibration(mine.reset_index())
    parts.append(picture(*calibration_chart(table)))
    if (table["answers"] < FEW).any():
        parts.append(f"<p>A bar that stands on fewer than {FEW} answers says little.</p>")
    parts.append(beliefs_report(bank, mine.reset_index()))
    return "".join(parts)


def beliefs_report(bank: Bank, answers: pd.DataFrame) -> str:
    """The beliefs behind the wrong answers, each with a link to the notebook that treats it."""
    held = beliefs_held(bank, answers)
    if held.empty:
        return "<p>None of the beliefs that this course argues with stands behind your wrong answers.</p>"
    rows = "".join(
        f"<li>“{escape(row['statement'])}” Treated in "
        f'<a href="{escape(str(row["notebook"]))}.ipynb">{escape(str(row["notebook"]))}</a>.</li>'
        for _, row in held.iterrows()
    )
    return f"<p><b>Beliefs behind your wrong answers</b></p><ul>{rows}</ul>"


def gain_report(bank: Bank, answers: pd.DataFrame) -> str:
    """Before, after, gain and interval, and what they cannot show."""
    result = gain_of(bank, answers)
    if result is None:
        return (
            "<p><b>No gain yet.</b> It needs both forms, five questions or more of each: form A is in "
            '<a href="00-start-here.ipynb">00-start-here</a>, form B in this notebook.</p>'
        )
    if result.gain is None:
        words = "You had everything right before the course, so there was nothing left to gain on this test."
    else:
        words = (
            f"Normalised gain {result.gain:.2f}: the part of what you missed before and have now. With "
            f"{result.items} pairs of questions the interval runs from {result.low:.2f} to {result.high:.2f} "
            "(95 %, resampling the pairs)."
        )
    return (
        f"{picture(*gain_chart(result))}<p>{words}</p><p><b>What this cannot show.</b> The two forms are twins "
        "by topic, owner and difficulty, but their equal difficulty was not measured on a class. Part of any gain "
        "comes from having seen such questions before, and nobody who skipped the course was asked. It is "
        "a sign of where you stand, and no proof of what the course did.</p>"
    )
