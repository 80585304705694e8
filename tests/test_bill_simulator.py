"""The bill as a component: the formula in two languages, what Python says and sets, what Chromium shows without Python."""

import itertools
import re

import pytest
from on_screen import COLOURS, too_wide, violations, walk
from playwright.sync_api import expect
from traitlets import TraitError

from helpers import bill_simulator, load_table
from helpers.numbers.bill import forgotten_instance, runaway_function
from helpers.views.bill import SIZES, WAITS, bill_data

PRICES = load_table("prices")
MACHINE = "ec2-m5-xlarge-hour"
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def open_bill():
    """One that asks for no guess."""
    return bill_simulator(PRICES, guess_first=False)


def handle(page):
    return page.get_by_role("slider", name="Days until somebody notices")


def amount(page):
    return page.get_by_role("status").inner_text().replace("\n", " ")


def values(page):
    return page.evaluate(
        "Object.fromEntries(['parallel', 'memory', 'days', 'guess', 'shown'].map(name => [name, window.model.get(name)]))"
    )


# --- the formula


def test_the_formula_is_the_same_in_both_languages(in_node):
    grid = list(itertools.product([0, 1, 7, 1000, 10_000], [*SIZES, 1.769], [0, *WAITS, 45, 0.3]))
    bills = in_node(
        "bill.js",
        "given.grid.map(one => billOf(given.prices, ...one))",
        {"grid": grid, "prices": bill_data(PRICES)},
    )
    assert len(grid) > 200
    for (parallel, memory, days), bill in zip(grid, bills, strict=True):
        loop = runaway_function(PRICES, parallel, memory, days)
        ours = [
            loop["gb_seconds"],
            loop["requests"],
            loop["usd"],
            forgotten_instance(PRICES, MACHINE, days),
        ]
        theirs = [bill[name] for name in ("gbSeconds", "requests", "usd", "machine")]
        assert theirs == pytest.approx(ours, rel=1e-12), (parallel, memory, days)
        assert bill["time"] + bill["calls"] == bill["usd"]


@pytest.mark.parametrize(
    "guess, words",
    [
        (500, "You guessed $500 for 30 days. The bill is 87 times that."),
        (30_000, "You guessed $30,000 for 30 days. The bill is 1.5 times that."),
        (40_000, "You guessed $40,000 for 30 days. That's within 10% of the bill."),
        (1_000_000, "You guessed $1,000,000 for 30 days. That's 23 times the bill."),
        (0, "You guessed $0 for 30 days. The bill is $43,718.49."),
    ],
)
def test_the_distance_of_a_guess(in_node, guess, words):
    usd = runaway_function(PRICES, 1000, 1, 30)["usd"]
    assert (
        in_node("bill.js", "verdict(given.guess, given.usd, '30 days')", {"guess": guess, "usd": usd})
        == words
    )


def test_what_counts_as_an_amount(in_node):
    amounts = {"500": 500, " $43,000 ": 43_000, "1 000.50": 1000.5, "0": 0}
    none = ["", "a lot", "-5", "1e9", "5k", "1.2.3", "Infinity"]
    assert in_node("bill.js", "given.map(typed)", [*amounts, *none]) == [
        *amounts.values(),
        *[None] * len(none),
    ]


# --- what Python says


def test_without_a_script_it_tells_the_bill_and_what_it_is_for():
    bill = bill_simulator(PRICES)
    bundle, about = bill._repr_mimebundle_()
    assert about == {"on_the_hook": {"needs_kernel": False}}
    assert bundle["text/plain"].startswith(
        "Bill. Strangers at an open address, 30 days: $43,718.49 for 2,592,000,000 GB-seconds"
    )
    html = bundle["text/html"]
    assert (
        "$43,718.49" in html and "DynamoDB" in html and "List prices of us-east-1: Lambda 2024-07-01" in html
    )
    (alt,) = set(re.findall(r'<img[^>]* alt="([^"]*)"', html))
    assert "the runaway function $43,718.49, a forgotten m5.xlarge $138.24" in alt


def test_its_values_can_be_set_within_their_ranges():
    bill = bill_simulator(PRICES)
    assert (bill.parallel, bill.memory, bill.days, bill.guess, bill.shown) == (1000, 1, 30, None, False)
    bill.parallel, bill.memory, bill.days = 0, 10, 365
    for name, value in (("parallel", 10_001), ("memory", 0.1), ("days", 366), ("guess", -1)):
        with pytest.raises(TraitError, match=f"'{name}' trait .* should not be (greater|less) than"):
            setattr(bill, name, value)
    assert (bill.parallel, bill.memory, bill.days) == (0, 10, 365)


def test_a_price_that_is_missing_is_named():
    with pytest.raises(KeyError, match="no price 'ec2-m5-xlarge-hour'; there are: "):
        bill_simulator(PRICES[PRICES["price"] != MACHINE])


def test_a_source_that_the_course_does_not_have_is_named_as_it_is_spelled():
    assert bill_data(PRICES.assign(source="my-own"))["sources"] == ["my-own"]


# --- what it shows


@pytest.mark.browser
def test_the_bill_opens_with_a_guess(show):
    page = show(bill_simulator(PRICES))
    assert page.get_by_role("status").count() == 0 and "43,718" not in page.inner_text("body")
    guess = page.get_by_label("Your guess in dollars")
    guess.fill("a lot")
    guess.press("Enter")
    expect(page.get_by_role("alert").first).to_have_text("Type an amount in figures, such as 500.")
    expect(guess).to_be_focused()
    guess.fill("$1,000")
    page.get_by_role("button", name="Show the bill").click()
    assert amount(page) == "$43,718.49 after 30 days"
    assert page.get_by_text("You guessed $1,000 for 30 days. The bill is 44 times that.").is_visible()
    expect(handle(page)).to_be_focused()
    assert not guess.is_visible()
    assert values(page) == {"parallel": 1000, "memory": 1, "days": 30, "guess": 1000, "shown": True}


@pytest.mark.browser
def test_the_bill_opens_without_a_guess(show):
    page = show(bill_simulator(PRICES), on_site=True)
    page.get_by_role("button", name="Show me without a guess").click()
    assert amount(page) == "$43,718.49 after 30 days" and page.get_by_text("You guessed").count() == 0


@pytest.mark.browser
def test_by_keyboard_every_stop_says_its_bill(show, open_bill):
    page = show(open_bill)
    handle(page).press("Home")
    for days, wait in WAITS.items():
        usd = f"${runaway_function(PRICES, 1000, 1, days)['usd']:,.2f}"
        assert amount(page) == f"{usd} after {wait}" and values(page)["days"] == days
        expect(handle(page)).to_have_attribute("aria-valuetext", f"{wait}, {usd}")
        bars = page.get_by_role("listitem").all_inner_texts()
        machine = f"${forgotten_instance(PRICES, MACHINE, days):,.2f}"
        assert [re.search(r"\$.*", bar)[0] for bar in bars] == [usd, machine, "$0.00"]
        page.keyboard.press("ArrowRight")


@pytest.mark.browser
def test_by_mouse_on_a_stop_and_on_the_handle(show, open_bill):
    page = show(open_bill)
    page.get_by_text("1 week", exact=True).click()
    assert values(page)["days"] == 7
    box = handle(page).bounding_box()
    page.mouse.click(box["x"] + box["width"] - 13, box["y"] + box["height"] / 2)
    assert values(page)["days"] == 365


@pytest.mark.browser
def test_runs_and_memory(show, open_bill):
    page = show(open_bill)
    runs = page.get_by_label("Runs in parallel")
    page.get_by_label("Memory of each run").select_option("128 MB")
    runs.fill("10")
    assert amount(page) == f"${runaway_function(PRICES, 10, 0.125, 30)['usd']:,.2f} after 30 days"
    assert page.get_by_text("$54.00 (91%) are for 3,240,000 GB-seconds").is_visible()
    for wrong in ("10001", "-1", "1.5", ""):
        runs.fill(wrong)
        assert page.get_by_text("go from 0 to 10,000, whole numbers. The bill is still for 10.").is_visible()
        assert values(page)["parallel"] == 10
    handle(page).press("Home")  # what moves on shows again what the bill is for
    expect(runs).to_have_value("10")
    assert page.get_by_text("whole numbers").count() == 0
    runs.fill("0")
    assert amount(page) == "$0.00 after 1 hour"


@pytest.mark.browser
def test_it_follows_python_between_the_stops(show, open_bill):
    page = show(open_bill)
    page.evaluate(
        "['parallel', 'memory', 'days'].forEach((name, n) => window.model.set(name, [7, 1.769, 45][n]))"
    )
    assert amount(page) == f"${runaway_function(PRICES, 7, 1.769, 45)['usd']:,.2f} after 45 days"
    expect(page.get_by_label("Runs in parallel")).to_have_value("7")
    expect(page.get_by_label("Memory of each run")).to_have_value("1.769")
    assert handle(page).evaluate("e => e.valueAsNumber") == pytest.approx(4.25)
    handle(page).press("ArrowRight")
    assert values(page)["days"] == 90
    page.evaluate("window.model.set('days', 45)")
    handle(page).press("ArrowLeft")
    assert values(page)["days"] == 30


@pytest.mark.browser
def test_bars_are_as_long_as_their_amounts_from_zero(show, open_bill):
    page = show(open_bill)
    page.evaluate("window.model.set('parallel', 10)")
    loop, machine, idle = page.eval_on_selector_all(
        ".bar", "all => all.map(e => e.getBoundingClientRect().width)"
    )
    assert machine / loop == pytest.approx(138.24 / runaway_function(PRICES, 10, 1, 30)["usd"], abs=0.01)
    assert loop > 100 and idle == 0


@pytest.mark.browser
def test_nothing_moves_where_nothing_may(show, open_bill):
    for motion, moves in (("reduce", False), ("no-preference", True)):
        page = show(open_bill, motion=motion)
        page.evaluate("window.model.set('parallel', 1)")
        assert bool(page.evaluate("document.getAnimations().length")) == moves
        assert amount(page).startswith("$43.72")  # the number is there at once


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, {"width": 768, "height": 800}, {"width": 1600, "height": 900}])
def test_it_is_for_everybody_at_every_width(show, size):
    bill = bill_simulator(PRICES)
    page = show(bill, size)
    for shown in (False, True):
        page.evaluate("shown => window.model.set('shown', shown)", shown)
        page.evaluate("shown => window.model.set('guess', shown ? 500 : null)", shown)
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            for days in (1 / 24, 365):
                page.evaluate("days => window.model.set('days', days)", days)
                page.evaluate("window.model.set('memory', 10)")
                assert violations(page, ".hook-stack", COLOURS if theme == "dark" else None) == []
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                assert too_wide(page, ".hook-stack") == []
        assert walk(page, page.locator(".hook-stack").element_handle()) == []
        for control in page.locator("button:visible, input:visible, select:visible").all():
            assert control.bounding_box()["height"] >= 38


@pytest.mark.browser
def test_a_plain_key_stays_in_it(show, open_bill):
    page = show(open_bill)
    page.evaluate(
        "window.heard = []; document.addEventListener('keydown', event => window.heard.push(event.key))"
    )
    page.get_by_label("Runs in parallel").press("x")
    handle(page).press("Control+s")
    assert page.evaluate("window.heard") == ["Control", "s"]
