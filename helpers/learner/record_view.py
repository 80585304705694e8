"""The learner's record on the page: see it, take it along, put it back, delete it."""

import base64
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import anywidget
import ipywidgets as w

from ..views.duty_tables import LINK, table
from ..views.living import script
from ..views.page import View, guarded, on_press
from ..words.phrases import plural
from .feedback import beliefs_report, gain_report
from .parcel import PARCEL, RECORD, pack, record_in
from .questions import calibration
from .quiz import bank
from .record import Record
from .record_rows import RecordError

SHOWN = 20  # answers in the table; the file holds them all


class Download(anywidget.AnyWidget):
    """Has the browser save a file."""

    _esm = script("download.js")

    def save(self, name: str, data: bytes) -> None:
        self.send({"name": name, "data": base64.b64encode(data).decode()})


class MyRecord(View):
    """What was answered, as one file to save and to bring in, and a button that deletes it (pressed twice).

    Another button saves the notebooks and the record together. folder: where they are, by default that of this notebook.
    """

    def __init__(self, record: Record | None = None, folder: Path | None = None) -> None:
        self.record, self.folder = record or Record(), folder or Path.cwd()
        self.said, self.reply, self.error = w.HTML(), w.HTML(), w.HTML()
        self.download = Download()
        self.pack_button = self._button("Save notebooks and record together", self.pack)
        self.show_button = self._button("Show my record", self.show)
        self.upload = w.FileUpload(
            accept=".csv,.zip",
            multiple=False,
            description="Bring in a saved record",
            tooltip="Bring in a saved record",
            layout={"width": "max-content"},
        )
        self.upload.observe(guarded(self.error)(lambda change: self.bring_in(change["new"])), "value")
        self.delete_button = self._button("Delete my record", self.delete)
        self.sure = False
        super().__init__(
            [
                w.HBox(
                    [self.show_button, self.pack_button, self.upload, self.delete_button],
                    layout={"flex_flow": "row wrap"},
                ),
                self.said,
                self.reply,
                self.error,
                self.download,
            ],
            fallback="<p>Your record: every answer with your confidence, kept on your machine only. "
            "Run this cell to see it, save it as a file, bring in a saved file, or delete it.</p>",
            text="Your record of answers (run this cell to see it)",
        )

    def _button(self, words, action):
        button = w.Button(description=words, tooltip=words, layout={"width": "max-content"})
        button.on_click(guarded(self.error)(lambda _: action()))
        return button

    def say(self, words: str) -> None:
        self.said.value = f'<p role="status">{escape(" ".join([words, self.record.notice]).strip())}</p>'

    def show(self) -> None:
        answers = self.record.answers()
        self.sure = False
        self.say(f"{plural(len(answers), 'answer')} in your record.")
        if answers.empty:
            self.reply.value = ""
            return
        data = base64.b64encode(self.record.export()).decode()
        recent = answers.tail(SHOWN).iloc[::-1]
        body = [
            [
                escape(row["item"]),
                escape(row["option"]),
                escape(row["confidence"]),
                "right" if row["correct"] else "not right",
                f"{row['seconds']:.0f}",
                escape(row["notebook"]),
                row["at"].strftime("%Y-%m-%d %H:%M"),
            ]
            for _, row in recent.iterrows()
        ]
        # The width of the table must not become that of the words above it: on a phone it is moved about under the thumb.
        self.reply.value = (
            f'<p><a download="{RECORD}" href="data:text/csv;base64,{data}" style="{LINK}">Save my record as a file</a>'
            f'</p><p>{self.record.store.keeping}</p><div style="width:0;min-width:100%;overflow-x:auto" tabindex="0" role="region" '
            'aria-label="Answers">'
            + table(
                ["Item", "Answer", "Confidence", "Verdict", "Seconds", "Notebook", "When (UTC)"],
                body,
                f"Your last {plural(len(recent), 'answer')}, the newest first.",
            )
            + "</div>"
        )

    def pack(self) -> None:
        """Hand the browser the notebooks of the folder and the record as one file."""
        data, packed, left = pack(self.record, self.folder)
        self.sure = False
        self.download.save(PARCEL, data)
        words = f"Saved as {PARCEL}: {plural(len(packed), 'notebook')}, each as it was last saved, and your record."
        if left:
            words += f" Could not be read, so not in it: {', '.join(left)}. Try again."
        self.say(words)

    def bring_in(self, files: Sequence[Mapping]) -> None:
        """`files` as FileUpload gives them: none, or one with its content."""
        if not files:
            return
        try:
            new = self.record.bring_in(record_in(bytes(files[0]["content"])))
        except RecordError as error:
            self.say(str(error))
        else:
            self.show()
            self.say(f"{plural(new, 'new answer')} brought in.")
        self.upload.value = ()

    def delete(self) -> None:
        if not self.sure:
            self.sure = True
            self.say(
                f"This deletes every answer {self.record.store.where}. Press Delete my record again to do it."
            )
            return
        gone = self.record.delete()
        self.sure, self.reply.value = False, ""
        self.say("Your record is deleted." if gone else "")


class HowFar(View):
    """Gain, calibration and beliefs of the whole record, drawn anew at each press."""

    def __init__(self, record: Record | None = None) -> None:
        self.record = record or Record()
        self.button, self.said, self.reply = on_press("Show how far I came", self.show)
        super().__init__(
            [self.button, self.said, self.reply],
            fallback="<p>Your gain from form A to form B, your confidence against your correctness, and "
            "the beliefs behind your wrong answers. Run this cell to see them.</p>",
            text="How far you came (run this cell to see it)",
        )

    def show(self) -> None:
        answers = self.record.answers()
        known = answers[answers["item"].isin(list(bank().questions))]
        by_notebook = known.groupby("notebook").agg(
            answers=("correct", "size"),
            right=("correct", "sum"),
            sure=("confidence", lambda c: (c == "sure").sum()),
        )
        body = [
            [escape(str(name)), f"{row['answers']:.0f}", f"{row['right']:.0f}", f"{row['sure']:.0f}"]
            for name, row in by_notebook.iterrows()
        ]
        all_of_it = table(["Notebook", "Answers", "Right", "Sure of"], body, "All your answers, by notebook.")
        total = calibration(known)
        words = ", ".join(
            f"{name}: {row['right']:.0f} of {row['answers']:.0f} right" for name, row in total.iterrows()
        )
        self.reply.value = (
            f'<div role="status">{gain_report(bank(), answers)}<p>Over the whole course, {words}.</p>'
            f"{beliefs_report(bank(), known)}</div>{all_of_it}"
        )


def my_record(record: Record | None = None) -> MyRecord:
    """Show, save, bring in or delete the record."""
    return MyRecord(record)


def how_far(record: Record | None = None) -> HowFar:
    """The report over the whole course."""
    return HowFar(record)
