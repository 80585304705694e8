"""Questions, test forms, predictions and the record on the page, driven as a learner would, without a browser."""
import re
from html import unescape

import pandas as pd
import pytest

from helpers import (
    PredictOwners,
    Record,
    ask,
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


def press(view):
    view.button.click()
    return view.reply.value


def give(view, letters, confidence="sure"):
    for radio, letter in zip(view.radios, letters, strict=True):
        radio.value = letter
    view.confidence.value = confidence
    return press(view)


def text(html):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", html)))


# --- one question ------------------------------------------------------------------


def test_nothing_shows_before_the_answer_is_submitted(case, record):
    view = ask(case.item, record)
    assert view.reply.value == "" and [r.value for r in view.radios] == [None]
    view.radios[0].value = case.accepted
    view.confidence.value = "sure"
    assert view.reply.value == "" and record.answers().empty


def test_not_tried_yet(case, record):
    view = ask(case.item, record)
    assert "Not tried yet" in press(view)
    view.radios[0].value = case.accepted
    assert "Say how sure you are" in press(view)
    assert record.answers().empty and case.option(case.accepted).why not in view.reply.value


def test_a_wrong_answer_is_told_everything(case, record):
    view, option = ask(case.item, record), wrong(case)
    reply = text(give(view, option.letter))
    belief = BANK.beliefs.loc[option.belief]
    for part in ("Not this one.", option.why, "You were sure", case.parts, belief["statement"], belief["true_for"],
                 belief["not_true_for"], case.next_step, case.helped_by, case.source, "copy:"):
        assert part in reply, part
    assert "(right)" in reply and 'role="alert"' in view.reply.value


def test_a_right_answer(case, record):
    reply = text(give(ask(case.item, record), case.accepted))
    assert reply.strip().startswith("Yes.") and "Not this one" not in reply
    assert "The belief behind it" not in reply and "You were sure" not in reply


def test_a_submitted_answer_stays(case, record, clock):
    view = ask(case.item, record)
    reply = give(view, case.accepted)
    assert view.radios[0].disabled and view.confidence.disabled
    clock(HOUR)
    assert press(view) == reply and len(record.answers()) == 1


def test_the_answer_goes_into_the_record(case, record, clock):
    view = ask(case.item, record)
    clock(12.5)
    give(view, case.accepted, "guessing")
    row = record.answers().iloc[0]
    assert (row["item"], row["option"], row["confidence"], row["correct"], row["seconds"], row["notebook"]) \
        == (case.item, case.accepted, "guessing", True, 12.5, case.notebook)


@pytest.mark.parametrize("item", BANK.questions)
def test_every_question_can_be_answered(item, tmp_path):
    question = BANK.questions[item]
    for letter in (question.accepted[0], wrong(question).letter):
        view = Quiz([question], question.notebook, "Question", Record(tmp_path / "r.sqlite"))
        assert [o for o, _ in view.radios[0].options] == [o.text for o in question.options]
        said = press(view) if view.radios[0].value else give(view, letter)
        assert ("Not this one." in said) == (not question.is_right(letter))
        assert ("can be argued" in said) == (question.kind == "dispute")


def test_text_from_the_table_is_escaped(case, record, monkeypatch):
    from dataclasses import replace
    hostile = replace(case, stem="<script>1</script>", parts="<img src=x onerror=1>",
                      options=tuple(o._replace(text="<b>x</b>", why="<i>y</i>") for o in case.options))
    view = Quiz([hostile], "03-ec2", "Question", record)
    shown = view.fallback + view.cases.children[0].value + give(view, case.accepted)
    assert not re.search("<script|<img src=x|<b>x|<i>y", shown) and "&lt;script&gt;" in shown


def test_an_error_in_an_answer_is_shown(case, record, monkeypatch):
    view = ask(case.item, record)
    monkeypatch.setattr(view, "verdicts", lambda letters: 1 / 0)
    give(view, case.accepted)
    assert "ZeroDivisionError" in view.error.value and "Run the cell again" in view.error.value


def test_without_a_kernel_the_answer_is_folded(case, record):
    view = ask(case.item, record)
    before, folded = view.fallback.split("<details>", 1)
    assert "(right)" not in before and "(right)" in folded and folded.startswith("<summary>Show the answer")
    assert view._repr_mimebundle_()[0]["text/plain"].startswith("Question: ")


def test_an_unknown_question_names_those_that_exist():
    with pytest.raises(KeyError, match="no question '99-x'; there are: .*03-patch-manager"):
        ask("99-x")


# --- many --------------------------------------------------------------------------


def test_practice_goes_from_step_to_step(record, clock):
    view = practice("05-lambda", record)
    pairs = 0
    for number, step in enumerate(view.steps, start=1):
        assert f"Question {number} of {len(view.steps)}" in view.place.value
        pairs += len(step) == 2
        reply = give(view, [q.accepted[0] for q in step])
        assert reply.count("<b>Yes.</b>") == len(step) and ("The rule." in reply) == (len(step) == 2)
        clock(5)
        press(view)
    assert pairs and "the last one" in view.reply.value
    assert len(record.answers()) == len(BANK.of("05-lambda")) and record.answers()["correct"].all()
    clock(5)
    press(view)
    assert "Question 1 of" in view.place.value and view.radios[0].value is None


def test_a_pair_needs_both_answers(record):
    step = next([q for q in BANK.questions.values() if q.pair == pair] for pair in BANK.rules)
    view = Quiz(step, step[0].notebook, "Pair", record)
    view.radios[0].value = "a"
    view.confidence.value = "sure"
    assert "Not tried yet" in press(view) and "The rule." not in view.reply.value


def test_a_double_click_does_not_skip_the_reply(record, clock):
    view = practice("03-ec2", record)
    reply = give(view, view.step[0].accepted[0])
    clock(0.1)
    assert press(view) == reply
    clock(1)
    assert press(view) == ""


def test_weak_ones_come_back_and_the_page_does_not_show_it(record):
    question = [q for q in BANK.of("01-of-the-cloud-in-the-cloud") if q.kind == "case"][-1]
    before = come_back("02-read-the-table", record)
    give(ask(question.item, record), wrong(question).letter)
    after = come_back("02-read-the-table", record)
    assert after.steps[0] == [question] and before.steps[0] != [question]
    assert after._repr_mimebundle_()[0]["text/html"] == before._repr_mimebundle_()[0]["text/html"]
    assert after._repr_mimebundle_()[0]["text/plain"] == before._repr_mimebundle_()[0]["text/plain"]


# --- test forms --------------------------------------------------------------------


def fill_form(view, clock, right):
    while view.at < len(view.steps):
        question = view.step[0]
        reply = give(view, question.accepted[0] if right else wrong(question).letter, "fairly sure")
        if view.at < len(view.steps):
            assert reply == "", "a form says nothing before its end"
        clock(5)


def test_a_form_says_nothing_until_its_end(record, clock):
    view = take_form("a", record)
    assert "(right)" not in view.fallback and "<details>" not in view.fallback
    fill_form(view, clock, right=False)
    report = text(view.reply.value)
    assert "0 of 15 right" in report and "Beliefs behind your wrong answers" in report
    assert "fairly sure: 0 of 15 right" in view.reply.value and 'href="0' in view.reply.value
    assert "gain" not in report.lower()


def test_a_form_goes_on_where_it_stopped(record, clock):
    first = take_form("b", record)
    for _ in range(4):
        give(first, first.step[0].accepted)
        clock(5)
    again = take_form("b", record)
    assert again.at == 4 and again.fallback == first.fallback and again.text == first.text
    fill_form(again, clock, right=True)
    done = take_form("b", record)
    assert "15 of 15 right" in done.reply.value and "No gain yet" in done.reply.value
    press(done)
    assert "Question 1 of 15" in done.place.value


def test_after_both_forms_the_gain(record, clock):
    fill_form(take_form("a", record), clock, right=False)
    view = take_form("b", record)
    fill_form(view, clock, right=True)
    report = text(view.reply.value)
    assert "Normalised gain 1.00" in report and "What this cannot show" in report
    assert "0 of 15 before, 15 after" in view.reply.value
    page = how_far(record)
    assert page.reply.value == ""
    assert "Normalised gain 1.00" in text(press(page)) and "fairly sure: 15 of 30 right" in text(page.reply.value)


def test_how_far_without_a_record(record):
    assert "No gain yet" in press(how_far(record))


# --- the record on the page --------------------------------------------------------


def test_the_record_is_shown_saved_brought_in_and_deleted(record, case, tmp_path):
    give(ask(case.item, record), case.accepted)
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
    give(ask(case.item, record), case.accepted)
    view = my_record(record)
    view.delete_button.click()
    view.show_button.click()
    view.delete_button.click()
    assert len(record.answers()) == 1


def test_a_file_that_is_no_record_changes_nothing(record, case):
    give(ask(case.item, record), case.accepted)
    view = my_record(record)
    view.bring_in([{"content": b"a,b\n1,2\n"}])
    assert len(record.answers()) == 1 and "line 1" in view.said.value


def test_what_the_record_has_to_say_is_said(tmp_path, case):
    blocked = tmp_path / "file"
    blocked.write_text("")
    view = ask(case.item, Record(blocked / "record.sqlite"))
    reply = give(view, case.accepted)
    assert "Yes." in reply and re.search('role="status">[A-Z][^<]{20}', reply)


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
