"""A class votes on one question at a time, talks, and votes again: who may do what when, and what is counted.

No network, no files, no widgets. A vote is a letter and a confidence; whose it is, a random token says, and only while the vote is open.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from ..learner.questions import CONFIDENCE, Bank, Question

WAITING, OPEN, SHOWN, TOLD = "waiting", "open", "shown", "told"
ROUNDS = 2  # a vote before the talk, and one after it
SEATS = 300
# A vote as it travels, but for whose it is.
FORM = {"opening": str, "round": int, "letter": str, "confidence": str}


class Refused(ValueError):
    """A vote or a step that cannot be taken now: says why. `malformed` if it could never be taken."""

    def __init__(self, words: str, malformed: bool = False) -> None:
        self.malformed = malformed
        super().__init__(words)


def fits(given: object, form: dict[str, type]) -> bool:
    """True for a dict that has exactly the keys of `form`, each with a value of exactly that type."""
    return isinstance(given, dict) and {key: type(value) for key, value in given.items()} == form


class Room:
    """One class and the question before it.

    phase: waiting, open (votes come in, nobody sees them), shown (closed; the counts are seen), told (what is right is seen).
    seats: how many different voters a vote takes. Whatever is not allowed raises Refused and changes nothing.
    """

    def __init__(self, bank: Bank, seats: int = SEATS) -> None:
        self.bank, self.seats = bank, seats
        self.question: Question | None = None
        self.phase, self.opening = WAITING, ""
        self.counts: list[dict[str, dict[str, int]]] = []  # of each vote that was closed
        self._ballots: dict[str, tuple[str, str]] = {}  # of the vote that is open, by voter

    @property
    def round(self) -> int:
        """The number of the vote that is open or was closed last; 0 before the first."""
        return len(self.counts) + (self.phase == OPEN)

    def lead(self, step: str, item: str = "") -> None:
        """Take a step of whoever leads the class: open (the question `item`), show, again or tell."""
        steps = {
            "open": lambda: self._open(item),
            "show": self._show,
            "again": self._again,
            "tell": self._tell,
        }
        if step not in steps:
            raise Refused(f"There is no step {step[:40]!r}; there are: {', '.join(steps)}.", malformed=True)
        steps[step]()

    def _open(self, item):
        if self.phase == OPEN:
            raise Refused("A vote is open. Close it first.")
        if item not in self.bank.questions:
            raise Refused(f"There is no question {item[:80]!r}.", malformed=True)
        self.question, self.opening = self.bank.questions[item], secrets.token_hex(8)
        self.counts, self.phase = [], OPEN

    def _show(self):
        if self.phase != OPEN:
            raise Refused("No vote is open, so there is nothing to close.")
        self.counts.append(count(self.question, self._ballots.values()))
        self._ballots = {}  # from here on nobody knows who voted what
        self.phase = SHOWN

    def _again(self):
        if self.phase != SHOWN or len(self.counts) == ROUNDS:
            raise Refused(
                "A second vote follows a first one that was shown, before it is said which is right."
            )
        self.phase = OPEN

    def _tell(self):
        if self.phase != SHOWN:
            raise Refused("Close a vote and show it before you say which is right.")
        self.phase = TOLD

    def take(self, voter: str, opening: str, round: int, letter: str, confidence: str) -> None:
        """Count a vote; a voter's later one takes the place of the one before."""
        if confidence not in CONFIDENCE:
            raise Refused(f"confidence must be one of: {', '.join(CONFIDENCE)}.", malformed=True)
        if self.phase != OPEN or (opening, round) != (self.opening, self.round):
            raise Refused("This vote isn't open, so nothing was counted.")
        if not self.question.has(letter):
            raise Refused(f"The question has no option {letter[:8]!r}.", malformed=True)
        if voter not in self._ballots and len(self._ballots) >= self.seats:
            raise Refused(f"The class has {self.seats} seats, and all of them have voted.")
        self._ballots[voter] = (letter, confidence)

    def own(self, voter: str) -> dict:
        """What a voter sent to the vote that is open, as {"letter": ..., "confidence": ...}; {} for nothing, and once it is closed."""
        return dict(zip(("letter", "confidence"), self._ballots.get(voter, ())))

    def public(self) -> dict:
        """What everybody may know: where the class stands, and the question without its key."""
        known = {"phase": self.phase, "opening": self.opening, "round": self.round}
        if self.question:
            options = [{"letter": option.letter, "text": option.text} for option in self.question.options]
            known["question"] = {"item": self.question.item, "stem": self.question.stem, "options": options}
        return known

    def seen(self) -> dict:
        """What whoever leads the class may see: that, how many have voted, and the counts of the votes that were closed.

        `coming` has the counts of the vote that is open, or is empty; they change until it is closed.
        """
        answered = [sum(sum(of.values()) for of in counts.values()) for counts in self.counts]
        coming = {}
        if self.phase == OPEN:
            answered.append(len(self._ballots))
            coming = count(self.question, self._ballots.values())
        return {**self.public(), "answered": answered, "counts": self.counts, "coming": coming}


def count(question: Question, ballots: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Votes by option and confidence, zeros included. ballots: pairs of a letter and a confidence."""
    counted = {option.letter: dict.fromkeys(CONFIDENCE, 0) for option in question.options}
    for letter, confidence in ballots:
        counted[letter][confidence] += 1
    return counted
