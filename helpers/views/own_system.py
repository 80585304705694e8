"""A system of the learner's own: a file or a few clicks become parts, and the parts a matrix to take along."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import ipywidgets as w

from ..tables.errors import TableError
from ..tables.model import Model
from ..words.owners import split_of
from ..words.phrases import plural
from ..workload.by_hand import part_of
from ..workload.errors import TemplateError
from ..workload.matrix import asks, gaps, known_counts, matrix
from ..workload.parts import Workload
from ..workload.read import read_workload
from .duty_tables import LINK
from .frames import frame_as_html
from .page import View, guarded

FORMATS = {
    "Excel workbook": "matrix.xlsx",
    "Web page": "matrix.html",
    "CSV": "matrix.csv",
    "Markdown": "matrix.md",
    "FedRAMP CIS/CRM columns, a draft": "matrix.fedramp.csv",
    "CAIQ v4 ids, a draft": "matrix.caiq.csv",
    "OSCAL component definition": "matrix.oscal.json",
    "JSON": "matrix.json",
}
FIRST = 5  # rows shown of each table; the file has them all


class OwnSystem(View):
    """Bring a template or a CSV, or add parts by name; see what is yours, and save the matrix.

    `workload` can be read in the next cell. Nothing is stored and nothing leaves this machine: the file that is saved is in the
    page until the reader saves it.
    """

    def __init__(self, model: Model, workload: Workload | None = None) -> None:
        self.model, self.workload = model, workload or Workload("my system")
        self.said, self.shown, self.saved = w.HTML(), w.HTML(), w.HTML()
        self.upload = w.FileUpload(
            accept=".yaml,.yml,.json,.template,.csv",
            multiple=False,
            description="Bring in a template or a CSV",
            tooltip="Bring in a template or a CSV",
            layout={"width": "max-content"},
        )
        names = sorted((name, key) for key, name in model.service_names.items() if key != "on-premises")
        self.service = self._choice("Service", names)
        self.format = self._choice("Save as", list(FORMATS.items()))
        self.upload.observe(guarded(self.said)(lambda change: self.bring_in(change["new"])), "value")
        controls = [
            self.upload,
            w.HBox([self.service, self._button("Add this part", self.add)]),
            w.HBox(
                [
                    self.format,
                    self._button("Make the file", self.save),
                    self._button("Start over", self.clear),
                ]
            ),
        ]
        super().__init__(
            [*controls, self.said, self.saved, self.shown],
            fallback="<p>Your own system: bring in a template of CloudFormation, SAM or Terraform, or a CSV, or add its parts by "
            "name. Run this cell to see what is yours in it, and to save the matrix.</p>",
            text="Your own system (run this cell to bring it in)",
        )
        if self.workload.parts:
            self.tell()

    def _choice(self, name: str, options: list) -> w.Dropdown:
        return w.Dropdown(
            description=name, tooltip=name, options=options, style={"description_width": "initial"}
        )

    def _button(self, words: str, action) -> w.Button:
        button = w.Button(description=words, tooltip=words, layout={"width": "max-content"})
        button.on_click(guarded(self.said)(lambda _: action()))
        return button

    def bring_in(self, files: Sequence[Mapping]) -> None:
        """`files` as FileUpload gives them: none, or one with its name and content. It takes the place of what was there."""
        if not files:
            return
        try:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / (Path(files[0]["name"]).name or "template.yaml")
                path.write_bytes(bytes(files[0]["content"]))
                self.workload = read_workload(path, self.model)
        except (TemplateError, TableError) as error:
            self.said.value = f'<p role="alert">{escape(str(error))}</p>'
        else:
            self.tell()
        self.upload.value = ()

    def add(self) -> None:
        service = self.service.value
        number = sum(part.base == service for part in self.workload.parts) + 1
        name = self.model.service_names[service] + (f" {number}" if number > 1 else "")
        part = part_of(name, service, {}, self.model)
        self.workload = Workload(self.workload.title, "hand", (*self.workload.parts, part))
        self.tell()

    def clear(self) -> None:
        self.workload = Workload("my system")
        self.tell()

    def tell(self) -> None:
        """What the system is made of, what is yours in it, and what must be asked."""
        load, self.saved.value = self.workload, ""
        if not load.parts:
            left = ", ".join(escape(other.kind) for other in load.not_covered[:FIRST])
            self.said.value = (
                '<p role="status">No parts yet.' + (f" Not covered: {left}." if left else "") + "</p>"
            )
            self.shown.value = ""
            return
        rows, known = matrix(load, self.model), known_counts(load)
        self.said.value = (
            f'<p role="status"><b>{escape(load.title)}</b>: {plural(len(load.parts), "part")}, {len(rows):,} duties, '
            f"{split_of(rows['owner'])}. {plural(sum(known.values()), 'setting')}: {known['stated']} stated, "
            f"{known['default']} left to a default, {known['ask']} to ask.</p>"
        )
        open_rows, questions = gaps(rows), asks(load, self.model)
        self.shown.value = frame_as_html(
            open_rows[["part", "name", "owner", "customer_duty"]].head(FIRST),
            f"Nobody's name stands beside {len(open_rows):,} duties of yours; the first are",
            self.model,
        ) + (
            frame_as_html(
                questions[["part", "setting", "command"]].head(FIRST),
                f"No file shows {plural(len(questions), 'setting')}; ask for",
                self.model,
            )
            if len(questions)
            else ""
        )

    def save(self) -> None:
        if not self.workload.parts:
            self.said.value = '<p role="status">No parts yet: bring in a file or add one first.</p>'
            return
        from ..workload.exports import (
            export,  # its libraries are loaded for those who save, not in every kernel
        )

        name = self.format.value
        with tempfile.TemporaryDirectory() as folder:
            export(self.workload, self.model, Path(folder) / name)
            data = base64.b64encode((Path(folder) / name).read_bytes()).decode()
        self.saved.value = (
            f'<p role="status"><a download="{name}" href="data:application/octet-stream;base64,{data}" '
            f'style="{LINK}">Save {name}</a></p>'
        )


def own_system(model: Model, workload: Workload | None = None) -> OwnSystem:
    """Bring in, or put together, a system of your own; `workload` to begin with one."""
    return OwnSystem(model, workload)
