"""What a runaway function costs, as a component: a guess first, then the bill, with the days until somebody notices as its control."""

from __future__ import annotations

from html import escape

import pandas as pd
import traitlets

from ..charts.bill import bill_chart
from ..numbers.bill import forgotten_instance, runaway_function, usd
from ..tables.load import load_table
from .living import Living, script
from .page import picture
from .stack import Stack
from .stack_data import cited

LAMBDA = ["lambda-x86-gb-second", "lambda-requests-million"]
MACHINE = "ec2-m5-xlarge-hour"
# The stops of the slider, in days, and the sizes of a run, in GB.
WAITS = {1 / 24: "1 hour", 1: "1 day", 3: "3 days", 7: "1 week", 30: "30 days", 90: "90 days", 365: "1 year"}
SIZES = {0.125: "128 MB", 0.5: "512 MB", 1: "1 GB", 2: "2 GB", 10: "10 GB"}
AT_FIRST = {"parallel": 1000, "memory": 1.0, "days": 30.0}
# Readers have heard of loops, some of which AWS stops. This is something else.
WHICH = "Strangers at an open address"
HOW = (
    "They call a function whose web address is open to all, and keep it running as many times at once as the quota allows. A loop "
    "through S3 is stopped after about 16 rounds, unless you allowed it. One through DynamoDB goes on, but only as wide as the table: "
    "as a rule once at a time for each of its shards."
)


class Bill(Living):
    """The bill of a function that runs wild, beside a forgotten machine and a function that nobody calls.

    What the learner does can be read, and set: parallel (runs at any moment, 0 to 10,000), memory (GB of each run, 0.125 to 10), days
    (until somebody notices, 0 to 365), guess (US dollars for the bill of 30 days, or None) and shown (whether the bill is). A
    TraitError says so, if a number is out of its range.
    """

    _esm = script("elements.js", "bill.js")
    _css = Stack._css  # the colours of the page, the handle and its stops
    data = traitlets.Dict().tag(sync=True)
    parallel = traitlets.Int(AT_FIRST["parallel"], min=0, max=10_000).tag(sync=True)
    memory = traitlets.Float(AT_FIRST["memory"], min=0.125, max=10).tag(sync=True)
    days = traitlets.Float(AT_FIRST["days"], min=0, max=365).tag(sync=True)
    guess = traitlets.Float(None, allow_none=True, min=0).tag(sync=True)
    shown = traitlets.Bool(False).tag(sync=True)


def bill_data(prices: pd.DataFrame) -> dict:
    """What the bill in the browser has to know.

    Returns gb_second, million_requests and machine_hour (US dollars), region, dated (ISO dates of the prices, by what they are for),
    sources and loops (dicts as in `stack_data`, or the key of one that the course doesn't have), which and how (the words that say
    what this is), at_first (what is guessed), waits and sizes (pairs of number and name), most (runs in parallel). KeyError
    names the prices that exist.
    """
    used = prices[prices["price"].isin([*LAMBDA, MACHINE])]
    known = cited(load_table("sources"), {"lam-recur", "lam-ddb", *used["source"]})
    runaway = runaway_function(prices, **_as_arguments(AT_FIRST))
    return {
        "gb_second": usd(prices, LAMBDA[0]),
        "million_requests": usd(prices, LAMBDA[1]),
        "machine_hour": usd(prices, MACHINE),
        "region": runaway["region"],
        "dated": {"Lambda": runaway["as_of"], "m5.xlarge": _day(prices, MACHINE)},
        "sources": [known.get(source, source) for source in used["source"].unique()],
        "loops": [known["lam-recur"], known["lam-ddb"]],
        "which": WHICH,
        "how": HOW,
        "at_first": AT_FIRST,
        "waits": [list(wait) for wait in WAITS.items()],
        "sizes": [list(size) for size in SIZES.items()],
        "most": Bill.parallel.max,
    }


def bill_simulator(prices: pd.DataFrame, guess_first: bool = True) -> Bill:
    """What a runaway Lambda function costs, beside a forgotten EC2 instance.

    prices: `load_table("prices")`. guess_first: whether the bill of 30 days is asked for before it is shown. KeyError names the prices
    that exist, if one of the three that a bill needs is missing.
    """
    fallback, text = _told(prices)
    return Bill(fallback, text, data=bill_data(prices), shown=not guess_first)


def _told(prices: pd.DataFrame) -> tuple[str, str]:
    """The bill for readers without a script: as HTML with its chart, and as one line."""
    given = _as_arguments(AT_FIRST)
    runaway, days = runaway_function(prices, **given), round(given["days"])
    amount, what = f"${runaway['usd']:,.2f}", f"{WHICH}, {days} days"
    rest = (
        f"{runaway['gb_seconds']:,.0f} GB-seconds and {runaway['requests']:,.0f} requests. "
        f"A forgotten m5.xlarge in the same time: ${forgotten_instance(prices, MACHINE, days):,.2f}. "
        f"A function that nobody calls: $0.00. List prices of {runaway['region']}: Lambda {runaway['as_of']}, "
        f"m5.xlarge {_day(prices, MACHINE)} (source: {runaway['source']})."
    )
    large = "font-size:2.4em;font-weight:700;font-variant-numeric:tabular-nums;line-height:1.2"
    html = (
        f'<p>{escape(what)}</p><div style="{large}">{amount}</div><p>{escape(HOW)}</p><p>{escape(rest)}</p>'
    )
    chart = picture(*bill_chart(prices, given["parallel"], given["memory_gb"], days))
    return html + chart, f"Bill. {what}: {amount} for {rest}"


def _as_arguments(given: dict) -> dict:
    """The values of a bill as `runaway_function` calls them."""
    return {"parallel": given["parallel"], "memory_gb": given["memory"], "days": given["days"]}


def _day(prices: pd.DataFrame, price: str) -> str:
    """The ISO date of a price."""
    return str(prices.loc[prices["price"] == price, "as_of"].iloc[0])[:10]
