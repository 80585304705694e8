"""The tour as part of a SCORM package: the core of notebook 00, made by the builder of the web site. See scorm.py."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from sphinx.cmd.build import main as sphinx

from commands.run import VIEW
from helpers.views.repair import SCRIPT

from . import build as site
from .downloads import from_npm
from .widgets import STATE, keep_used_widgets, name_stacks, references, share_parts

HERE = Path(__file__).resolve().parent / "platform"
NOTEBOOKS = HERE.parents[1] / "notebooks"
TOUR, GLOSSARY = "00-start-here", "glossary.md"
# Sphinx's own pages, and what only a builder reads.
LEFT_OUT = ("genindex.html", "objects.inv", ".buildinfo")
RUN_A_CELL = "run-a-cell"  # how to run one: nobody has to here
# Links to what is not in the package, and the minutes of what was left out.
AWAY = re.compile(r"\[([^\]]*)\]\((?:\d\d-[\w-]+\.ipynb|\w+\.md)(?<!glossary\.md)(?:#[^)]*)?\)")
MORE = re.compile(r", and \d+ more for what you can leave out")
NOTE = '<p class="platform" data-platform role="status"></p>'
RAN = "Its cells have run already, so there's nothing for you to start."


def build(folder: Path) -> tuple[str, str, list[dict], list[str]]:
    """Makes the pages in `folder`, which is not there yet: title, name of the page, all cards on it, items of its last card."""
    manager = from_npm(site.MANAGER, site.INTEGRITY, "the scripts that move the widgets")
    with tempfile.TemporaryDirectory(prefix="on-the-hook-tour-") as made:
        source, static = Path(made) / "source", Path(made) / "static"
        source.mkdir()
        site.unpack(manager, static / "widgets")
        for script in (SCRIPT, HERE / "scorm.js", HERE / "note.css", HERE / "tour.css"):
            shutil.copy(script, static)
        (static / "lesson.js").touch()  # scorm.py fills it
        (source / GLOSSARY).write_text(AWAY.sub(r"\1", (NOTEBOOKS / GLOSSARY).read_text("utf-8")), "utf-8")

        path = source / f"{TOUR}.ipynb"
        nbformat.write(core(nbformat.read(NOTEBOOKS / path.name, as_version=4)), path)
        os.environ["ON_THE_HOOK_RECORD"] = str(Path(made) / "record.sqlite")  # nobody's answers
        (notebook,) = site.run([path])
        site.without_kernel(notebook, RAN)
        notebook.cells.insert(2, nbformat.v4.new_markdown_cell(NOTE))
        keep_used_widgets(notebook)
        name_stacks(notebook)
        cards = quizzes(notebook)
        share_parts(notebook, static / "parts")
        nbformat.write(notebook, path)

        options = ["-b", "html", "-q", "-W", "--keep-going", "-c", str(HERE), "-d", str(Path(made) / "trees")]
        places = f"html_static_path={HERE.parent / 'static'},{static}"
        pages = (
            Path(made) / "pages"
        )  # not in the folder itself: MyST-NB leaves a copy of the notebook beside them
        if sphinx([*options, "-D", places, str(source), str(pages)]):
            sys.exit("The tour was not built: see the messages above.")
        for path in [*(pages / name for name in LEFT_OUT), *pages.rglob("*.map")]:
            path.unlink(missing_ok=True)
        shutil.move(pages, folder)
    asked = [question for card in cards for step in card for question in step]
    return site.title_of(notebook), f"{TOUR}.html", asked, [q["item"] for step in cards[-1] for q in step]


def core(notebook):
    """The notebook without what can be left out, its code folded.

    What can be left out is about the other notebooks, the record, and the test, which is a part of its own.
    """
    notebook.cells = [
        cell for cell in notebook.cells if "core" in cell.metadata.get("tags", []) and cell.id != RUN_A_CELL
    ]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata.tags.append("hide-input")
        else:
            cell.source = MORE.sub("", AWAY.sub(r"\1", cell.source))
    return notebook


def quizzes(notebook) -> list[list[list[dict]]]:
    """The steps of each card of questions, those before a view too, in the order of the page."""
    saved = notebook.metadata["widgets"][STATE]["state"]
    found = []

    def look(name):
        state = saved[name]["state"]
        if "steps" in state:
            found.append(state["steps"])
        for child in references(state.get("children")):
            look(child)

    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if VIEW in output.get("data", {}):
                look(output.data[VIEW]["model_id"])
    return found
