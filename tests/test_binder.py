"""Binder's recipe: the steps that repo2docker makes of it, and those of them run that need no Docker."""

import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from repo2docker.app import Repo2Docker
from test_first_aid import Kernel

from helpers.learner.on_binder import VARIABLE, WORDS

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def pack(monkeypatch):
    """What repo2docker chooses for this repository, as Binder does: the first of its ways that fits."""
    monkeypatch.chdir(ROOT)
    app = Repo2Docker()
    found = next(one for one in (way(app.base_image) for way in app.buildpacks) if one.detect())
    found.platform = "linux/amd64"
    return found


def test_binder_takes_the_python_of_the_tests_and_its_own_folder_alone(pack):
    assert type(pack).__name__ == "PythonBuildPack"
    assert pack.python_version == "3.11" and pack.binder_dir == "binder"
    steps = [command for _, command in pack.get_assemble_scripts()]
    assert steps == ['${KERNEL_PYTHON_PREFIX}/bin/pip install --no-cache-dir -r "binder/requirements.txt"']


def test_the_course_is_there_before_its_packages_and_the_warming_comes_last(pack):
    steps = pack.render({"NB_USER": "jovyan", "NB_UID": "1000"})
    places = [steps.index(words) for words in ("src/ ${REPO_DIR}/", "-r \"binder/requirements.txt\"", "RUN ./binder/postBuild")]  # fmt: skip
    assert places == sorted(places)


def asked_for(file):
    """The packages that a file of requirements asks for, and not those of the files that it names."""
    lines = file.read_text("utf-8").splitlines()
    return {one.name: one for one in (Requirement(line) for line in lines if re.match(r"\w", line))}


def held(requirements, known=None):
    """The names of these packages and of all that they bring along, as far as they are installed here."""
    known = set() if known is None else known
    for one in requirements:
        name = re.sub(r"[-_.]+", "-", one.name).lower()
        if (
            name in known
            or one.marker
            and not any(one.marker.evaluate({"extra": e}) for e in one.extras or {""})
        ):
            continue
        try:
            further = [Requirement(line) for line in requires(name) or []]
        except PackageNotFoundError:
            continue
        known.add(name)
        held([each for each in further if not each.marker or each.marker.evaluate({"extra": ""})], known)
    return known


def test_its_image_holds_what_learners_run_and_not_what_tests_need():
    course, image = (asked_for(ROOT / place / "requirements.txt") for place in (".", "binder"))
    assert course.keys() - image.keys() == {"nbval"} and image.keys() <= course.keys()
    pinned = asked_for(ROOT / "constraints.txt")
    assert all(pinned[name].specifier == course[name].specifier for name in image)
    lines = (ROOT / "binder" / "requirements.txt").read_text("utf-8").splitlines()
    assert {"-c ../constraints.txt", "-e ."} <= set(lines)
    everything = held(image.values())
    assert {"jupyterlab", "ipykernel", "pandas", "anywidget"} <= everything
    tests = {
        "nbval",
        "pytest",
        "coverage",
        "hypothesis",
        "playwright",
        "sphinx",
        "ruff",
        "jupyter-repo2docker",
    }
    assert everything & tests == set()
    assert everything <= {re.sub(r"[-_.]+", "-", name).lower() for name in pinned}


@pytest.mark.slow
def test_the_last_step_warms_the_kernel_and_leaves_no_answer(tmp_path):
    course, home = tmp_path / "course", tmp_path / "home"
    home.mkdir()
    course.mkdir()
    for folder in ("binder", "helpers", "data", "notebooks"):
        shutil.copytree(ROOT / folder, course / folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    # What warms is the set-up cell; that the rest runs is known from test_notebooks_run.py.
    first = course / "notebooks" / "00-start-here.ipynb"
    notebook = json.loads(first.read_text("utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    first.write_text(json.dumps(notebook | {"cells": code[:1]}), "utf-8")
    before = {path: path.read_bytes() for path in (course / "notebooks").iterdir()}
    env = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(home),
        "PYTHONPATH": str(course),
        "TMPDIR": str(tmp_path),
    }
    ran = subprocess.run(["./binder/postBuild"], cwd=course, env=env, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert {path: path.read_bytes() for path in (course / "notebooks").iterdir()} == before
    assert list(course.glob("helpers/learner/__pycache__/record_disk.*.pyc"))
    assert list(home.glob(".cache/matplotlib/fontlist-*.json"))
    assert not list(home.rglob("record.sqlite"))


def test_who_is_on_binder_is_told_once_to_save(monkeypatch):
    monkeypatch.setenv(VARIABLE, "https://mybinder.org/")
    kernel = Kernel()
    try:
        assert kernel.run("1 + 1; 'own'") == ("ok", "", ["'own'", WORDS])
        assert kernel.run("None") == ("ok", "", [])
    finally:
        kernel.stop()
