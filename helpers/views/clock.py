"""How far a running cluster falls behind, as a component: the curve of what was published since, and the age as its control."""

from __future__ import annotations

import pandas as pd
import traitlets

from ..charts.clock import cluster_clock_chart
from ..numbers.versions import versions_since
from ..tables.load import load_table
from .living import Living, script
from .page import picture
from .stack import Stack
from .stack_data import cited


class Clock(Living):
    """One curve and a handle below it. `months`, the age that is shown, can be read, and set.

    A TraitError says which ages there are, if the clock doesn't go so far.
    """

    _esm = script("elements.js", "clock.js")
    _css = Stack._css  # the colours of the page, the handle and its stops
    data = traitlets.Dict().tag(sync=True)
    months = traitlets.Int(0).tag(sync=True)

    @traitlets.validate("months")
    def _known_age(self, proposal):
        last = len(self.data["ends"]) - 1
        if not 0 <= proposal["value"] <= last:
            raise traitlets.TraitError(
                f"This clock has no month {proposal['value']}. It goes from 0 to {last}."
            )
        return proposal["value"]


def clock_data(images: pd.DataFrame, launched: str, months: int) -> dict:
    """What the clock in the browser has to know. All days are ISO dates.

    Returns launched, newest (the version of that day), ends (the day on which each age from 0 to `months` is reached), versions (the
    days of those that came after), until (the last day in the table) and sources (dicts as in `stack_data`, or the key of one that
    the course doesn't have).
    """
    start = pd.Timestamp(launched)
    newest, since = versions_since(images, launched, months)
    known = cited(load_table("sources"), set(images["source"]))
    ends = [start + pd.DateOffset(months=month) for month in range(months + 1)]
    return {
        "launched": f"{start:%Y-%m-%d}",
        "newest": f"{newest:%Y-%m-%d}",
        "ends": [f"{end:%Y-%m-%d}" for end in ends],
        "versions": since.dt.strftime("%Y-%m-%d").tolist(),
        "until": f"{pd.to_datetime(images['released']).max():%Y-%m-%d}",
        "sources": [known.get(source, source) for source in images["source"].unique()],
    }


def cluster_clock(images: pd.DataFrame, launched: str, months: int = 24) -> Clock:
    """How far a running cluster falls behind the images published since its launch, month by month.

    images: `load_table("images")`, columns image, released, source. launched: ISO date of the launch. months: how far the clock goes,
    at least 1. ValueError if it is less, or if no image is older than the launch.
    """
    if months < 1:
        raise ValueError(f"months is {months}; a clock needs at least 1")
    # On paper, of all ages the one that tells most at a glance.
    figure, alt = cluster_clock_chart(images, launched, min(12, months))
    return Clock(picture(figure, alt), f"Cluster clock: {alt}", data=clock_data(images, launched, months))
