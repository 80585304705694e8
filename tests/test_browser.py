"""The course in a real JupyterLab in a real Chromium, as a learner meets it.

Things are found by role and name. The notebooks are opened in a copy, so that JupyterLab's autosave never writes into the
checkout.
"""

import re

import pytest
from lab_page import give_focus, open_notebook, run_all, shut_down_kernels
from playwright.sync_api import expect

TALL = {"width": 1366, "height": 9000}
SCALE = "06-the-sliding-scale"
SWITCHES = "07-one-setting-moves-the-line"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
expect.set_options(timeout=20_000)


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport=TALL)
    yield page
    page.close()


def shared(name):
    """A notebook, run once for the tests that do not get in each other's way."""

    @pytest.fixture(scope="module")
    def ready(browser, lab):
        page = browser.new_page(viewport=TALL)
        run_all(page, lab, name)
        yield page
        page.close()

    return ready


start, functions, scale, switches = (
    shared("00-start-here"),
    shared("05-lambda"),
    shared(SCALE),
    shared(SWITCHES),
)


def outputs(page):
    return page.locator(".jp-OutputArea-output")


def cells(page):
    return page.locator(".jp-Notebook .jp-Cell")


def number_of_cells(page):
    """As the status bar says it: cells far out of view may not be drawn."""
    return int(page.get_by_role("button", name=re.compile(r"^Cell \d+.\d+$")).inner_text().split("/")[1])


def stack_of(service):
    return re.compile(f"^Responsibility stack of {service}")


def test_before_the_first_run_the_views_are_pictures_and_tables(page, lab):
    open_notebook(page, lab, SCALE)
    page.get_by_role("img", name="Heat map of 26 domains by 6 services").wait_for()
    assert page.get_by_text("SelectionSlider(").count() == 0


def test_keys_pressed_in_a_widget_stay_there(scale):
    before = cells(scale).count()
    inside = outputs(scale)
    controls = [
        inside.get_by_role("radio").first,
        inside.get_by_role("slider").first,
        inside.get_by_role("combobox").first,
        inside.get_by_role("spinbutton").first,
        inside.get_by_role("button", name="Back to equal weights"),
        inside.get_by_role("region", name="Duties on Your own data centre"),
    ]
    for control in controls:
        give_focus(scale, control)
        for key in ("x", "b", "d", "d"):
            scale.keyboard.press(key)
        assert cells(scale).count() == before, f"{control} let a key through"
        expect(control).to_be_focused()


def test_outside_a_widget_the_keys_of_jupyterlab_still_work(scale):
    before = cells(scale).count()
    scale.locator(".jp-InputPrompt").first.click()
    scale.keyboard.press("b")
    expect(cells(scale)).to_have_count(before + 1)
    scale.keyboard.press("x")
    expect(cells(scale)).to_have_count(before)


def test_a_question_is_answered_by_keyboard(start):
    page = start
    group = page.get_by_role(
        "radiogroup", name="The web shop runs on your EC2 instances. Who installs the fix on them?"
    )
    verdict = page.get_by_role("alert").filter(has_text="Yes.")
    give_focus(page, group.get_by_role("radio").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(group.get_by_role("radio", name="You", exact=True)).to_be_checked()
    assert verdict.count() == 0, "the answer showed before the button"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(verdict).to_be_visible()
    expect(verdict).to_contain_text("On whose word.")


def test_a_press_does_not_overtake_the_choice_before_it(start):
    """Everything within one turn of the browser, as it would be on a slow line: four choices, one press."""
    page = start
    group = page.get_by_role(
        "radiogroup", name=re.compile("^The photo resizer is a Lambda function on a managed runtime")
    )
    group.evaluate("""group => {
      const view = group.closest('.jp-OutputArea-output');
      const click = name => [...view.querySelectorAll('label')].find(label => label.textContent.trim() === name)
        .querySelector('input').click();
      ['You, with the next deployment', 'AWS', 'You, with the next deployment', 'AWS', 'guessing', 'sure'].forEach(click);
      view.querySelector('button').click();
    }""")
    expect(page.get_by_role("alert").filter(has_text="Yes. In the automatic update mode")).to_be_visible()
    page.get_by_role("button", name="Show my record").click()
    last = page.get_by_role("table").filter(has_text="Your last").get_by_role("row").nth(1)
    expect(last).to_contain_text("sure")
    expect(last.get_by_role("cell", name="right", exact=True)).to_be_visible()


def test_a_practice_is_worked_through_by_keyboard(functions):
    page = functions
    cell = page.locator(".jp-CodeCell").filter(has_text='practice("05-lambda")')
    before = number_of_cells(page)
    for number in (1, 2):
        expect(cell.get_by_role("status").filter(has_text=f"Question {number} of")).to_be_visible()
        page.wait_for_timeout(500)  # the options come a moment after the number
        for group in cell.get_by_role("radiogroup").all():
            radio = group.get_by_role("radio").first
            give_focus(page, radio)
            page.keyboard.press("x")
            page.keyboard.press("Space")
            expect(radio).to_be_checked()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(cell.get_by_role("alert")).to_contain_text("Who does what.")
        button = cell.get_by_role("button", name="Next question")
        expect(button).to_be_focused()
        page.wait_for_timeout(500)
        page.keyboard.press("Enter")
    assert number_of_cells(page) == before, "a key left the widget"


def test_the_record_can_be_saved_as_a_file_and_brought_in(start, tmp_path):
    page = start
    page.get_by_role("button", name="Show my record").click()
    status = page.get_by_role("status").filter(has_text="in your record")
    expect(status).to_be_visible()
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


def test_a_prediction_shows_the_table_only_after_it_is_committed(functions):
    page = functions
    heading = page.get_by_role("columnheader", name="The table says")
    assert heading.count() == 0
    give_focus(page, page.get_by_role("button", name="Commit my prediction"))
    page.keyboard.press("Enter")
    expect(heading).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="of 26 as in the table")).to_be_visible()


def test_compare_and_weights_follow_their_controls(scale):
    page = scale
    page.get_by_role("combobox", name="Right", exact=True).select_option("Amazon DynamoDB")
    expect(
        page.get_by_role("status").filter(has_text=re.compile("^Amazon DynamoDBYour share"))
    ).to_be_visible()
    box = page.get_by_role("spinbutton", name="Weight, 0 to 10")
    page.get_by_role("combobox", name="Domains to weigh").select_option("layer: platform")
    box.fill("10")
    box.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Weights: layer: platform 10.")).to_be_visible()


def test_a_word_leads_to_its_entry_in_the_glossary(page, lab):
    open_notebook(page, lab, "01-of-the-cloud-in-the-cloud")
    page.get_by_role("link", name="hypervisor").first.click()
    expect(page.get_by_role("heading", name="hypervisor", exact=True)).to_be_visible()


def test_no_news_greets_the_learner(page, lab):
    open_notebook(page, lab, "00-start-here")
    page.wait_for_timeout(3000)
    assert page.get_by_text("official Jupyter news").count() == 0


def test_another_service_can_be_chosen(switches):
    page = switches
    cell = page.locator(".jp-CodeCell").filter(has_text="switches_of_any(model")
    cell.get_by_role("combobox", name="Service").select_option("Amazon S3")
    expect(cell.get_by_role("radiogroup", name="Settings of Amazon S3")).to_be_visible()
    cell.get_by_role("radio", name="versioning: on").check()
    expect(cell.get_by_role("img", name=stack_of("Amazon S3"))).to_have_attribute(
        "alt", re.compile("Changed hands: Backup and recovery from you to shared")
    )


# The last two, for they leave no kernel behind.


def test_the_short_headings_of_a_table_stand_on_one_line(scale):
    """The narrowest table is that of the first stop, whose column `AWS does` holds one word."""
    heading = scale.get_by_role("columnheader", name="Owner", exact=True).first
    lines = """e => { const text = document.createRange(); text.selectNodeContents(e); return text.getClientRects().length; }"""
    assert heading.evaluate(lines) == 1


def test_the_scale_moves_by_keyboard_and_without_a_kernel(scale, lab):
    page = scale
    slider = page.get_by_role("slider", name="Service", exact=True)
    choice = page.get_by_role("combobox", name="Service, from a list")
    stack = page.get_by_role("img", name="Responsibility stack of")
    expect(stack).to_have_attribute("alt", stack_of("Your own data centre"))
    give_focus(page, slider)
    page.keyboard.press("ArrowRight")
    expect(stack).to_have_attribute("alt", stack_of("Amazon EC2"))
    expect(choice).to_have_value("Amazon EC2")
    expect(
        page.get_by_role("status").filter(has_text="Since Your own data centre, 11 domains changed hands")
    ).to_be_visible()
    shut_down_kernels(lab)
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(stack).to_have_attribute("alt", stack_of("Amazon EMR on EC2"))
    choice.select_option("AWS Lambda (managed runtime)")
    expect(stack).to_have_attribute("alt", stack_of("AWS Lambda"))


def test_the_switches_flip_by_keyboard_and_without_a_kernel(switches, lab):
    page = switches
    shut_down_kernels(lab)
    cell = page.locator(".jp-CodeCell").filter(has_text='setting_switches(model, "lambda-managed-runtime")')
    group = cell.get_by_role("radiogroup", name="Settings of AWS Lambda (managed runtime)")
    stack = cell.get_by_role("img", name=stack_of("AWS Lambda"))
    give_focus(page, group.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(group.get_by_role("radio", name="update mode: manual")).to_be_checked()
    expect(stack).to_have_attribute(
        "alt", re.compile("Changed hands: Guest OS patching from AWS to you, Runtime patching")
    )
    expect(cell.get_by_role("status").filter(has_text="2 domains changed hands")).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(stack).not_to_have_attribute("alt", re.compile("Changed hands"))
