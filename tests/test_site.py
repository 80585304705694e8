"""The web site, built once, and read from the disk with the network off."""

import functools
import http.server
import io
import json
import os
import re
import shutil
import struct
import threading
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import nbformat
import pytest
from on_screen import COLOURS, WIDE, ZOOMED, too_wide, violations, walk
from PIL import Image
from playwright.sync_api import expect
from shipped import MODEL

from helpers import sliding_scale
from website import build, downloads, pages, widgets

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
PAGES = [
    "index",
    *(f"notebooks/{name}" for name in NOTEBOOKS),
    "notebooks/glossary",
    "notebooks/help",
    "notebooks/workshop",
    "data/README",
    "data/corrections",
    "LICENSE-CONTENT",
    "search",
]
SCALE, SWITCHES = "notebooks/06-the-sliding-scale", "notebooks/07-one-setting-moves-the-line"
VIEWS = ".cell_output"
HERE = "https://somebody.github.io/a-fork/"  # where the site of the tests says that it stands
# A small and a usual phone, a tablet, a laptop.
SIZES = [{"width": 360, "height": 780}, {"width": 390, "height": 844}, {"width": 768, "height": 1024}, WIDE]
THEMES = ["light", "dark"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.filterwarnings("ignore:.*deprecated"),
]  # of MyST, for Sphinx 11
expect.set_options(timeout=10_000)


def stand_in_for_lab(folder):
    (folder / "lab").mkdir(parents=True)
    (folder / "lab" / "index.html").write_text("<!doctype html>\n")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "the site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_REPOSITORY", "somebody/a-fork")
        patch.setenv("ON_THE_HOOK_SITE", HERE.rstrip("/"))
        patch.setenv("ON_THE_HOOK_RECORD", os.environ["ON_THE_HOOK_RECORD"])  # build() sets another
        patch.setattr(build.lite, "build", stand_in_for_lab)  # test_lite.py builds and tests the real one
        build.build(folder)
    return folder


BROWSERS = ["browser", "firefox"] if os.environ.get("FIREFOX") else ["browser"]
IN_FIREFOX_TOO = pytest.mark.parametrize("page", BROWSERS, indirect=True)


def open_page(page, site, name, unlocked=False):
    """unlocked: what stands behind a guess is opened without one."""
    page.goto((site / f"{name}.html").as_uri())
    if page.locator('script[type="application/vnd.jupyter.widget-state+json"]').count():
        page.wait_for_function("""() => { const views = [...document.querySelectorAll('.widget-subarea')];
            return views.length && views.every(e => e.innerText.trim()); }""")
    locks = page.get_by_role("button", name="Show me without a guess")
    while unlocked and locks.count():
        locks.first.click()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_for_everybody_and_asks_for_nothing(page, site, name):
    open_page(page, site, name)
    images = page.eval_on_selector_all("main img", "all => all.map(e => [e.alt, e.naturalWidth])")
    assert [image for image in images if len(image[0].split()) < 5 or not image[1]] == []
    assert violations(page) == []
    for size in (WIDE, ZOOMED, *SIZES):
        page.set_viewport_size(size)
        # On a phone the names of the stops take turns, and each has the room of two.
        assert too_wide(page, ".widget-subarea, figure", but=".stop") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{size}: the page is to be scrolled sideways"
        )
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert violations(page, rules=COLOURS) == []
    page.emulate_media(color_scheme="light")
    if name.removeprefix("notebooks/") in NOTEBOOKS:
        what_needs_python_says_so_and_where_to_run_it(page, name.removeprefix("notebooks/"))
    assert [problem for view in page.locator(VIEWS).element_handles() for problem in walk(page, view)] == []
    assert page.problems == [] and page.requests == []


def what_needs_python_says_so_and_where_to_run_it(page, name):
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
    assert notes.count() == sum(views) + len(exercises)
    for note in [page.locator(".as-it-ran"), *notes.all()]:
        here, binder, own = note.get_by_role("link").all()
        assert here.inner_text() == "Run this notebook here"
        assert here.get_attribute("href") == f"../lab/lab/index.html?path=notebooks/{name}.ipynb"
        assert binder.inner_text() == "Binder" and binder.get_attribute("href") == (
            f"https://mybinder.org/v2/gh/somebody/a-fork/main?urlpath=lab/tree/notebooks/{name}.ipynb"
        )
        assert own.inner_text() == "on your machine"
    assert page.locator(".widget-subarea").count() == len(views) - sum(views)
    assert page.get_by_role("button", name=re.compile("Save")).count() == 0


def stack_of(service):
    return re.compile(f"^Responsibility stack of {service}")


@IN_FIREFOX_TOO
def test_the_scale_moves(page, site):
    open_page(page, site, SCALE, unlocked=True)
    cell = page.locator(".cell").filter(has_text="sliding_scale(model)").last
    tiles, handle = cell.get_by_role("group", name=stack_of("")), cell.get_by_role("slider", name="Service")
    expect(tiles).to_have_attribute("aria-label", stack_of("Your own data centre"))
    handle.press("ArrowRight")
    expect(tiles).to_have_attribute("aria-label", stack_of("Amazon EC2"))
    handle.press("End")
    expect(tiles).to_have_attribute("aria-label", stack_of("AWS Lambda"))
    tiles.get_by_role("button", name=re.compile("^Guest OS patching")).press("Enter")
    expect(page.get_by_role("heading", name="Guest OS patching")).to_be_focused()


@IN_FIREFOX_TOO
def test_two_services_are_compared_tile_by_tile(page, site):
    open_page(page, site, SCALE)
    for side, words, service in (("Left", "s3", "Amazon S3"), ("Right", "dynamo", "Amazon DynamoDB")):
        page.get_by_role("combobox", name=side).fill(words)
        page.keyboard.press("Enter")
        expect(page.get_by_role("group", name=stack_of(service))).to_be_visible()


@IN_FIREFOX_TOO
def test_a_switch_flips(page, site):
    open_page(page, site, SWITCHES, unlocked=True)
    mode = page.get_by_role("group", name="update mode")
    mode.get_by_role("radio", name="auto").press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(mode.get_by_role("radio", name="manual")).to_be_checked()
    expect(page.get_by_role("status").filter(has_text="AWS → you: Guest OS patching")).to_be_visible()


@IN_FIREFOX_TOO
def test_services_can_be_picked_and_the_cluster_ages(page, site):
    open_page(page, site, "notebooks/08-beyond-compute", unlocked=True)
    page.get_by_role("combobox", name="Service").first.fill("fargate ecs")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name=stack_of("AWS Fargate"))).to_be_visible()
    open_page(page, site, "notebooks/04-emr", unlocked=True)
    page.get_by_role("slider", name="Age of the cluster").press("End")
    expect(page.get_by_role("status").filter(has_text="After 24 months,")).to_be_visible()


@IN_FIREFOX_TOO
def test_a_question_is_answered_without_python(page, site):
    open_page(page, site, "notebooks/03-ec2")
    card = page.get_by_role("region", name="Question").first
    expect(card).not_to_contain_text("On whose word.")
    card.get_by_role("radio").first.check()
    card.get_by_role("radio", name="sure", exact=True).check()
    card.get_by_role("button", name="Submit my answer").click()
    expect(card.get_by_role("status").filter(has_text="On whose word.")).to_be_visible()
    expect(card.get_by_role("status").filter(has_text="You answered 1, ")).to_be_visible()


@IN_FIREFOX_TOO
def test_the_score_counts_over_all_pages_until_it_is_forgotten(page, site):
    answered = 0
    for name in ("03-ec2", "04-emr"):
        open_page(page, site, f"notebooks/{name}")
        card = page.get_by_role("region", name="Question").first
        answered += card.get_by_role("group").count() - 1  # one of the groups asks how sure you are
        for fields in card.locator(".case").all():
            fields.get_by_role("radio").first.check()
        card.get_by_role("radio", name="guessing").check()
        card.get_by_role("button", name="Submit my answer").click()
        expect(card.get_by_role("status").filter(has_text=f"You answered {answered}, ")).to_be_visible()
    open_page(page, site, "notebooks/03-ec2")
    expect(page.get_by_text(f"You answered {answered}, ").first).to_be_visible()
    page.get_by_role("button", name="Forget my answers").first.click()
    assert page.get_by_text("You answered").filter(visible=True).count() == 0
    page.reload()
    expect(page.get_by_role("region", name="Question").first).to_be_visible()
    assert page.get_by_text("You answered").filter(visible=True).count() == 0


# --- the first page


@pytest.mark.parametrize("theme", THEMES)
def test_the_scale_opens_the_site_within_one_screen(page, site, theme):
    page.emulate_media(color_scheme=theme)
    open_page(page, site, "index")
    stack = page.locator(".hook-stack")
    handle = page.get_by_role("slider", name="Service")
    sentence = stack.get_by_role("status").first
    for stop, words in (
        ("Lambda", "changed hands since Amazon EC2"),
        ("EMR on EKS", "AWS Lambda"),
        ("EMR on EC2", "EMR on EKS"),
    ):
        stack.get_by_text(stop, exact=True).click()
        expect(sentence).to_contain_text(words)
        assert page.evaluate("scrollY") == 0
        for part in (
            handle,
            stack.locator(".tiles"),
            stack.locator(".share"),
            stack.locator(".split"),
            sentence,
        ):
            box = part.bounding_box()
            assert box["y"] >= 0 and box["y"] + box["height"] <= WIDE["height"], part
    expect(stack.locator(".number")).to_have_text("52 %")
    box = stack.bounding_box()
    assert box["width"] >= 1150 and abs(box["x"] - (WIDE["width"] - box["x"] - box["width"])) <= 20
    handle.press("End")
    expect(page.get_by_role("group", name=stack_of("AWS Lambda"))).to_be_visible()


@pytest.mark.parametrize("size", SIZES[:-1], ids=lambda size: size["width"])  # a laptop: see above
def test_the_first_page_is_for_everybody(page, site, size):
    page.set_viewport_size(size)
    open_page(page, site, "index")
    for theme, rules in (("light", None), ("dark", COLOURS)):
        page.emulate_media(color_scheme=theme)
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        assert violations(page, rules=rules) == [], theme


@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: size["width"])
def test_on_a_phone_the_scale_reflows(page, site, size):
    page.set_viewport_size(size)
    open_page(page, site, "index")
    assert page.get_by_role("slider", name="Service").bounding_box()["height"] >= 24
    layers = [layer.bounding_box() for layer in page.locator(".layer").all()]
    assert len(layers) == 7 and all(
        below["y"] >= above["y"] + above["height"] and below["x"] == above["x"]
        for above, below in zip(layers, layers[1:])
    )
    tiles = page.eval_on_selector_all(
        ".tile",
        """all => all.map(tile => { const name = tile.querySelector('.name'), box = tile.getBoundingClientRect();
        return [name.textContent, parseFloat(getComputedStyle(name).fontSize), name.scrollHeight <= name.clientHeight + 1,
                box.width, box.height]; })""",
    )
    assert len(tiles) == len(MODEL.domains)
    small = [tile for tile in tiles if tile[1] < 11 or not tile[2] or tile[3] < 44 or tile[4] < 44]
    assert small == []


# --- the address


@pytest.fixture
def clipboard(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return lambda: page.evaluate("navigator.clipboard.readText()")


def parts_of(address):
    return dict(parse_qsl(urlsplit(address).fragment))


def test_a_link_to_a_stop_and_a_tile_is_copied_by_keyboard_and_opens_it(page, site, clipboard):
    open_page(page, site, "index")
    page.get_by_role("slider", name="Service").press("End")
    page.get_by_role("button", name=re.compile("^Guest OS patching")).press("Enter")
    page.get_by_role("button", name="Copy link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    address = clipboard()
    assert address == page.url and address.startswith((site / "index.html").as_uri())
    assert parts_of(address) == {
        "stack": "scale-ec2",
        "service": "lambda-managed-runtime",
        "selected": "guest-os",
    }
    page.get_by_role("slider", name="Service").press("Home")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(0)
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_role("group", name=stack_of("AWS Lambda"))).to_be_visible()
    expect(page.get_by_role("heading", name="Guest OS patching")).to_be_visible()


def test_a_link_opens_one_stack_of_several_and_leaves_the_others(page, site, clipboard):
    open_page(page, site, SCALE)
    for side, words in (("Left", "s3"), ("Right", "dynamo")):
        page.get_by_role("combobox", name=side).fill(words)
        page.keyboard.press("Enter")
    pair = page.locator('.hook-stack[data-mode="compare"]')
    pair.get_by_role("button", name="Copy link").click()
    expect(pair.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    address = clipboard()
    names = page.evaluate("() => document.querySelectorAll('.hook-stack .link').length")
    assert names >= 2 and {parts_of(address)[part] for part in ("service", "other")} == {"s3", "dynamodb"}
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_role("group", name=stack_of("Amazon DynamoDB"))).to_be_visible()
    expect(page.locator('.hook-stack[data-mode="scale"] .title')).to_have_text("Your own data centre")
    expect(pair).to_be_in_viewport()


def test_a_link_to_settings_opens_them_on_the_page_that_is_open_too(page, site, clipboard):
    open_page(page, site, SWITCHES, unlocked=True)
    stack = page.locator('.hook-stack[data-mode="settings"]').filter(visible=True).first
    mode = stack.get_by_role("group", name="update mode")
    mode.get_by_role("radio", name="auto").press("ArrowDown")
    page.keyboard.press("ArrowDown")
    stack.get_by_role("button", name="Copy link").click()
    expect(stack.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    address = clipboard()
    assert parts_of(address)["set.update-mode"] == "manual"
    mode.get_by_role("radio", name="manual").press("ArrowUp")
    mode.get_by_role("radio", name="auto").check()
    page.evaluate("address => { location.hash = ''; location.hash = new URL(address).hash; }", address)
    expect(mode.get_by_role("radio", name="manual")).to_be_checked()


@pytest.mark.parametrize(
    "state",
    [
        "stack=scale-ec2&service=nonsense",
        "stack=scale-ec2",
        "stack=another&service=ec2",
        "stack=scale-ec2&service=ec2&selected=<img>&set.a=b&other=x",
    ],
)
def test_an_address_that_makes_no_sense_is_not_followed(page, site, state):
    page.goto((site / "index.html").as_uri() + f"#{state}")
    expect(page.get_by_role("group", name=stack_of("Amazon EC2"))).to_be_visible()
    assert page.locator(".opened").count() == 0 and page.problems == []


def test_in_a_notebook_there_is_no_link(show):
    page = show(sliding_scale(MODEL))
    expect(page.get_by_role("slider")).to_be_visible()
    assert page.get_by_role("button", name="Copy link").count() == 0


# --- what a page says of itself


def test_each_page_has_one_title_and_a_description_of_its_own(site):
    titles = set()
    for name in PAGES:
        head = Head((site / f"{name}.html").read_text("utf-8"))
        assert len(head.titles) == 1 and head.headings <= 1, name
        titles.update(head.titles)
        assert head.meta["og:title"] in head.titles[0]
        assert (
            40 <= len(head.meta["description"]) <= 200
            and head.meta["og:description"] == head.meta["description"]
        )
        assert head.icon and (site / name).parent.joinpath(head.icon).resolve().is_file()
    assert len(titles) == len(PAGES) and "On the Hook: who does what in the AWS cloud" in titles


@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_the_card_of_its_view(site, name):
    meta = Head((site / f"{name}.html").read_text("utf-8")).meta
    assert meta["twitter:card"] == "summary_large_image" and len(meta["og:image:alt"].split()) > 5
    assert meta["og:url"] == (HERE if name == "index" else f"{HERE}{name}.html")
    own = Path(name).name if name in [f"notebooks/{n}" for n in NOTEBOOKS] else "index"
    assert meta["og:image"] == f"{HERE}_static/cards/{own}.png"
    card = site / "_static/cards" / f"{own}.png"
    start = card.read_bytes()[:24]
    assert start[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", start[16:]) == pages.SIZE
    assert card.stat().st_size < 100_000


def test_a_site_that_does_not_know_its_address_names_no_picture(monkeypatch):
    app = SimpleNamespace(
        config=SimpleNamespace(html_baseurl="", on_the_hook_place=""), env=SimpleNamespace(all_docs={})
    )
    context = {"title": "A &amp; <b>page</b>"}
    pages.dress(app, "search", "", context, None)
    meta = Head(context["metatags"]).meta
    assert "og:image" not in meta and "og:url" not in meta and meta["twitter:card"] == "summary"
    assert meta["description"] and context["page_links"] == []
    monkeypatch.setenv("ON_THE_HOOK_SITE", "somewhere")
    with pytest.raises(SystemExit, match="no address of a web site"):
        build.base_address()


def test_each_page_leads_to_its_source_and_to_the_form_for_a_wrong_fact(site):
    form = ROOT / ".github/ISSUE_TEMPLATE/wrong-fact.yml"
    assert form.exists() and "id: where" in form.read_text("utf-8")
    for name in PAGES:
        links = Links((site / f"{name}.html").read_text("utf-8")).links
        start = "https://github.com/somebody/a-fork/issues/new?template=wrong-fact.yml&where="
        assert [link for link in links if link.startswith(start)], name
        files = [link.partition("/blob/main/")[2] for link in links if "/a-fork/blob/main/" in link]
        assert name == "search" or [file for file in files if (ROOT / file).is_file()], name


@pytest.mark.parametrize(
    "place, addresses",
    [
        ("gl/somebody%2Fa-fork", ["https://gitlab.com/somebody/a-fork/-/blob/main/data/README.md",
                                  "https://gitlab.com/somebody/a-fork/-/issues/new?issue[title]=A%20fact%20is%20wrong%3A%20The%20tables"]),
        ("git/https%3A%2F%2Fgit.example.org%2Fcourse", ["https://git.example.org/course"]),
        ("", []),
    ],
)  # fmt: skip
def test_other_servers_get_the_links_that_they_have(place, addresses):
    assert [address for _, address in pages.links(place, "data/README.md", "The tables")] == addresses


# --- the ways in


def test_the_index_leads_to_everything(page, site):
    open_page(page, site, "index")
    main = page.get_by_role("main")
    for name in NOTEBOOKS:
        notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        row = main.get_by_role("row").filter(has=page.locator(f'a[href="notebooks/{name}.html"]'))
        expect(row).to_contain_text(str(notebook.metadata.on_the_hook.minutes_core))
    here = main.get_by_role("link", name="Open the first notebook here")
    assert here.get_attribute("href") == "lab/lab/index.html?path=notebooks/00-start-here.ipynb"
    assert "somebody/a-fork" in main.get_by_role(
        "link", name="Open the first notebook in Binder"
    ).get_attribute("href")
    open_page(page, site, "notebooks/glossary")
    for name in NOTEBOOKS:
        expect(
            page.locator(".bd-sidebar-primary").get_by_role("link", name=re.compile(rf"^{int(name[:2])}\. "))
        ).to_be_visible()


def test_paper_keeps_the_owners_apart_whatever_the_theme_was(page, site):
    page.emulate_media(color_scheme="dark")
    open_page(page, site, "index")
    page.get_by_role("slider", name="Service").press("ArrowRight")
    page.get_by_role("slider", name="Service").press("ArrowRight")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    looks = page.eval_on_selector_all(
        ".tile",
        """all => Object.fromEntries(all.map(tile => { const style = getComputedStyle(tile);
        return [tile.dataset.owner, [style.printColorAdjust, style.backgroundColor,
                                     getComputedStyle(tile.querySelector('.owner')).backgroundColor]]; }))""",
    )
    assert set(looks) == {"aws", "shared", "customer"} and {look[0] for look in looks.values()} == {"exact"}
    assert len({tuple(look) for look in looks.values()}) == 3
    words = page.locator(".tile .owner").all_inner_texts()
    assert len(words) == len(MODEL.domains) and all(re.search("AWS|shared|you", word) for word in words)
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
    assert violations(page, ".hook-stack", rules=COLOURS) == []


def test_on_paper_stands_the_lesson_alone(page, site):
    open_page(page, site, SCALE, unlocked=True)
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
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        here = f"http://127.0.0.1:{server.server_port}/"
        page = browser.new_page()
        asked = []
        page.on("response", lambda answer: asked.append((answer.url, answer.status)))
        page.goto(f"{here}index.html")
        page.get_by_role("slider", name="Service").press("End")
        expect(page.get_by_role("group", name=stack_of("AWS Lambda")).first).to_be_visible()
        page.close()
        server.shutdown()
    assert [
        url for url, status in asked if not url.startswith((here, "data:", "blob:")) or status >= 400
    ] == []


# --- the files ---------------------------------------------------------------------


class Head(HTMLParser):
    """What a page says of itself: `titles`, `meta` by name or property, `icon`, and how many first headings it has."""

    def __init__(self, text):
        super().__init__()
        self.titles, self.meta, self.icon, self.headings, self.inside = [], {}, None, 0, ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes, self.inside = dict(attributes), tag
        if tag == "meta":
            self.meta[attributes.get("name") or attributes.get("property")] = attributes.get("content")
        elif tag == "link" and attributes.get("rel") == "icon":
            self.icon = attributes["href"].partition("?")[0]
        self.headings += tag == "h1"

    def handle_data(self, data):
        if self.inside == "title" and data.strip():
            self.titles.append(data.strip())

    def handle_endtag(self, tag):
        self.inside = ""


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
    files = {
        path: Links(path.read_text("utf-8")) for path in site.rglob("*.html") if "_static" not in path.parts
    }
    assert len(files) >= len(PAGES)
    dead = []
    for path, page in files.items():
        for link in page.links:
            if re.match("https?:|data:|mailto:|javascript:", link):
                continue
            file, _, place = link.partition("#")
            target = (path.parent / file.partition("?")[0]).resolve() if file else path.resolve()
            known = {other.resolve(): links for other, links in files.items()}
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


def test_what_pages_share_is_on_the_site_once(site):
    """Scripts, styles and data of the components: the pages of 06 and 07 were 0.83 and 1.16 MB with a copy for each component."""
    pages = {path.stem: path.read_text("utf-8") for path in site.rglob("*.html")}
    assert len(pages["06-the-sliding-scale"].encode()) < 200_000
    assert all(len(text.encode()) < 300_000 for text in pages.values())
    named = set(re.findall(r'"part": "(\w+)"', "".join(pages.values())))
    parts = {path.stem: path.read_text("utf-8") for path in (site / "_static/parts").iterdir()}
    assert set(parts) == named and len(named) > 10
    contents = [
        json.loads(text.removeprefix(f'onTheHookPart("{name}", ').removesuffix(");\n"))
        for name, text in parts.items()
    ]
    assert all(contents.count(one) == 1 for one in contents)


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
        metadata={"widgets": {widgets.STATE: {"state": models}}},
    )
    widgets.keep_used_widgets(notebook)
    assert set(notebook.metadata["widgets"][widgets.STATE]["state"]) == {"a", "b", "c", "e", "f"}


def test_a_notebook_without_views_keeps_no_state():
    notebook = nbformat.v4.new_notebook(metadata={"widgets": {widgets.STATE: {"state": {"a": {}}}}})
    widgets.keep_used_widgets(notebook)
    assert "widgets" not in notebook.metadata


def test_a_package_that_was_tampered_with_is_refused_and_thrown_away(tmp_path, monkeypatch):
    monkeypatch.setattr(downloads, "KEPT", tmp_path)
    kept = tmp_path / "jupyter-widgets-html-manager-1.0.15.tgz"
    kept.write_bytes(b"something else")
    with pytest.raises(SystemExit, match="was thrown away"):
        downloads.from_npm(build.MANAGER, build.INTEGRITY, "the scripts")
    assert not kept.exists()


def test_without_network_the_first_build_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(downloads, "KEPT", tmp_path)
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:1")
    monkeypatch.setenv("NPM_CONFIG_FETCH_RETRIES", "0")
    monkeypatch.setenv("NPM_CONFIG_CACHE", str(tmp_path / "cache"))
    with pytest.raises(SystemExit, match="(?s)ECONNREFUSED.*Connect to the internet"):
        downloads.from_npm(build.MANAGER, build.INTEGRITY, "the scripts")
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
        == (link in build.ways_to_run(place, "00-start-here.ipynb"))
        == bool(place)
    )


def test_the_site_speaks_of_the_table_as_it_is(site):
    """Freshly run, not copied from the stored outputs."""
    duty = json.dumps(MODEL.of("emr-on-ec2").loc["backup", "customer_duty"])[1:-1]
    for name in ("index", "notebooks/08-beyond-compute"):  # no notebook stores what is in its views
        parts = re.findall(r'"part": ?"(\w+)"', (site / f"{name}.html").read_text("utf-8"))
        assert parts
        assert any(duty in (site / "_static" / "parts" / f"{part}.js").read_text("utf-8") for part in parts)


def test_the_picture_of_the_readme_is_of_the_scale_as_it_is(browser, site, tmp_path):
    """Made anew each time; kept as scale.png in the folder that the environment variable SCREENSHOTS names (website/README.md)."""
    page = browser.new_page(
        viewport={"width": 1140, "height": 900},
        device_scale_factor=2,
        color_scheme="light",
        reduced_motion="reduce",
    )
    page.goto((site / "index.html").as_uri() + "#stack=scale-ec2&service=ec2")
    page.get_by_role("slider", name="Service").press(
        "ArrowRight"
    )  # so that it says what changed hands since EC2
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    stack = page.locator(".hook-stack")
    alt = re.search(r"!\[(.*?)\]\(website/scale\.png\)", (ROOT / "README.md").read_text("utf-8"), re.S)[1]
    shown = [stack.locator(part).inner_text() for part in (".title", ".number", ".split")]
    shown += re.findall(r"^.*:$", stack.get_by_role("status").first.inner_text(), re.M)
    alt = " ".join(alt.split())
    assert [
        words for words in " ".join(shown).replace("\n", " ").split() if words.strip(":,") not in alt
    ] == []
    made = tmp_path / "scale.png"
    page.locator(".link, .hint, .bd-header").evaluate_all(
        "all => all.forEach(e => { e.style.visibility = 'hidden'; })"
    )
    Image.open(io.BytesIO(stack.screenshot())).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        made, optimize=True
    )
    page.close()
    if os.environ.get("SCREENSHOTS"):
        shutil.copy(made, Path(os.environ["SCREENSHOTS"]) / "scale.png")
    kept = ROOT / "website/scale.png"
    for picture in (made, kept):
        assert picture.stat().st_size <= 200_000
    assert Image.open(kept).width == Image.open(made).width
