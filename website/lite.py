"""Build the course as it runs in a browser alone: JupyterLite with the notebooks, and Python by Pyodide.

    python -m website.lite FOLDER      makes FOLDER; `python3 start.py site` makes _site/lab/

A folder of files for any web server, under any path. Nothing in it asks for anything from elsewhere.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.resources import files
from pathlib import Path

from website import wheels
from website.bytecode import to_bytecode
from website.downloads import KEPT, alone, from_pypi
from website.pyodide import entry, normal, put_pyodide, release, write_lock

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# The kernel that runs Pyodide. It is not installed: the JupyterLab of .venv would take its extension for one of its own.
KERNEL = "jupyterlite-pyodide-kernel==0.6.1"
KERNEL_SHA256 = "d16f2e44dedd60d7a5578cd901a4de1ac34d30c80671abba7ec1ac70a65e2972"
KERNEL_EXTENSION = "@jupyterlite/pyodide-kernel-extension"
# Its name becomes that of the notebooks, so that nobody is asked which to take; and it is not to ask for TLS, which needs 2 MB and a
# network.
REPLACED = {
    'spec:{name:"python",display_name:"Python (Pyodide)"': 'spec:{name:"python3",display_name:"Python 3 (Pyodide)"',
    '["ssl","sqlite3",': '["sqlite3",',
}
# What Pyodide loads before the kernel begins, by the names that the kernel looks for.
BY_KERNEL = ("piplite", "ipykernel", "pyodide_kernel")
PYODIDE = "static/pyodide"
# What JupyterLite's page lacks: its language, its name, an icon. (Without the last, a browser asks the root of the server.)
PAGE = {
    "<html>": '<html lang="en">',
    '<body class="jp-ThemedContainer" data-notebook="lab">': '<body class="jp-ThemedContainer" data-notebook="lab">\n'
    '<script>if (location.protocol === "file:") document.write("<p>Python in the browser needs a web server: put the '
    "folder of the site on one, or type <code>python3 -m http.server</code> in it and open "
    '<code>http://localhost:8000</code>.</p>")</script>',
    "<title>JupyterLite</title>": '<title>On the Hook</title>\n    <link rel="icon" href="./favicon.ico" />',
}


def build(site: Path) -> None:
    """Make the folder `site` anew."""
    with alone(), tempfile.TemporaryDirectory(prefix="on-the-hook-lab-") as temporary:
        folder = Path(temporary)
        kernel = kernel_extension(folder / "kernel")
        packages = put_packages(folder / PYODIDE, kernel / "static" / "pypi")
        shutil.rmtree(kernel / "static" / "pypi")
        (folder / "jupyter-lite.json").write_text(json.dumps(settings(packages)))
        (folder / "overrides.json").write_text(json.dumps(first_settings()))
        for name in ("notebooks", "data"):
            shutil.copytree(
                ROOT / name, folder / "course" / name, ignore=shutil.ignore_patterns(".*", "ruff.toml")
            )
        for name in ("README.md", "LICENSE", "LICENSE-CONTENT.md"):
            shutil.copy(ROOT / name, folder / "course")
        installed = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
        extensions = [installed / "@jupyter-widgets" / "jupyterlab-manager", installed / "anywidget"]
        extensions += [kernel, own_extension(folder / "own")]
        (folder / "jupyter_lite_config.json").write_text(json.dumps(building(folder, extensions)))
        run = subprocess.run(
            [sys.executable, "-m", "jupyterlite_core", "build"],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        if run.returncode:
            sys.exit(f"JupyterLite was not built:\n{(run.stdout + run.stderr).strip()}")
        made = folder / "made"
        shutil.copytree(folder / PYODIDE, made / PYODIDE)
        tidy(made)
        write_service_worker(made)
        shutil.rmtree(site, ignore_errors=True)
        shutil.move(made, site)


def address_of(notebook: str) -> str:
    """Where in the built folder a notebook opens, by the name of its file."""
    return f"lab/index.html?path=notebooks/{notebook}"


def kernel_extension(folder: Path) -> Path:
    """The extension that brings the kernel, unpacked into `folder`, with what is REPLACED in it."""
    left = dict(REPLACED)
    with zipfile.ZipFile(from_pypi(KERNEL, KERNEL_SHA256, KEPT / "jupyterlite-kernel")) as archive:
        for path in archive.namelist():
            _, found, inside = path.partition(f"share/jupyter/labextensions/{KERNEL_EXTENSION}/")
            if not found or path.endswith((".map", "/")):
                continue
            content = archive.read(path)
            for old in [old for old in left if old.encode() in content]:
                content = content.replace(old.encode(), left.pop(old).encode())
            (folder / inside).parent.mkdir(parents=True, exist_ok=True)
            (folder / inside).write_bytes(content)
    assert not left, f"not in {KERNEL}: {left}"
    return folder


def put_packages(folder: Path, kernel_wheels: Path) -> list[str]:
    """Puts Pyodide and every package into `folder`; gives the names of those to load at the start: all of them."""
    core = release()
    entries = put_pyodide(folder, core)
    for name in wheels.PURE:
        entries[normal(name)] = entry(normal(name), wheels.pack(name, folder))
    for name in BY_KERNEL:
        (wheel,) = kernel_wheels.glob(f"{name}-*.whl")
        entries[normal(name)] = entry(normal(name), Path(shutil.copy(wheel, folder)), [name])
    startup = "etc/ipython/startup"
    beside = {
        f"{startup}/1-on-the-hook.py": (ROOT / "helpers" / "learner" / "at_kernel_start.py").read_bytes(),
        f"{startup}/2-warm-up.py": (HERE / "lab" / "warm_up.py").read_bytes(),
        # pandas asks dateutil for it, which unpacks every time zone of the world if it is not here: an eighth of the start.
        "usr/share/zoneinfo/UTC": (files("tzdata") / "zoneinfo" / "UTC").read_bytes(),
    }
    entries["on-the-hook"] = entry("on-the-hook", wheels.pack_course(folder, beside), ["helpers"])
    to_bytecode([*folder.glob("*.whl"), folder / "python_stdlib.zip"], core)
    write_lock(folder, core, entries)
    return [*BY_KERNEL, *(name for name in entries if name not in map(normal, BY_KERNEL))]


def settings(packages: list[str]) -> dict:
    """What JupyterLite is told when it starts. Addresses are those of the folder itself, whatever its own address is."""
    kernel = {
        "pyodideUrl": f"./{PYODIDE}/pyodide.js",
        "disablePyPIFallback": True,
        "pipliteUrls": [],
        "pipliteWheelUrl": f"./{PYODIDE}/piplite",
        "loadPyodideOptions": {"packages": packages},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "On the Hook",
            "litePluginSettings": {f"{KERNEL_EXTENSION}:kernel": kernel},
        },
    }


def first_settings() -> dict:
    """JupyterLab's settings, as on a machine; but a browser may be gone at any moment, so what was edited is stored soon."""
    first = json.loads((ROOT / "helpers" / "jupyterlab-overrides.json").read_text("utf-8"))
    first["@jupyterlab/docmanager-extension:plugin"]["autosaveInterval"] = 5
    return first


def own_extension(folder: Path) -> Path:
    """The extension of lab/extension.js, as JupyterLab wants one: a folder with a package.json."""
    (folder / "static").mkdir(parents=True)
    script = (HERE / "lab" / "extension.js").read_bytes()
    name = f"static/extension.{hashlib.sha256(script).hexdigest()[:12]}.js"
    (folder / name).write_bytes(script)
    about = {
        "name": "on-the-hook",
        "version": "1.0.0",
        "jupyterlab": {"extension": True, "_build": {"load": name, "extension": "./extension"}},
    }
    (folder / "package.json").write_text(json.dumps(about))
    return folder


def building(folder: Path, extensions: list[Path]) -> dict:
    """What `jupyter lite build` is told: only JupyterLab, of extensions these alone, no maps of scripts."""
    return {
        "LiteBuildConfig": {
            "apps": ["lab"],
            "contents": ["course"],
            "output_dir": str(folder / "made"),
            "cache_dir": str(folder / "cache"),
            "federated_extensions": [str(path) for path in extensions],
            "ignore_sys_prefix": True,
            "no_libarchive": True,
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
        }
    }


def tidy(made: Path) -> None:
    """Names the page, and takes away what none asks for."""
    index = made / "lab" / "index.html"
    page = index.read_text("utf-8")
    for old, new in PAGE.items():
        assert page.count(old) == 1
        page = page.replace(old, new)
    index.write_text(page, "utf-8")
    for path in made.rglob("*"):
        if path.is_file() and re.search(r"\.map$|\.LICENSE\.txt$|\.doit|sha256sums", path.name.lower()):
            path.unlink()


def write_service_worker(made: Path) -> None:
    """Puts lab/offline.js, with the hash of each file of the folder, and lab/record.js before JupyterLite's own service worker."""
    worker = made / "service-worker.js"
    files = {
        path.relative_to(made).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(made.rglob("*"))
        if path.is_file() and path != worker
    }
    own = (HERE / "lab" / "offline.js").read_text("utf-8")
    assert own.count("const FILES = {};") == 1
    own = own.replace("const FILES = {};", f"const FILES = {json.dumps(files, indent=0)};")
    record = (HERE / "lab" / "record.js").read_text("utf-8")
    worker.write_text(f"{own}\n{record}\n{worker.read_text('utf-8')}", "utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve())
