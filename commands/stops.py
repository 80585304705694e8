"""The stops of a workshop, read from the stored notebooks: what is shown there, asked there, and how long it takes.

A stop is a section of a notebook's core, from one heading of level two to the next.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from helpers.learner.questions import Bank, Option, Question

from . import minutes

OPENING = "The opening"
SAYS_SOMETHING = 6  # words
CLOSING = ("What you have now", "The night, ")  # headings that begin so close a notebook
QUESTION = re.compile(r'"(\d\d-[\w-]+)"')
LIST = re.compile(r"<li><b>(.*?)</b>: (.*?)</li>", re.S)
ROW = re.compile(r'<tr><th scope="row"[^>]*>(.*?)</th><td[^>]*>(.*?)</td>', re.S)


@dataclass
class Stop:
    """One section: minutes by the formula, the line to say, and what is asked.

    `items` are what is sorted or predicted there, as pairs of the text and who has to act; `returns` is true where each
    learner gets questions of their own from earlier notebooks.
    """

    notebook: str
    title: str
    heading: str
    minutes: float = 0.0
    line: str = ""
    questions: list[Question] = field(default_factory=list)
    items: list[tuple[str, str]] = field(default_factory=list)
    returns: bool = False

    @property
    def asks(self) -> bool:
        return bool(self.questions or self.items)

    @property
    def frames(self) -> bool:
        """True for what opens or closes a notebook."""
        return self.heading == OPENING or self.heading.startswith(CLOSING)


def stops_of(path: Path, bank: Bank) -> list[Stop]:
    """The stops of one stored notebook, in order. What nbformat raises for a file that is no notebook."""
    cells = nbformat.read(path, as_version=4).cells
    title = cells[0].source.splitlines()[0].lstrip("# ")
    stops = [Stop(path.stem, title, OPENING)]
    for cell in cells:
        if minutes.track(cell) != "core":
            continue
        heading = re.match(r"## +(.+)", cell.source) if cell.cell_type == "markdown" else None
        if heading:
            stops.append(Stop(path.stem, title, plain(heading[1])))
        stop = stops[-1]
        stop.minutes += minutes.of_cell(cell)
        if cell.cell_type == "markdown":
            stop.line = stop.line or first_sentence(cell.source)
        else:
            _asked(stop, cell, bank)
    return stops


def _asked(stop: Stop, cell, bank: Bank) -> None:
    for item in QUESTION.findall(cell.source):
        if item in bank.questions and bank.questions[item] not in stop.questions:
            stop.questions.append(bank.questions[item])
    stop.returns = stop.returns or "come_back(" in cell.source
    for output in cell.outputs:
        data = output.get("data", {})
        if re.search(r"^(A \w+ behind a guess\. )?(Prediction|Sorting): ", data.get("text/plain", "")):
            stop.items += _sorted(data.get("text/html", ""))


def _sorted(fallback: str) -> list[tuple[str, str]]:
    """What is sorted or predicted, from the folded answers of the view as it is stored for readers without a kernel."""
    folded = re.search(r"<summary>Show the (?:answers|table)</summary>(.*?)</details>", fallback, re.S)
    if not folded:
        return []
    listed = [(text, owner.partition(". ")[0]) for text, owner in LIST.findall(folded[1])]
    return [(_text(text), _text(owner)) for text, owner in listed or ROW.findall(folded[1])]


def _text(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def first_sentence(markdown: str) -> str:
    """The first sentence of the first paragraph below a heading, or of a list's first item, without links and marks.

    A sentence of fewer than six words takes the next along: alone it would say nothing to a room.
    """
    body = re.sub(r"^#.*$", "", markdown, flags=re.M).strip()
    first = body.partition("\n- " if body.startswith("- ") else "\n\n")[0].removeprefix("- ")
    said, *more = re.split(r"(?<=[.?])\s+(?=[A-Z\"'])", plain(" ".join(first.split())))
    while more and len(said.split()) < SAYS_SOMETHING:
        said += f" {more.pop(0)}"
    return said


def plain(markdown: str) -> str:
    """Markdown of one line as plain words: no source keys, no addresses, no marks for bold, italics and code."""
    text = re.sub(r"\s*\[\[[^\]]+\]\]\([^)]*\)", "", markdown)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\*\*|`|(?<!\w)\*|\*(?!\w)|^> ", "", text).strip()


def likely_wrong(question: Question, count: int = 2) -> list[Option]:
    """The wrong answers to prepare for: those that rest on a belief with a name come first, then the order of the options."""
    wrong = [option for option in question.options if not question.is_right(option.letter)]
    return sorted(wrong, key=lambda option: not option.belief)[:count]


def total(stops: Iterable[Stop]) -> float:
    return sum(stop.minutes for stop in stops)
