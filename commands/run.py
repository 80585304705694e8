"""Run notebooks and store them as they ran.

    python3 start.py run          all of them
    python3 start.py run 03 07    these

What is stored depends on the notebook and the tables alone, so a second run changes no byte. A notebook that a learner should not
get is not stored: one that stops or warns, one whose exercise is solved, one that shows a place on this machine.
"""

import base64
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from . import minutes

ROOT = Path(__file__).resolve().parents[1]
VIEW = "application/vnd.jupyter.widget-view+json"
# What a kernel runs that is to serve another notebook: to start one takes longer than most notebooks run. At the next reset it need
# not search again what the notebooks before have left.
FORGET = '%reset -f\n__import__("gc").freeze()\n__import__("pandas").reset_option("display.")'


def main(arguments: list[str]) -> int | str:
    """The exit code, or what to say: the notebooks named by their numbers are run and stored."""
    paths = {path.name[:2]: path for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))}
    numbers = [number.zfill(2) for number in arguments] or list(paths)
    unknown = [number for number in numbers if number not in paths]
    if unknown:
        return f"There is no notebook {', '.join(unknown)}. There are {', '.join(paths)}."
    refused = False
    with tempfile.TemporaryDirectory(prefix="on-the-hook-run-") as folder:
        os.environ["ON_THE_HOOK_RECORD"] = str(Path(folder) / "record.sqlite")  # as a learner's first time
        for number in numbers:
            found = run(paths[number])
            print(
                f"{paths[number].name}:",
                "\n    ".join(["not stored", *found]) if found else "stored",
                flush=True,
            )
            refused = refused or bool(found)
    return int(refused)


def run(path: Path) -> list[str]:
    """Run one notebook. It is stored if all is well; otherwise the list says what is not, and the file stays as it was."""
    notebook = nbformat.read(path, as_version=4)
    metadata = notebook.metadata.copy()
    views = {cell.id: shown(cell) for cell in notebook.cells}
    try:
        execute(notebook, path.parent)
    except CellExecutionError as error:
        return [f"cell {stopped(notebook)} stops: {error.ename}: {error.evalue}"]
    except (CellTimeoutError, DeadKernelError) as error:
        return [str(error).strip().splitlines()[-1]]
    # The kernel's version is that of whoever ran it last, and the state of the widgets would be most of the file.
    notebook.metadata = {**notebook.metadata, **metadata}
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        keep_names(cell, views[cell.id])
    if "on_the_hook" in metadata:
        minutes.state(notebook)
    found = problems(notebook)
    if not found:
        path.write_text(nbformat.writes(notebook) + "\n", "utf-8", newline="\n")
    return found


def execute(notebook, folder: Path) -> None:
    """Run every cell in order in a fresh kernel that works in `folder`; an error of nbclient's if one stops."""
    client(notebook, folder).execute()


def client(notebook, folder: Path) -> NotebookClient:
    """What can run the cells of `notebook` in a kernel that works in `folder`; it has none yet."""
    return NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        record_timing=False,
        coalesce_streams=True,  # a busy machine sends one print in several pieces
        resources={"metadata": {"path": str(folder)}},
    )


def stopped(notebook) -> int:
    """The number of the cell with an error, counted from 1. The cells after it are as they were stored, so without one."""
    failed = [
        [output.output_type for output in cell.get("outputs", [])].count("error") for cell in notebook.cells
    ]
    return next(number for number, errors in enumerate(failed, start=1) if errors)


def shown(cell) -> list[dict]:
    """The widgets that a cell shows, each as the part of an output that names it."""
    return [output.data[VIEW] for output in cell.get("outputs", []) if VIEW in output.get("data", {})]


def keep_names(cell, before: list[dict]) -> None:
    """Each kernel gives a widget a new name, which means nothing once it has stopped: the stored one stays."""
    for view, old in zip(shown(cell), before, strict=False):
        view["model_id"] = old["model_id"]


def problems(notebook) -> list[str]:
    """What keeps a notebook that has run from being stored, as sentences that name the cell, counted from 1."""
    places = [str(ROOT), os.path.expanduser("~") + os.sep, tempfile.gettempdir() + os.sep]
    found = []
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        texts = list(shown_texts(cell))
        if not cell.outputs:
            found.append(f"cell {number} shows nothing")
        if any(output.get("name") == "stderr" for output in cell.outputs):
            found.append(f"cell {number} warns: {' '.join(texts)[:200]}")
        untried = any(text.startswith("Not tried yet.") for text in texts)
        if "exercise" in cell.metadata.get("tags", []) and not untried:
            found.append(
                f"cell {number} is an exercise that is not as the learner finds it: put its ... back"
            )
        for place in places:
            if any(place in text for text in texts):
                found.append(f"cell {number} shows a place on this machine: {place}")
    return found


def shown_texts(cell) -> Iterator[str]:
    """What a cell shows, as texts: its pictures too, for these may hold the name of a place as well."""
    for output in cell.outputs:
        for text in (*output.get("data", {}).values(), output.get("text", "")):
            yield str(text)
            for picture in re.findall(r"base64,([A-Za-z0-9+/]+=*)", str(text)):
                yield base64.b64decode(picture).decode("utf-8", "replace")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
