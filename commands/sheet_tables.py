"""The tables of the run sheet: what is sorted or predicted, the stops of the scale, what each switch moves."""

from __future__ import annotations

import html

from helpers.numbers.moves import reach_of_settings, what_moves
from helpers.numbers.scale import customer_share
from helpers.tables.model import Model
from helpers.views.stack import stops
from helpers.words.owners import NAME
from helpers.words.phrases import words as slug_as_words

from .sheet_sources import Cite
from .stops import Item, Step


def items_table(step: Step) -> str:
    """A table of what is sorted or predicted, with the reasons; '' where there is nothing."""
    if not step.items:
        return ""
    rows = "".join(map(_item, step.items))
    head = f'<tr><th>{html.escape(step.about or "What")}</th><th class="owner">Who acts</th><th>Why</th></tr>'
    return f'<table class="tiles"><thead>{head}</thead><tbody>{rows}</tbody></table>'


def _item(item: Item) -> str:
    return (
        f'<tr><td>{html.escape(item.text)}</td><td class="owner">{html.escape(item.owner)}</td>'
        f"<td>{html.escape(item.why)}</td></tr>"
    )


def scale_table(model: Model) -> str:
    """The stops of the scale: what each is, and the learner's share of the jobs there."""
    shares = customer_share(model.responsibilities)
    services = model.services.set_index("service").loc[stops(model)]
    rows = "".join(
        f'<tr><td>{html.escape(row.name)}</td><td class="number">{shares[row.Index]:.0%}</td><td>{html.escape(row.summary)}</td></tr>'
        for row in services.itertuples()
    )
    return (
        '<table class="tiles"><thead><tr><th>The stops</th><th class="number">Yours</th><th>What it is</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def switches_table(model: Model, service: str, cite: Cite) -> str:
    """What each switch of a service moves, the one that moves most first."""
    reach = reach_of_settings(model, service)
    rows = "".join(_switch(model, row, cite) for row in reach.itertuples() if row.hands)
    return (
        '<table class="switches"><thead><tr><th>The switch</th><th>What changes hands</th><th>What it is</th></tr></thead>'
        f'<tbody>{rows}</tbody></table><p class="quiet">The other switches change duties, and no owner.</p>'
    )


def _switch(model, row, cite):
    moved = what_moves(model, row.service, {row.setting: row.option}).query("hands")
    named = moved["name"].where(moved["basis"] == "stated", moved["name"] + " (our inference)")
    to = {owner: ", ".join(named[moved["after"] == owner]) for owner in NAME}
    hands = "; ".join(f"{names}: now {NAME[owner]}" for owner, names in to.items() if names)
    option = model.settings.option(row.service, row.setting, row.option)
    name = f"{slug_as_words(row.setting)}: {slug_as_words(row.option)}"
    return f"<tr><td>{html.escape(name)}</td><td>{row.hands}: {html.escape(hands)}</td><td>{html.escape(option['summary'])}{cite(option['source'])}</td></tr>"
