"""Which stops fit into a workshop, when each begins, where the room votes, and what goes first if it is slower than the formula."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.classroom.asking import most_telling, telling
from helpers.learner.questions import Question

from .debriefs import talks
from .minutes import QUESTION
from .stops import Step, Stop, total

BREAK = 10
# Minutes of ours, measured in no room:
DEBRIEF = 1  # for the question that ends a stop
JOIN = 2  # to open the class link and type the code, before the first vote
VOTE = 6  # for two votes and the talk between them, beside the question itself
SECOND_ROUND = 3  # of these, what is saved by showing the right answer after the first vote
A_VOTE_EACH = 40  # of a workshop
TWO = 2  # cases that a room which is late still takes
ALWAYS = (
    "Slide the line",
    "Flip one setting",
    "The question that decides",
)  # headings that no room goes without


@dataclass(frozen=True)
class Way:
    """A way through: `whole` is kept whole, `cut` is cut to what fits, but for the headings ALWAYS; `breaks` of ten minutes each.

    `arrive`: minutes until everybody has the page open. `leave`: minutes to save a record. `slower`: how many minutes a room takes
    for one of the formula's, which is for somebody who works alone; ours too, measured in no room.
    """

    whole: str | None
    cut: tuple[str, ...]
    breaks: int = 0
    arrive: int = 5
    leave: int = 5
    slower: float = 1.15


WAYS = {
    30: Way(None, ("00",), arrive=3, leave=2, slower=1.0),
    60: Way("00", (), arrive=4, leave=4),
    90: Way("00", ("03", "04", "05")),
    240: Way("00", ("01", "02", "03", "04", "05", "06", "07", "08", "09", "11"), breaks=3),
}


@dataclass(frozen=True)
class Rescue:
    """What a room that is late can do without from `stop` on, which was to begin at minute `at`; it gains `minutes`.

    `part`: "stop" for the whole of it, "vote" for a second round, "cases" for its last questions.
    """

    at: float
    stop: Stop
    part: str
    minutes: float


@dataclass(frozen=True)
class Plan:
    """`kept` in the order of the room, each with the minute at which it begins; a None among them is a break.

    `left_out` in the order of the notebooks; `rescues` in the order of the room. At `votes` the room
    votes, talks and votes again, which is in the clock. `passed` has, for each stop that is kept, those left out right before it, and
    `in_passing` the cells of these that are run all the same, because a later one needs a name from them. At `end` the room leaves
    off, and has the minutes of `way.leave`.
    """

    length: int
    way: Way
    kept: list[tuple[float, Stop | None]]
    left_out: list[Stop]
    rescues: list[Rescue]
    end: float
    votes: list[Stop]
    passed: list[list[Stop]]
    in_passing: list[Step]

    @property
    def stops(self) -> list[Stop]:
        return [stop for _, stop in self.kept if stop]

    def votes_at(self, stop: Stop) -> bool:
        return any(stop is voted for voted in self.votes)

    @property
    def first_cell(self) -> Step | None:
        """The cell that is run while the room arrives."""
        return next((step for stop in self.stops for step in stop.steps if step.run), None)

    def pace(self, stop: Stop) -> float:
        """The minutes of a stop itself, at the pace of a room."""
        return stop.minutes * self.way.slower

    def joins_at(self, stop: Stop) -> bool:
        """Whether the room joins the class there: at its first vote."""
        return stop is next(iter(self.votes), None)


def talk(stop: Stop, votes: Sequence[Stop] = ()) -> list[tuple[int, str]]:
    """The minutes of a stop in a room that aren't its own, and what each is for: a debrief, and a vote if it is one of `votes`."""
    kinds = [
        (DEBRIEF, "the debrief", talks(stop)),
        (VOTE, "the vote", any(stop is voted for voted in votes)),
        (JOIN, "joining", stop is next(iter(votes), None)),
    ]
    return [(minutes, what) for minutes, what, there in kinds if there]


def with_talk(stop: Stop, slower: float, votes: Sequence[Stop] = ()) -> float:
    """What a stop takes in a room: its own minutes times `slower`, and those of its talk."""
    return stop.minutes * slower + sum(minutes for minutes, _ in talk(stop, votes))


def voted_on(stop: Stop) -> Question:
    """The question of a stop that a vote on it says most about; where nobody votes, the one for a show of hands."""
    return most_telling(stop.questions)[0]


def in_short(stop: Stop) -> int:
    """How many questions of a stop with a vote a room that is late takes: two, or all up to the one voted on. They come in order."""
    return max(TWO, stop.questions.index(voted_on(stop)) + 1)


def plan(length: int, stops: list[Stop]) -> Plan:
    """Fit the stops of a way into its minutes. KeyError for a length without a way.

    Inside these are the minutes to arrive and to leave, a debrief for each stop that asks something, and a vote for every forty minutes.
    Questions that return are always left out, for each learner gets others, and a room that skipped a notebook hasn't met them.
    Then, until it fits: what asks nothing, from the end; after that, one at a time, the last stop of the notebook that has most
    minutes left. Of a notebook that is cut, the opening, one stop that asks, and the close are kept.
    """
    way = WAYS[length]
    room = length - BREAK * way.breaks - way.arrive - way.leave
    votes = room // A_VOTE_EACH
    kept = [stop for stop in stops if stop.notebook[:2] in (way.whole, *way.cut)]
    all_of_them, going = list(kept), _order(kept, way)
    kept = [stop for stop in kept if not stop.returns]
    while (
        going and sum(with_talk(stop, way.slower) for stop in kept) + VOTE * votes + JOIN * bool(votes) > room
    ):
        kept.remove(going.pop(0))
    voted = _votes(kept, votes)
    pauses, begins, now = _pauses(kept, way.breaks), [], float(way.arrive)
    for stop in kept:
        if stop in pauses:
            begins.append((now, None))
            now += BREAK
        begins.append((now, stop))
        now += with_talk(stop, way.slower, voted)
    return Plan(
        length,
        way,
        begins,
        left_out=[stop for stop in all_of_them if stop not in kept],
        rescues=_rescues([(at, stop) for at, stop in begins if stop], going, way, voted),
        end=now,
        votes=voted,
        passed=_passed(all_of_them, kept),
        in_passing=_in_passing(all_of_them, kept),
    )


def _rescues(kept: list[tuple[float, Stop]], going: list[Stop], way: Way, votes: list[Stop]) -> list[Rescue]:
    """What a late room does without: a second round, the last of many cases, and one stop of each notebook, never one with a vote.

    The stop is what the rule would take next, or else the last that asks something.
    """
    rest = [stop for _, stop in reversed(kept) if stop.asks and not stop.heading.startswith(ALWAYS)]
    to_go = {}
    for stop in going + rest:
        if stop not in votes:
            to_go.setdefault(stop.notebook, stop)
    rescues = []
    for at, stop in kept:
        if stop is to_go.get(stop.notebook):
            rescues.append(Rescue(at, stop, "stop", with_talk(stop, way.slower)))
        elif stop in votes:
            rescues.append(Rescue(at, stop, "vote", SECOND_ROUND))
            spare = len(stop.questions) - in_short(stop)
            if spare > 0:
                rescues.append(Rescue(at, stop, "cases", QUESTION * spare * way.slower))
    return rescues


def _votes(stops: list[Stop], count: int) -> list[Stop]:
    """Where to vote: in each of `count` equal parts the stop whose question's wrong answers name most beliefs."""
    parts, taught = [[] for _ in range(count)], 0.0
    for stop in stops:
        if count and stop.questions:
            parts[int(count * taught / total(stops))].append(stop)
        taught += stop.minutes
    return [min(part, key=lambda stop: telling(voted_on(stop))) for part in parts if part]


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
    free = [s for s in stops if s.notebook[:2] in way.cut and not s.frames and not s.returns]
    free = [stop for stop in free if not stop.heading.startswith(ALWAYS)]
    silent = [stop for stop in reversed(free) if not stop.asks]
    asking = [stop for stop in free if stop.asks]
    asked_at_once = {stop.notebook for stop in stops if stop.opens and stop.asks}
    left, last = Counter(), []
    for stop in asking:
        left[stop.notebook] += stop.minutes
    while True:
        number = Counter(stop.notebook for stop in asking)
        may_lose = [name for name in number if number[name] > 1 or name in asked_at_once]
        if not may_lose:
            return silent + last
        longest = max(may_lose, key=lambda name: left[name])
        stop = next(stop for stop in reversed(asking) if stop.notebook == longest)
        asking.remove(stop)
        left[longest] -= stop.minutes
        last.append(stop)
