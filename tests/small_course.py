"""A course in small for the tests of start.py: in place of JupyterLab and pytest, programs that say how they were started."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
NAME = "mein Kurs für Ängstliche"  # a folder with blanks and accents in its name
PROGRAM = """
import json, os, sys, time
print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ),
                  "process": os.getpid()}), flush=True)
time.sleep(float(os.environ.get("SECONDS", 0)))
sys.exit(int(os.environ.get("EXIT", 0)))
"""
STUB = {"jupyterlab/__main__.py": PROGRAM, "matplotlib/pyplot.py": ""}
TOOL = {"pytest/__main__.py": PROGRAM}


def make_wheel(folder, name, files):
    with zipfile.ZipFile(folder / f"{name}-1-py3-none-any.whl", "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
        wheel.writestr(f"{name}-1.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        wheel.writestr(
            f"{name}-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{name}-1.dist-info/RECORD", "")


def make_course(folder):
    """A course in small, in a folder with blanks and accents in its name."""
    for name, text in {
        "start.py": (REPOSITORY / "start.py").read_text(encoding="utf-8"),
        "requirements.txt": "--no-index\n--find-links .\nstub==1\n",
        "constraints.txt": "stub==1\ntool==1\n",
        "pyproject.toml": "",
        "helpers/jupyterlab-overrides.json": "{}",
        "helpers/learner/at_kernel_start.py": "",
        "tests/requirements.txt": "--no-index\n--find-links ..\ntool==1\n",
        "website/requirements.txt": "",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copytree(
        REPOSITORY / "commands", folder / "commands", ignore=shutil.ignore_patterns("__pycache__")
    )
    make_wheel(folder, "stub", STUB)
    make_wheel(folder, "tool", TOOL)
    return folder


def start(folder, *arguments, **environment):
    """`python3 /some/where/start.py`, from another folder."""
    return subprocess.run(
        [sys.executable, folder / "start.py", *arguments],
        cwd=folder.parent,
        text=True,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=120,
    )


def answer(run):
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


def load(folder):
    spec = importlib.util.spec_from_file_location("start_of_" + folder.parent.name, folder / "start.py")
    module = importlib.util.module_from_spec(spec)
    path = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = path
    return module


def pretended(folder):
    """The module start.py of a course in small whose installations are only pretended; `steps` lists them."""
    module = load(make_course(folder))
    module.steps = []

    def pretend(command, env):
        module.steps.append([str(word) for word in command])
        if "venv" in command:
            module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            module.PYTHON.touch()
        return True, ""

    module.really_run, module.run = module.run, pretend
    module.hand_over = lambda *_: 0
    return module


def message(action, *arguments):
    with pytest.raises(SystemExit) as end:
        action(*arguments)
    assert isinstance(end.value.code, str), "a message makes the exit code 1"
    return end.value.code
