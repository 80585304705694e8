"""The stack as a component: the domains of a service as tiles, the line between AWS's and yours drawn over them.

One component in several modes. Each function makes one of them, with a picture or a table for those who read without any
script.
"""

from __future__ import annotations

import traitlets

from ..charts.comparison import heat_map, share_bars
from ..numbers import scale
from ..tables.load import load_table
from ..tables.model import Model
from ..words.palette import custom_properties
from ..words.phrases import plural, words
from .duty_tables import comparison_table, moves_table
from .living import STATIC, Living, script
from .page import picture
from .stack_data import must_exist, stack_data


class Stack(Living):
    """One living picture of the line; the tiles are the control.

    What the learner does can be read, and set: service (its key), choice ({setting: option}, only what is no default),
    selected (the domain whose card is open, or ""), other (the service on the right of a comparison), guess ({domain: owner})
    and committed. So the next cell goes on with `model.with_settings(stack.service, stack.choice)`. A TraitError names what
    there is instead of a service, a setting or a domain that the stack does not have.
    """

    _esm = script("elements.js", "rule.js", "link.js", "stack.js", "switches.js", "predict.js", "sort.js")
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

    def __init__(self, model: Model, services: list[str], fallback: str, text: str, **traits):
        """services: those to choose from, at least one."""
        self._model = model
        settings = traits.get("mode") not in ("predict", "compare")
        data = traits.pop("data", None) or stack_data(model, services, load_table("tools"), settings)
        super().__init__(fallback, text, data=data, **{"service": services[0], **traits})

    @traitlets.validate("service", "other")
    def _known_service(self, proposal):
        return self._one_of(proposal["value"], self.data["order"] if self.data else None, "service")

    @traitlets.validate("selected")
    def _known_domain(self, proposal):
        domains = [domain["key"] for domain in self.data["domains"]] if self.data else None
        return self._one_of(proposal["value"], domains, "domain")

    @traitlets.validate("choice")
    def _allowed_choice(self, proposal):
        if proposal["value"]:
            try:
                self._model.settings.chosen(self.service, proposal["value"])
            except ValueError as error:
                raise traitlets.TraitError(str(error)) from None
        return proposal["value"]

    @staticmethod
    def _one_of(value: str, known: list[str] | None, what: str) -> str:
        if value and known is not None and value not in known:
            raise traitlets.TraitError(f"This stack has no {what} {value!r}. It has: {', '.join(known)}.")
        return value


def stops(model: Model) -> list[str]:
    """The services on the main scale, in its order; all services where none has a scale_order."""
    on_scale = model.services.dropna(subset=["scale_order"]).sort_values("scale_order")
    return (on_scale if len(on_scale) else model.services)["service"].tolist()


def some_of(model: Model, services: list[str]) -> list[str]:
    """`services`, if there are any and all of them exist; else a ValueError that names those there are."""
    if not services:
        raise ValueError(
            f"Give at least one service. The services are: {', '.join(model.service_names.index)}."
        )
    must_exist(model, services)
    return services


def _start(model: Model, service: str) -> str:
    """The service to begin with: a table of one's own may lack the one that the course begins with."""
    return (
        service
        if service in model.service_names or service not in ("ec2", "lambda-managed-runtime")
        else model.service_names.index[0]
    )


FEW = 10  # services whose owners fit into one heat map


def _shares(model: Model, services: list[str]) -> str:
    rows = model.responsibilities
    share = scale.customer_share(rows[rows["service"].isin(services)])
    return "; ".join(f"{model.service_names[s]} {share[s]:.0%} yours" for s in services) + "."


def _on_paper(model: Model, services: list[str], title: str) -> str:
    """The picture that stands for the stack where no script runs: who owns what, or for many services how much is yours."""
    if len(services) <= FEW:
        grid = model.grid().loc[services]
        return picture(*heat_map(grid, model.domain_names, model.service_names, title))
    rows = model.responsibilities[model.responsibilities["service"].isin(services)]
    return picture(*share_bars(scale.owner_counts(rows), scale.customer_share(rows), model.service_names))


def sliding_scale(model: Model) -> Stack:
    """The scale from your own data centre to Lambda: a handle to slide, the stack, share, duties.

    The services and their order are those with a scale_order, or all where none has one.
    """
    order = stops(model)
    fallback = _on_paper(model, order, "The sliding scale, stop by stop")
    return Stack(model, order, fallback, f"Sliding scale: {_shares(model, order)}", mode="scale")


def service_picker(model: Model, services: list[str] | None = None, beside: str | None = "ec2") -> Stack:
    """Any of `services` (all, if left out), and what changed hands against the service `beside`.

    ValueError names the services there are if one of them does not exist.
    """
    services = some_of(model, model.services["service"].tolist() if services is None else services)
    beside = beside and _start(model, beside)
    everyone = list(dict.fromkeys([*([beside] if beside else []), *services]))
    data = stack_data(model, everyone, load_table("tools"))
    data["order"] = services
    title = f"Beside {model.service_names[beside]}" if beside else "Who acts, service by service"
    return Stack(
        model,
        services,
        _on_paper(model, everyone, title),
        f"Services: {_shares(model, services)}",
        mode="pick",
        setup={"beside": beside} if beside else {},
        data=data,
    )


def setting_switches(model: Model, service: str) -> Stack:
    """All settings of one service together, in any combination that is allowed, and what each moves.

    ValueError if the service has no settings.
    """
    return _switches(model, [service])


def switches_of_any(model: Model, service: str) -> Stack:
    """As `setting_switches`, for any service that has settings, beginning with `service`."""
    services = model.settings.options["service"].unique().tolist()
    return _switches(model, services, service)


def _switches(model: Model, services: list[str], first: str | None = None) -> Stack:
    service = first or services[0]
    settings = model.settings.of(service)
    if not settings:
        model.settings.option(service, "", "")  # says which services have some
    told = "; ".join(
        f"{words(setting)}: {' or '.join(map(words, options))}" for setting, options in settings.items()
    )
    start = f"{plural(len(services), 'service')} with settings. " if len(services) > 1 else ""
    fallback = (
        f"<details><summary>Show what each setting of {model.service_names[service]} moves</summary>"
        f"{moves_table(model, service)}</details>"
    )
    text = f"{start}Settings of {model.service_names[service]}: {told}."
    return Stack(model, services, fallback, text, mode="settings", service=service)


def compare(
    model: Model, left: str = "ec2", right: str = "lambda-managed-runtime", services: list[str] | None = None
) -> Stack:
    """Two services side by side, tile by tile. services: those to choose from; all, if left out."""
    services = some_of(model, model.services["service"].tolist() if services is None else services)
    left, right = some_of(model, [_start(model, left), _start(model, right)])
    names = model.service_names
    moved = scale.difference(model.responsibilities, left, right)["moved"].value_counts()
    text = (
        f"Compare. From {names[left]} to {names[right]}: {moved.get('to aws', 0)} towards AWS, "
        f"{moved.get('to customer', 0)} towards you, {moved.get('same', 0)} the same."
    )
    fallback = comparison_table(model, left, right, only_moved=True)
    return Stack(model, services, fallback, text, mode="compare", service=left, other=right)
