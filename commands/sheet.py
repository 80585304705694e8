"""The run sheet as one HTML page that needs no other file and prints on A4."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

from helpers.classroom.asking import ask_back, most_telling
from helpers.learner.questions import Bank, Option, Question
from helpers.tables.load import load_table
from helpers.words.owners import NAME
from helpers.words.phrases import plural

from .plan import BREAK, VOTE, Plan
from .stops import AND, Item, Step, Stop, likely_wrong, total

ROOT = Path(__file__).resolve().parents[1]
HELP = (
    "Nothing happens when I run a cell",
    "I see text where the buttons should be",
    "A name is missing that `helpers` should have",
)
# Why a list of cases has none that is ..., for the room.
NOT_HERE = {
    "shared": "Shared is what needs both to act before it's done. Here one side is enough each time.",
    "AWS": "Each of these waits for somebody on your side.",
    "you": "None of these waits for you alone.",
}
STYLE = """
@page { size: A4; margin: 14mm 16mm 16mm; @bottom-right { content: counter(page) } }
:root { --ink: #1f2328; --quiet: #57606a; --rule: #d0d7de; --tint: #f3f5f8 }
body { color: var(--ink); background: #fff; font: 10.5pt/1.4 system-ui, "Segoe UI", Roboto, Arial, sans-serif;
  max-width: 180mm; margin: 8mm auto; padding: 0 4mm; overflow-wrap: anywhere }
h1 { font-size: 22pt; margin: 0 0 2mm } h2 { font-size: 15pt; margin: 9mm 0 2mm } h3 { font-size: 13pt; margin: 0 0 1mm }
h4 { font-size: 11pt; margin: 3mm 0 1mm } p, ul, dl { margin: 0 0 2mm } ul { padding-left: 5mm }
h1, h2, h3, h4, thead, .do { break-after: avoid; line-height: 1.25 }
h3 + .quiet, .say { break-after: avoid } h2.new-page { break-before: page }
table { border-collapse: collapse; width: 100%; font-size: 10pt; margin-bottom: 2mm } tr, table.tiles { break-inside: avoid }
th, td { text-align: left; vertical-align: top; padding: 1mm 2mm; border-bottom: 1px solid var(--rule) }
td.owner, th.owner { white-space: nowrap; overflow-wrap: normal }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
section.stop { border-top: 2px solid var(--ink); padding-top: 2mm; margin-top: 6mm }
section.stop .at { font-variant-numeric: tabular-nums; font-size: 17pt; margin-right: 4mm }
.quiet { color: var(--quiet); font-size: 10pt } .say { font-weight: 600 } .page { margin-left: 4mm }
.vote { border: 2px solid var(--ink); padding: 1.5mm 3mm; margin: 2mm 0; break-inside: avoid }
.do { margin: 2mm 0; padding-left: 2mm; border-left: 3px solid var(--ink); break-inside: avoid }
.question { background: var(--tint); padding: 2mm 3mm; margin: 2mm 0; -webkit-box-decoration-break: clone; box-decoration-break: clone }
.question p { break-inside: avoid } .question > :first-child, .wrong:has(+ :last-child) { break-after: avoid }
.question > :last-child { margin-bottom: 0 } .wrong { margin: 1.5mm 0 0 4mm } .wrong + p:not(.wrong) { margin-top: 1.5mm }
.debrief { margin-top: 2mm; break-inside: avoid }
code { font-size: 0.92em } @media print { body { margin: 0; padding: 0; max-width: none } h2.new-page { margin-top: 0 } }
"""


def sheet(plan: Plan, bank: Bank) -> str:
    """The whole page; the same plan gives the same page."""
    title = f"On the Hook: run sheet, {plan.length} minutes"
    passed = iter(plan.passed)
    body = [
        f"<h1>{html.escape(title)}</h1>",
        _before(plan),
        _ready(plan),
        _glance(plan),
        _left_out(plan),
        broken(),
        '<h2 class="new-page">Stop by stop</h2>',
        *(
            _past(next(passed), plan) + _stop(at, stop, plan, bank) if stop else _pause(at)
            for at, stop in plan.kept
        ),
        _end(plan),
    ]
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{html.escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{STYLE}</style>\n</head>\n'
        f"<body>\n<main>\n{chr(10).join(body)}\n</main>\n</body>\n</html>\n"
    )


def clock(minute: float) -> str:
    """A minute as hours and minutes, such as 1:05."""
    return f"{int(minute) // 60}:{int(minute) % 60:02d}"


def _before(plan):
    spare = round(plan.length - plan.end)
    votes = (
        f"The clock has {plural(len(plan.votes), 'vote')} in it, {VOTE} minutes each. " if plan.votes else ""
    )
    room = votes + (
        f"That leaves {spare} of the {plan.length} minutes for the debriefs and what else the room has to say."
        if spare > 0
        else "That leaves nothing for talk: for a vote, or what the room wants to argue about, leave out a stop named below."
    )
    return (
        f"<p>Made from the notebooks by <code>python3 start.py workshop --minutes {plan.length}</code>; make it again after "
        "a change. How to get ready, take votes and collect answers is in <code>notebooks/workshop.md</code>.</p>"
        "<p><b>The times</b> are those of the notebooks: a formula over words, questions and views, for one person "
        f"who works alone. No room was timed, and a room is slower. {room}</p>"
        "<p><b>Say</b> is the one line for those who know the course; the lines below it are what the page itself says. "
        "<b>Run [3]</b> means you in front, and everybody at their own machine. The number stands beside a cell until it's run; "
        "then JupyterLab puts its own count there.</p>"
        "<p><b>The wrong answers</b> named here are two of each question: those that rest on a belief with a name come "
        "first. They are the ones we expect, not counted in a class.</p>"
    )


def _ready(plan):
    """What has to stand before the clock starts."""
    first = plan.stops[0].notebook
    ready = [
        "Run <code>python3 start.py</code> on your machine, set the screen up as the guide says, and read a tile of "
        "<i>Slide the line</i> aloud from the back row.",
        f"Everybody has <code>{first}</code> open, and <i>Idle</i> at the foot of the window.",
    ]
    if plan.votes:
        cells = " and ".join(f"<code>{_vote_on(stop)}</code>" for stop in plan.votes)
        ready[1:1] = [
            "For the votes, run <code>python3 start.py class --address</code> with your machine's address in the room's network in a second "
            "terminal; without an address it tells you which to give.",
            "Make a notebook of your own (<i>File, New, Notebook</i>). Its first cell is <code>from helpers import class_votes</code>; after it "
            f"comes one cell for each vote: {cells}. Run them all. The menu <i>Tabs</i> takes you from there to the course and back.",
        ]
        ready.append(
            "Everybody has opened the class link, on a phone or in another tab, and typed the code. Both stand above each vote of yours."
        )
    return f"<h2>Before the clock starts</h2><ul>{''.join(f'<li>{one}</li>' for one in ready)}</ul>"


def _voted_on(stop: Stop) -> Question:
    return most_telling(stop.questions)[0]


def _vote_on(stop):
    return f'class_votes("{html.escape(_voted_on(stop).item)}")'


def _glance(plan):
    rows = []
    for at, stop in plan.kept:
        name, heading, minutes = (
            (stop.notebook[:2], stop.heading, stop.minutes) if stop else ("", "Break", BREAK)
        )
        if stop and plan.votes_at(stop):
            heading, minutes = f"{heading}, with a vote", minutes + VOTE
        rows.append(
            f'<tr><td class="number">{clock(at)}</td><td>{name}</td><td>{html.escape(heading)}</td>'
            f'<td class="number">{minutes:.1f}</td></tr>'
        )
    return (
        '<h2>At a glance</h2><table><thead><tr><th class="number">At</th><th>Notebook</th><th>Stop</th>'
        f'<th class="number">Minutes</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _left_out(plan):
    if not plan.left_out and not plan.next_to_go:
        return ""
    parts = ["<h2>Left out</h2>"]
    if plan.left_out:
        parts.append(
            f"<p>Of the core of these notebooks, {len(plan.left_out)} sections with {round(total(plan.left_out))} minutes. "
            f"Scroll past them; the pages below say where. {_needed(plan)}</p>"
            f"<ul>{''.join(_short(stop) for stop in plan.left_out)}</ul>"
        )
    if plan.next_to_go:
        parts.append(
            f"<p>If the room is slower, leave out next, in this order:</p><ul>{''.join(map(_short, plan.next_to_go))}</ul>"
        )
    return "".join(parts)


def _needed(plan):
    if not plan.in_passing:
        return "No cell that you do run needs anything from them."
    return "Some of their cells make what a later one needs; run these in passing, as it's said there."


def _past(stops: list[Stop], plan: Plan) -> str:
    """What is scrolled past on the way to a stop, and the cells in it that are run all the same."""
    if not stops:
        return ""
    headings = ", ".join(f"<i>{html.escape(stop.heading)}</i>" for stop in stops)
    steps = [
        step for stop in stops for step in stop.steps if any(step is needed for needed in plan.in_passing)
    ]
    run = " and ".join(f"[{step.run}]" for step in steps)
    return f'<p class="quiet">Scroll past {headings}.{run and f" Run {run} in passing: a later cell needs what comes of it."}</p>'


def _short(stop):
    return f"<li>{stop.notebook[:2]}, {html.escape(stop.heading)} ({stop.minutes:.1f} minutes)</li>"


def _pause(at):
    return (
        f'<section class="stop"><h3><span class="at">{clock(at)}</span>Break, {BREAK} minutes</h3></section>'
    )


def _stop(at: float, stop: Stop, plan: Plan, bank: Bank) -> str:
    votes = plan.votes_at(stop)
    more = f", and {VOTE} for the vote" if votes else ""
    parts = [
        f'<h3><span class="at">{clock(at)}</span>{html.escape(stop.heading)}</h3>',
        f'<p class="quiet">{stop.notebook[:2]}, {html.escape(stop.title)} · {stop.minutes:.1f} minutes{more}</p>',
    ]
    if stop.opens:
        parts.append(f'<p class="do"><b>Open <code>{html.escape(stop.notebook)}</code>.</b></p>')
    if stop.line:
        parts.append(f'<p class="say">Say: {html.escape(stop.line)}</p>')
    for step in stop.steps:
        rest = [words.removeprefix(stop.line).strip() for words in step.words]
        parts += [f'<p class="page">{html.escape(words)}</p>' for words in rest if words]
        if step.questions and _voted_on(stop) in step.questions:
            parts.append(_vote(stop, step.run) if votes else _could_vote(stop, step.run))
        if step.run:
            parts += [f'<p class="do"><b>Run [{step.run}]{step.do and f", {step.do}"}.</b></p>', _items(step)]
        parts += [_question(question, bank) for question in step.questions]
    asked = debrief(stop, bank, votes)
    if asked:
        parts.append(f'<p class="debrief"><b>Debrief:</b> {_then(*asked)}</p>')
    return f'<section class="stop">{"".join(parts)}</section>'


def _vote(stop: Stop, run: int | None) -> str:
    return (
        f'<p class="vote"><b>Vote, discuss, vote again, before anybody runs [{run}]:</b> <code>{_vote_on(stop)}</code>, in your notebook of votes<br>'
        f"“{html.escape(_voted_on(stop).stem)}”<br>"
        "<b>1.</b> Read it aloud. <i>Open the vote</i>: everybody alone, in silence, about a minute. "
        "<b>2.</b> <i>Close and show the votes</i>. If nearly all agree, go to 4. If not: “Find a neighbour who voted otherwise. You have two minutes to "
        "convince them.” Walk about, and ask back what stands below. "
        "<b>3.</b> <i>Vote again</i>, half a minute, then close and show. "
        "<b>4.</b> <i>Say which is right</i>. The reasons are on every learner's page. Let somebody who changed their mind say what did it.</p>"
    )


def _could_vote(stop: Stop, run: int | None) -> str:
    return f'<p class="quiet">To vote here as well, before anybody runs [{run}]: <code>{_vote_on(stop)}</code>, {VOTE} minutes more.</p>'


def _items(step: Step) -> str:
    """A table of what is sorted or predicted, with the reasons where the page has them; '' where there is nothing."""
    if not step.items:
        return ""
    what, why = html.escape(step.about or "What"), "" if step.about else "<th>Why</th>"
    rows = "".join(map(_item, step.items))
    head = f'<tr><th>{what}</th><th class="owner">Who acts</th>{why}</tr>'
    return f'<table class="tiles"><thead>{head}</thead><tbody>{rows}</tbody></table>'


def _item(item: Item) -> str:
    why = f"<td>{html.escape(item.why)}</td>" if item.why else ""
    return f'<tr><td>{html.escape(item.text)}</td><td class="owner">{html.escape(item.owner)}</td>{why}</tr>'


def _question(question: Question, bank: Bank) -> str:
    right = "".join(
        f"<p><b>Right: {option.letter}. {html.escape(option.text)}</b><br>{html.escape(option.why)}</p>"
        for option in question.options
        if question.is_right(option.letter)
    )
    parts = f"<p>{html.escape(question.parts)}</p>" if question.parts else ""
    likely = likely_wrong(question)
    wrong = "".join(_wrong(question, option, bank) for option in likely)
    others = [o for o in question.options if o not in likely and not question.is_right(o.letter)]
    wrong += "".join(
        f'<p class="wrong quiet">Also on the screen: {o.letter}. {html.escape(o.text)}<br>{html.escape(o.why)}</p>'
        for o in others
    )
    step = f"<p><b>Next step:</b> {html.escape(question.next_step)}</p>" if question.next_step else ""
    return f'<div class="question"><p>{html.escape(question.stem)}</p>{right}{parts}{wrong}{step}</div>'


def _wrong(question: Question, option: Option, bank: Bank) -> str:
    asked, told = ask_back(question, option, bank)
    belief = (
        f"Belief: {html.escape(bank.beliefs.loc[option.belief, 'statement'])}<br>" if option.belief else ""
    )
    return (
        f'<p class="wrong"><b>Wrong: {option.letter}. {html.escape(option.text)}</b><br>{belief}'
        f"Ask back: {_then(asked, told)}</p>"
    )


def debrief(stop: Stop, bank: Bank, voted: bool = False) -> tuple[str, str] | None:
    """The question that ends a stop, and what to say then; None where nothing was asked.

    It is the one written in debriefs.csv, the rule of a pair of cases, or a stock one.
    """
    for heading in stop.heading.split(AND):
        if (stop.notebook, heading) in written_debriefs():
            return written_debriefs()[stop.notebook, heading]
    pairs = [question.pair for question in stop.questions if question.pair]
    if pairs and pairs.count(pairs[-1]) == 2 and pairs[-1] in bank.rules:
        two = _the_two(stop.questions, pairs[-1])
        return f"What differs between {two}, and what does it change?", bank.rules[pairs[-1]]
    if stop.items and not stop.questions:
        return _about_tiles(stop)
    if stop.questions:
        return (
            "Who changed their mind, and what did it?"
            if voted
            else "Which wrong answer tempted you, and why?",
            "",
        )
    return None


@cache
def written_debriefs() -> dict[tuple[str, str], tuple[str, str]]:
    """The rows of debriefs.csv: what to ask and what to say then, by notebook and heading. TableError for a bad file."""
    rows = load_table("debriefs").itertuples(index=False)
    return {(row.notebook, row.heading): (row.ask, row.say) for row in rows}


def _the_two(questions: list[Question], pair: str) -> str:
    """Which cases of a stop are a pair, by their place: their stems are too long, and too much alike, to be said aloud."""
    first, second = [at for at, question in enumerate(questions, 1) if question.pair == pair]
    if len(questions) == 2:
        return "the two cases"
    if first == 1:
        return "the first two cases"
    return "the last two cases" if second == len(questions) else f"cases {first} and {second}"


def _about_tiles(stop: Stop) -> tuple[str, str]:
    owners = {item.owner for item in stop.items}
    missing = [name for name in NAME.values() if name not in owners]
    if len(missing) == 1:
        return f"Nothing here is “{missing[0]}”. Why not?", NOT_HERE[missing[0]]
    return "Which of these split the room, and what did each half take the job to be?", ""


def _then(question, answer):
    """A question to the room in quotation marks, and what to say after it."""
    say = f"<br><i>Then say:</i> {html.escape(answer)}" if answer else ""
    return f"“{html.escape(question)}”{say}"


def _end(plan):
    return (
        f'<section class="stop"><h3><span class="at">{clock(plan.end)}</span>End</h3>'
        f"<p><b>Debrief:</b> {_then('Which of your answers would you change now, and why?', '')}</p>"
        "</section>"
    )


def broken() -> str:
    """What to do if something breaks: from the page of help, and the table of remedies in the README.

    ValueError names a part that is no longer there."""
    pages = (ROOT / "notebooks" / "help.md").read_text("utf-8"), (ROOT / "README.md").read_text("utf-8")
    parts = ["<h2>If it breaks</h2>"]
    for heading in HELP:
        found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", pages[0], re.S | re.M)
        if not found:
            raise ValueError(f"notebooks/help.md has no part called {heading!r}")
        parts += [f"<h4>{_inline(heading)}</h4>", *_blocks(found[1])]
    table = re.search(r"^\| If it says \|.*\n\|[-|]+\n((?:\|.*\n)+)", pages[1], re.M)
    if not table:
        raise ValueError("README.md has no table that begins with: If it says")
    rows = [[part.strip() for part in row.strip("|").split(" | ")] for row in table[1].splitlines()]
    cells = "".join(f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rows)
    parts.append(
        f"<h4>It doesn't start</h4><table><thead><tr><th>If it says</th><th>Do this</th></tr></thead><tbody>{cells}</tbody></table>"
    )
    return "".join(parts)


def _blocks(markdown):
    for at, part in enumerate(re.split(r"^```(?:\w*\n)?", markdown, flags=re.M)):
        if at % 2:
            yield f"<pre><code>{html.escape(part)}</code></pre>"
        else:
            yield from (
                f"<p>{_inline(' '.join(block.split()))}</p>" for block in part.strip().split("\n\n") if block
            )


def _inline(markdown):
    """One line with its code and its bold and italic words; addresses go, for paper can't follow them."""
    pieces = re.split(r"`([^`]+)`", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", markdown))
    return "".join(
        f"<code>{html.escape(piece)}</code>" if at % 2 else _words(piece) for at, piece in enumerate(pieces)
    )


def _words(piece):
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(piece, quote=False))
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)
