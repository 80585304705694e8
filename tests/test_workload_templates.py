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
    assert {part["name"]: (part["service"], part["settings"]) for part in found["parts"]} == wanted
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
    assert len(TEMPLATES) >= 40
    options = model.settings.options
    seen = set(EXPECTED[["setting", "option"]].itertuples(index=False, name=None))
    # Options that no template can show: they are of the account, or of another deployment than the file describes.
    hidden = {("update-guard", "none"), ("update-guard", "deny"), ("release", "newest-patch"), ("release", "older-patch"),
              ("deployment", "eks"), ("lambda-type", "web-function"), ("lambda-type", "microvm"), ("task-placement", "several-tasks"), ("task-placement", "single-task"), ("compute", "managed-instances"), ("invocation-logging", "off")}  # fmt: skip
    missing = set(options[["setting", "option"]].itertuples(index=False, name=None)) - seen - hidden
    assert not missing, (
        "give these a rule and a template with its rows, or say in `hidden` why none can show them"
    )
    assert set(EXPECTED["known"]) >= {"stated", "default", "ask"}
