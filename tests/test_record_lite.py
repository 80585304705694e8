"""Nothing is lost where the course runs in a browser alone: the built lab with its kernel, and what may happen to a tab or a browser.

test_record_browser.py holds the store itself to the same, with many more kills.
"""

import contextlib
import json
import os
import random
import re
import shutil
import signal
import tempfile
import zipfile
from pathlib import Path

import pytest
from lab_page import READY
from lite_page import Server, open_here, until_ready
from playwright.sync_api import TimeoutError as Late
from playwright.sync_api import expect
from test_record_browser import start

from helpers import Record
from website import lite

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
NOTEBOOK = "12-how-far-you-came"
COURSE = len(list((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb")))
PLENTY = 120_000  # milliseconds: Python starts in the browser, on a busy machine
TALL = {"width": 1366, "height": 1600}
LIVES = int(os.environ.get("ON_THE_HOOK_LAB_LIVES", 2))  # a weekly job takes 200
NOTE = "# a note of the learner's own"
ANSWERS = """from helpers import *
record = Record()
for n in range({0}, {1}):
    record.add(f"{2}-{{n}}", "a", "sure", True, 1.0, "00-start-here")
    print("stored", f"{2}-{{n}}", record.notice, flush=True)
my_record()"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Of the built lab, in a folder of a site."""
    root = tmp_path_factory.mktemp("site")
    lite.build(root / "course" / "lab")
    server = Server(root)
    yield f"{server.address}/course/lab"
    server.stop()


@pytest.fixture(scope="module")
def profile(browser):
    context = browser.new_context(accept_downloads=True)
    context.set_default_timeout(PLENTY)
    yield context
    context.close()


def open_notebook(context, address, name=NOTEBOOK):
    page = context.new_page()
    page.set_viewport_size(TALL)
    open_here(page, address, name)
    until_ready(page)
    return page


def first_cell(page):
    return page.locator(".jp-CodeCell").first


def write_into(page, code):
    first_cell(page).locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)


def run(page, code):
    """Run code in the first cell; My record stands below it when it is done."""
    write_into(page, code)
    page.keyboard.press("Control+Enter")
    expect(button(page, "Show my record")).to_be_visible(timeout=PLENTY)


def button(page, name):
    return first_cell(page).get_by_role("button", name=name)


def told(page):
    """The answers that the learner's kernel has confirmed, in their order."""
    text = "\n".join(first_cell(page).locator(".jp-OutputArea-output").all_inner_texts())
    assert "cannot" not in text
    return re.findall(r"stored (\S+)", text)


def stored(page):
    run(page, "from helpers import *\nprint(*Record().answers()['item'])\nmy_record()")
    return set(first_cell(page).locator(".jp-OutputArea-output").first.inner_text().split())


def test_answers_and_edits_outlive_a_reload_and_a_closed_tab(profile, address, tmp_path):
    page = open_notebook(profile, address)
    run(page, ANSWERS.format(0, 3, "first"))
    assert told(page) == ["first-0", "first-1", "first-2"]
    run(page, 'from helpers import *\ndisplay(ask("00-flaw-on-ec2"))\nmy_record()')
    card = first_cell(page).get_by_role("region", name="Question")
    card.get_by_role("radio").first.check()
    card.get_by_role("radio", name="sure", exact=True).check()
    card.get_by_role("button", name="Submit my answer").click()
    button(page, "Show my record").click()  # Python takes one message after the other
    expect(first_cell(page).get_by_text("4 answers in your record")).to_be_visible()
    write_into(page, NOTE)
    expect(page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0, timeout=30_000)  # stored by itself
    page.reload()
    until_ready(page)
    assert NOTE in first_cell(page).locator(".cm-content").inner_text()
    everything = {"first-0", "first-1", "first-2", "00-flaw-on-ec2"}
    assert stored(page) == everything
    page.close(run_before_unload=False)
    other = open_notebook(profile, address)
    assert stored(other) == everything

    button(other, "Show my record").click()
    expect(first_cell(other).get_by_text("kept in this browser on this machine")).to_be_visible()
    with other.expect_download() as download:
        button(other, "Save notebooks and record together").click()
    download.value.save_as(tmp_path / "parcel.zip")
    with zipfile.ZipFile(tmp_path / "parcel.zip") as parcel:
        names = [name for name in parcel.namelist() if name.endswith(".ipynb")]
        assert len(names) == COURSE and all(json.loads(parcel.read(name))["cells"] for name in names)
        saved = parcel.read("on-the-hook-record.csv")
    machine = Record(tmp_path / "record.sqlite")
    assert machine.bring_in(saved) == 4 and machine.export() == saved

    machine.add("on a machine", "a", "sure", True, 1.0, "00-start-here")
    (tmp_path / "back.csv").write_bytes(machine.export())
    with other.expect_file_chooser() as chooser:
        first_cell(other).get_by_role("button", name=re.compile("Bring in a saved record")).click()
    chooser.value.set_files(tmp_path / "back.csv")
    expect(first_cell(other).get_by_text("1 new answer brought in")).to_be_visible()
    other.close()


def test_two_tabs_answer_at_once(profile, address):
    # Each has a notebook of its own: in one and the same, JupyterLab would ask which edits to keep.
    pages = [open_notebook(profile, address, name) for name in (NOTEBOOK, "01-of-the-cloud-in-the-cloud")]
    for name, page in zip(("one", "two"), pages):
        write_into(page, ANSWERS.format(0, 60, name))
    for page in pages:
        page.keyboard.press("Control+Enter")
    for page in pages:
        expect(button(page, "Show my record")).to_be_visible(timeout=PLENTY)
    sent = {f"{name}-{n}" for name in ("one", "two") for n in range(60)}
    assert {*told(pages[0]), *told(pages[1])} == sent and sent <= stored(pages[0])
    for page in pages:
        page.close()


# What a browser that starts again finds, and then answers for longer than it lives. It says how many answers of each life it found, not
# which: JupyterLab's page takes a minute to draw the names of some thousand.
LIFE = """from collections import Counter
from helpers import Record
record = Record()
items = list(record.answers()["item"])
counts = Counter(item.split("-")[0] for item in items)
assert items == [f"{{life}}-{{n}}" for life in counts for n in range(counts[life])], items
print("kept", *(f"{{life}}:{{count}}" for life, count in counts.items()), "and no more", record.notice, flush=True)
for n in range(500):
    record.add(f"{0}-{{n}}", "a", "sure", True, 1.0, "00-start-here")
    print("stored", f"{0}-{{n}}", record.notice, flush=True)"""


def found(page, life):
    """Run LIFE under the name `life`; gives how many answers of each life it found. Late, if it doesn't answer."""
    write_into(page, LIFE.format(life))
    output = first_cell(page).locator(".jp-OutputArea-output")
    answered = output.get_by_text(re.compile(rf"stored {life}-0 ")).first
    for _ in range(12):
        # A request sent before the kernel is wired up is lost. One sent while it is busy has JupyterLab drop what the one before it says.
        if page.locator(READY).count():
            page.keyboard.press("Control+Enter")
        with contextlib.suppress(Late):
            answered.wait_for(timeout=PLENTY / 12)
            words = re.search(r"kept (.*?) ?and no more", output.first.inner_text())[1]
            return {life: int(count) for life, count in (part.split(":") for part in words.split())}
    raise Late("no answer")


# The page asks by itself, past Python: the service worker, and the database that it keeps.
SEEN_BY_THE_PAGE = """async () => {
  const soon = promise => Promise.race([promise, new Promise(done => setTimeout(done, 5000, 'no reply in 5 s'))]).catch(String);
  const workers = async () => (await navigator.serviceWorker.getRegistrations()).map(
    r => [r.scope, ...[r.installing, r.waiting, r.active].map(worker => worker && worker.state)]);
  const rows = () => new Promise((done, failed) => {
    const request = indexedDB.open('on-the-hook-record');
    request.onblocked = request.onerror = event => failed(event.type);
    request.onsuccess = () => {
      const count = request.result.transaction('answers').objectStore('answers').count();
      count.onsuccess = () => { request.result.close(); done(count.result); };
    };
  });
  const reply = async () => (await (await fetch('../on-the-hook-record', { method: 'POST', body: '{"act": "read"}' })).text()).length;
  return { controller: navigator.serviceWorker.controller?.state, workers: await soon(workers()), databases: await soon(indexedDB.databases()),
    rows: await soon(rows()), 'length of the reply': await soon(reply()) };
}"""


def findings(page, profile):
    """For a message: what can be seen of a life that went wrong, and where its profile is kept."""
    seen = [
        f"the kernel is {page.locator('.jp-Notebook-ExecutionIndicator').get_attribute('data-status')}",
        first_cell(page).inner_text()[:500],
        json.dumps(page.evaluate(SEEN_BY_THE_PAGE)),
    ]
    for log in sorted(profile.glob("*/IndexedDB/*/LOG*")):
        seen.append(f"{log.name}: {log.read_text(errors='replace')[-600:]}")
    copy = tempfile.mkdtemp(prefix="on-the-hook-killed-")
    shutil.copytree(profile, copy, dirs_exist_ok=True, symlinks=True, ignore_dangling_symlinks=True)
    return "\n".join([*seen, f"a copy of the profile: {copy}"])


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9 of a group of processes")
@pytest.mark.timeout(300 + 120 * LIVES)
def test_browsers_are_killed_while_the_kernel_writes(browser, address, tmp_path):
    """Each life looks for the answers of all before it, and is killed some moment after its own first answer.

    No life may miss a confirmed answer. If Python doesn't begin to answer, which is no loss, the page is reloaded once, as a learner
    does, and then has to show them all; how often that was is printed, and may be once in fifty lives.
    """
    chance, confirmed, reloaded = random.Random(0), {}, []
    for life in range(LIVES + 1):
        process, context = start(browser, tmp_path / "profile")
        name = f"{life}"
        try:
            context.set_default_timeout(PLENTY)
            page = open_notebook(context, address)
            try:
                kept = found(page, name)
            except Late:
                reloaded.append(life)
                print(f"life {life} is reloaded:\n{findings(page, tmp_path / 'profile')}", flush=True)  # noqa: T201
                page.reload()
                until_ready(page)
                name = f"{life}again"  # Python may have stored answers and the page not have shown them
                kept = found(page, name)
            lost = {one: count for one, count in confirmed.items() if kept.get(one, 0) < count}
            if lost:
                raise AssertionError(
                    f"life {life}: {lost} were confirmed, {kept} found\n{findings(page, tmp_path / 'profile')}"
                )
            page.wait_for_timeout(chance.uniform(0, 300))
            confirmed[name] = sum(item.startswith(f"{name}-") for item in told(page))
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        print(f"life {life}: {sum(confirmed.values())} answers confirmed, reloaded: {reloaded}", flush=True)  # noqa: T201 (for `-s`)
    assert all(confirmed.values()) and len(reloaded) <= 1 + LIVES // 50
