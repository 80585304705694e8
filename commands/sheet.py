"""The run sheet as one HTML page that needs no other file and prints on A4."""

from __future__ import annotations

import html
from pathlib import Path

from helpers.learner.questions import Bank
from helpers.tables.model import Model

from .plan import BREAK, Plan
from .sheet_front import clock, front
from .sheet_help import broken
from .sheet_question import then
from .sheet_sources import Cite, cited, sources
from .sheet_stop import minutes_of, stop_page
from .stops import AND, Stop

STYLE = Path(__file__).with_name("sheet.css")
CHIARA = (
    "With the settings as they came, yes. In her case no: since last spring, when a colleague set it, her function had been in the mode manual: the fix was out, and waited for somebody. "
    "She'd have had to look. (Notebook 07 tells it.)"
)


def sheet(plan: Plan, bank: Bank, model: Model) -> str:
    """The whole page; the same plan gives the same page."""
    title = f"On the Hook: run sheet, {plan.length} minutes"
    passed, cite = iter(plan.passed), cited(model)
    stops = [
        _past(next(passed), stop, plan) + _stop(at, stop, plan, bank, model, cite)
        if stop
        else _pause(at, plan)
        for at, stop in plan.kept
    ]
    body = [
        f"<h1>{html.escape(title)}</h1>",
        front(plan),
        broken(),
        '<h2 class="new-page">Stop by stop</h2>',
        _arrive(plan),
        *stops,
        _end(plan),
        sources(model, cite, "".join(stops)),
    ]
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{html.escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>\n{STYLE.read_text("utf-8")}</style>\n</head>\n'
        f"<body>\n<main>\n{chr(10).join(body)}\n</main>\n</body>\n</html>\n"
    )


def _arrive(plan: Plan) -> str:
    first, *others = _until_a_break(plan, 0)
    return (
        f'<section class="stop"><h3><span class="at">{clock(0)}</span>Arrive</h3><p class="quiet">{plan.way.arrive} minutes</p>'
        "<p>Be there a quarter of an hour earlier, with the door open: 0:00 is when most have a seat. On each machine, in the folder of the course: <code>python3 start.py</code> "
        f"(on Windows <code>python start.py</code>). JupyterLab opens in the browser, with <code>{first}</code>; if not, it's opened by a double click in the list of files at the left "
        f"(Ctrl and B brings it back). Everybody clicks into the first cell with code and presses Shift and Enter. If tiles to sort come up, the machine is ready; sorting begins at "
        f"{clock(plan.way.arrive)}. Whoever has nothing that runs sits down beside somebody who has; if that's most of the room, "
        f"your machine can show them the pages (the guide says how).{_open(others)}</p></section>"
    )


def _until_a_break(plan: Plan, at: int) -> list[str]:
    """The notebooks of the room from a place in `plan.kept` to the next break."""
    notebooks = {}
    for _, stop in plan.kept[at:]:
        if not stop:
            break
        notebooks[stop.notebook] = None
    return list(notebooks)


def _open(notebooks: list[str]) -> str:
    if not notebooks:
        return ""
    names = ", ".join(f"<code>{name}</code>" for name in notebooks)
    return f" Then open {names}, each in a tab of its own: Python starts in them meanwhile, and nobody waits for it later. (On a Hub with little memory, when their turn comes.)"


def _past(stops: list[Stop], stop: Stop, plan: Plan) -> str:
    """Where to scroll to, past the stops that are left out, and the cells in these that are run all the same."""
    if not stops:
        return ""
    steps = [
        step for past in stops for step in past.steps if any(step is needed for needed in plan.in_passing)
    ]
    run = " and ".join(f"[{step.run}]" for step in steps)
    heading = html.escape(stop.heading.partition(AND)[0])
    return f'<p class="quiet">Scroll on to <i>{heading}</i>.{run and f" Run {run} in passing: a later cell needs what comes of it."}</p>'


def _pause(at: float, plan: Plan) -> str:
    coming = _until_a_break(plan, plan.kept.index((at, None)) + 1)
    return (
        f'<section class="stop"><h3><span class="at">{clock(at)}</span>Break, {BREAK} minutes</h3>'
        f"<p>Close the tabs that you've done with.{_open(coming)}</p></section>"
    )


def _stop(at: float, stop: Stop, plan: Plan, bank: Bank, model: Model, cite: Cite) -> str:
    return (
        f'<section class="stop"><h3><span class="at">{clock(at)}</span>{html.escape(stop.heading)}</h3>'
        f'<p class="quiet">{stop.notebook[:2]}, {html.escape(stop.title)} · {minutes_of(stop, plan)}</p>'
        f"{stop_page(stop, plan, bank, model, cite)}</section>"
    )


def _end(plan: Plan) -> str:
    return (
        f'<section class="stop"><h3><span class="at">{clock(plan.end)}</span>Leave</h3><p class="quiet">{plan.way.leave} minutes</p>'
        f"<p><b>Debrief:</b> {then('Was Chiara right to go back to sleep?', CHIARA)}</p>"
        "<p>Whoever wants to keep their answers saves them: in <code>00-start-here</code>, last cell with code, <i>Show my record</i>, <i>Save my record as a "
        "file</i>. On Binder they're lost otherwise.</p></section>"
    )
