"""What a setting costs: applied in Python, and flipped on screen in JupyterLab and Chromium.

Run `python benchmarks/bench_settings.py` after `python3 start.py test`, which installs what it needs. In Python beside reading one
service from the model, on screen from the press of an arrow key to the changed picture, beside a plain `interact` that draws the
same picture with the kernel.
"""
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from lab_page import FLAGS, chromium, give_focus, open_notebook, menu, serve  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

import nbformat  # noqa: E402
from helpers import load_model  # noqa: E402

PRESSES = 40
CELLS = [
    "from helpers import load_model, repair_widgets, responsibility_stack, setting_switches, show\n"
    "import ipywidgets as w\nrepair_widgets()\nmodel = load_model()",
    "setting_switches(model, 'lambda-managed-runtime')",
    "def draw(mode):\n"
    "    now = model.with_settings('lambda-managed-runtime', {'update-mode': mode})\n"
    "    show(*responsibility_stack(now.of('lambda-managed-runtime'), model.of('lambda-managed-runtime')))\n"
    "w.interact(draw, mode=w.RadioButtons(options=['auto', 'function-update', 'manual'], tooltip='Plain interact'));",
]
# Runs in the page: the clock starts with the key itself; the end is the frame in which the shown picture is another one.
WATCH = """() => {
  document.addEventListener('keydown', () => { window.pressed = performance.now(); }, true);
  window.shown = cell => [...document.querySelectorAll('.jp-CodeCell')[cell].querySelectorAll('img')]
    .filter(e => e.offsetParent).map(e => e.alt).join();
}"""
UNTIL = """([cell, before]) => new Promise(done => {
  const look = () => { const now = window.shown(cell);
    now && now !== before ? done(performance.now() - window.pressed) : requestAnimationFrame(look); };
  look();
})"""


def in_python() -> None:
    model = load_model()
    choice = {"update-mode": "manual"}
    model.with_settings("lambda-managed-runtime", choice)
    times = {"with_settings": [], "of": []}
    for _ in range(200):
        for name, act in (("with_settings", lambda: model.with_settings("lambda-managed-runtime", choice)),
                          ("of", lambda: model.of("lambda-managed-runtime"))):
            start = time.perf_counter()
            act()
            times[name].append((time.perf_counter() - start) * 1000)
    setting, of = (statistics.median(times[name]) for name in ("with_settings", "of"))
    print(f"applying a setting: median {setting:.1f} ms, {setting / of:.1f} times reading one service ({of:.1f} ms)")


def flips(page, cell: int, group: str) -> list[float]:
    give_focus(page, page.get_by_role("radiogroup", name=group).get_by_role("radio").first)
    times = []
    for press in range(PRESSES):
        before = page.evaluate("cell => window.shown(cell)", cell)
        page.keyboard.press("ArrowDown" if press % 2 == 0 else "ArrowUp")
        times.append(page.evaluate(UNTIL, [cell, before]))
        page.wait_for_timeout(150)
    return sorted(times)


def on_screen() -> None:
    os.environ["ON_THE_HOOK_RECORD"] = os.path.join(tempfile.mkdtemp(), "record.sqlite")
    with tempfile.TemporaryDirectory() as scratch, serve(Path(scratch)) as url, sync_playwright() as playwright:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}   # or JupyterLab asks which kernel
        nbformat.write(notebook, Path(scratch) / "notebooks" / "bench.ipynb")
        page = playwright.chromium.launch(executable_path=chromium(), args=FLAGS).new_page(
            viewport={"width": 1366, "height": 4000})
        open_notebook(page, url, "bench")
        page.wait_for_timeout(3000)
        menu(page, "Run", "Run All Cells")
        page.get_by_role("radiogroup", name="Plain interact").wait_for()
        page.wait_for_timeout(1500)
        page.evaluate(WATCH)
        ours = flips(page, 1, "Settings of AWS Lambda (managed runtime)")
        plain = flips(page, 2, "Plain interact")
    for name, times in (("flipping a switch", ours), ("interact with a redraw", plain)):
        print(f"{name}: median {statistics.median(times):.0f} ms, 95th percentile {times[int(.95 * len(times))]:.0f} ms, "
              f"{len(times)} presses")
    print(f"interact against switch: {statistics.median(plain) / statistics.median(ours):.1f} times")


if __name__ == "__main__":
    in_python()
    on_screen()
