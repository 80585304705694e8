"""What a learner has shown, as sentences, and the page of them."""

import base64
import re
from datetime import date

import pytest
from shipped import BANK

from helpers import load_table, what_i_can
from helpers.learner.can_do import abilities
from helpers.learner.can_do_page import page, sheet
from helpers.learner.record_rows import frame

TABLE = load_table("abilities")
NETWORK = [q for q in BANK.questions.values() if q.topic == "network"]
DAY = date(2026, 11, 28)


def give(record, question, right=True, confidence="sure"):
    option = next(o for o in question.options if question.is_right(o.letter) == right)
    record.add(question.item, option.letter, confidence, right, 5.0, question.notebook)


def state(record, ability="network"):
    return abilities(BANK, record.answers()).loc[ability, "state"]


def test_every_topic_of_the_questions_stands_in_one_ability():
    listed = [topic for topics in TABLE["topics"] for topic in topics.split("; ")]
    assert len(listed) == len(set(listed)), "a topic stands in two rows of data/abilities.csv"
    topics = {q.topic for q in BANK.questions.values()}
    assert set(listed) == topics, "the topics of data/abilities.csv, and those of data/questions.csv"


@pytest.mark.parametrize("row", TABLE.to_dict("records"), ids=lambda row: row["ability"])
def test_an_ability_can_be_shown_and_learned(row):
    asked = [q for q in BANK.questions.values() if q.topic in row["topics"].split("; ")]
    assert len(asked) >= 3
    assert row["notebook"] in {q.notebook for q in asked if q.form in ("text", "lesson")} | {
        q.notebook for q in BANK.questions.values() if q.settings
    }
    assert not row["sentence"].endswith(".") and row["sentence"][0].islower()


def test_one_lucky_answer_shows_nothing(record):
    assert state(record) == "open"
    give(record, NETWORK[0])
    assert state(record) == "begun"
    give(record, NETWORK[1], confidence="fairly sure")
    assert state(record) == "begun"
    give(record, NETWORK[2])
    assert state(record) == "shown"


def test_the_last_answer_counts_and_too_many_wrong_ones_take_it_back(record):
    for question in NETWORK[:2]:
        give(record, question)
    give(record, NETWORK[2], right=False)
    assert state(record) == "begun"  # 2 of 3
    give(record, NETWORK[2], confidence="guessing")
    row = abilities(BANK, record.answers()).loc["network"]
    assert (row["state"], row["answered"], row["right"], row["sure"]) == ("shown", 3, 3, 2)


def test_what_the_course_no_longer_asks_is_passed_over(record):
    record.add("no-such-question", "a", "sure", True, 5.0, "00-start-here")
    record.add("ec2/guest-os", "customer", "", True, 5.0, "03-ec2")
    assert abilities(BANK, record.answers())["answered"].sum() == 0
    assert "from 0 questions" in sheet(record.answers(), DAY)


def test_the_button_shows_the_page_and_offers_it_as_a_file(record):
    for question in NETWORK[:2]:
        give(record, question)
    view = what_i_can(record)
    assert view.reply.value == ""
    view.button.click()
    assert view.said.value == ""
    html = base64.b64decode(re.search(r"data:text/html;base64,([^\"]+)", view.reply.value)[1]).decode()
    assert (
        "2 of 2 right, 2 surely" in html
        and "Where I said I was sure, I was right in 2 of 2 questions." in html
    )
    assert "http" not in html  # nothing is fetched, whoever opens it


@pytest.mark.browser
def test_the_page_is_one_side_of_a4_whatever_the_record_holds(browser, tmp_path):
    from on_screen import violations

    file = tmp_path / "page.html"
    tab = browser.new_page()
    for questions in (
        [],
        BANK.questions.values(),
    ):  # nothing shown; as many as there are, some of them missed
        rows = [
            (
                q.item,
                q.item,
                "a",
                "sure" if n % 3 else "guessing",
                n % 4 > 0,
                5.0,
                q.notebook,
                "2026-11-28T10:00:00+00:00",
            )
            for n, q in enumerate(questions)
        ]
        file.write_text(page(frame(rows), DAY), "utf-8")
        tab.goto(file.as_uri())
        assert violations(tab) == []
        assert len(re.findall(rb"/Type /Page\b", tab.pdf(prefer_css_page_size=True))) == 1
    tab.set_viewport_size({"width": 390, "height": 844})
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.close()
