"""The course in a browser alone: a plain web server for the built lab, and the few moves that tests and benchmarks make in it."""

import functools
import gzip
import http.server
import json
import threading
from pathlib import Path

from lab_page import READY
from playwright.sync_api import expect

from website import lite

STARTING = ".on-the-hook-starting"
PLENTY = 240_000  # milliseconds: Python starts in the browser, on a busy machine


class Server:
    """Serves the folder `root`, and counts what it sent, in bytes, text as web servers send it: compressed."""

    def __init__(self, root: Path) -> None:
        weights = self.weights = []  # a list, because several threads add to it

        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def send_head(self):
                file = super().send_head()
                if hasattr(file, "fileno"):
                    path = Path(self.translate_path(self.path))
                    weights.append(weight(path / "index.html" if path.is_dir() else path))
                return file

        self.program = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Handler, directory=root)
        )
        self.program.handle_error = lambda *_: None  # a page that was closed, a browser that is gone
        self.address = f"http://127.0.0.1:{self.program.server_port}"
        threading.Thread(target=self.program.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def sent(self) -> int:
        return sum(self.weights)

    def stop(self) -> None:
        self.program.shutdown()
        self.program.server_close()


@functools.cache
def weight(path: Path) -> int:
    content = path.read_bytes()
    text = path.suffix in (".js", ".json", ".html", ".css", ".svg", ".csv", ".md", ".ipynb")
    return len(gzip.compress(content, 6)) if text else len(content)


def draw_every_cell(lab: Path) -> None:
    """Have the built `lab` draw the cells out of view as well, so that all can be looked at."""
    settings = lab / "jupyter-lite.json"
    config = json.loads(settings.read_text())
    own = config["jupyter-config-data"].setdefault("settingsOverrides", {})
    own["@jupyterlab/notebook-extension:tracker"] = {"windowingMode": "none"}
    settings.write_text(json.dumps(config))


def open_here(page, lab: str, notebook: str) -> None:
    """Open a notebook, by its name without the ending, in the lab at the address `lab`. Python is on its way then."""
    page.goto(f"{lab}/{lite.address_of(notebook)}.ipynb")
    expect(page.locator(STARTING)).to_contain_text("Python is starting in this browser", timeout=60_000)


def until_ready(page) -> None:
    page.wait_for_selector(READY, state="attached", timeout=PLENTY)
    page.locator(STARTING).wait_for(state="detached", timeout=PLENTY)


def kept_for_offline(page) -> int:
    """How many files the service worker holds."""
    return page.evaluate("async () => (await (await caches.open('on-the-hook')).keys()).length")


def first_answer(page) -> None:
    """Run the first cell of notebook 00, as a learner does, until its list has come alive."""
    cell = page.locator(".jp-CodeCell").first
    cell.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    expect(cell).to_contain_text("0 of 7 decided", timeout=60_000)
