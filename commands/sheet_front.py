"""The first page of the run sheet: how to read it, what to prepare, all stops at a glance, and what to do without."""

from __future__ import annotations

import html

from helpers.words.phrases import plural

from .plan import BREAK, DEBRIEF, JOIN, VOTE, Plan, Rescue, talk
from .sheet_question import step_that_asks, vote_on
from .stops import Stop, total


def front(plan: Plan) -> str:
    """What stands above the stops, as HTML."""
    return "\n".join((_before(plan), _ready(plan), _glance(plan), _late(plan), _left_out(plan)))


def clock(minute: float) -> str:
    """A minute as hours and minutes, such as 1:05."""
    return f"{int(minute) // 60}:{int(minute) % 60:02d}"


def _before(plan: Plan) -> str:
    votes = (
        f", {VOTE} for {'the vote' if len(plan.votes) == 1 else f'each of the {len(plan.votes)} votes'} and {JOIN} to join"
        if plan.votes
        else ""
    )
    spare = round(plan.length - plan.way.leave - plan.end)
    left = f" {plural(spare, 'minute')} of it {'is' if spare == 1 else 'are'} not planned." if spare else ""
    return (
        f"<p>Made from the notebooks by <code>python3 start.py workshop --minutes {plan.length}</code>; make it again after "
        "a change. How to get ready, take votes and collect answers is in <code>notebooks/workshop.md</code>. This sheet holds every answer: "
        "have it on paper or on a second screen, never on the one that's shown.</p>"
        f"<p><b>The clock</b> holds all {plan.length} minutes: {plan.way.arrive} to arrive, {plan.way.leave} to leave, the stops, "
        f"{plural(DEBRIEF, 'minute')} for each debrief{votes}.{left} The minutes of a stop are those of the notebooks, from a formula over words, "
        f"questions and views for one person who works alone{_slower(plan)}. No room was timed. What to do without when yours takes longer stands under "
        "<i>If you're late</i>.</p>"
        "<p><b>Say</b> is how to begin. The lines below it stand on the page as well, for the room to read: "
        "nobody has to read them aloud. They're here, with the keys of their sources, so that you know what the room has read. "
        "<b>Run [3]</b> means everybody at their own machine, and you in front. The number stands beside a cell until it's run; "
        "then JupyterLab puts its own count there. In front press Ctrl and Enter: that runs a cell and stays where it is.</p>"
        "<p><b>Who goes first:</b> the room. What you submit in front shows the answers to all, so submit yours last. "
        "Take a show of hands where it says so; in the other questions of a cell the room goes on by itself, and you follow when most have submitted. "
        "Tiles and cases take one press each. Press <i>Commit my prediction</i> below them once all are decided, and then ask for hands on the one or two that split the room. "
        "A cell that hasn't been run shows its form for paper, with folded answers: ask the room not to unfold them, or hand out the copies without outputs (<code>--learners</code>, in the guide).</p>"
        "<p><b>Wrong answers:</b> two of each question are named here, the ones that rest on a belief with a name before others. "
        "We expect these; nobody has counted them in a class.</p>"
    )


def _ready(plan: Plan) -> str:
    """What has to stand before anybody comes."""
    ready = [
        "Run <code>python3 start.py</code> on your machine, set the screen up as the guide says, and read a tile of "
        "<i>Slide the line</i> aloud from the back row.",
        "Rehearse in duplicates (right-click a notebook in the list of files, <i>Duplicate</i>), so that those you teach from keep the numbers beside their cells. After that "
        "your record knows the answers, and what stands behind a guess opens by itself: in a duplicate of <code>00-start-here</code> run the first cell and the last, "
        "press <i>Show my record</i>, save it if you want it, and <i>Delete my record</i>.",
    ]
    if plan.votes:
        cells = " and ".join(f"<code>{vote_on(stop)}</code>" for stop in plan.votes)
        ready += [
            "For the votes, run <code>python3 start.py class --address</code> with your machine's address in the room's network in a second "
            "terminal; without an address it tells you which to give. Try its link on your phone. After a rehearsal start it anew, so that no vote is left in it.",
            "Make a notebook of your own (<i>File, New, Notebook</i>). Its first cell is <code>from helpers import class_votes</code>; after it "
            f"comes one cell for each vote: {cells}. Run each when its vote comes, for it shows the question. The menu <i>Tabs</i> takes you from there to the course and back.",
        ]
    return f"<h2>Before anybody comes</h2><ul>{''.join(f'<li>{one}</li>' for one in ready)}</ul>"


def _glance(plan: Plan) -> str:
    rows = [_row(0, "", "Arrive", plan.way.arrive)]
    for at, stop in plan.kept:
        if not stop:
            rows.append(_row(at, "", "Break", BREAK))
            continue
        vote = ", with a vote" if plan.votes_at(stop) else ""
        more = "".join(f" + {minutes}" for minutes, _ in talk(stop, plan.votes))
        rows.append(_row(at, stop.notebook[:2], f"{stop.heading}{vote}", plan.pace(stop), more))
    rows.append(_row(plan.end, "", "Leave", plan.way.leave))
    return (
        '<h2>At a glance</h2><table><thead><tr><th class="number">At</th><th>Notebook</th><th>Stop</th>'
        f'<th class="number">Minutes</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
        f'<p class="quiet">Minutes: those of the stop itself, then {DEBRIEF} for a debrief{_for_votes(plan)}.</p>'
    )


def _for_votes(plan: Plan) -> str:
    return f", {VOTE} for a vote, {JOIN} to join the class" if plan.votes else ""


def _row(at: float, notebook: str, name: str, minutes: float, more: str = "") -> str:
    return (
        f'<tr><td class="number">{clock(at)}</td><td>{notebook}</td><td>{html.escape(name)}</td>'
        f'<td class="number">{minutes:.1f}{more}</td></tr>'
    )


def _late(plan: Plan) -> str:
    """What to do without, by the clock: worth it once the room is late by half of what it gains."""
    if not plan.rescues:
        return ""
    rows = "".join(
        f'<tr><td class="number">{clock(one.at + one.minutes / 2)}</td><td>{one.stop.notebook[:2]}, {html.escape(one.stop.heading)}</td>'
        f'<td>{_instead(one)}</td><td class="number">{one.minutes:.1f}</td></tr>'
        for one in plan.rescues
    )
    return (
        "<h2>If you're late</h2><p>Look at the clock when you get to one of these stops. Only if it shows the time in the first column, or a later one, do "
        f"without what's named; where there are two lines, take the second if the first isn't enough. All of it together gains {round(sum(one.minutes for one in plan.rescues))} minutes. Each debrief you skip gains {DEBRIEF} more.</p>"
        '<table><thead><tr><th class="number">From</th><th>At this stop</th><th>Do without</th><th class="number">Gains</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{_early(plan)}"
    )


def _early(plan: Plan) -> str:
    """What could be voted on as well."""
    if not plan.votes:
        return ""
    joined = next(at for at, stop in plan.kept if stop is plan.votes[0])
    more = [
        f"<code>{vote_on(stop)}</code> before [{step_that_asks(stop).run}] at {clock(at)}"
        for at, stop in plan.kept
        if stop and stop.questions and not plan.votes_at(stop) and at > joined
    ]
    return (
        f"<p>If you're early, let the class vote once more, which takes {VOTE} minutes: {'; '.join(more)}.</p>"
        if more
        else ""
    )


def _slower(plan: Plan) -> str:
    more = round(100 * plan.way.slower - 100)
    return f", and {more} % more because a room is slower, a figure of ours" if more else ""


def _instead(rescue: Rescue) -> str:
    if rescue.part == "vote":
        return "the second round: after the first, say which is right"
    if rescue.part == "cases":
        return "the last cases of the cell: they're for at home"
    return "all of it: scroll to the next stop, and leave its line out at the end"


def _left_out(plan: Plan) -> str:
    parts = []
    if plan.left_out:
        parts.append("<h2>Left out</h2>")
        parts.append(
            f"<p>Of the core of these notebooks, {len(plan.left_out)} sections with {round(total(plan.left_out))} minutes. "
            f"Scroll past them; the pages below say how far. {_needed(plan)}</p>"
            f"<ul>{''.join(map(_short, plan.left_out))}</ul>"
        )
    return "".join(parts)


def _needed(plan: Plan) -> str:
    if not plan.in_passing:
        return "No cell that you do run needs anything from them."
    return "Some of their cells make what a later one needs; run these in passing, as it's said there."


def _short(stop: Stop) -> str:
    return f"<li>{stop.notebook[:2]}, {html.escape(stop.heading)} ({stop.minutes:.1f} minutes)</li>"
