"""Which stops fit into a workshop, when each begins, where the room votes, and what goes first if it is slower than the formula."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from helpers.classroom.asking import most_telling, telling

from .stops import Step, Stop, total

BREAK = 10
TALK = 0.2  # of a way that can be cut, for what the room has to say; our choice, not measured
VOTE = 6  # minutes of two votes and the talk between them, beside the question itself; ours, not measured
VOTED = 2 / 3  # of the minutes for talk that votes may take


@dataclass(frozen=True)
class Way:
    """A way through: `whole` is kept whole, `cut` is cut to what fits; `breaks` of ten minutes each."""

    whole: str
    cut: tuple[str, ...] = ()
    breaks: int = 0


WAYS = {
    30: Way("00"),
    60: Way("00", ("06",)),
    90: Way("00", ("03", "04", "05", "06")),
    240: Way("00", ("01", "02", "03", "04", "05", "06", "07", "08", "09", "11"), breaks=3),
}


@dataclass(frozen=True)
class Plan:
    """`kept` in the order of the room, each with the minute at which it begins; a None among them is a break.

    `left_out` in the order of the notebooks; `next_to_go` are the stops that the same rule would leave out next. At `votes` the room
    votes, talks and votes again, which is in the clock. `passed` has, for each stop that is kept, those left out right before it, and
    `in_passing` the cells of these that are run all the same, because a later one needs a name from them.
    """

    length: int
    kept: list[tuple[float, Stop | None]]
    left_out: list[Stop]
    next_to_go: list[Stop]
    end: float
    votes: list[Stop]
    passed: list[list[Stop]]
    in_passing: list[Step]

    @property
    def stops(self) -> list[Stop]:
        return [stop for _, stop in self.kept if stop]

    def votes_at(self, stop: Stop) -> bool:
        return any(stop is voted for voted in self.votes)


def plan(length: int, stops: list[Stop]) -> Plan:
    """Fit the stops of a way into its minutes. KeyError for a length without a way.

    Questions that return are always left out, for each learner gets others, and a room that skipped a notebook hasn't met them.
    Then, until it fits: what asks nothing, from the end; after that, one at a time, the last stop of the notebook that has most
    minutes left. Of a notebook that is cut, the opening, one stop that asks, and the close are kept. A fifth of the time is kept
    for talk, and most of that for votes. A way with nothing to cut may run over, and says what the same rule would leave out of it.
    """
    way = WAYS[length]
    room = (length - BREAK * way.breaks) * (1 - TALK if way.cut else 1)
    kept = [stop for stop in stops if stop.notebook[:2] in (way.whole, *way.cut)]
    all_of_them, going = list(kept), _order(kept, way)
    kept = [stop for stop in kept if not stop.returns]
    while way.cut and going and total(kept) > room:
        kept.remove(going.pop(0))
    votes = _votes(kept, length - BREAK * way.breaks - total(kept))
    pauses, begins, now = _pauses(kept, way.breaks), [], 0.0
    for stop in kept:
        if stop in pauses:
            begins.append((now, None))
            now += BREAK
        begins.append((now, stop))
        now += stop.minutes + VOTE * any(stop is voted for voted in votes)
    left_out = [stop for stop in all_of_them if stop not in kept]
    passed = _passed(all_of_them, kept)
    return Plan(length, begins, left_out, going[:3], now, votes, passed, _in_passing(all_of_them, kept))


def _votes(stops: list[Stop], spare: float) -> list[Stop]:
    """Where to vote, as often as there is time: in each of equal parts the stop whose question's wrong answers name most beliefs."""
    count = max(0, int(spare * VOTED / VOTE))
    parts, taught = [[] for _ in range(count)], 0.0
    for stop in stops:
        if count and stop.questions:
            parts[int(count * taught / total(stops))].append(stop)
        taught += stop.minutes
    return [min(part, key=lambda stop: telling(most_telling(stop.questions)[0])) for part in parts if part]


def _passed(stops: list[Stop], kept: list[Stop]) -> list[list[Stop]]:
    passed, since = [], []
    for stop in stops:
        if stop in kept:
            passed.append(since)
            since = []
        else:
            since.append(stop)
    return passed


def _in_passing(stops: list[Stop], kept: list[Stop]) -> list[Step]:
    """The cells that are left out but make a name that a later one uses; looked for from the end of each notebook."""
    found, wanted, notebook = [], set(), ""
    for stop in reversed(stops):
        if stop.notebook != notebook:
            wanted, notebook = set(), stop.notebook
        for step in reversed(stop.steps):
            if stop not in kept:
                if not step.makes & wanted:
                    continue
                found.append(step)
            wanted = wanted - step.makes | step.uses
    return found[::-1]


def _pauses(stops: list[Stop], breaks: int) -> list[Stop]:
    """The stops before which there is a break: of those that open a notebook, the nearest to equal parts."""
    taught, openings = 0.0, []
    for stop in stops:
        if taught and stop.opens:
            openings.append((taught, stop))
        taught += stop.minutes
    parts = [taught * part / (breaks + 1) for part in range(1, breaks + 1)]
    return [min(openings, key=lambda opening: abs(opening[0] - part))[1] for part in parts if openings]


def _order(stops: list[Stop], way: Way) -> list[Stop]:
    """The stops that may go, the first to go first."""
    free = [s for s in stops if s.notebook[:2] in (way.cut or way.whole) and not s.frames and not s.returns]
    silent = [stop for stop in reversed(free) if not stop.asks]
    asking = [stop for stop in free if stop.asks]
    left, last = Counter(), []
    for stop in asking:
        left[stop.notebook] += stop.minutes
    while len(asking) > len(left):
        number = Counter(stop.notebook for stop in asking)
        longest = max((name for name in left if number[name] > 1), key=lambda name: left[name])
        stop = next(stop for stop in reversed(asking) if stop.notebook == longest)
        asking.remove(stop)
        left[longest] -= stop.minutes
        last.append(stop)
    return silent + last
