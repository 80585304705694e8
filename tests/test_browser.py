"""The course in a real JupyterLab in a real Chromium, as a learner meets it.

Things are found by role and name. The notebooks are opened in a copy, so that JupyterLab's autosave never writes into the
checkout.
"""

import re
import shutil

import nbformat
import pytest
from lab_page import ROOT, give_focus, have_run, open_next_notebook, open_notebook, shut_down_kernels
from playwright.sync_api import expect

START, FUNCTIONS = "00-start-here", "05-lambda"
SCALE, SWITCHES = "06-the-sliding-scale", "07-one-setting-moves-the-line"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
expect.set_options(timeout=20_000)


@pytest.fixture
def page(request, desk, lab):
    """The page of JupyterLab; for a test that `runs` a notebook it shows that one, which has run, with nothing locked."""
    desk.emulate_media(reduced_motion="no-preference")
    if hasattr(request, "param"):
        have_run(desk, lab, request.param)
        locked = desk.get_by_role("button", name="Show me without a guess")
        while locked.count():  # each goes as it is pressed
            locked.first.click()
    return desk


def runs(notebook):
    """The test is about this notebook, which earlier tests may have run and used, without getting in its way."""
    return pytest.mark.parametrize("page", [notebook], indirect=True)


def run_cell(page, cell):
    cell.locator(".jp-InputPrompt").click()
    page.keyboard.press("Control+Enter")
    expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]"))


def outputs(page):
    return page.locator(".jp-OutputArea-output")


def cells(page):
    return page.locator(".jp-Notebook .jp-Cell")


def number_of_cells(page):
    """As the status bar says it: cells far out of view may not be drawn."""
    return int(page.get_by_role("button", name=re.compile(r"^Cell \d+.\d+$")).inner_text().split("/")[1])


def stack_of(service):
    return re.compile(f"^Responsibility stack of {service}")


@runs(SCALE)
def test_keys_pressed_in_a_widget_stay_there(page):
    before = cells(page).count()
    inside = outputs(page)
    controls = [
        inside.get_by_role("radio").first,
        inside.get_by_role("slider").first,
        inside.get_by_role("combobox").first,
        inside.get_by_role("spinbutton").first,
        inside.get_by_role("button", name="Back to equal weights"),
        inside.get_by_role("button", name=re.compile("^Guest OS patching")).first,
    ]
    for control in controls:
        give_focus(page, control)
        for key in ("x", "b", "d", "d"):
            page.keyboard.press(key)
        assert cells(page).count() == before, f"{control} let a key through"
        expect(control).to_be_focused()


@runs(SCALE)
def test_outside_a_widget_the_keys_of_jupyterlab_still_work(page):
    before = cells(page).count()
    page.locator(".jp-InputPrompt").first.click()
    page.keyboard.press("b")
    expect(cells(page)).to_have_count(before + 1)
    page.keyboard.press("x")
    expect(cells(page)).to_have_count(before)


@runs(SCALE)
def test_compare_and_weights_follow_their_controls(page):
    page.get_by_role("combobox", name="Right", exact=True).fill("dynamo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name=stack_of("Amazon DynamoDB"))).to_be_visible()
    box = page.get_by_role("spinbutton", name="Weight, 0 to 10")
    page.get_by_role("combobox", name="Domains to weigh").select_option("layer: platform")
    box.fill("10")
    box.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Weights: layer: platform 10.")).to_be_visible()


@runs(SCALE)
def test_the_scale_moves_by_keyboard_and_without_a_kernel(page, lab):
    handle = page.get_by_role("slider", name="Service", exact=True)
    tiles = (
        page.locator(".jp-CodeCell")
        .filter(has_text="sliding_scale(model)")
        .get_by_role("group", name=stack_of(""))
    )
    give_focus(page, handle)
    page.keyboard.press("ArrowRight")
    expect(tiles).to_have_attribute("aria-label", stack_of("Amazon EC2"))
    expect(
        page.get_by_role("status").filter(has_text="11 domains changed hands since Your own data centre")
    ).to_be_visible()
    page.ran = None  # without a kernel it is for nobody else
    shut_down_kernels(lab)
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(tiles).to_have_attribute("aria-label", stack_of("Amazon EMR on EC2"))
    page.keyboard.press("End")
    expect(tiles).to_have_attribute("aria-label", stack_of("AWS Lambda"))


def answer(question, choice, confidence):
    """By mouse, as most will."""
    question.get_by_role("radio", name=choice).check()
    question.get_by_role("radio", name=confidence, exact=True).check()
    question.get_by_role("button", name="Submit my answer").click()


def cards(page, stem):
    return page.get_by_role("region", name="Question").filter(has_text=stem)


@runs(START)
def test_an_answer_reaches_the_record_which_can_be_saved_and_brought_in(page, tmp_path):
    card = cards(page, "Ana's web shop runs on EC2 instances. Who installs the fix on them?")
    answer(card, "Ana", "sure")
    expect(card.get_by_role("status").filter(has_text="On whose word.")).to_contain_text("Yes.")
    page.get_by_role("button", name="Show my record").click()
    status = page.get_by_role("status").filter(has_text="in your record")
    expect(status).to_be_visible()
    last = page.get_by_role("table").filter(has_text="Your last").get_by_role("row").nth(1)
    expect(last).to_contain_text("sure")
    expect(last.get_by_role("cell", name="right", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save my record as a file").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    count = int(re.search(r"(\d+) answer", status.inner_text())[1])
    assert saved.name == "on-the-hook-record.csv" and len(saved.read_text().splitlines()) > count
    delete = page.get_by_role("button", name="Delete my record")
    delete.click()
    delete.click()
    expect(page.get_by_role("status").filter(has_text="Your record is deleted")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Bring in a saved record").click()
    chooser.value.set_files(saved)
    expect(page.get_by_role("status").filter(has_text=f"{count} new answer")).to_be_visible()


@runs(START)
def test_no_news_greets_the_learner(page):
    """Run All and the test of the record took longer than JupyterLab waits with its question."""
    assert page.get_by_text("official Jupyter news").count() == 0


@runs(FUNCTIONS)
def test_a_practice_is_worked_through_by_keyboard(page):
    cell = page.locator(".jp-CodeCell").filter(has_text='practice("05-lambda")')
    before = number_of_cells(page)
    for number in (1, 2):
        expect(cell.get_by_text(f"Question {number} of")).to_be_visible()
        fields = cell.get_by_role("group").filter(has=page.get_by_role("radio")).all()
        for group in fields:
            radio = group.get_by_role("radio").first
            give_focus(page, radio)
            page.keyboard.press("x")
            page.keyboard.press("Space")
            expect(radio).to_be_checked()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(cell.get_by_role("status").filter(has_text="Who does what.")).to_be_visible()
        button = cell.get_by_role("button", name="Next question")
        expect(button).to_be_focused()
        page.wait_for_timeout(500)  # a second press within that time is taken for a double one
        page.keyboard.press("Enter")
    assert number_of_cells(page) == before, "a key left the widget"


@runs(FUNCTIONS)
def test_a_prediction_goes_into_the_record(page):
    tiles = page.get_by_role("group", name=re.compile("^Who must act on AWS Lambda"))
    tile = tiles.get_by_role("button", name=re.compile("^Guest OS patching"))
    before = number_of_cells(page)
    give_focus(page, tile)
    for key in ("x", "d", "d", "1"):
        page.keyboard.press(key)
    expect(tile).to_contain_text("AWS")
    assert number_of_cells(page) == before, "a key left the widget"
    page.get_by_role("button", name="Commit my prediction").press("Enter")
    expect(page.get_by_text("as in the table").first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="is in your record")).to_be_visible()


@runs(SWITCHES)
def test_another_service_can_be_chosen(page):
    cell = page.locator(".jp-CodeCell").filter(has_text="switches_of_any(model")
    cell.get_by_role("combobox", name="Service").fill("s3")
    page.keyboard.press("Enter")
    cell.get_by_role("group", name="versioning").get_by_role("radio", name="on").check()
    expect(cell.get_by_role("status").filter(has_text="you → shared: Backup and recovery")).to_be_visible()


@runs(SWITCHES)
def test_the_switches_flip_by_keyboard_and_without_a_kernel(page, lab):
    page.ran = None
    shut_down_kernels(lab)
    cell = page.locator(".jp-CodeCell").filter(has_text='setting_switches(model, "lambda-managed-runtime")')
    mode = cell.get_by_role("group", name="update mode")
    give_focus(page, mode.get_by_role("radio", name="auto"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(mode.get_by_role("radio", name="manual")).to_be_checked()
    status = cell.get_by_role("status").filter(has_text="2 domains changed hands")
    expect(status).to_contain_text("AWS → you: Guest OS patching")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(status).to_have_count(0)


def test_a_word_leads_to_its_entry_in_the_glossary(page, lab):
    open_next_notebook(page, lab, "01-of-the-cloud-in-the-cloud")
    page.get_by_role("link", name="hypervisor").first.click()
    expect(page.get_by_role("heading", name="hypervisor", exact=True)).to_be_visible()


def test_a_stored_picture_takes_the_theme_of_the_page_before_any_cell_ran(page, lab, course):
    as_kept = (
        ROOT / "notebooks" / "10-what-changed-and-what-went-wrong.ipynb"
    )  # in the lab another test may have run it
    shutil.copy(as_kept, course / "notebooks" / "as-kept.ipynb")
    page.ran = None
    open_notebook(page, lab, "as-kept")  # JupyterLab begins again: on the page that was there, cells have run
    picture = page.locator(".jp-OutputArea-output img").first
    for theme, system in (("Dark", "light"), ("Light", "dark")):
        page.emulate_media(color_scheme=system)
        page.evaluate(
            "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", f"JupyterLab {theme}"
        )
        expect(picture).to_have_css("color-scheme", theme.lower())
    assert not page.evaluate("window.onTheHookRepair"), "the set-up cell ran"


def test_what_was_flipped_goes_on_in_the_next_cell(page, lab, course):
    """Both ways: Python reads what the learner did, and what Python sets is shown."""
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(source)
            for source in (
                'from helpers import *\nstack = setting_switches(load_model(), "s3")\nstack',
                "print(stack.service, stack.choice)",
                'stack.choice = {}\nstack.selected = "backup"',
            )
        ]
    )
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, course / "notebooks" / "both-ways.ipynb")
    open_next_notebook(page, lab, "both-ways")
    first, second, third = page.locator(".jp-CodeCell").all()
    run_cell(page, first)
    settings = first.get_by_role("group", name="Settings of Amazon S3")
    on = settings.get_by_role("group", name="versioning").get_by_role("radio", name="on")
    on.check()
    give_focus(page, on)
    page.keyboard.press("Control+s")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    run_cell(page, second)
    expect(second.locator(".jp-OutputArea-output")).to_have_text("s3 {'versioning': 'on'}")
    run_cell(page, third)
    expect(first.get_by_role("heading", name="Backup and recovery")).to_be_visible()
    expect(on).not_to_be_checked()
    shut_down_kernels(lab)
    on.check()
    expect(first.get_by_role("status").filter(has_text="1 domain changed hands")).to_be_visible()
