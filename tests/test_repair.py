"""What helpers repairs in the page of a notebook, from its import on: keys, tables. In JupyterLab and Chromium."""

from pathlib import Path

import nbformat
import pytest
from lab_page import DONE, give_focus, menu, open_again, open_notebook, run_all
from playwright.sync_api import expect

from helpers.views import repair

ROOT = Path(__file__).resolve().parents[1]
CELLS = [
    "import ipywidgets as w\nimport helpers\nfrom helpers.views.page import View",
    "View([w.Dropdown(options=['a', 'b'], description='List'), w.Checkbox(description='Yes'), "
    "w.Text(description='Words'), w.IntText(description='Number'), w.Button(description='Press me')], 'fallback', 'text')",
    "w.HTML('<details><summary>More</summary>Words</details><div tabindex=0 role=region aria-label=Scroll>Words</div>')",
]
CONTROLS = [
    ("combobox", "List"), ("checkbox", "Yes"), ("textbox", "Words"),
    ("spinbutton", "Number"), ("button", "Press me"), ("region", "Scroll"),
]  # fmt: skip
NAME = "99-controls"
TALL = {"width": 1366, "height": 2500}

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
expect.set_options(timeout=20_000)
each_control = pytest.mark.parametrize("role, name", CONTROLS, ids=lambda value: value)


@pytest.fixture(scope="module")
def saved(course):
    """The path of a notebook of the cells above, in the folder that is served."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
        },
    )
    path = course / "notebooks" / f"{NAME}.ipynb"
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def page(desk, lab, saved):
    desk.set_viewport_size(TALL)
    if desk.ran != NAME:
        desk.ran = None
        run_all(
            desk, lab, NAME
        )  # JupyterLab begins again: what ran before has repaired the page that was there
        desk.ran = NAME
    yield desk
    assert desk.problems == []


def control(page, role, name):
    return page.locator(".jp-OutputArea-output").get_by_role(role, name=name, exact=True).first


def number_of_cells(page):
    return page.locator(".jp-Notebook .jp-Cell").count()


@each_control
def test_a_plain_key_stays_in_the_widget(page, role, name):
    before, found = number_of_cells(page), control(page, role, name)
    give_focus(page, found)
    for key in ("x", "b", "d", "d", "z", "m", "Shift+L"):
        page.keyboard.press(key)
    assert number_of_cells(page) == before
    expect(found).to_be_focused()


@each_control
def test_control_and_s_saves_the_notebook(page, role, name):
    give_focus(page, control(page, role, name))
    page.keyboard.press("b")  # a plain key first: what it leaves behind must not be in the way
    with page.expect_request(lambda asked: asked.method == "PUT" and f"{NAME}.ipynb" in asked.url):
        page.keyboard.press("Control+s")


def test_keys_with_meta_or_alt_reach_the_page(page):
    held_back = """(e, keys) => { e.dispatchEvent(new KeyboardEvent('keydown', {key: 'u', bubbles: true, ...keys}));
        return e.hasAttribute('data-lm-suppress-shortcuts'); }"""
    box = control(page, "checkbox", "Yes")
    for keys, held in (({}, True), ({"metaKey": True}, False), ({"altKey": True}, False), ({"shiftKey": True}, True),
                       ({"ctrlKey": True, "shiftKey": True}, False)):  # fmt: skip
        assert box.evaluate(held_back, keys) == held, keys


def test_outside_a_widget_the_keys_of_jupyterlab_still_work(page):
    before = number_of_cells(page)
    page.locator(".jp-InputPrompt").first.click()
    page.keyboard.press("b")
    expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(before + 1)
    page.keyboard.press("x")
    expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(before)


def repaired(page):
    """What the repair does to a page, as it can be seen."""
    expect(control(page, "checkbox", "Yes")).to_be_visible()
    test_a_plain_key_stays_in_the_widget(page, "checkbox", "Yes")


def save(page):
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")


def test_after_a_reload_without_running(page):
    save(page)
    page.reload()
    expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    repaired(page)


def test_closed_and_opened_again(page):
    save(page)
    page.evaluate("jupyterapp.commands.execute('application:close')")
    expect(page.locator(".jp-Notebook")).to_have_count(0)
    open_again(page, NAME)
    repaired(page)


def test_after_a_restart_of_the_kernel(page):
    menu(page, "Edit", "Clear Outputs of All Cells")
    menu(page, "Kernel", "Restart Kernel and Run All Cells…")
    page.get_by_role("dialog").get_by_role("button", name="Restart", exact=False).last.click()
    page.wait_for_function(DONE)
    repaired(page)


def test_a_page_that_is_new_to_a_kernel_that_is_not(page, browser, lab):
    """A second window of the same notebook, which has not seen the import run."""
    save(page)
    other = browser.new_page(viewport=TALL)
    open_notebook(other, lab, NAME)
    repaired(other)
    other.close()


def test_nothing_of_it_is_stored(page, saved):
    save(page)
    first = nbformat.read(saved, as_version=4).cells[0]
    assert first.outputs == [] and first.execution_count


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_notebook_stores_a_script(path):
    for cell in nbformat.read(path, as_version=4).cells:
        assert not any(
            "application/javascript" in output.get("data", {}) for output in cell.get("outputs", [])
        )
        assert "repair" not in cell.source or cell.cell_type == "markdown"


def test_without_a_kernel_there_is_nothing_to_repair(monkeypatch):
    monkeypatch.setattr(repair, "Repair", lambda: pytest.fail("made without a kernel"))
    repair.repair_page()
    monkeypatch.setattr(repair, "get_ipython", lambda: object())  # IPython in a terminal
    repair.repair_page()
