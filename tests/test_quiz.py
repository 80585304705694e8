"""Questions, test forms, predictions and the record on the page, driven as a learner would, without a browser."""

import json
import re
from html import unescape

import pandas as pd
import pytest
from matplotlib.figure import Figure
from shipped import BANK

from helpers import (
    PredictOwners,
    Record,
    ask,
    behind,
    come_back,
    how_far,
    load_bank,
    load_model,
    my_record,
    practice,
    take_form,
)
from helpers.learner.quiz import Quiz

pytestmark = pytest.mark.usefixtures("joined")
DOMAINS = ["guest-os", "backup", "key-management", "site-security"]
HOUR = 3600


@pytest.fixture
def joined_in_browser(monkeypatch):
    """What was joined in the browser, as pairs of a widget with the name of its trait."""
    import ipywidgets

    links = []
    monkeypatch.setattr(ipywidgets, "jslink", lambda *ends: links.append(ends))
    return links


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test moves by hand."""
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])

    def pass_time(seconds):
        now[0] += seconds

    return pass_time


@pytest.fixture
def case():
    """A question with a belief behind a wrong option."""
    return next(
        q
        for q in BANK.questions.values()
        if q.form == "lesson"
        and q.kind == "case"
        and wrong(q).belief
        and q.helped_by
        and q.parts
        and q.next_step
    )


def wrong(question):
    options = [o for o in question.options if not question.is_right(o.letter)]
    return next((o for o in options if o.belief), options[0])


def answer(question, letter, confidence="sure", seconds=1.0):
    """What the card sends when an answer is submitted."""
    return {"item": question.item, "letter": letter, "confidence": confidence, "seconds": seconds}


def give(view, letter=None, right=True, **rest):
    """Answer every question of the view, in order: with `letter`, or rightly, or wrongly."""
    for question in view.questions.values():
        view.take(
            [answer(question, letter or (question.accepted[0] if right else wrong(question).letter), **rest)]
        )


def press(view):
    view.button.click()
    return view.reply.value


def text(html):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", html)))


# --- one question: what the card gets, what the record keeps (test_quiz_card.py looks at the card) ------------


def test_a_card_carries_everything_that_is_said_to_an_answer(case):
    [[card]] = ask(case.item).steps
    option = next(o for o in card["options"] if o["letter"] == wrong(case).letter)
    belief = BANK.beliefs.loc[wrong(case).belief]
    assert [o["text"] for o in card["options"]] == [o.text for o in case.options]
    assert [o["letter"] for o in card["options"] if o["right"]] == list(case.accepted)
    assert option["why"] == wrong(case).why
    assert option["belief"]["statement"] == belief["statement"]
    assert (option["belief"]["true_for"], option["belief"]["not_true_for"]) == (
        belief["true_for"],
        belief["not_true_for"],
    )
    assert (card["parts"], card["next_step"], card["helped_by"]) == (
        case.parts,
        case.next_step,
        case.helped_by,
    )
    assert case.source in card["word"] and "copy:" in card["word"]


def test_the_answer_goes_into_the_record(case, record):
    view = ask(case.item, record=record)
    give(view, confidence="guessing", seconds=12.5)
    row = record.answers().iloc[0]
    assert (
        row["item"],
        row["option"],
        row["confidence"],
        row["correct"],
        row["seconds"],
        row["notebook"],
    ) == (case.item, case.accepted, "guessing", True, 12.5, case.notebook)


def test_what_the_browser_says_of_right_and_wrong_is_not_believed(case, record):
    ask(case.item, record=record).take([answer(case, wrong(case).letter) | {"right": True}])
    assert not record.answers()["correct"].iloc[0]


@pytest.mark.parametrize("item", BANK.questions)
def test_every_question_has_a_card(item, record):
    question = BANK.questions[item]
    view = Quiz([question], question.notebook, "Question", record)
    [[card]] = view.steps
    assert card == json.loads(json.dumps(card)), "it must reach the browser as it is"
    for letter in (question.accepted[0], wrong(question).letter):
        view.take([answer(question, letter)])
    assert record.answers()["correct"].tolist() == [True, False]


def test_an_answer_that_cannot_be_kept_is_told(case, record):
    view = ask(case.item, record=record)
    view._heard(view, {"answers": [{"item": "no-such"}]}, None)
    assert "not kept" in view.notice and "KeyError" in view.notice and record.answers().empty


def test_without_a_script_the_answer_is_folded(case, record):
    view = ask(case.item, record=record)
    before, folded = view.fallback.split("<details>", 1)
    assert "(right)" not in before and "(right)" in folded and folded.startswith("<summary>Show the answer")
    assert view._repr_mimebundle_()[0]["text/plain"].startswith("Question: ")


def test_on_paper_the_text_from_the_table_is_escaped(case, record):
    from dataclasses import replace

    hostile = replace(
        case,
        stem="<script>1</script>",
        parts="<img src=x onerror=1>",
        options=tuple(o._replace(text="<b>x</b>", why="<i>y</i>") for o in case.options),
    )
    shown = Quiz([hostile], "03-ec2", "Question", record).fallback
    assert not re.search("<script|<img src=x|<b>x|<i>y", shown) and "&lt;script&gt;" in shown


def test_an_unknown_question_names_those_that_exist():
    with pytest.raises(KeyError, match="no question '99-x'; there are: .*03-patch-manager"):
        ask("99-x")


# --- many --------------------------------------------------------------------------


def test_practice_asks_every_question_once_and_pairs_together(record):
    view = practice("05-lambda", record)
    asked = [card["item"] for step in view.steps for card in step]
    assert sorted(asked) == sorted(q.item for q in BANK.of("05-lambda"))
    pairs = [step for step in view.steps if len(step) == 2]
    assert pairs and all(step[0]["rule"] and step[0]["rule"] == step[1]["rule"] for step in pairs)
    give(view)
    assert len(record.answers()) == len(BANK.of("05-lambda")) and record.answers()["correct"].all()


def test_weak_ones_come_back_and_the_page_does_not_show_it(record):
    question = [q for q in BANK.of("01-of-the-cloud-in-the-cloud") if q.kind == "case"][-1]
    before = come_back("02-read-the-table", record)
    give(ask(question.item, record=record), right=False)
    after = come_back("02-read-the-table", record)
    assert after.steps[0][0]["item"] == question.item != before.steps[0][0]["item"]
    assert after._repr_mimebundle_()[0]["text/html"] == before._repr_mimebundle_()[0]["text/html"]
    assert after._repr_mimebundle_()[0]["text/plain"] == before._repr_mimebundle_()[0]["text/plain"]


# --- test forms --------------------------------------------------------------------


def test_a_form_says_nothing_until_its_end(record):
    view = take_form("a", record=record)
    assert view.form and "(right)" not in view.fallback and "<details>" not in view.fallback
    *most, last = view.questions.values()
    for question in most:
        view.take([answer(question, wrong(question).letter, "fairly sure")])
        assert view.report == ""
    view.take([answer(last, wrong(last).letter, "fairly sure")])
    report = text(view.report)
    assert "0 of 15 right" in report and "Beliefs behind your wrong answers" in report
    assert "fairly sure: 0 of 15 right" in view.report and 'href="0' in view.report
    assert "gain" not in report.lower()


def test_a_form_goes_on_where_it_stopped(record):
    first = take_form("b", record=record)
    for question in list(first.questions.values())[:4]:
        first.take([answer(question, question.accepted[0])])
    again = take_form("b", record=record)
    assert (
        again.start == 4 and len(again.given) == 4 and all(given["right"] for given in again.given.values())
    )
    assert again.fallback == first.fallback and again.text == first.text
    give(again)
    done = take_form("b", record=record)
    assert done.start == 15 and "15 of 15 right" in done.report and "No gain yet" in done.report


def test_a_short_form_ends_after_five_and_goes_on_to_fifteen_later(record):
    short = take_form("a", 5, record)
    assert len(short.questions) == 5 and short.text.startswith("Test form A: 5 questions")
    give(short)
    assert "5 of 5 right" in short.report and "10 more" in short.report
    whole = take_form("a", record=record)
    assert whole.start == 5 and whole.report == "" and list(whole.questions)[:5] == list(short.questions)
    give(whole, right=False)
    assert "0 of 15 right" in whole.report and "is finished" in whole.report


def test_five_questions_of_form_a_have_their_twins_in_form_b(record):
    give(take_form("a", 5, record), right=False)
    whole = take_form("b", record=record)
    give(whole)
    assert "0 of 5 before, 5 after" in whole.report and "With 5 pairs" in whole.report


@pytest.mark.parametrize("count", [0, 4, 16, -5])
def test_a_form_of_another_length_is_refused(count):
    with pytest.raises(ValueError, match="5 to 15 questions"):
        take_form("a", count)


def test_after_both_forms_the_gain(record):
    give(take_form("a", record=record), right=False)
    view = take_form("b", record=record)
    give(view, confidence="fairly sure")
    report = text(view.report)
    assert "Normalised gain 1.00" in report and "What this cannot show" in report
    assert "0 of 15 before, 15 after" in view.report
    page = how_far(record)
    assert page.reply.value == ""
    assert "Normalised gain 1.00" in text(press(page)) and "fairly sure: 15 of 15 right" in text(
        page.reply.value
    )


def test_how_far_without_a_record(record):
    assert "No gain yet" in press(how_far(record))


# --- behind a guess ----------------------------------------------------------------


def chart():
    return Figure(figsize=(3, 2)), "A chart with five words."


def test_what_stands_behind_a_question_opens_with_the_answer(case, record, joined_in_browser):
    view = behind(case.item, chart(), record)
    quiz, box = view.children
    assert box.layout.display == "none" and quiz.lock and quiz.shows == "none"
    assert joined_in_browser == [((quiz, "shows"), (box.layout, "display"))]
    before, folded = view.fallback.split("<details><summary>Show what stands behind the guess")
    assert "A chart with" not in before and "A chart with" in folded
    give(quiz)
    again = behind(case.item, chart(), record)
    assert again.children[1].layout.display == "", "once answered it stays open"
    assert again.fallback == view.fallback and again.text == view.text, "a stored page is the same for all"


def test_behind_several_questions_the_last_answer_opens(case, record, joined_in_browser):
    other = next(q for q in load_bank().questions.values() if q.kind == "case" and q.item != case.item)
    keys = [case.item, other.item]
    view = behind(keys, chart(), record)
    quiz, box = view.children
    assert box.layout.display == "none" and view.text.startswith("A chart behind a guess. 2 questions")
    for item, shown in zip(keys, ["none", ""]):
        quiz.take([{"item": item, "letter": "a", "confidence": "sure", "seconds": 1}])
        assert behind(keys, chart(), record).children[1].layout.display == shown, item


@pytest.mark.parametrize(
    "content", [chart(), pd.DataFrame({"a": [1]}), my_record()], ids=["chart", "frame", "view"]
)
def test_anything_can_stand_behind_a_question(case, record, content):
    view = behind(case.item, content, record)
    assert view.fallback.count("<details") >= 2 and len(view.children[1].children) == 1


def test_a_prediction_opens_what_stands_behind_it_and_the_record_remembers(record, joined_in_browser):
    def locked():
        guess = PredictOwners(load_model(), "ec2", ["guest-os"], notebook="03-ec2", record=record)
        return behind(guess, chart())

    view = locked()
    guess, box = view.children
    assert guess.lock and guess.shows == "none" and box.layout.display == "none"
    assert joined_in_browser[-1] == ((guess, "shows"), (box.layout, "display"))
    guess.take({"guest-os": "aws"}, 3.0)
    again = locked()
    assert again.children[1].layout.display == ""
    other = PredictOwners(load_model(), "ec2", ["guest-os"], notebook="04-emr", record=record)
    assert behind(other, chart()).children[1].layout.display == "none", "another notebook asks anew"


def test_several_questions_in_one_cell_with_the_rule_of_a_pair(record):
    pair = [q.item for q in load_bank().questions.values() if q.kind == "pair"][:2]
    quiz = ask("00-flaw-on-ec2", *pair, record=record)
    assert [len(step) for step in quiz.steps] == [1, 2] and quiz.steps[1][0]["rule"]
    with pytest.raises(ValueError, match="Name a question"):
        ask()


def test_a_tile_predicted_wrong_comes_back_as_a_question(record):
    wrong = PredictOwners(load_model(), "ec2", ["guest-os", "backup"], notebook="03-ec2", record=record)
    wrong.take({"guest-os": "aws", "backup": "customer"}, 3.0)
    back = come_back("04-emr", record)
    first = back.steps[0][0]
    assert first["item"] == "ec2/guest-os" and "who must act?" in first["stem"]
    assert [option["right"] for option in first["options"]] == [False, False, True]
    assert not [step for step in come_back("03-ec2", record).steps if step[0]["item"] == "ec2/guest-os"]
    back.take([{"item": "ec2/guest-os", "letter": "c", "confidence": "sure", "seconds": 1}])
    assert come_back("04-emr", record).steps[0][0]["item"] != "ec2/guest-os", "right now, so it rests"


def test_a_question_that_does_not_exist_locks_nothing(record):
    with pytest.raises(KeyError, match="no question"):
        behind("99-x", chart(), record)


# --- the record on the page --------------------------------------------------------


def test_the_record_is_shown_saved_brought_in_and_deleted(record, case, tmp_path):
    give(ask(case.item, record=record))
    view = my_record(record)
    view.show_button.click()
    assert case.item in view.reply.value and "1 answer in your record" in view.said.value
    import base64

    data = base64.b64decode(re.search('base64,([^"]+)', view.reply.value)[1])
    other = my_record(Record(tmp_path / "other.sqlite"))
    other.upload.value = (
        {
            "name": "x.csv",
            "type": "",
            "size": len(data),
            "content": memoryview(data),
            "last_modified": pd.Timestamp("2026-11-23", tz="UTC").to_pydatetime(),
        },
    )
    assert "1 new answer brought in" in other.said.value and case.item in other.reply.value
    view.delete_button.click()
    assert "Press Delete my record again" in view.said.value and len(record.answers()) == 1
    view.delete_button.click()
    assert "deleted" in view.said.value and record.answers().empty and view.reply.value == ""


def test_a_change_of_mind_before_the_deletion(record, case):
    give(ask(case.item, record=record))
    view = my_record(record)
    view.delete_button.click()
    view.show_button.click()
    view.delete_button.click()
    assert len(record.answers()) == 1


def test_a_file_that_is_no_record_changes_nothing(record, case):
    give(ask(case.item, record=record))
    view = my_record(record)
    view.bring_in([{"content": b"a,b\n1,2\n"}])
    assert len(record.answers()) == 1 and "line 1" in view.said.value


def test_what_the_record_has_to_say_is_said(tmp_path, case):
    blocked = tmp_path / "file"
    blocked.write_text("")
    view = ask(case.item, record=Record(blocked / "record.sqlite"))
    give(view)
    assert len(view.notice) > 20 and view.notice[0].isupper()
