"""Since when: who owned what on a given day."""

from __future__ import annotations

import pandas as pd


def first_day(dates: pd.Series) -> pd.Series:
    """The first day of each year, month or day written as 2022, 2022-06 or 2022-06-15, as datetime64."""
    return pd.to_datetime(dates + dates.str.len().map({4: "-01-01", 7: "-01"}).fillna(""), format="%Y-%m-%d")


def owners_on(changes: pd.DataFrame, days: list[str]) -> pd.DataFrame:
    """Who owned each dated domain on each of `days` (ISO dates): one column a day.

    changes: `load_table("changes")`. Index service, domain, in order of the first change; cells are owners, or
    "" where the service did not exist. Before its first dated change a domain is taken to have had the owner
    that the change found.

    >>> from helpers import load_table
    >>> owners_on(load_table("changes"), ["2020-01-01", "2026-01-01"]).loc[("s3", "encryption-at-rest")].tolist()
    ['customer', 'aws']
    """
    dated = changes.assign(day=first_day(changes["date"])).sort_values("day", kind="stable")
    answers = {}
    for pair, rows in dated.groupby(["service", "domain"], sort=False):
        past = {day: rows[rows["day"] <= pd.Timestamp(day)] for day in days}
        answers[pair] = [
            past[day]["owner_after"].iloc[-1] if len(past[day]) else rows["owner_before"].iloc[0]
            for day in days
        ]
    index = pd.MultiIndex.from_tuples(answers, names=["service", "domain"])
    return pd.DataFrame(list(answers.values()), index=index, columns=days)
