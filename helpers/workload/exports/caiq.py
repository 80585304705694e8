"""A draft of the SSRM columns of the CSA's CAIQ, version 4, by question id alone: the questions themselves are licensed."""

from __future__ import annotations

import re
from pathlib import Path

from ...tables.model import Model
from ..matrix import matrix
from ..parts import Workload
from .cells import defused, plain
from .csv_file import write_rows
from .fedramp import by_control

HEADS = ["Question ID", "SSRM Control Ownership", "CSP Implementation Description", "CSC Responsibilities"]
OWNERSHIP = {"aws": "CSP-owned", "customer": "CSC-owned"}
SHARED = "Shared CSP and CSC"
CONTROL = re.compile(r"\b([A-Z&]{3}-\d\d)\b")
# A control has one question unless it stands here. Ids as in CAIQ v4.0.3.
QUESTIONS = {"AIS-07": 2, "BCR-08": 3, "BCR-09": 2, "IVS-03": 5}
LONGEST = 30_000


def write_caiq(workload: Workload, model: Model, path: Path) -> None:
    """Write one row a question whose control domains.csv names. Raises OSError."""
    rows = matrix(workload, model)
    cells = []
    for control, mine in by_control(rows, _controls(model)):
        owners = set(mine["owner"])
        ownership = OWNERSHIP.get(next(iter(owners)), SHARED) if len(owners) == 1 else SHARED
        sides = [defused(_duties(mine, side, model)) for side in ("aws_duty", "customer_duty")]
        for number in range(1, QUESTIONS.get(control, 1) + 1):
            cells.append((f"{control}.{number}", ownership, *sides))
    write_rows(path, HEADS, cells)


def _controls(model):
    return {row.domain: CONTROL.findall(row.csa_ccm) for row in model.domains.itertuples(index=False)}


def _duties(rows, side, model):
    names = model.service_names
    text = ""
    for (service, duty), _ in rows.groupby(["service", side], sort=False, observed=True):
        sentence = f"{names[service]}: {plain(duty)} "
        if len(text) + len(sentence) < LONGEST:
            text += sentence
    return text.strip()
