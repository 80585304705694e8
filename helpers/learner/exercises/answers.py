"""Answers that the exercises of several notebooks compute from the tables."""

from __future__ import annotations

import pandas as pd

from ...numbers.scale import difference
from ...tables.model import Model


def rows(model: Model, service: str = "", owner: str = "") -> pd.DataFrame:
    """The responsibilities, of one service and with one owner if they are named."""
    found = model.responsibilities
    if service:
        found = found[found["service"] == service]
    return found[found["owner"] == owner] if owner else found


def domains(model: Model, service: str, owner: str = "") -> set[str]:
    return set(rows(model, service, owner)["domain"])


def owners(model: Model, service: str, of: list[str]) -> dict[str, str]:
    """The owners of some domains."""
    owner = model.of(service)["owner"]
    return {domain: str(owner[domain]) for domain in of}


def owners_of_cases(model: Model, cases: dict[str, tuple[str, str]]) -> dict[str, str]:
    """The owner of each case; a case is about (service, domain)."""
    return {case: owners(model, service, [domain])[domain] for case, (service, domain) in cases.items()}


def duties_of_cases(model: Model, cases: dict[str, tuple[str, str]]) -> dict[str, str]:
    """What both sides do about each case, as the table has it: why the owner is the owner."""
    found = {}
    for case, (service, domain) in cases.items():
        row = model.of(service).loc[domain]
        found[case] = f"AWS: {row['aws_duty']} You: {row['customer_duty']}"
    return found


def moved(model: Model, left: str, right: str, direction: str = "") -> set[str]:
    """The domains that change hands from one service to another, in one direction if it is named."""
    change = difference(model.responsibilities, left, right)["moved"]
    return set(change.index[change == direction if direction else change != "same"])
