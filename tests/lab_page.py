"""A JupyterLab with a copy of the notebooks, and the few moves that the browser tests and the benchmarks make in it."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import TimeoutError as Late

from commands.run import FORGET

ROOT = Path(__file__).resolve().parents[1]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHELL = "chromium-headless-shell"  # Chromium without its windows: the same pages for less work
READY = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'


def chromium(*rather: str) -> str:
    """The path of a Chromium or Chrome: that of the variable CHROMIUM, or a program of the names `rather`, or what there is."""
    names = (*rather, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, "no Chromium or Chrome found: install one, or set CHROMIUM to its path"
    return found


@contextlib.contextmanager
def serve(root):
    """Serve a copy of the notebooks, made in the folder `root`; give the address of the JupyterLab.

    As it comes, JupyterLab draws only the cells in view; here it draws them all, so that all can be looked at. Nor does it save by
    itself: what one test has run, the next one must not find.
    """
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    for plugin, setting in {
        "notebook-extension/tracker": {"windowingMode": "none"},
        "docmanager-extension/plugin": {"autosave": False},
    }.items():
        settings = root / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps(setting))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={root}",
        "--ServerApp.disable_check_xsrf=True",
        "--LabApp.expose_app_in_browser=True",
    ]
    own = {
        "JUPYTERLAB_SETTINGS_DIR": str(root / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(root / "workspaces"),
    }
    server = subprocess.Popen(
        command, cwd=root, env={**os.environ, **own}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{url}/api")
            break
        except OSError:
            time.sleep(0.25)
    try:
        yield url
    finally:
        server.terminate()
        server.wait(20)


DONE = """() => { const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
    return prompts.length > 0 && prompts.every(e => /\\[\\d+\\]/.test(e.textContent)); }"""


BEGUN = """() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].some(e => /[\\d*]/.test(e.textContent))"""


def open_notebook(page, lab, name):
    page.goto(f"{lab}/lab/tree/notebooks/{name}.ipynb?reset")
    wait_for_kernel(page)


def wait_for_kernel(page):
    page.wait_for_selector(READY, timeout=60_000)
    # Earlier, to run a cell would make JupyterLab ask which kernel to take.
    # Asked of the whole page, this would read every cell for the name of a button, again and again; and `expect` describes
    # the whole page each time that it has to wait.
    status_bar = page.locator("#jp-bottom-panel")
    status_bar.get_by_role("button", name="Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)


# A page that meets the kernel again would draw the widgets of the notebook before. Those that a module shares are made anew with it.
FORGET_WIDGETS = """import sys
from ipywidgets import Widget
Widget.close_all()
for name in [name for name in sys.modules if name.partition(".")[0] == "helpers"]:
    del sys.modules[name]
"""


def open_next_notebook(desk, lab, name):
    """Open a notebook, as it was saved, in the JupyterLab that `desk` has already: to start that again takes seconds.

    What was open is closed, unsaved. Its kernel forgets everything and serves the next notebook.
    """
    desk.ran = None
    if not desk.url.startswith(lab):
        return open_notebook(desk, lab, name)
    kernel = desk.evaluate("jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.model ?? null")
    if kernel and kernels(lab) == [kernel["id"]]:
        desk.evaluate(
            """async code => {
            const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
            const { content } = await kernel.requestExecute({ code, silent: true }).done;
            if (content.status !== 'ok') throw new Error(content.evalue); }""",
            FORGET_WIDGETS + FORGET,
        )
    else:
        kernel = None
        shut_down_kernels(lab)
    desk.evaluate(
        """async () => { const { commands, shell } = jupyterapp;
        for (const { context } of shell.widgets('main')) if (context) context.model.dirty = false;
        await commands.execute('application:close-all'); }"""
    )
    open_again(desk, name, kernel)


def open_again(desk, name, kernel=None):
    """Open a notebook in the JupyterLab that the page has, with the kernel given; else, if its own lives, it gets that back."""
    desk.evaluate(  # without braces it would hand over what the command gives, all that belongs to the notebook
        "async about => { await jupyterapp.commands.execute('docmanager:open', about); }",
        {"path": f"notebooks/{name}.ipynb", **({"kernel": kernel} if kernel else {})},
    )
    wait_for_kernel(desk)


def have_run(desk, lab, name):
    """A notebook that has run on `desk`, just now or for an earlier test; what that pressed may still be pressed."""
    if desk.ran != name:
        open_next_notebook(desk, lab, name)
        run_all_cells(desk)
        desk.ran = name


def run_all(page, lab, name):
    open_notebook(page, lab, name)
    run_all_cells(page)


def run_all_cells(page):
    # The numbers of an earlier run would look like a finished one.
    command(page, "editmenu:clear-all")
    until_begun(page, lambda: command(page, "notebook:run-all-cells"))
    page.wait_for_function(DONE, timeout=150_000, polling=100)
    page.wait_for_selector(READY)


def until_begun(page, run):
    """Ask to run: a request sent before the kernel is wired up is lost; one that has begun must not be sent again."""
    for _ in range(5):
        run()
        try:
            return page.wait_for_function(BEGUN, timeout=5_000, polling=50)
        except Late:
            continue


def kernels(lab):
    """The ids of the kernels that the server runs."""
    return [kernel["id"] for kernel in json.load(urllib.request.urlopen(f"{lab}/api/kernels"))]


def shut_down_kernels(lab):
    """End every kernel of the server."""
    for kernel in kernels(lab):
        urllib.request.urlopen(urllib.request.Request(f"{lab}/api/kernels/{kernel}", method="DELETE"))
    assert kernels(lab) == []


def give_focus(page, control):
    """Focus that lasts: when a run ends, JupyterLab takes it away once, to the last cell, and on a busy machine late."""
    for _ in range(20):
        control.focus()
        page.wait_for_timeout(200)
        if control.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"{control} does not keep the focus")


def no_dialog(page):
    dialog = page.locator(".jp-Dialog")
    assert not dialog.count(), f"a dialog is in the way: {dialog.first.inner_text()}"


def command(page, name):
    """What stands in a menu under another name, without opening that: a fifth of the work."""
    no_dialog(page)
    page.evaluate("name => { jupyterapp.commands.execute(name); }", name)


def menu(page, name, item):
    no_dialog(page)
    page.locator("#jp-MainMenu").get_by_role("menuitem", name=name, exact=True).click()
    page.locator(".lm-Menu").get_by_role("menuitem", name=item, exact=True).click()
