"""Copies of the notebooks for a room: as they are, but without outputs, in which the answers lie folded."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat


def write(notebooks: Path, folder: Path) -> None:
    """Write each notebook of a folder into another without its outputs; its cells keep their numbers.

    The pages that they link to go along. OSError where the copies cannot be written, what nbformat raises for a file that is no notebook.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(notebooks.glob("[0-9][0-9]-*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = []
        nbformat.write(notebook, folder / path.name)
    copy_pages(notebooks, folder)


def copy_pages(notebooks: Path, folder: Path) -> None:
    """The pages that the notebooks link to. OSError where they cannot be written."""
    for page in notebooks.glob("*.md"):
        shutil.copy(page, folder)
