"""What to do if something breaks in a workshop: from the page of help, the guide and the README."""

from __future__ import annotations

import html
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HELP = (
    "Nothing happens when I run a cell",
    "I see text where the buttons should be",
    "A name is missing that `helpers` should have",
)


def broken() -> str:
    """The part of the sheet as HTML. ValueError names a part of a page that is no longer there."""
    help_, guide, readme = (
        (ROOT / page).read_text("utf-8")
        for page in ("notebooks/help.md", "notebooks/workshop.md", "README.md")
    )
    parts = ["<h2>If it breaks</h2>", "<h4>A vote fails</h4>", _table(guide, "If", "notebooks/workshop.md")]
    for heading in HELP:
        found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", help_, re.S | re.M)
        if not found:
            raise ValueError(f"notebooks/help.md has no part called {heading!r}")
        parts += [f"<h4>{_inline(heading)}</h4>", *_blocks(found[1])]
    return "".join([*parts, "<h4>It doesn't start</h4>", _table(readme, "If it says", "README.md")])


def _table(page: str, first: str, name: str) -> str:
    """A table of two columns, found by what heads the first."""
    found = re.search(rf"^\| {first} \| (.*?) \|\n\|[-|]+\n((?:\|.*\n)+)", page, re.M)
    if not found:
        raise ValueError(f"{name} has no table that begins with: {first}")
    rows = [[part.strip() for part in row.strip("|").split(" | ")] for row in found[2].splitlines()]
    cells = "".join(f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rows)
    head = f"<tr><th>{first}</th><th>{_inline(found[1])}</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{cells}</tbody></table>"


def _blocks(markdown):
    for at, part in enumerate(re.split(r"^```(?:\w*\n)?", markdown, flags=re.M)):
        if at % 2:
            yield f"<pre><code>{html.escape(part)}</code></pre>"
        else:
            yield from (
                f"<p>{_inline(' '.join(block.split()))}</p>" for block in part.strip().split("\n\n") if block
            )


def _inline(markdown):
    """One line with its code and its bold and italic words; addresses go, for paper can't follow them."""
    pieces = re.split(r"`([^`]+)`", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", markdown))
    return "".join(
        f"<code>{html.escape(piece)}</code>" if at % 2 else _words(piece) for at, piece in enumerate(pieces)
    )


def _words(piece):
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(piece, quote=False))
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)
