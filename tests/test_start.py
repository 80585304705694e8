"""start.py: what it says and does at each start, when it installs anew, and what a learner reads when something is in the way.

Here installations are only pretended; test_installing.py has the real pip.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_course import NAME, REPOSITORY, load, make_course, message, pretended, start

from commands import environment, installed, remedies


@pytest.fixture
def course(tmp_path):
    return pretended(tmp_path / NAME)


# The two commands


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


# What stands in the way, and the one message for it


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
