"""One service from the building up to the people."""

from __future__ import annotations

import math
import textwrap

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..words.owners import NAME, OWNERS, split_of
from ..words.palette import COLOUR, INK, PAPER, TEXT
from ..words.phrases import plural
from .style import styled

WIDEST = 8  # tiles that stand side by side and still hold their words


@styled
def responsibility_stack(
    rows: pd.DataFrame, before: pd.DataFrame | None = None, title: str | None = None
) -> tuple[Figure, str]:
    """One service from the building up to the people: a tile for each domain.

    rows: `model.of(service)`: index domain in order, columns name, layer, owner (and
    service_name). Layers stand on each other in the order of the table, the first at the bottom.
    A thick line runs round what AWS owns. before: the same frame for the service to compare
    with; a tile that changed hands since then says so ("you → AWS") and has a white frame.
    """
    owner_of = rows["owner"].to_dict()
    was = owner_of if before is None else before["owner"].reindex(rows.index).to_dict()
    layers = {}  # in the order of the table, each with its tiles: (domain, name)
    for domain, tile, layer in zip(rows.index, rows["name"], rows["layer"]):
        layers.setdefault(layer, []).append((domain, tile))
    shelves = [shelf for layer, tiles in layers.items() for shelf in _shelves(layer, tiles)]
    name = rows["service_name"].iloc[0] if "service_name" in rows else "This service"
    height = 0.66 * len(shelves) + 0.55
    fig = Figure(figsize=(8, height))
    ax = fig.add_axes((0.125, 0.1 / height, 0.87, 1 - 0.55 / height))
    ax.set(xlim=(0, 1), ylim=(0, len(shelves)))
    ax.axis("off")
    edges = []  # per layer: (left, right, is it AWS's) of each tile, to draw the line from
    for level, (layer, tiles) in enumerate(shelves):
        width = 1 / len(tiles)
        ax.text(-0.01, level + 0.5, layer, ha="right", va="center", color=TEXT)
        edges.append([])
        for i, (domain, tile) in enumerate(tiles):
            owner = owner_of[domain]
            changed = was[domain] != owner
            ax.add_artist(
                Rectangle(
                    (i * width, level), width, 1, facecolor=COLOUR[owner], edgecolor=PAPER, linewidth=1.5
                )
            )
            if changed:
                ax.add_artist(
                    Rectangle(
                        (i * width + 0.006, level + 0.055),
                        width - 0.012,
                        0.89,
                        fill=False,
                        edgecolor=PAPER,
                        linewidth=2.5,
                    )
                )
            whose = f"{NAME[was[domain]]} → {NAME[owner]}" if changed else NAME[owner]
            lines = [*textwrap.wrap(tile, max(13, int(width * 80))), whose]
            for n, line in enumerate(lines):
                # Line by line: matplotlib spaces the lines of one text unevenly. On the figure: on the axes, which
                # clip, a text takes several times as long to make.
                y = level + 0.5 + ((len(lines) - 1) / 2 - n) * 0.27 - 0.075
                fig.text((i + 0.5) * width, y, line, ha="center", color=INK[owner], transform=ax.transData)
            edges[-1].append((i * width, (i + 1) * width, owner == "aws"))
    _draw_the_line(ax, edges)
    split = split_of(rows["owner"])
    fig.text(0.005, 1 - 0.08 / height, title or f"{name}: {split}", va="top", fontsize=12, fontweight="bold")
    tile_of = {domain: tile for tiles in layers.values() for domain, tile in tiles}
    alt = [f"Responsibility stack of {name}, {plural(len(rows), 'tile')}: {split}."]
    for owner in reversed(OWNERS):
        names = [tile_of[domain] for domain in rows.index if owner_of[domain] == owner]
        if names:
            alt.append(f"{NAME[owner].capitalize() if owner != 'aws' else 'AWS'}: {', '.join(names)}.")
    if before is not None:
        alt.append(
            "Changed hands: "
            + (
                ", ".join(
                    f"{tile_of[domain]} from {NAME[was[domain]]} to {NAME[owner_of[domain]]}"
                    for domain in rows.index
                    if owner_of[domain] != was[domain]
                )
                or "none"
            )
            + "."
        )
    return fig, " ".join(alt)


def _shelves(layer: str, tiles: list) -> list[tuple[str, list]]:
    """The tiles of a layer, at most WIDEST side by side; the name of the layer stands at the lowest shelf."""
    count = math.ceil(len(tiles) / WIDEST)
    size = math.ceil(len(tiles) / count)
    return [(layer if n == 0 else "", tiles[n * size : (n + 1) * size]) for n in range(count)]


def _draw_the_line(ax, edges):
    """A thick line wherever a tile of AWS touches one that is not wholly AWS's."""
    pen = {"color": "#000000", "linewidth": 3.5, "solid_capstyle": "projecting", "zorder": 5}
    for height, row in enumerate(edges):
        for (_, x, left), (_, _, right) in zip(row, row[1:]):
            if left != right:
                ax.plot([x, x], [height, height + 1], **pen)
        for a, b, below in row:
            for c, d, above in edges[height + 1] if height + 1 < len(edges) else []:
                if below != above and min(b, d) - max(a, c) > 1e-9:
                    ax.plot([max(a, c), min(b, d)], [height + 1, height + 1], **pen)
