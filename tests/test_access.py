"""Pictures with words, one display, errors that a learner sees, views that speak without a kernel."""

import base64

import ipywidgets as w
import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from helpers import show
from helpers.views import page
from helpers.views.page import View, guarded, picture

ALT = "A line rises from one to three."


@pytest.fixture
def shown(monkeypatch):
    """What was displayed, as (object, keyword arguments)."""
    calls = []
    monkeypatch.setattr(page, "display", lambda *objects, **options: calls.extend(objects))
    return calls


def drawing():
    fig = Figure(figsize=(7, 2))
    fig.add_subplot().plot([1, 3])
    return fig


@pytest.mark.parametrize("alt", ["", " ", "chart", "four words are few", "  a   b  c  d "])
def test_a_short_alt_is_refused(alt):
    with pytest.raises(ValueError, match="says what the chart shows"):
        picture(drawing(), alt)


def test_five_words_are_enough():
    assert 'alt="one two three four five"' in picture(drawing(), "one two three four five")


def test_the_alt_is_escaped():
    html = picture(drawing(), """a "b" <c> & d' e" onload="x""")
    assert 'alt="a &quot;b&quot; &lt;c&gt; &amp; d&#x27; e&quot; onload=&quot;x"' in html


def test_the_picture_is_an_svg_with_text_and_no_date():
    fig = drawing()
    fig.text(0.5, 0.5, "Words that can be read")
    html = picture(fig, ALT)
    svg = base64.b64decode(html.split("base64,")[1].split('"')[0]).decode()
    assert ">Words that can be read</text>" in svg and "Verdana" in svg
    assert "<dc:date>" not in svg and html == picture(fig, ALT)
    assert "width:672px;max-width:100%" in html


def test_show_gives_one_display_with_two_stable_forms(shown):
    show(drawing(), ALT)
    show(drawing(), ALT)
    first, second = (s._repr_mimebundle_() for s in shown)
    assert set(first) == {"text/html", "text/plain"}
    assert first == second
    assert first["text/plain"] == f"Chart: {ALT}"
    assert first["text/html"].startswith("<figure") and f'alt="{ALT}"' in first["text/html"]


def test_show_closes_a_figure_of_pyplot(shown):
    fig, axes = plt.subplots()
    axes.plot([1, 2])
    assert plt.fignum_exists(fig.number)
    show(fig, ALT)
    assert not plt.fignum_exists(fig.number)
    assert len(shown) == 1


def test_a_short_alt_shows_nothing(shown):
    with pytest.raises(ValueError):
        show(drawing(), "chart")
    assert shown == []


def test_an_error_is_shown_with_what_to_do():
    message = w.HTML()

    @guarded(message)
    def follow(_):
        raise LookupError("no <b>bold</b> price " + "x" * 1000)

    follow({"new": 1})
    assert 'role="alert"' in message.value
    assert "Run the cell again" in message.value
    assert "LookupError: no &lt;b&gt;bold&lt;/b&gt; price" in message.value
    assert len(message.value) < 800


def test_success_clears_the_message_and_keeps_the_answer():
    message = w.HTML("an old error")
    assert guarded(message)(lambda n: n + 1)(2) == 3
    assert message.value == ""


def test_an_error_then_a_success():
    message = w.HTML()
    half = guarded(message)(lambda n: 1 / n)
    half(0)
    assert "ZeroDivisionError" in message.value
    half(2)
    assert message.value == ""


def test_a_learner_can_still_stop_the_kernel():
    @guarded(w.HTML())
    def stopped():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()


def test_a_guarded_callback_keeps_its_name():
    @guarded(w.HTML())
    def redraw():
        "What it does."

    assert redraw.__name__ == "redraw" and redraw.__doc__ == "What it does."


def test_a_view_has_three_forms():
    view = View([w.HTML("live")], fallback="<p>Read me</p>", text="One line.")
    bundle, about = view._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == view.model_id
    assert bundle["text/html"] == "<p>Read me</p>"
    assert bundle["text/plain"] == "One line."
    assert about == {"on_the_hook": {"needs_kernel": True}}
    assert [child.value for child in view.children] == ["live"]
