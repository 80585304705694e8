"""start.py: the first start, the next ones, and what a learner reads when something is in the way.

The installations here are real, of one small package that answers for JupyterLab, pytest and matplotlib.
"""
import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PROGRAM = """
import json, os, sys, time
print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ),
                  "process": os.getpid()}), flush=True)
time.sleep(float(os.environ.get("SECONDS", 0)))
sys.exit(int(os.environ.get("EXIT", 0)))
"""
WHEEL = {
    "jupyterlab/__main__.py": PROGRAM,
    "pytest/__main__.py": PROGRAM,
    "matplotlib/pyplot.py": "",
    "stub-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: stub\nVersion: 1\n",
    "stub-1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "stub-1.dist-info/RECORD": "",
}


def make_course(folder):
    """A course in small, in a folder with blanks and accents in its name."""
    for name, text in {
        "start.py": (REPOSITORY / "start.py").read_text(encoding="utf-8"),
        "requirements.txt": "--no-index\n--find-links .\nstub==1\n",
        "constraints.txt": "stub==1\n",
        "pyproject.toml": "",
        "helpers/jupyterlab-overrides.json": "{}",
        "tests/requirements.txt": "--no-index\n--find-links .\nstub==1\n",
        "website/requirements.txt": "--no-index\n--find-links .\nstub==1\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with zipfile.ZipFile(folder / "stub-1-py3-none-any.whl", "w") as wheel:
        for name, text in WHEEL.items():
            wheel.writestr(name, text)
    return folder


def start(folder, *arguments, **environment):
    """`python3 /some/where/start.py`, from another folder."""
    return subprocess.run([sys.executable, folder / "start.py", *arguments], cwd=folder.parent, text=True,
                          env={**os.environ, **environment}, capture_output=True, timeout=120)


def answer(run):
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def first_start(tmp_path_factory):
    folder = make_course(tmp_path_factory.mktemp("start") / "mein Kurs für Ängstliche")
    return folder, start(folder, "--no-browser", "--port=9999")


@pytest.fixture
def course(tmp_path):
    """The module start.py of a folder whose installations are only pretended; `steps` lists them."""
    folder = make_course(tmp_path / "mein Kurs für Ängstliche")
    module = load(folder)
    module.steps = []

    def pretend(command):
        module.steps.append([str(word) for word in command])
        if "venv" in command:
            module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            module.PYTHON.touch()

    module.really_run, module.run = module.run, pretend
    module.hand_over = lambda *_: 0
    return module


def load(folder):
    spec = importlib.util.spec_from_file_location("start_of_" + folder.parent.name, folder / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# The two commands


def test_the_first_start_installs_and_opens_the_first_notebook(first_start):
    folder, run = first_start
    lab = answer(run)
    assert run.stdout.startswith("Installing the course")
    assert "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb" in lab["arguments"]
    assert f"--ServerApp.root_dir={folder}" in lab["arguments"]
    assert Path(lab["folder"]) == folder


def test_further_arguments_go_to_jupyterlab(first_start):
    assert answer(first_start[1])["arguments"][-2:] == ["--no-browser", "--port=9999"]


def test_pip_says_nothing_when_all_is_well(first_start):
    assert len(first_start[1].stdout.splitlines()) == 2 and first_start[1].stderr == ""


def test_the_second_start_installs_nothing(first_start):
    folder = first_start[0]
    mark = folder / ".venv" / "mark"
    mark.touch()
    run = start(folder)
    answer(run)
    assert "Installing" not in run.stdout and mark.exists()


def test_settings_of_another_python_do_not_reach_jupyterlab(first_start):
    lab = answer(start(first_start[0], MPLBACKEND="TkAgg", JUPYTERLAB_DIR="elsewhere", PYTHONPATH="elsewhere"))
    assert not {"MPLBACKEND", "JUPYTERLAB_DIR"} & set(lab["environment"])
    assert lab["environment"]["PYTHONPATH"] == str(first_start[0])


def test_the_tests_run_without_the_settings_of_the_user(first_start):
    mine = {"JUPYTER_CONFIG_DIR": "mine", "JUPYTER_PATH": "mine", "IPYTHONDIR": "mine", "PYTEST_ADDOPTS": "mine"}
    run = start(first_start[0], "test", "-k", "scale", **mine)
    environment = answer(run)["environment"]
    assert "about" in run.stdout and "minutes" in run.stdout
    assert answer(run)["arguments"] == ["-k", "scale"]
    assert "mine" not in [environment.get(name) for name in mine]
    assert Path(environment["JUPYTER_CONFIG_DIR"]).is_absolute()


def test_red_tests_make_the_command_fail(first_start):
    assert start(first_start[0], "test", EXIT="3").returncode == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
def test_nothing_runs_on_when_the_command_is_ended(first_start):
    command = [sys.executable, first_start[0] / "start.py"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "SECONDS": "60"}) as run:
        program = json.loads(run.stdout.readline())["process"]
        run.terminate()
        run.wait(timeout=30)
    with pytest.raises(ProcessLookupError):
        os.kill(program, 0)


def test_an_environment_without_stamp_is_replaced(first_start):
    folder = first_start[0]
    (folder / ".venv" / "course-installed").unlink()
    (folder / ".venv" / "half-made").touch()
    run = start(folder)
    answer(run)
    assert "Installing" in run.stdout and not (folder / ".venv" / "half-made").exists()


# When an installation is made anew


def test_a_whole_installation_is_kept(course):
    course.main([])
    course.main([])
    assert [("venv" in step, "pip" in step) for step in course.steps] == [(True, False), (False, True), (False, False)]


@pytest.mark.parametrize("file", ["requirements.txt", "constraints.txt", "pyproject.toml",
                                  "helpers/jupyterlab-overrides.json"])
def test_a_changed_file_leads_to_a_new_installation(course, file):
    course.main([])
    with open(course.HERE / file, "a") as changed:
        changed.write("\n# changed")
    course.main([])
    assert len(course.steps) == 6


def test_changed_tools_for_the_tests_are_installed_on_top(course):
    course.main(["test"])
    with open(course.HERE / "tests/requirements.txt", "a") as changed:
        changed.write("\n# changed")
    course.main([])
    course.main(["test"])
    assert [step[-1] for step in course.steps if "pip" in step] == [
        "requirements.txt", "tests/requirements.txt", "tests/requirements.txt"]


def test_another_python_leads_to_a_new_installation(course, monkeypatch):
    course.main([])
    with monkeypatch.context() as patch:
        patch.setattr(sys, "version_info", (3, 99, 0))
        assert not course.is_done("course", course.COURSE)
    assert course.is_done("course", course.COURSE)
    course.PYTHON.unlink()
    assert not course.is_done("course", course.COURSE)


def test_a_moved_folder_leads_to_a_new_installation(course):
    course.main([])
    moved = load(course.HERE.rename(course.HERE.with_name("moved")))
    assert moved.PYTHON.exists() and not moved.is_done("course", moved.COURSE)


@pytest.mark.parametrize("step", ["venv", "pip", "-c"])
def test_an_interrupted_installation_is_never_used(course, monkeypatch, step):
    course.main([])
    (course.HERE / "requirements.txt").write_text("stub\n")
    pretend = course.run

    def interrupted(command):
        if step in command:
            raise KeyboardInterrupt
        pretend(command)

    monkeypatch.setattr(course, "run", interrupted)
    with pytest.raises(SystemExit, match="Stopped"):
        course.main([])
    (course.HERE / "requirements.txt").write_text("--no-index\n--find-links .\nstub==1\n")  # as it was before
    assert not course.is_done("course", course.COURSE)


# What stands in the way, and the one message for it


def message(action, *arguments):
    with pytest.raises(SystemExit) as end:
        action(*arguments)
    assert isinstance(end.value.code, str), "a message makes the exit code 1"
    return end.value.code


@pytest.mark.parametrize("said, remedy", [
    ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
    ("ERROR: [Errno 28] No space left on device: " + "x" * 1000, "disk is full"),
    ("OSError: [WinError 112] There is not enough space on the disk", "disk is full"),
    ("Error: [Errno 13] Permission denied: '/course/.venv'", "copy the whole folder"),
    ("Error: [Errno 30] Read-only file system: '/course/.venv'", "copy the whole folder"),
    ("PermissionError: [WinError 5] Access is denied: '.venv'", "If JupyterLab is still open"),
    ("OSError: [WinError 206] The filename or extension is too long", "too long for Windows"),
    ("ERROR: Could not find a version\nERROR: No matching distribution found for pandas==3.1.1", "3.11 to 3.14"),
    ("something nobody has seen before", "Delete the folder .venv"),
])
def test_a_step_that_fails_shows_its_last_words_and_one_remedy(course, said, remedy):
    text = message(course.really_run, [sys.executable, "-c", f"print('first\\n' * 9); print({said!r}); exit(1)"])
    assert said.splitlines()[-1][:200] in text and remedy in text
    assert text.count("first") <= 2 and "Traceback" not in text and len(text) < 600
    assert sum(advice in text for _, advice in course.REMEDIES if advice) == 1


def test_an_error_is_shown_though_notes_follow_it(course):
    program = "print('ERROR: no way' + '\\nnote: see above' * 5); exit(1)"
    text = message(course.really_run, [sys.executable, "-c", program])
    assert "ERROR: no way" in text and "note" not in text


@pytest.mark.parametrize("number, remedy", [
    (13, "copy the whole folder"), (28, "disk is full"), (30, "copy the whole folder")])
def test_a_disk_that_refuses_a_file_of_start_py(course, monkeypatch, number, remedy):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_text", refuse)
    assert remedy in message(course.main, [])


def test_without_network(first_start, course, monkeypatch):
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    (course.HERE / "requirements.txt").write_text("--index-url http://127.0.0.1:9/simple\nnot-there\n")
    course.PYTHON, course.run = load(first_start[0]).PYTHON, course.really_run
    assert "Connect to the internet" in message(course.install, "requirements.txt")


def test_a_missing_file_of_the_course_is_named(course):
    (course.HERE / "constraints.txt").unlink()
    text = message(course.main, [])
    assert "constraints.txt" in text and "fresh copy" in text


def test_without_ensurepip(course, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert "sudo apt install python3-venv" in message(course.main, [])
    assert course.steps == []


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 14)])
def test_an_old_python_is_told_so(version, tmp_path):
    alone = shutil.copy(REPOSITORY / "start.py", tmp_path)  # where it can install nothing, whatever it tries
    pretend = f"import runpy, sys; sys.version_info = {version}; runpy.run_path(sys.argv[1], run_name='__main__')"
    run = subprocess.run([sys.executable, "-c", pretend, alone], capture_output=True, text=True)
    assert run.returncode == 1 and "Traceback" not in run.stderr
    assert "needs Python 3.11 or newer, and this is Python {}.{}.".format(*version) in run.stderr


def test_an_old_python_can_read_start_py():
    source = (REPOSITORY / "start.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 4))
    assert source.isascii()
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, (ast.JoinedStr, ast.AnnAssign))]
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.arg) and node.annotation]


# What is installed


def pins(file):
    lines = (REPOSITORY / file).read_text(encoding="utf-8").splitlines()
    return re.findall(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", "\n".join(lines), re.MULTILINE)


@pytest.mark.parametrize("file", ["requirements.txt", "tests/requirements.txt"])
def test_constraints_agree_with_what_is_asked_for(file):
    assert len(pins(file)) >= 4
    assert set(pins(file)) <= set(pins("constraints.txt"))


def test_constraints_name_no_machine():
    assert not re.search(r"^[^#]*(/|://|file:|-i |--)", (REPOSITORY / "constraints.txt").read_text(), re.MULTILINE)


def test_jupyterlab_starts_without_news():
    """The file gets there with `pip install -r requirements.txt`, so on Binder as well."""
    installed = json.loads(Path(sys.prefix, "share/jupyter/lab/settings/overrides.json").read_text())
    assert installed == json.loads((REPOSITORY / "helpers/jupyterlab-overrides.json").read_text())
    assert installed["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false", "checkForUpdates": False}


def test_binder_installs_the_same_with_the_python_of_the_tests():
    assert (REPOSITORY / "binder/runtime.txt").read_text().strip() == "python-3.11"
    assert "-r ../requirements.txt" in (REPOSITORY / "binder/requirements.txt").read_text().splitlines()
