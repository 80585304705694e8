"""The Hub's files say the same as their page, and its figures follow from what was measured and from the dated prices."""

import json
import re
import shlex
import subprocess
import sys
from math import ceil
from pathlib import Path

import pytest
import yaml
from repo2docker.__main__ import make_r2d

from helpers import load_table

ROOT = Path(__file__).resolve().parents[1]
HUB = ROOT / "binder/hub"
PAGE = (HUB / "README.md").read_text("utf-8")
MIB = 1024 * 1024


def read(name):
    return yaml.safe_load((HUB / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def values():
    return read("kubernetes.yaml")


def size(text):
    """A size in JupyterHub's words, in bytes: its M and G count in 1024."""
    return float(text[:-1]) * {"M": MIB, "G": 1024 * MIB}[text[-1]]


def rows(heading):
    """The cells of the table under a heading of the page."""
    table = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.findall(r"^\|.*\|$", table, re.M)[2:]
    ]


def test_the_guarantee_holds_six_notebooks_and_the_limit_more_as_measured(values):
    of_a_learner, most = (rows("What a learner needs, measured")[at][1] for at in (0, 1))
    two, server, kernel = map(int, re.findall(r"\d+", of_a_learner))
    assert two == server + 2 * kernel <= int(most.split()[0])
    memory = values["singleuser"]["memory"]
    assert server + 6 * kernel <= size(memory["guarantee"]) / 1e6 < server + 7 * kernel
    assert size(memory["limit"]) / 1e6 >= server + 13 * kernel
    assert read("littlest.yaml")["limits"] == {
        "memory": memory["limit"],
        "cpu": values["singleuser"]["cpu"]["limit"],
    }


def test_the_machines_hold_the_learners_and_cost_what_the_prices_say(values):
    usd = load_table("prices").set_index("price")["usd"]
    each = size(values["singleuser"]["memory"]["guarantee"]) / MIB / 1024
    table = rows("How many machines, and what they cost")
    assert [row[0] for row in table] == ["30", "300", "3,000"]
    for learners, machines, beside, an_hour, four_hours in table:
        count, kind, memory = re.fullmatch(r"(\d+) (m5\.\w+) \((\d+) GiB\)", machines).groups()
        assert int(count) == ceil(int(learners.replace(",", "")) / (0.8 * int(memory) // each)), learners
        cost = int(count) * usd[f"ec2-{kind.replace('.', '-')}-hour"]
        if beside:
            hubs, kind, balancers = re.fullmatch(
                r"(\d+) (m5\.\w+) for .*, EKS, (\d+) load balancers?", beside
            ).groups()
            cost += int(hubs) * usd[f"ec2-{kind.replace('.', '-')}-hour"]
            cost += usd["eks-cluster-hour"] + int(balancers) * usd["nlb-hour"]
        assert (an_hour, four_hours) == (f"{cost:.2f}", f"{4 * cost:.2f}"), learners


def test_each_price_on_the_page_has_the_day_of_the_table():
    prices, told = load_table("prices").set_index("price"), " ".join(PAGE.split())
    for words, key in {
        "m5.xlarge": "ec2-m5-xlarge-hour",
        "m5.2xlarge": "ec2-m5-2xlarge-hour",
        "m5.4xlarge": "ec2-m5-4xlarge-hour",
        "an EKS cluster": "eks-cluster-hour",
        "a network load balancer": "nlb-hour",
    }.items():
        price = prices.loc[key]
        assert re.search(rf"{words} {price['usd']}0* \({price['as_of']:%Y-%m-%d}\)", told), words


def test_nothing_leaves_a_learners_pod_but_the_question_for_a_name(values):
    policy = values["singleuser"]["networkPolicy"]
    opened = {rule for rule, is_open in policy["egressAllowRules"].items() if is_open}
    assert policy["enabled"] and opened == {"dnsPortsKubeSystemNamespace"} and "egress" not in policy
    # What isn't named keeps the chart's default, and most of those let traffic through.
    assert len(policy["egressAllowRules"]) == 6


def test_every_pod_reaches_the_folder_of_the_class_and_its_own_home(values):
    storage = values["singleuser"]["storage"]
    shared = {mount["mountPath"] for mount in storage["extraVolumeMounts"] if mount["name"] == "home"}
    told = re.findall(r'join_class\("(/[^"]+)"\)', (ROOT / "notebooks/workshop.md").read_text("utf-8"))
    assert told and shared == set(told)
    assert storage["static"]["subPath"] == "home/{username}"
    kind, claim = yaml.safe_load_all((HUB / "storage.yaml").read_text("utf-8"))
    assert claim["metadata"]["name"] == storage["static"]["pvcName"]
    assert claim["spec"]["storageClassName"] == kind["metadata"]["name"]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]


def test_idle_kernels_end_alike_on_both_hubs(values):
    of_the_image = values["singleuser"]["extraFiles"]["kernels"]
    assert of_the_image["data"] == json.loads((HUB / "jupyter_server_config.json").read_text("utf-8"))
    assert of_the_image["mountPath"] in PAGE
    assert values["cull"]["timeout"] == read("littlest.yaml")["services"]["cull"]["timeout"]


def test_no_password_is_kept_here(values):
    for given in (values["hub"]["config"], read("littlest.yaml")["auth"]):
        assert not [key for key in given["SharedPasswordAuthenticator"] if "password" in key]


def test_repo2docker_understands_the_command_and_finds_what_it_names(values):
    command = re.search(r"^jupyter-repo2docker .*$", PAGE, re.M)[0]
    app = make_r2d(shlex.split(command)[1:])
    image = values["singleuser"]["image"]
    assert app.output_image_spec == f"{image['name']}:{image['tag']}"
    # A learner's server takes ~ for the home of the image's user, where the chart puts the disk if nothing else is said.
    home = f"/home/{app.user_name}"
    folder = values["hub"]["config"]["KubeSpawner"]["notebook_dir"].replace("~", home)
    assert folder == home != app.target_repo_dir
    assert values["singleuser"]["storage"].get("homeMountPath", home) == home
    assert f"file://{app.target_repo_dir}" in PAGE
    added = (ROOT / app.appendix.split()[-1]).read_text("utf-8")
    assert f"(JupyterHub {re.search(r'jupyterhub==(.+)', added)[1]})" in (HUB / "kubernetes.yaml").read_text(
        "utf-8"
    )


def test_the_benchmark_says_what_it_needs_and_does_not_stop_the_others():
    ran = subprocess.run([sys.executable, ROOT / "benchmarks/bench_hub.py"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "benchmarks/README.md says how" in ran.stdout
