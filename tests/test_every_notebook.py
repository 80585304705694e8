"""Every notebook in a real JupyterLab in a real Chromium: run, run again, run backwards, read, zoomed, walked through with Tab.

The notebooks are opened in a copy, so that JupyterLab's autosave never writes into the checkout. Screenshots go to the folder
that the environment variable SCREENSHOTS names, or to a temporary one.
"""
import os
import re
import tempfile
from pathlib import Path

import pytest
from lab_page import DONE, READY, menu, open_notebook, run_all_cells, until_begun
from on_screen import WIDE, ZOOMED, problems_of, too_wide, violations, walk
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
SHOTS = Path(os.environ.get("SCREENSHOTS") or tempfile.mkdtemp(prefix="on-the-hook-"))
OUTPUT = ".jp-OutputArea-output"

pytestmark = pytest.mark.timeout(240)
expect.set_options(timeout=20_000)


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    page = context.new_page()
    page.problems, page.refused = problems_of(page), []
    page.on("response", lambda answer: page.refused.append(answer) if answer.status >= 500 else None)
    yield page
    context.close()


def errors(page) -> list[str]:
    """What went wrong in a cell, as it stands there, in the page, and on the server."""
    wrong = page.locator('[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]')
    why = [f"{answer.request.method} {answer.url}: {answer.text()[-1000:]}" for answer in page.refused]
    return [*wrong.all_inner_texts(), *page.get_by_text("Error displaying widget").all_inner_texts(), *page.problems, *why]


def restart_and_run_all(page):
    menu(page, "Edit", "Clear Outputs of All Cells")
    menu(page, "Kernel", "Restart Kernel and Run All Cells…")
    page.get_by_role("dialog").get_by_role("button", name="Restart", exact=False).last.click()
    page.wait_for_function(DONE, timeout=150_000)
    page.wait_for_selector(READY)


def wear(page, theme, light):
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", light)
    page.wait_for_timeout(300)      # its style sheet comes a moment later


def keep_picture(page, name):
    """A screenshot of the whole notebook, from its first cell to its last."""
    page.locator(".jp-Notebook").evaluate("e => e.closest('.jp-NotebookPanel').querySelector('.jp-WindowedPanel-outer').scrollTop = 0")
    bottom = page.locator(".jp-Notebook .jp-Cell").last.evaluate("e => Math.ceil(e.getBoundingClientRect().bottom)")
    page.set_viewport_size({"width": WIDE["width"], "height": bottom + 60})
    page.screenshot(path=SHOTS / f"{name}.png")
    page.set_viewport_size(WIDE)


def number_of_cells(page):
    return page.locator(".jp-Notebook .jp-Cell").count()


def run_backwards(page):
    menu(page, "Edit", "Clear Outputs of All Cells")
    cells = page.locator(".jp-CodeCell").all()
    until_begun(page, lambda: run_cell(page, cells[-1]))
    for cell in reversed(cells):
        if cell is not cells[-1]:
            run_cell(page, cell)
        expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]"))  # an error drops what is still waiting


def run_cell(page, cell):
    cell.locator(".jp-InputPrompt").click()
    page.keyboard.press("Control+Enter")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_runs_in_any_order_and_can_be_read_and_used_by_everybody(page, lab, name):
    open_notebook(page, lab, name)
    run_backwards(page)
    assert [error for error in errors(page) if "NameError" not in error] == []
    run_all_cells(page)
    assert errors(page) == []
    restart_and_run_all(page)
    assert errors(page) == []
    images = page.eval_on_selector_all(".jp-Notebook img", "all => all.map(e => [e.alt, e.naturalWidth])")
    assert [image for image in images if len(image[0].split()) < 5 or image[1] == 0] == []
    outputs = page.locator(OUTPUT)
    for role in ("slider", "combobox", "checkbox", "radio", "radiogroup", "spinbutton", "button"):
        named = outputs.get_by_role(role, name=re.compile(r"\w\w"))
        assert named.count() == outputs.get_by_role(role).count(), f"a {role} without a name"
    assert too_wide(page, f"{OUTPUT} :is(.jupyter-widgets, figure)") == []
    assert violations(page, OUTPUT) == []
    wear(page, "JupyterLab Dark", "false")
    assert violations(page, OUTPUT, ["color-contrast"]) == []
    wear(page, "JupyterLab Light", "true")
    keep_picture(page, name)
    page.keyboard.press("Control+b")      # a reader who zooms closes the list of files
    page.set_viewport_size(ZOOMED)
    assert too_wide(page, f"{OUTPUT} :is(.jupyter-widgets, figure)") == []
    page.set_viewport_size(WIDE)
    before = number_of_cells(page)
    problems = [problem for view in outputs.element_handles() for problem in walk(page, view, key="x")]
    assert problems == []
    assert number_of_cells(page) == before, "a key pressed in a widget cut a cell"
