"""Views that join controls to charts. Each is a widget with a text beside it and a fallback.

Where a control has a handful of positions, every position is drawn once and joined to the control
in the browser, so that the view moves without a kernel. Where a value is free, the kernel redraws.
"""

from html import escape

import ipywidgets as w
import pandas as pd

from ..charts.clock import cluster_clock_chart
from ..charts.comparison import heat_map, share_bars
from ..charts.stack import responsibility_stack
from ..numbers import scale
from ..numbers.bill import forgotten_instance, runaway_function
from ..tables.model import Model
from ..words.owners import NAME
from ..words.palette import COLOUR, INK
from ..words.phrases import plural
from .duty_tables import BASIS, NOTE, chip, citations, comparison_table, duties_table
from .page import View, guarded, picture

WIDE = w.Layout(width="auto", max_width="640px")
LABEL = {"description_width": "initial"}


def _names(model):
    return (
        model.service_names,
        model.domain_names,
    )


def stops(model: Model) -> list[str]:
    """The services on the main scale, in its order; all services where none has a scale_order."""
    on_scale = model.services.dropna(subset=["scale_order"]).sort_values("scale_order")
    return (on_scale if len(on_scale) else model.services)["service"].tolist()


def _some(model, services: list[str]) -> list[str]:
    """`services`, if there are any and all of them exist; else a ValueError that names those there are."""
    if not services:
        raise ValueError(
            f"Give at least one service. The services are: {', '.join(model.service_names.index)}."
        )
    for service in services:
        model.of(service)
    return services


def _start(model, service: str) -> str:
    """The service to begin with: a table of one's own may lack the one that the course begins with."""
    return (
        service
        if service in model.service_names or service not in ("ec2", "lambda-managed-runtime")
        else model.service_names.index[0]
    )


def _joined(labels: list[str], pages: list[str], name: str):
    """A slider and a drop-down, both joined in the browser to a stack of ready-made pages.

    The slider follows the drag (continuous_update): the browser turns the pages, and no kernel is asked.
    """
    slider = w.SelectionSlider(options=labels, description=name, tooltip=name, style=LABEL, layout=WIDE)
    choice = w.Dropdown(
        options=labels,
        description=f"{name}, from a list",
        tooltip=f"{name}, from a list",
        style=LABEL,
        layout=WIDE,
    )
    stack = w.Stack([w.HTML(page) for page in pages], selected_index=0)
    w.jslink((slider, "index"), (stack, "selected_index"))
    w.jslink((choice, "index"), (slider, "index"))
    return [slider, choice, stack]


def _share_meter(share: float, counts) -> str:
    """The three owners as one coloured bar, with words and numbers in it."""
    parts = "".join(
        f'<div style="flex:{counts[o]:g};background:{COLOUR[o]};color:{INK[o]};padding:2px 6px;'
        f'white-space:nowrap;min-width:max-content">{counts[o]:g} {NAME[o]}</div>'
        for o in ("customer", "shared", "aws")
        if counts[o]
    )
    return (
        f'<p style="margin:4px 0"><b>Your share: {share:.0%}</b></p>'
        f'<div style="display:flex;max-width:768px">{parts}</div>'
    )


def _moved_sentence(model, before: str | None, service: str, since: str = "Since") -> str:
    services, domains = _names(model)
    if before is None:
        return "The first stop: everything is yours, because nobody else is there."
    changes = scale.difference(model.responsibilities, before, service)
    moved = changes[changes["moved"] != "same"]
    if moved.empty:
        return f"{since} {services[before]}: no domain changed hands."
    words = "; ".join(f"{domains[d]} ({NAME[r['left']]} → {NAME[r['right']]})" for d, r in moved.iterrows())
    return f"{since} {services[before]}, {plural(len(moved), 'domain')} changed hands: {words}."


def _service_page(model, service: str, before: str | None, sentence: str, meter: str) -> str:
    """Share, what moved, stack and duties of one service."""
    name = model.service_names[service]
    figure = responsibility_stack(model.of(service), None if before is None else model.of(before))
    return (
        f'{meter}<p role="status" style="max-width:768px;line-height:1.4;margin:6px 0">{escape(sentence)}</p>'
        '<div style="display:flex;flex-wrap:wrap;gap:12px">'
        f'<div style="flex:0 1 768px">{picture(*figure)}</div>'
        '<div style="flex:1 1 420px;max-height:480px;overflow:auto" tabindex="0" '
        f'role="region" aria-label="Duties on {escape(name)}">{duties_table(model, service)}</div></div>'
    )


def service_picker(model: Model, services: list[str], beside: str = "ec2") -> View:
    """A list of services; each shows share, stack and duties, and what changed hands against `beside`.

    Moves without a kernel. ValueError names the services there are if one of them does not exist.
    """
    names, domains = _names(model)
    services, beside = _some(model, services), _some(model, [_start(model, beside)])[0]
    rows = model.responsibilities
    rows = rows[rows["service"].isin([*services, beside])]
    share, counts = scale.customer_share(rows), scale.owner_counts(rows)
    pages = [
        _service_page(
            model,
            service,
            beside,
            _moved_sentence(model, beside, service, "Against"),
            _share_meter(share[service], counts.loc[service]),
        )
        for service in services
    ]
    choice = w.Dropdown(
        options=[names[s] for s in services],
        description="Service",
        tooltip="Service",
        style=LABEL,
        layout=WIDE,
    )
    stack = w.Stack([w.HTML(page) for page in pages], selected_index=0)
    w.jslink((choice, "index"), (stack, "selected_index"))
    grid = model.grid().loc[[beside, *services]]
    fallback = picture(*heat_map(grid, domains, names, f"Beside {names[beside]}"))
    return View(
        [choice, stack],
        fallback,
        "Services: " + "; ".join(f"{names[s]} {share[s]:.0%} yours" for s in services) + ".",
        needs_kernel=False,
    )


def sliding_scale(model: Model) -> View:
    """The scale from your own data centre to Lambda: slider, stack of tiles, share, duties.

    Moves without a kernel. The services and their order are those with a scale_order.
    """
    services, domains = _names(model)
    order = stops(model)
    rows = model.responsibilities
    rows = rows[rows["service"].isin(order)]
    share, counts = scale.customer_share(rows), scale.owner_counts(rows)
    pages = [
        _service_page(
            model,
            service,
            before,
            _moved_sentence(model, before, service),
            _share_meter(share[service], counts.loc[service]),
        )
        for before, service in zip([None, *order], order)
    ]
    grid = model.grid().loc[order]
    fallback = picture(*heat_map(grid, domains, services, "The sliding scale, stop by stop"))
    text = "Sliding scale: " + "; ".join(f"{services[s]} {share[s]:.0%} yours" for s in order) + "."
    return View(_joined([services[s] for s in order], pages, "Service"), fallback, text, needs_kernel=False)


# One grid for both sides: the boxes of ipywidgets between the grid and its cells are taken out of the layout,
# so that the two cells of a domain stand beside each other and are equally high.
SIDE_BY_SIDE = """<style>
.on-the-hook-sides { display: grid; grid-auto-flow: column; grid-template-columns: repeat(2, minmax(0, 1fr));
  grid-template-rows: repeat(ROWS, auto); gap: 4px 12px; max-height: 560px; overflow: auto; }
.on-the-hook-sides :is(.jupyter-widgets, .widget-html-content) { display: contents; }
.on-the-hook-sides .jupyter-widgets .widget-label { display: none; }
.on-the-hook-sides .cell { padding: 4px 10px; border-left: 6px solid; line-height: 1.4; overflow-wrap: anywhere;
  content-visibility: auto; contain-intrinsic-height: auto 6em; }
.on-the-hook-sides .word { font-size: 0.85em; }
.on-the-hook-sides .head { position: sticky; top: 0; border: 0; padding: 2px 0;
  background: var(--jp-layout-color0, #fff); }
</style>"""


def _side(rows, share: float, counts, sources) -> str:
    """One service as a head and a cell for each domain: owner, both duties, on whose word."""
    head = f'<div class="cell head" role="status"><b>{escape(str(rows["service_name"].iloc[0]))}</b>{_share_meter(share, counts)}</div>'
    return head + "".join(
        f'<div class="cell" style="border-color:{COLOUR[row["owner"]]}">{chip(row["owner"])} <b>{escape(row["name"])}</b><br>'
        f"AWS: {escape(row['aws_duty'])}<br>You: {escape(row['customer_duty'])}<br>"
        f'<span class="word">{BASIS[row["basis"]]}, {sources[row["source"]]}</span></div>'
        for row in rows.to_dict("records")
    )


def compare(model: Model, left: str = "ec2", right: str = "lambda-managed-runtime") -> View:
    """Any two services side by side, domain by domain: owners, both duties in words, a link to each source.

    Moves without a kernel.
    """
    services, domains = _names(model)
    slugs, sources = list(services.index), citations(model)
    share, counts = scale.customer_share(model.responsibilities), scale.owner_counts(model.responsibilities)
    cells = [w.HTML(_side(model.of(s), share[s], counts.loc[s], sources)) for s in slugs]
    controls, stacks = [], []
    left, right = _some(model, [_start(model, left), _start(model, right)])
    for name, start in (("Left", left), ("Right", right)):
        choice = w.Dropdown(
            options=list(services),
            index=slugs.index(start),
            description=name,
            tooltip=f"{name} service",
            style=LABEL,
            layout=WIDE,
        )
        stack = w.Stack(cells, selected_index=slugs.index(start))
        w.jslink((choice, "index"), (stack, "selected_index"))
        controls.append(choice)
        stacks.append(stack)
    sides = w.Box(stacks)
    sides.add_class("on-the-hook-sides")
    style = w.HTML(SIDE_BY_SIDE.replace("ROWS", str(len(domains) + 1)))
    moved = scale.difference(model.responsibilities, left, right)["moved"].value_counts()
    text = (
        f"Compare. From {services[left]} to {services[right]}: {moved.get('to aws', 0)} towards AWS, "
        f"{moved.get('to customer', 0)} towards you, {moved.get('same', 0)} the same."
    )
    return View(
        [*controls, style, sides, w.HTML(NOTE)],
        comparison_table(model, left, right, only_moved=True),
        text,
        needs_kernel=False,
    )


def weigh(model: Model, order: list[str] | None = None) -> View:
    """Weights for a layer or a kind of domain, and what they do to the order of the services.

    Choose a group, give it a weight from 0 to 10 (all others keep theirs), watch the bars.
    order: the slugs of the services; without them the stops of the main scale, whose order no
    weights can change.
    """
    services, _ = _names(model)
    order = _some(model, stops(model) if order is None else order)
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

    group = w.Dropdown(
        options=list(groups),
        description="Domains to weigh",
        tooltip="Domains to weigh",
        style=LABEL,
        layout=WIDE,
    )
    number = w.BoundedIntText(
        value=1,
        min=0,
        max=10,
        description="Weight, 0 to 10",
        tooltip="Weight, 0 to 10",
        style=LABEL,
        layout=WIDE,
    )
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


def cluster_clock(images: pd.DataFrame, launched: str, months: int = 24) -> View:
    """How far a running cluster falls behind the images published since its launch, month by month.

    images: `load_table("images")`, columns image, released. launched: ISO date of the launch.
    """
    charts = [cluster_clock_chart(images, launched, month) for month in range(months + 1)]
    labels = ["launch day"] + [plural(m, "month") for m in range(1, months + 1)]
    pages = [picture(*chart) for chart in charts]
    shown = min(12, months)  # of all pages the one that tells most at a glance
    return View(
        _joined(labels, pages, "Age of the cluster"),
        pages[shown],
        f"Cluster clock: {charts[shown][1]}",
        needs_kernel=False,
    )


def bill_simulator(prices: pd.DataFrame) -> View:
    """What a Lambda function in a loop costs, beside a forgotten EC2 instance.

    prices: `load_table("prices")`. Three inputs: parallel runs, memory in GB, days.
    """
    parallel = w.BoundedIntText(
        value=1000,
        min=0,
        max=10000,
        description="Runs in parallel",
        tooltip="Runs in parallel",
        style=LABEL,
        layout=WIDE,
    )
    memory = w.Dropdown(
        options=[("128 MB", 0.125), ("512 MB", 0.5), ("1 GB", 1.0), ("2 GB", 2.0), ("10 GB", 10.0)],
        value=1.0,
        style=LABEL,
        description="Memory of each run",
        tooltip="Memory of each run",
        layout=WIDE,
    )
    days = w.BoundedIntText(
        value=30,
        min=0,
        max=365,
        description="Days until somebody notices",
        tooltip="Days until somebody notices",
        style=LABEL,
        layout=WIDE,
    )
    answer, message = w.HTML(), w.HTML()
    dated = str(prices.loc[prices["price"] == "ec2-m5-xlarge-hour", "as_of"].iloc[0])[:10]

    def sentence():
        loop = runaway_function(prices, parallel.value, memory.value, days.value)
        idle = forgotten_instance(prices, "ec2-m5-xlarge-hour", days.value)
        return (
            f"The loop: ${loop['usd']:,.2f} for {loop['gb_seconds']:,.0f} GB-seconds and "
            f"{loop['requests']:,.0f} requests. A forgotten m5.xlarge in the same time: "
            f"${idle:,.2f}. A function that nobody calls: $0.00. "
            f"List prices of {loop['region']}: Lambda {loop['as_of']}, m5.xlarge {dated} (source: {loop['source']})."
        )

    @guarded(message)
    def redraw(_=None):
        answer.value = f'<p role="status">{escape(sentence())}</p>'

    redraw()
    for control in (parallel, memory, days):
        control.observe(redraw, "value")
    return View(
        [parallel, memory, days, message, answer], f"<p>{escape(sentence())}</p>", f"Bill. {sentence()}"
    )
