"""Putting things on a page: pictures with alternative texts, views with something to read where no kernel runs, errors
that a learner can see.

Measured in JupyterLab 4.6: plain matplotlib output carries no alternative text.
"""

import base64
import functools
from collections.abc import Callable, Sequence
from html import escape
from typing import ParamSpec, TypeVar

import ipywidgets as w
from IPython.display import display
from matplotlib.figure import Figure

from ..charts.style import svg

P, R = ParamSpec("P"), TypeVar("R")


NARROW = 520  # pixels: pages that are not wider get the picture that was drawn for a phone


def picture(fig: Figure, alt: str) -> str:
    """`fig` as one HTML `<figure>` with an SVG picture and the alternative text `alt`.

    The picture takes the theme of the page, and a phone gets one that was drawn for it, if the chart can be drawn narrow.
    ValueError if alt is shorter than five words: it must say what the chart shows.
    """
    if len(alt.split()) < 5:
        raise ValueError("alt must be a sentence that says what the chart shows")
    narrow = fig.on_a_phone() if hasattr(fig, "on_a_phone") else fig
    # A chart that is as wide on a phone is moved about under the thumb there.
    wide = fig.get_figwidth() >= 6 and narrow.get_figwidth() >= 6
    image = (
        f'<img style="width:{round(fig.get_figwidth() * 96)}px;max-width:100%;height:auto;'
        f'{"min-width:700px;" if wide else ""}border-radius:4px" alt="{escape(alt)}" src="{_source(fig)}">'
    )
    if narrow.get_figwidth() < fig.get_figwidth():
        image = (
            f'<picture><source media="(max-width:{NARROW}px)" srcset="{_source(narrow)}">{image}</picture>'
        )
    return f'<figure style="margin:0;overflow-x:auto">{image}</figure>'


def _source(fig: Figure) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg(fig).encode()).decode()}"


class Shown:
    """HTML for the page and one short, stable line for everything that compares text."""

    def __init__(self, html: str, text: str) -> None:
        self.html, self.text = html, text

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def show(fig: Figure, alt: str) -> None:
    """Put a figure on the page with the words a screen reader says. There is no other way here."""
    display(Shown(picture(fig, alt), f"Chart: {alt}"))
    manager = getattr(fig.canvas, "manager", None)
    if manager is not None:  # a figure made with pyplot would be drawn a second time
        import matplotlib.pyplot as plt

        plt.close(fig)


def guarded(message: w.HTML) -> Callable[[Callable[P, R]], Callable[P, R | None]]:
    """Wrap a widget callback: an error is shown in `message`, with what to do, and not swallowed."""

    def wrap(callback: Callable[P, R]) -> Callable[P, R | None]:
        @functools.wraps(callback)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R | None:
            try:
                message.value = ""
                return callback(*args, **kwargs)
            except Exception as error:
                message.value = (
                    '<div role="alert"><b>This view could not follow that change.</b> '
                    "Run the cell again to start afresh. If it happens again, copy this line into "
                    f"an issue of the course: <code>{escape(type(error).__name__)}: "
                    f"{escape(str(error)[:300])}</code></div>"
                )

        return wrapper

    return wrap


def on_press(words: str, show: Callable[[], object]) -> tuple[w.Button, w.HTML, w.HTML]:
    """A button with these words that calls `show`, a line for what goes wrong in it, and a place for what it shows."""
    button = w.Button(description=words, tooltip=words, layout={"width": "max-content"})
    said, reply = w.HTML(), w.HTML()
    button.on_click(guarded(said)(lambda _: show()))
    return button, said, reply


class View(w.VBox):
    """A widget that also tells its story where no kernel runs.

    fallback: HTML shown on GitHub, in print and before the first run. text: one short, stable
    line, which is also what nbval compares. needs_kernel: False if the view moves without one; the
    web site, which has none, then shows the widget, and otherwise the fallback.
    """

    def __init__(
        self, children: Sequence[w.Widget], fallback: str, text: str, needs_kernel: bool = True
    ) -> None:
        self.fallback, self.text, self.needs_kernel = fallback, text, needs_kernel
        super().__init__(children)

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["text/html"] = self.fallback
        bundle["text/plain"] = self.text
        return bundle, {"on_the_hook": {"needs_kernel": self.needs_kernel}}
