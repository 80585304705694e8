"""The moving line: how far each setting moves it, and who owned what when."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..numbers.history import first_day
from ..words.owners import NAME
from ..words.palette import COLOUR, INK, TEXT
from ..words.phrases import plural, short, words
from .style import styled

START, END = 2014, 2028  # years that the timeline shows


@styled
def reach_chart(reach: pd.DataFrame, service_names: pd.Series) -> tuple[Figure, str]:
    """One bar an option: how many points of your share it gives to AWS (left) or to you (right).

    reach: `changes.reach_of_settings`; options that change no owner count in the note below, not as bars.
    service_names: Series from service to its name.
    """
    rows = reach[reach["hands"] > 0].sort_values("change", kind="stable")
    height = 0.235 * len(rows) + 1.15
    fig = Figure(figsize=(8, height))
    ax = fig.add_axes((0.56, 0.5 / height, 0.42, 1 - 1.05 / height))
    points = rows["change"] * 100
    colours = [COLOUR["aws"] if value < 0 else COLOUR["customer"] for value in points]
    ax.barh(range(len(rows)), points, color=colours, height=0.78)
    for y, value in enumerate(points):
        ax.text(
            value + (0.3 if value > 0 else -0.3),
            y,
            f"{value:+.0f}",
            va="center",
            ha="left" if value > 0 else "right",
        )
    labels = [
        f"{short(service_names[r.service])}: {words(r.setting)}, {words(r.option)}" for r in rows.itertuples()
    ]
    ax.set_yticks(range(len(rows)), labels)
    ax.tick_params(axis="y", length=0, labelsize=9)
    room = points.abs().max() + 2.5
    ax.set(xlim=(-room, room), ylim=(len(rows) - 0.4, -0.6))
    ax.axvline(0, color=TEXT, linewidth=1)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set_xticks([])
    ax.text(-room, len(rows) - 0.1, "← AWS takes over", va="top")
    ax.text(room, len(rows) - 0.1, "you take over →", va="top", ha="right")
    far = rows.loc[rows["change"].abs().idxmax()]
    title = (
        f"One setting moves your share by up to {abs(far['change']) * 100:.0f} points: "
        f"{(points < 0).sum()} towards AWS, {(points > 0).sum()} towards you"
    )
    fig.text(0.005, 1 - 0.08 / height, title, va="top", fontsize=12, fontweight="bold")
    rest = reach[reach["hands"] == 0]
    note = (
        f"{plural(len(rest), 'more option')} change no owner: {(rest['duties'] > 0).sum()} change a duty, "
        f"{(rest['duties'] == 0).sum()} change nothing."
    )
    fig.text(0.005, 0.08 / height, note)
    alt = (
        f"Bar chart of settings by the change of your share, in points. {title}. "
        + " ".join(f"{label}: {value:+.0f}." for label, value in zip(labels, points))
        + f" {note}"
    )
    return fig, alt


@styled
def timeline_chart(
    changes: pd.DataFrame, names: pd.Series, service_names: pd.Series, today: str
) -> tuple[Figure, str]:
    """A line a domain from 2014 to 2028, coloured by its owner, with a mark at every dated change.

    changes: `load_table("changes")`. names, service_names: Series from slug to words. today: ISO date; what lies
    behind it is announced.
    """
    dated = changes.assign(day=first_day(changes["date"])).sort_values("day", kind="stable")
    groups = list(dated.groupby(["service", "domain"], sort=False))
    height = 0.36 * len(groups) + 1.05
    fig = Figure(figsize=(8, height))
    ax = fig.add_axes((0.42, 0.5 / height, 0.56, 1 - 0.95 / height))

    def year(day):
        return day.year + (day.day_of_year - 1) / 365

    said, moved = [], 0
    for y, ((service, domain), rows) in enumerate(groups):
        edges = [START, *(year(day) for day in rows["day"]), END]
        owners = [rows["owner_before"].iloc[0], *rows["owner_after"]]
        for left, right, owner in zip(edges, edges[1:], owners):
            if owner:
                ax.add_artist(Rectangle((left, y + 0.12), right - left, 0.76, facecolor=COLOUR[owner]))
        # One word for each stretch of one owner, where it has room.
        start = 0
        for n in range(1, len(owners) + 1):
            if n == len(owners) or owners[n] != owners[start]:
                left, right = edges[start], edges[n]
                if owners[start] and right - left > 0.9:
                    ax.text(
                        (left + right) / 2,
                        y + 0.5,
                        NAME[owners[start]],
                        ha="center",
                        va="center",
                        color=INK[owners[start]],
                        fontsize=9,
                        bbox={"facecolor": COLOUR[owners[start]], "edgecolor": "none", "pad": 1},
                    )
                start = n
        for day, before, after in zip(rows["day"], rows["owner_before"], rows["owner_after"]):
            ax.plot(
                year(day),
                y + 0.5,
                marker="D" if before != after else "|",
                color="#000000",
                markersize=6,
                markeredgewidth=2,
                zorder=4,
            )
        moved += (rows["owner_before"] != rows["owner_after"]).sum()
        label = f"{service_names[service]}: {names[domain]}"
        said.append(
            f"{label}: "
            + ", ".join(
                f"{row.date} {NAME.get(row.owner_before, 'nobody')} to {NAME.get(row.owner_after, 'nobody')}"
                for row in rows.itertuples()
            )
            + "."
        )
    ax.set_yticks(
        [y + 0.5 for y in range(len(groups))],
        [f"{short(service_names[s])}:\n{names[d]}" for (s, d), _ in groups],
    )
    ax.tick_params(length=0, labelsize=8)
    ax.axvline(year(pd.Timestamp(today)), color=TEXT, linestyle=":", linewidth=1.5)
    ax.text(year(pd.Timestamp(today)), -0.15, "today", ha="center", va="bottom", fontsize=9)
    ax.set(xlim=(START, END), ylim=(len(groups), 0))
    ax.set_xticks(range(START, END + 1, 2))
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.grid(axis="x")
    title = f"The line moves by date too: {plural(len(dated), 'change')}, {moved} of them of the owner"
    fig.text(0.005, 1 - 0.08 / height, title, va="top", fontsize=12, fontweight="bold")
    fig.text(
        0.005, 0.06 / height, "Diamond: the owner changed. Stroke: the duty changed. White: not offered."
    )
    return fig, f"Timeline of {plural(len(groups), 'domain')}, {START} to {END}. {title}. " + " ".join(said)
