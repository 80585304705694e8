"""What moves, how far and since when; the charts of it; the switches."""

import re

import pandas as pd
import pytest
from shipped import MODEL

from helpers import (
    load_table,
    owners_on,
    reach_chart,
    reach_of_settings,
    timeline_chart,
    what_moves,
)
from helpers.charts.moves import MOST
from helpers.numbers.history import first_day

CHANGES = load_table("changes")
NAMES = MODEL.domain_names
SERVICES = MODEL.service_names
REACH = reach_of_settings(MODEL)


def test_first_day_of_a_year_a_month_and_a_day():
    days = first_day(pd.Series(["2022", "2022-06", "2022-06-15"]))
    assert days.astype(str).tolist() == ["2022-01-01", "2022-06-01", "2022-06-15"]


def test_what_moves_names_owners_duties_and_source():
    moves = what_moves(MODEL, "s3", {"versioning": "on"})
    assert moves.index.tolist() == ["backup"]
    row = moves.loc["backup"]
    assert (row["before"], row["after"], row["hands"], row["source"]) == (
        "customer",
        "shared",
        True,
        "s3-versioning",
    )
    assert row["basis"] == "stated" and row["customer_duty"].startswith("Restores the version")
    assert what_moves(MODEL, "ec2", {"patch-manager": "on"}).empty
    url = what_moves(MODEL, "lambda-managed-runtime", {"function-url": "open"})
    assert not url["hands"].any() and set(url.index) == {"identity-access", "cost-control"}


def test_the_reach_of_a_setting_is_the_difference_of_two_shares():
    assert len(REACH) == (MODEL.settings.options["is_default"] == "no").sum()
    row = REACH[(REACH["service"] == "dynamodb") & (REACH["setting"] == "pitr")].iloc[0]
    # one of 26 domains from yours (1) to shared (1/2)
    assert row["change"] == pytest.approx(-0.5 / 26) and (row["hands"], row["duties"]) == (1, 0)
    assert REACH["change"].abs().is_monotonic_decreasing
    image = REACH[REACH["becomes"] == "lambda-container-image"].iloc[0]
    assert image["hands"] == 4 and image["change"] > 0


def test_owners_on_a_day():
    owners = owners_on(CHANGES, ["2015-01-01", "2023-01-04", "2023-01-05", "2027-04-01"])
    assert owners.loc[("s3", "encryption-at-rest")].tolist() == ["customer", "customer", "aws", "aws"]
    assert owners.loc[("rds-custom-oracle", "guest-os")].tolist() == ["", "", "", ""]
    assert owners_on(CHANGES, ["2024-01-01"]).loc[("rds-custom-oracle", "guest-os")].tolist() == ["customer"]


def test_the_last_change_that_has_come_agrees_with_the_table():
    grid = MODEL.grid().astype(str)
    for (service, domain), owner in owners_on(CHANGES, ["2026-11-24"])["2026-11-24"].items():
        assert owner == grid.loc[service, domain], (service, domain)


def test_the_changes_of_one_domain_follow_one_another():
    dated = CHANGES.assign(day=first_day(CHANGES["date"])).sort_values("day", kind="stable").astype(str)
    for pair, rows in dated.groupby(["service", "domain"]):
        assert rows["owner_after"].tolist()[:-1] == rows["owner_before"].tolist()[1:], pair


def test_a_conflict_names_its_second_source():
    sources = set(MODEL.sources["source"])
    for row in CHANGES.itertuples():
        assert bool(row.conflict) == bool(row.conflict_source)
        assert not row.conflict_source or row.conflict_source in sources


def test_the_reach_chart_says_what_its_bars_say():
    fig, alt = reach_chart(REACH, SERVICES)
    moving = REACH[REACH["hands"] > 0].sort_values("change")["change"]
    bars = [*moving[moving < 0].head(MOST), *moving[moving > 0].tail(MOST)]
    values = [text.get_text() for text in fig.texts if re.fullmatch(r"[+-]?\d+", text.get_text())]
    assert values == [f"{100 * change:+.0f}" for change in bars]
    to_aws, to_you = (moving < 0).sum(), (moving > 0).sum()
    assert f"{len(moving) - 2 * MOST} more options move it no farther than the bars on their side." in alt
    assert (
        f"up to {REACH['change'].abs().max() * 100:.0f} points: {to_aws} towards AWS, {to_you} towards you"
        in alt
    )
    still = REACH[REACH["hands"] == 0]
    assert (
        f"{len(still)} more options change no owner: {(still['duties'] > 0).sum()} change a duty, 2 change nothing."
        in alt
    )
    assert "Lambda (managed runtime): package type, container image: +13." in alt


def test_the_timeline_has_a_mark_for_every_change():
    fig, alt = timeline_chart(CHANGES, NAMES, SERVICES, "2026-11-24")
    lines = fig.axes[0].lines
    diamonds = [line for line in lines if line.get_marker() == "D"]
    strokes = [line for line in lines if line.get_linewidth() == 2.5 and len(set(line.get_xdata())) == 1]
    assert len(diamonds) == (CHANGES["owner_before"] != CHANGES["owner_after"]).sum()
    assert len(diamonds) + len(strokes) == len(CHANGES)
    assert "Amazon S3: Encryption at rest: 2023-01-05 you to AWS." in alt
