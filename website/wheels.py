"""Wheels for the Python in the browser, made from what is installed here, so in the versions of constraints.txt.

Only pure Python can move house this way. Where a package has a faster compiled part besides, that part is left out.
"""

import re
import tomllib
import zipfile
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What the course imports and Pyodide does not bring. A test compares it with what helpers imports.
PURE = (
    "anywidget",
    "comm",
    "ipywidgets",
    "platformdirs",
    "psygnal",
    "pyyaml",
    "typing_extensions",
    "tzdata",
    "xlsxwriter",
)
COMPILED = re.compile(r"\.(so|pyd|dylib|pyc)$|__mypyc")
LONG_AGO = (2026, 1, 1, 0, 0, 0)  # the same time in each build, so that a browser keeps what has not changed


def pack(name: str, folder: Path) -> Path:
    """A wheel of the installed package `name`, in `folder`."""
    found = distribution(name)
    files = {
        file.as_posix(): Path(found.locate_file(file)).read_bytes()
        for file in found.files
        if ".." not in file.parts and not COMPILED.search(file.as_posix())
    }
    return write(f"{re.sub('[-.]+', '_', found.name).lower()}-{found.version}", files, folder)


def pack_course(folder: Path, beside: dict[str, bytes]) -> Path:
    """A wheel of the course's own helpers and tables, in `folder`. The tables lie beside helpers, as in the repository.

    beside: other files that Python is to find, by their paths from its root.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    name = f"{project['name'].replace('-', '_')}-{project['version']}"
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for part in ("helpers", "data")
        for path in sorted((ROOT / part).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    for path, content in beside.items():
        files[f"{name}.data/data/{path}"] = content
    about = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    files[f"{name}.dist-info/METADATA"] = about.encode()
    files[f"{name}.dist-info/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{name}.dist-info/RECORD"] = "".join(f"{file},,\n" for file in files).encode()
    return write(name, files, folder)


def write(name: str, files: dict[str, bytes], folder: Path) -> Path:
    wheel = folder / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file, content in sorted(files.items()):
            about = zipfile.ZipInfo(file, LONG_AGO)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, content)
    return wheel
