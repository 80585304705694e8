"""The page "What I can do now": one sheet of A4 for the learner, without a name, a seal or a mark. And the view that makes it."""

from __future__ import annotations

import base64
from datetime import date
from html import escape

import pandas as pd

from ..views.duty_tables import LINK
from ..views.page import View, on_press
from ..words.phrases import plural
from .can_do import BEGUN, MOSTLY, OPEN, SHOWN, TWICE, abilities
from .questions import calibration, latest
from .quiz import bank
from .record import Record

FILE = "what-i-can-do.html"
HEADS = {
    SHOWN: ("●", "I can", "right and sure at least twice"),
    BEGUN: ("◐", "I can, sometimes", "some right, not yet often or surely enough"),
    OPEN: ("○", "Not yet", "nothing right so far, or nothing answered"),
}
# In a notebook it takes the theme's colours; saved as a file it has none to take, and paper is white.
STYLE = """
.can-do { --ink: var(--jp-ui-font-color1, #1f2328); --quiet: var(--jp-ui-font-color2, #57606a);
  --rule: var(--jp-border-color2, #d0d7de); color: var(--ink); font: 14px/1.4 system-ui, "Segoe UI", Roboto, Arial, sans-serif; max-width: 46rem; container-type: inline-size }
.can-do h2, .can-do h3 { color: var(--ink); line-height: 1.2; font-weight: 700 } .can-do h2 { font-size: 1.9em; margin: 0 0 .15em }
.can-do h3 { font-size: 1.1em; margin: 1.3em 0 .35em } .can-do h3 small { color: var(--quiet); font-size: .8em; font-weight: 400; margin-left: .5em }
.can-do p { margin: 0 0 .5em } .can-do .quiet { color: var(--quiet); font-size: .9em } .can-do ul { list-style: none; margin: 0; padding: 0 }
.can-do li { border-top: 1px solid var(--rule); display: grid; grid-template-columns: 1.4em minmax(0, 1fr) 11.5em; gap: 0 .5em; padding: .38em 0; break-inside: avoid }
.can-do li > span { grid-column: 2 } .can-do li > i { font-style: normal } .can-do .count { color: var(--quiet); font-size: .85em; grid-column: 3; grid-row: 1 }
.can-do .bar { border: 1px solid var(--ink); display: flex; height: .6em; margin: .25em 0 .15em; print-color-adjust: exact; -webkit-print-color-adjust: exact }
.can-do .bar b { background: #1a7f4b } .can-do .bar u { background: repeating-linear-gradient(135deg, #1a7f4b 0 2px, transparent 2px 5px) }
.can-do .how { border-top: 1px solid var(--ink); margin-top: 1.3em; padding-top: .6em }
@container (max-width: 30rem) { .can-do li { grid-template-columns: 1.4em minmax(0, 1fr) } .can-do .count { grid-column: 2; grid-row: auto } }
"""
PAPER = """
@page { size: A4; margin: 15mm 17mm } body { background: #fff; margin: 10mm auto; max-width: 46rem; padding: 0 1rem }
@media print { body { margin: 0; max-width: none; padding: 0 } .can-do { max-width: none; font-size: 10pt } }
"""


def sheet(answers: pd.DataFrame, day: date) -> str:
    """What was shown by the day `day`, as HTML for a page or a cell. answers: the record's."""
    known = answers[answers["item"].isin(list(bank().questions))]
    table, last = abilities(bank(), known), latest(known)
    parts = [
        "<h2>What I can do now</h2>",
        f'<p class="quiet">Who does what in the AWS cloud. {day.day} {day:%B %Y}, from {plural(len(last), "question")} that I answered in the '
        "course On the Hook.</p>",
    ]
    for state, (mark, head, why) in HEADS.items():
        rows = table[table["state"] == state]
        if len(rows):
            items = "".join(_row(mark, row, state) for _, row in rows.iterrows())
            parts.append(f"<h3>{head}<small>{why}</small></h3><ul>{items}</ul>")
    return f'<style>{STYLE}</style><div class="can-do">{"".join(parts)}{_how(last)}</div>'


def page(answers: pd.DataFrame, day: date) -> str:
    """The same as a page of its own, which needs no other file and prints on one side of A4."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>What I can do now</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{PAPER}</style>\n</head>\n'
        f"<body>\n<main>\n{sheet(answers, day)}\n</main>\n</body>\n</html>\n"
    )


def _row(mark, row, state):
    where = "" if state == SHOWN else f' <span class="quiet">Notebook&nbsp;{int(row["notebook"][:2])}.</span>'
    return (
        f'<li><i aria-hidden="true">{mark}</i><span>{escape(row["sentence"])}.{where}</span>'
        f'<div class="count">{_bar(row)}</div></li>'
    )


def _bar(row):
    if not row["answered"]:
        return "not asked yet"
    share = [100 * part / row["answered"] for part in (row["sure"], row["right"] - row["sure"])]
    return (
        f'<div class="bar" aria-hidden="true"><b style="width:{share[0]:.0f}%"></b><u style="width:{share[1]:.0f}%"></u></div>'
        f"{row['right']} of {row['answered']} right, {row['sure']} surely"
    )


def _how(last):
    sure = calibration(last.reset_index()).loc["sure"]
    trust = (
        f"Where I said I was sure, I was right in {sure['right']:.0f} of {plural(int(sure['answers']), 'question')}. "
        if sure["answers"]
        else ""
    )
    legend = "A full bar is right and sure, a hatched one right and less sure." if len(last) else ""
    return (
        f'<p class="how">{trust}{legend}</p><p class="quiet">Shown means: at least {TWICE} '
        f"questions right and sure, and {MOSTLY:.0%} of all of this kind right; the last answer to each question counts. I answered alone, "
        "with the course at hand and nobody watching. So this tells me where I stand. It's no certificate.</p>"
    )


class WhatICan(View):
    """A button that makes the page from the record, shows it, and offers it as a file to print."""

    def __init__(self, record: Record | None = None) -> None:
        self.record = record or Record()
        self.button, self.said, self.reply = on_press("Show what I can do now", self.show)
        super().__init__(
            [self.button, self.said, self.reply],
            fallback="<p>A page for yourself, made from your answers: what you've shown, what you've begun, what not yet. "
            "Run this cell to see it and to save it for printing.</p>",
            text="What you can do now, on one page (run this cell to see it)",
        )

    def show(self) -> None:
        answers, day = self.record.answers(), date.today()
        data = base64.b64encode(page(answers, day).encode()).decode()
        self.reply.value = (
            f'<p role="status"><a download="{FILE}" href="data:text/html;base64,{data}" style="{LINK}">Save this page to print it</a> '
            f"{escape(self.record.notice)}</p>{sheet(answers, day)}"
        )


def what_i_can(record: Record | None = None) -> WhatICan:
    """A page "What I can do now" from the record, to print: no name, no certificate."""
    return WhatICan(record)
