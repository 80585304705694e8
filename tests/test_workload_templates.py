"""Templates in the manner of real ones, each with the parts and settings that must come out beside it."""

from pathlib import Path

import pandas as pd
import pytest

from helpers import load_model
from helpers.workload.matrix import matrix
from helpers.workload.read import read_workload

FOLDER = Path(__file__).parent / "templates"
EXPECTED = pd.read_csv(FOLDER / "expected.csv", dtype=str, keep_default_na=False)
OTHERS = pd.read_csv(FOLDER / "others.csv", dtype=str, keep_default_na=False)
TEMPLATES = sorted(path.name for path in FOLDER.iterdir() if path.name not in ("expected.csv", "others.csv"))
# Options that no template can show, and why.
HIDDEN = {
    (
        "lambda-managed-runtime",
        "update-guard",
        "none",
    ): "a policy of the organisation, in no template of a function",
    ("lambda-managed-runtime", "update-guard", "deny"): "as above",
    ("emr-on-ec2", "release", "newest-patch"): "a template names a release; which one is newest changes",
    ("emr-on-ec2", "release", "older-patch"): "as above",
    ("emr-on-eks", "image", "aws-default"): "the image is named when a job is started",
    ("emr-on-eks", "image", "custom"): "as above",
    (
        "bedrock",
        "invocation-logging",
        "off",
    ): "set once an account, so its absence from one template says nothing",
    (
        "ecs-managed-instances",
        "task-placement",
        "several-tasks",
    ): "we know of no property of a capacity provider that says it",
    ("ecs-managed-instances", "task-placement", "single-task"): "as above",
}


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_comes_apart_as_expected(name, model):
    found = read_workload(FOLDER / name, model).as_json()
    rows = EXPECTED[EXPECTED["template"] == name]
    wanted = {}
    for row in rows.itertuples(index=False):
        service, settings = wanted.setdefault(row.part, (row.service, {}))
        if row.setting:
            settings[row.setting] = {"option": row.option or None, "known": row.known}
    parts = {part["name"]: (part["service"], part["settings"]) for part in found["parts"]}
    lacking = {part: missing for part, (_, settings) in parts.items()
               if (missing := settings.keys() - wanted.get(part, (None, {}))[1].keys())}  # fmt: skip
    assert lacking == {}, f"parts of {name} with settings that have no row in tests/templates/expected.csv"
    assert parts == wanted
    others = OTHERS[OTHERS["template"] == name]
    for key, what in (("supporting", "supporting"), ("not_covered", "not covered")):
        assert [other["name"] for other in found[key]] == list(others.loc[others["what"] == what, "resource"])


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_part_has_its_26_rows(name, model):
    workload = read_workload(FOLDER / name, model)
    rows = matrix(workload, model)
    assert len(rows) == len(workload.parts) * len(model.domains)
    assert not rows["owner"].isna().any() and (rows["customer_duty"] != "").all()


def test_there_are_enough_templates_and_every_setting_occurs_in_every_state(model):
    """An option shows as a row of expected.csv; one that turns its service into another, as a part of that one."""
    assert len(TEMPLATES) >= 40
    seen = set(EXPECTED[["service", "setting", "option"]].itertuples(index=False, name=None))
    parts = set(EXPECTED["service"])
    rows = model.settings.options.itertuples()
    unseen = {
        (r.service, r.setting, r.option)
        for r in rows
        if (r.service, r.setting, r.option) not in seen and r.becomes not in parts
    }
    missing, shown = unseen - set(HIDDEN), set(HIDDEN) - unseen
    assert not missing, (
        f"no template shows {sorted(missing)}. Give each a rule in data/resources.csv, and a template in tests/templates/ "
        "with its rows in expected.csv; or a line in HIDDEN with the reason why no template can show it"
    )
    assert not shown, f"a template shows {sorted(shown)}, or they are gone: out of HIDDEN with them"
    assert set(EXPECTED["known"]) >= {"stated", "default", "ask"}
