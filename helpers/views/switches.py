"""The switches of a service: flip a setting, and see which domains change hands."""

from __future__ import annotations

from html import escape

import ipywidgets as w

from ..charts.stack import responsibility_stack
from ..numbers.moves import moves_between, share_of
from ..tables.model import Model
from ..words.phrases import plural, words
from .duty_tables import BASIS, NOTE, chip, citations, table
from .explorers import LABEL, WIDE, _share_meter
from .page import View, guarded, picture

DEFAULT = "every setting as it comes"


def _sentence(moves, becomes: str) -> str:
    """What changed hands, in one sentence."""
    hands, duties = moves[moves["hands"]], moves[~moves["hands"]]
    start = f"This makes it {escape(becomes)}. " if becomes else ""
    if moves.empty:
        return "The tool helps, and every job stays with the one who had it."
    list_of = "; ".join(
        f"{escape(row['name'])} ({chip(row['before'])} → {chip(row['after'])})" for _, row in hands.iterrows()
    )
    changed = (
        f"{plural(len(hands), 'domain')} changed hands: {list_of}. "
        if len(hands)
        else "No domain changed hands. "
    )
    kept = (
        f"In {plural(len(duties), 'domain')} the duty changed and the owner did not." if len(duties) else ""
    )
    return start + changed + kept


def _page(model: Model, service: str, setting: str, option: str, cite: dict) -> str:
    """The page for one option: share, what changed, the stack, the duties that are new."""
    as_it_comes = model.with_settings(service, {})
    now = model.with_settings(service, {setting: option}) if setting else as_it_comes
    after = now.of(service)
    meter = _share_meter(share_of(after), after["owner"].value_counts())
    if not setting:
        said = "The defaults, as the table has them. Choose an option above to see what it moves."
        figure, duties = responsibility_stack(after), ""
    else:
        row = model.settings.option(service, setting, option)
        names = model.service_names
        before = as_it_comes.of(service)
        moves = moves_between(before, after)
        said = f"{escape(row['summary'])} {_sentence(moves, names.get(row['becomes'], ''))}"
        figure = responsibility_stack(after, before)
        body = [
            [
                escape(m["name"]),
                f"{chip(m['before'])} → {chip(m['after'])}" if m["hands"] else chip(m["after"]),
                escape(m["aws_duty"]),
                escape(m["customer_duty"]),
                f"{BASIS[m['basis']]}, {cite[m['source']]}",
            ]
            for _, m in moves.iterrows()
        ]
        duties = (
            ""
            if moves.empty
            else '<div style="max-height:420px;overflow:auto" tabindex="0" role="region" aria-label="What is new">'
            + table(
                ["Domain", "Owner", "AWS does now", "You do now", "On whose word"],
                body,
                f"What {escape(words(setting))}, {escape(words(option))}, changes. {NOTE}",
            )
            + "</div>"
        )
        duties += f'<p style="margin:6px 0">The setting itself: {cite[row["source"]]}</p>'
    return (
        f'{meter}<p role="status" style="max-width:768px;line-height:1.6;margin:6px 0">{said}</p>'
        f'<div style="max-width:768px">{picture(*figure)}</div>{duties}'
    )


def _options(model: Model, service: str) -> dict[str, tuple[str, str]]:
    """The words of every option, the defaults first, and its (setting, option). ValueError for a service without settings."""
    found = {DEFAULT: ("", "")}
    for setting, options in model.settings.of(service).items():
        found |= {f"{words(setting)}: {words(option)}": (setting, option) for option in options[1:]}
    if len(found) == 1:
        model.settings.option(service, "", "")  # says which services have some
    return found


def _pages(model: Model, service: str, cite: dict) -> dict[str, str]:
    """The page of every option, by its words."""
    return {
        label: _page(model, service, *position, cite) for label, position in _options(model, service).items()
    }


def _without_kernel(model: Model, service: str, pages: dict[str, str]) -> tuple[str, str]:
    """What a view says where it cannot run: all pages to be unfolded, and one line."""
    labels = list(pages)
    folded = "".join(
        f"<details><summary>{escape(label)}</summary>{pages[label]}</details>" for label in labels[1:]
    )
    return folded, f"Settings of {_name(model, service)}: {'; '.join(labels)}."


def _name(model: Model, service: str) -> str:
    return str(model.service_names[service])


def _title(name: str) -> str:
    return f"<p><b>{escape(name)}</b>, one setting at a time</p>"


def setting_switches(model: Model, service: str) -> View:
    """The settings of one service, one option at a time: share, stack, what changed hands and on whose word.

    Every option is drawn once and joined to the choice in the browser. ValueError if the service has no settings.
    """
    pages, name = _pages(model, service, citations(model)), _name(model, service)
    choice = w.RadioButtons(
        options=list(pages), index=0, tooltip=f"Settings of {name}", layout={"width": "auto"}
    )
    stack = w.Stack([w.HTML(page) for page in pages.values()], selected_index=0)
    w.jslink((choice, "index"), (stack, "selected_index"))
    return View(
        [w.HTML(_title(name)), choice, stack], *_without_kernel(model, service, pages), needs_kernel=False
    )


def switches_of_any(model: Model, service: str) -> View:
    """A list of all services that have settings, and below it the switches of the chosen one.

    The kernel draws each option when it is chosen: all of them at once would keep a learner waiting.
    """
    names, cite = model.service_names, citations(model)
    services = model.settings.options["service"].unique()
    which = w.Dropdown(
        options=[(names[s], s) for s in services],
        value=service,
        description="Service",
        tooltip="Service",
        style=LABEL,
        layout=WIDE,
    )
    choice = w.RadioButtons(
        options=list(_options(model, service)),
        index=0,
        tooltip=f"Settings of {names[service]}",
        layout={"width": "auto"},
    )
    title, message, page = w.HTML(_title(names[service])), w.HTML(), w.HTML()

    @guarded(message)
    def show_option(_=None):
        page.value = _page(model, which.value, *_options(model, which.value)[choice.value], cite)

    @guarded(message)
    def show_service(_):
        choice.unobserve(show_option, "value")  # the page of the new service is drawn once, below
        choice.options = list(_options(model, which.value))
        choice.tooltip, title.value = f"Settings of {names[which.value]}", _title(names[which.value])
        choice.observe(show_option, "value")
        show_option()

    show_option()
    which.observe(show_service, "value")
    choice.observe(show_option, "value")
    folded, text = _without_kernel(model, service, _pages(model, service, cite))
    return View(
        [which, title, choice, message, page],
        folded,
        f"{plural(len(services), 'service')} with settings. {text}",
    )
