"""The report as one Markdown file, for a wiki or a pull request."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ...tables.model import Model
from ..parts import Workload
from .cells import texts
from .report import NOTE, report_of, shown

SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def write_markdown(workload: Workload, model: Model, path: Path) -> None:
    """Write the report. Raises OSError."""
    report = report_of(workload, model)
    parts = [
        f"# Who is on the hook: {escaped(workload.title)}",
        "\n".join(f"- {one}" for one in report.sentences),
    ]
    for title, frame, columns in (
        ("What must be asked", report.ask, ["part", "setting", "why", "command"]),
        ("What is yours", report.yours, ["part", "name", "customer_duty", "source"]),
        (
            "What is shared, and your first step",
            report.shared,
            ["part", "name", "first_step", "aws_duty", "source"],
        ),
        ("Settings", report.settings, ["part", "service", "setting", "option", "known"]),
        (
            "The whole matrix",
            report.matrix,
            ["part", "service", "name", "owner", "aws_duty", "customer_duty", "source"],
        ),
        ("Sources", report.sources, ["source", "title", "publisher", "url", "copy_date"]),
    ):
        if len(frame):
            parts += [f"## {title}", _table(shown(frame, columns))]
    for title, others in (
        ("Not covered", workload.not_covered),
        ("Supporting resources", workload.supporting),
    ):
        if others:
            lines = [f"- {escaped(other.name)} ({escaped(other.kind)})" for other in others]
            parts += [f"## {title}", "\n".join(lines)]
    path.write_text("\n\n".join([*parts, f"*{NOTE}*"]) + "\n", encoding="utf-8")


def escaped(text: object) -> str:
    """Text in which nothing is markup."""
    return SPECIAL.sub(r"\\\1", texts(pd.DataFrame({"": [text]}))[""].iloc[0])


def _table(frame):
    cells = texts(frame)
    for column in cells.columns:
        cells[column] = cells[column].map(
            {text: SPECIAL.sub(r"\\\1", text) for text in cells[column].unique()}
        )
    lines = ["| " + " | ".join(cells.columns) + " |", "|" + "---|" * len(cells.columns)]
    lines += ["| " + " | ".join(row) + " |" for row in cells.itertuples(index=False, name=None)]
    return "\n".join(lines)
