"""The moving line: how far each setting moves it, and who owned what when."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ..numbers.history import first_day
from ..words.owners import NAME
from ..words.phrases import plural, short, words
from .style import INK_ON, LINE, PEN, Sheet, fold, foot, styled

START, END = 2014, 2028  # years that the timeline shows
MOST = 8  # bars on each side: more are a wall, and most of them alike


@styled
def reach_chart(reach: pd.DataFrame, service_names: pd.Series, *, width: float) -> tuple[Figure, str]:
    """One bar an option: how many points of your share it gives to AWS (left) or to you (right).

    reach: as of `reach_of_settings`. The eight on each side that move most are bars; the others, and those that change no owner,
    are counted in the note below. service_names: Series from service to its name.
    """
    moving = reach[reach["hands"] > 0].sort_values("change", kind="stable")
    points = moving["change"] * 100
    far = points.abs().max()
    title = (
        f"One setting moves your share by up to {far:.0f} points: "
        f"{(points < 0).sum()} towards AWS, {(points > 0).sum()} towards you"
    )
    rows = pd.concat([moving[points < 0].head(MOST), moving[points > 0].tail(MOST)])
    fewer, points = len(moving) - len(rows), points[rows.index]
    sheet = Sheet(width, title)
    phone = sheet.on_a_phone
    left, number = (0 if phone else 4.7), 0.45
    unit = ((width - left) / 2 - number) / far
    zero = (left + width) / 2
    sheet.write(zero - 0.1, sheet.y + 0.08, "← AWS takes over", "quiet", ha="right")
    sheet.write(zero + 0.1, sheet.y + 0.08, "you take over →", "quiet")
    sheet.y += 0.3
    top, high = sheet.y, 0.17
    labels = [
        f"{short(service_names[r.service])}: {words(r.setting)}, {words(r.option)}" for r in rows.itertuples()
    ]
    for label, value in zip(labels, points):
        lines = fold(label, width - 0.1 if phone else left - 0.25)
        if phone:
            sheet.tall_words(0, lines, "left")
        else:
            high = max(0.17, LINE * len(lines) - 0.01)
            for n, line in enumerate(lines):
                sheet.write(left - 0.12, sheet.y + 0.085 + n * LINE, line, ha="right")
        long = abs(value) * unit
        sheet.tile(
            zero if value > 0 else zero - long, sheet.y, long, 0.17, "customer" if value > 0 else "aws"
        )
        side = 1 if value > 0 else -1
        sheet.write(
            zero + side * (long + 0.06), sheet.y + 0.085, f"{value:+.0f}", ha="left" if side > 0 else "right"
        )
        sheet.y += high + (0.12 if phone else 0.07)
    if not phone:
        sheet.line([zero, zero], [top - 0.06, sheet.y - 0.01], "quiet")
    rest = reach[reach["hands"] == 0]
    others = (
        f"{plural(fewer, 'more option')} move it no farther than the bars on their side. " if fewer else ""
    )
    note = (
        f"{others}{plural(len(rest), 'more option')} change no owner: {(rest['duties'] > 0).sum()} change a duty, "
        f"{(rest['duties'] == 0).sum()} change nothing."
    )
    sheet.note(note)
    alt = (
        f"Bar chart of settings by the change of your share, in points. {title}. "
        + " ".join(f"{label}: {value:+.0f}." for label, value in zip(labels, points))
        + f" {note}"
    )
    return sheet.figure()[0], alt


@styled
def timeline_chart(
    changes: pd.DataFrame, names: pd.Series, service_names: pd.Series, today: str, *, width: float
) -> tuple[Figure, str]:
    """A line a domain from 2014 to 2028, coloured by its owner, with a mark at every dated change.

    changes: `load_table("changes")`. names, service_names: Series from slug to words. today: ISO date; what lies
    behind it is announced.
    """
    dated = changes.assign(day=first_day(changes["date"])).sort_values("day", kind="stable")
    groups = list(dated.groupby(["service", "domain"], sort=False))
    moved = (dated["owner_before"] != dated["owner_after"]).sum()
    title = f"The line moves by date too: {plural(len(dated), 'change')}, {moved} of them of the owner"
    sheet = Sheet(width, title)
    phone = sheet.on_a_phone
    left = 0.05 if phone else 3.3
    right, high = width - 0.2, 0.26

    def place(day):
        year = day if isinstance(day, int) else day.year + (day.day_of_year - 1) / 365
        return left + (right - left) * (year - START) / (END - START)

    now, years = place(pd.Timestamp(today)), range(START, END + 1, 4 if phone else 2)

    def across(start, end):
        for year in years:
            sheet.line([place(year)] * 2, [start, end], below=True)
        sheet.line([now, now], [start, end], linestyle=":", colour="text", linewidth=1.5)

    sheet.write(now, sheet.y + 0.08, "today", "quiet", ha="center")
    sheet.y += 0.28
    top, said = sheet.y, []
    for (service, domain), rows in groups:
        label = f"{service_names[service]}: {names[domain]}"
        if phone:
            sheet.tall_words(
                0, fold(f"{short(service_names[service])}: {names[domain]}", width - 0.1), "left"
            )
        else:
            lines = [*fold(short(service_names[service]), left - 0.2), *fold(names[domain], left - 0.2)]
            for n, line in enumerate(lines):
                at = sheet.y + high / 2 + (n - (len(lines) - 1) / 2) * LINE * 0.95
                sheet.write(left - 0.14, at, line, "quiet" if n else "text", ha="right")
        if phone:  # not through the words
            across(sheet.y - 0.02, sheet.y + high + 0.02)
        edges = [START, *rows["day"], END]
        owners = [rows["owner_before"].iloc[0], *rows["owner_after"]]
        start = 0
        for n in range(1, len(owners) + 1):  # one tile and one word for each stretch of one owner
            if n == len(owners) or owners[n] != owners[start]:
                _stretch(sheet, place(edges[start]), place(edges[n]), high, owners[start])
                start = n
        for day, before, after in zip(rows["day"], rows["owner_before"], rows["owner_after"]):
            middle = [sheet.y + high / 2]
            if before != after:
                sheet.line(
                    [place(day)], middle, "text", marker="D", markersize=7, markeredgecolor=PEN["paper"]
                )
            else:
                sheet.line([place(day)] * 2, [sheet.y - 0.03, sheet.y + high + 0.03], "text", linewidth=2.5)
        said.append(
            f"{label}: "
            + ", ".join(
                f"{row.date} {NAME.get(row.owner_before, 'nobody')} to {NAME.get(row.owner_after, 'nobody')}"
                for row in rows.itertuples()
            )
            + "."
        )
        sheet.y += high + (0.13 if phone else 0.17)
    for year in years:
        sheet.write(
            place(year),
            sheet.y + 0.08,
            str(year),
            "quiet",
            ha="left" if phone and year == START else "center",
        )
    if not phone:
        across(top - 0.1, sheet.y - 0.04)
    sheet.y += 0.2
    sheet.note("Diamond: the owner changed. Stroke: the duty changed. Empty: not offered.")
    alt = f"Timeline of {plural(len(groups), 'domain')}, {START} to {END}. {title}. " + " ".join(said)
    return sheet.figure()[0], alt


def _stretch(sheet: Sheet, start: float, end: float, high: float, owner: str) -> None:
    """The years of one owner, with the owner's name where it has room."""
    if not owner:
        return
    sheet.tile(start, sheet.y, end - start, high, owner)
    if end - start > 0.6:
        middle = sheet.y + (high - (foot(high) if owner == "shared" else 0)) / 2
        sheet.write(start + 0.12, middle, NAME[owner], INK_ON[owner])
