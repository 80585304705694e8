"""A class votes in Chromium: the view in front, and the page that the relay gives to learners' phones."""

import json
import os
from pathlib import Path

import pytest
from living_page import page_of
from on_screen import COLOURS, problems_of, too_wide, violations, walk
from playwright.sync_api import expect
from test_class import BANK, ask, ballot, served

from helpers import Record, class_votes, join_class
from helpers.classroom import key_file
from helpers.classroom.relay import Relay
from helpers.classroom.votes import Room

pytestmark = pytest.mark.browser
FRONT = {"width": 1280, "height": 720}  # a screen of 1920 x 1080 at a zoom of 150 %
PHONE = {"width": 390, "height": 844}
# With a belief behind a wrong answer, and long enough to be cut off if anything is.
QUESTION = max(
    (
        q
        for q in BANK.questions.values()
        if q.form == "lesson" and len(q.accepted) == 1 and q.options[0].belief
    ),
    key=lambda q: len(q.stem) + sum(len(option.text) for option in q.options),
)
ITEM = QUESTION.item
WRONG, RIGHT = QUESTION.options[0], QUESTION.option(QUESTION.accepted)
# Joins the stand-in for anywidget's model to Python: what the page sends goes there, and what it says comes back.
JOIN = """() => {
  window.model.send = async message => {
    const said = await window.python(message);
    for (const [name, value] of Object.entries(said.state)) window.model.set(name, value);
    for (const hear of window.model.heard['msg:custom'] ?? []) if (said.answer) hear(said.answer);
  };
}"""


@pytest.fixture
def relay(tmp_path, monkeypatch):
    monkeypatch.setenv("ON_THE_HOOK_CLASS", str(tmp_path / "class.json"))
    relay = Relay(Room(BANK, seats=50))
    with served(relay) as (relay.learners, relay.lead):
        host, port = relay.learners
        relay.link = f"http://{host}:{port}"
        key_file.write("http://{}:{}".format(*relay.lead), relay.key, relay.link, relay.code)
        yield relay


@pytest.fixture
def open_page(browser):
    """Opens a page in a browser of its own, and holds it to have met no error; `theme` is light or dark."""
    contexts, seen = [], []

    def open_(address, size=PHONE, theme="light", context=None):
        if context is None:
            context = browser.new_context(viewport=size, color_scheme=theme, reduced_motion="reduce")
            contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        seen.append(problems_of(page))
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert sum(seen, []) == []


def in_front(open_page, view, tmp_path, take, theme="light"):
    """A page with `view`, whose script talks to the Python of this test: `take` gets each message."""
    file = tmp_path / f"{theme}-{id(view)}.html"
    file.write_text(page_of(view).replace('data-theme="light"', f'data-theme="{theme}"'), encoding="utf-8")
    page = open_page(file.as_uri(), FRONT)
    answers = []
    view.send = answers.append

    def python(message):
        take(message)
        state = {name: value for name, value in view.get_state().items() if not name.startswith("_")}
        return {
            "state": json.loads(json.dumps(state, default=str)),
            "answer": answers.pop() if answers else None,
        }

    page.expose_function("python", python)
    page.evaluate(JOIN)
    return page


def join(page, code):
    page.get_by_label("The code that is shown in front").fill(code)
    page.get_by_role("button", name="Join the class").click()
    expect(page.get_by_text("You're in.")).to_be_visible()


def look(page):
    """At once, as a phone does that is taken out of the pocket, and not within three seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def vote(page, option, level="sure"):
    look(page)
    page.get_by_role("radio", name=option.text).check()
    page.get_by_role("radio", name=level, exact=True).check()
    page.get_by_role("button", name="my vote").click()
    expect(page.get_by_text(f"Your vote is in: {option.letter.upper()}, {level}.")).to_be_visible()


def keep(page, name):
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"class-{name}.png", full_page=True)


def test_a_class_votes_talks_and_votes_again(relay, open_page, tmp_path):
    view = class_votes(ITEM)
    front = in_front(open_page, view, tmp_path, view.take)
    main = front.locator(".hook-class")
    expect(main).to_contain_text(f"{relay.link} and the code {relay.code}")
    keep(front, "1-choose")
    phones = [open_page(relay.link, theme=theme) for theme in ("light", "dark", "light")]
    expect(phones[0].locator("main")).to_contain_text("Who can read what")
    keep(phones[0], "phone-1-join")
    for phone in phones:
        join(phone, f" {relay.code[:3].lower()} {relay.code[3:]}")
    front.get_by_role("button", name="Open the vote").click()
    expect(main).to_contain_text("0 answered")
    vote(phones[0], WRONG, "fairly sure")
    vote(phones[1], WRONG)
    vote(phones[2], RIGHT, "guessing")
    vote(phones[0], WRONG, "sure")  # changed: it is still one vote
    keep(phones[1], "phone-2-voted-dark")
    for body in (
        b"rubbish",
        {**ballot(relay), "letter": "<img src=x onerror=alert(1)>"},
        {**ballot(relay), "name": "Anna"},
    ):
        assert ask(relay, "POST", "/vote", body, X_Class_Token="f" * 32)[0] == 400
    expect(main).to_contain_text("3 answered")
    assert "%" not in main.inner_text() and WRONG.why not in main.inner_text()
    keep(front, "2-open")
    front.get_by_role("button", name="Watch them come").click()
    expect(front.get_by_role("row", name=WRONG.text)).to_contain_text("2 (67 %)")
    expect(front.get_by_role("button", name="Hide them until then")).to_be_focused()
    assert "✓" not in main.inner_text() and front.get_by_text(RIGHT.why).is_hidden()
    keep(front, "2-watched")
    front.get_by_role("button", name="Hide them until then").click()
    expect(main).not_to_contain_text("%")
    away = phones[2].context
    phones[2].evaluate(  # what a crash leaves: the place in the class, and not yet the vote
        """() => { const me = JSON.parse(localStorage.getItem('on-the-hook-class'));
                   localStorage.setItem('on-the-hook-class', JSON.stringify({...me, votes: {}})); }"""
    )
    phones[2].reload()
    expect(phones[2].get_by_text(f"Your vote is in: {RIGHT.letter.upper()}, guessing.")).to_be_visible()
    phones[2].close()  # drops out

    front.get_by_role("button", name="Close and show the votes").click()
    expect(front.get_by_role("row", name=WRONG.text)).to_contain_text("2 (67 %)")
    expect(front.get_by_role("row", name=WRONG.text)).to_contain_text("2 sure")
    expect(front.get_by_role("row", name=RIGHT.text)).to_contain_text("1 guessing")
    assert "✓" not in main.inner_text() and front.get_by_text(RIGHT.why).is_hidden()
    keep(front, "3-shown")
    look(phones[0])
    expect(phones[0].locator("main")).to_contain_text("Find a neighbour who voted otherwise")
    expect(phones[0].get_by_role("button", name="my vote")).to_have_count(0)

    front.get_by_role("button", name="Vote again").click()
    back = open_page(relay.link, context=away)  # comes back, and needs no code
    expect(back.get_by_text(f"Your first vote: {RIGHT.letter.upper()}, guessing.")).to_be_visible()
    vote(back, RIGHT, "sure")
    vote(phones[0], RIGHT, "fairly sure")
    keep(phones[0], "phone-3-again")
    front.get_by_role("button", name="Close and show the votes").click()
    expect(front.get_by_role("row", name=RIGHT.text)).to_contain_text("2 (100 %)")
    expect(front.get_by_role("row", name=RIGHT.text)).to_contain_text("1 (33 %)")
    front.get_by_role("button", name="Say which is right").click()
    expect(front.get_by_role("row", name=RIGHT.text)).to_contain_text("✓ right")
    expect(main).to_contain_text(f"“{BANK.beliefs.loc[WRONG.belief, 'statement']}”")
    expect(main).to_contain_text("Ask back: ")
    keep(front, "4-told")
    for phone, word in ((phones[0], "Yes."), (phones[1], "Not this one."), (back, "Yes.")):
        look(phone)
        expect(phone.locator("main")).to_contain_text(RIGHT.why)
        expect(phone.get_by_role("status").filter(has_text=word).first).to_be_visible()
    keep(phones[1], "phone-4-told-dark")
    keep(phones[0], "phone-4-told")
    assert violations(front) == [] and too_wide(front, ".hook-class") == []
    front.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert violations(front, rules=COLOURS) == []
    keep(front, "4-told-dark")
    for phone in phones[:2]:
        assert violations(phone) == [] and too_wide(phone, "main") == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_step_of_the_views_is_for_everybody(relay, open_page, tmp_path, theme):
    """Nothing that axe finds, nothing cut off, every control by Tab: a phone of 390 pixels, and the front."""
    view = class_votes(ITEM)
    front = in_front(open_page, view, tmp_path, view.take, theme)
    phone = open_page(relay.link, theme=theme)

    def hold(page, within, name):
        keep(page, f"{name}-{theme}")
        assert violations(page, rules=COLOURS if theme == "dark" else None) == [], name
        assert too_wide(page, within) == [], name
        page.evaluate("document.activeElement.blur()")
        assert walk(page, page.locator(within).element_handle()) == [], name

    hold(phone, "main", "step-phone-join")
    hold(front, ".hook-class", "step-choose")
    join(phone, relay.code)
    for step, name in (
        ("open", "open"),
        ("show", "shown"),
        ("again", "again"),
        ("show", "shown-again"),
        ("tell", "told"),
    ):
        view.take({"do": step, "item": ITEM})
        front.evaluate("window.model.send({do: 'look'})")
        look(phone)
        if step in ("open", "again"):
            expect(phone.get_by_role("button", name="Send my vote")).to_be_visible()
            hold(phone, "main", f"step-phone-{name}")
            vote(phone, WRONG)
        else:
            expect(phone.get_by_role("button", name="my vote")).to_have_count(0)
            hold(phone, "main", f"step-phone-{name}")
        expect(front.locator(".hook-class .stage")).to_contain_text(
            {"open": "open", "show": "closed", "again": "open", "tell": "right"}[step]
        )
        hold(front, ".hook-class", f"step-{name}")
    front.set_viewport_size(PHONE)
    assert too_wide(front, ".hook-class") == []
    keep(front, f"step-told-narrow-{theme}")


def test_a_wrong_code_a_class_that_ends_and_a_learner_who_leaves(relay, browser):
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{relay.link}/#wrong1")
    page.get_by_role("button", name="Join the class").click()
    expect(page.get_by_role("alert")).to_have_text("That isn't the code of this class.")
    join(page, relay.code)
    assert page.evaluate("Object.keys(localStorage).length") == 1 and relay.code not in page.url
    page.get_by_role("button", name="Leave the class").click()
    assert page.evaluate("Object.keys(localStorage).length") == 0
    join(page, relay.code)
    relay.code = "ANEWCD"  # a relay that was started again
    look(page)
    expect(page.get_by_role("alert")).to_have_text("That class is over, or has another code now.")
    join(page, relay.code)
    page.context.set_offline(True)
    look(page)
    expect(page.get_by_role("status").filter(has_text="can't be reached")).to_be_visible()
    page.context.set_offline(False)
    look(page)
    expect(page.get_by_role("status").filter(has_text="can't be reached")).to_have_count(0)
    page.close()


def test_a_notebook_votes_with_the_class(relay, open_page, tmp_path):
    record = Record(tmp_path / "record.sqlite")
    card = join_class(f"{relay.link}/#{relay.code}", record=record)
    page = in_front(open_page, card, tmp_path, lambda message: card._heard(None, message, []))
    expect(page.locator(".hook-quiz")).to_contain_text("nowhere else")
    relay.room.lead("open", ITEM)
    page.get_by_role("button", name="Send my vote").click()  # the card looks by itself
    expect(page.get_by_role("alert")).to_have_text("Not tried yet: choose an answer first.")
    page.get_by_role("radio", name=RIGHT.text).check()
    page.get_by_role("radio", name="sure", exact=True).check()
    page.get_by_role("button", name="Send my vote").click()
    expect(page.get_by_text(f"Your vote is in: {RIGHT.letter.upper()}, sure.")).to_be_visible()
    assert relay.room.seen()["answered"] == [1] and list(record.answers()["option"]) == [RIGHT.letter]
    relay.room.lead("show")
    relay.room.lead("tell")
    expect(page.locator(".hook-quiz")).to_contain_text(RIGHT.why)
    assert violations(page) == []


def test_records_are_brought_in_on_the_page(open_page, tmp_path, monkeypatch):
    monkeypatch.setenv("ON_THE_HOOK_CLASS", str(tmp_path / "none.json"))
    record = Record(tmp_path / "record.sqlite")
    record.add(ITEM, "a", "sure", False, 2.0, "00-start-here")
    (tmp_path / "anna.csv").write_bytes(record.export())
    view = class_votes(ITEM)
    sent = []
    front = in_front(open_page, view, tmp_path, sent.append)
    front.evaluate(
        """() => { model.send = (message, _, buffers) =>
        window.python({...message, sizes: (buffers ?? []).map(b => b.byteLength)}); }"""
    )
    front.get_by_label("Bring in saved records").set_input_files(tmp_path / "anna.csv")
    while not [message for message in sent if message["do"] == "add"]:  # the test's own time limit ends it
        front.wait_for_timeout(50)
    [added] = [message for message in sent if message["do"] == "add"]
    assert added == {"do": "add", "names": ["anna.csv"], "sizes": [len(record.export())]}
    view.take({"do": "open", "item": ITEM})
    view.take(added, [memoryview(record.export())])
    assert view.room["answered"] == [1] and "1 learner" in view.said
