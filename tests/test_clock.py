"""The clock of a cluster: what Python says of it, and what it shows in Chromium by keyboard and by mouse, without Python."""

import re
from html import unescape

import pytest
import traitlets
from on_screen import COLOURS, too_wide, violations, walk
from playwright.sync_api import expect

from helpers import cluster_clock, load_table
from helpers.charts.clock import cluster_clock_chart

IMAGES, LAUNCHED = load_table("images"), "2024-08-15"
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def clock():
    return cluster_clock(IMAGES, LAUNCHED)


def said(page):
    return page.get_by_role("status").inner_text()


def handle(page):
    return page.get_by_role("slider", name="Age of the cluster")


# --- what Python says


def test_without_a_script_the_picture_after_a_year_tells_the_story(clock):
    bundle, about = clock._repr_mimebundle_()
    (alt,) = set(re.findall(r'<img[^>]* alt="([^"]*)"', bundle["text/html"]))
    assert alt.startswith("After 12 months, ") and bundle["text/plain"] == f"Cluster clock: {unescape(alt)}"
    assert about == {"on_the_hook": {"needs_kernel": False}}


def test_its_age_can_be_set_as_far_as_it_goes():
    clock = cluster_clock(IMAGES, LAUNCHED, 6)
    clock.months = 6
    for month in (7, -1):
        with pytest.raises(traitlets.TraitError, match=f"no month {month}. It goes from 0 to 6"):
            clock.months = month
    assert clock.months == 6


def test_a_clock_needs_a_month_and_an_image_at_its_launch():
    with pytest.raises(ValueError, match="months is 0; a clock needs at least 1"):
        cluster_clock(IMAGES, LAUNCHED, 0)
    with pytest.raises(ValueError, match="no image is older than the launch on 2023-01-01"):
        cluster_clock(IMAGES, "2023-01-01")


def test_a_source_that_the_course_does_not_have_is_named_as_it_is_spelled():
    mine = IMAGES.assign(source=["endoflife-date", *["my-own"] * (len(IMAGES) - 1)])
    first, second = cluster_clock(mine, LAUNCHED).data["sources"]
    assert first["url"].startswith("https://") and second == "my-own"


# --- what it shows


@pytest.mark.browser
def test_by_keyboard_it_says_at_every_stop_what_the_chart_says(show, clock):
    page = show(clock)
    handle(page).focus()
    for month in range(25):
        _, alt = cluster_clock_chart(IMAGES, LAUNCHED, month)
        assert said(page) == alt and page.evaluate("window.model.get('months')") == month
        behind = re.search(r", (\d+) versions? of", alt)[1]
        expect(page.locator(".number")).to_have_text(behind)
        age = "launch day" if not month else f"{month} month{'s' if month > 1 else ''}"
        expect(handle(page)).to_have_attribute("aria-valuetext", f"{age}, {behind} behind")
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    assert said(page).startswith("On launch day, 0 versions")


@pytest.mark.browser
def test_what_lies_ahead_is_grey_and_the_dot_stands_on_the_curve(show, clock):
    page = show(clock)
    for month in (0, 1, 13, 24):
        page.evaluate("month => window.model.set('months', month)", month)  # as Python would
        x, y, left, right, bottom, top, cut = page.evaluate("""() => {
          const [dot, plot] = ['.dot', '.plot'].map(name => document.querySelector(name).getBoundingClientRect());
          const cut = parseFloat(getComputedStyle(document.querySelector('.seen')).getPropertyValue('--rest'));
          return [dot.x + dot.width / 2, dot.y + dot.height / 2, plot.left, plot.right, plot.bottom, plot.top, cut]; }""")
        assert x == pytest.approx(left + (right - left) * month / 24, abs=1)
        assert cut == pytest.approx(100 - month / 24 * 100)
        behind = int(page.locator(".number").inner_text())
        share = behind / len(clock.data["versions"])
        assert y == pytest.approx(bottom - (bottom - top) * share, abs=2)
        thumb = handle(page).bounding_box()
        assert x == pytest.approx(thumb["x"] + 13 + (thumb["width"] - 26) * month / 24, abs=1.5)


@pytest.mark.browser
def test_by_mouse_on_the_handle_and_on_a_stop(show, clock):
    page = show(clock)
    page.locator(".stop").nth(8).click()
    assert said(page).startswith("After 8 months, ")
    box = handle(page).bounding_box()
    assert box["height"] >= 24
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 13 + (box["width"] - 26) / 3, y)
    page.mouse.down()
    seen = set()
    for part in (0.4, 0.6, 0.8, 1):
        page.mouse.move(box["x"] + 13 + (box["width"] - 26) * part, y)
        seen.add(said(page))
    page.mouse.up()
    assert len(seen) == 4 and said(page).startswith("After 24 months, ")


@pytest.mark.browser
def test_nothing_moves_where_nothing_may(show, clock):
    moving = "document.getAnimations().length"
    for motion, moves in (("reduce", False), ("no-preference", True)):
        page = show(clock, motion=motion)
        page.evaluate("window.model.set('months', 12)")
        assert bool(page.evaluate(moving)) == moves


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, {"width": 768, "height": 800}, {"width": 1600, "height": 900}])
def test_it_is_for_everybody_at_every_width(show, clock, size):
    page = show(clock, size)
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        for month in (0, 3, 24):
            page.evaluate("month => window.model.set('months', month)", month)
            assert violations(page, ".hook-stack", COLOURS if theme == "dark" else None) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            # A label may be wider than its month: those that would meet are left out.
            assert too_wide(page, ".hook-stack", but=".stop, .stops") == []
            labels = page.eval_on_selector_all(
                ".label",
                """all => all.filter(e => getComputedStyle(e).visibility === 'visible')
                .map(e => e.getBoundingClientRect()).map(box => [box.left, box.right])""",
            )
            assert all(end <= start for (_, end), (start, _) in zip(labels, labels[1:])), labels
    assert walk(page, page.locator(".hook-stack").element_handle()) == []


@pytest.mark.browser
def test_a_plain_key_stays_in_it(show, clock):
    page = show(clock)
    page.evaluate(
        "window.heard = []; document.addEventListener('keydown', event => window.heard.push(event.key))"
    )
    handle(page).press("x")
    handle(page).press("Control+s")
    assert page.evaluate("window.heard") == ["Control", "s"]
