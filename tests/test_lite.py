"""The course in a browser alone: built once, served by a plain web server under a path of its own, run in Chromium.

Notebook 00 is run here; the weekly job sets ON_THE_HOOK_LITE=all for every other one.
"""

import ast
import contextlib
import hashlib
import json
import os
import sys
import time
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from lab_page import DONE, menu, until_begun
from lite_page import (
    STARTING,
    Server,
    draw_every_cell,
    first_answer,
    kept_for_offline,
    open_here,
    until_ready,
)
from on_screen import WIDE, problems_of, too_wide
from playwright.sync_api import expect

from website import downloads, lite, pyodide, wheels

ROOT = Path(__file__).resolve().parents[1]
EVERY = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
FIRST = "00-start-here"
OTHERS = [name for name in EVERY if name != FIRST and os.environ.get("ON_THE_HOOK_LITE") == "all"]
PHONE = {"width": 390, "height": 844}
MB = 1_000_000
pytestmark = pytest.mark.timeout(600)


# --- the files, without a network


@pytest.mark.parametrize("contents", [{"a.whl": b"something else"}, {}])
def test_a_file_whose_hash_is_not_in_the_lock_is_refused(tmp_path, monkeypatch, contents):
    monkeypatch.setattr(pyodide, "from_release", lambda names: None)
    monkeypatch.setattr(pyodide, "from_container", lambda names: contents)
    with pytest.raises(SystemExit, match=r"not the files of Pyodide 0\.27\.7.*a\.whl"):
        pyodide.official({"a.whl": hashlib.sha256(b"as it was").hexdigest()}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_kept_file_that_was_changed_is_refused_and_thrown_away(tmp_path):
    (tmp_path / "a.whl").write_bytes(b"something else")
    with pytest.raises(SystemExit, match="thrown away: a.whl"):
        pyodide.official({"a.whl": hashlib.sha256(b"as it was").hexdigest()}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_release_comes_before_the_container_and_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(pyodide, "from_release", lambda names: {"a.whl": b"as it was"})
    monkeypatch.setattr(pyodide, "from_container", lambda names: pytest.fail("was asked all the same"))
    files = {"a.whl": hashlib.sha256(b"as it was").hexdigest()}
    assert pyodide.official(files, tmp_path) == {"a.whl": b"as it was"}
    monkeypatch.setattr(pyodide, "from_release", lambda names: pytest.fail("was asked again"))
    assert pyodide.official(files, tmp_path) == {"a.whl": b"as it was"}


def test_a_wheel_of_pypi_that_was_changed_is_refused_and_thrown_away(tmp_path):
    (tmp_path / "pandas-3.1.1-any.whl").write_bytes(b"something else")
    with pytest.raises(SystemExit, match=r"pandas==3\.1\.1 is not what it was"):
        downloads.from_pypi(pyodide.PANDAS, pyodide.PANDAS_SHA256, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_lock_is_followed_to_the_end_under_whatever_name():
    packages = {
        name: {"depends": needs, "file_name": name}
        for name, needs in {
            "A": ["b_c"],
            "b_c": ["d", "Fonttools"],
            "d": ["A"],
            "e": [],
            "fonttools": [],
        }.items()
    }
    found = pyodide.needed(packages, ["a"])
    assert sorted(found) == ["a", "b-c", "d"] and found["b-c"]["depends"] == ["d"]


def test_what_the_helpers_import_is_on_board():
    imported = {
        name.split(".")[0]
        for path in (ROOT / "helpers").rglob("*.py")
        if path.name != "relay.py"  # a server of its own, which no page can be
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
    owners = packages_distributions()
    wanted = {
        pyodide.normal(owners[name][0]) for name in imported - set(sys.stdlib_module_names) if name in owners
    }
    brought = {pyodide.normal(name) for name in (*wheels.PURE, *pyodide.PACKAGES, "pandas", "traitlets")}
    assert wanted - {"on-the-hook"} <= brought


def test_pandas_is_that_of_the_course():
    assert pyodide.PANDAS in (ROOT / "requirements.txt").read_text().splitlines()


# --- the built folder


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lite") / "course" / "lab"
    folder.parent.mkdir()
    lite.build(folder)
    draw_every_cell(folder)
    return folder


@pytest.mark.slow
def test_it_is_small_enough_and_holds_the_course(built):
    size = sum(path.stat().st_size for path in built.rglob("*") if path.is_file())
    assert size <= 110 * MB
    assert {path.stem for path in built.glob("files/notebooks/*.ipynb")} == set(EVERY)
    for path in built.glob("files/notebooks/*.ipynb"):
        assert path.read_bytes() == (ROOT / "notebooks" / path.name).read_bytes()
    with zipfile.ZipFile(next(built.glob("static/pyodide/on_the_hook-*.whl"))) as wheel:
        names = wheel.namelist()
    assert {
        "helpers/__init__.py",
        "helpers/__pycache__/__init__.cpython-312.pyc",
        "data/services.csv",
    } <= set(names)
    traces = [name for name in names if "__pycache__" in name and "cpython-312" not in name]
    assert traces == []


@pytest.mark.slow
def test_pyodide_finds_every_package_by_its_hash(built):
    folder = built / "static" / "pyodide"
    packages = json.loads((folder / "pyodide-lock.json").read_text())["packages"]
    for about in packages.values():
        assert hashlib.sha256((folder / about["file_name"]).read_bytes()).hexdigest() == about["sha256"]
        assert set(about["depends"]) <= set(packages)
    names = {about["file_name"] for about in packages.values()} | {*pyodide.CORE, pyodide.LOCK}
    assert names == {path.name for path in folder.iterdir()}


# --- in the browser


@contextlib.contextmanager
def visitor(browser, server):
    """A browser that was never here, with a list of what went wrong, and of requests that left the site."""
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    page = context.new_page()
    page.problems = problems_of(page)
    page.beyond = []
    context.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((server.address, "blob:", "data:"))
            else page.beyond.append(request.url)
        ),
    )
    yield page
    context.close()


def errors(page):
    wrong = page.locator(
        '[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]'
    )
    widgets = page.get_by_text("Error displaying widget")
    return [*wrong.all_inner_texts(), *widgets.all_inner_texts(), *page.problems, *page.beyond]


def run_to_the_last_cell(page):
    expect(page.get_by_role("button", name="Python 3 (Pyodide) | Idle")).to_be_visible(timeout=60_000)
    began = time.monotonic()
    # The numbers of an earlier run would look like a finished one.
    menu(page, "Edit", "Clear Outputs of All Cells")
    until_begun(page, lambda: menu(page, "Run", "Run All Cells"))
    page.wait_for_function(DONE, timeout=240_000)
    assert errors(page) == []
    assert too_wide(page, ".jp-OutputArea-output :is(.jupyter-widgets, figure)") == []
    print(f"run in {time.monotonic() - began:.1f} s")  # noqa: T201 (for `-s`)


# Files of a learner's own beside the notebooks: one is named like a module of Python's, one is theirs. And what a start has no use for.
BESIDE = """import sys
from pathlib import Path
Path("sched.py").write_text("raise RuntimeError('not the one of Python')")
Path("mine.py").write_text("word = 'found'")
import sched, mine
print(mine.word, [name for name in ("dateutil.zoneinfo", "IPython.terminal.embed") if name in sys.modules])"""


@pytest.mark.browser
def test_the_first_visit_is_light_runs_everything_and_the_second_needs_no_network(browser, built):
    server = Server(built.parents[1])
    lab = f"{server.address}/course/lab"
    with visitor(browser, server) as page:
        open_here(page, lab, FIRST)
        until_ready(page)
        assert server.sent <= 45 * MB
        print(f"the first visit: {server.sent / MB:.1f} MB until Python is ready")  # noqa: T201 (for `-s`)
        run_to_the_last_cell(page)
        files = sum(path.is_file() for path in built.rglob("*")) - 1  # the service worker keeps itself
        for _ in range(240):
            if kept_for_offline(page) == files:
                break
            page.wait_for_timeout(500)
        assert kept_for_offline(page) == files
        server.stop()
        page.problems.clear()
        page.set_viewport_size(PHONE)
        open_here(page, lab, FIRST)
        # The list of files is folded away: the notebook has the room.
        page.wait_for_function(
            "line => ['.jp-NotebookPanel', line].every(e => document.querySelector(e)?.getBoundingClientRect().width > 300)",
            arg=STARTING,
            timeout=30_000,
        )
        assert too_wide(page, STARTING) == []
        until_ready(page)
        first_answer(page)
        assert errors(page) == []
        cell = page.locator(".jp-CodeCell").first
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(BESIDE)
        page.keyboard.press("Control+Enter")
        expect(cell.locator(".jp-OutputArea-output").first).to_have_text("found []\n", timeout=60_000)


if OTHERS:  # else pytest would skip a test without a notebook, and nothing is skipped

    @pytest.fixture(scope="module")
    def visited(browser, built):
        """One page for all notebooks, and the address of the lab: what has come once, the service worker keeps."""
        server = Server(built.parents[1])
        with visitor(browser, server) as page:
            yield page, f"{server.address}/course/lab"
        server.stop()

    @pytest.mark.browser
    @pytest.mark.parametrize("notebook", OTHERS)
    def test_it_runs_to_its_last_cell_and_asks_for_nothing_beyond_the_site(visited, notebook):
        page, lab = visited
        page.problems.clear()
        open_here(page, lab, notebook)
        until_ready(page)
        run_to_the_last_cell(page)
