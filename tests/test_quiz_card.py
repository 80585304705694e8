"""The card of questions in Chromium, driven as a learner would: by mouse, by keyboard, without Python."""

import re
from functools import partial

import pytest
from on_screen import COLOURS, violations, walk
from playwright.sync_api import expect
from shipped import BANK

from helpers import ask, practice, take_form
from helpers.learner.quiz import Quiz

pytestmark = pytest.mark.browser
CASE = next(q for q in BANK.questions.values() if q.kind == "case" and q.helped_by and q.next_step and q.parts
            and any(o.belief for o in q.options))  # fmt: skip
WRONG = next(o for o in CASE.options if o.belief)
RIGHT = CASE.option(CASE.accepted)


@pytest.fixture
def show(show):
    return partial(show, size={"width": 1000, "height": 900}, motion="no-preference")


@pytest.fixture
def hurry(page):
    """Lets the pause after an answer pass without waiting for it."""
    page.clock.install()
    yield lambda: page.clock.fast_forward(450)
    page.context.close()  # its clock is not that of other tests


def choose(page, text, level="sure", submit=True):
    page.get_by_role("radio", name=text).first.check()
    page.get_by_role("radio", name=level, exact=True).check()
    if submit:
        page.get_by_role("button", name="Submit my answer").click()


def test_nothing_is_told_before_the_answer(show, record):
    page = show(ask(CASE.item, record=record))
    text = page.locator("main").inner_text()
    assert CASE.stem in text and all(o.text in text for o in CASE.options)
    assert not any(o.why in text for o in CASE.options) and CASE.parts not in text


def test_an_answer_needs_a_choice_and_a_confidence(show, record):
    page = show(ask(CASE.item, record=record))
    page.get_by_role("button", name="Submit my answer").click()
    expect(page.get_by_role("alert")).to_have_text("Not tried yet: choose an answer first.")
    page.get_by_role("radio", name=WRONG.text).check()
    page.get_by_role("button", name="Submit my answer").click()
    expect(page.get_by_role("alert")).to_have_text("Say how sure you are, then submit.")
    assert page.evaluate("window.sent") == []


def test_a_wrong_answer_is_told_everything(show, record):
    page = show(ask(CASE.item, record=record))
    choose(page, WRONG.text)
    belief = BANK.beliefs.loc[WRONG.belief]
    for part in (WRONG.why, RIGHT.why, "Not this one.", "The right one.", "You were sure", CASE.parts, CASE.next_step,
                 CASE.helped_by, belief["statement"], belief["true_for"], belief["not_true_for"], "copy:"):  # fmt: skip
        expect(page.locator("main")).to_contain_text(part)
    status = page.get_by_role("status").filter(has_text="Not this one.")
    expect(status).to_contain_text(WRONG.why)
    expect(status).to_have_attribute("aria-atomic", "true")  # or Orca says the last part alone
    [message] = page.evaluate("window.sent")
    [sent] = message["answers"]
    assert (sent["item"], sent["letter"], sent["confidence"]) == (CASE.item, WRONG.letter, "sure")
    assert 0 < sent["seconds"] < 60
    for control in page.get_by_role("radio").all():
        expect(control).to_be_disabled()
    page.get_by_role("button", name="Answered").click(force=True)
    assert len(page.evaluate("window.sent")) == 1


def test_by_keyboard_alone(show, record):
    page = show(ask(CASE.item, record=record))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    place = [o.letter for o in CASE.options].index(RIGHT.letter)
    for _ in range(place):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Yes.")).to_be_visible()
    [sent] = page.evaluate("window.sent")[0]["answers"]
    assert (sent["letter"], sent["confidence"]) == (RIGHT.letter, "fairly sure")
    expect(page.get_by_role("button", name="Answered")).to_be_focused()


def test_a_practice_runs_to_its_end_and_begins_again(show, record, hurry):
    view = practice("05-lambda", record)
    page = show(view)
    page.set_viewport_size({"width": 1000, "height": 400})
    for number, step in enumerate(view.steps, start=1):
        expect(page.locator("main")).to_contain_text(f"Question {number} of {len(view.steps)}")
        groups = page.locator("fieldset.case")
        for at, question in enumerate(step):
            right = next(o for o in question["options"] if o["right"])
            groups.nth(at).get_by_role("radio", name=right["text"], exact=True).check()
        page.get_by_role("radio", name="sure", exact=True).check()
        page.get_by_role("button", name="Submit my answer").click()
        assert ("The rule." in page.locator("main").inner_text()) == (len(step) == 2)
        hurry()
        page.get_by_role("button", name=re.compile("Next question|Finish")).click()
        top = page.locator(".card").evaluate("e => e.firstElementChild.getBoundingClientRect().top")
        assert -1 < top < 400, "the next question is in sight"
    expect(page.get_by_role("status").first).to_contain_text("That was the last one.")
    expect(page.get_by_role("status").first).to_contain_text(
        f"{len(view.questions)} of {len(view.questions)} right."
    )
    answers = [a for message in page.evaluate("window.sent") for a in message["answers"]]
    assert {a["item"] for a in answers} == set(view.questions)
    page.get_by_role("button", name="Begin again").click()
    expect(page.locator("main")).to_contain_text("Question 1 of")


def test_a_double_click_does_not_skip_the_reply(show, record):
    page = show(practice("03-ec2", record))
    page.get_by_role("radio").first.check()
    page.get_by_role("radio", name="sure", exact=True).check()
    page.get_by_role("button", name="Submit my answer").dblclick()
    expect(page.locator("main")).to_contain_text("On whose word.")


def test_a_form_gives_no_verdict_and_shows_what_python_says_at_the_end(show, record, hurry):
    view = take_form("a", record=record)
    page = show(view)
    for [question] in view.steps:
        page.get_by_role("radio", name=question["options"][0]["text"], exact=True).check()
        page.get_by_role("radio", name="guessing").check()
        assert "Yes." not in page.locator("main").inner_text()
        hurry()
        page.get_by_role("button", name="Submit my answer").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ of 15 right"))
    page.evaluate("window.model.set('report', '<p>From Python</p>')")
    expect(page.locator("main")).to_contain_text("From Python")


def test_without_python_the_answer_stays_in_the_browser_and_opens_what_is_behind(show, record):
    page = show(Quiz([CASE], CASE.notebook, "", record, lock=True), on_site=True)
    expect(page.get_by_role("button", name="Show me without a guess")).to_be_visible()
    choose(page, RIGHT.text)
    expect(page.get_by_role("status").filter(has_text="You answered 1, 1 right.")).to_be_visible()
    assert page.evaluate("window.model.get('shows')") == "" and page.evaluate("window.sent") == []
    page.reload()
    page.wait_for_function("window.model.get('shows') === ''")
    expect(page.get_by_text("You answered 1, 1 right.")).to_be_visible()
    page.get_by_role("button", name="Forget my answers").click()
    expect(page.get_by_role("button", name="Submit my answer")).to_be_focused()
    expect(page.get_by_text("You answered")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("button", name="Show me without a guess")).to_be_visible()


def test_show_me_opens_without_an_answer_and_says_where(show, record):
    page = show(Quiz([CASE], CASE.notebook, "", record, lock=True))
    expect(page.get_by_text("has opened below")).to_be_hidden()
    page.get_by_role("button", name="Show me without a guess").click()
    expect(page.get_by_text("has opened below")).to_be_visible()
    assert page.evaluate("[window.model.get('shows'), window.sent.length]") == ["", 0]
    assert "Not this one" not in page.locator("main").inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 360])
def test_the_card_can_be_read_and_used_by_everybody(show, record, theme, width):
    page = show(practice("05-lambda", record), motion="reduce")
    rules = COLOURS if theme == "dark" else None
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page, rules=rules) == []
    assert walk(page, page.locator(".hook-quiz").element_handle()) == []
    for group in page.locator("fieldset.case").all():
        group.get_by_role("radio").first.check()
    page.get_by_role("radio", name="sure", exact=True).check()
    page.get_by_role("button", name="Submit my answer").click()
    assert violations(page, rules=rules) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_text_stays_text(show, record):
    from dataclasses import replace

    bad = "<img src=x onerror=window.hurt=1>" + "x" * 2000
    question = replace(
        CASE,
        stem=bad,
        parts=bad,
        next_step=bad,
        options=tuple(o._replace(text=bad, why=bad) for o in CASE.options),
    )
    page = show(Quiz([question], "03-ec2", "", record))
    page.get_by_role("radio").first.check()
    page.get_by_role("radio", name="sure", exact=True).check()
    page.get_by_role("button", name="Submit my answer").click()
    assert page.evaluate("window.hurt") is None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_cards_on_one_page_do_not_share_their_radio_buttons(show, record):
    page = show(ask(CASE.item, record=record))
    page.evaluate("""() => { const el = document.createElement('div'); document.querySelector('main').append(el);
        component.render({model: window.model, el}); }""")
    for card in page.locator(".hook-quiz").all():
        card.get_by_role("radio").first.check()
    assert page.get_by_role("radio", checked=True).count() == 2


def test_where_python_has_ended_the_answer_stays_on_the_card(show, record):
    page = show(ask(CASE.item, record=record))
    page.evaluate("() => { window.model.send = () => { throw new Error('the kernel is gone'); } }")
    choose(page, RIGHT.text)
    expect(page.get_by_role("alert")).to_contain_text("Python has ended, so your answer was not kept")
    assert RIGHT.why not in page.inner_text("main")
    page.evaluate("() => { window.model.send = message => window.sent.push(message); }")
    page.get_by_role("button", name="Submit my answer").click()
    assert len(page.evaluate("window.sent")) == 1 and RIGHT.why in page.inner_text("main")
