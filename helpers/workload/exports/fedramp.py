"""A draft of the columns of FedRAMP's customer responsibility matrix. It can state AWS's side only, and says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ...tables.model import Model
from ..matrix import matrix
from ..parts import Workload
from .cells import defused, plain
from .csv_file import write_rows

HEADS = [
    "Control ID",
    "Can Be Inherited from CSP",
    "Specific Inheritance and Customer Agency/CSP Responsibilities",
]
DRAFT = "DRAFT, AWS's side only: what your organisation does must be added by those who do it."
LONGEST = 30_000  # characters of a cell; a spreadsheet takes 32,767
CONTROL = re.compile(r"\b[A-Z]{2}-\d+\b")


def write_fedramp(workload: Workload, model: Model, path: Path) -> None:
    """Write one row a control that a domain of the table belongs to. Raises OSError."""
    rows = matrix(workload, model)
    cells = [
        (control, _inherited(mine), defused(_text(mine, model)))
        for control, mine in by_control(rows, controls_of(model))
    ]
    write_rows(path, HEADS, cells)


def controls_of(model: Model) -> dict[str, list[str]]:
    """The ids of NIST SP 800-53 for each domain; none where domains.csv calls the nearest one no close match."""
    found = {}
    for row in model.domains.itertuples(index=False):
        far = row.nist_800_53.startswith("no ")
        found[row.domain] = [] if far else CONTROL.findall(row.nist_800_53)
    return found


def by_control(rows: pd.DataFrame, controls: dict[str, list[str]]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every control with the rows of a matrix that belong to it, by family and number.

    controls: {domain: ids such as AC-2 or IAM-04}; a control without a row is left out.
    """
    domains: dict[str, list[str]] = {}
    for domain, ids in controls.items():
        for control in ids:
            domains.setdefault(control, []).append(domain)
    for control in sorted(domains, key=_family_and_number):
        mine = rows[rows["domain"].isin(domains[control])]
        if len(mine):
            yield control, mine


def _family_and_number(control):
    family, _, number = control.partition("-")
    return family, int(number)


def _inherited(rows):
    owners = set(rows["owner"])
    return "Yes" if owners == {"aws"} else "No" if owners == {"customer"} else "Partial"


def _text(rows, model):
    names = model.service_names
    sentences = [DRAFT]
    for (service, domain), same in rows.groupby(["service", "name"], sort=False, observed=True):
        for duty, parts in same.groupby("aws_duty", sort=False, observed=True)["part"]:
            who = ", ".join(map(plain, parts.iloc[:5])) + (
                f" and {len(parts) - 5} more" if len(parts) > 5 else ""
            )
            sentences.append(f"{names[service]}, {domain} ({who}): {duty}")
    text, rest = "", 0
    for sentence in sentences:
        if len(text) + len(sentence) < LONGEST:
            text += " " * bool(text) + sentence
        else:
            rest += 1
    return text + (f" {rest} more." if rest else "")
