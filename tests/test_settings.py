"""Settings and moves: what the shipped tables say, what applying them does, and what a wrong table is told."""

import functools
import shutil
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import MODEL

from helpers import DATA, TableError, load_model, reach_of_settings
from helpers.tables.settings import apply

OPTIONS, MOVES = MODEL.settings.options, MODEL.settings.moves
BASE = MODEL.responsibilities
DUTIES = ["owner", "aws_duty", "customer_duty"]
CHOICES = [(r.service, r.setting, r.option) for r in OPTIONS.itertuples()]
OTHERS = [key for key, default in zip(CHOICES, OPTIONS["is_default"]) if default == "no"]


def same(one, two, **how):
    # equals() is quick; assert_frame_equal names the row and the column, and can look past names.
    if how or not one.equals(two):
        pd.testing.assert_frame_equal(one, two, **how)


def becomes(service, setting, option):
    return MODEL.settings.option(service, setting, option)["becomes"]


@functools.cache
def duties_of(service):
    return MODEL.of(service)[DUTIES]


def changed(model, service):
    one = duties_of(service)
    return set(one.index[(one != model.of(service)[DUTIES]).any(axis=1)])


def test_at_least_thirty_settings_each_with_one_default():
    assert OPTIONS.groupby(["service", "setting"], observed=True).ngroups >= 30
    assert (
        OPTIONS["is_default"].eq("yes").groupby([OPTIONS["service"], OPTIONS["setting"]], observed=True).sum()
        == 1
    ).all()


def test_some_settings_help_and_move_nothing():
    moving = set(MOVES[["service", "setting", "option"]].itertuples(index=False, name=None))
    still = {key[:2] for key in OTHERS if key not in moving and not becomes(*key)}
    assert {("ec2", "patch-manager"), ("ec2", "guardduty")} == still
    for service, setting, option in OTHERS:
        if (service, setting) in still:
            assert "No duty moves." in MODEL.settings.option(service, setting, option)["summary"]


def test_no_setting_is_the_table_as_loaded():
    for service in BASE["service"].unique():
        if MODEL.settings.of(service):
            same(MODEL.with_settings(service, {}).responsibilities, BASE)
            defaults = {setting: options[0] for setting, options in MODEL.settings.of(service).items()}
            same(MODEL.with_settings(service, defaults).responsibilities, BASE)


@pytest.mark.parametrize("service, setting, option", OTHERS)
def test_an_option_changes_what_its_moves_say_and_going_back_restores(service, setting, option):
    model = MODEL.with_settings(service, {setting: option})
    others = BASE["service"] != service
    same(model.responsibilities[others], BASE[others])
    variant = becomes(service, setting, option)
    if variant:
        rows, theirs = model.of(service), MODEL.of(variant)
        same(rows.drop(columns="service_name"), theirs.drop(columns="service_name"))
    else:
        key = (MOVES["service"] == service) & (MOVES["setting"] == setting) & (MOVES["option"] == option)
        moves = MOVES[key].set_index("domain")
        assert changed(model, service) == set(moves.index)
        same(
            model.of(service).loc[list(moves.index), DUTIES + ["basis", "source"]],
            moves[DUTIES + ["basis", "source"]],
            check_names=False,
        )
        assert (model.of(service).loc[list(moves.index), "scope"] == "service").all()
    same(
        model.with_settings(service, {setting: MODEL.settings.of(service)[setting][0]}).responsibilities, BASE
    )


def test_notebook_07_says_what_the_tables_say():
    """Whoever makes this red changes the sentences of the notebook, too."""
    change = reach_of_settings(MODEL)["change"]
    assert (change > 0).sum() > (change < 0).sum() > 0, (
        "more options move your share towards you than away from you"
    )
    before, after = (
        MODEL.of("lambda-managed-runtime"),
        MODEL.with_settings("lambda-managed-runtime", {"compute": "managed-instances"}).of(
            "lambda-managed-runtime"
        ),
    )
    moved = after["owner"][before["owner"] != after["owner"]]
    assert sorted(moved) == ["customer", "shared", "shared"]


def test_a_service_that_a_setting_turns_into_a_variant_has_its_name():
    custom = MODEL.with_settings("rds", {"edition": "custom-oracle"})
    assert set(custom.of("rds")["service_name"]) == {MODEL.service_names["rds-custom-oracle"]}
    assert custom.service_names["ec2"] == MODEL.service_names["ec2"]
    assert custom.with_settings("rds", {}).service_names["rds"] == MODEL.service_names["rds"]


def test_a_default_may_be_named_beside_any_option():
    model = MODEL.with_settings("rds", {"edition": "custom-oracle", "multi-az": "off"})
    same(model.of("rds"), MODEL.with_settings("rds", {"edition": "custom-oracle"}).of("rds"))


def test_of_two_options_that_move_a_domain_the_last_gives_the_source():
    model = MODEL.with_settings(
        "dynamodb", {"capacity-mode": "provisioned", "encryption-key": "customer-managed"}
    )
    row = model.of("dynamodb").loc["cost-control"]
    assert (
        row["source"] == "kms-conc"
        and row["aws_duty"].startswith("Bills the capacity")
        and "the key" in row["aws_duty"]
    )


def test_an_option_that_becomes_a_variant_has_no_moves_of_its_own():
    moving = set(MOVES[["service", "setting", "option"]].itertuples(index=False, name=None))
    assert [key for key in OTHERS if becomes(*key) and key in moving] == []


def test_two_options_that_may_stand_together_agree_on_the_owner():
    def under(service, *pairs):
        """The duties under some options, and the domains that they change."""
        rows = apply(BASE, MODEL.settings, service, dict(pairs)).set_index("domain")[DUTIES]
        return rows, set(rows.index[(rows != before[service]).any(axis=1)])

    before = {service: rows.set_index("domain")[DUTIES] for service, rows in BASE.groupby("service")}
    single = {key: under(key[0], key[1:]) for key in OTHERS}
    for one, two in combinations(OTHERS, 2):
        if one[0] != two[0] or one[1] == two[1]:
            continue
        try:
            rows, moved = under(one[0], one[1:], two[1:])
        except ValueError:
            continue
        (first, by_first), (second, by_second) = single[one], single[two]
        for domain in by_first & by_second:
            assert first.owner[domain] == second.owner[domain], (one, two)
            assert first.aws_duty[domain] in rows.aws_duty[domain]
            assert second.customer_duty[domain] in rows.customer_duty[domain]
        assert moved == by_first | by_second


@given(st.lists(st.sampled_from(CHOICES), max_size=6))
def test_only_the_last_choice_of_each_service_counts(steps):
    model, last = MODEL, {}
    for service, setting, option in steps:
        model = model.with_settings(service, {setting: option})
        last[service] = {setting: option}
    for service in last:
        same(model.of(service), MODEL.with_settings(service, last[service]).of(service))
    untouched = ~BASE["service"].isin(list(last))
    same(model.responsibilities[untouched], BASE[untouched])


@pytest.mark.parametrize(
    "service, choice, words",
    [
        ("lambda", {"update-mode": "manual"}, "'lambda' has no settings"),
        ("ec2", {"update-mode": "manual"}, "'update-mode' is no setting of 'ec2'. There are: patch-manager"),
        (
            "lambda-managed-runtime",
            {"update-mode": "manuel"},
            "Did you mean 'manual'? There are: auto, function-update, manual.",
        ),
        (
            "lambda-managed-runtime",
            {"update-mode": "manual", "runtime-source": "customer-managed"},
            "exclude each other",
        ),
        (
            "lambda-managed-runtime",
            {"update-guard": "deny", "update-mode": "function-update"},
            "exclude each other",
        ),
        (
            "rds",
            {"edition": "custom-oracle", "multi-az": "on"},
            "edition=custom-oracle turns rds into rds-custom-oracle",
        ),
    ],
)
def test_a_choice_that_cannot_be_is_refused(service, choice, words):
    with pytest.raises(ValueError) as error:
        MODEL.with_settings(service, choice)
    assert words in str(error.value)


@pytest.mark.parametrize(
    "table, old, new, place",
    [
        (
            "settings",
            "update-mode,auto,yes",
            "update-mode,auto,no",
            "settings.csv, line 2, column is_default: 'no' Setting",
        ),
        (
            "settings",
            "update-mode,manual,no",
            "update-mode,auto,no",
            "settings.csv, line 4, column option: 'auto' stands a second",
        ),
        (
            "settings",
            "no,lambda-container-image,",
            "no,lambda-container,",
            "column becomes: 'lambda-container' is not in services",
        ),
        (
            "settings",
            "update-mode=function-update; update-mode=manual; ",
            "update-mode=off; ",
            "names 'update-mode=off'",
        ),
        (
            "settings",
            "lam-upd,2026",
            "lam-updd,2026",
            "column source: 'lam-updd' is not in sources.csv. Did you mean 'lam-upd'?",
        ),
        (
            "moves",
            "function-update,guest-os",
            "function-upd,guest-os",
            "moves.csv, line 2, column option: 'function-upd' is not in",
        ),
        (
            "moves",
            "function-update,guest-os",
            "function-update,runtime-patching",
            "column domain: 'runtime-patching' stands a second",
        ),
        (
            "moves",
            "manual,guest-os,customer",
            "auto,guest-os,customer",
            "column option: 'auto' is the default, which moves nothing",
        ),
        (
            "moves",
            "manual,guest-os,customer",
            "manual,guest-os,me",
            "column owner: 'me' is not one of aws, shared, customer.",
        ),
    ],
)
def test_a_wrong_table_is_told_where_and_how(tmp_path, table, old, new, place):
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TableError) as error:
        load_model(tmp_path / "data")
    assert place in str(error.value)


def test_a_folder_without_settings_still_loads(tmp_path):
    for name in ("domains", "services", "sources", "responsibilities"):
        shutil.copy(DATA / f"{name}.csv", tmp_path)
    with pytest.raises(TableError, match="settings.csv"):
        load_model(tmp_path).with_settings("ec2", {})
