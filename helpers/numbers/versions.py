"""Versions of a machine image, seen from a machine that stands still."""

from __future__ import annotations

import pandas as pd


def versions_since(images: pd.DataFrame, launched: str, months: int = 24) -> tuple[pd.Timestamp, pd.Series]:
    """The newest version on the day of the launch, and the days of those published in the months after it, in order.

    images: columns image, released (dates). launched: ISO date. ValueError if no image is older than the launch.
    """
    start = pd.Timestamp(launched)
    dates = pd.to_datetime(images["released"]).sort_values()
    if dates.empty or start < dates.min():
        raise ValueError(f"no image is older than the launch on {launched}; choose a later launch")
    since = dates[(dates > start) & (dates <= start + pd.DateOffset(months=months))]
    return dates[dates <= start].max(), since
