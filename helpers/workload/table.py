"""A workload as a table in CSV: part, service, setting, option. One row a setting, or a part alone with both empty."""

from __future__ import annotations

import csv
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ..tables.errors import Problem, TableError, did_you_mean
from ..tables.load import load_table
from ..tables.model import Model
from .by_hand import part_of
from .parts import Workload

NAME = "workload"  # of the table in TABLES
ASK = "ask"  # an option that nobody knows yet


def is_table(file: str, text: str) -> bool:
    """Whether a file is such a table: by its ending, or by its header."""
    header = text.lstrip("\ufeff").split("\n", 1)[0].lower()
    return file.lower().endswith((".csv", ".tsv")) or (
        "part" in header and "service" in header and "," in header
    )


def read_table(path: Path, model: Model) -> Workload:
    """The workload of a CSV file. What it says nothing of has the option that the course calls the default.

    Raises TableError with every problem: its line, its column, its remedy.
    """
    rows = _rows(path)
    problems = _Problems(path)
    services = set(model.services["service"])
    chosen: dict[str, tuple[str, dict[str, str | None]]] = {}
    for at, row in enumerate(rows.itertuples(index=False)):
        if row.service not in services:
            problems.add(
                at, "service", row.service, "is not in services.csv." + did_you_mean(row.service, services)
            )
            continue
        service, choice = chosen.setdefault(row.part, (row.service, {}))
        if service != row.service:
            problems.add(
                at,
                "service",
                row.service,
                f"this part is {service} in an earlier row. Give it one service, or two names.",
            )
            continue
        if not row.setting:
            if row.option:
                problems.add(at, "setting", "", "is empty while the option is not. Write the setting.")
            continue
        _choose(at, row, choice, model, problems)
    parts = []
    if not problems.found:
        for name, (service, choice) in chosen.items():
            try:
                parts.append(part_of(name, service, choice, model))
            except ValueError as error:
                at = next(at for at, row in enumerate(rows.itertuples(index=False)) if row.part == name)
                problems.add(at, "option", None, str(error))
    if problems.found:
        raise TableError(path.parent.name or ".", problems.found)
    return Workload(path.name, "hand", tuple(parts))


def _choose(at, row, choice, model, problems):
    options = model.settings.of(row.service)
    if row.setting not in options:
        remedy = f"is no setting of {row.service}." + did_you_mean(row.setting, options)
        problems.add(at, "setting", row.setting, remedy)
    elif row.setting in choice:
        problems.add(
            at, "setting", row.setting, "stands a second time for this part. Delete one of the two rows."
        )
    elif row.option in ("", ASK):
        choice[row.setting] = None
    elif row.option not in options[row.setting]:
        words = ", ".join(options[row.setting])
        remedy = f"is no option of {row.setting}. There are: {words}, or {ASK}."
        problems.add(at, "option", row.option, remedy)
    else:
        choice[row.setting] = row.option


def _rows(path) -> pd.DataFrame:
    """The cells of the file, read as the course reads its own tables, which go by their names."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(path, Path(folder) / f"{NAME}.csv")
        try:
            return load_table(NAME, folder)
        except TableError as error:
            raise TableError(
                path.parent.name or ".", [replace(problem, file=path.name) for problem in error.problems]
            ) from None


class _Problems:
    """What is wrong with the rows, each with the line that an editor shows."""

    def __init__(self, path):
        self.path, self.found, self.lines = path, [], None

    def add(self, at: int, column: str, value: str | None, remedy: str) -> None:
        if self.lines is None:
            self.lines = list(_lines(self.path))
        line = self.lines[at] if at < len(self.lines) else None
        self.found.append(Problem(self.path.name, line, column, value, remedy))


def _lines(path):
    """The first line of every row that holds anything."""
    with open(path, encoding="utf-8-sig", newline="", errors="replace") as file:
        reader = csv.reader(file)
        line = 1
        for at, row in enumerate(reader):
            if at and row:
                yield line
            line = reader.line_num + 1
