"""The tour as part of a package, on scorm-again in Chromium. Once a week: the tour is built with Sphinx, its notebook run."""

import re

import pytest
from on_screen import violations
from playwright.sync_api import expect
from scorm_page import Platform, answer, scorm_again
from shipped import BANK

from website import scorm

TOUR = "tour/00-start-here.html"
GUESSES = [BANK.question(item) for item in ("00-flaw-on-ec2", "00-flaw-on-emr", "00-flaw-on-lambda")]
CASES = [
    BANK.question(item)
    for item in ("00-plan-for-rds", "00-results-on-the-nodes", "00-photos-in-one-zone", "00-python-retires")
]
STATUS = "cmi.core.lesson_status"

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:.*deprecated")]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package")
    scorm.write(folder, scorm.PARTS)
    return folder


@pytest.fixture
def platform(browser, package):
    found = Platform(browser, package, scorm_again(), size={"width": 1366, "height": 768})
    yield found
    found.leave()
    assert found.page.evaluate("!!window.Scorm12API") and found.faults() == []
    found.close()
    assert found.problems == [] and found.elsewhere == []


def card_of(frame, question):
    return frame.locator(".hook-quiz").filter(has_text=question.stem)


def answer_all(platform, frame, questions, right):
    for number, question in enumerate(questions):
        card = card_of(frame, question)
        answer(card, question, right=right)
        platform.page.wait_for_timeout(450)
        if number + 1 < len(questions):
            card.get_by_role("button", name="Next question").click()


def test_the_tour_counts_as_done_after_its_cases_and_goes_on_where_it_stopped(platform):
    frame = platform.open(TOUR)
    status = frame.locator("[data-platform]")
    expect(status).to_contain_text("Once the cases at the end are answered", timeout=20_000)
    table = (
        frame.locator("table", has_text="Amazon EMR on EC2")
        .or_(frame.locator("table", has_text="emr-on-ec2"))
        .first
    )
    expect(card_of(frame, GUESSES[0])).to_be_visible(timeout=20_000)
    expect(table).to_be_hidden()
    answer_all(platform, frame, GUESSES, right=False)
    expect(table).to_be_visible()
    assert platform.value(STATUS) == "incomplete"

    platform.leave()
    frame = platform.open(TOUR)
    expect(table).to_be_visible(timeout=20_000)
    answer_all(platform, frame, CASES, right=True)
    expect(frame.locator("[data-platform]")).to_contain_text("counts this page as done")
    platform.leave()
    assert platform.value(STATUS) == "completed" and platform.value("cmi.core.score.raw") == ""


def test_a_link_opens_beside_the_page_and_the_session_goes_on(platform):
    frame = platform.open(TOUR)
    with platform.context.expect_page() as opened:
        frame.get_by_role("link", name="cluster", exact=True).first.click()
    expect(opened.value).to_have_url(re.compile(r"/package/tour/glossary\.html#cluster$"))
    opened.value.close()
    assert violations(platform.page, "iframe") == []


def test_no_page_names_a_place_that_the_package_lacks(package):
    for page in (package / "tour").glob("*.html"):
        for kind, address in re.findall(r'\b(href|src)="([^"#]*)', page.read_text("utf-8")):
            if address.startswith("https:"):
                assert kind == "href", f"{page.name} asks for {address}"
            elif address and not address.startswith(("data:", "http:")):
                assert (page.parent / address.partition("?")[0]).is_file(), f"{page.name}: {address}"
