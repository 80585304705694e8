"""Matplotlib figures from data frames, each with an alternative text made from the same numbers.

Every function returns `(figure, alt)`; `helpers.show(figure, alt)` puts both on the page.
Frames come from `helpers.model` (columns as in data/README.md) and `helpers.scale`.
One palette (Okabe and Ito, "Color Universal Design", 2008), and the owner's name on every mark,
so that colour is never the only signal.
"""
import functools
import math
import textwrap

import pandas as pd
from matplotlib import rc_context
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

OWNERS = ["aws", "shared", "customer"]
COLOUR = {"aws": "#0072B2", "shared": "#009E73", "customer": "#D55E00"}
INK = {"aws": "#FFFFFF", "shared": "#000000", "customer": "#000000"}  # text on these colours
NAME = {"aws": "AWS", "shared": "shared", "customer": "you"}
LETTER = {"aws": "A", "shared": "S", "customer": "Y"}
PAPER, TEXT, GRID = "#FFFFFF", "#222222", "#D9D9D9"

STYLE = {
    "font.family": ["DejaVu Sans"], "font.size": 10, "text.color": TEXT,
    "axes.titlesize": 12, "axes.titleweight": "bold", "axes.titlelocation": "left",
    "axes.labelcolor": TEXT, "xtick.color": TEXT, "ytick.color": TEXT,
    "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": "#777777",
    "text.parse_math": False,     # a $ in a name is a dollar sign, not the start of a formula
    "axes.axisbelow": True, "grid.color": GRID, "figure.facecolor": PAPER, "hatch.linewidth": 0.6,
}


def styled(draw):
    """Draw under the course's style, and leave the learner's own matplotlib settings alone."""
    @functools.wraps(draw)
    def wrapper(*args, **kwargs):
        with rc_context(STYLE):
            return draw(*args, **kwargs)
    return wrapper


def plural(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def labels_of(slugs, names: pd.Series | None) -> list[str]:
    """The words for `slugs`, each short enough to leave room for the chart."""
    words = slugs if names is None else names.reindex(slugs)
    return [textwrap.shorten(str(word), 48, placeholder=" …") for word in words]


def split_of(owners: pd.Series) -> str:
    """`owners` in words: "15 yours, 5 shared, 6 AWS's"."""
    n = owners.astype(str).value_counts()
    return f"{n.get('customer', 0)} yours, {n.get('shared', 0)} shared, {n.get('aws', 0)} AWS's"


@styled
def responsibility_stack(rows: pd.DataFrame, before: pd.DataFrame | None = None,
                         title: str | None = None):
    """One service from the building up to the people: a tile for each domain.

    rows: `model.of(service)`: index domain in order, columns name, layer, owner (and
    service_name). Layers stand on each other in the order of the table, the first at the bottom.
    A thick line runs round what AWS owns. before: the same frame for the service to compare
    with; a tile that changed hands since then says so ("you → AWS") and has a white frame.
    """
    owner_of = rows["owner"].astype(str).to_dict()
    was = owner_of if before is None else before["owner"].astype(str).reindex(rows.index).to_dict()
    layers = {}     # in the order of the table, each with its tiles: (domain, name)
    for domain, tile, layer in zip(rows.index, rows["name"].astype(str), rows["layer"].astype(str)):
        layers.setdefault(layer, []).append((domain, tile))
    name = rows["service_name"].iloc[0] if "service_name" in rows else "This service"
    height = 0.66 * len(layers) + 0.55
    fig = Figure(figsize=(8, height))
    ax = fig.add_axes((0.125, 0.1 / height, 0.87, 1 - 0.55 / height))
    ax.set(xlim=(0, 1), ylim=(0, len(layers)))
    ax.axis("off")
    edges = []     # per layer: (left, right, is it AWS's) of each tile, to draw the line from
    for level, (layer, tiles) in enumerate(layers.items()):
        width = 1 / len(tiles)
        ax.text(-0.01, level + 0.5, layer, ha="right", va="center", color=TEXT)
        edges.append([])
        for i, (domain, tile) in enumerate(tiles):
            owner = owner_of[domain]
            changed = was[domain] != owner
            ax.add_artist(Rectangle((i * width, level), width, 1, facecolor=COLOUR[owner],
                                   edgecolor=PAPER, linewidth=1.5))
            if changed:
                ax.add_artist(Rectangle((i * width + 0.006, level + 0.055), width - 0.012, 0.89,
                                       fill=False, edgecolor=PAPER, linewidth=2.5))
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
    fig.text(0.005, 1 - 0.08 / height, title or f"{name}: {split}", va="top",
             fontsize=12, fontweight="bold")
    tile_of = {domain: tile for tiles in layers.values() for domain, tile in tiles}
    alt = [f"Responsibility stack of {name}, {plural(len(rows), 'tile')}: {split}."]
    for owner in reversed(OWNERS):
        names = [tile_of[domain] for domain in rows.index if owner_of[domain] == owner]
        if names:
            alt.append(f"{NAME[owner].capitalize() if owner != 'aws' else 'AWS'}: {', '.join(names)}.")
    if before is not None:
        alt.append("Changed hands: " + (", ".join(
            f"{tile_of[domain]} from {NAME[was[domain]]} to {NAME[owner_of[domain]]}"
            for domain in rows.index if owner_of[domain] != was[domain]) or "none") + ".")
    return fig, " ".join(alt)


def _draw_the_line(ax, edges):
    """A thick line wherever a tile of AWS touches one that is not wholly AWS's."""
    pen = {"color": "#000000", "linewidth": 3.5, "solid_capstyle": "projecting", "zorder": 5}
    for height, row in enumerate(edges):
        for (_, x, left), (_, _, right) in zip(row, row[1:]):
            if left != right:
                ax.plot([x, x], [height, height + 1], **pen)
        for a, b, below in row:
            for c, d, above in (edges[height + 1] if height + 1 < len(edges) else []):
                if below != above and min(b, d) - max(a, c) > 1e-9:
                    ax.plot([max(a, c), min(b, d)], [height + 1, height + 1], **pen)


@styled
def heat_map(grid: pd.DataFrame, names: pd.Series | None = None,
             service_names: pd.Series | None = None, title: str | None = None):
    """Who owns what: domains down, services across, a coloured letter in each cell.

    grid: `model.grid()` or a part of it: index service, one column a domain, cells are owners.
    names and service_names: Series from slug to the words to print.
    """
    cells = grid.astype(str).T
    rows, columns = labels_of(cells.index, names), labels_of(cells.columns, service_names)
    angle = 40 if len(columns) <= 10 else 90
    longest = max(map(len, columns)) * 0.076                # inches
    header = longest * math.sin(math.radians(angle)) + 0.1
    lean = longest * math.cos(math.radians(angle)) / 8      # the last name leans to the right
    height = 0.235 * len(rows) + header + 0.85
    fig = Figure(figsize=(8, height))
    ax = fig.add_axes((0.345, 0.36 / height, 0.985 - lean - 0.345, 0.235 * len(rows) / height))
    ax.set(xlim=(0, cells.shape[1]), ylim=(cells.shape[0], 0))
    for y, row in enumerate(cells.to_numpy()):
        for x, owner in enumerate(row):
            ax.add_artist(Rectangle((x, y), 1, 1, facecolor=COLOUR[owner], edgecolor=PAPER))
            ax.text(x + 0.5, y + 0.53, LETTER[owner], ha="center", va="center", fontsize=10,
                    color=INK[owner])
    ax.set_yticks([y + 0.5 for y in range(len(rows))], rows)
    ax.set_xticks([x + 0.5 for x in range(len(columns))], columns, rotation=angle, ha="left",
                  va="center", rotation_mode="anchor")
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    finding = f"Who acts, cell by cell: {split_of(cells.stack())}"
    fig.text(0.005, 1 - 0.08 / height, title or finding, va="top", fontsize=12, fontweight="bold")
    fig.text(0.345, 0.1 / height, "A = AWS acts · S = shared, both act · Y = you act")
    alt = (f"Heat map of {plural(len(rows), 'domain')} by {plural(len(columns), 'service')}. "
           + " ".join(f"{c}: {split_of(cells[s])}." for s, c in zip(cells.columns, columns)))
    return fig, alt


@styled
def share_bars(counts: pd.DataFrame, share: pd.Series, service_names: pd.Series | None = None,
               title: str | None = None, unit: str = "number of domains"):
    """One bar a service, divided into the domains of AWS, shared and you.

    counts: `scale.owner_counts`, index service, columns aws, shared, customer (domains, or the sum
    of their weights).
    share: `scale.customer_share`, the same index, 0 to 1; printed as per cent behind the bar.
    """
    labels = labels_of(counts.index, service_names)
    margin = 0.02 + 0.0106 * max(map(len, labels))
    total = counts.sum(axis=1)
    height = 0.42 * len(counts) + 1.35
    fig = Figure(figsize=(8, height))
    ax = fig.add_axes((margin, 0.8 / height, 0.86 - margin, 1 - 1.2 / height))
    left = pd.Series(0, index=counts.index)
    for owner in reversed(OWNERS):
        values = counts[owner]
        ax.barh(range(len(counts)), values, left=left, color=COLOUR[owner], edgecolor=PAPER,
                height=0.78)
        for y, (x, n) in enumerate(zip(left, values)):
            if n:
                words = f"{n:g} {NAME[owner]}" if n >= 0.11 * total.max() else f"{n:g}"
                fig.text(x + n / 2, y, words, ha="center", va="center", color=INK[owner], transform=ax.transData)
        left = left + values
    for y, (n, value) in enumerate(zip(total, share.reindex(counts.index))):
        fig.text(n + 0.012 * total.max(), y, f"{value:.0%} yours", va="center", fontweight="bold",
                 transform=ax.transData)
    for y, label in enumerate(labels):      # not as ticks, which take matplotlib longer than all bars
        fig.text(-0.01, y, label, ha="right", va="center", transform=ax.get_yaxis_transform())
    ax.set(xlim=(0, total.max()), ylim=(len(counts) - 0.4, -0.6), yticks=[], xlabel=unit)
    ax.grid(axis="x")
    ax.tick_params(length=0)
    words = {s: label for s, label in zip(counts.index, labels)}
    finding = f"Your share runs from {share.max():.0%} to {share.min():.0%}"
    fig.text(0.005, 1 - 0.08 / height, title or finding, va="top", fontsize=12, fontweight="bold")
    fig.text(0.005, 0.08 / height, "Share: yours counts 1, shared counts ½, AWS's counts 0.",
             fontsize=10)
    alt = "Bar chart of who acts, by service. " + " ".join(
        f"{words[s]}: {counts.loc[s, 'customer']:g} yours, {counts.loc[s, 'shared']:g} shared, "
        f"{counts.loc[s, 'aws']:g} AWS's, share {share[s]:.0%}." for s in counts.index)
    return fig, alt


@styled
def difference_chart(changes: pd.DataFrame, names: pd.Series, left: str, right: str):
    """The domains that change hands between two services, left and right side by side.

    changes: `scale.difference`, index domain, columns left, right, moved.
    names: Series from domain to its name; left, right: the words for the two services.
    """
    moved = changes[changes["moved"] != "same"]
    height = 0.34 * max(len(moved), 1) + 1.25
    fig = Figure(figsize=(8, height))
    ax = fig.add_axes((0.36, 0.1 / height, 0.62, 1 - 1.05 / height))
    ax.set(xlim=(0, 2.2), ylim=(max(len(moved), 1), 0))
    ax.axis("off")
    for y, (domain, row) in enumerate(moved.iterrows()):
        ax.text(-0.03, y + 0.5, names[domain], ha="right", va="center")
        for x, owner in ((0, row["left"]), (1.2, row["right"])):
            ax.add_artist(Rectangle((x, y + 0.06), 1, 0.88, facecolor=COLOUR[owner]))
            ax.text(x + 0.5, y + 0.5, NAME[owner], ha="center", va="center", color=INK[owner])
        ax.annotate("", (1.18, y + 0.5), (1.02, y + 0.5),
                    arrowprops={"arrowstyle": "-|>", "color": TEXT})
    for x, words in ((0.5, left), (1.7, right)):
        ax.text(x, -0.12, textwrap.fill(words, 24), ha="center", va="bottom", fontweight="bold")
    if moved.empty:
        ax.text(0, 0.5, "No domain changes hands.", va="center")
    to_aws = (moved["moved"] == "to aws").sum()
    to_you = (moved["moved"] == "to customer").sum()
    title = (f"{len(moved)} of {len(changes)} domains change hands: "
             f"{to_aws} towards AWS, {to_you} towards you")
    fig.text(0.005, 1 - 0.08 / height, title, va="top", fontsize=12, fontweight="bold")
    alt = f"{left} against {right}. {title}. " + " ".join(
        f"{names[d]}: {NAME[r['left']]} to {NAME[r['right']]}." for d, r in moved.iterrows())
    return fig, alt.strip()


@styled
def cluster_clock_chart(images: pd.DataFrame, launched: str, months: int):
    """Image versions published while one cluster keeps running: a step line that only rises.

    images: columns image, released (dates), source; launched: ISO date on which the cluster started;
    months: the age at which the cluster is looked at.
    """
    start = pd.Timestamp(launched)
    now = start + pd.DateOffset(months=months)
    dates = pd.to_datetime(images["released"]).sort_values()
    if dates.empty or start < dates.min():
        raise ValueError(f"no image is older than the launch on {launched}; choose a later launch")
    since = dates[(dates > start) & (dates <= start + pd.DateOffset(months=24))]
    missed = int((since <= now).sum())
    last = dates[dates <= start].max()
    fig = Figure(figsize=(8, 3.5))
    ax = fig.add_axes((0.09, 0.25, 0.88, 0.6))
    ax.step([start, *since], range(len(since) + 1), where="post", color="#777777", linewidth=1.2)
    seen = since[since <= now]
    ax.step([start, *seen, now], [*range(len(seen) + 1), missed], where="post",
            color=COLOUR["customer"], linewidth=2.5)
    ax.plot([now], [missed], "o", color=COLOUR["customer"])
    ax.set(xlim=(start, start + pd.DateOffset(months=24)), ylim=(0, len(since) * 1.15 + 1),
           ylabel="newer versions")
    ax.set_xlabel("calendar date (grey: what will still be published)")
    ax.grid(axis="y")
    locator = AutoDateLocator(minticks=4, maxticks=8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    fig.text(0.005, 0.02, f"Source: {', '.join(images['source'].astype(str).unique())}, "
             f"versions up to {dates.max():%Y-%m-%d}")
    age = "On launch day" if months == 0 else f"After {plural(months, 'month')}"
    fig.text(0.005, 0.975, f"{age}: {plural(missed, 'newer version')} of Amazon Linux 2023",
             va="top", fontsize=12, fontweight="bold")
    alt = (f"{age}, {plural(missed, 'version')} of Amazon Linux 2023 newer than the one of "
           f"{last:%Y-%m-%d}, the newest when the cluster was launched on {start:%Y-%m-%d}.")
    return fig, alt


@styled
def calibration_chart(table: pd.DataFrame):
    """How often answers were right at each confidence, one bar a confidence.

    table: `questions.calibration`: index confidence; columns answers, right, share (NaN: no answer).
    """
    fig = Figure(figsize=(7, 0.5 * len(table) + 1.3))
    ax = fig.add_axes((0.16, 0.28, 0.8, 0.54))
    shares = table["share"].fillna(0)
    ax.barh(range(len(table)), shares, color="#56B4E9", edgecolor="#000000", height=0.7)
    for y, (_, row) in enumerate(table.iterrows()):
        words = f"{row['right']:.0f} of {row['answers']:.0f} right" if row["answers"] else "no answers"
        inside = shares.iloc[y] > 0.5
        ax.text(shares.iloc[y] + (-0.015 if inside else 0.015), y, words, va="center",
                ha="right" if inside else "left", color="#000000")
    ax.set_yticks(range(len(table)), list(table.index))
    ax.set(xlim=(0, 1), ylim=(len(table) - 0.4, -0.6), xlabel="part of the answers that were right")
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
    ax.grid(axis="x")
    ax.tick_params(length=0)
    sure = table.loc["sure"]
    finding = (f"Of what you were sure of, {sure['right']:.0f} of {sure['answers']:.0f} was right"
               if sure["answers"] else "You were sure of none of your answers")
    fig.text(0.005, 0.97, finding, va="top", fontsize=12, fontweight="bold")
    alt = "Bar chart of confidence against correctness. " + " ".join(
        f"{name}: {row['right']:.0f} of {row['answers']:.0f} right." for name, row in table.iterrows())
    return fig, alt


@styled
def gain_chart(gain):
    """Right answers before and after the course, of all items, as two dots joined by a line.

    gain: `questions.Gain`.
    """
    fig = Figure(figsize=(7, 1.7))
    ax = fig.add_axes((0.04, 0.36, 0.92, 0.3))
    ax.plot([gain.before, gain.after], [0, 0], color="#777777", linewidth=3, zorder=1)
    for x, word, colour, above in ((gain.before, "before", "#FFFFFF", False), (gain.after, "after", "#56B4E9", True)):
        ax.scatter([x], [0], s=150, color=colour, edgecolor="#000000", zorder=2)
        ax.annotate(f"{word}: {x}", (x, 0), (0, 11 if above else -22), textcoords="offset points", ha="center")
    ax.set(xlim=(-0.5, gain.items + 0.5), ylim=(-1, 1), xlabel=f"right answers of {gain.items}")
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    change = gain.after - gain.before
    finding = (f"You have {plural(abs(change), 'answer')} {'more' if change > 0 else 'fewer'} right than before"
               if change else "You have as many right as before")
    fig.text(0.005, 0.97, finding, va="top", fontsize=12, fontweight="bold")
    alt = f"Right answers before and after the course: {gain.before} of {gain.items} before, {gain.after} after."
    return fig, alt
