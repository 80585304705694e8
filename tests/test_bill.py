"""What forgetting costs, by hand."""

import doctest

import pandas as pd
import pytest

from helpers import load_table
from helpers.numbers import bill
from helpers.numbers.bill import forgotten_cluster, forgotten_instance, runaway_function, usd

PRICES = pd.DataFrame(
    {
        "price": ["box-hour", "lambda-x86-gb-second", "lambda-requests-million"],
        "usd": [0.50, 0.00002, 0.25],
        "region": ["us-east-1"] * 3,
        "source": ["some-page"] * 3,
        "as_of": pd.to_datetime(["2026-01-01", "2025-02-03", "2024-05-06"]),
    }
)


@pytest.fixture(scope="module")
def shipped():
    return load_table("prices")


def test_the_examples_in_the_docstrings():
    result = doctest.testmod(bill)
    assert result.attempted >= 4 and result.failed == 0


def test_an_instance_by_hand():
    assert forgotten_instance(PRICES, "box-hour", 10) == pytest.approx(0.50 * 24 * 10)
    assert forgotten_instance(PRICES, "box-hour", 0) == 0


def test_a_loop_by_hand():
    # 2 runs at any moment for a day: 172,800 seconds, half a GB each, one run a second.
    loop = runaway_function(PRICES, parallel=2, memory_gb=0.5, days=1)
    assert loop["gb_seconds"] == 86_400
    assert loop["requests"] == 172_800
    assert loop["usd"] == pytest.approx(86_400 * 0.00002 + 0.1728 * 0.25)


def test_longer_runs_are_fewer_requests_and_the_same_time():
    short = runaway_function(PRICES, 10, 1, 1)
    long = runaway_function(PRICES, 10, 1, 1, seconds_a_run=4)
    assert long["gb_seconds"] == short["gb_seconds"]
    assert long["requests"] == short["requests"] / 4


def test_the_bill_names_the_older_of_its_two_dates_and_its_region():
    loop = runaway_function(PRICES, 1, 1, 1)
    assert loop["as_of"] == "2024-05-06"  # the instance's date is not one of them
    assert loop["region"] == "us-east-1" and loop["source"] == "some-page"


@pytest.mark.parametrize("parallel, memory, days", [(0, 1, 30), (1000, 1, 0), (0, 0, 0)])
def test_nothing_runs_nothing_costs(parallel, memory, days):
    loop = runaway_function(PRICES, parallel, memory, days)
    assert loop["gb_seconds"] == loop["usd"] == 0


def test_the_bill_grows_in_proportion():
    one, ten = runaway_function(PRICES, 1, 1, 3), runaway_function(PRICES, 10, 1, 3)
    assert ten["usd"] == pytest.approx(10 * one["usd"])


def test_an_unknown_price_names_those_that_exist():
    with pytest.raises(KeyError, match="no price 'm5'; there are: box-hour, lambda-x86-gb-second"):
        usd(PRICES, "m5")
    with pytest.raises(KeyError, match="lambda-requests-million"):
        runaway_function(PRICES.iloc[:2], 1, 1, 1)


def test_the_figures_of_the_course(shipped):
    # 1,000 runs of 1 GB for 30 days, and an m5.xlarge at 0.192 for 720 hours.
    loop = runaway_function(shipped, 1000, 1, 30)
    assert loop["gb_seconds"] == 2_592_000_000
    assert loop["usd"] == pytest.approx(43_200.09 + 518.40, abs=0.01)
    assert forgotten_instance(shipped, "ec2-m5-xlarge-hour", 30) == pytest.approx(138.24)
    # Five nodes at 26.676 and 6.669 for 720 hours.
    assert forgotten_cluster(shipped, 5, 30) == pytest.approx(5 * 720 * 33.345)
    assert loop["as_of"] == "2024-07-01" and loop["region"] == "us-east-1"
