"""Notebook 09: beyond security."""

from functools import partial

from ...numbers.bill import usd
from ...tables.load import load_table
from ...tables.model import Model
from .exercise import Exercise, Slip


def kind_with_most(model: Model, owner: str) -> str:
    """The kind of domain of which this owner has the largest part, over all services of AWS."""
    rows = model.responsibilities.merge(model.domains[["domain", "kind"]], on="domain")
    rows = rows[rows["service"] != "on-premises"]
    return str((rows["owner"] == owner).groupby(rows["kind"]).mean().idxmax())


def finance(model: Model) -> str:
    return "finance"


def cluster(model: Model, nodes: int = 5, hours: int = 64, fee: bool = True) -> float:
    """Dollars for a cluster that is left running."""
    prices = load_table("prices")
    an_hour = usd(prices, "ec2-x2iedn-32xlarge-hour") + fee * usd(prices, "emr-x2iedn-32xlarge-hour")
    return nodes * hours * an_hour


def tools(model: Model, column: str, word: str) -> set[str]:
    table = load_table("tools")
    return set(table.loc[table[column] == word, "tool"])


def on_and_free(model: Model) -> set[str]:
    return tools(model, "on_by_default", "yes") - tools(model, "costs", "in part")


EXERCISES = {
    "09-kind": Exercise(
        right=partial(kind_with_most, owner="customer"),
        because="No other kind leaves so large a part to you.",
        hint="Look for the kind whose column customer is the largest.",
        slips=(
            Slip(
                partial(kind_with_most, owner="aws"),
                "That is the kind of which AWS has the largest part.",
            ),
            Slip(partial(kind_with_most, owner="shared"), "That one is shared everywhere: both must act."),
            Slip(finance, "A good guess, and the second place: AWS sees to licences on many services."),
        ),
    ),
    "09-cluster-bill": Exercise(
        right=cluster,
        because="Each node is paid for twice every hour, once as an instance and once for EMR, busy or idle.",
        hint="Nodes x hours x (the price of the instance + the fee of EMR).",
        slips=(
            Slip(partial(cluster, fee=False), "The instances are right. EMR's own fee is missing."),
            Slip(partial(cluster, nodes=1), "That is one node. There are five."),
            Slip(partial(cluster, hours=24), "That is one day. The weekend has 64 hours."),
        ),
    ),
    "09-on-by-default": Exercise(
        right=partial(tools, column="on_by_default", word="yes"),
        because="These are there before you do anything. The others wait until you switch them on.",
        hint="Keep the rows whose on_by_default is 'yes', and give their tool.",
        slips=(
            Slip(partial(tools, column="on_by_default", word="no"), "Those are off until you set them up."),
            Slip(
                partial(tools, column="costs", word="no"),
                "Those are free of charge, which is another column. A free tool may be off.",
            ),
            Slip(on_and_free, "Those are on and free. A tool that costs in part may be on as well."),
        ),
    ),
}
