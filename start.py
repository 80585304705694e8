"""Start the course, or test it, with Python 3.11 or newer and nothing else.

    python3 start.py                opens the course in JupyterLab; the first start makes .venv
    python3 start.py --no-browser   further arguments go to `jupyter lab`
    python3 start.py test           runs every test; further arguments go to pytest
    python3 start.py site           makes the web site in _site/
    python3 start.py bench          measures speed and memory
"""
import sys

# An old Python must be able to read this file, to be told so: plain ASCII, no f-strings, no type hints.
if sys.version_info < (3, 11):
    sys.exit("The course needs Python 3.11 or newer, and this is Python {}.{}.\nInstall a newer one from "
             "https://www.python.org/downloads/ and start again with it.".format(*sys.version_info[:2]))

import hashlib
import os
import platform
import re
import signal
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

# The files an installation is made from: when one of them changes, it is made anew.
COURSE = ["requirements.txt", "constraints.txt", "pyproject.toml", "helpers/jupyterlab-overrides.json"]
SITE = COURSE + ["website/requirements.txt"]
TESTS = SITE + ["tests/requirements.txt"]
# What each command needs besides the course, for whom, and what it runs.
COMMANDS = {"test": ("tests", TESTS, "pytest"), "site": ("website", SITE, "website.build"),
            "bench": ("tests", TESTS, "benchmarks")}

# What the system, venv or pip say when something is in the way, and what helps. The first that fits is shown.
REMEDIES = [
    ("Errno 28|WinError 112|No space left", "The disk is full. Free 1 GB, then start again."),
    ("Errno 13|Errno 30|WinError (5|32)\\b|Permission denied|Read-only",
     "This folder cannot be written to. If JupyterLab is still open, close it and start again.\n"
     "Otherwise copy the whole folder to a place that you own, such as your home folder, and start there."),
    ("WinError 206|Long Path", "The path of this folder is too long for Windows. Move it, for example to C:\\course."),
    ("(?i)connection|connect to|timed out|certificate",
     "The packages could not be fetched. Connect to the internet, then start again. Only an installation needs it."),
    ("No matching distribution|requires a different Python",
     "A package is not available for this Python ({}, {}, {}).\nThe course is made for 64-bit Python 3.11 to 3.14: "
     "install one from\nhttps://www.python.org/downloads/ and start again with it."
     .format(platform.python_version(), platform.architecture()[0], platform.machine())),
    ("", "Delete the folder .venv and start again. If that does not help, take a fresh copy of the course."),
]


def main(arguments):
    command = arguments[0] if arguments and arguments[0] in COMMANDS else None
    try:
        prepare(command)
        return run_command(command, arguments[1:]) if command else open_course(arguments)
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
        run([PYTHON, "-c", "import matplotlib.pyplot"])
        mark_done("course", COURSE)
    if command:
        folder, files, _ = COMMANDS[command]
        if not is_done(folder, files):
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
    try:
        import ensurepip  # noqa: F401 (without it there is no pip; Debian and Ubuntu leave it out)
    except ImportError:
        sys.exit("\nThis Python cannot make an environment. On Debian or Ubuntu, run\n    sudo apt install python3-venv"
                 "\n(python{}.{}-venv if that does not help) and start again.".format(*sys.version_info[:2]))
    (VENV / "course-installed").unlink(missing_ok=True)  # first, so that half of an old one is never used
    run([sys.executable, "-m", "venv", "--clear", VENV])


def install(requirements):
    # Only ready-made packages: to build one takes a compiler, and a learner may have none.
    run([PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--retries", "2",
         "--only-binary", ":all:", "-r", requirements])


def run(command):
    """Run one step. It shows a dot for each package, and its words only if it fails."""
    output = ""
    with subprocess.Popen(command, cwd=HERE, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        for line in process.stdout:
            output += line
            if line.startswith("Collecting"):
                say(".", end="")
    if process.returncode:
        fail(output)


def fail(output):
    """End with the last lines of what went wrong and one remedy."""
    lines = [line[:200] for line in output.splitlines() if line.strip()]
    last_lines = "\n".join(([line for line in lines if "error" in line.lower()] or lines)[-3:])
    remedy = next(text for pattern, text in REMEDIES if re.search(pattern, output))
    sys.exit("\n\n{}\n\n{}".format(last_lines, remedy))


def environment():
    """The learner's own, without what belongs to another Python or changes how charts look."""
    env = {name: value for name, value in os.environ.items()
           if name not in ("PYTHONHOME", "JUPYTERLAB_DIR", "MPLBACKEND")}
    # PYTHONPATH as well as `-e .`: on Windows, Python before 3.13 misses the latter in a folder with an accent.
    env.update(PYTHONPATH=str(HERE), MPLCONFIGDIR=str(VENV / "matplotlib"), PIP_USER="0")
    return env


def open_course(arguments):
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # as in most containers
    page = "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb"
    return hand_over("jupyterlab", ["--ServerApp.root_dir=" + str(HERE), page] + as_root + arguments, environment())


def run_command(command, arguments):
    if command == "test":
        say("Running the tests. All of them take about ten minutes.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty:  # instead of the user's own settings
        env = {name: value for name, value in environment().items()
               if not name.startswith(("JUPYTER", "IPYTHON", "PYTEST"))}
        env.update(JUPYTER_CONFIG_DIR=empty, JUPYTER_DATA_DIR=empty, IPYTHONDIR=empty)
        return hand_over(COMMANDS[command][2], arguments, env)


def hand_over(module, arguments, env):
    """Run a program of .venv to its end. Ctrl+C is meant for that program, so this one does not listen."""
    process = subprocess.Popen([PYTHON, "-m", module] + arguments, cwd=HERE, env=env)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())  # else it would run on, alone
    return process.wait()


def say(text, end="\n"):
    sys.stdout.write(text + end)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
