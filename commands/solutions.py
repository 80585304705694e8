"""Copies of the notebooks with every coded exercise solved, from its folded answer, and run."""

from __future__ import annotations

import ast
import os
import re
import tempfile
from pathlib import Path

import nbformat
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from . import run
from .handouts import copy_pages

ANSWER = re.compile(r"<details><summary>Answer</summary>\s+```python\n(.*?)```\s+</details>", re.S)


def write(notebooks: Path, folder: Path) -> list[str]:
    """Solve, run and write each notebook of a folder into another; a sentence for each one that would not run.

    The pages that they link to go along. The learner's own record is neither read nor written. ValueError for an exercise
    without a folded answer, OSError where the copies cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    problems, before = [], os.environ.get("ON_THE_HOOK_RECORD")
    with tempfile.TemporaryDirectory(prefix="on-the-hook-solutions-", ignore_cleanup_errors=True) as empty:
        os.environ["ON_THE_HOOK_RECORD"] = str(Path(empty) / "record.sqlite")
        try:
            for path in sorted(notebooks.glob("[0-9][0-9]-*.ipynb")):
                notebook = solved(nbformat.read(path, as_version=4), path.name)
                try:
                    run.execute(notebook, notebooks)
                except CellExecutionError as error:
                    problems.append(
                        f"{path.name}: cell {run.stopped(notebook)} stops: {error.ename}: {error.evalue}"
                    )
                    continue
                except (CellTimeoutError, DeadKernelError) as error:
                    problems.append(f"{path.name}: {str(error).strip().splitlines()[-1]}")
                    continue
                notebook.metadata.pop("widgets", None)
                nbformat.write(notebook, folder / path.name)
        finally:
            if before is None:
                del os.environ["ON_THE_HOOK_RECORD"]
            else:
                os.environ["ON_THE_HOOK_RECORD"] = before
    copy_pages(notebooks, folder)
    return problems


def solved(notebook, name: str):
    """The notebook with each exercise as the folded answer below it has it. ValueError if one has none; `name` is for that."""
    for number, cell in enumerate(notebook.cells, start=1):
        if "exercise" in cell.metadata.get("tags", []):
            below = next((c.source for c in notebook.cells[number : number + 1]), "")
            answer = ANSWER.search(below)
            if not answer:
                raise ValueError(f"{name}, cell {number}: the exercise has no folded answer below it.")
            cell.source = "\n".join([*_given(cell.source, answer[1]), answer[1].rstrip()])
    return notebook


def _given(exercise: str, answer: str) -> list[str]:
    """The lines of an exercise above what is to be filled in, unless the answer repeats them: it may need their names."""
    to_fill = next((part.lineno for part in ast.parse(exercise).body if _has_dots(part)), 1)
    return [line for line in exercise.split("\n")[: to_fill - 1] if line not in answer.split("\n")]


def _has_dots(part: ast.stmt) -> bool:
    return any(isinstance(node, ast.Constant) and node.value is ... for node in ast.walk(part))
