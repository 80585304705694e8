"""What forgetting costs. List prices only: no discount, no free tier, no tax, no data transfer.

`prices` is `load_table("prices")`: columns price, usd, unit, region, as_of, source; every price
has a source and a date, and a figure without its date is not shown.
"""

import pandas as pd


def usd(prices: pd.DataFrame, price: str) -> float:
    """The list price with that key, in US dollars a unit. KeyError names the keys that exist."""
    found = prices.loc[prices["price"] == price, "usd"]
    if found.empty:
        raise KeyError(f"no price {price!r}; there are: {', '.join(prices['price'])}")
    return float(found.iloc[0])


def forgotten_instance(prices: pd.DataFrame, price: str, days: float) -> float:
    """US dollars for one instance that runs day and night, disks and addresses not counted.

    >>> table = pd.DataFrame({"price": ["m5"], "usd": [0.192]})
    >>> round(forgotten_instance(table, "m5", 30), 2)
    138.24
    """
    return usd(prices, price) * 24 * days


def forgotten_cluster(prices: pd.DataFrame, nodes: int, days: float) -> float:
    """US dollars for an EMR cluster of `nodes` x2iedn.32xlarge that has nothing to do: instance and EMR fee, disks not counted.

    >>> table = pd.DataFrame({"price": ["ec2-x2iedn-32xlarge-hour", "emr-x2iedn-32xlarge-hour"], "usd": [26.676, 6.669]})
    >>> round(forgotten_cluster(table, 5, 30), 2)
    120042.0
    """
    return nodes * sum(
        forgotten_instance(prices, f"{part}-x2iedn-32xlarge-hour", days) for part in ("ec2", "emr")
    )


def runaway_function(
    prices: pd.DataFrame, parallel: int, memory_gb: float, days: float, seconds_a_run: float = 1.0
) -> dict:
    """A Lambda function that calls itself, `parallel` runs at any moment, for `days`.

    Returns gb_seconds, requests, usd, region, as_of (the older of the two price dates) and source.
    Lambda bills requests and, rounded up to a millisecond, memory times duration; the price of
    the first tier (6 billion GB-seconds a month) is used throughout.

    1,000 runs of 1 GB for 30 days are 2,592,000,000 GB-seconds. At 0.0000166667 dollars that is
    43,200 dollars, and 2,592 million requests at 0.20 dollars a million add 518.40:

    >>> table = pd.DataFrame({"price": ["lambda-x86-gb-second", "lambda-requests-million"],
    ...                       "usd": [0.0000166667, 0.20], "region": "us-east-1",
    ...                       "as_of": "2024-07-01", "source": "x"})
    >>> round(runaway_function(table, 1000, 1, 30)["usd"])
    43718
    """
    keys = ["lambda-x86-gb-second", "lambda-requests-million"]
    seconds = parallel * days * 24 * 60 * 60
    gb_seconds, requests = seconds * memory_gb, seconds / seconds_a_run
    cost = gb_seconds * usd(prices, keys[0]) + requests / 1e6 * usd(prices, keys[1])
    used = prices[prices["price"].isin(keys)]
    return {
        "gb_seconds": gb_seconds,
        "requests": requests,
        "usd": cost,
        "region": str(used["region"].iloc[0]),
        "as_of": str(used["as_of"].min())[:10],
        "source": str(used["source"].iloc[0]),
    }
