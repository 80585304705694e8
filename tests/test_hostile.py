"""Hostile tables in a real JupyterLab in a real Chromium: nothing in them runs, and they break no layout."""

import nbformat
import pytest
from hostile import MORE, TEXTS, folder_of
from lab_page import READY, have_run
from on_screen import WIDE, ZOOMED

MARKUP = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>\" onclick=\"window.hacked = 3\" ' onfocus='"
    'window.hacked = 4\' <a href="javascript:window.hacked = 5">go</a> <style>body { display: none }</style></style>'
    "<div style='position: fixed; inset: 0; background: red'>covered</div> $\\alpha$ [go](javascript:window.hacked)"
)
LINK = 'https://x.org/"onmouseover="window.hacked=6"><script>window.hacked=7</script>'
SET_UP = """from helpers import *
model = load_model("../hostile")
names, services = (model.domain_names, model.service_names)
changes = load_table("changes", "../hostile")"""
VIEWS = [
    "sliding_scale(model)",
    "compare(model, 'ec2', 'rds')",
    "weigh(model)",
    "service_picker(model, ['fargate', 's3'])",
    "setting_switches(model, 'lambda-managed-runtime')",
    "switches_of_any(model, 's3')",
    "PredictOwners(model, 'ec2', start='on-premises')",
    "sort_jobs(model)",
    "cluster_clock(load_table('images', '../hostile'), '2024-08-15')",
    "bill_simulator(load_table('prices', '../hostile'))",
    "my_record()",
    "show(*responsibility_stack(model.of('ec2')))",
    "show(*heat_map(model.grid(), names, services))",
    "show(*share_bars(owner_counts(model.responsibilities), customer_share(model.responsibilities), services))",
    "show(*difference_chart(difference(model.responsibilities, 'ec2', 'rds'), names, services['ec2'], services['rds']))",
    "show(*reach_chart(reach_of_settings(model), services))",
    "show(*timeline_chart(changes, names, services, '2026-11-24'))",
    "model.of('ec2')",
    "model.sources.head()",
]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def page(desk):
    """`asked` collects what the page asks for, `problems` dialogs, too."""
    asked = desk.asked = []
    hear = {
        "dialog": lambda dialog: (desk.problems.append(dialog.message), dialog.dismiss()),
        "request": lambda request: asked.append(request.url),
    }
    for event, what in hear.items():
        desk.on(event, what)
    yield desk
    for event, what in hear.items():
        desk.remove_listener(event, what)


def test_nothing_runs_and_nothing_breaks(page, lab, course):
    (course / "hostile").mkdir()
    folder_of(course / "hostile", MARKUP + "x" * 500, LINK, services=None, texts=TEXTS | MORE)
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in [SET_UP, *VIEWS]]
    )
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, course / "notebooks" / "hostile.ipynb")
    have_run(page, lab, "hostile")
    outputs = page.locator(".jp-OutputArea-output")
    assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').all_inner_texts() == []
    for role, key in (
        ("slider", "ArrowRight"),
        ("combobox", "ArrowDown"),
        ("radio", "ArrowDown"),
        ("spinbutton", "ArrowUp"),
    ):
        for control in outputs.get_by_role(role).element_handles():
            control.press(key)
    page.get_by_role("button", name="Commit my prediction").first.press("Enter")
    page.get_by_role("button", name="Show my record").press("Enter")
    page.wait_for_selector(READY)
    assert outputs.get_by_text("This view could not follow").count() == 0
    assert page.evaluate("window.hacked") is None and page.problems == []
    assert [
        url for url in page.asked if not url.startswith((lab, lab.replace("http", "ws"), "data:", "blob:"))
    ] == []
    assert page.locator(".jp-Notebook").is_visible() and page.get_by_text("covered", exact=True).count() == 0
    page.evaluate("jupyterapp.shell.collapseLeft()")  # a reader who zooms closes the list of files
    for size in (WIDE, ZOOMED):
        page.set_viewport_size(size)
        wide = outputs.evaluate_all(
            "all => all.filter(e => e.querySelector('.jupyter-widgets, figure') "
            "&& e.scrollWidth > e.clientWidth + 2).map(e => e.innerHTML.slice(0, 300))"
        )
        assert wide == [], size
    page.evaluate("jupyterapp.shell.expandLeft()")
