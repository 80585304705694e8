"""What every page carries beside its text: title, description, the card that stands for it where its link is shared, and links
to its source and to the form for a wrong fact. conf.py calls `dress` for each page, build.py calls `card`."""

from __future__ import annotations

import re
import textwrap
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote

from docutils import nodes
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.charts.style import STYLE
from helpers.words.owners import NAME
from helpers.words.palette import COLOUR, PAGE

COURSE = "On the Hook"
FRONT = "Who does what in the AWS cloud?"  # the words on the card of the first page
TITLE = "On the Hook: who does what in the AWS cloud"
ABOUT = "Who does what in the AWS cloud, service by service: a hands-on course in Jupyter notebooks."
LONGEST = 200  # letters of a description
CARDS = "cards"  # the folder of the pictures in _static
SIZE = (1200, 630)  # pixels, what those who show links ask for


def dress(app, page: str, template: str, context: dict, doctree) -> None:
    """Fills in the head and the foot of a page; Sphinx calls it with the words it has for it.

    Only an absolute address of a picture is of use to others, so the picture is left out where the site does not know its
    own address (ON_THE_HOOK_SITE, see README.md).
    """
    front = page == "index"
    if front:
        context["title"], context["docstitle"] = TITLE, ""
    title = re.sub(r"<[^>]+>", "", context.get("title", COURSE))
    tags = {"og:type": "website", "og:site_name": COURSE, "og:title": title}
    tags["og:description"] = description(doctree)
    base = app.config.html_baseurl
    if base:
        name = page if source(app, page).endswith(".ipynb") else "index"
        tags["og:url"] = context["pageurl"] = base + ("" if front else f"{page}.html")
        tags["og:image"] = f"{base}_static/{CARDS}/{Path(name).name}.png"
        tags["og:image:width"], tags["og:image:height"] = SIZE
        tags["og:image:alt"] = (
            "The title of the page above stacks of tiles, which show what is AWS's, what is shared and what is yours."
        )
    tags["twitter:card"] = "summary_large_image" if base else "summary"
    lines = [f'<meta name="description" content="{escape(tags["og:description"])}" />']
    for key, value in tags.items():
        kind = "name" if key.startswith("twitter:") else "property"
        lines.append(f'<meta {kind}="{key}" content="{escape(str(value))}" />')
    context["metatags"] = "\n".join(lines)
    context["page_links"] = links(app.config.on_the_hook_place, source(app, page), title)


def description(doctree) -> str:
    """The first paragraph of a page, cut after a word; a page without one is described as the course is."""
    first = next(iter(doctree.findall(nodes.paragraph)), None) if doctree else None
    text = re.sub(r"\s+", " ", first.astext()).strip() if first else ABOUT
    return textwrap.shorten(text, LONGEST, placeholder=" …")


def source(app, page: str) -> str:
    """The file in the repository that a page was made from; "" for a page that Sphinx alone makes."""
    if page == "index":
        return "website/index.md"
    return Path(app.env.doc2path(page, base=False)).as_posix() if page in app.env.all_docs else ""


def links(place: str, path: str, title: str) -> list[tuple[str, str]]:
    """Where to read the source of a page and where to report a wrong fact on it: pairs of words and address.

    place: the repository in Binder's words (commands.badges). A copy that no server holds has no such links; where the
    addresses of a server's files and forms are not known, one to the repository stands for both.
    """
    kind, _, name = place.partition("/")
    name = unquote(name)
    if kind == "gh":
        report = f"issues/new?template=wrong-fact.yml&where={quote(title)}"
        return _pair(f"https://github.com/{name}", f"blob/main/{path}" if path else "", report)
    if kind == "gl":
        report = f"-/issues/new?issue[title]={quote('A fact is wrong: ' + title)}"
        return _pair(f"https://gitlab.com/{name}", f"-/blob/main/{path}" if path else "", report)
    return [("The source of this course", name)] if name else []


def _pair(repository: str, file: str, report: str) -> list[tuple[str, str]]:
    told = "Source of this page" if file else "Source of the course"
    return [(told, f"{repository}/{file}".rstrip("/")), ("Report a wrong fact", f"{repository}/{report}")]


@rc_context(STYLE)
def card(title: str, stacks: list[tuple[str, list[list[str]]]], path: Path) -> None:
    """Draws the picture of a page, 1200 x 630 pixels, to `path`: its title, and stacks of the services that its view shows.

    stacks: name and owners, layer by layer, the lowest first; at most six have room.
    """
    wide, high = SIZE
    fig = Figure(figsize=(wide / 100, high / 100), dpi=100, facecolor=PAGE["light"]["paper"])
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, wide), ylim=(0, high))
    ax.axis("off")
    ax.text(60, high - 52, COURSE, fontsize=20, color=PAGE["light"]["quiet"], va="top")
    for n, owner in enumerate(("aws", "shared", "customer")):
        _tile(ax, wide - 420 + n * 130, high - 76, 24, 24, owner)
        ax.text(
            wide - 386 + n * 130,
            high - 64,
            NAME[owner],
            fontsize=15,
            va="center",
            color=PAGE["light"]["quiet"],
        )
    told = textwrap.wrap(title, 40)[:3]
    ax.text(60, high - 100, "\n".join(told), fontsize=33, fontweight="bold", va="top", linespacing=1.12)
    top, bottom = high - 140 - 52 * len(told), 100
    step = (wide - 120 + 28) / max(len(stacks), 2)
    for n, (name, layers) in enumerate(stacks):
        _stack(ax, 60 + n * step, bottom, step - 28, top - bottom, layers)
        words = textwrap.wrap(name, max(12, int((step - 20) / 10.5)))[:3]
        ax.text(60 + n * step, bottom - 12, "\n".join(words), fontsize=14, va="top", linespacing=1.1)
    fig.savefig(path, dpi=100, metadata={"Software": None})


def _stack(ax, x: float, y: float, wide: float, high: float, layers: list[list[str]]) -> None:
    row = high / len(layers)
    for level, owners in enumerate(layers):
        across = wide / len(owners)
        for n, owner in enumerate(owners):
            _tile(ax, x + n * across, y + level * row, across - 4, row - 4, owner)


def _tile(ax, x: float, y: float, wide: float, high: float, owner: str) -> None:
    """Shared is a split of the two others, as in the stack itself."""
    ax.add_artist(Rectangle((x, y), wide, high, facecolor=COLOUR["customer" if owner == "shared" else owner]))
    if owner == "shared":
        ax.add_artist(Rectangle((x, y), wide, high / 2, facecolor=COLOUR["aws"]))
