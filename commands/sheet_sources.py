"""The sources of the run sheet: their keys behind what they prove, and the list of them at its end."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from helpers.tables.model import Model
from helpers.views.duty_tables import old_copies

Cite = Callable[[str], str]
KEY = re.compile(r"\[([a-z][\w-]+)†?\]")


def cited(model: Model) -> Cite:
    """What writes a source's key as the pages do: " [key]", with † on an old copy, and '' for none."""
    old = old_copies(model)
    return lambda key: f" [{key}{'†' * (key in old)}]" if key else ""


def sources(model: Model, cite: Cite, stops: str) -> str:
    """The sources whose keys stand in the stops, with the date of our copy."""
    keys = set(KEY.findall(stops))
    named = model.sources[model.sources["source"].isin(keys)]
    rows = "".join(
        f"<tr><td>{cite(row['source'])[2:-1]}</td><td>{html.escape(row['title'])}, {html.escape(row['publisher'])}, copy: {row['copy_date']}<br>"
        f"{html.escape(row['url'])}</td></tr>"
        for row in named.to_dict("records")
    )
    return (
        '<h2>Sources</h2><p class="quiet">A † behind a key: our copy carries no date, or was more than a year old when we read it. '
        f'The rest is in <code>data/sources.csv</code>.</p><table class="sources"><tbody>{rows}</tbody></table>'
    )
