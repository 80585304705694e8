"""Python in the browser: how long until a view moves, until Python answers, and what the views take there.

The whole site is built once and served from loopback:

- A page of the site, from which the lab is opened: until its first view is drawn, which moves without Python. (In the lab itself
  views are pictures until Python runs: what is stored in a notebook has no state for them.)
- The lab, at the first visit and at the second, in a browser that was never here: until notebook 00 can be read, until Python is
  ready, until it has answered the first cell; and the processor time of all of Chromium until then, which depends less on what else
  the machine does.
- Megabytes until the first answer, compressed as web servers do, and of the folder.
- From a key to another picture, beside a plain `interact`, as in bench_views.py.
"""

import contextlib
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

import psutil
from bench_site import FIRST_VIEW
from bench_views import HEAD, PRESSES, SET_UP, VIEWS, WATCH, measure
from lite_page import Server, draw_every_cell, first_answer, kept_for_offline, open_here, until_ready
from page import FLAGS, NOTE_THE_KEY, chromium, run_bench, sync_playwright, write_notebook
from playwright.sync_api import expect

from website.build import build

RUNS = 4
FIRST = "00-start-here"
WIDE = {"width": 1366, "height": 900}
AIMS = {
    ("first visit", "first answer"): "at most 30",
    ("first visit", "MB fetched until then"): "at most 45",
    ("second visit", "first answer"): "at most 15",
}
used = {}  # seconds by process, those that have ended too


def load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


def line(name: str, values: list[float], aim: str) -> str:
    return f"{name:<38} {statistics.median(values):6.1f} {max(values):6.1f}   {aim:<12} {load()}"


def processor_time() -> float:
    """Seconds that the browser and what drives it have used until now."""
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # it has ended meanwhile
            used[process] = sum(process.cpu_times()[:2])
    return sum(used.values())


def visit(context, server: Server, lab: str) -> dict[str, float]:
    """Seconds from opening notebook 00 to what a learner waits for; processor time and megabytes until the answer."""
    page = context.new_page()
    began, worked, sent = time.perf_counter(), processor_time(), server.sent
    open_here(page, lab, FIRST)
    page.locator(".jp-CodeCell").first.wait_for()
    found = {"notebook to be read": time.perf_counter() - began}
    until_ready(page)
    found["Python ready"] = time.perf_counter() - began
    first_answer(page)
    found["first answer"] = time.perf_counter() - began
    found["processor time until then"] = processor_time() - worked
    found["MB fetched until then"] = (server.sent - sent) / 1e6
    before, kept = -1, kept_for_offline(page)
    while kept != before:  # until all is there that the second visit will find
        page.wait_for_timeout(1000)
        before, kept = kept, kept_for_offline(page)
    page.close()
    return found


def starts(browser, server: Server, lab: str) -> None:
    visits = {"first visit": [], "second visit": []}
    for _ in range(RUNS):
        context = browser.new_context(viewport=WIDE)
        for found in visits.values():
            found.append(visit(context, server, lab))
        context.close()
    for name, found in visits.items():
        for what in found[0]:
            print(
                line(f"{name}: {what}", [one[what] for one in found], AIMS.get((name, what), "")), flush=True
            )


def first_view(browser, site: str) -> list[float]:
    """Seconds, in a fresh context each time, whose cache is empty."""
    times = []
    for _ in range(RUNS):
        page = browser.new_page(viewport=WIDE)
        page.goto(f"{site}/notebooks/{FIRST}.html", wait_until="commit")
        times.append(page.evaluate(FIRST_VIEW) / 1000)
        page.close()
    return times


def add_notebook(lab: Path, cells: list[str]) -> None:
    """Puts a notebook of these cells beside those of the course, as JupyterLite lists them."""
    write_notebook(lab / "files" / "notebooks" / "bench.ipynb", cells)
    listing = lab / "api" / "contents" / "notebooks" / "all.json"
    folder = json.loads(listing.read_text())
    like = next(one for one in folder["content"] if one["name"] == f"{FIRST}.ipynb")
    folder["content"].append(like | {"name": "bench.ipynb", "path": "notebooks/bench.ipynb"})
    listing.write_text(json.dumps(folder))


def views(browser, lab: str) -> None:
    """All views stand in one notebook, because each start of Python costs seconds."""
    page = browser.new_page(viewport=WIDE)
    open_here(page, lab, "bench")
    until_ready(page)
    page.evaluate(NOTE_THE_KEY)
    run_bench(page)
    last = page.locator(".jp-CodeCell").last.locator(".jp-OutputArea-output .jp-OutputArea-output")
    expect(last.first).to_be_visible(timeout=120_000)
    page.wait_for_timeout(3000)
    page.evaluate(WATCH)
    print(f"In the lab, {PRESSES} presses each, ms\n{HEAD}")
    for number, name in enumerate(VIEWS):
        print(f"{measure(page, name, 1 + 2 * number)}   {load()}", flush=True)
    page.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "course"
        build(site)
        lab = site / "lab"
        server = Server(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        address = f"{server.address}/course"
        print(f"{'seconds if not said, ' + str(RUNS) + ' runs':<38} median  worst   aim")
        print(line("a page of the site: first moving view", first_view(browser, address), "at most 3"))
        starts(browser, server, f"{address}/lab")
        size = sum(path.stat().st_size for path in lab.rglob("*") if path.is_file()) / 1e6
        print(line("MB on the disk", [size], "at most 110"))
        draw_every_cell(lab)
        cells = [source for view, _, _, plain, _, _ in VIEWS.values() for source in (view, plain + ";")]
        add_notebook(lab, [SET_UP, *cells])
        views(browser, f"{address}/lab")
        browser.close()
        server.stop()


if __name__ == "__main__":
    main()
