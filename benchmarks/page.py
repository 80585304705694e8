"""A notebook of a benchmark's own in a real JupyterLab in Chromium, and a clock in its page."""

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import nbformat  # noqa: E402
from lab_page import FLAGS, chromium, menu, open_notebook, serve  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

# Runs in the page. The clock starts with the key itself, not with the message that asked for it.
NOTE_THE_KEY = (
    "() => document.addEventListener('keydown', () => { window.pressed = performance.now(); }, true)"
)


@contextlib.contextmanager
def lab():
    """Give (folder, address, browser) of a JupyterLab in Chromium, with a learner's record of its own."""
    os.environ["ON_THE_HOOK_RECORD"] = os.path.join(tempfile.mkdtemp(), "record.sqlite")
    with (
        tempfile.TemporaryDirectory() as scratch,
        serve(Path(scratch)) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield Path(scratch) / "notebooks", url, browser
        browser.close()


def write_notebook(path: Path, cells: list[str]) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    notebook.metadata.kernelspec = {
        "name": "python3",
        "display_name": "Python 3",
    }  # or JupyterLab asks which kernel
    nbformat.write(notebook, path)


@contextlib.contextmanager
def bench_notebook(folder: Path, url: str, browser, cells: list[str]):
    """Give a page with a notebook of these code cells, open and not yet run, and the clock in it."""
    write_notebook(folder / "bench.ipynb", cells)
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    open_notebook(page, url, "bench")
    page.evaluate(NOTE_THE_KEY)
    page.wait_for_timeout(3000)
    yield page
    menu(page, "Kernel", "Shut Down Kernel")
    page.close()


def run_bench(page) -> None:
    menu(page, "Run", "Run All Cells")


@contextlib.contextmanager
def delayed(url: str, seconds: float):
    """Give another address of the same server, from which everything takes `seconds` longer on each way."""
    command = [sys.executable, Path(__file__).with_name("far_away.py"), str(urlsplit(url).port), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy:
        yield f"http://127.0.0.1:{proxy.stdout.readline().strip()}"
        proxy.kill()


def median_and_slow(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile, the same unit as `times`."""
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]
