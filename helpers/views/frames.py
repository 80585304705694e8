"""A data frame as a reader's table: one vocabulary, sentences that wrap, numbers to the right.

Where pandas is the lesson a notebook shows the frame itself; repair.js dresses that quietly, too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from html import escape

import numpy as np
import pandas as pd
from IPython.display import display

from ..tables.model import Model, course
from ..words.owners import DUTIES, NAME
from ..words.phrases import words
from .duty_tables import BASIS, TOWARDS, chip, citations
from .page import Shown

HEADS = {
    "as_of": "Price of",
    "aws_duty": DUTIES["aws"],
    "basis": "On whose word",
    "customer_duty": DUTIES["customer"],
    "left": "Before",
    "moved": "The line moves",
    "right": "After",
    "usd": "US dollars",
}


def show_table(frame: pd.DataFrame | pd.Series, caption: str = "", model: Model | None = None) -> None:
    """Put `frame` on the page as a reader sees it: "you", "Guest OS patching", "Amazon EMR on EC2".

    Slugs of services and domains become their names (of `model`, by default the course's), owners a coloured word, sources a
    link, dates a day, shares per cent; numbers stand to the right. The index is shown where it says something: not if it only counts, and not
    if it is the key of what stands in the column `name`. caption: a sentence above the table, best what it shows.
    The text for everything that compares text is pandas' own.
    """
    display(Shown(frame_as_html(frame, caption, model), repr(frame)))


def frame_as_html(frame: pd.DataFrame | pd.Series, caption: str = "", model: Model | None = None) -> str:
    """What `show_table` shows, as HTML. Every text of the frame is escaped."""
    frame, heading = _with_index(frame.to_frame() if isinstance(frame, pd.Series) else frame)
    speak = _vocabulary(course() if model is None else model)
    head, columns = [], []
    for n, name in enumerate(frame.columns):
        column = frame.iloc[:, n]
        number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        cell = (_share if "share" in str(name) else _number) if number else speak(name, column)
        kind = ' class="number"' if number else ' style="text-align:left"'
        head.append(f'<th scope="col"{kind}>{_head(name, speak)}</th>')
        tag, end = (f'<th scope="row"{kind}>', "</th>") if n < heading else (f"<td{kind}>", "</td>")
        columns.append([f"{tag}{'' if _missing(v) else cell(v)}{end}" for v in column.astype(object)])
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*columns))
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<table class="dataframe hook-table">{title}<thead><tr>{"".join(head)}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _with_index(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The frame with its index as columns, where it says something, and how many columns at the left name their row."""
    names = [name for name in frame.index.names if name is not None]
    counts = not names and pd.api.types.is_integer_dtype(frame.index)
    if counts or (names in (["domain"], ["service"]) and "name" in frame.columns):
        first = ["name"] if "name" in frame.columns else []
        return frame[[*first, *(c for c in frame.columns if c not in first)]], len(first)
    count = frame.index.nlevels
    labels = frame.index.to_frame(index=False)
    labels.columns = [name or "" for name in frame.index.names]
    body = frame.reset_index(drop=True)
    body.columns = [" ".join(map(str, c)) if isinstance(c, tuple) else c for c in body.columns]
    return pd.concat([labels, body], axis=1), count


def _vocabulary(model: Model) -> Callable:
    """A function (heading, column) that gives the words for the cells of that column."""
    names = {**model.service_names.to_dict(), **model.domain_names.to_dict()}
    sources = citations(model)
    known = (
        (NAME, chip),
        (model.service_names.index, lambda v: escape(names[v])),
        (model.domain_names.index, lambda v: escape(names[v])),
        (BASIS, lambda v: escape(BASIS[v])),
        (TOWARDS, lambda v: TOWARDS[v]),
    )

    def speak(heading: Hashable, column: pd.Series) -> Callable[[object], str]:
        if str(heading) == "source" or str(heading).endswith("_source"):
            return lambda v: sources.get(v, escape(str(v)))
        if str(heading) in ("setting", "option"):
            return lambda v: escape(words(str(v)))
        values = {v for v in column if isinstance(v, str) and v}
        for key, cell in known:
            if values and all(v in key for v in values):
                return lambda v, cell=cell: cell(v) if v else ""
        return _text

    return speak


def _head(name: Hashable, speak: Callable) -> str:
    """A heading: a service, a domain or an owner by its name, any other column in words."""
    if not isinstance(name, str) or not name:
        return escape(str(name))
    if name in HEADS:
        return HEADS[name]
    cell = speak("", pd.Series([name]))
    plain = words(name.replace("_", "-")) if name.isidentifier() else name
    return escape(plain[:1].upper() + plain[1:]) if cell is _text else cell(name)


def _text(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    text = f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)
    if "-" in text and " " not in text and len(text) <= 20:  # a date, a region: not in two at its hyphen
        return f'<span style="white-space:nowrap">{escape(text)}</span>'
    return escape(text)


def _number(value: float) -> str:
    """With a comma at the thousands and no zeros at the end; as many digits as the number has, ten at most."""
    return f"{value:,.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def _share(value: float) -> str:
    """A share of 1 as per cent; what counts more than 1, such as a number of shared domains, stays a number."""
    return f"{value:.0%}" if isinstance(value, float) and 0 <= value <= 1 else _number(value)


def _missing(value: object) -> bool:
    return value is None or (np.isscalar(value) and pd.isna(value)) or value is pd.NaT
