"""Every notebook runs: alone, without all but its core, backwards, from any folder, offline, without a record and with a full
one; it shows what is stored, and its folded answers are right.

The kernel was started in a copy of the course whose folder has a blank and an umlaut in its name and which holds no notebook.
One kernel serves them all and forgets every name in between, for starting a new one takes longer than most notebooks. In a kernel
of its own each runs under nbval.
"""

import ast
import os
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from test_exercises import ANSWER, CHECK, exercises_of

from commands.run import FORGET
from helpers import Record, load_bank

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = [*sorted((ROOT / "notebooks").glob("*.ipynb")), ROOT / "tests" / "template.ipynb"]

# Runs in the kernel before the notebook. An audit hook sees every attempt, also from inside a
# library, and cannot be taken off again; the list keeps those whose error was swallowed. The
# kernel's own channels are made by ZeroMQ, which does not go through Python's sockets. `told` is what the last line of an
# answer shows; it works on a copy of the names. Nothing here leaves a name behind that a cell could lean on.
GUARD = r"""
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
def told(source, names):
    *body, last = source.rstrip().split("\n")
    exec("\n".join(body), names)
    return eval(last, names).text
guard.told = told
sys.addaudithook(refuse)
sys.modules["guard"] = guard
del sys, types, guard, refuse, told
"""
GUARDED = '__import__("sys").modules["guard"]'
ATTEMPTS = f'print(*{GUARDED}.attempts, sep="; ")'
WHERE = 'print(__import__("helpers").__file__)'


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

    def forget(self):
        """What the notebook before has left."""
        self.run(FORGET)
        self.run(f"{GUARDED}.attempts.clear()")
        self.client.nb.cells.clear()
        self.client.widget_state.clear()

    def run(self, source):
        """What one cell prints and what it shows. An error in it stops the test."""
        cell = nbformat.v4.new_code_cell(source)
        self.client.nb.cells.append(cell)
        self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        return shown(cell)

    def answers_go_to(self, record):
        self.run(f'__import__("os").environ["ON_THE_HOOK_RECORD"] = {os.fspath(record)!r}')

    def print(self, expression):
        return self.run(f"print({expression})")[0].strip()

    def errors(self):
        """Errors that an Output widget holds: they stop no cell."""
        held = [
            output for widget in self.client.widget_state.values() for output in widget.get("outputs", ())
        ]
        return [output for output in held if output["output_type"] == "error"]


def shown(cell):
    """What a cell printed, and its outputs without what differs at every run: the ids of widgets, the number of the cell."""
    # A busy machine sends one print in several pieces.
    printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
    return printed, [
        {kind: text_of(data) for kind, data in output.data.items() if not kind.endswith("widget-view+json")}
        for output in cell.outputs
        if "data" in output
    ]


def text_of(data):
    """Pictures are compared byte for byte on Linux, where they were made. Other systems may round the last digit of a coordinate
    differently: there the alternative texts, which are made from the same numbers, stand for the pictures."""
    if sys.platform == "linux":
        return data
    return re.sub(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", "PICTURE", str(data))


@pytest.fixture(scope="module")
def full_record(tmp_path_factory):
    """Every question of the course, answered once, wrong and right by turns."""
    path = tmp_path_factory.mktemp("record") / "record.sqlite"
    record = Record(path)
    for number, question in enumerate(load_bank().questions.values()):
        letter = next(o.letter for o in question.options if question.is_right(o.letter) == bool(number % 2))
        record.add(question.item, letter, "sure", bool(number % 2), 1.0, question.notebook)
    return path


@pytest.fixture(scope="module")
def one_kernel(course):
    client = NotebookClient(
        nbformat.v4.new_notebook(),
        timeout=60,
        kernel_name="python3",
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(course / "notebooks")}},
    )
    with client.setup_kernel(env={**os.environ, "PYTHONPATH": str(course)}):
        kernel = Kernel(client)
        kernel.run(GUARD)
        yield kernel


@pytest.fixture
def kernel(one_kernel, tmp_path):
    """The kernel as if it were new, with an empty record."""
    one_kernel.forget()
    one_kernel.answers_go_to(tmp_path / "record.sqlite")
    return one_kernel


def code_cells(path):
    """Triples of number, cell and whether it can be left out."""
    cells = nbformat.read(path, as_version=4).cells
    return [
        (number, cell, "core" not in cell.metadata.get("tags", []))
        for number, cell in enumerate(cells, start=1)
        if cell.cell_type == "code"
    ]


def assigned(source):
    return [
        node.id for node in ast.walk(ast.parse(source)) if isinstance(getattr(node, "ctx", None), ast.Store)
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs(path, course, kernel, full_record):
    assert kernel.run(WHERE)[0].startswith(str(course)), "another package helpers was loaded"
    answers = {CHECK.search(cell.source)[1]: ANSWER.search(after)[1] for _, cell, after in exercises_of(path)}
    problems = []

    # The core first: whatever a cell of it needs, it has without the rest.
    cells = sorted(code_cells(path), key=lambda cell: cell[2])
    for number, cell, _ in cells:
        place = f"{path.stem}, cell {number}"
        exercise = "exercise" in cell.metadata.get("tags", []) and CHECK.search(cell.source)
        if exercise:
            answer = answers[exercise[1]]
            told = kernel.print(f"{GUARDED}.told({answer!r}, dict(globals()))")
            problems += [] if told.startswith("Yes.") else [f"{place}: the folded answer gets {told!r}"]
        if kernel.run(cell.source) != shown(cell):
            anew = f"`start.py run {path.name[:2]}` stores it anew"
            problems.append(f"{place}: shows another thing than the stored notebook; {anew}")
        if exercise:  # who skips it has no name of it
            kernel.run(f"[globals().pop(name, None) for name in {assigned(cell.source)}];")
    # Again, from the last cell to the first, with a full record: now the cells before have not run anew, and all that come
    # after have left what they leave. No cell may mind.
    kernel.answers_go_to(full_record)
    for number, cell, _ in sorted(cells, key=lambda cell: -cell[0]):
        if kernel.run(cell.source) != shown(cell):
            problems.append(f"{path.stem}, cell {number}: shows another thing the second time")

    problems += [f"{path.stem}: in a view, {error['ename']}: {error['evalue']}" for error in kernel.errors()]
    assert kernel.run(ATTEMPTS)[0].strip() == "", f"{path.stem}: asked for the network"
    assert not problems, "\n".join(problems)


def test_the_guard_sees_every_attempt(kernel):
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
