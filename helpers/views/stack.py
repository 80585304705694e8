"""The stack as a component: the domains of a service as tiles, and the line between AWS's and yours drawn over them."""

from __future__ import annotations

import traitlets

from ..charts.comparison import heat_map
from ..numbers import scale
from ..tables.load import load_table
from ..tables.model import Model
from ..words.palette import custom_properties
from .living import STATIC, Living
from .page import picture
from .stack_data import stack_data


class Stack(Living):
    """One living picture of the line, in several modes; the tiles are the control.

    What the learner does can be read, and set: service (its key), choice ({setting: option}, only what is no default),
    selected (the domain whose card is open, or ""), guess ({domain: owner}), other (the service on the right of a comparison).
    So the next cell goes on with `model.with_settings(stack.service, stack.choice)`.
    """

    _esm = STATIC / "stack.js"
    _css = custom_properties(".hook-stack") + (STATIC / "stack.css").read_text(encoding="utf-8")
    data = traitlets.Dict().tag(sync=True)
    mode = traitlets.Unicode("scale").tag(sync=True)
    setup = traitlets.Dict().tag(sync=True)
    service = traitlets.Unicode("").tag(sync=True)
    other = traitlets.Unicode("").tag(sync=True)
    choice = traitlets.Dict().tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    guess = traitlets.Dict().tag(sync=True)
    committed = traitlets.Bool(False).tag(sync=True)


def stops(model: Model) -> list[str]:
    """The services on the main scale, in its order."""
    on_scale = model.services.dropna(subset=["scale_order"]).sort_values("scale_order")
    return on_scale["service"].tolist()


def sliding_scale(model: Model) -> Stack:
    """The scale from your own data centre to Lambda. The services and their order are those with a scale_order."""
    order = stops(model)
    rows = model.responsibilities
    share = scale.customer_share(rows[rows["service"].isin(order)])
    names = model.service_names
    fallback = picture(
        *heat_map(model.grid().loc[order], model.domain_names, names, "The sliding scale, stop by stop")
    )
    text = "Sliding scale: " + "; ".join(f"{names[s]} {share[s]:.0%} yours" for s in order) + "."
    return Stack(
        fallback, text, mode="scale", service=order[0], data=stack_data(model, order, load_table("tools"))
    )
