"""Questions as widgets: choose, say how sure you are, submit, read why. And the test forms, without the why."""

import time
from functools import lru_cache
from html import escape

import ipywidgets as w

from ..views.controls import RadioButtons, when_settled
from ..views.page import View, guarded
from ..words.phrases import plural
from .feedback import feedback, form_report, on_paper
from .questions import CONFIDENCE, RETURNING, Bank, Question, load_bank, returning, steps
from .record import Record

DOUBLE_CLICK = 0.4  # seconds after an answer in which a second press does not go on


@lru_cache
def bank() -> Bank:
    return load_bank()


class Quiz(View):
    """Questions one after the other; the two cases of a pair stand together.

    Nothing of an answer shows before it is submitted, and a submitted answer stays. It goes into the record.
    `paper` holds the questions for a reader without a kernel; it does not depend on the record, so that a
    stored notebook looks the same for everybody.
    """

    folded_answers = True

    def __init__(
        self,
        questions: list[Question],
        notebook: str,
        text: str,
        record: Record | None = None,
        paper: list[Question] | None = None,
    ):
        self.steps, self.notebook = steps(questions), notebook
        self.record = record or Record()
        self.last_answer = float("-inf")
        self.place, self.cases, self.reply, self.error = w.HTML(), w.VBox(), w.HTML(), w.HTML()
        self.confidence = RadioButtons(
            options=CONFIDENCE,
            index=None,
            tooltip="How sure are you?",
            orientation="horizontal",
            layout={"width": "auto"},
        )
        self.sure = w.VBox([w.HTML("<p>How sure are you?</p>"), self.confidence])
        self.button = w.Button(layout={"width": "max-content"})
        self.button.on_click(
            lambda _: when_settled([*self.radios, self.confidence], guarded(self.error)(self.press))
        )
        fallback = "".join(on_paper(bank(), step, self.folded_answers) for step in steps(paper or questions))
        super().__init__(
            [self.place, self.cases, self.sure, self.button, self.reply, self.error], fallback, text
        )
        self.begin(0)

    def begin(self, at: int) -> None:
        """Show step number `at`, or the end."""
        self.at, self.answered, self.reply.value = at, False, ""
        if at == len(self.steps):
            self.finish()
            return
        self.step = self.steps[at]
        where = f"Question {at + 1} of {len(self.steps)}. " if len(self.steps) > 1 else ""
        kind = {
            "pair": "Two cases, one difference: answer both.",
            "dispute": "A disputed case: choose the position that can be argued.",
        }.get(self.step[0].kind, "")
        self.place.value = f'<p role="status">{where}{kind}</p>' if where or kind else ""
        # "auto" lets a long option wrap instead of being cut.
        self.radios = [
            RadioButtons(
                options=[(o.text, o.letter) for o in question.options],
                index=None,
                tooltip=question.stem,
                layout={"width": "auto"},
            )
            for question in self.step
        ]
        self.cases.children = [
            part
            for question, radio in zip(self.step, self.radios)
            for part in (w.HTML(f"<p style='line-height:1.4'><b>{escape(question.stem)}</b></p>"), radio)
        ]
        self.confidence.index, self.confidence.disabled, self.sure.layout.display = None, False, ""
        self.name_button("Submit my answer")
        self.shown_at = time.monotonic()

    def name_button(self, words: str) -> None:
        self.button.description = self.button.tooltip = words

    def press(self) -> None:
        # One button for both, because a button that vanishes takes the keyboard focus with it.
        if time.monotonic() - self.last_answer < DOUBLE_CLICK:
            return
        if self.at == len(self.steps):
            self.begin(0)
        elif not self.answered:
            self.submit()
        elif len(self.steps) > 1:
            self.begin(self.at + 1)

    def submit(self) -> None:
        if any(radio.value is None for radio in self.radios):
            self.reply.value = '<p role="alert">Not tried yet: choose an answer first.</p>'
        elif self.confidence.value is None:
            self.reply.value = '<p role="alert">Say how sure you are, then submit.</p>'
        else:
            self.answered, self.last_answer = True, time.monotonic()
            for question, radio in zip(self.step, self.radios):
                self.record.add(
                    question.item,
                    radio.value,
                    self.confidence.value,
                    question.is_right(radio.value),
                    self.last_answer - self.shown_at,
                    self.notebook,
                )
            self.after_answer()

    def after_answer(self) -> None:
        for control in (*self.radios, self.confidence):
            control.disabled = True
        last = self.at + 1 == len(self.steps)
        self.name_button("Answered" if len(self.steps) == 1 else "Finish" if last else "Next question")
        self.reply.value = self.verdicts([radio.value for radio in self.radios])

    def verdicts(self, letters: list[str]) -> str:
        """The reply to one letter for each case of the step, as HTML."""
        replies = [
            feedback(bank(), question, letter, self.confidence.value or "")
            for question, letter in zip(self.step, letters)
        ]
        if len(replies) > 1:
            replies = [
                f"<p><b>Case {number}.</b></p>{reply}" for number, reply in enumerate(replies, start=1)
            ]
            replies.append(f"<p><b>The rule.</b> {escape(bank().rules[self.step[0].pair])}</p>")
        return f'<div role="alert">{"".join(replies)}</div>{self.notice()}'

    def notice(self) -> str:
        """What the record has to say, once."""
        words = self.record.notice
        return f'<p role="status">{escape(words)}</p>' if words else ""

    def finish(self) -> None:
        self.leave(
            "<p>That was the last one. What you missed comes back in a later notebook.</p>", "Begin again"
        )

    def leave(self, words: str, button: str) -> None:
        self.place.value, self.cases.children, self.reply.value = "", [], f'<div role="status">{words}</div>'
        self.sure.layout.display = "none"
        self.name_button(button)


class TestForm(Quiz):
    """A test form: no reply until the end, then the report. It goes on where the record says it stopped."""

    __test__ = False  # not a test of pytest
    folded_answers = False

    def __init__(self, letter: str, record: Record | None = None):
        self.letter, questions = letter, bank().form(letter)
        record = record or Record()
        super().__init__(
            questions,
            questions[0].notebook,
            f"Test form {letter.upper()}: {plural(len(questions), 'question')} (run this cell to answer them)",
            record,
        )
        done = set(record.answers()["item"])
        left = [at for at, step in enumerate(self.steps) if step[0].item not in done]
        if left != list(range(len(self.steps))):
            self.begin(left[0] if left else len(self.steps))

    def after_answer(self) -> None:
        self.begin(self.at + 1)
        self.reply.value += self.notice()

    def finish(self) -> None:
        self.leave(form_report(bank(), self.record.answers(), self.letter), "Take this form again")


def ask(item: str, record: Record | None = None) -> Quiz:
    """One question of data/questions.csv. KeyError names the items that exist."""
    question = bank().question(item)
    return Quiz(
        [question], question.notebook, f"Question: {question.stem} (run this cell to answer it)", record
    )


def practice(notebook: str, record: Record | None = None) -> Quiz:
    """All questions of a notebook. ValueError names the notebooks that have some."""
    questions = bank().of(notebook)
    return Quiz(
        questions,
        notebook,
        f"Practice: {plural(len(questions), 'question')} for {notebook} (run this cell to answer them)",
        record,
    )


def come_back(notebook: str, record: Record | None = None) -> Quiz:
    """Five items of earlier notebooks, the weak ones first."""
    record = record or Record()
    answers = record.answers()
    return Quiz(
        returning(bank(), answers, notebook),
        notebook,
        f"{RETURNING} questions from earlier notebooks (run this cell to answer them)",
        record,
        paper=returning(bank(), answers.iloc[:0], notebook),
    )


def take_form(letter: str, record: Record | None = None) -> TestForm:
    """Test form 'a' (before the course) or 'b' (after it)."""
    return TestForm(letter, record)
