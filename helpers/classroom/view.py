"""What stands in a notebook: the class's votes for whoever leads, the card for a learner who votes from a notebook."""

from __future__ import annotations

import os
from html import escape
from pathlib import Path

import traitlets

from ..learner.quiz import bank, card
from ..learner.record import Record
from ..views.living import STATIC, Living, script
from .asking import most_telling, told
from .roads import Files, Folder, Relay, road
from .seats import AtRelay, InFolder, seat
from .votes import OPEN, SHOWN, TOLD, Refused

OWN = Path(__file__).parent / "static"


def _own(name):
    return "\n" + (OWN / name).read_text(encoding="utf-8")


class ClassVotes(Living):
    """One question before a class: open, close and show, vote again, say which is right.

    The page asks once a second how things stand; nothing runs in Python between. What goes wrong stands in `notice`.
    Several may stand in one notebook: each goes on showing its own vote, and the screen stays where it is when another one moves.
    """

    _esm, _css = script("elements.js") + _own("lead.js"), OWN / "lead.css"
    questions = traitlets.List().tag(sync=True)
    item = traitlets.Unicode().tag(sync=True)
    place = traitlets.Dict().tag(sync=True)
    room = traitlets.Dict().tag(sync=True)
    told = traitlets.List().tag(sync=True)
    notice = traitlets.Unicode("").tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    looks = traitlets.Int(0).tag(sync=True)

    def __init__(self, questions: list, way: Files | Folder | Relay) -> None:
        self.way, self._knows = way, False  # whether it has seen how things stood when it came
        self._watching = False  # whether the votes are shown as they come
        first = questions[0]
        options = "".join(f"<li>{escape(option.text)}</li>" for option in first.options)
        super().__init__(
            f"<p>A vote of the class. Run this cell to open it.</p><p><b>{escape(first.stem)}</b></p><ol type='A'>{options}</ol>",
            "A vote of the class (run this cell to open it)",
            questions=[_choice(question) for question in questions],
            item=first.item,
            place={
                "link": way.link,
                "code": way.code,
                "privacy": way.privacy,
                "files": isinstance(way, Files),
            },
            room={"phase": "waiting", "opening": "", "round": 0, "answered": [], "counts": [], "coming": {}},
        )
        self.take({"do": "look"})
        self.on_msg(lambda _, content, buffers: self.take(content, buffers))

    def take(self, content: dict, buffers: list | None = None) -> None:
        """What the page asks for: {"do": "look"}, a step with its item, {"do": "add", "names": ...} with the files, or {"do": "watch"}.

        The last shows the votes of the round that is open as they come, or hides them again; the next round begins hidden.
        """
        try:
            if content["do"] == "add":
                self.way.add((name, bytes(data)) for name, data in zip(content["names"], buffers))
            if content["do"] == "watch":
                self._watching = not self._watching
            if content["do"] in ("look", "add", "watch"):
                room = self.way.look()
                if self._of_another(room):
                    room = self.room
            else:
                room = self.way.lead(content["do"], content["item"])
            self._show(room)
        except Refused as error:
            self.notice = str(error)
        except OSError as error:
            self.notice = f"{_blocked(self.way)} ({error})"
        except Exception as error:  # an error in a callback would be seen by nobody
            self.notice = f"That went wrong ({type(error).__name__}: {error}). Run the cell again."
        else:
            if content["do"] != "look" or self.notice.startswith(_blocked(self.way)):
                self.notice = ""
        self.looks += 1

    def _of_another(self, room):
        """True for the vote of another view; at the first look only for one that is over."""
        if self._knows:
            return room["opening"] != self.room["opening"]
        return room["phase"] == TOLD and room["question"]["item"] != self.item

    def _show(self, room):
        self._knows = True
        self._watching = self._watching and room["phase"] == OPEN
        if not self._watching:
            room = {**room, "coming": {}}
        known = self._watching or room["phase"] in (SHOWN, TOLD)
        # First what goes with it, so that the page never draws the one without the other.
        self.told = told(bank().question(room["question"]["item"]), bank()) if known else []
        self.said, self.room = self.way.said, room


def _choice(question):
    options = [{"letter": option.letter, "text": option.text} for option in question.options]
    return {"item": question.item, "notebook": question.notebook, "stem": question.stem, "options": options}


def _blocked(way):
    if isinstance(way, Relay):
        return "The relay doesn't answer. If it was ended, start it again with python3 start.py class, and run this cell again."
    return "The folder can't be read or written."


def class_votes(which: str = "", folder: str | os.PathLike | None = None) -> ClassVotes:
    """Let a class vote on a question, show its votes, and vote again.

    which: a question, such as "00-flaw-on-ec2", or a notebook, such as "03-ec2", to choose from its questions; all, if left out.
    folder: one that the whole class can reach. Without it votes come through the relay, if `start.py class` runs on this machine, and
    else from saved records that you bring in. ValueError or FileNotFoundError for what is not there.
    """
    return ClassVotes(_questions(which), road(bank(), folder))


def _questions(which):
    asked = [question for question in bank().questions.values() if question.form in ("text", "lesson")]
    notebooks = sorted({question.notebook for question in asked})
    if which in bank().questions:
        first = bank().questions[which]
        return [first, *(q for q in most_telling(_of(asked, first.notebook)) if q.item != which)]
    if which and which not in notebooks:
        raise ValueError(
            f"{which!r} is neither a question nor a notebook with questions; there are: {', '.join(notebooks)}."
        )
    return [
        question for name in ([which] if which else notebooks) for question in most_telling(_of(asked, name))
    ]


def _of(questions, notebook):
    return [question for question in questions if question.notebook == notebook]


class Joined(Living):
    """The card of a learner whose notebook votes with the class. Each answer is put into the learner's own record first."""

    _esm = script("elements.js", "card.js") + _own("ballot.js") + _own("joined.js")
    _css = (STATIC / "quiz.css").read_text(encoding="utf-8") + _own("ballot.css")
    stands = traitlets.Dict().tag(sync=True)
    privacy = traitlets.Unicode().tag(sync=True)
    tab = traitlets.Unicode("").tag(sync=True)
    notice = traitlets.Unicode("").tag(sync=True)

    def __init__(self, place: AtRelay | InFolder, record: Record | None = None) -> None:
        self.seat, self.record = place, record or Record()
        self._recorded = None
        super().__init__(
            "<p>Vote with your class: run this cell.</p>",
            "A vote with your class (run this cell to join)",
            privacy=place.privacy,
            tab=place.tab,
            stands={"phase": "waiting", "opening": "", "round": 0},
        )
        if place.tab:
            return
        self.look()
        self.on_msg(self._heard)

    def look(self) -> None:
        """Ask where the class stands."""
        try:
            stands = self.seat.look()
            if stands["phase"] == TOLD:
                stands = {**stands, "question": card(bank().question(stands["question"]["item"]))}
        except Refused as error:
            self.notice = str(error)
        except (OSError, KeyError, TypeError) as error:
            self.notice = f"The class can't be reached ({error}). This cell tries again by itself."
        else:
            self.stands, self.notice = stands, ""

    def _heard(self, _, content, __):
        if "vote" not in content:
            return self.look()
        try:
            self.vote(content["vote"], content["seconds"])
        except Refused as error:
            self.send({"refused": str(error)})
        except OSError as error:
            self.send(
                {
                    "refused": f"The class can't be reached ({error}). Your answer is in your record; send it again later."
                }
            )
        except Exception as error:
            self.send(
                {"refused": f"Your vote was not sent ({type(error).__name__}: {error}). Run the cell again."}
            )
        else:
            self.send({"counted": True})

    def vote(self, given: dict, seconds: float) -> None:
        """Keep an answer in the record, then send it to the class. Refused or OSError if it did not arrive."""
        if given != self._recorded:  # and not once more if it has to be sent again
            question = bank().question(self.stands["question"]["item"])
            letter, right = given["letter"], question.is_right(given["letter"])
            self.record.add(question.item, letter, given["confidence"], right, seconds, question.notebook)
            self._recorded = given
        self.seat.vote(**given)


def join_class(place: str | os.PathLike, code: str = "", record: Record | None = None) -> Joined:
    """Vote with a class from a notebook: with the link and the code that are shown in front, or with the folder that it shares.

    ValueError for a link that is none, FileNotFoundError for a folder that is not there.
    """
    return Joined(seat(place, code), record)
