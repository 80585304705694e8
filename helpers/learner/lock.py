"""Nothing is told before it is guessed: a view, a chart or a table behind a question or a prediction."""

from __future__ import annotations

import ipywidgets as w
import pandas as pd
from matplotlib.figure import Figure

from ..views.frames import frame_as_html
from ..views.page import View, picture
from .predict import Prediction
from .quiz import ask
from .record import Record


def behind(
    guess: str | list[str] | Prediction,
    content: w.Widget | tuple[Figure, str] | pd.DataFrame,
    record: Record | None = None,
) -> View:
    """`content` behind a guess: the question stands alone, and the answer opens what it asks about.

    guess: the key of a question, several (the last answer opens it), or a prediction (`PredictOwners`, `SortItems`), which keeps
    its own record. content: a view, a chart (figure, alternative text) or a data frame. Once guessed it stays open, also after a
    restart, because the record says so. Where no kernel runs the guess opens it in the browser; where no script runs it is
    folded. KeyError names the questions that exist.
    """
    if isinstance(guess, Prediction):
        known, guess.lock = guess.known, True
    else:
        keys, record = [guess] if isinstance(guess, str) else guess, record or Record()
        known = set(keys) <= set(record.answers()["item"])
        guess = ask(*keys, record=record, lock=True)
    guess.shows = "" if known else "none"
    told = content.fallback if isinstance(content, w.Widget) else _as_html(content)
    body = content if isinstance(content, w.Widget) else w.HTML(told)
    box = w.VBox([body], layout={"display": guess.shows, "width": "100%"})
    w.jslink((guess, "shows"), (box.layout, "display"))
    kind = (
        "view" if isinstance(content, w.Widget) else "table" if isinstance(content, pd.DataFrame) else "chart"
    )
    return View(
        [guess, box],
        fallback=f"{guess.fallback}<details><summary>Show what stands behind the guess</summary>{told}</details>",
        text=f"A {kind} behind a guess. {guess.text}",
        needs_kernel=getattr(content, "needs_kernel", False),
    )


def _as_html(content: tuple | pd.DataFrame) -> str:
    return frame_as_html(content) if isinstance(content, pd.DataFrame) else picture(*content)
