"""The web site from the disk: how long until the first view of each page stands there, and how large the page is.

First view: from the start of the navigation to the frame in which the first widget of the page is drawn, or, on a page that
has none, to the load event; median of the runs, each in a fresh context of Chromium, whose cache is empty.
"""

import statistics
import tempfile
from pathlib import Path

from page import FLAGS, chromium, sync_playwright

from website.build import build

RUNS = 5
FIRST_VIEW = """() => new Promise(done => {
  const look = () => {
    const views = document.querySelectorAll('.widget-subarea');
    document.readyState === 'complete' && (!views.length || views[0].querySelector('.jupyter-widgets'))
      ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look);
  };
  look();
})"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "site"
        build(site)
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for path in [site / "index.html", *sorted(site.glob("notebooks/[0-9]*.html"))]:
            times = []
            for _ in range(RUNS):
                page = browser.new_page(viewport={"width": 1366, "height": 768})
                page.goto(path.as_uri(), wait_until="commit")
                times.append(page.evaluate(FIRST_VIEW))
                page.close()
            print(
                f"{path.stem:<32} first view after {statistics.median(times):5.0f} ms, slowest of {RUNS} {max(times):5.0f} "
                f"(at most 2000), {path.stat().st_size / 1e6:.2f} MB (at most 0.45)",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
