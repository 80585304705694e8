"""What a workload is written as: one module a format. Imports from the rest of this room."""

from __future__ import annotations

from pathlib import Path

from ...tables.model import Model
from ..parts import Workload

WRITERS = {}


def export(workload: Workload, model: Model, path: Path) -> None:
    """Write a workload to a file, as the ending of its name says. Raises OSError, and KeyError for another ending."""
    WRITERS[path.suffix.lower()](workload, model, path)
