"""Pure numbers about who owns what: shares, order of services, differences, sensitivity to weights.

Every function takes `rows`, a data frame with the columns service, domain and owner
(`model.responsibilities`, or a selection of it), one row for each pair of service and domain.
The half point for shared rows is a convention of this course, not a measurement: it says that
both sides must act, not that each does half of the work.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

Weights = pd.Series | dict[str, float] | None  # from domain to a number

POINTS = {"aws": 0.0, "shared": 0.5, "customer": 1.0}


def points_of(owners: pd.Series) -> pd.Series:
    """The customer's points for each owner, as floats: 1 for customer, 0.5 for shared, 0 for aws."""
    return owners.map(POINTS).astype(float)


def points(rows: pd.DataFrame) -> pd.DataFrame:
    """The customer's points: one row a service, one column a domain, in table order.

    customer is 1, shared is 0.5, aws is 0. A missing pair of service and domain is a
    ValueError, because a share over different domains compares nothing.

    >>> rows = pd.DataFrame({"service": ["ec2", "ec2"], "domain": ["guest-os", "site-security"],
    ...                      "owner": ["customer", "aws"]})
    >>> points(rows).loc["ec2"].to_dict()
    {'guest-os': 1.0, 'site-security': 0.0}
    """
    table = (
        rows.assign(points=points_of(rows["owner"]))
        .pivot(index="service", columns="domain", values="points")
        .reindex(index=rows["service"].unique(), columns=rows["domain"].unique())
    )
    if table.isna().any(axis=None):
        service, domain = table.isna().stack().idxmax()
        raise ValueError(f"{service!r} has no row for the domain {domain!r}; a share needs both")
    return table


def weight_of_domains(domains: Iterable[str], weights: Weights = None) -> pd.Series:
    """The weight of each of `domains`: 1, or what `weights` (a Series or dict) says.

    ValueError for an unknown domain, a negative or missing number, or nothing but zeros.
    """
    weight = pd.Series(1.0, index=pd.Index(domains))
    given = pd.Series(weights if weights is not None else {}, dtype=float)
    unknown = given.index.difference(weight.index)
    if len(unknown):
        raise ValueError(f"there is no domain {unknown[0]!r} in this table")
    weight[given.index] = given
    if not np.isfinite(weight).all() or (weight < 0).any() or weight.sum() == 0:
        raise ValueError("weights are numbers from 0 up, and at least one is above 0")
    return weight


def customer_share(rows: pd.DataFrame, weights: Weights = None) -> pd.Series:
    """The part of the domains that stays with the customer, 0 to 1, one value a service.

    weights: a Series or dict from domain to a number >= 0; a domain left out weighs 1, a domain
    with weight 0 does not count. Without weights each domain counts the same.

    Two domains, one of them the customer's and one shared: (1 + 0.5) / 2 = 0.75. If the shared
    one weighs three times as much: (1 x 1 + 3 x 0.5) / 4 = 0.625.

    >>> rows = pd.DataFrame({"service": ["ec2", "ec2"], "domain": ["guest-os", "key-management"],
    ...                      "owner": ["customer", "shared"]})
    >>> float(customer_share(rows)["ec2"])
    0.75
    >>> float(customer_share(rows, {"key-management": 3})["ec2"])
    0.625
    """
    table = points(rows)
    weight = weight_of_domains(table.columns, weights)
    return (table @ (weight / weight.sum())).rename("customer_share")


def owner_counts(rows: pd.DataFrame, weights: Weights = None) -> pd.DataFrame:
    """How many domains each owner has: index service, columns aws, shared, customer.

    weights as in `customer_share`: then a domain counts its weight instead of 1.

    >>> rows = pd.DataFrame({"service": ["ec2", "ec2"], "domain": ["guest-os", "backup"],
    ...                      "owner": ["customer", "customer"]})
    >>> owner_counts(rows).loc["ec2"].tolist()
    [0.0, 0.0, 2.0]
    >>> owner_counts(rows, {"backup": 3}).loc["ec2"].tolist()
    [0.0, 0.0, 4.0]
    """
    weight = weight_of_domains(rows["domain"].unique(), weights)
    counted = pd.DataFrame(
        {
            "service": rows["service"],
            "owner": rows["owner"],
            "weight": rows["domain"].map(weight),
        }
    )
    counts = counted.pivot_table(index="service", columns="owner", values="weight", aggfunc="sum")
    return counts.reindex(index=counted["service"].unique(), columns=list(POINTS)).fillna(0.0)


def order_of_services(rows: pd.DataFrame, weights: Weights = None) -> list[str]:
    """Services from the one that leaves most to the customer to the one that leaves least.

    Equal shares keep the order of the table.

    >>> order_of_services(pd.DataFrame({"service": ["lambda", "ec2"], "domain": ["guest-os"] * 2,
    ...                                 "owner": ["aws", "customer"]}))
    ['ec2', 'lambda']
    """
    # Rounding keeps two shares that differ only by floating-point dust equal.
    share = customer_share(rows, weights).round(12)
    return share.sort_values(ascending=False, kind="stable").index.tolist()


def difference(rows: pd.DataFrame, left: str, right: str) -> pd.DataFrame:
    """Domain by domain, who owns it on the left and on the right.

    Index domain in table order; columns left and right (owners), and moved: "same",
    "to aws" or "to customer" for the direction from left to right. A move to or from shared
    counts in the direction in which the customer's points go.

    >>> rows = pd.DataFrame({"service": ["ec2", "lambda"], "domain": ["guest-os"] * 2,
    ...                      "owner": ["customer", "aws"]})
    >>> difference(rows, "ec2", "lambda").loc["guest-os"].tolist()
    ['customer', 'aws', 'to aws']
    """

    def owners(service):
        one = rows[rows["service"] == service]
        if one.empty:
            raise ValueError(f"there is no service {service!r} in this table")
        return one.set_index(one["domain"])["owner"]

    table = pd.DataFrame({"left": owners(left), "right": owners(right)})
    if table.isna().any(axis=None):
        raise ValueError(f"{left!r} and {right!r} do not have the same domains")
    table = table.reindex([d for d in rows["domain"].unique() if d in table.index])
    step = points_of(table["right"]) - points_of(table["left"])
    table["moved"] = np.select([step < 0, step > 0], ["to aws", "to customer"], "same")
    return table.rename_axis("domain")


def order_stability(rows: pd.DataFrame, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """How often random weights keep the order that equal weights give.

    Weights are drawn uniformly from all ways to divide 1 over the domains (a flat Dirichlet
    distribution), `draws` times, with a fixed seed. One row for each pair of neighbours in the
    equal-weight order: columns more, less (services), kept (part of the draws, 0 to 1, in which
    `more` leaves at least as much to the customer as `less`), always (True if no weights at all
    can turn the pair round, because `more` has at least as many points in every domain).
    `attrs["whole_order_kept"]` is the part of the draws in which every pair keeps its order.

    Two services that each own one of two domains swap places in about half of the draws:

    >>> rows = pd.DataFrame({"service": list("aabb"), "domain": list("xyxy"),
    ...                      "owner": ["customer", "aws", "aws", "customer"]})
    >>> bool(0.45 < order_stability(rows).loc[0, "kept"] < 0.55)
    True
    """
    table = points(rows).loc[order_of_services(rows)]
    weights = np.random.default_rng(seed).dirichlet(np.ones(table.shape[1]), size=draws)
    shares = weights @ table.to_numpy().T
    gap = table.to_numpy()[:-1] - table.to_numpy()[1:]
    in_order = shares[:, :-1] >= shares[:, 1:] - 1e-12
    result = pd.DataFrame(
        {
            "more": table.index[:-1],
            "less": table.index[1:],
            "kept": in_order.mean(axis=0),
            "always": (gap >= 0).all(axis=1),
        }
    )
    result.attrs["whole_order_kept"] = float(in_order.all(axis=1).mean())
    return result
