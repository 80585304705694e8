"""The stops of a workshop, read from the stored notebooks: what is shown there, asked there, and how long it takes.

A stop is a section of a notebook's core, from one heading of level two to the next.
"""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import nbformat

from helpers.learner.questions import Bank, Option, Question

from . import minutes

OPENING = "Top of the page"
AND = " · "  # between the headings of sections that are told as one stop
SAYS_SOMETHING = 6  # words
TOO_SHORT = 0.5  # minutes: a section without anything to do is then told with the next
SUMMARY = "What you have now"
CLOSING = (SUMMARY, "The night, ")  # headings that begin so close a notebook
QUESTION = re.compile(r'"(\d\d-[\w-]+)"')
FLIPPED = re.compile(r'\bsetting_switches\(model, "([\w-]+)"')
LIST = re.compile(r"<li><b>(.*?)</b>: (.*?)</li>", re.S)
ROW = re.compile(r'<tr><th scope="row"[^>]*>(.*?)</th>' + r"<td[^>]*>(.*?)</td>" * 3, re.S)
PREDICTED = re.compile(r"^(?:A \w+ behind a guess\. )?(?:Prediction: \w+ domains? of |Sorting: )([^\n]*)")
# What a room does with a view, by the helper that the cell calls.
DO = {
    "sort_cases": "sort the cases, then commit",
    "SortItems": "sort the items, then commit",
    "sort_jobs": "sort the tiles, then commit",
    "PredictOwners": "press the owner of each tile, then commit",
    "ask": "answer",
    "behind": "guess, and what's behind it opens",
    "sliding_scale": "move the slider, stop by stop",
    "setting_switches": "flip the switches",
    "switches_of_any": "pick a service, flip its switches",
    "bill_simulator": "type a guess in dollars and press Enter, then move the days",
    "service_picker": "pick services",
    "compare": "set two services side by side",
    "cluster_clock": "move the clock, month by month",
    "weigh": "give a group of jobs another weight",
    "own_system": "bring in a file, or click ten parts",
}

GUESSES = {"sort_cases", "SortItems", "sort_jobs", "PredictOwners", "ask"}


class Item(NamedTuple):
    """What is sorted or predicted: the text, who has to act, and why."""

    text: str
    owner: str
    why: str


@dataclass
class Step:
    """One cell: what the page says, or what the room does. run: the number that JupyterLab shows beside the cell, as [3].

    about: the service whose owners are predicted. slides: the cell shows the scale. flips: the service whose switches it shows.
    sums_up: the words are the page's list of what was learned, line by line. makes, uses: the names in its code.
    """

    words: list[str] = field(default_factory=list)
    run: int | None = None
    do: str = ""
    questions: list[Question] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    about: str = ""
    slides: bool = False
    flips: str = ""
    sums_up: bool = False
    makes: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)


@dataclass
class Stop:
    """One section: minutes by the formula, the line to say, and its cells in order.

    `returns` is true where each learner gets questions of their own from earlier notebooks.
    """

    notebook: str
    title: str
    heading: str
    minutes: float = 0.0
    line: str = ""
    steps: list[Step] = field(default_factory=list)
    returns: bool = False

    @property
    def questions(self) -> list[Question]:
        return [question for step in self.steps for question in step.questions]

    @property
    def items(self) -> list[Item]:
        return [item for step in self.steps for item in step.items]

    @property
    def asks(self) -> bool:
        return bool(self.questions or self.items)

    @property
    def opens(self) -> bool:
        return self.heading.startswith(OPENING)

    @property
    def frames(self) -> bool:
        """True for what opens or closes a notebook."""
        return self.opens or self.heading.startswith(CLOSING)


def stops_of(path: Path, bank: Bank) -> list[Stop]:
    """The stops of one stored notebook, in order. What nbformat raises for a file that is no notebook."""
    cells = nbformat.read(path, as_version=4).cells
    title = cells[0].source.splitlines()[0].lstrip("# ")
    stops, run = [Stop(path.stem, title, OPENING)], 0
    for cell in cells:
        run += cell.cell_type == "code"
        if minutes.track(cell) != "core":
            continue
        heading = re.match(r"## +(.+)", cell.source) if cell.cell_type == "markdown" else None
        if heading:
            if stops[-1].asks or stops[-1].minutes >= TOO_SHORT:
                stops.append(Stop(path.stem, title, plain(heading[1])))
            else:
                stops[-1].heading += AND + plain(heading[1])
        stop = stops[-1]
        stop.minutes += minutes.of_cell(cell)
        if cell.cell_type == "markdown":
            stop.line = stop.line or first_sentence(cell.source)
            sums_up = bool(heading) and heading[1].startswith(SUMMARY)
            stop.steps += [Step(words=said, sums_up=sums_up)] if (said := paragraphs(cell.source)) else []
        else:
            stop.returns = stop.returns or "come_back(" in cell.source
            stop.steps.append(_step(cell, run, bank))
    return stops


def _step(cell, run: int, bank: Bank) -> Step:
    called = [name for name in DO if re.search(rf"\b{name}\(", cell.source)]
    if GUESSES & set(called):  # what the guess is says more than that there is one
        called = [name for name in called if name != "behind"]
    does = [DO[name] for name in called]
    makes, uses = names_of(cell.source)
    slides = "sliding_scale" in called
    step = Step(run=run, do=", then ".join(dict.fromkeys(does)), slides=slides, makes=makes, uses=uses)
    step.flips = flipped[1] if (flipped := FLIPPED.search(cell.source)) else ""
    keys = dict.fromkeys(QUESTION.findall(cell.source))
    step.questions = [bank.questions[item] for item in keys if item in bank.questions]
    for output in cell.outputs:
        data = output.get("data", {})
        found = PREDICTED.match(data.get("text/plain", ""))
        if found:
            step.items += _sorted(data.get("text/html", ""))
            step.about = "" if "Sorting: " in found[0] else found[1].partition(" (run this")[0]
    return step


def names_of(code: str) -> tuple[set[str], set[str]]:
    """The names that Python code makes, and those that it uses. SyntaxError for what is no Python."""
    makes, uses = set(), set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name):
            (uses if isinstance(node.ctx, ast.Load) else makes).add(node.id)
        elif isinstance(node, ast.alias):
            makes.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            makes.add(node.name)
    return makes, uses


def _sorted(fallback: str) -> list[Item]:
    """What is sorted or predicted, from the folded answers of the view as it is stored for readers without a kernel."""
    folded = re.search(r"<summary>Show the (?:answers|table)</summary>(.*?)</details>", fallback, re.S)
    if not folded:
        return []
    cases = [
        Item(_text(text), *_text(said).split(". ", maxsplit=1)) for text, said in LIST.findall(folded[1])
    ]
    return cases or [_predicted(*map(_text, row)) for row in ROW.findall(folded[1])]


def _predicted(domain: str, said: str, aws: str, you: str) -> Item:
    """A row of a table to predict, as in "you (our inference)": why is the duty of whoever acts."""
    owner, _, basis = said.partition(" (")
    why = {"AWS": aws, "shared": f"AWS: {aws} You: {you}", "you": you}[owner]
    return Item(domain, owner, f"{why} ({basis[0].upper()}{basis[1:].rstrip(')')}.)" if basis else why)


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


def paragraphs(markdown: str) -> list[str]:
    """The paragraphs and the items of lists below a heading, as plain words with the keys of their sources at the end.

    What is folded or code is left out.
    """
    body = re.sub(r"<details>.*?</details>|^```.*?^```", "", markdown, flags=re.S | re.M)
    body = re.sub(r"^#.*$|^\*\*(?:Next:|You will|You need|Time|No AWS account).*$", "", body, flags=re.M)
    blocks = re.split(r"\n\s*\n|\n(?=- |\d+\. )", body.strip())
    said = [_cited(" ".join(re.sub(r"^(- |\d+\. )", "", block.strip()).split())) for block in blocks]
    return [words for words in said if words]


def _cited(block: str) -> str:
    keys = "".join(f" [{key}]" for key in re.findall(r"\[\[([^\]]+)\]\]\(", block))
    return f"{plain(block)}{keys}"


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
