"""What every export shows: the same tables with the same headings, made once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ...tables.model import Model
from ...words.owners import NAME, split_of
from ...words.phrases import words
from ..matrix import asks, known_counts, matrix, raci, shared, yours
from ..parts import Workload

NOTE = (
    "Made with On the Hook, a course on the AWS Shared Responsibility Model; not affiliated with AWS. Who acts follows from "
    "the tables of the course (CC BY 4.0), which give a source for every row. It is a start for your own review, no audit."
)
HEADINGS = {
    "part": "Part",
    "service": "Service",
    "name": "Domain",
    "owner": "Who acts",
    "aws_duty": "What AWS does",
    "customer_duty": "What you do",
    "basis": "Basis",
    "source": "Source",
    "open": "Ask first",
    "first_step": "First step",
    "setting": "Setting",
    "options": "Options",
    "why": "Why ask",
    "command": "Command that shows it",
    "moves": "What hangs on it",
    "suggested": "Ask first",
    "title": "Title",
    "publisher": "Publisher",
    "url": "Address",
    "copy_date": "Date of the copy",
    "only_if": "Only if",
    "type": "Type",
    "known": "Known",
    "option": "Option",
}


@dataclass(frozen=True)
class Report:
    """The frames of one workload, with the names of services and domains in words. Made by `report_of()`."""

    workload: Workload
    model: Model
    matrix: pd.DataFrame
    yours: pd.DataFrame
    shared: pd.DataFrame
    ask: pd.DataFrame
    raci: pd.DataFrame
    settings: pd.DataFrame
    sources: pd.DataFrame
    sentences: tuple[str, ...]


def report_of(workload: Workload, model: Model) -> Report:
    """Everything that an export shows of a workload."""
    rows = matrix(workload, model)
    names = model.service_names
    rows["service_name"] = rows["service"].map(names)
    ask = asks(workload, model)
    ask["setting"] = ask["setting"].map(words)
    ask["service_name"] = ask["service"].map(names)
    answered = raci(rows)
    answered["service_name"] = answered["service"].map(names)
    both = shared(rows)
    return Report(
        workload,
        model,
        rows,
        yours(rows),
        both,
        ask,
        answered,
        _settings(workload, names),
        _sources(rows, model),
        _sentences(workload, rows),
    )


def shown(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Some columns of a frame of the report under their headings, owners and services by name."""
    made = frame.copy(deep=False)
    if "owner" in columns:
        made["owner"] = made["owner"].astype(str).map(NAME)
    if "service" in columns and "service_name" in made:
        made["service"] = made["service_name"]
    return made[columns].rename(columns=HEADINGS)


def _settings(workload, names):
    made = [
        (part.name, names[part.service], words(setting), choice.option or "to be asked", choice.known)
        for part in workload.parts
        for setting, choice in part.settings.items()
    ]
    return pd.DataFrame(made, columns=["part", "service", "setting", "option", "known"])


def _sources(rows, model):
    sources = model.sources
    found = sources[sources["source"].isin(rows["source"])]
    return found[["source", "title", "publisher", "url", "copy_date"]].reset_index(drop=True)


def _sentences(workload, rows):
    if not workload.parts:
        return ("Nothing in it is a service of the table, so there is no matrix.",)
    known = known_counts(workload)
    return (
        f"{len(workload.parts):,} parts, {len(rows):,} duties: {split_of(rows['owner'])}.",
        f"{sum(known.values()):,} settings: {known['stated']:,} stated, {known['default']:,} left to a default, "
        f"{known['ask']:,} to be asked.",
        f"{len(workload.supporting):,} resources support the parts; {len(workload.not_covered):,} are not covered.",
    )
