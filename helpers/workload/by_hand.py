"""A workload made by hand: parts with the settings that you know."""

from __future__ import annotations

from collections.abc import Mapping

from ..tables.errors import did_you_mean, quoted
from ..tables.model import Model
from .parts import Choice, Part, Workload


def make_workload(
    title: str, parts: Mapping[str, str | tuple[str, Mapping[str, str | None]]], model: Model
) -> Workload:
    """A workload of named parts: {"shop": "ec2", "photos": ("s3", {"versioning": "on"})}.

    An option of None means that nobody knows yet, and that somebody must ask. A setting left out has the option that
    settings.csv calls the default. Raises ValueError for a service, a setting or an option that there is not.
    """
    made = []
    for name, what in parts.items():
        service, choice = (what, {}) if isinstance(what, str) else what
        made.append(part_of(name, service, choice, model))
    return Workload(title, "hand", tuple(made))


def part_of(name: str, service: str, choice: Mapping[str, str | None], model: Model) -> Part:
    """One part made by hand. choice: {setting: option}; raises ValueError as `workload` does."""
    services = list(model.services["service"])
    if service not in services:
        raise ValueError(f"There is no service {quoted(str(service))}.{did_you_mean(str(service), services)}")
    settings = model.settings
    chosen = {setting: option for setting, option in choice.items() if option is not None}
    becomes = [row["becomes"] for row in settings.chosen(service, chosen) if row["becomes"]]
    unknown = set(choice) - set(chosen)
    for setting in unknown - set(settings.of(service)):
        settings.option(service, setting, "")  # says which there are
    stated = {setting: Choice(option, "stated", "you said so") for setting, option in chosen.items()}
    if becomes:
        return Part(name, "", service, str(becomes[0]), stated)
    made = {}
    for setting, options in settings.of(service).items():
        if setting in unknown:
            made[setting] = Choice(None, "ask", "nobody knows yet")
        else:
            made[setting] = stated.get(setting) or Choice(options[0], "default", "the default of the table")
    return Part(name, "", service, service, made)
