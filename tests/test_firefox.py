"""The course in Firefox: the views and a question on pages of their own, and notebook 00 in JupyterLab.

The tests of the views are those of Chromium, here with another `browser`; tests/test_site.py does the same with the pages of the
site. ON_THE_HOOK_BROWSER=firefox runs any other test in Firefox. Colours and motion cannot be asked for there
(firefox_relay.py says why), so tests of these two fail under it.
"""

import re

import pytest
from lab_page import give_focus, open_notebook
from on_screen import WIDE
from playwright.sync_api import expect
from test_browser import answer, cards, run_cell
from test_clock import (  # noqa: F401 (pytest collects them)
    clock,
    test_by_keyboard_it_says_at_every_stop_what_the_chart_says,
    test_by_mouse_on_the_handle_and_on_a_stop,
)
from test_quiz_card import (  # noqa: F401
    test_by_keyboard_alone,
    test_without_python_the_answer_stays_in_the_browser_and_opens_what_is_behind,
)
from test_stack_page import (  # noqa: F401
    test_a_card_says_who_does_what_and_gives_the_focus_back,
    test_a_prediction_by_keyboard,
    test_sentences_are_sorted_by_keyboard,
    test_settings_flip_together_by_keyboard,
    test_the_scale_by_keyboard_says_what_changed_hands_at_every_stop,
    test_the_scale_by_mouse,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture(scope="session")
def browser(firefox):
    return firefox


def code(page, number):
    return page.locator(".jp-CodeCell").nth(number)


def test_in_jupyterlab_blunders_are_sorted_and_an_answer_outlives_a_reload(browser, lab):
    page = browser.new_page(viewport=WIDE)
    open_notebook(page, lab, "00-start-here")
    run_cell(page, code(page, 0))
    give_focus(page, code(page, 0).get_by_role("radio").first)
    for _ in range(7):
        page.keyboard.press("1")
        page.keyboard.press("ArrowDown")
    expect(code(page, 0).get_by_role("radio", checked=True)).to_have_count(7)
    code(page, 0).get_by_role("button", name="Commit my prediction").press("Enter")
    expect(code(page, 0).locator(".score")).to_have_text(re.compile(r"^\d of 7 right$"))
    run_cell(page, code(page, 1))
    card = cards(page, "Ana's web shop runs on EC2 instances. Who installs the fix on them?")
    answer(card, "Ana", "sure")
    expect(card.get_by_role("status").filter(has_text="On whose word.")).to_contain_text("Yes.")

    open_notebook(page, lab, "00-start-here")
    run_cell(page, page.locator(".jp-CodeCell").filter(has_text="my_record()"))
    page.get_by_role("button", name="Show my record").click()
    last = page.get_by_role("table").filter(has_text="Your last").get_by_role("row").nth(1)
    expect(last).to_contain_text("sure")
    page.close()
