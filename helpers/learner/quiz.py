"""Questions as cards: choose, say how sure you are, submit, read why. And the test forms, without the why."""

from __future__ import annotations

from functools import lru_cache

import traitlets

from ..tables.model import course
from ..views.living import STATIC, Living, script
from ..words.phrases import plural
from .feedback import form_report, on_paper, word
from .questions import RETURNING, SHORT, Bank, Question, load_bank, missed_tiles, returning, steps
from .record import Record


@lru_cache
def bank() -> Bank:
    return load_bank()


class Quiz(Living):
    """Questions one after the other; the two cases of a pair stand together.

    Nothing of an answer shows before it is submitted, and a submitted answer stays. The browser says what there is to
    say, and tells the kernel, which puts the answer into the record. `paper` holds the questions for a reader without
    any script; it does not depend on the record, so that a stored notebook looks the same for everybody.
    `lock=True`: the card offers to open what stands behind it without a guess (see `behind`).
    """

    _esm, _css = script("elements.js", "card.js", "quiz.js"), STATIC / "quiz.css"
    steps = traitlets.List().tag(sync=True)
    start = traitlets.Int(0).tag(sync=True)
    form = traitlets.Bool(False).tag(sync=True)
    given = traitlets.Dict().tag(sync=True)
    lock = traitlets.Bool(False).tag(sync=True)
    shows = traitlets.Unicode("none").tag(sync=True)
    report = traitlets.Unicode("").tag(sync=True)
    notice = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        questions: list[Question],
        notebook: str,
        text: str,
        record: Record | None = None,
        paper: list[Question] | None = None,
        **traits: object,
    ) -> None:
        self.questions = {question.item: question for question in questions}
        self.notebook, self.record = notebook, record or Record()
        folded = not traits.get("form")
        fallback = "".join(on_paper(bank(), step, folded) for step in steps(paper or questions))
        cards = [[card(question) for question in step] for step in steps(questions)]
        super().__init__(fallback, text, steps=cards, **traits)
        self.on_msg(self._heard)

    def _heard(self, _, content: dict, __) -> None:
        try:
            self.take(content["answers"])
        except Exception as error:  # nothing that goes wrong here may look like success
            self.notice = f"This answer was not kept ({type(error).__name__}: {error}). Run the cell again."

    def take(self, answers: list[dict]) -> None:
        """Put answers into the record: each has item, letter, confidence and seconds, as the card sends them."""
        for answer in answers:
            question, letter = self.questions[answer["item"]], answer["letter"]
            right = question.is_right(letter)
            self.record.add(
                question.item, letter, answer["confidence"], right, answer["seconds"], self.notebook
            )
        self.notice = self.record.notice


class TestForm(Quiz):
    """A test form: no reply until the end, then the report. It goes on where the record says it stopped.

    count: how many of its questions to ask, from the first on; all, if left out. The others can follow later.
    """

    __test__ = False  # not a test of pytest

    def __init__(self, letter: str, count: int | None = None, record: Record | None = None) -> None:
        self.letter, questions = letter, bank().form(letter)[:count]
        record = record or Record()
        answers = record.answers()
        done = answers[answers["item"].isin([question.item for question in questions])]
        given = {
            row["item"]: {
                "letter": row["option"],
                "confidence": row["confidence"],
                "right": bool(row["correct"]),
            }
            for _, row in done.iterrows()
        }
        left = [at for at, question in enumerate(questions) if question.item not in given]
        start = left[0] if left else len(questions)
        text = (
            f"Test form {letter.upper()}: {plural(len(questions), 'question')} (run this cell to answer them)"
        )
        super().__init__(questions, questions[0].notebook, text, record, start=start, given=given, form=True)
        self.sum_up()

    def take(self, answers: list[dict]) -> None:
        super().take(answers)
        self.sum_up()

    def sum_up(self) -> None:
        """The report, once every question has an answer."""
        answers = self.record.answers()
        if set(self.questions) <= set(answers["item"]):
            self.report = form_report(bank(), answers, self.letter, len(self.questions))


def card(question: Question) -> dict:
    """A question as its card needs it: plain data, with the key and all reasons."""
    beliefs = bank().beliefs
    options = []
    for option in question.options:
        belief = beliefs.loc[option.belief] if option.belief else None
        options.append(
            {
                "letter": option.letter,
                "text": option.text,
                "why": option.why,
                "right": question.is_right(option.letter),
                "belief": None
                if belief is None
                else {
                    "statement": belief["statement"],
                    "true_for": belief["true_for"],
                    "not_true_for": belief["not_true_for"],
                    "notebook": str(belief["notebook"]),
                },
            }
        )
    return {
        "item": question.item,
        "kind": question.kind,
        "stem": question.stem,
        "options": options,
        "rule": bank().rules.get(question.pair, ""),
        "parts": question.parts,
        "next_step": question.next_step,
        "helped_by": question.helped_by,
        "word": word(question),
    }


def ask(*items: str, record: Record | None = None, **traits: object) -> Quiz:
    """Questions of data/questions.csv, in this order; the two cases of a pair stand together, with their rule.

    KeyError names the items that exist, ValueError asks for one.
    """
    if not items:
        raise ValueError('Name a question, such as ask("00-flaw-on-ec2").')
    questions = [bank().question(item) for item in items]
    told = f"Question: {questions[0].stem} (run this cell to answer it)"
    if len(items) > 1:
        told = f"{plural(len(items), 'question')}: {', '.join(items)} (run this cell to answer them)"
    return Quiz(questions, questions[0].notebook, told, record, **traits)


def practice(notebook: str, record: Record | None = None) -> Quiz:
    """All questions of a notebook. ValueError names the notebooks that have some."""
    questions = bank().of(notebook)
    text = f"Practice: {plural(len(questions), 'question')} for {notebook} (run this cell to answer them)"
    return Quiz(questions, notebook, text, record)


def come_back(notebook: str, record: Record | None = None) -> Quiz:
    """A few items of earlier notebooks, the weak ones first: questions, pairs, and tiles that were predicted wrong."""
    record = record or Record()
    answers = record.answers()
    return Quiz(
        returning(bank(), answers, notebook, tiles=missed_tiles(course(), answers, notebook)),
        notebook,
        f"{RETURNING} questions from earlier notebooks (run this cell to answer them)",
        record,
        paper=returning(bank(), answers.iloc[:0], notebook),
    )


def take_form(letter: str, count: int | None = None, record: Record | None = None) -> TestForm:
    """Test form 'a' (before the course) or 'b' (after it): its first `count` questions, or all of them.

    Five are a short form: they ask for all three owners. Whoever wants the other ten later leaves `count` out and goes on.
    ValueError for fewer than five or more than there are.
    """
    most = len(bank().form(letter))
    if count is not None and not SHORT <= count <= most:
        raise ValueError(f"A form asks {SHORT} to {most} questions, not {count}.")
    return TestForm(letter, count, record)
