"""One service from the building up to the people."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure

from ..words.owners import NAME, OWNERS, SIGN, split_of
from ..words.phrases import plural
from .style import INK_ON, LINE, Sheet, fold, styled

GAP = 0.045  # inches between tiles
MOST = {False: 5, True: 3}  # tiles that stand side by side and still hold their words; True: on a phone


@styled
def responsibility_stack(
    rows: pd.DataFrame, before: pd.DataFrame | None = None, title: str | None = None, *, width: float
) -> tuple[Figure, str]:
    """One service from the building up to the people: a tile for each domain.

    rows: `model.of(service)`: index domain in order, columns name, layer, owner (and
    service_name). Layers stand on each other in the order of the table, the first at the bottom.
    A thick line runs between what AWS owns and all else. before: the same frame for the service to compare
    with; a tile that changed hands since then says so ("you → AWS") and has a folded corner.
    """
    owner_of = rows["owner"].to_dict()
    was = owner_of if before is None else before["owner"].reindex(rows.index).to_dict()
    layers = {}  # in the order of the table, each with its tiles: (domain, name)
    for domain, tile, layer in zip(rows.index, rows["name"], rows["layer"]):
        layers.setdefault(layer, []).append((domain, tile))
    name = rows["service_name"].iloc[0] if "service_name" in rows else "This service"
    split = split_of(rows["owner"])
    sheet = Sheet(width, title or f"{name}: {split}")
    left = 0.28 if sheet.on_a_phone else 1.15
    edges = []  # per shelf, from the top: (left, right, top, bottom, is it AWS's) of each tile
    for layer, tiles in reversed(layers.items()):
        top = sheet.y
        for shelf in _shelves(tiles, MOST[sheet.on_a_phone]):
            across = (width - left + GAP) / len(shelf)
            folded = [fold(tile, across - 0.19) for _, tile in shelf]
            high = LINE * max(map(len, folded)) + 0.36
            edges.append([])
            for i, ((domain, _), lines) in enumerate(zip(shelf, folded)):
                x = left + i * across
                _put(sheet, (x, sheet.y, across - GAP, high), lines, was[domain], owner_of[domain])
                edges[-1].append((x, x + across - GAP, sheet.y, sheet.y + high, owner_of[domain] == "aws"))
            sheet.y += high + GAP
        middle = (top + sheet.y - GAP) / 2
        if sheet.on_a_phone:
            sheet.write(0.1, middle, layer, "quiet", rotation=90, ha="center", va="center")
        else:
            sheet.write(left - 0.12, middle, layer, "quiet", ha="right")
    _draw_the_line(sheet, edges)
    tile_of = {domain: tile for tiles in layers.values() for domain, tile in tiles}
    alt = [f"Responsibility stack of {name}, {plural(len(rows), 'tile')}: {split}."]
    for owner in reversed(OWNERS):
        names = [tile_of[domain] for domain in rows.index if owner_of[domain] == owner]
        if names:
            alt.append(f"{NAME[owner].capitalize() if owner != 'aws' else 'AWS'}: {', '.join(names)}.")
    if before is not None:
        moved = [
            f"{tile_of[d]} from {NAME[was[d]]} to {NAME[owner_of[d]]}"
            for d in rows.index
            if owner_of[d] != was[d]
        ]
        alt.append(f"Changed hands: {', '.join(moved) or 'none'}.")
    return sheet.figure()[0], " ".join(alt)


def _shelves(tiles: list, most: int) -> list[list]:
    """The tiles of a layer, at most so many side by side."""
    size = math.ceil(len(tiles) / math.ceil(len(tiles) / most))
    return [tiles[n : n + size] for n in range(0, len(tiles), size)]


def _put(sheet: Sheet, box: tuple, lines: list[str], was: str, owner: str) -> None:
    """A tile with its name, and its owner at its foot."""
    x, y, width, height = box
    ink = INK_ON[owner]
    sheet.tile(*box, owner)
    for n, line in enumerate(lines):
        sheet.write(x + 0.09, y + 0.14 + n * LINE, line, ink)
    whose = f"{SIGN[owner]} {NAME[owner]}"
    if was != owner:
        whose = f"{SIGN[was]} → {whose}" if sheet.on_a_phone else f"{NAME[was]} → {NAME[owner]}"
        sheet.corner(x + width, y)
    bold = {"fontweight": "bold"} if was != owner and not sheet.on_a_phone else {}
    sheet.write(x + 0.09, y + height - 0.105, whose, "aws-ink" if owner != "customer" else ink, **bold)


def _draw_the_line(sheet: Sheet, edges: list) -> None:
    """A thick line wherever a tile of AWS touches one that is not wholly AWS's."""
    half = GAP / 2
    for row in edges:
        for (_, x, top, bottom, left), (*_, right) in zip(row, row[1:]):
            if left != right:
                sheet.stroke([x + half] * 2, [top - half, bottom + half])
    for row, lower in zip(edges, edges[1:]):
        for a, b, _, y, above in row:
            for c, d, _, _, below in lower:
                if below != above and min(b, d) - max(a, c) > 2 * GAP:
                    sheet.stroke([max(a, c) - half, min(b, d) + half], [y + half] * 2)
