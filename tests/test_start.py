"""start.py: the first start, the next ones, what of the user's surroundings reaches it, and what a learner reads when
something is in the way.

The installations here are real, of small packages: one answers for JupyterLab and matplotlib, the other for pytest.
"""

import ast
import contextlib
import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from commands import environment, installed, remedies

REPOSITORY = Path(__file__).resolve().parents[1]
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

    def pretend(command, env):
        module.steps.append([str(word) for word in command])
        if "venv" in command:
            module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            module.PYTHON.touch()
        return True, ""

    module.really_run, module.run = module.run, pretend
    module.hand_over = lambda *_: 0
    return module


def load(folder):
    spec = importlib.util.spec_from_file_location("start_of_" + folder.parent.name, folder / "start.py")
    module = importlib.util.module_from_spec(spec)
    path = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = path
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


@pytest.mark.parametrize("word", ["-h", "--help", "help"])
def test_help_says_what_there_is_and_installs_nothing(tmp_path, word):
    folder = make_course(tmp_path / "course")
    run = start(folder, word)
    assert run.returncode == 0 and not (folder / ".venv").exists()
    assert run.stdout.startswith("Start the course") and "Installing" not in run.stdout
    for command in [*load(folder).COMMANDS, *load(folder).AT_ONCE]:
        assert f"start.py {command} " in run.stdout


def test_a_command_that_is_not_there_is_not_handed_to_jupyterlab(tmp_path):
    folder = make_course(tmp_path / "course")
    run = start(folder, "tests_")
    assert run.returncode == 1 and not (folder / ".venv").exists()
    assert "There is no command tests_." in run.stderr and "start.py test " in run.stderr


def test_the_tests_run_without_the_settings_of_the_user(first_start):
    mine = {
        "JUPYTER_CONFIG_DIR": "mine",
        "JUPYTER_PATH": "mine",
        "IPYTHONDIR": "mine",
        "PYTEST_ADDOPTS": "mine",
    }
    run = start(first_start[0], "test", **mine)
    env = answer(run)["environment"]
    assert "several minutes" in run.stdout and '-m "not browser"' in run.stdout
    assert "mine" not in [env.get(name) for name in mine]
    assert Path(env["JUPYTER_CONFIG_DIR"]).is_absolute()


def test_what_follows_test_reaches_pytest(first_start):
    run = start(first_start[0], "test", "-m", "not browser", "-k", "scale")
    assert answer(run)["arguments"] == ["-m", "not browser", "-k", "scale"]
    assert "minutes" not in run.stdout


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


# When an installation is made anew

STEPS = 5  # the environment, pip's settings, the packages, whether they are there, the fonts


def test_a_whole_installation_is_kept(course):
    course.main([])
    course.main([])
    words = [" ".join(step) for step in course.steps]
    assert len(words) == STEPS and "venv --clear" in words[0] and "pip config list" in words[1]
    assert words[2].endswith("-r requirements.txt") and words[3].endswith(
        "commands.installed requirements.txt"
    )


def test_an_environment_without_stamp_is_replaced(course):
    course.main([])
    (course.VENV / "course-installed").unlink()
    course.main([])
    assert len(course.steps) == 2 * STEPS and "venv --clear" in " ".join(course.steps[STEPS])


@pytest.mark.parametrize(
    "file", ["requirements.txt", "constraints.txt", "pyproject.toml", "helpers/jupyterlab-overrides.json"]
)
def test_a_changed_file_leads_to_a_new_installation(course, file):
    course.main([])
    with open(course.HERE / file, "a") as changed:
        changed.write("\n# changed")
    course.main([])
    assert len(course.steps) == 2 * STEPS


def test_changed_tools_for_the_tests_are_installed_on_top(course):
    course.main(["test"])
    with open(course.HERE / "tests/requirements.txt", "a") as changed:
        changed.write("\n# changed")
    course.main([])
    course.main(["test"])
    assert [step[-1] for step in course.steps if "install" in step] == [
        "requirements.txt",
        "tests/requirements.txt",
        "tests/requirements.txt",
    ]


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


@pytest.mark.parametrize("step", ["venv", "config", "install", "commands.installed", "-c"])
def test_an_interrupted_installation_is_never_used(course, monkeypatch, step):
    course.main([])
    (course.HERE / "requirements.txt").write_text("stub\n")
    pretend = course.run

    def interrupted(command, env):
        if step in command:
            raise KeyboardInterrupt
        return pretend(command, env)

    monkeypatch.setattr(course, "run", interrupted)
    with pytest.raises(SystemExit, match="Stopped"):
        course.main([])
    (course.HERE / "requirements.txt").write_text("--no-index\n--find-links .\nstub==1\n")  # as it was before
    assert not course.is_done("course", course.COURSE)


# Another pip


def pip_says_yes(course, monkeypatch, says):
    """pip ends well, whatever it did; `says` is the answer to whether the packages are there."""
    pretend = course.run
    monkeypatch.setattr(
        course, "run", lambda command, env: says if "commands.installed" in command else pretend(command, env)
    )


def test_an_installation_without_its_packages_is_never_done(course, monkeypatch):
    pip_says_yes(course, monkeypatch, (False, "not installed: stub==1"))
    text = message(course.main, [])
    assert "stub==1" in text and "pip config debug" in text and "Delete" not in text
    assert not course.is_done("course", course.COURSE)


def test_what_is_not_installed_is_named(tmp_path):
    asked = tmp_path / "requirements.txt"
    asked.write_text(
        f"-c constraints.txt\npytest=={pytest.__version__}\npandas[all]==0.1\nnot-there==1\n"
        f"nbformat==0.1 ; python_version < '3'\nnbformat=={installed.found('nbformat')}\n-e .\n"
    )
    assert installed.absent(asked) == ["pandas==0.1", "not-there==1"]


HOSTILE = {
    "target": "elsewhere",
    "prefix": "elsewhere",
    "root": "elsewhere",
    "dry-run": "1",
    "require-hashes": "1",
    "constraint": "foreign.txt",
    "no-deps": "1",
    "user": "1",
    "python": "elsewhere",
    "log": "elsewhere/log",
    "require-virtualenv": "0",
    "quiet": "3",
}


@pytest.fixture
def without_tool(first_start):
    """The small course, with pytest's place in it empty."""
    folder = first_start[0]
    (folder / "foreign.txt").write_text("tool==2\nstub==2\n")
    if not (folder / ".venv" / "course-installed").exists():
        start(folder)
    (folder / ".venv" / "tests-installed").unlink(missing_ok=True)
    site = next((folder / ".venv").rglob("site-packages"))
    for name in ("pytest", "tool-1.dist-info"):
        shutil.rmtree(site / name, ignore_errors=True)
    return folder, site


def test_variables_of_another_pip_change_nothing(without_tool):
    folder, site = without_tool
    hostile = {"PIP_" + name.upper().replace("-", "_"): value for name, value in HOSTILE.items()}
    answer(start(folder, "test", **hostile | {"PIP_CONFIG_FILE": os.devnull}))
    assert (site / "tool-1.dist-info").exists() and not (folder / "elsewhere").exists()


def test_a_file_of_settings_of_another_pip_changes_nothing(without_tool, tmp_path):
    folder, site = without_tool
    lines = [f"{name} = {value}" for name, value in HOSTILE.items() if name not in ("python", "log")]
    settings = tmp_path / ("pip/pip.ini" if os.name == "nt" else ".pip/pip.conf")
    settings.parent.mkdir()
    settings.write_text("\n".join(["[global]", *lines, "[install]", *lines]))
    answer(start(folder, "test", HOME=str(tmp_path), USERPROFILE=str(tmp_path)))
    assert (site / "tool-1.dist-info").exists() and not (folder / "elsewhere").exists()


def test_a_broken_file_of_settings_is_named_and_left_out(without_tool, tmp_path):
    folder, site = without_tool
    (tmp_path / "pip.conf").write_text("[global\n")
    run = start(folder, "test", PIP_CONFIG_FILE=str(tmp_path / "pip.conf"))
    answer(run)
    assert (site / "tool-1.dist-info").exists()
    assert "cannot be read, so they are left out" in run.stdout and str(tmp_path / "pip.conf") in run.stdout


def test_how_packages_are_fetched_stays_the_users_choice(course, tmp_path, monkeypatch):
    """The words are those of the real pip; its file says to be quiet, too."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    (tmp_path / "pip.conf").write_text(
        "[global]\nquiet = 2\ntarget = elsewhere\nindex_url = https://me:word@mirror.example/simple\ntimeout = 9\n"
        "[install]\ntrusted-host =\n    one.example\n    two.example\ntimeout = 8\n[freeze]\ntimeout = 7\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("PIP_CERT", "/my root.pem")
    monkeypatch.setenv("PIP_PREFIX", "elsewhere")
    monkeypatch.setattr(course, "PYTHON", sys.executable)
    monkeypatch.setattr(course, "run", course.really_run)
    settings = course.user_settings()
    env = environment.for_pip(dict(os.environ), settings)
    assert {name: " ".join(value.split()) for name, value in env.items() if name.startswith("PIP_")} == {
        "PIP_INDEX_URL": "https://me:word@mirror.example/simple",
        "PIP_TIMEOUT": "8",
        "PIP_TRUSTED_HOST": "one.example two.example",
        "PIP_CERT": "/my root.pem",
        "PIP_RETRIES": "2",
        "PIP_CONFIG_FILE": os.devnull,
    }
    shown = environment.in_force({"https_proxy": "http://me:word@proxy.example:1", "HOME": "x"}, settings)
    assert "index-url = https://****@mirror.example/simple" in shown and "word" not in shown
    assert "https_proxy = http://****@proxy.example:1" in shown and "HOME" not in shown


class Index(BaseHTTPRequestHandler):
    """Servers that a pip may meet, told apart by the first folder of the address."""

    def do_CONNECT(self):
        self.reply(407, b"", {"Proxy-Authenticate": "Basic"})

    def do_GET(self):
        kind, file = self.path.split("/")[1], self.path.rstrip("/").rpartition("/")[2]
        if kind.isdigit():
            self.reply(int(kind), b"")
        elif kind == "page":
            self.reply(200, b"<html><title>Log in</title><a href='/login'>Log in</a></html>")
        elif kind == "behind":
            self.reply(
                200, b"<!DOCTYPE html><a href='/file/tool-0.9-py3-none-any.whl'>tool-0.9-py3-none-any.whl</a>"
            )
        elif file.endswith(".whl"):
            self.reply(200, (self.server.folder / file).read_bytes())
        else:
            self.reply(
                200, b"<!DOCTYPE html><a href='/file/tool-1-py3-none-any.whl'>tool-1-py3-none-any.whl</a>"
            )

    def reply(self, code, body, headers=None):
        self.send_response(code)
        for name, value in {
            "Content-Type": "text/html",
            "Content-Length": len(body),
            **(headers or {}),
        }.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def index(first_start):
    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        server.folder = first_start[0]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def network(without_tool, course, monkeypatch):
    """The module start.py whose pip is real, quick to give up, and knows no index unless it is told one."""
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_RETRIES", "0")
    (course.HERE / "requirements.txt").write_text("tool==1\n")
    course.PYTHON, course.run = load(without_tool[0]).PYTHON, course.really_run
    return course


def test_an_index_of_ones_own_is_asked(network, without_tool, index, tmp_path, monkeypatch):
    (tmp_path / "pip.conf").write_text(f"[global]\nindex-url = {index}/good/simple\ntarget = elsewhere\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    network.install("requirements.txt")
    assert (without_tool[1] / "tool-1.dist-info").exists()


@pytest.mark.parametrize(
    "folder, remedy",
    [
        ("403", "refuses them"),
        ("503", "down or overloaded"),
        ("page", "not an index of packages"),
        ("behind", "does not have this version"),
    ],
)
def test_an_index_that_gives_no_packages(network, index, monkeypatch, folder, remedy):
    monkeypatch.setenv("PIP_INDEX_URL", f"{index}/{folder}/simple".replace("//", "//me:word@"))
    text = message(network.install, "requirements.txt")
    assert remedy in text and "Delete" not in text and "Connect to" not in text
    assert "index-url = http://****@127.0.0.1" in text and "word" not in text


def test_a_proxy_that_wants_a_password(network, index, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.invalid/simple")
    monkeypatch.setenv("HTTPS_PROXY", index)
    text = message(network.install, "requirements.txt")
    assert "wants a name and a password" in text and f"HTTPS_PROXY = {index}" in text


def test_a_proxy_that_is_not_there(network, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.invalid/simple")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert "Correct the environment variable HTTPS_PROXY" in message(network.install, "requirements.txt")


def test_without_network(network, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    assert "Connect to the internet" in message(network.install, "requirements.txt")


# Another Jupyter


@pytest.fixture
def foreign(tmp_path):
    """What another Jupyter may leave behind: a kernel and a widget manager of the same names, settings that break a start."""
    data, config = tmp_path / "data", tmp_path / "config"
    for file, text in {
        data
        / "kernels/python3/kernel.json": '{"argv": ["/nonexistent"], "display_name": "Python 3", "language": "python"}',
        data
        / "labextensions/@jupyter-widgets/jupyterlab-manager/package.json": '{"name": "@jupyter-widgets/jupyterlab-manager", '
        '"version": "3.0.0", "jupyterlab": {"_build": {"load": "static/foreign.js"}}}',
        config / "jupyter_server_config.py": "c.ServerApp.kernel_spec_manager_class = 'not_there.Manager'",
        config
        / "labconfig/page_config.json": '{"disabledExtensions": {"@jupyter-widgets/jupyterlab-manager": true}}',
        config / "profile_default/startup/foreign.py": "raise SystemExit",
    }.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    # A home where no folder can be made, not even by root.
    home = tmp_path / "home"
    home.touch()
    return {
        "JUPYTER_PATH": str(data),
        "JUPYTER_DATA_DIR": str(data),
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_CONFIG_PATH": str(config),
        "JUPYTER_PREFER_ENV_PATH": "0",
        "JUPYTER_NO_CONFIG": "",
        "JUPYTERLAB_DIR": str(data),
        "JUPYTERLAB_SETTINGS_DIR": "",  # `start.py test` has one of its own
        "IPYTHONDIR": str(config),
        "PYTHONSTARTUP": str(config / "profile_default/startup/foreign.py"),
        "HOME": str(home),
        "USERPROFILE": str(home),
    }


def test_settings_of_another_python_do_not_reach_jupyterlab(first_start, foreign):
    env = answer(start(first_start[0], MPLBACKEND="TkAgg", PYTHONPATH="elsewhere", **foreign))["environment"]
    assert not {"MPLBACKEND", "PYTHONSTARTUP", "JUPYTERLAB_DIR", "JUPYTER_PATH"} & set(env)
    assert env["PYTHONPATH"] == str(first_start[0])
    for name in (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "IPYTHONDIR",
        "JUPYTERLAB_WORKSPACES_DIR",
        "JUPYTERLAB_SETTINGS_DIR",
    ):
        assert Path(env[name]).is_relative_to(first_start[0] / ".venv")


def test_how_the_user_has_set_up_jupyterlab_stays(first_start, tmp_path):
    home = {
        "HOME": str(tmp_path),
        "USERPROFILE": str(tmp_path),
        "JUPYTER_TOKEN": "mine",
        "JUPYTERLAB_SETTINGS_DIR": "",
    }
    env = answer(start(first_start[0], **home))["environment"]
    assert env["JUPYTERLAB_SETTINGS_DIR"] == str(tmp_path / ".jupyter" / "lab" / "user-settings")
    assert env["JUPYTER_TOKEN"] == "mine"


@pytest.fixture
def real_lab(foreign, tmp_path, monkeypatch):
    """The real JupyterLab as start.py starts it, amid all that another Jupyter left: its address, and what it said."""
    for name, value in foreign.items():
        monkeypatch.setenv(name, value)
    here = load(REPOSITORY)
    here.VENV = tmp_path / "venv"
    here.VENV.mkdir()
    handed = []
    here.hand_over = lambda *all_of_it: handed.extend(all_of_it)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # The search for language servers would start npm, which may outlive JupyterLab.
    options = ["--IdentityProvider.token=", "--LanguageServerManager.autodetect=False"]
    here.open_course(["--no-browser", f"--port={port}", *options])
    _, module, options, env = handed
    said = tmp_path / "said"
    with open(said, "w") as file:
        lab = subprocess.Popen(
            [sys.executable, "-m", module, *options], env=env, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        yield f"http://127.0.0.1:{port}", said
    finally:
        lab.kill()
        lab.wait()


def ask(address):
    for _ in range(120):
        with contextlib.suppress(OSError), urllib.request.urlopen(address) as page:
            return page.read().decode()
        time.sleep(0.25)
    raise AssertionError(f"no answer from {address}")


@pytest.mark.slow
def test_the_course_runs_its_own_kernel_and_widget_manager(real_lab):
    address, said = real_lab
    specs = json.loads(ask(address + "/api/kernelspecs"))
    python = specs["kernelspecs"][specs["default"]]
    assert specs["default"] == "python3" and python["spec"]["argv"][0] != "/nonexistent"
    page = json.loads(
        re.search(
            r'id="jupyter-config-data" type="application/json">(.*?)</script>', ask(address + "/lab"), re.S
        )[1]
    )
    managers = [
        found
        for found in page["federated_extensions"]
        if found["name"] == "@jupyter-widgets/jupyterlab-manager"
    ]
    assert len(managers) == 1 and "foreign" not in managers[0]["load"]
    assert "@jupyter-widgets/jupyterlab-manager" not in str(page.get("disabledExtensions"))
    assert "Traceback" not in said.read_text()


# What stands in the way, and the one message for it


def message(action, *arguments):
    with pytest.raises(SystemExit) as end:
        action(*arguments)
    assert isinstance(end.value.code, str), "a message makes the exit code 1"
    return end.value.code


# The words of pip 23 to 26, venv and the system, cut where they repeat.
RETRY = "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by "
NONE = "\nERROR: Could not find a version that satisfies the requirement pandas==3.1.1 (from versions: none)"


@pytest.mark.parametrize(
    "said, remedy",
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "disk is full",
        ),
        ("ERROR: [Errno 28] No space left on device: " + "x" * 1000, "disk is full"),
        ("OSError: [WinError 112] There is not enough space on the disk", "disk is full"),
        ("Error: [Errno 13] Permission denied: '/course/.venv'", "copy the whole folder"),
        ("Error: [Errno 30] Read-only file system: '/course/.venv'", "copy the whole folder"),
        ("PermissionError: [WinError 5] Access is denied: '.venv'", "If JupyterLab is still open"),
        ("OSError: [WinError 206] The filename or extension is too long", "too long for Windows"),
        (
            "Error: [Errno 1] Operation not permitted: 'lib' -> '/media/stick/course/.venv/lib64'",
            "symbolic links",
        ),
        (
            "Error: [Errno 95] Operation not supported: 'lib' -> '/mnt/net/course/.venv/lib64'",
            "symbolic links",
        ),
        ("FileNotFoundError: [Errno 2] No usable temporary directory found in ['/tmp']", "TMPDIR"),
        (
            f"{RETRY}'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
            f"self-signed certificate in certificate chain'))': /simple/pandas/{NONE}",
            "root certificate",
        ),
        (
            "ERROR: Could not install packages due to an OSError: Could not find a suitable TLS CA certificate bundle, "
            "invalid path: /nowhere.pem",
            "file of certificates that is not there",
        ),
        (
            f"{RETRY}'OSError('Tunnel connection failed: 407 Proxy Authentication Required')'{NONE}",
            "name and a password",
        ),
        (f"{RETRY}'ProxyError('Cannot connect to proxy.', OSError('403 Forbidden'))'{NONE}", "HTTPS_PROXY"),
        (
            f"{RETRY}'NewConnectionError(': Temporary failure in name resolution')'{NONE}",
            "Connect to the internet",
        ),
        (
            f"{RETRY}'ReadTimeoutError(\"Read timed out. (read timeout=15)\")'{NONE}",
            "Connect to the internet",
        ),
        ("  ERROR: HTTP error 403 while getting https://mirror.example/pandas-3.1.1.whl", "refuses them"),
        (
            "ERROR: Wheel 'pandas' located at /tmp/pandas-3.1.1-cp311.whl is invalid.",
            "not an index of packages",
        ),
        (
            f"Skipping link: none of the wheel's tags (cp313) are compatible: pandas-3.1.1-cp313.whl{NONE}",
            "3.11 to 3.14",
        ),
        ("ERROR: No matching distribution found for pandas==3.1.1", "does not have this version"),
        ("something nobody has seen before", "Delete the folder .venv"),
    ],
)
def test_a_step_that_fails_shows_its_last_words_and_one_remedy(course, said, remedy):
    course.run = course.really_run
    text = message(course.step, [sys.executable, "-c", f"print('first\\n' * 9); print({said!r}); exit(1)"])
    last = said.splitlines()[-1].strip()
    assert last[:150] in text and last[-140:] in text and remedy in text
    assert text.count("first") <= 1 and "Traceback" not in text and len(text) < 1000
    known = [advice for _, advice in remedies.ON_THIS_COMPUTER + remedies.ON_THE_WAY] + [remedies.UNKNOWN]
    assert len({advice for advice in known if advice in text}) == 1
    assert ("Delete the folder .venv" in text) == (said == "something nobody has seen before")


def test_why_there_is_no_package_is_asked_aloud():
    aloud = (
        "Could not fetch URL https://mirror.example/simple/pandas/: 403 Client Error: Forbidden - skipping\n"
        "  Skipping link: none of the wheel's tags (cp27) are compatible: pandas-0.1-cp27.whl\n"
        "  Skipping link: none of the wheel's tags (cp313) are compatible: pandas-3.1.1-cp313.whl\n"
    )
    assert remedies.missing("ERROR: No matching distribution found for pandas[all]==3.1.1") == "pandas==3.1.1"
    assert remedies.missing("ERROR: [Errno 28] No space left on device") is None
    assert "0.1" not in remedies.reasons(aloud, "pandas==3.1.1")
    assert [line.split()[0] for line in remedies.reasons(aloud, "pandas==3.1.1").splitlines()] == [
        "Could",
        "Skipping",
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no colon in a name")
def test_a_colon_in_the_name_of_the_folder(tmp_path):
    folder = make_course(tmp_path / "lesson 3: the cloud")
    run = start(folder)
    assert run.returncode == 1 and "a colon (:) in its path" in run.stderr and "Delete" not in run.stderr
    assert not (folder / ".venv").exists()


def test_an_error_is_shown_though_notes_follow_it(course):
    program = "print('ERROR: no way' + '\\nnote: see above' * 5); exit(1)"
    course.run = course.really_run
    text = message(course.step, [sys.executable, "-c", program])
    assert "ERROR: no way" in text and "note" not in text


@pytest.mark.parametrize(
    "number, remedy", [(13, "copy the whole folder"), (28, "disk is full"), (30, "copy the whole folder")]
)
def test_a_disk_that_refuses_a_file_of_start_py(course, monkeypatch, number, remedy):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_text", refuse)
    assert remedy in message(course.main, [])


def test_a_missing_file_of_the_course_is_named(course):
    (course.HERE / "constraints.txt").unlink()
    text = message(course.main, [])
    assert "constraints.txt" in text and "fresh copy" in text and ".venv" not in text


def test_without_ensurepip(course, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert "sudo apt install python3-venv" in message(course.main, [])
    assert course.steps == []


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 14)])
def test_an_old_python_is_told_so(version, tmp_path):
    alone = shutil.copy(REPOSITORY / "start.py", tmp_path)  # where it can install nothing, whatever it tries
    pretend = (
        f"import runpy, sys; sys.version_info = {version}; runpy.run_path(sys.argv[1], run_name='__main__')"
    )
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
    assert not re.search(
        r"^[^#]*(/|://|file:|-i |--)", (REPOSITORY / "constraints.txt").read_text(), re.MULTILINE
    )


def test_jupyterlab_starts_without_news():
    """The file gets there with `pip install -r requirements.txt`, so on Binder as well."""
    installed = json.loads(Path(sys.prefix, "share/jupyter/lab/settings/overrides.json").read_text())
    assert installed == json.loads((REPOSITORY / "helpers/jupyterlab-overrides.json").read_text())
    assert installed["@jupyterlab/apputils-extension:notification"] == {
        "fetchNews": "false",
        "checkForUpdates": False,
    }


def test_binder_installs_the_same_with_the_python_of_the_tests():
    assert (REPOSITORY / "binder/runtime.txt").read_text().strip() == "python-3.11"
    assert "-r ../requirements.txt" in (REPOSITORY / "binder/requirements.txt").read_text().splitlines()
