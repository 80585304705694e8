"""Every notebook, once, in a real JupyterLab in a real Chromium: run, read, zoomed, walked through with Tab.

That it also runs twice and backwards is tested in the kernel (test_notebooks_run.py). The notebooks are opened in a copy, so that
JupyterLab's autosave never writes into the checkout. Screenshots go to the folder that the environment variable SCREENSHOTS names.
"""

import os
import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from lab_page import have_run, open_next_notebook, run_all_cells
from on_screen import COLOURS, WIDE, ZOOMED, too_wide, violations, walk

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
SHOTS = os.environ.get("SCREENSHOTS")
OUTPUT = ".jp-OutputArea-output"
# The body of JupyterLab has no height and hides what flows over: axe takes all that stands in it for hidden, and its colours for
# nobody's. What is scrolled out of view needs its ground, too.
FOR_AXE = """body, .jp-LabShell { overflow: visible !important }
.jp-WindowedPanel-outer, .jp-WindowedPanel-inner { background: inherit }"""

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def errors(page) -> list[str]:
    """What went wrong in a cell, as it stands there, in the page, and on the server."""
    wrong = page.locator(
        '[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]'
    )
    why = [f"{answer.request.method} {answer.url}: {answer.text()[-1000:]}" for answer in page.refused]
    return [
        *wrong.all_inner_texts(),
        *page.get_by_text("Error displaying widget").all_inner_texts(),
        *page.problems,
        *why,
    ]


def worn(page):
    return "Light" if page.locator("body").get_attribute("data-jp-theme-light") == "true" else "Dark"


def wear(page, theme):
    page.evaluate(
        "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", f"JupyterLab {theme}"
    )
    # Its style sheet comes a moment later.
    page.wait_for_function(
        """light => document.body.dataset.jpThemeLight === String(light)
        && (getComputedStyle(document.body).colorScheme === 'dark') !== light""",
        arg=theme == "Light",
    )


@contextmanager
def styled(page, style):
    tag = page.add_style_tag(content=style)
    yield
    tag.evaluate("e => e.remove()")


def to_the_top(page):
    """Far above the window, axe misses what lies behind a word."""
    page.locator(".jp-Notebook").evaluate(
        "e => { e.closest('.jp-NotebookPanel').querySelector('.jp-WindowedPanel-outer').scrollTop = 0; }"
    )


def keep_picture(page, name):
    """A screenshot of the whole notebook, from its first cell to its last."""
    to_the_top(page)
    bottom = page.locator(".jp-Notebook .jp-Cell").last.evaluate(
        "e => Math.ceil(e.getBoundingClientRect().bottom)"
    )
    page.set_viewport_size({"width": WIDE["width"], "height": bottom + 60})
    page.screenshot(path=Path(SHOTS) / f"{name}.png")
    page.set_viewport_size(WIDE)


def assert_every_picture_is_there(page):
    images = page.eval_on_selector_all(".jp-Notebook img", "all => all.map(e => [e.alt, e.naturalWidth])")
    assert [image for image in images if len(image[0].split()) < 5 or image[1] == 0] == []


def number_of_cells(page):
    return page.locator(".jp-Notebook .jp-Cell").count()


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_it_runs_and_can_be_read_and_used_by_everybody(desk, lab, notebook):
    page = desk
    open_next_notebook(page, lab, notebook)
    # Before the first run the views are pictures and tables, not the names of widgets.
    assert (
        page.locator(OUTPUT).get_by_text(re.compile(r"\bchildren=|Slider\(|Error displaying widget")).count()
        == 0
    )
    assert_every_picture_is_there(page)
    run_all_cells(page)
    assert errors(page) == []
    assert_every_picture_is_there(page)
    outputs = page.locator(OUTPUT)
    for role in ("slider", "combobox", "checkbox", "radio", "radiogroup", "spinbutton", "button"):
        named = outputs.get_by_role(role, name=re.compile(r"\w\w"))
        assert named.count() == outputs.get_by_role(role).count(), f"a {role} without a name"
    assert too_wide(page, f"{OUTPUT} :is(.jupyter-widgets, figure)") == []
    with styled(page, FOR_AXE):
        to_the_top(page)
        assert violations(page, OUTPUT) == []
        wear(page, "Dark" if worn(page) == "Light" else "Light")  # the next notebook begins in this one
        assert violations(page, OUTPUT, COLOURS) == []
    if SHOTS:
        wear(page, "Light")
        keep_picture(page, notebook)
    page.evaluate("jupyterapp.shell.collapseLeft()")  # a reader who zooms closes the list of files
    page.set_viewport_size(ZOOMED)
    assert too_wide(page, f"{OUTPUT} :is(.jupyter-widgets, figure)") == []
    page.set_viewport_size(WIDE)
    page.evaluate("jupyterapp.shell.expandLeft()")
    before = number_of_cells(page)
    problems = [problem for view in outputs.element_handles() for problem in walk(page, view, key="x")]
    assert problems == []
    assert number_of_cells(page) == before, "a key pressed in a widget cut a cell"
    page.ran = notebook


@pytest.mark.parametrize("notebook", NOTEBOOKS[-1:])
def test_words_that_nobody_can_read_are_found(desk, lab, notebook):
    have_run(desk, lab, notebook)
    with styled(desk, FOR_AXE), styled(desk, f"{OUTPUT} :is(p, td, legend) {{ color: #8886 !important }}"):
        assert violations(desk, OUTPUT, COLOURS) != []
