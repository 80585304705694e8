"""Shares, orders and differences: worked figures, then rules that hold for any table."""

import doctest

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import load_model
from helpers.numbers import scale
from helpers.numbers.scale import (
    POINTS,
    customer_share,
    difference,
    order_of_services,
    order_stability,
    owner_counts,
    points,
    weight_of_domains,
)


def grid(**owners: str) -> pd.DataFrame:
    """Rows from one word a service: a, s, c for each domain, as in `grid(ec2="acs")`."""
    word = {"a": "aws", "s": "shared", "c": "customer"}
    return pd.DataFrame(
        [
            {"service": service, "domain": f"d{i}", "owner": word[letter]}
            for service, letters in owners.items()
            for i, letter in enumerate(letters)
        ]
    )


# A table takes pandas 20 ms, so a few examples each; the same ones on every run.
SMALL = grid(ec2="ccsa", lambda_="acsa")


@pytest.fixture(scope="module")
def rows():
    return load_model().responsibilities


# --- worked figures ----------------------------------------------------------------


def test_the_examples_in_the_docstrings():
    result = doctest.testmod(scale)
    assert result.attempted >= 10 and result.failed == 0


def test_share_by_hand():
    assert customer_share(SMALL).to_dict() == {"ec2": 2.5 / 4, "lambda_": 1.5 / 4}


def test_weighted_share_by_hand():
    share = customer_share(SMALL, {"d0": 3})
    assert share["ec2"] == pytest.approx((3 + 1 + 0.5) / 6)
    assert share["lambda_"] == pytest.approx((0 + 1 + 0.5) / 6)


def test_a_domain_of_weight_zero_does_not_count():
    assert customer_share(SMALL, {"d0": 0})["ec2"] == pytest.approx(1.5 / 3)


def test_counts_by_hand():
    assert owner_counts(SMALL).loc["ec2"].to_dict() == {"aws": 1, "shared": 1, "customer": 2}
    assert owner_counts(SMALL, {"d0": 3}).loc["lambda_"].to_dict() == {"aws": 4, "shared": 1, "customer": 1}


def test_order_by_hand_and_equal_shares_keep_the_order_of_the_table():
    assert order_of_services(grid(low="aaa", one="cas", two="sac", high="ccc")) == [
        "high",
        "one",
        "two",
        "low",
    ]


def test_many_equal_shares_keep_the_order_of_the_table():
    shares = {f"s{i}": "ca" if i % 3 else "cc" for i in range(60)}
    high = [s for s, letters in shares.items() if letters == "cc"]
    assert order_of_services(grid(**shares)) == high + [s for s in shares if s not in high]


def test_shares_that_differ_by_dust_are_equal():
    rows, weights = grid(one="aac", two="cca"), {"d0": 0.1, "d1": 0.2, "d2": 0.3}
    share = customer_share(rows, weights)
    assert share["one"] != share["two"] == pytest.approx(share["one"]), "0.1 + 0.2 is not 0.3"
    assert order_of_services(rows, weights) == ["one", "two"]


def test_weights_can_turn_the_order_round():
    rows = grid(one="cca", two="aac")
    assert order_of_services(rows) == ["one", "two"]
    assert order_of_services(rows, {"d2": 5}) == ["two", "one"]


def test_difference_by_hand():
    moved = difference(grid(left="acsac", right="casac"), "left", "right")["moved"]
    assert moved.to_dict() == {"d0": "to customer", "d1": "to aws", "d2": "same", "d3": "same", "d4": "same"}


@pytest.mark.parametrize(
    "left, right, moved",
    [("a", "s", "to customer"), ("s", "c", "to customer"), ("c", "s", "to aws"), ("s", "a", "to aws")],
)
def test_a_move_to_or_from_shared_has_a_direction(left, right, moved):
    assert difference(grid(left=left, right=right), "left", "right")["moved"].tolist() == [moved]


def test_stability_by_hand():
    table = order_stability(grid(all="cc", one="ca", other="ac", none="aa"), draws=4000)
    assert table[["more", "less"]].to_numpy().tolist() == [
        ["all", "one"],
        ["one", "other"],
        ["other", "none"],
    ]
    assert table["always"].tolist() == [True, False, True]
    assert table["kept"].tolist() == pytest.approx([1, 0.5, 1], abs=0.03)
    # Only the middle pair can turn, so the whole order is kept exactly when that pair is.
    assert table.attrs["whole_order_kept"] == table.loc[1, "kept"]


def test_stability_is_the_same_on_every_run():
    pd.testing.assert_frame_equal(order_stability(SMALL, draws=50), order_stability(SMALL, draws=50))


def test_the_shipped_table_counts_up(rows):
    counts = owner_counts(rows)
    assert (counts.sum(axis=1) == rows["domain"].nunique()).all()
    by_counts = (counts["customer"] + counts["shared"] / 2) / counts.sum(axis=1)
    pd.testing.assert_series_equal(customer_share(rows), by_counts, check_names=False)


def test_services_and_domains_stand_in_table_order(rows):
    services, domains = rows["service"].unique(), rows["domain"].unique()
    assert points(rows).index.tolist() == list(services)
    assert points(rows).columns.tolist() == list(domains)
    assert owner_counts(rows).index.tolist() == list(services)
    assert difference(rows, services[0], services[1]).index.tolist() == list(domains)


# --- rules for any table -----------------------------------------------------------


@st.composite
def tables(draw, services=4):
    width = draw(st.integers(1, 6))
    word = st.text("asc", min_size=width, max_size=width)
    return grid(**{f"s{i}": draw(word) for i in range(draw(st.integers(2, services)))})


@st.composite
def weighted(draw):
    rows = draw(tables())
    weights = {
        d: draw(st.floats(0, 100).filter(lambda w: w == 0 or w > 1e-6)) for d in rows["domain"].unique()
    }
    if not any(weights.values()):
        weights["d0"] = 1.0
    return rows, weights


@given(weighted())
def test_a_share_lies_between_0_and_1(case):
    assert customer_share(*case).between(0, 1 + 1e-12).all()


@given(weighted())
def test_the_share_follows_from_the_counts(case):
    counts = owner_counts(*case)
    expected = (counts["customer"] + counts["shared"] / 2) / counts.sum(axis=1)
    assert customer_share(*case).tolist() == pytest.approx(expected.tolist())


@pytest.mark.parametrize("owner, share", [("customer", 1), ("shared", 0.5), ("aws", 0)])
@given(case=weighted())
def test_one_owner_of_everything(owner, share, case):
    rows, weights = case
    assert customer_share(rows.assign(owner=owner), weights).tolist() == pytest.approx(
        [share] * rows["service"].nunique()
    )


@given(weighted(), st.data())
def test_moving_a_domain_to_the_customer_never_lowers_a_share(case, data):
    rows, weights = case
    moved = rows.copy()
    moved.loc[data.draw(st.integers(0, len(rows) - 1)), "owner"] = "customer"
    assert (customer_share(moved, weights) >= customer_share(rows, weights) - 1e-12).all()


@given(weighted(), st.floats(0.01, 100))
def test_the_unit_of_the_weights_does_not_matter(case, factor):
    rows, weights = case
    scaled = {domain: weight * factor for domain, weight in weights.items()}
    assert customer_share(rows, scaled).tolist() == pytest.approx(customer_share(rows, weights).tolist())


@given(weighted())
def test_the_order_is_a_permutation_and_falls(case):
    order = order_of_services(*case)
    assert sorted(order) == sorted(case[0]["service"].unique())
    share = customer_share(*case)[order].tolist()
    assert all(more >= less - 1e-9 for more, less in zip(share, share[1:]))


@given(tables())
def test_a_difference_read_backwards_goes_the_other_way(rows):
    there, back = difference(rows, "s0", "s1"), difference(rows, "s1", "s0")
    other = {"same": "same", "to aws": "to customer", "to customer": "to aws"}
    assert there["moved"].map(other).tolist() == back["moved"].tolist()
    assert there["left"].tolist() == back["right"].tolist()
    assert ((there["left"] == there["right"]) == (there["moved"] == "same")).all()


@given(tables())
def test_the_shares_differ_by_what_moved(rows):
    both = difference(rows, "s0", "s1")
    step = both["right"].map(POINTS) - both["left"].map(POINTS)
    share = customer_share(rows)
    assert share["s1"] - share["s0"] == pytest.approx(step.mean())


@given(tables())
def test_what_no_weights_can_turn_is_always_kept(rows):
    table = order_stability(rows, draws=40)
    assert (table.loc[table["always"], "kept"] == 1).all()
    assert table["kept"].between(0, 1).all()
    assert table.attrs["whole_order_kept"] <= table["kept"].min()
    assert table["more"].tolist() + table["less"].tolist()[-1:] == order_of_services(rows)


@given(tables())
def test_what_is_not_always_kept_can_be_turned_by_some_weights(rows):
    table = order_stability(rows, draws=1)
    score = points(rows)
    for pair in table[~table["always"]].itertuples():
        against = score.loc[pair.less] > score.loc[pair.more]
        share = customer_share(rows, against.astype(float))
        assert share[pair.less] > share[pair.more]


# --- what is refused ---------------------------------------------------------------


@pytest.mark.parametrize("function", [points, customer_share, order_of_services, order_stability])
def test_an_incomplete_grid_is_refused_by_name(function):
    with pytest.raises(ValueError, match="'lambda_' has no row for the domain 'd3'"):
        function(SMALL.iloc[:-1])


def test_two_services_with_different_domains_are_not_compared():
    with pytest.raises(ValueError, match="'ec2' and 'lambda_' do not have the same domains"):
        difference(SMALL.iloc[:-1], "ec2", "lambda_")


def test_an_unknown_service_is_named():
    with pytest.raises(ValueError, match="no service 's3'"):
        difference(SMALL, "ec2", "s3")


@pytest.mark.parametrize("function", [customer_share, owner_counts, order_of_services])
@pytest.mark.parametrize(
    "weights, message",
    [
        ({"d9": 1}, "no domain 'd9'"),
        ({"d0": -1}, "from 0 up"),
        ({"d0": float("nan")}, "from 0 up"),
        ({"d0": float("inf")}, "from 0 up"),
        (dict.fromkeys(["d0", "d1", "d2", "d3"], 0), "above 0"),
    ],
)
def test_weights_that_make_no_share_are_refused(function, weights, message):
    with pytest.raises(ValueError, match=message):
        function(SMALL, weights)


def test_weights_may_be_a_series_with_categories():
    weights = pd.Series([3.0, 1.0], index=pd.CategoricalIndex(["d1", "d0"]))
    assert weight_of_domains(["d0", "d1", "d2"], weights).tolist() == [1, 3, 1]
