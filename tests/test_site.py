"""The web site, built once, and read from the disk with the network off."""

import functools
import http.server
import os
import re
import threading
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from on_screen import WIDE, ZOOMED, problems_of, too_wide, violations, walk
from playwright.sync_api import expect

from helpers import load_model
from website import build

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
PAGES = [
    "index",
    *(f"notebooks/{name}" for name in NOTEBOOKS),
    "notebooks/glossary",
    "data/README",
    "LICENSE-CONTENT",
    "search",
]
SCALE, SWITCHES = "notebooks/06-the-sliding-scale", "notebooks/07-one-setting-moves-the-line"
VIEWS = ".cell_output"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.filterwarnings("ignore:.*deprecated"),
]  # of MyST, for Sphinx 11
expect.set_options(timeout=10_000)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "the site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_REPOSITORY", "somebody/a-fork")
        patch.setenv("ON_THE_HOOK_RECORD", os.environ["ON_THE_HOOK_RECORD"])  # build() sets another
        build.build(folder)
    return folder


@pytest.fixture
def page(browser):
    """A page without network. `problems` collects errors, `requests` what it asked for beyond the disk."""
    context = browser.new_context(viewport=WIDE, color_scheme="light", reduced_motion="reduce", offline=True)
    page = context.new_page()
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
    yield page
    context.close()


def open_page(page, site, name):
    page.goto((site / f"{name}.html").as_uri())
    if page.locator('script[type="application/vnd.jupyter.widget-state+json"]').count():
        page.wait_for_function("""() => { const views = [...document.querySelectorAll('.widget-subarea')];
            return views.length && views.every(e => e.innerText.trim()); }""")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_for_everybody_and_asks_for_nothing(page, site, name):
    open_page(page, site, name)
    images = page.eval_on_selector_all("main img", "all => all.map(e => [e.alt, e.naturalWidth])")
    assert [image for image in images if len(image[0].split()) < 5 or not image[1]] == []
    assert violations(page) == []
    for size in (WIDE, ZOOMED):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{size}: the page is to be scrolled sideways"
        )
        assert too_wide(page, ".widget-subarea, figure") == []
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert violations(page, rules=["color-contrast"]) == []
    page.emulate_media(color_scheme="light")
    if name.removeprefix("notebooks/") in NOTEBOOKS:
        what_needs_python_says_so_and_offers_binder(page, name.removeprefix("notebooks/"))
    assert [problem for view in page.locator(VIEWS).element_handles() for problem in walk(page, view)] == []
    assert page.problems == [] and page.requests == []


def what_needs_python_says_so_and_offers_binder(page, name):
    """A stored output that is no picture of its own must not look as if it could be used."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    views = [
        output.metadata.on_the_hook.needs_kernel
        for cell in code
        for output in cell.outputs
        if build.VIEW in output.get("data", {})
    ]
    exercises = [cell for cell in code if "exercise" in cell.metadata.get("tags", [])]
    notes = page.locator(".needs-kernel")
    assert notes.count() == 1 + sum(views) + len(exercises)
    for note in notes.all():
        assert note.get_by_role("link", name="Run this notebook in Binder").get_attribute("href") == (
            f"https://mybinder.org/v2/gh/somebody/a-fork/main?urlpath=lab/tree/notebooks/{name}.ipynb"
        )
    assert page.locator(".widget-subarea").count() == len(views) - sum(views)
    assert page.get_by_role("button", name=re.compile("Save")).count() == 0


def stack_of(service):
    return re.compile(f"^Responsibility stack of {service}")


def test_the_scale_moves(page, site):
    open_page(page, site, SCALE)
    cell = page.locator(".cell").filter(has_text="sliding_scale(model)").last
    tiles, handle = cell.get_by_role("group", name=stack_of("")), cell.get_by_role("slider", name="Service")
    expect(tiles).to_have_attribute("aria-label", stack_of("Your own data centre"))
    handle.press("ArrowRight")
    expect(tiles).to_have_attribute("aria-label", stack_of("Amazon EC2"))
    handle.press("End")
    expect(tiles).to_have_attribute("aria-label", stack_of("AWS Lambda"))
    tiles.get_by_role("button", name=re.compile("^Guest OS patching")).press("Enter")
    expect(page.get_by_role("heading", name="Guest OS patching")).to_be_focused()


def test_two_services_are_compared_tile_by_tile(page, site):
    open_page(page, site, SCALE)
    for side, words, service in (("Left", "s3", "Amazon S3"), ("Right", "dynamo", "Amazon DynamoDB")):
        page.get_by_role("combobox", name=side).fill(words)
        page.keyboard.press("Enter")
        expect(page.get_by_role("group", name=stack_of(service))).to_be_visible()


def test_a_switch_flips(page, site):
    open_page(page, site, SWITCHES)
    mode = page.get_by_role("group", name="update mode")
    mode.get_by_role("radio", name="auto").press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(mode.get_by_role("radio", name="manual")).to_be_checked()
    expect(page.get_by_role("status").filter(has_text="AWS → you: Guest OS patching")).to_be_visible()


def test_services_can_be_picked_and_the_cluster_ages(page, site):
    open_page(page, site, "notebooks/08-beyond-compute")
    page.get_by_role("radio", name="AWS Fargate (ECS tasks)").check()
    expect(page.get_by_role("group", name=stack_of("AWS Fargate"))).to_be_visible()
    open_page(page, site, "notebooks/04-emr")
    page.get_by_role("combobox", name="Age of the cluster, from a list").select_option("24 months")
    expect(page.get_by_role("img", name=re.compile("^After 24 months,"))).to_be_visible()


def test_a_question_is_answered_without_python(page, site):
    open_page(page, site, "notebooks/03-ec2")
    card = page.get_by_role("region", name="Question").first
    expect(card).not_to_contain_text("On whose word.")
    card.get_by_role("radio").first.check()
    card.get_by_role("radio", name="sure", exact=True).check()
    card.get_by_role("button", name="Submit my answer").click()
    expect(card.get_by_role("status").filter(has_text="On whose word.")).to_be_visible()
    expect(card.get_by_role("status").filter(has_text="Kept in this browser only")).to_be_visible()


def test_the_index_leads_to_everything(page, site):
    open_page(page, site, "index")
    main = page.get_by_role("main")
    expect(main.get_by_role("img", name="Bar chart of the six stops")).to_be_visible()
    for name in NOTEBOOKS:
        notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        row = main.get_by_role("row").filter(has=page.locator(f'a[href="notebooks/{name}.html"]'))
        expect(row).to_contain_text(str(notebook.metadata.on_the_hook.minutes_core))
        expect(
            page.locator(".bd-sidebar-primary").get_by_role("link", name=re.compile(rf"^{int(name[:2])}\. "))
        ).to_be_visible()
    assert "somebody/a-fork" in main.get_by_role(
        "link", name="Open the first notebook in Binder"
    ).get_attribute("href")


def test_on_paper_stands_the_lesson_alone(page, site):
    open_page(page, site, SCALE)
    page.emulate_media(media="print")
    for part in (".bd-header", ".bd-sidebar-primary", ".bd-sidebar-secondary"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.get_by_role("group", name=stack_of("Your own data centre"))).to_be_visible()
    cut = page.eval_on_selector_all(
        '[role="region"]', "all => all.filter(e => e.scrollHeight > e.clientHeight + 2).length"
    )
    assert cut == 0, "paper cannot be scrolled"


def test_any_web_server_will_do(browser, site):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=site)
    handler.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = f"http://127.0.0.1:{server.server_port}/"
        page = browser.new_page()
        asked = []
        page.on("response", lambda answer: asked.append((answer.url, answer.status)))
        page.goto(f"{here}{SCALE}.html")
        page.get_by_role("slider", name="Service").press("End")
        expect(page.get_by_role("group", name=stack_of("AWS Lambda")).first).to_be_visible()
        page.close()
        server.shutdown()
    assert [
        url for url, status in asked if not url.startswith((here, "data:", "blob:")) or status >= 400
    ] == []


# --- the files ---------------------------------------------------------------------


class Links(HTMLParser):
    """What a page refers to, and the places in it that can be referred to."""

    def __init__(self, text):
        super().__init__()
        self.links, self.places = set(), {"", "top"}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.links |= {attributes[name] for name in ("href", "src") if attributes.get(name)}
        self.places.add(attributes.get("id"))


def test_every_link_within_the_site_leads_somewhere(site):
    pages = {
        path: Links(path.read_text("utf-8")) for path in site.rglob("*.html") if "_static" not in path.parts
    }
    assert len(pages) >= len(PAGES)
    dead = []
    for path, page in pages.items():
        for link in page.links:
            if re.match("https?:|data:|mailto:|javascript:", link):
                continue
            file, _, place = link.partition("#")
            target = (path.parent / file.partition("?")[0]).resolve() if file else path.resolve()
            known = {other.resolve(): links for other, links in pages.items()}
            if not target.exists() or target in known and place not in known[target].places:
                dead.append(f"{path.name}: {link}")
    assert dead == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_small_and_knows_nothing_of_the_machine(site, name):
    text = (site / f"{name}.html").read_text("utf-8")
    assert len(text.encode()) <= 3_000_000
    for trace in (str(ROOT), "on-the-hook-site-", "/tmp/", os.path.expanduser("~") + "/"):
        assert trace not in text


def test_the_build_leaves_nothing_beside_the_site(site):
    assert list(site.parent.iterdir()) == [site]


def test_the_scripts_are_those_of_the_pinned_version(site):
    assert build.MANAGER.endswith("@1.0.15")
    names = {path.name for path in (site / "_static/widgets").iterdir()}
    assert {"embed.js", "embed.js.LICENSE.txt"} <= names and not [
        n for n in names if n.endswith((".map", "amd.js"))
    ]


# --- the build ---------------------------------------------------------------------


def test_only_widgets_that_are_shown_are_kept():
    reference = {"model_name": "HTMLModel", "state": {"layout": "IPY_MODEL_e"}}
    link = {
        "model_name": "LinkModel",
        "state": {"source": ["IPY_MODEL_b", "index"], "target": ["IPY_MODEL_c", "x"]},
    }
    lost = {
        "model_name": "LinkModel",
        "state": {"source": ["IPY_MODEL_b", "index"], "target": ["IPY_MODEL_d", "x"]},
    }
    models = {
        "a": {"model_name": "VBoxModel", "state": {"children": ["IPY_MODEL_b", "IPY_MODEL_c"]}},
        "b": reference,
        "c": reference,
        "d": reference,
        "e": {"model_name": "LayoutModel", "state": {}},
        "f": link,
        "g": lost,
    }
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                outputs=[nbformat.v4.new_output("display_data", {build.VIEW: {"model_id": "a"}})]
            )
        ],
        metadata={"widgets": {build.STATE: {"state": models}}},
    )
    build.keep_used_widgets(notebook)
    assert set(notebook.metadata["widgets"][build.STATE]["state"]) == {"a", "b", "c", "e", "f"}


def test_a_notebook_without_views_keeps_no_state():
    notebook = nbformat.v4.new_notebook(metadata={"widgets": {build.STATE: {"state": {"a": {}}}}})
    build.keep_used_widgets(notebook)
    assert "widgets" not in notebook.metadata


def test_a_package_that_was_tampered_with_is_refused_and_thrown_away(tmp_path, monkeypatch):
    monkeypatch.setattr(build.sys, "prefix", str(tmp_path))
    kept = tmp_path / "jupyter-widgets-html-manager-1.0.15.tgz"
    kept.write_bytes(b"something else")
    with pytest.raises(SystemExit, match="was thrown away"):
        build.widget_manager()
    assert not kept.exists()


def test_without_network_the_first_build_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(build.sys, "prefix", str(tmp_path))
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:1")
    monkeypatch.setenv("NPM_CONFIG_FETCH_RETRIES", "0")
    monkeypatch.setenv("NPM_CONFIG_CACHE", str(tmp_path / "cache"))
    with pytest.raises(SystemExit, match="(?s)ECONNREFUSED.*Connect to the internet"):
        build.widget_manager()
    assert not list(tmp_path.glob("*.tgz"))


@pytest.mark.parametrize(
    "remote, place",
    [
        ("git@github.com:somebody/a-fork.git", "gh/somebody/a-fork"),
        ("https://gitlab.com/somebody/a-fork", "gl/somebody%2Fa-fork"),
        ("/srv/git/course.git", ""),
    ],
)
def test_a_fork_gets_its_own_links(monkeypatch, remote, place):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    monkeypatch.setattr(build, "origin", lambda: remote)
    assert build.place() == place
    link = f"https://mybinder.org/v2/{place}/main?urlpath=lab/tree/notebooks/00-start-here.ipynb"
    assert (
        (link in build.about_binder(place))
        == (link in build.binder(place, "00-start-here.ipynb"))
        == bool(place)
    )


def test_the_site_speaks_of_the_table_as_it_is(site):
    """Freshly run, not copied from the stored outputs."""
    text = (site / "notebooks/00-start-here.html").read_text("utf-8")
    model = load_model()
    assert f"{len(model.services)} service variants, {len(model.domains)} domains" in text
