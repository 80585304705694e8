"""Nothing is told before it is guessed: a view, a chart or a table behind a question."""

from __future__ import annotations

import ipywidgets as w
import pandas as pd
from matplotlib.figure import Figure

from ..views.page import View, picture
from .quiz import Quiz, bank
from .record import Record


def behind(
    item: str, content: w.Widget | tuple[Figure, str] | pd.DataFrame, record: Record | None = None
) -> View:
    """`content` behind the question `item`: the question stands alone, and the answer opens what it asks about.

    content: a view, a chart (figure, alternative text) or a data frame. Once answered it stays open, also after a restart, because the
    record says so. Where no kernel runs the question opens it in the browser; where no script runs it is folded.
    KeyError names the questions that exist.
    """
    question, record = bank().question(item), record or Record()
    answered = bool((record.answers()["item"] == item).any())
    quiz = Quiz([question], question.notebook, "", record, lock=True, shows="" if answered else "none")
    told = content.fallback if isinstance(content, w.Widget) else _as_html(content)
    body = content if isinstance(content, w.Widget) else w.HTML(told)
    box = w.VBox([body], layout={"display": quiz.shows, "width": "100%"})
    w.jslink((quiz, "shows"), (box.layout, "display"))
    return View(
        [quiz, box],
        fallback=f"{quiz.fallback}<details><summary>Show what stands behind the question</summary>{told}</details>",
        text=f"Behind a guess: {question.stem} (run this cell to answer it)",
        needs_kernel=getattr(content, "needs_kernel", False),
    )


def _as_html(content: tuple | pd.DataFrame) -> str:
    return content.to_html() if isinstance(content, pd.DataFrame) else picture(*content)
