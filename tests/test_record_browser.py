"""The record in a browser: the service worker of the site keeps it, and nothing that happens to a browser loses an answer.

Here Record runs in this Python, and what it asks goes to the real service worker in Chromium. test_record_lite.py has the whole way, from a
question in JupyterLab to the next visit.
"""

import json
import os
import random
import re
import signal
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest
from lab_page import FLAGS, SHELL, chromium

from helpers import Record, my_record
from helpers.learner import record_rows
from helpers.learner.record_browser import InBrowser
from helpers.learner.record_rows import COLUMNS, FORMAT

ROOT = Path(__file__).resolve().parents[1]
KEEPER = (ROOT / "website" / "lab" / "record.js").read_text(encoding="utf-8")
AT_ONCE = "oninstall = () => skipWaiting(); onactivate = event => event.waitUntil(clients.claim());\n"
READY = """async () => { await navigator.serviceWorker.register('service-worker.js'); await navigator.serviceWorker.ready;
  while (!navigator.serviceWorker.controller) await new Promise(done => setTimeout(done, 5)); }"""
SEND = "body => fetch('on-the-hook-record', { method: 'POST', body }).then(r => r.ok ? r.text() : '')"
ANSWER = ("03-a", "b", "sure", True, 12.5, "03-ec2")
HALF_A_LINE = (
    bytes(4) + (300).to_bytes(2, "little") + b"\x01"
)  # checksum, length, kind, and not one of the 300 bytes
LIVES = int(os.environ.get("ON_THE_HOOK_BROWSER_LIVES", 3))  # a weekly job takes 200
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site():
    """The address of a site that has nothing but the service worker, and forgets what it is sent."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            script = self.path == "/service-worker.js"
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if script else "text/html")
            self.end_headers()
            self.wfile.write((AT_ONCE + KEEPER if script else "<!doctype html><title>here</title>").encode())

        def log_message(self, *about):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.handle_error = lambda *about: None  # a browser that is gone
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def profile(browser):
    """A browser that remembers, as far as pages of one test go."""
    context = browser.new_context()
    yield context
    context.close()


def open_tab(profile, site):
    page = profile.new_page()
    page.goto(site)
    page.evaluate(READY)
    return page


def record_in(page):
    """The record as a kernel in this tab sees it, which knows nothing yet."""
    store = InBrowser(lambda request: page.evaluate(SEND, request))
    store.key = object()
    return Record(store=store)


@pytest.fixture
def tab(profile, site):
    return open_tab(profile, site)


def items(record):
    return list(record.answers()["item"])


def row_of(name, at="2026-11-23T10:00:00.000000+00:00"):
    return [name, name, "b", "sure", 1, 2.5, "03-ec2", at]


def saved(*rows):
    lines = [FORMAT, ",".join(COLUMNS), *(",".join(map(str, row)) for row in rows)]
    return "\n".join(lines).encode()


# --- what it keeps -----------------------------------------------------------------


def test_an_answer_comes_back_as_it_was_and_another_kernel_reads_it(tab):
    record = record_in(tab)
    assert record.answers().empty and list(record.answers().columns) == list(COLUMNS[1:])
    record.add(*ANSWER)
    record.add("03-b", 'a, "quoted"\nline', "", False, 0.0, "")
    row = record_in(tab).answers().iloc[0]
    assert tuple(row[["item", "option", "confidence", "correct", "seconds", "notebook"]]) == ANSWER
    pd.testing.assert_frame_equal(record_in(tab).answers(), record.answers())
    assert record.notice == "" and record.path is None


def test_in_a_browser_it_is_the_place_unless_a_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.platform", "emscripten")
    assert isinstance(Record().store, InBrowser)
    assert Record(tmp_path / "mine.sqlite").path == tmp_path / "mine.sqlite"


def test_the_file_goes_from_a_machine_to_a_browser_and_back(tab, tmp_path):
    machine, there = Record(tmp_path / "record.sqlite"), record_in(tab)
    machine.add(*ANSWER)
    machine.add("03-b", 'a, "quoted"\nline', "", False, 0.0, "")
    assert (there.bring_in(machine.export()), there.bring_in(machine.export())) == (2, 0)
    there.add("in the browser", *ANSWER[1:])
    assert machine.bring_in(there.export()) == 1
    pd.testing.assert_frame_equal(machine.answers(), there.answers())
    assert machine.export() == there.export()


def test_both_stores_put_the_answers_of_two_machines_into_the_same_order(tab, tmp_path):
    """Clocks that were wrong too: what was written later stays later."""
    chance = random.Random(0)
    for trial in range(5 + LIVES):
        both = Record(tmp_path / f"{trial}.sqlite"), record_in(tab)
        both[1].delete()
        for step in range(4):
            names = [f"{trial}-{step}-{n}" for n in range(chance.randrange(4))]
            rows = [row_of(name, f"2026-11-23T{chance.randrange(24):02}:00:00+00:00") for name in names]
            for record in both:
                if step % 2:
                    record.bring_in(saved(*rows))
                else:
                    record._kept.update((row[0], row) for row in rows)
                    record._store([])
        assert both[0].export() == both[1].export(), f"trial {trial}"


def test_what_another_tab_adds_while_a_file_is_brought_in_follows(tab):
    record, other = record_in(tab), record_in(tab)
    record.add(*ANSWER)
    send = record.store.send

    def meanwhile(request):
        if '"arrange"' in request:
            other.add("meanwhile", *ANSWER[1:])
        return send(request)

    record.store.send = meanwhile
    record.bring_in(saved(row_of("of last year", "2025-11-23T10:00:00+00:00")))
    assert items(record_in(tab)) == ["of last year", "03-a", "meanwhile"]


def test_deleted_is_deleted_in_every_tab(profile, site, tab):
    record_in(tab).add(*ANSWER)
    other = record_in(open_tab(profile, site))
    assert items(other) == ["03-a"] and other.delete() and record_in(tab).answers().empty


def test_the_versions_agree():
    assert f"version: {record_rows.VERSION}," in KEEPER


def test_the_learner_reads_where_it_is(tab):
    record = record_in(tab)
    record.add(*ANSWER)
    view = my_record(record)
    view.show_button.click()
    assert "kept in this browser on this machine" in view.reply.value
    view.delete_button.click()
    assert "every answer in this browser" in view.said.value
    view.delete_button.click()
    assert "is deleted" in view.said.value and record.answers().empty


# --- what it survives --------------------------------------------------------------


def refused(send):
    """A record whose service worker does what `send` does, one answer given."""
    store = InBrowser(send)
    store.key = object()
    record = Record(store=store)
    record.add(*ANSWER)
    return record


def gone(request):
    raise OSError("the page is gone")


@pytest.mark.parametrize(
    "send", [lambda request: "", lambda request: "<html>", lambda request: '{"ok": true}', gone]
)
def test_without_its_service_worker_answers_are_kept_and_the_learner_is_told(send):
    record = refused(send)
    told = record.notice
    assert "cannot be stored in this browser" in told and "reload the page" in told and "save" in told
    assert items(record) == ["03-a"] and b"03-a" in record.export()
    assert "cannot be read in this browser" in record.notice
    record.add("again", *ANSWER[1:])
    assert record.notice == "", "told once"
    view = my_record(record)
    view.delete()
    view.delete()
    assert "cannot be deleted in this browser" in view.said.value and "is deleted" not in view.said.value


def test_a_worker_that_is_gone_is_asked_again_but_never_to_delete(tab):
    record = record_in(tab)
    asked, send = [], record.store.send

    def ended_each_first_time(request):
        asked.append(request)
        return send(request) if len(asked) % 2 == 0 else ""

    record.store.send = ended_each_first_time
    record.add(*ANSWER)
    assert items(record) == ["03-a"] and record.notice == "" and len(asked) == 4
    assert not record.delete() and len(asked) == 5 and "cannot be deleted" in record.notice
    record.store.send = send
    assert items(record) == ["03-a"], "stored once, and still there"


def test_what_was_kept_is_stored_as_soon_as_it_can_be(tab):
    record = refused(lambda request: '{"error": "QuotaExceededError: full"}')
    assert "(QuotaExceededError: full)" in record.notice and record_in(tab).answers().empty
    record.store.send = record_in(tab).store.send
    record.add("later", *ANSWER[1:])
    assert items(record_in(tab)) == items(record) == ["03-a", "later"]


def test_a_wrong_act_changes_nothing(tab):
    record = record_in(tab)
    record.add(*ANSWER)
    for request in ('{"act": "shuffle"}', "no JSON", '{"act": "add", "rows": 5}'):
        assert "error" in json.loads(record.store.send(request))
    assert items(record_in(tab)) == ["03-a"]


def test_a_row_that_is_no_answer_is_left_out_and_kept(tab):
    record = record_in(tab)
    record.add(*ANSWER)
    record.store._ask("add", [["x", "", "", "", 7, -1, "", "yesterday"], ["y"]])
    assert items(record) == ["03-a"] and "2 rows of your record cannot be read" in record.notice
    record.bring_in(saved(row_of("z")))
    assert {row[0] for row in record.store.read(None)} > {"x", "y", "z"}


def test_a_record_of_a_newer_version_is_left_alone(tab):
    tab.evaluate("""() => new Promise(done => { const r = indexedDB.open('on-the-hook-record', 99);
        r.onsuccess = () => { r.result.close(); done(); }; })""")
    record = record_in(tab)
    record.add(*ANSWER)
    assert "cannot be stored in this browser (VersionError" in record.notice and items(record) == ["03-a"]


ANSWER_ON = """async ([name, count]) => {
  for (let n = 0; n < count; n++) {
    const rows = [[`${name}-${n}`, `${name}-${n}`, 'b', 'sure', 1, 2.5, 'x', '2026-11-23T10:00:00+00:00']];
    const reply = await fetch('on-the-hook-record', { method: 'POST', body: JSON.stringify({ act: 'add', rows }) });
    if ((await reply.json()).rows) localStorage.setItem(`${name}-${n}`, 'told');
  }
}"""
BEGIN = f"args => {{ setTimeout(() => ({ANSWER_ON})(args)); }}"


def test_two_tabs_answer_at_once(profile, site, tab):
    other = open_tab(profile, site)
    for page, name in ((tab, "one"), (other, "two")):
        page.evaluate(BEGIN, [name, 100])
    done = "() => localStorage.length === 200"
    tab.wait_for_function(done)
    found = items(record_in(tab))
    assert len(found) == 200 and found != sorted(found), "they did not take turns"
    for name in ("one", "two"):
        assert [item for item in found if item.startswith(name)] == [f"{name}-{n}" for n in range(100)]


@pytest.mark.slow
@pytest.mark.timeout(60 + 10 * LIVES)
@pytest.mark.parametrize("end", ["reload", "close"])
def test_a_tab_ends_while_it_writes(profile, site, tab, end):
    chance = random.Random(0)
    for life in range(LIVES):
        page = open_tab(profile, site)
        page.evaluate(BEGIN, [f"{life}", 10_000])
        page.wait_for_timeout(chance.uniform(5, 40))
        getattr(page, end)()
        page.close()
    told = set(tab.evaluate("() => Object.keys(localStorage)"))
    kept = items(record_in(tab))
    assert len(told) > LIVES / 2 and told <= set(kept), f"{len(told - set(kept))} answers were lost"
    assert len(kept) <= len(told) + LIVES and len(kept) == len(set(kept))


@pytest.mark.slow
@pytest.mark.timeout(60 + 20 * LIVES)
@pytest.mark.skipif(os.name != "posix", reason="needs kill -9 of a group of processes")
def test_browsers_are_killed_while_they_write(browser, site, tmp_path):
    """All processes of a browser at once, so that none can put anything in order."""
    chance, told = random.Random(0), []
    for life in range(LIVES + 1):
        process, context = start(browser, tmp_path / "profile")
        try:
            record = record_in(open_tab(context, site))
            kept = items(record)
            assert set(told) <= set(kept), f"{len(set(told) - set(kept))} answers were lost"
            assert [item for item in kept if item in set(told)] == told and len(kept) <= len(told) + life
            if life == LIVES:
                break
            killer = threading.Timer(chance.uniform(0, 0.15), os.killpg, [process.pid, signal.SIGKILL])
            if life % 2:  # every other one lives until it has written, however busy the machine is
                told += added(record, f"{life}-first")
            killer.start()
            for n in range(10_000):
                if not (news := added(record, f"{life}-{n}")):
                    break
                told += news
            killer.join()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert len(told) > LIVES / 2


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs kill -9 of a group of processes")
def test_half_a_line_in_the_log_of_a_killed_browser_costs_no_answer(browser, site, tmp_path):
    """As Chromium leaves it once in some hundred kills. Without record.js's beginNewLog the third browser finds an empty record."""
    for life in range(4):
        process, context = start(browser, tmp_path / "profile")
        try:
            record = record_in(open_tab(context, site))
            assert items(record) == [f"{n}" for n in range(life)]
            record.add(f"{life}", *ANSWER[1:])
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        logs = list((tmp_path / "profile").glob("*/IndexedDB/*.leveldb/*.log"))
        assert logs, "Chromium doesn't keep IndexedDB in LevelDB any more: this test and beginNewLog can go"
        with max(logs).open("ab") as log:
            log.write(HALF_A_LINE)


def added(record, item):
    record.add(item, *ANSWER[1:])
    return [] if record.notice else [item]


def start(browser, profile):
    """A Chromium, the first of a group of processes, and its context, which remembers what is in the folder `profile`."""
    port = profile / "DevToolsActivePort"
    port.unlink(missing_ok=True)
    process = subprocess.Popen(
        [
            chromium(SHELL),
            "--headless",
            *FLAGS,
            f"--user-data-dir={profile}",
            "--remote-debugging-port=0",
            "about:blank",
        ],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(400):
        if port.exists() and (found := re.match(r"\d+\n", port.read_text())):
            break
        time.sleep(0.05)
    (context,) = browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{found[0].strip()}").contexts
    return process, context
