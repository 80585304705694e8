"""The stack: what it is given, the rule in two languages, and every mode as a learner drives it."""

import itertools
import json
import random
import shutil
import subprocess

import pytest

from helpers import load_model, load_table
from helpers.views.living import STATIC
from helpers.views.stack_data import stack_data

MODEL = load_model()
SERVICES = list(MODEL.services["service"])
MOST = 2000  # combinations of settings of one service, drawn at random where there are more


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


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node")
def test_the_rule_is_the_same_in_both_languages(everything, tmp_path):
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
            rows = MODEL.with_settings(service, choice).of(service)
            expected.append(
                rows[["owner", "aws_duty", "customer_duty", "basis", "source"]].astype(str).values.tolist()
            )
    assert len(asked) > 700 and None in expected
    shutil.copy(STATIC / "stack.js", tmp_path / "stack.mjs")
    (tmp_path / "asked.json").write_text(json.dumps({"data": everything, "asked": asked}), encoding="utf-8")
    (tmp_path / "run.mjs").write_text(
        """import { readFileSync } from "node:fs";
        import { conflict, rowsOf } from "./stack.mjs";
        const { data, asked } = JSON.parse(readFileSync("asked.json"));
        const allowed = (service, choice) => data.services[service].settings.every(setting => {
          const option = setting.options.find(o => o.key === choice[setting.key]);
          return !option || !conflict(data, service, choice, setting, option);
        });
        console.log(JSON.stringify(asked.map(([service, choice]) => allowed(service, choice)
          ? rowsOf(data, service, choice).map(r => [r.owner, r.aws, r.you, r.basis, r.source]) : null)));""",
        encoding="utf-8",
    )
    done = subprocess.run(["node", "run.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True)
    answers = json.loads(done.stdout)
    different = [question for question, ours, theirs in zip(asked, expected, answers) if ours != theirs]
    assert different == []
