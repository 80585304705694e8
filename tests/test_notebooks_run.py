"""Every notebook runs: alone, without all but its core, backwards, from any folder, offline, with a full record.

One kernel a notebook, started in a copy of the course whose folder has a blank and an umlaut in
its name and which holds no other notebook. What the stored outputs say is nbval's business.
"""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers import Record, load_bank

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# Runs in the kernel before the notebook. An audit hook sees every attempt, also from inside a
# library, and cannot be taken off again; the list keeps those whose error was swallowed. The
# kernel's own channels are made by ZeroMQ, which does not go through Python's sockets.
GUARD = """
import sys, types
guard = types.ModuleType("guard")
guard.attempts = []
def refuse(event, args, near=("127.0.0.1", "::1", "localhost", "", None), kept=guard.attempts):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[-1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    else:
        return
    if (host.decode() if isinstance(host, bytes) else host) not in near:
        kept.append(f"{event} {host}")
        raise PermissionError(f"a notebook asked for the network: {event} {host}")
sys.addaudithook(refuse)
sys.modules["guard"] = guard
"""
ATTEMPTS = 'import sys; print(*sys.modules["guard"].attempts, sep="; ")'
WHERE = "import helpers; print(helpers.__file__)"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("der höfliche Kurs")
    for part in ("helpers", "data"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "glossary.md", folder / "notebooks")
    return folder


class Kernel:
    """A kernel in the course folder that runs cells and says what they show."""

    def __init__(self, client):
        self.client = client

    def run(self, source):
        """What one cell prints and what it shows. An error in it stops the test."""
        cell = nbformat.v4.new_code_cell(source)
        self.client.nb.cells.append(cell)
        self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        # A busy machine sends one print in several pieces.
        printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
        return printed, [stable(output) for output in cell.outputs if "data" in output]


def stable(output):
    """An output as text, without the ids that differ at every run (widgets, styled tables)."""
    kinds = sorted(kind for kind in output.data if not kind.endswith("widget-view+json"))
    return re.sub(r"\bT_[0-9a-f]{5}", "T_", "\n".join(str(output.data[kind]) for kind in kinds))


@pytest.fixture(scope="module")
def full_record(tmp_path_factory):
    """Every question of the course, answered once, wrong and right by turns. nbval runs without a record."""
    path = tmp_path_factory.mktemp("record") / "record.sqlite"
    record = Record(path)
    for number, question in enumerate(load_bank().questions.values()):
        letter = next(o.letter for o in question.options if question.is_right(o.letter) == bool(number % 2))
        record.add(question.item, letter, "sure", bool(number % 2), 1.0, question.notebook)
    return path


@pytest.fixture
def kernel(course, full_record, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(course))
    monkeypatch.setenv("ON_THE_HOOK_RECORD", str(full_record))
    client = NotebookClient(
        nbformat.v4.new_notebook(),
        timeout=60,
        kernel_name="python3",
        resources={"metadata": {"path": str(course / "notebooks")}},
    )
    with client.setup_kernel():
        yield Kernel(client)


def code_cells(path):
    """Triples of number, cell and whether it can be left out."""
    cells = nbformat.read(path, as_version=4).cells
    return [
        (number, cell, "core" not in cell.metadata.get("tags", []))
        for number, cell in enumerate(cells, start=1)
        if cell.cell_type == "code"
    ]


@pytest.mark.parametrize("notebook", [path.stem for path in NOTEBOOKS])
def test_the_notebook_runs(notebook, course, kernel):
    path = ROOT / "notebooks" / f"{notebook}.ipynb"
    kernel.run(GUARD)
    assert kernel.run(WHERE)[0].startswith(str(course)), "another package helpers was loaded"

    # The core first: whatever a cell of it needs, it has without them.
    cells = sorted(code_cells(path), key=lambda cell: cell[2])
    first = {number: kernel.run(cell.source) for number, cell, _ in cells}
    for number, cell, _ in cells:
        stored = [output.data["text/plain"] for output in cell.outputs if "data" in output]
        shown = "\n".join(first[number][1])
        assert all(re.sub(r"\bT_[0-9a-f]{5}", "T_", text) in shown for text in stored), (
            f"{notebook}, cell {number}: shows another thing than the stored notebook"
        )
    # Again, from the last cell to the first: now the cells before have not run anew, and all that
    # come after have left what they leave. No cell may mind.
    for number, cell, _ in sorted(cells, key=lambda cell: -cell[0]):
        assert kernel.run(cell.source) == first[number], (
            f"{notebook}, cell {number}: shows another thing the second time"
        )

    assert kernel.run(ATTEMPTS)[0].strip() == "", f"{notebook}: asked for the network"


def test_the_guard_sees_every_attempt(kernel):
    kernel.run(GUARD)
    kernel.run(
        "import socket, urllib.request\n"
        'for ask in (lambda: urllib.request.urlopen("https://aws.amazon.com"),\n'
        '            lambda: socket.create_connection(("192.0.2.1", 443), timeout=1)):\n'
        "    try:\n"
        "        ask()\n"
        "    except OSError:\n"
        "        pass"
    )
    printed, _ = kernel.run(ATTEMPTS)
    assert "aws.amazon.com" in printed and "192.0.2.1" in printed
