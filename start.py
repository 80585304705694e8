"""Start the course, or work on it, with Python 3.11 or newer and nothing else.

    python3 start.py                 opens the course in JupyterLab; the first start makes .venv
    python3 start.py --no-browser    what begins with a dash goes to `jupyter lab`
    python3 start.py test            runs every test; what follows goes to pytest
    python3 start.py run 03 07       runs notebooks 03 and 07 again and stores them; without numbers, all
    python3 start.py matrix FILE     turns a template of yours into a responsibility matrix; --help says more
    python3 start.py site            makes the web site in _site/
    python3 start.py workshop        writes a run sheet for whoever teaches a room; --help says more
    python3 start.py class           lets a room vote, each from their own browser; --help says more
    python3 start.py bench           measures speed and memory
    python3 start.py badges          prints a Binder badge for each notebook
    python3 start.py links           asks for every page in data/sources.csv whether it is still there

On Windows it is `python start.py`.
"""

import sys

# An old Python must be able to read this file, to be told so: plain ASCII, no f-strings, no type hints.
if sys.version_info < (3, 11):
    sys.exit(
        "The course needs Python 3.11 or newer, and this is Python {}.{}.\nInstall a newer one from "
        "https://www.python.org/downloads/ and start again with it.".format(*sys.version_info[:2])
    )

import hashlib
import os
import platform
import signal
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
sys.path.insert(0, str(HERE))

from commands import environment  # noqa: E402
from commands.remedies import explain, missing, reasons  # noqa: E402

# The files an installation is made from: when one of them changes, it is made anew.
COURSE = [
    "requirements.txt",
    "constraints.txt",
    "pyproject.toml",
    "helpers/jupyterlab-overrides.json",
    "helpers/learner/at_kernel_start.py",
]
SITE = COURSE + ["website/requirements.txt"]
TESTS = SITE + ["tests/requirements.txt"]
# The module that each command runs, and what it needs besides the course: for whom, and the files of that.
COMMANDS = {
    "test": ("pytest", "tests", TESTS),
    "run": ("commands.run", None, COURSE),
    "matrix": ("helpers.workload", None, COURSE),
    "site": ("website.build", "website", SITE),
    "workshop": ("commands.workshop", None, COURSE),
    "class": ("commands.classroom", None, COURSE),
    "bench": ("benchmarks", "tests", TESTS),
}
# These need nothing but Python, so they install nothing.
AT_ONCE = {"badges": "commands.badges", "links": "commands.links"}


def main(arguments):
    first, rest = (arguments or [""])[0], arguments[1:]
    try:
        if first in ("-h", "--help", "help"):
            return say(__doc__.strip() + "\n\nWhat JupyterLab can be told: python3 start.py --help-all")
        if first in AT_ONCE:
            return hand_over(sys.executable, AT_ONCE[first], rest, own_environment())
        if first in COMMANDS:
            if first == "matrix":
                sys.stdout = sys.stderr  # what is said while installing must not mix with the JSON it prints
            prepare(first)
            return run_command(first, rest)
        if first and not first.startswith("-") and not (HERE / first).exists():
            sys.exit("There is no command {}.\n\n{}".format(first, __doc__.strip()))
        prepare()
        return open_course(arguments)
    except OSError as error:
        fail(str(error))
    except KeyboardInterrupt:
        sys.exit("\nStopped. Start again when you are ready.")


def prepare(command=None):
    """Make .venv, unless there is one that is whole and up to date."""
    if not is_done("course", COURSE):
        say("Installing the course (a minute or two, only once) ", end="")
        make_environment()
        install("requirements.txt")
        # Looking for fonts is slow on some computers: do it now, not in the learner's first cell.
        step([PYTHON, "-c", "import matplotlib.pyplot"])
        mark_done("course", COURSE)
    _, folder, files = COMMANDS.get(command, (None, None, None))
    if folder and not is_done(folder, files):
        say("Installing the tools for this (only once) ", end="")
        install(folder + "/requirements.txt")
        mark_done(folder, files)


def is_done(name, files):
    stamp = VENV / (name + "-installed")
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == fingerprint(files)


def mark_done(name, files):
    """The last step. An installation that was interrupted has no stamp, so the next start makes it anew."""
    (VENV / (name + "-installed")).write_text(fingerprint(files))
    say(" done")


def fingerprint(files):
    place = [str(HERE), sys.base_prefix, sys.version_info[:2], platform.machine()]
    return hashlib.sha256(repr(place + [(HERE / name).read_bytes() for name in files]).encode()).hexdigest()


def make_environment():
    if os.pathsep in str(HERE):
        sys.exit(
            "\nThe course cannot run in a folder with {} in its path:\n    {}\n"
            "Rename that folder, or move the course, and start again.".format(
                "a colon (:)" if os.pathsep == ":" else "a semicolon (;)", HERE
            )
        )
    try:
        import ensurepip  # noqa: F401 (without it there is no pip; Debian and Ubuntu leave it out)
    except ImportError:
        sys.exit(
            "\nThis Python cannot make an environment. On Debian or Ubuntu, run\n    sudo apt install python3-venv"
            "\n(python{}.{}-venv if that does not help) and start again.".format(*sys.version_info[:2])
        )
    (VENV / "course-installed").unlink(missing_ok=True)  # first, so that half of an old one is never used
    step([sys.executable, "-m", "venv", "--clear", VENV])


def install(requirements):
    """Fetch the packages with the user's settings of the network, and no others of pip's; see that they are there."""
    settings = user_settings()
    env = environment.for_pip(own_environment(), settings)
    # Only ready-made packages: to build one takes a compiler, and a learner may have none.
    pip = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--only-binary=:all:"]
    well, output = run(pip + ["-r", requirements], env)
    if not well:
        wanted = missing(output)
        if wanted:  # pip says that there is none, and not why: ask for this one again, aloud
            aloud = run(pip + ["-vv", "--dry-run", "--no-deps", wanted], env)[1]
            output += "\n" + reasons(aloud, wanted)
        fail(output, environment.in_force(env, settings))
    step([PYTHON, "-m", "commands.installed", requirements])


def user_settings():
    well, output = run([PYTHON, "-m", "pip", "config", "list"], environment.for_listing(own_environment()))
    if not well:
        say("\nThe settings of your pip cannot be read, so they are left out:\n{}".format(output.strip()))
    return environment.fetching(output if well else "", os.environ)


def own_environment():
    # Programs run in this folder; a path that the user gives is meant from where the user is.
    return environment.for_python(dict(os.environ, STARTED_FROM=os.getcwd()), HERE)


def run(command, env):
    """Run one step: whether it went well, and what it said. Meanwhile it shows a dot for each package."""
    output = ""
    with subprocess.Popen(command, cwd=HERE, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace") as process:  # fmt: skip
        for line in process.stdout:
            output += line
            if line.startswith("Collecting"):
                say(".", end="")
    return process.returncode == 0, output


def step(command):
    well, output = run(command, own_environment())
    if not well:
        fail(output)


def fail(output, settings=""):
    sys.exit("\n\n" + explain(output, settings))


def open_course(arguments):
    as_root = (
        ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    )  # as in most containers
    page = "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty:
        # In .venv, so that the open notebooks are open again at the next start; elsewhere for who may not write there.
        own = VENV / "jupyter" if os.access(VENV, os.W_OK) else Path(empty)
        env = environment.for_jupyter(own_environment(), own, look(own))
        options = ["--ServerApp.root_dir=" + str(HERE), page] + as_root + arguments
        return hand_over(PYTHON, "jupyterlab", options, env)


def look(own):
    """The folder of how the user has set up JupyterLab, or one in `own` where there is no home to keep it in."""
    try:
        folder = Path(
            os.environ.get("JUPYTERLAB_SETTINGS_DIR") or "~/.jupyter/lab/user-settings"
        ).expanduser()
        folder.mkdir(parents=True, exist_ok=True)
        return folder if os.access(folder, os.W_OK) else own / "look"
    except (OSError, RuntimeError):  # the latter: nobody knows where the home is
        return own / "look"


def run_command(command, arguments):
    if command == "test" and not arguments:
        say(
            'Running the tests takes several minutes; the quick ones, about one: test -m "not browser and not slow"'
        )
    with tempfile.TemporaryDirectory(
        ignore_cleanup_errors=True
    ) as empty:  # instead of the user's own settings
        env = environment.for_jupyter(own_environment(), Path(empty), Path(empty) / "look")
        env = {name: value for name, value in env.items() if not name.startswith("PYTEST")}
        return hand_over(PYTHON, COMMANDS[command][0], arguments, env)


def hand_over(python, module, arguments, env):
    """Run a program to its end. Ctrl+C is meant for that program, so this one does not listen."""
    process = subprocess.Popen([python, "-m", module] + arguments, cwd=HERE, env=env)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())  # else it would run on, alone
    return process.wait()


def say(text, end="\n"):
    sys.stdout.write(text + end)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
