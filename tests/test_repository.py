"""What surrounds the course: workflows, forms, citation, changelog. GitHub itself is not asked."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*-*.yml"))
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def read(path):
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


def steps(workflow):
    return [step for job in read(workflow)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_an_action_is_pinned_by_its_hash_and_says_its_version(path):
    used = re.findall(r"uses:\s*(\S+)(.*)", path.read_text("utf-8"))
    assert len(used) == len([step for step in steps(path) if "uses" in step]) > 0
    for action, version in used:
        assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", action), (
            f"{path.name}: {action} is not pinned by a hash"
        )
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", version), f"{path.name}: {action} does not say its version"


def test_every_workflow_takes_the_same_action_at_the_same_hash():
    used = {action for path in WORKFLOWS for action in re.findall(r"uses:\s*(\S+)", path.read_text("utf-8"))}
    assert len({action.partition("@")[0] for action in used}) == len(used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_asks_for_few_rights_and_runs_commands_that_are_there(path):
    workflow = read(path)
    assert workflow["permissions"]["contents"] == "read"
    triggers = workflow.get("on", workflow.get(True))  # YAML 1.1 reads the word on as yes
    assert set(triggers) <= {"push", "pull_request", "schedule", "workflow_dispatch"}
    said = (ROOT / "start.py").read_text("utf-8")
    for command in re.findall(r"start\.py (\w+)", path.read_text("utf-8")):
        assert f"    python3 start.py {command} " in said


def test_the_weekly_job_takes_the_long_way_where_the_tests_take_a_short_one():
    job = next(
        step for step in steps(".github/workflows/weekly.yml") if "ON_THE_HOOK_LIVES" in step.get("env", {})
    )
    files = {file: (ROOT / file).read_text("utf-8") for file in re.findall(r"tests/\w+\.py", job["run"])}
    known = re.findall(
        r"environ\.get\(.(\w+).,", "".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("*.py"))
    )
    assert set(job["env"]) == {name for name in known if name.startswith(("ON_THE_HOOK", "HYPOTHESIS"))}
    for name in set(job["env"]) - {"HYPOTHESIS_PROFILE"}:
        assert any(name in text for text in files.values()), name
    for path in (ROOT / "tests").glob("test_*.py"):
        given = re.search(r"^@given\(", path.read_text("utf-8"), re.M)
        assert not given or f"tests/{path.name}" in files, path.name


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_can_be_filled_in(path):
    form = read(path)
    assert form["name"] and form["description"] and len(form["body"]) >= 3
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_there_is_a_form_for_each_kind_of_fault():
    assert [path.stem for path in FORMS] == ["broken-view", "wrong-fact", "wrong-key"]


def test_dependabot_looks_where_there_is_something():
    for update in read(".github/dependabot.yml")["updates"]:
        for folder in update.get("directories", [update.get("directory")]):
            if update["package-ecosystem"] == "pip":
                assert (ROOT / folder.lstrip("/") / "requirements.txt").exists()


def test_the_hooks_run_the_ruff_of_the_tests():
    hooks = [hook for source in read(".pre-commit-config.yaml")["repos"] for hook in source["hooks"]]
    pinned = re.search(r"^ruff==\S+", (ROOT / "tests/requirements.txt").read_text("utf-8"), re.MULTILINE)[0]
    assert [hook["additional_dependencies"] for hook in hooks] == [[pinned], [pinned]]
    assert [hook["entry"].split()[:2] for hook in hooks] == [["ruff", "check"], ["ruff", "format"]]


def test_the_citation_names_this_version_and_these_licences():
    citation = read("CITATION.cff")
    assert citation["cff-version"] == "1.2.0" and citation["version"] == VERSION
    assert citation["authors"] and citation["title"].startswith("On the Hook") and citation["message"]
    assert citation["license"] == ["MIT", "CC-BY-4.0"] and "doi" not in citation


def test_the_changelog_has_this_version_and_begins_with_the_newest():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## \[(\d+\.\d+)\] - (unreleased|\d{4}-\d\d-\d\d)$", text, re.MULTILINE)
    assert VERSION in [version for version, _ in versions]
    assert versions == sorted(
        versions, key=lambda pair: [int(part) for part in pair[0].split(".")], reverse=True
    )
    assert [day for _, day in versions[1:]] == [day for _, day in versions[1:] if day != "unreleased"]
    kinds = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_git_shows_notebooks_with_nbdime_to_those_who_have_it():
    assert "*.ipynb diff=jupyternotebook" in (ROOT / ".gitattributes").read_text("utf-8")


def test_the_repository_is_under_20_megabytes():
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("without git nobody knows which files belong to the repository")
    files = [ROOT / name for name in listed.decode().split("\0") if name]
    total = sum(file.stat().st_size for file in files if file.is_file())
    assert total < 20_000_000
