"""start.py with the real pip, of small packages: the first start, the next ones, and what of the user's surroundings reaches
pip, pytest and JupyterLab.
"""

import contextlib
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
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from small_course import NAME, REPOSITORY, answer, load, make_course, message, pretended, start

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def first_start(tmp_path_factory):
    folder = make_course(tmp_path_factory.mktemp("start") / NAME)
    return folder, start(folder, "--no-browser", "--port=9999")


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


def test_the_tests_run_without_the_settings_of_the_user(first_start):
    mine = {
        "JUPYTER_CONFIG_DIR": "mine",
        "JUPYTER_PATH": "mine",
        "IPYTHONDIR": "mine",
        "PYTEST_ADDOPTS": "mine",
    }
    run = start(first_start[0], "test", **mine)
    env = answer(run)["environment"]
    assert "several minutes" in run.stdout and '-m "not browser and not slow"' in run.stdout
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


# Another pip

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
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def network(without_tool, tmp_path, monkeypatch):
    """The module start.py whose pip is real, quick to give up, and knows no index unless it is told one."""
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_RETRIES", "0")
    course = pretended(tmp_path / NAME)
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
    env = answer(
        start(
            first_start[0], MPLBACKEND="TkAgg", PYTHONPATH="elsewhere", PYTHONDONTWRITEBYTECODE="1", **foreign
        )
    )["environment"]
    assert not {
        "MPLBACKEND",
        "PYTHONSTARTUP",
        "PYTHONDONTWRITEBYTECODE",
        "JUPYTERLAB_DIR",
        "JUPYTER_PATH",
    } & set(env)
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
