"""The switches of one service: flip a setting, and see which domains change hands. Moves without a kernel."""
from __future__ import annotations

from html import escape

import ipywidgets as w

from .access import View, guarded, picture
from .changes import what_moves
from .charts import plural, responsibility_stack
from .duties import BASIS, NOTE, chip, citations, table
from .explorers import LABEL, WIDE, _share_meter
from .model import Model
from .scale import customer_share, owner_counts
from .setting_charts import words

DEFAULT = "every setting as it comes"


def _sentence(moves, becomes: str) -> str:
    """What changed hands, in one sentence."""
    hands, duties = moves[moves["hands"]], moves[~moves["hands"]]
    start = f"This makes it {escape(becomes)}. " if becomes else ""
    if moves.empty:
        return "The tool helps, and every job stays with the one who had it."
    list_of = "; ".join(f"{escape(row['name'])} ({chip(row['before'])} → {chip(row['after'])})"
                        for _, row in hands.iterrows())
    changed = f"{plural(len(hands), 'domain')} changed hands: {list_of}. " if len(hands) else "No domain changed hands. "
    kept = f"In {plural(len(duties), 'domain')} the duty changed and the owner did not." if len(duties) else ""
    return start + changed + kept


def _page(model: Model, service: str, setting: str, option: str, cite: dict) -> str:
    """The page for one option: share, what changed, the stack, the duties that are new."""
    choice = {setting: option} if setting else {}
    now = model.with_settings(service, choice)
    rows = now.responsibilities
    rows = rows[rows["service"] == service]
    meter = _share_meter(customer_share(rows)[service], owner_counts(rows).loc[service])
    if not choice:
        said = "The defaults, as the table has them. Choose an option above to see what it moves."
        figure, duties = responsibility_stack(model.of(service)), ""
    else:
        row = model.settings.option(service, setting, option)
        names = model.services.set_index("service")["name"]
        moves = what_moves(model, service, choice)
        said = f"{escape(row['summary'])} {_sentence(moves, names.get(row['becomes'], ''))}"
        figure = responsibility_stack(now.of(service), model.of(service))
        body = [[escape(m["name"]), f"{chip(m['before'])} → {chip(m['after'])}" if m["hands"] else chip(m["after"]),
                 escape(m["aws_duty"]), escape(m["customer_duty"]), f"{BASIS[m['basis']]}, {cite[m['source']]}"]
                for _, m in moves.iterrows()]
        duties = ("" if moves.empty else
                  '<div style="max-height:420px;overflow:auto" tabindex="0" role="region" aria-label="What is new">'
                  + table(["Domain", "Owner", "AWS does now", "You do now", "On whose word"], body,
                          f"What {escape(words(setting))}, {escape(words(option))}, changes. {NOTE}") + "</div>")
        duties += f'<p style="margin:6px 0">The setting itself: {cite[row["source"]]}</p>'
    return (f'{meter}<p role="status" style="max-width:768px;line-height:1.6;margin:6px 0">{said}</p>'
            f'<div style="max-width:768px">{picture(*figure)}</div>{duties}')


def setting_switches(model: Model, service: str) -> View:
    """The settings of one service, one option at a time: share, stack, what changed hands and on whose word.

    Every option is drawn once and joined to the choice in the browser. ValueError if the service has no settings.
    """
    labels, pages, cite = [DEFAULT], [], citations(model)
    positions = [("", "")]
    for setting, options in model.settings.of(service).items():
        for option in options[1:]:
            labels.append(f"{words(setting)}: {words(option)}")
            positions.append((setting, option))
    if len(positions) == 1:
        model.settings.option(service, "", "")      # says which services have some
    pages = [_page(model, service, *position, cite) for position in positions]
    name = str(model.services.set_index("service")["name"][service])
    choice = w.RadioButtons(options=labels, index=0, tooltip=f"Settings of {name}", layout={"width": "auto"})
    stack = w.Stack([w.HTML(page) for page in pages], selected_index=0)
    w.jslink((choice, "index"), (stack, "selected_index"))
    told = "".join(f"<details><summary>{escape(label)}</summary>{page}</details>"
                   for label, page in zip(labels[1:], pages[1:]))
    return View([w.HTML(f"<p><b>{escape(name)}</b>, one setting at a time</p>"), choice, stack], told,
                f"Settings of {name}: {'; '.join(labels)}.", needs_kernel=False)


def switches_of_any(model: Model, service: str) -> View:
    """A list of all services that have settings, and below it the switches of the chosen one.

    Choosing a service asks the kernel to draw; flipping a setting does not.
    """
    names = model.services.set_index("service")["name"].astype(str)
    services = model.settings.options["service"].astype(str).unique()
    choice = w.Dropdown(options=[(names[s], s) for s in services], value=service, description="Service",
                        tooltip="Service", style=LABEL, layout=WIDE)
    message, place = w.HTML(), w.VBox()
    drawn = {}

    @guarded(message)
    def draw(_=None):
        if choice.value not in drawn:
            drawn[choice.value] = setting_switches(model, choice.value)
        place.children = [drawn[choice.value]]

    draw()
    choice.observe(draw, "value")
    first = drawn[service]
    return View([choice, message, place], first.fallback, f"{plural(len(services), 'service')} with settings. {first.text}")
