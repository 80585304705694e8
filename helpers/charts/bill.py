"""What forgetting costs, in US dollars of the price list."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ..numbers.bill import forgotten_cluster, forgotten_instance, runaway_function
from ..words.phrases import plural
from .style import LINE, PEN, Sheet, styled

ONE = "ec2-m5-xlarge-hour"


def _dated(prices: pd.DataFrame, *keys: str) -> str:
    """Region, dates and sources of the prices that a chart uses, as the line below it."""
    used = prices[prices["price"].isin(keys)]
    dates = sorted({str(day)[:10] for day in used["as_of"]})
    span = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return f"List prices of {used['region'].iloc[0]}, {span}. Source: {', '.join(used['source'].unique())}."


@styled
def cost_of_forgetting_chart(prices: pd.DataFrame, days: int = 30, *, width: float) -> tuple[Figure, str]:
    """What four things cost that nobody turns off for `days`: one bar each, from zero, in dollars.

    prices: `load_table("prices")`. An idle function, an m5.xlarge, a runaway function (1,000 runs of 1 GB at any moment) and an
    EMR cluster of five x2iedn.32xlarge.
    """
    rows = [
        ("A Lambda function that nobody calls", 0.0),
        ("One m5.xlarge, idle", forgotten_instance(prices, ONE, days)),
        ("A runaway function, 1,000 runs of 1 GB", runaway_function(prices, 1000, 1, days)["usd"]),
        ("An EMR cluster of five x2iedn.32xlarge, idle", forgotten_cluster(prices, 5, days)),
    ]
    most = max(usd for _, usd in rows)
    title = f"Forgotten for {plural(days, 'day')}: from $0 for an idle function to ${most:,.0f} for an idle cluster"
    sheet = Sheet(width, title)
    left = 0 if sheet.on_a_phone else 3.75
    room = width - left - 1.1  # for the longest amount
    for name, usd in rows:
        if sheet.on_a_phone:
            sheet.write(0, sheet.y + 0.08, name)
            sheet.y += LINE + 0.03
        else:
            sheet.write(left - 0.12, sheet.y + 0.15, name, ha="right")
        long = room * usd / most if most else 0
        sheet.tile(left, sheet.y, max(long, 0.01), 0.3, "customer")
        sheet.write(left + long + 0.08, sheet.y + 0.15, f"${usd:,.0f}", fontsize=12, fontweight="bold")
        sheet.y += 0.44
    keys = [
        ONE,
        "ec2-x2iedn-32xlarge-hour",
        "emr-x2iedn-32xlarge-hour",
        "lambda-x86-gb-second",
        "lambda-requests-million",
    ]
    sheet.note(f"Disks, addresses and data transfer come on top. {_dated(prices, *keys)}")
    alt = f"Bar chart of dollars for {plural(days, 'day')}. " + " ".join(
        f"{name}: ${usd:,.2f}." for name, usd in rows
    )
    return sheet.figure()[0], alt


@styled
def bill_chart(
    prices: pd.DataFrame, parallel: int, memory_gb: float, days: int, *, width: float
) -> tuple[Figure, str]:
    """How three bills grow day by day: a runaway function, a forgotten m5.xlarge, a function that nobody calls.

    prices: `load_table("prices")`; parallel, memory_gb, days as in `runaway_function`.
    """
    runaway = runaway_function(prices, parallel, memory_gb, days)
    idle = forgotten_instance(prices, ONE, days)
    sheet = Sheet(width, f"After {plural(days, 'day')} a runaway function has cost ${runaway['usd']:,.0f}")
    top, tall = sheet.y, 2.3
    sheet.y += tall + 0.42
    sheet.note(_dated(prices, "lambda-x86-gb-second", "lambda-requests-million", ONE))
    fig, _ = sheet.figure()
    left = 0.85
    right = 0.15 if sheet.on_a_phone else 2.2
    ax = sheet.axes(fig, left, top, width - left - right, tall)
    most, until = max(runaway["usd"], idle, 1), max(days, 1)
    lines = [
        ("runaway function", runaway["usd"], "customer", 3),
        ("m5.xlarge" if sheet.on_a_phone else "forgotten m5.xlarge", idle, "text", 2),
        ("idle function", 0.0, "quiet", 2),
    ]

    for _, usd, role, thick in lines:
        ax.plot([0, days], [0, usd], color=PEN[role], linewidth=thick, solid_capstyle="round", clip_on=False)
        ax.plot([days], [usd], "o", color=PEN[role], markersize=7, clip_on=False)
    # The labels stand at the ends of the lines, and never on each other.
    least = 0.2 / tall * most * 1.08
    places, floor = {}, -1.0
    for name, usd, _, _ in sorted(lines, key=lambda row: row[1]):
        floor = places[name] = max(usd, floor + least)
    for name, usd, _, _ in lines:
        words = f"{name}: ${usd:,.0f}"
        x, ha = (-8, "right") if sheet.on_a_phone and days else (10, "left")
        ax.annotate(
            words, (days, places[name]), (x, 7 if sheet.on_a_phone else -4), textcoords="offset points", ha=ha
        )
    ax.set(xlim=(0, until), ylim=(0, most * 1.08), xlabel="days until somebody notices")
    ax.yaxis.set_major_formatter(lambda usd, _: f"${usd:,.0f}")
    ax.locator_params(axis="y", nbins=5)
    ax.locator_params(axis="x", integer=True, nbins=6)
    ax.grid(axis="y")
    alt = (
        f"Line chart of dollars over {plural(days, 'day')}: the runaway function ${runaway['usd']:,.2f}, a forgotten m5.xlarge "
        f"${idle:,.2f}, a function that nobody calls $0.00."
    )
    return fig, alt
