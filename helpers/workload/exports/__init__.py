"""What a workload is written as: one module a format. Imports from the rest of this room."""

from __future__ import annotations

from pathlib import Path

from ...tables.model import Model
from ..parts import Workload
from .caiq import write_caiq
from .csv_file import write_csv
from .fedramp import write_fedramp
from .html import write_html
from .json_file import write_json
from .markdown import write_markdown
from .oscal import write_oscal
from .xlsx import write_xlsx

# By the ending of the file; the longest that fits counts.
WRITERS = {
    ".xlsx": write_xlsx,
    ".csv": write_csv,
    ".fedramp.csv": write_fedramp,
    ".caiq.csv": write_caiq,
    ".md": write_markdown,
    ".html": write_html,
    ".json": write_json,
    ".oscal.json": write_oscal,
}


def ending(path: Path) -> str | None:
    """The ending by which `export` chooses, or None if it knows none."""
    name = path.name.lower()
    return max((one for one in WRITERS if name.endswith(one) and name != one), key=len, default=None)


def export(workload: Workload, model: Model, path: Path) -> None:
    """Write a workload to a file, in the format that the ending of its name says.

    Raises ValueError for an ending that there is not, OSError if the file cannot be written.
    """
    found = ending(path)
    if found is None:
        raise ValueError(f"{path.name} has none of the endings {', '.join(WRITERS)}.")
    WRITERS[found](workload, model, path)
