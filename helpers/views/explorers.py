"""Views whose values are free, so that the kernel redraws their chart. Each is a widget with a text beside it and a fallback."""

from html import escape

import ipywidgets as w

from ..charts.comparison import share_bars
from ..numbers import scale
from ..tables.model import Model
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
