"""Views whose values are free, so that the kernel redraws their chart. Each is a widget with a text beside it and a fallback."""

from html import escape

import ipywidgets as w
import pandas as pd

from ..charts.bill import bill_chart
from ..charts.comparison import share_bars
from ..numbers import scale
from ..numbers.bill import forgotten_instance, runaway_function
from ..tables.model import Model
from ..words.phrases import plural
from .page import View, guarded, picture
from .stack import some_of, stops

WIDE = w.Layout(width="auto", max_width="640px")
LABEL = {"description_width": "initial"}


def _control(kind: type[w.Widget], name: str, **traits: object) -> w.Widget:
    """A control with its whole name beside it; the tooltip is what a screen reader says."""
    return kind(description=name, tooltip=name, style=LABEL, layout=WIDE, **traits)


def weigh(model: Model, order: list[str] | None = None) -> View:
    """Weights for a layer or a kind of domain, and what they do to the order of the services.

    Choose a group, give it a weight from 0 to 10 (all others keep theirs), watch the bars.
    order: the slugs of the services; without them the stops of the main scale, whose order no
    weights can change.
    """
    services = model.service_names
    order = some_of(model, stops(model) if order is None else order)
    rows = model.responsibilities
    rows = rows[rows["service"].isin(order)]
    equal = scale.order_of_services(rows)
    domains = model.domains.set_index("domain")
    groups = {
        f"{what}: {value}": domains.index[domains[what] == value]
        for what in ("layer", "kind")
        for value in domains[what].unique()
    }
    given = dict.fromkeys(groups, 1)

    group = _control(w.Dropdown, "Domains to weigh", options=list(groups))
    number = _control(w.BoundedIntText, "Weight, 0 to 10", value=1, min=0, max=10)
    reset = w.Button(
        description="Back to equal weights",
        tooltip="Back to equal weights",
        layout=w.Layout(width="max-content"),
    )
    answer, chart, message = w.HTML(), w.HTML(), w.HTML()

    def weights():
        # A domain has one layer and one kind; its weight is the product of the two.
        result = dict.fromkeys(domains.index, 1.0)
        for name, weight in given.items():
            for domain in groups[name]:
                result[domain] *= weight
        return result

    def sentence(now):
        off = [f"{name} {weight}" for name, weight in given.items() if weight != 1]
        words = f"Weights: {', '.join(off)}. " if off else "All domains weigh the same. "
        same = now == equal
        return words + (
            "The order of the services is the one of equal weights."
            if same
            else "The order has changed: " + ", ".join(services[s] for s in now) + "."
        )

    def figure(now):
        share = scale.customer_share(rows, weights()).reindex(now)
        counts = scale.owner_counts(rows, weights()).loc[now]
        return share_bars(
            counts, share, services, "Your share under these weights", "sum of the weights of the domains"
        )

    @guarded(message)
    def redraw(_=None):
        now = scale.order_of_services(rows, weights())
        answer.value = f'<p role="status">{escape(sentence(now))}</p>'
        chart.value = picture(*figure(now))

    @guarded(message)
    def weigh_group(_):
        given[group.value] = number.value
        redraw()

    @guarded(message)
    def show_weight(_):
        number.value = given[group.value]

    @guarded(message)
    def start_over(_):
        given.update(dict.fromkeys(given, 1))
        show_weight(None)
        redraw()

    redraw()
    fallback = chart.value
    group.observe(show_weight, "value")
    number.observe(weigh_group, "value")
    reset.on_click(start_over)
    return View([group, number, reset, message, answer, chart], fallback, f"Weights. {sentence(equal)}")


def bill_simulator(prices: pd.DataFrame) -> View:
    """What a Lambda function in a loop costs, beside a forgotten EC2 instance.

    prices: `load_table("prices")`. Three inputs: parallel runs, memory in GB, days.
    """
    parallel = _control(w.BoundedIntText, "Runs in parallel", value=1000, min=0, max=10000)
    sizes = [("128 MB", 0.125), ("512 MB", 0.5), ("1 GB", 1.0), ("2 GB", 2.0), ("10 GB", 10.0)]
    memory = _control(w.Dropdown, "Memory of each run", options=sizes, value=1.0)
    days = _control(w.BoundedIntText, "Days until somebody notices", value=30, min=0, max=365)
    answer, message, chart = w.HTML(), w.HTML(), w.HTML()
    dated = str(prices.loc[prices["price"] == "ec2-m5-xlarge-hour", "as_of"].iloc[0])[:10]

    def said():
        """The bill of the loop, what it is for, and everything else that belongs to it."""
        loop = runaway_function(prices, parallel.value, memory.value, days.value)
        idle = forgotten_instance(prices, "ec2-m5-xlarge-hour", days.value)
        return (
            f"${loop['usd']:,.2f}",
            f"The loop, {plural(days.value, 'day')}",
            f"{loop['gb_seconds']:,.0f} GB-seconds and {loop['requests']:,.0f} requests. "
            f"A forgotten m5.xlarge in the same time: ${idle:,.2f}. A function that nobody calls: $0.00. "
            f"List prices of {loop['region']}: Lambda {loop['as_of']}, m5.xlarge {dated} (source: {loop['source']}).",
        )

    def drawn():
        return picture(*bill_chart(prices, parallel.value, memory.value, days.value))

    def written():
        amount, what, rest = map(escape, said())
        large = "font-size:2.4em;font-weight:700;font-variant-numeric:tabular-nums;line-height:1.2"
        return f'<div role="status"><div>{what}</div><div style="{large}">{amount}</div><p>{rest}</p></div>'

    @guarded(message)
    def redraw(_=None):
        answer.value, chart.value = written(), drawn()

    redraw()
    for control in (parallel, memory, days):
        control.observe(redraw, "value")
    amount, what, rest = said()
    children = [parallel, memory, days, message, answer, chart]
    return View(children, answer.value + chart.value, f"Bill. {what}: {amount} for {rest}")
