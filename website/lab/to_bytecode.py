"""Runs in Pyodide: writes each archive in /from anew to /to, with bytecode instead of the source, and without what nobody runs.

A browser then starts in half the time. The course keeps its source beside the bytecode, for those who read it, and for tracebacks.
"""

import importlib._bootstrap_external as importing
import importlib.util
import re
import warnings
import zipfile
from pathlib import Path

# Tests and samples; what is for compilers, Fortran, Django, PostScript and PDF, windows and Python 2; other languages than Python;
# formats of pictures and cuts of letters that no chart uses.
UNUSED = re.compile(
    r"/(tests?|sample_data|pdfcorefonts|afm|include|f2py|_pyinstaller|sphinxext|django-stubs|typeshed/third_party|typeshed/stdlib/2|mpl-data/images)/"
    r"|/pygments/lexers/(?!__init__|_mapping|python)"
    r"|/PIL/(_webp|_imagingft)\.|/DejaVu(Serif|SansMono)-\w+\.ttf|\.(pxd|pyx|h|a)$"
    r"|^/(?!jedi/).*\.pyi$"  # jedi, which completes names, reads them
)
OWN = "on_the_hook-"
# What IPython does for terminals is a quarter of the time that it takes to import, and here is none.
CHANGED = {"IPython/__init__.py": (b"from .terminal.embed import embed", b"embed = None")}
# Its classes write their own documentation when they are imported, unless they have none: half of the time that this takes.
WITHOUT_DOCUMENTATION = ("matplotlib/", "mpl_toolkits/")
LONG_AGO = (2026, 1, 1, 0, 0, 0)

warnings.simplefilter("ignore")  # other people's escapes


def rewrite(source: Path, target: Path) -> None:
    own = source.name.startswith(OWN)
    place = "/lib/python312.zip" if source.suffix == ".zip" else "/lib/python3.12/site-packages"
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w") as written:
        for name in read.namelist():
            if name.endswith("/") or (not own and UNUSED.search(f"/{name}")):
                continue
            content = read.read(name)
            if name.endswith(".py") and ".data/" not in name:
                content = changed(name, content)
                optimize = 2 if name.startswith(WITHOUT_DOCUMENTATION) else 0
                code = compile(content, f"{place}/{name}", "exec", dont_inherit=True, optimize=optimize)
                if own:
                    put(written, name, content)
                    folder, _, file = name.rpartition("/")
                    known = importlib.util.source_hash(content)
                    name = f"{folder}/__pycache__/{file[:-3]}.cpython-312.pyc"
                    content = importing._code_to_hash_pyc(code, known, False)
                else:
                    name, content = f"{name}c", importing._code_to_timestamp_pyc(code)
            put(written, name, content)


def changed(name: str, content: bytes) -> bytes:
    old, new = CHANGED.get(name, (b"", b""))
    assert not old or content.count(old) == 1, f"{name} is not what it was"
    return content.replace(old, new) if old else content


def put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    about = zipfile.ZipInfo(name, LONG_AGO)
    about.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(about, content, compresslevel=9)


for source in sorted(Path("/from").iterdir()):
    rewrite(source, Path("/to") / source.name)
