"""Questions, test forms, predictions and the record on the page, driven as a learner would, without a browser."""
import json
import re
from html import unescape

import pandas as pd
import pytest
from matplotlib.figure import Figure

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
    sort_jobs,
    take_form,
)
from helpers.learner import predict
from helpers.learner.quiz import Quiz

pytestmark = pytest.mark.usefixtures("joined")
MODEL, BANK = load_model(), load_bank()
DOMAINS = ["guest-os", "backup", "key-management", "site-security"]
HOUR = 3600


@pytest.fixture
def record(tmp_path):
    return Record(tmp_path / "record.sqlite")


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
    return next(q for q in BANK.questions.values() if q.form == "lesson" and q.kind == "case" and wrong(q).belief
                and q.helped_by and q.parts and q.next_step)


def wrong(question):
    options = [o for o in question.options if not question.is_right(o.letter)]
    return next((o for o in options if o.belief), options[0])


def answer(question, letter, confidence="sure", seconds=1.0):
    """What the card sends when an answer is submitted."""
    return {"item": question.item, "letter": letter, "confidence": confidence, "seconds": seconds}


def give(view, letter=None, right=True, **rest):
    """Answer every question of the view, in order: with `letter`, or rightly, or wrongly."""
    for question in view.questions.values():
        view.take([answer(question, letter or (question.accepted[0] if right else wrong(question).letter), **rest)])


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
    assert (option["belief"]["true_for"], option["belief"]["not_true_for"]) == (belief["true_for"], belief["not_true_for"])
    assert (card["parts"], card["next_step"], card["helped_by"]) == (case.parts, case.next_step, case.helped_by)
    assert case.source in card["word"] and "copy:" in card["word"]


def test_the_answer_goes_into_the_record(case, record):
    view = ask(case.item, record)
    give(view, confidence="guessing", seconds=12.5)
    row = record.answers().iloc[0]
    assert (row["item"], row["option"], row["confidence"], row["correct"], row["seconds"], row["notebook"]) \
        == (case.item, case.accepted, "guessing", True, 12.5, case.notebook)


def test_what_the_browser_says_of_right_and_wrong_is_not_believed(case, record):
    ask(case.item, record).take([answer(case, wrong(case).letter) | {"right": True}])
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
    view = ask(case.item, record)
    view._heard(view, {"answers": [{"item": "no-such"}]}, None)
    assert "not kept" in view.notice and "KeyError" in view.notice and record.answers().empty


def test_without_a_script_the_answer_is_folded(case, record):
    view = ask(case.item, record)
    before, folded = view.fallback.split("<details>", 1)
    assert "(right)" not in before and "(right)" in folded and folded.startswith("<summary>Show the answer")
    assert view._repr_mimebundle_()[0]["text/plain"].startswith("Question: ")


def test_on_paper_the_text_from_the_table_is_escaped(case, record):
    from dataclasses import replace
    hostile = replace(case, stem="<script>1</script>", parts="<img src=x onerror=1>",
                      options=tuple(o._replace(text="<b>x</b>", why="<i>y</i>") for o in case.options))
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
    give(ask(question.item, record), right=False)
    after = come_back("02-read-the-table", record)
    assert after.steps[0][0]["item"] == question.item != before.steps[0][0]["item"]
    assert after._repr_mimebundle_()[0]["text/html"] == before._repr_mimebundle_()[0]["text/html"]
    assert after._repr_mimebundle_()[0]["text/plain"] == before._repr_mimebundle_()[0]["text/plain"]


# --- test forms --------------------------------------------------------------------


def test_a_form_says_nothing_until_its_end(record):
    view = take_form("a", record)
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
    first = take_form("b", record)
    for question in list(first.questions.values())[:4]:
        first.take([answer(question, question.accepted[0])])
    again = take_form("b", record)
    assert again.start == 4 and len(again.given) == 4 and all(given["right"] for given in again.given.values())
    assert again.fallback == first.fallback and again.text == first.text
    give(again)
    done = take_form("b", record)
    assert done.start == 15 and "15 of 15 right" in done.report and "No gain yet" in done.report


def test_after_both_forms_the_gain(record):
    give(take_form("a", record), right=False)
    view = take_form("b", record)
    give(view, confidence="fairly sure")
    report = text(view.report)
    assert "Normalised gain 1.00" in report and "What this cannot show" in report
    assert "0 of 15 before, 15 after" in view.report
    page = how_far(record)
    assert page.reply.value == ""
    assert "Normalised gain 1.00" in text(press(page)) and "fairly sure: 15 of 15 right" in text(page.reply.value)


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
    before, folded = view.fallback.split("<details><summary>Show what stands behind")
    assert "A chart with" not in before and "A chart with" in folded
    give(quiz)
    again = behind(case.item, chart(), record)
    assert again.children[1].layout.display == "", "once answered it stays open"
    assert again.fallback == view.fallback and again.text == view.text, "a stored page is the same for all"


@pytest.mark.parametrize("content", [chart(), pd.DataFrame({"a": [1]}), my_record()], ids=["chart", "frame", "view"])
def test_anything_can_stand_behind_a_question(case, record, content):
    view = behind(case.item, content, record)
    assert view.fallback.count("<details") >= 2 and len(view.children[1].children) == 1


def test_a_question_that_does_not_exist_locks_nothing(record):
    with pytest.raises(KeyError, match="no question"):
        behind("99-x", chart(), record)


# --- the record on the page --------------------------------------------------------


def test_the_record_is_shown_saved_brought_in_and_deleted(record, case, tmp_path):
    give(ask(case.item, record))
    view = my_record(record)
    view.show_button.click()
    assert case.item in view.reply.value and "1 answer in your record" in view.said.value
    import base64
    data = base64.b64decode(re.search("base64,([^\"]+)", view.reply.value)[1])
    other = my_record(Record(tmp_path / "other.sqlite"))
    other.upload.value = ({"name": "x.csv", "type": "", "size": len(data), "content": memoryview(data),
                           "last_modified": pd.Timestamp("2026-11-23", tz="UTC").to_pydatetime()},)
    assert "1 new answer brought in" in other.said.value and case.item in other.reply.value
    view.delete_button.click()
    assert "Press Delete my record again" in view.said.value and len(record.answers()) == 1
    view.delete_button.click()
    assert "deleted" in view.said.value and record.answers().empty and view.reply.value == ""


def test_a_change_of_mind_before_the_deletion(record, case):
    give(ask(case.item, record))
    view = my_record(record)
    view.delete_button.click()
    view.show_button.click()
    view.delete_button.click()
    assert len(record.answers()) == 1


def test_a_file_that_is_no_record_changes_nothing(record, case):
    give(ask(case.item, record))
    view = my_record(record)
    view.bring_in([{"content": b"a,b\n1,2\n"}])
    assert len(record.answers()) == 1 and "line 1" in view.said.value


def test_what_the_record_has_to_say_is_said(tmp_path, case):
    blocked = tmp_path / "file"
    blocked.write_text("")
    view = ask(case.item, Record(blocked / "record.sqlite"))
    give(view)
    assert len(view.notice) > 20 and view.notice[0].isupper()


# --- PredictOwners -----------------------------------------------------------------


def guess(**options):
    return PredictOwners(MODEL, "ec2", DOMAINS, **options)


def owners(service="ec2"):
    return MODEL.of(service)["owner"].astype(str)[DOMAINS]


def fill(view, guesses):
    for domain, guess in guesses.items():
        view.choices[domain].value = guess


def body(reply):
    rows = re.findall("<tr>(.*?)</tr>", reply.partition("<tbody>")[2])
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall("<t[hd].*?>(.*?)</t[hd]>", row)]
            for row in rows]


def test_not_tried_yet_names_the_first_open_domain():
    view = guess()
    assert "4 domains without a choice, the first is <b>Guest OS patching</b>" in press(view)
    fill(view, {"guest-os": "customer", "key-management": "shared"})
    reply = press(view)
    assert "2 domains" in reply and "Backup and recovery" in reply
    fill(view, {"backup": "customer"})
    assert "1 domain without" in press(view) and "<table" not in view.reply.value


def test_all_right():
    view = guess()
    fill(view, owners())
    reply = press(view)
    assert "4 of 4 as in the table" in reply and "differs" not in reply
    assert [row[0] for row in body(reply)] == list(MODEL.of("ec2").loc[DOMAINS, "name"])


def test_what_was_guessed_differently_comes_first():
    view = guess()
    fill(view, {**owners(), "key-management": "aws", "site-security": "customer"})
    reply = press(view)
    assert "2 of 4 as in the table" in reply
    rows = body(reply)
    assert [row[0] for row in rows] == ["Key management", "Site security", "Guest OS patching",
                                        "Backup and recovery"]
    assert [row[1] for row in rows] == ["AWS differs", "you differs", "you", "you"]
    assert [row[2] for row in rows] == ["shared", "AWS", "you", "you"]


def test_nothing_shows_before_the_commitment():
    view = guess()
    fill(view, owners())
    assert view.reply.value == ""
    press(view)
    view.choices["backup"].value = "aws"
    assert "Prediction changed" in view.reply.value and "<table" not in view.reply.value


def test_a_start_from_another_service():
    view = guess(start="lambda-managed-runtime")
    assert view.guesses() == owners("lambda-managed-runtime").to_dict()
    same = (owners() == owners("lambda-managed-runtime")).sum()
    assert f"{same} of 4 as in the table" in press(view) and same < 4


def test_without_domains_the_whole_service():
    view = PredictOwners(MODEL, "lambda-managed-runtime")
    assert list(view.choices) == list(MODEL.of("lambda-managed-runtime").index)
    assert set(view.guesses().values()) == {None}
    assert "26 domains of AWS Lambda (managed runtime)" in view.text


def test_without_a_kernel_the_table_is_folded():
    view = guess()
    before, folded = view.fallback.split("<details>")
    assert "<table" not in before and "Guest OS patching" in before
    assert folded.endswith("</details>") and folded.count("<tr>") == 5
    assert "You said" not in folded and "The table says" in folded


def test_an_error_in_the_verdict_is_shown(monkeypatch):
    view = guess()
    fill(view, owners())
    monkeypatch.setattr(predict, "table", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in press(view)


def test_the_first_prediction_goes_into_the_record(record, clock):
    view = guess(record=record, notebook="04-emr")
    fill(view, {**owners(), "backup": "aws"})
    clock(30)
    press(view)
    fill(view, owners())
    press(view)
    mine = record.answers().set_index("item")
    assert len(mine) == 4 and not mine.loc["ec2/backup", "correct"] and mine.loc["ec2/guest-os", "correct"]
    assert set(mine["seconds"]) == {30} and set(mine["notebook"]) == {"04-emr"} and set(mine["confidence"]) == {""}


def test_jobs_are_sorted_into_of_and_in(record):
    view = sort_jobs(MODEL, record)
    assert len(view.choices) == 10 and "of the cloud or in the cloud?" in view.fallback
    fill(view, {domain: str(owner) for domain, owner in MODEL.of("ec2")["owner"].items() if domain in view.choices})
    assert "10 of 10 as in the table" in press(view)
    assert set(MODEL.of("ec2").loc[list(view.choices), "owner"].astype(str)) == {"aws", "customer"}
