"""The stack: what it is given, the rule in two languages, what Python reads and sets. `test_stack_page.py` drives it."""

import itertools
import json
import os
import random
from html import escape

import pytest
from shipped import MODEL
from traitlets import TraitError

from helpers import (
    PredictOwners,
    Record,
    SortItems,
    compare,
    difference,
    load_model,
    load_table,
    service_picker,
    setting_switches,
    sliding_scale,
    sort_jobs,
    switches_of_any,
)
from helpers.tables.settings import apply
from helpers.views.duty_tables import moves_table
from helpers.views.stack_data import ROW, stack_data

LAMBDA = "lambda-managed-runtime"
SERVICES = list(MODEL.services["service"])
# Combinations of settings of one service, drawn at random where there are more. A weekly job takes 2,000.
MOST = int(os.environ.get("ON_THE_HOOK_COMBINATIONS", 100))


@pytest.fixture(scope="module")
def everything():
    return stack_data(MODEL, SERVICES, load_table("tools"))


def combinations_of(service):
    """Allowed and other combinations of a service's settings: all, or MOST at random."""
    settings = MODEL.settings.of(service)
    count = 1
    for options in settings.values():
        count *= len(options)
    if count <= MOST:
        every = itertools.product(*settings.values())
    else:
        draw = random.Random(service)
        every = [tuple(draw.choice(options) for options in settings.values()) for _ in range(MOST)]
    return [dict(zip(settings, one)) for one in every]


def allowed(service, choice):
    try:
        MODEL.settings.chosen(service, choice)
    except ValueError:
        return False
    return True


def test_the_rule_is_the_same_in_both_languages(everything, in_node):
    asked, expected = [], []
    for service in SERVICES:
        for choice in combinations_of(service):
            keys = list(choice)
            random.Random(str(choice)).shuffle(keys)  # where two options move a domain, the order counts
            choice = {key: choice[key] for key in keys}
            asked.append([service, choice])
            if not allowed(service, choice):
                expected.append(None)
                continue
            rows = apply(MODEL.defaults, MODEL.settings, service, choice)
            expected.append(rows[["owner", "aws_duty", "customer_duty", "basis", "source"]].values.tolist())
    assert len(asked) > 300 and None in expected
    answers = in_node(
        "rule.js",
        """given.asked.map(([service, choice]) => {
          const allowed = given.data.services[service].settings.every(setting => {
            const option = setting.options.find(o => o.key === choice[setting.key]);
            return !option || !conflict(given.data, service, choice, setting, option);
          });
          return allowed ? rowsOf(given.data, service, choice).map(r => [r.owner, r.aws, r.you, r.basis, r.source]) : null;
        })""",
        {"data": everything, "asked": asked},
    )
    different = [question for question, ours, theirs in zip(asked, expected, answers) if ours != theirs]
    assert different == []


# --- what it is given


def test_all_that_a_stack_can_show_is_sent_once(everything):
    assert everything["order"] == SERVICES == list(everything["services"])
    assert [d["key"] for d in everything["domains"]] == list(MODEL.domains["domain"])
    assert sum((inside for _, inside in everything["layers"]), []) == list(range(len(MODEL.domains)))
    for service, about in everything["services"].items():
        rows = MODEL.of(service).assign(checked_on=lambda r: r["checked_on"].astype(str).str[:10])
        assert about["rows"] == rows[ROW].astype(str).values.tolist()
        assert [s["key"] for s in about["settings"]] == list(MODEL.settings.of(service))
    told = sum(
        len(o["moves"]) for s in everything["services"].values() for x in s["settings"] for o in x["options"]
    )
    assert told == len(MODEL.settings.moves)
    assert sum(len(d["tools"]) for d in everything["domains"]) == len(load_table("tools"))
    json.dumps(everything)


def test_every_source_that_is_named_is_there(everything):
    named = {row[5] for s in everything["services"].values() for row in s["rows"]}
    assert named <= set(everything["sources"])
    assert all(source["url"] and source["copied"] for source in everything["sources"].values())


def test_the_services_that_an_option_makes_are_there_too():
    data = stack_data(MODEL, [LAMBDA])
    assert data["order"] == [LAMBDA] and {"lambda-container-image"} < set(data["services"])
    assert data["services"]["lambda-container-image"]["settings"] == []


def test_a_model_without_settings_has_stacks_too(folder):
    data = stack_data(load_model(folder), ["ec2"])
    assert data["services"]["ec2"]["settings"] == [] and len(data["services"]["ec2"]["rows"]) == 2


# --- what Python makes of it


def test_what_the_learner_does_goes_on_in_pandas():
    stack = setting_switches(MODEL, LAMBDA)
    stack.choice = {"update-mode": "manual"}  # as the browser sets it
    owners = MODEL.with_settings(stack.service, stack.choice).of(stack.service)["owner"]
    assert owners["runtime-patching"] == "customer"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("service", "ec3", "no service 'ec3'. It has: on-premises, ec2"),
        ("selected", "backups", "no domain 'backups'"),
        ("choice", {"colour": "red"}, "no setting of"),
        ("choice", {"update-mode": "manual", "runtime-source": "customer-managed"}, "exclude each other"),
    ],
)
def test_what_there_is_not_cannot_be_set(name, value, words):
    stack = setting_switches(MODEL, LAMBDA) if name == "choice" else sliding_scale(MODEL)
    before = getattr(stack, name)
    with pytest.raises(TraitError, match=words):
        setattr(stack, name, value)
    assert getattr(stack, name) == before


def test_wrong_names_are_told_when_a_stack_is_made():
    for make in (
        lambda: service_picker(MODEL, ["fargat"]),
        lambda: compare(MODEL, "fargat"),
        lambda: PredictOwners(MODEL, "fargat"),
    ):
        with pytest.raises(ValueError, match="There is no service 'fargat'. Did you mean 'fargate'"):
            make()
    with pytest.raises(ValueError, match="'glue' has no settings"):
        setting_switches(MODEL, "glue")


VIEWS = {
    "scale": lambda: sliding_scale(MODEL),
    "pick": lambda: service_picker(MODEL, ["s3", "rds"], beside="ec2"),
    "pick any": lambda: service_picker(MODEL),
    "settings": lambda: setting_switches(MODEL, "s3"),
    "settings of any": lambda: switches_of_any(MODEL, "rds"),
    "compare": lambda: compare(MODEL, "s3", "ec2"),
    "predict": lambda: PredictOwners(MODEL, "ec2"),
    "sort": lambda: SortItems("a", "Which?", [("Guards", "aws", "They stand there.")]),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_stack_speaks_where_no_script_runs(name):
    view = VIEWS[name]()
    bundle, about = view._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", "application/vnd.jupyter.widget-view+json"}
    assert about == {"on_the_hook": {"needs_kernel": False}}
    assert len(bundle["text/plain"]) > 20 and "\n" not in bundle["text/plain"]
    html = bundle["text/html"]
    assert (
        "<details>" in html
        if name in ("settings", "settings of any", "predict", "sort")
        else "alt=" in html or "<table" in html
    )


def test_the_words_beside_the_pictures():
    text = {name: make().text for name, make in VIEWS.items()}
    assert "Your own data centre 100% yours; Amazon EC2 67% yours" in text["scale"]
    moved = difference(MODEL.responsibilities, "s3", "ec2")["moved"].value_counts()
    assert text["compare"].endswith(
        f"{moved.get('to aws', 0)} towards AWS, {moved.get('to customer', 0)} towards you, {moved['same']} the same."
    )
    assert "versioning: off or on" in text["settings"]


def test_what_each_setting_moves_is_a_table_on_paper():
    html = moves_table(MODEL, "rds")
    for row in MODEL.settings.moves.query("service == 'rds'").to_dict("records"):
        assert escape(row["customer_duty"]) in html
    assert "all, as on Amazon RDS Custom for Oracle" in html
    assert "none: every job stays where it was" in moves_table(MODEL, "ec2")


# --- prediction


DOMAINS = ["guest-os", "backup", "key-management", "site-security"]
TRUE = MODEL.of("ec2")["owner"][DOMAINS].to_dict()


def commit(view, guess, seconds=30.0):
    """As the browser sends it."""
    view._handle_custom_msg({"guess": guess, "seconds": seconds}, [])


def test_the_first_prediction_goes_into_the_record(record):
    view = PredictOwners(MODEL, "ec2", DOMAINS, record=record, notebook="04-emr")
    commit(view, {**TRUE, "backup": "aws"})
    assert view.notice == "Your prediction is in your record."
    commit(view, TRUE)
    assert "first prediction" in view.notice
    mine = record.answers().set_index("item")
    assert len(mine) == 4 and not mine.loc["ec2/backup", "correct"] and mine.loc["ec2/guest-os", "correct"]
    assert (
        set(mine["seconds"]) == {30}
        and set(mine["notebook"]) == {"04-emr"}
        and set(mine["confidence"]) == {""}
    )


def test_what_was_right_from_the_start_and_left_alone_is_no_answer(record):
    view = PredictOwners(MODEL, LAMBDA, start="ec2", record=record)
    ec2, table = MODEL.of("ec2")["owner"], MODEL.of(LAMBDA)["owner"]
    assert view.guess == ec2.to_dict()
    commit(view, view.guess)
    mine = record.answers()
    assert len(mine) == (ec2 != table).sum() and not mine["correct"].any()


def test_a_prediction_that_cannot_be_kept_says_so(record, tmp_path):
    view = PredictOwners(MODEL, "ec2", DOMAINS, record=record)
    commit(view, {})
    assert "was not kept" in view.notice and "Run the cell again" in view.notice
    blocked = tmp_path / "file"
    blocked.write_text("")
    view = PredictOwners(MODEL, "ec2", DOMAINS, record=Record(blocked / "record.sqlite"))
    commit(view, TRUE)
    assert "cannot be stored" in view.notice


def test_a_prediction_may_be_of_a_service_under_other_settings(record):
    manual = MODEL.with_settings(LAMBDA, {"update-mode": "manual"})
    view = PredictOwners(manual, LAMBDA, ["runtime-patching"], record=record)
    assert view.owner_of("runtime-patching") == "customer"


def test_without_a_script_the_answers_are_folded():
    for view in (PredictOwners(MODEL, "ec2", DOMAINS), sort_jobs(MODEL)):
        before, folded = view.fallback.split("<details>")
        assert "<table" not in before and "Guest OS patching" in before
        assert folded.endswith("</details>") and "The table says" in folded
    assert (
        len(sort_jobs(MODEL).setup["asked"]) == 10
        and "of the cloud or in the cloud?" in sort_jobs(MODEL).fallback
    )


def test_anything_can_be_sorted_and_every_item_needs_its_reason(record):
    view = SortItems(
        "place",
        "Whose?",
        [("A <b>door</b>", "aws", "It is there."), ("A key", "customer", "You turn it.")],
        record=record,
    )
    assert "<b>door" not in view.fallback and "It is there." in view.fallback.split("<details>")[1]
    commit(view, {"1": "aws", "2": "aws"})
    assert record.answers()["item"].tolist() == ["place/1", "place/2"]
    both = SortItems(
        "place", "Whose?", [("A <b>door</b>", "aws", "It is there.")], {"customer": "mine", "aws": "AWS's"}
    )
    assert list(both.setup["words"]) == ["aws", "customer"] and "AWS&#x27;s or mine?" in both.fallback
    for bad in [("A key", "shared", "Why."), ("A key", "aws", " ")]:
        with pytest.raises(ValueError, match="'A key' needs one of aws, customer, and a reason"):
            SortItems("place", "Whose?", [bad])
