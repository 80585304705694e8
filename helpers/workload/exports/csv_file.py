"""The matrix as CSV: one row a part and domain, keys as in the tables of the course."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from ...tables.model import Model
from ..matrix import matrix
from ..parts import Workload
from .cells import texts

COLUMNS = ["part", "service", "domain", "owner", "aws_duty", "customer_duty", "basis", "source", "open"]


def write_csv(workload: Workload, model: Model, path: Path) -> None:
    """Write the matrix. Raises OSError."""
    rows = texts(matrix(workload, model)[COLUMNS])
    write_rows(path, COLUMNS, rows.itertuples(index=False, name=None))


def write_rows(path: Path, heads: list[str], rows: Iterable[Iterable[str]]) -> None:
    """Write a table in UTF-8 with the mark by which Excel knows it. The cells must be defused."""
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(rows)
