"""Questions and predictions, driven as a learner would, without a browser."""
import re

import pytest

from helpers import PredictOwners, ask, load_model, load_table, quiz
from helpers.quiz import Option, Predict

MODEL = load_model()
DOMAINS = ["guest-os", "backup", "key-management", "site-security"]


@pytest.fixture
def question():
    return Predict("Who patches <it>?",
                   Option("You & I", "No login, so <b>nowhere</b> to install it."),
                   Option("AWS", "AWS runs the host.", right=True),
                   Option("Nobody", "Flaws do not heal."))


def press(view):
    view.button.click()
    return view.reply.value


# --- Predict -----------------------------------------------------------------------


def test_nothing_shows_before_the_button(question):
    assert question.reply.value == "" and question.radio.value is None
    question.radio.value = 1
    assert question.reply.value == ""


def test_not_tried_yet(question):
    assert "Not tried yet" in press(question)
    assert "AWS runs the host" not in question.reply.value


def test_a_wrong_pick_is_told_why(question):
    question.radio.value = 2
    head, _, rest = press(question).partition("</p>")
    assert "Not this one." in head and "Flaws do not heal." in head
    assert "AWS runs the host" not in head and 'role="alert"' in head


def test_the_right_pick(question):
    question.radio.value = 1
    head = press(question).partition("</p>")[0]
    assert "Yes." in head and "AWS runs the host." in head and "Not this one" not in head


@pytest.mark.parametrize("pick", [0, 1, 2])
def test_after_an_answer_all_reasons_show(question, pick):
    question.radio.value = pick
    reply = press(question)
    items = re.findall("<li>(.*?)</li>", reply)
    assert items == ["<b>You &amp; I</b>: No login, so &lt;b&gt;nowhere&lt;/b&gt; to install it.",
                     "<b>AWS</b> (right): AWS runs the host.", "<b>Nobody</b>: Flaws do not heal."]


def test_a_changed_choice_says_so(question):
    question.radio.value = 0
    press(question)
    question.radio.value = 1
    assert "Choice changed" in question.reply.value and "AWS runs" not in question.reply.value
    assert "Yes." in press(question)


def test_an_option_needs_a_reason():
    with pytest.raises(ValueError, match="'AWS' needs a reason"):
        Option("AWS", "  ")


@pytest.mark.parametrize("rights", [[], [0, 1]])
def test_exactly_one_option_is_right(rights):
    with pytest.raises(ValueError, match="exactly one"):
        Predict("Who?", *(Option(str(i), "why", i in rights) for i in range(3)))


def test_without_a_kernel_the_answer_is_folded(question):
    before, folded = question.fallback.split("<details>")
    assert "Who patches &lt;it&gt;?" in before and "You &amp; I" in before
    assert "AWS runs the host" not in before and "(right)" not in before
    assert folded.startswith("<summary>Show the answer</summary>") and "(right)" in folded
    assert question._repr_mimebundle_()["text/plain"].startswith("Question: Who patches <it>?")


def test_an_error_in_an_answer_is_shown(question, monkeypatch):
    monkeypatch.setattr(question, "verdict", lambda i: 1 / 0)
    assert "ZeroDivisionError" in press(question) and "Run the cell again" in question.reply.value


# --- ask ---------------------------------------------------------------------------


def test_an_unknown_question_names_those_that_exist():
    with pytest.raises(KeyError, match="no question '99-x'; there are: .*03-patch-manager"):
        ask("99-x")


@pytest.mark.parametrize("key", load_table("questions")["question"].astype(str))
def test_every_question_can_be_answered(key):
    row = load_table("questions").set_index("question").loc[key]
    view = ask(key)
    assert view.question == row["stem"] and len(view.options) >= 3
    assert view.options["abcd".index(row["key"])].right
    view.radio.value = "abcd".index(row["key"])
    assert "Yes." in press(view)
    view.radio.value = (view.radio.value + 1) % len(view.options)
    assert "Not this one." in press(view)


# --- PredictOwners -----------------------------------------------------------------


def predict(**options):
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
    view = predict()
    assert "4 domains without a choice, the first is <b>Guest OS patching</b>" in press(view)
    fill(view, {"guest-os": "customer", "key-management": "shared"})
    reply = press(view)
    assert "2 domains" in reply and "Backup and recovery" in reply
    fill(view, {"backup": "customer"})
    assert "1 domain without" in press(view) and "<table" not in view.reply.value


def test_all_right():
    view = predict()
    fill(view, owners())
    reply = press(view)
    assert "4 of 4 as in the table" in reply and "differs" not in reply
    assert [row[0] for row in body(reply)] == list(MODEL.of("ec2").loc[DOMAINS, "name"])


def test_what_was_guessed_differently_comes_first():
    view = predict()
    fill(view, {**owners(), "key-management": "aws", "site-security": "customer"})
    reply = press(view)
    assert "2 of 4 as in the table" in reply
    rows = body(reply)
    assert [row[0] for row in rows] == ["Key management", "Site security", "Guest OS patching",
                                        "Backup and recovery"]
    assert [row[1] for row in rows] == ["AWS differs", "you differs", "you", "you"]
    assert [row[2] for row in rows] == ["shared", "AWS", "you", "you"]


def test_nothing_shows_before_the_commitment():
    view = predict()
    fill(view, owners())
    assert view.reply.value == ""
    press(view)
    view.choices["backup"].value = "aws"
    assert "Prediction changed" in view.reply.value and "<table" not in view.reply.value


def test_a_start_from_another_service():
    view = predict(start="lambda-managed-runtime")
    assert view.guesses() == owners("lambda-managed-runtime").to_dict()
    same = (owners() == owners("lambda-managed-runtime")).sum()
    assert f"{same} of 4 as in the table" in press(view) and same < 4


def test_without_domains_the_whole_service():
    view = PredictOwners(MODEL, "lambda-managed-runtime")
    assert list(view.choices) == list(MODEL.of("lambda-managed-runtime").index)
    assert set(view.guesses().values()) == {None}
    assert "26 domains of AWS Lambda (managed runtime)" in view.text


def test_without_a_kernel_the_table_is_folded():
    view = predict()
    before, folded = view.fallback.split("<details>")
    assert "<table" not in before and "Guest OS patching" in before
    assert folded.endswith("</details>") and folded.count("<tr>") == 5
    assert "You said" not in folded and "The table says" in folded


def test_an_error_in_the_verdict_is_shown(monkeypatch):
    view = predict()
    fill(view, owners())
    monkeypatch.setattr(quiz, "table", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in press(view)
