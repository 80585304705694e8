"""What ipywidgets and matplotlib leave out: alternative texts, names for screen readers, keys that
stay in the widget, tables with sentences that start on the left, errors that a learner can see, and
something to read where no kernel runs.

Measured in JupyterLab 4.6 with ipywidgets 8.1: plain matplotlib output carries no alternative
text, sliders have no name, and a single key such as x, pressed in a widget, cuts the cell.
"""
import base64
import functools
import io
import re
from html import escape

import ipywidgets as w
from IPython.display import Javascript, display
from matplotlib import rc_context
from traitlets import HasTraits, Int

# Lumino, the toolkit under JupyterLab, skips its shortcuts on an element with this attribute, and
# only on the focused control itself, not on a box around it. Set on focus, it is there before any key.
REPAIR = """
(() => {
  if (window.onTheHookRepair) return;
  window.onTheHookRepair = true;
  const OUTPUT = '.jp-OutputArea-output, .cell_output';    // in JupyterLab, on the web site
  const style = document.createElement('style');
  style.textContent = `
    :is(.jp-RenderedHTMLCommon, .cell_output) table.dataframe :is(td, thead th) { text-align: left; }
    .widget-html-content { overflow-wrap: anywhere; }
    .widget-slider .slider-container { min-width: 80px; }
    .widget-inline-hbox.widget-slider .widget-readout { min-width: 200px; max-width: none; text-align: left;
      overflow: hidden; text-overflow: ellipsis; }`;
  document.head.append(style);
  document.addEventListener('focusin', event => {
    if (event.target.closest(OUTPUT))
      event.target.setAttribute('data-lm-suppress-shortcuts', 'true');
  }, true);
  const name = box => {
    const label = box.querySelector('.widget-label');
    const title = label?.title === 'null' ? '' : label?.title;
    return (title || label?.textContent || '').trim();
  };
  let group = 0;
  const repair = () => {
    document.querySelectorAll(OUTPUT).forEach(area => {
      area.querySelectorAll('.widget-slider').forEach(box => {
        const readout = box.querySelector('.widget-readout');
        // A text box without a name, in which nothing can be typed: every slider has a second control instead.
        readout?.removeAttribute('contenteditable');
        const text = readout?.textContent?.trim();
        box.querySelectorAll('[role=slider]').forEach(e => {
          if (e.getAttribute('aria-label') !== name(box)) e.setAttribute('aria-label', name(box));
          if (text && e.getAttribute('aria-valuetext') !== text) e.setAttribute('aria-valuetext', text);
        });
      });
      area.querySelectorAll('.widget-radio').forEach(box => {
        if (box.getAttribute('aria-label') !== name(box)) box.setAttribute('aria-label', name(box));
        if (!box.dataset.group) {
          box.setAttribute('role', 'radiogroup');
          group += 1;
          box.dataset.group = `on-the-hook-${Date.now()}-${group}`;
        }
        // ipywidgets makes new buttons when a group is enabled again; they need the name too.
        box.querySelectorAll('input').forEach(e => { if (e.name !== box.dataset.group) e.name = box.dataset.group; });
      });
    });
  };
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; repair(); });
  };
  repair();
  new MutationObserver(soon).observe(document.body, {childList: true, subtree: true, characterData: true});
})();
"""


def repair_widgets() -> None:
    """Call once, in the set-up cell. It draws nothing."""
    display(Javascript(REPAIR))


def svg(fig) -> str:
    """`fig` as SVG whose text is text. The same chart gives the same bytes on every run."""
    out = io.StringIO()
    # The salt and the missing date take the chance out of it.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "on-the-hook"}):
        fig.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    # A picture uses the fonts of the reader's machine: Verdana is as wide as DejaVu Sans.
    text = out.getvalue().replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)     # XML allows no control characters


def picture(fig, alt: str) -> str:
    """`fig` as one HTML `<figure>` with an SVG picture and the alternative text `alt`.

    ValueError if alt is shorter than five words: it must say what the chart shows.
    """
    if len(alt.split()) < 5:
        raise ValueError("alt must be a sentence that says what the chart shows")
    source = base64.b64encode(svg(fig).encode()).decode()
    width = round(fig.get_figwidth() * 96)
    return (f'<figure style="margin:0"><img style="width:{width}px;max-width:100%;height:auto;'
            f'background:#fff;border-radius:4px" alt="{escape(alt)}" '
            f'src="data:image/svg+xml;base64,{source}"></figure>')


class Shown:
    """HTML for the page and one short, stable line for everything that compares text."""

    def __init__(self, html: str, text: str):
        self.html, self.text = html, text

    def _repr_mimebundle_(self, **kwargs):
        return {"text/html": self.html, "text/plain": self.text}


def show(fig, alt: str) -> None:
    """Put a figure on the page with the words a screen reader says. There is no other way here."""
    display(Shown(picture(fig, alt), f"Chart: {alt}"))
    manager = getattr(fig.canvas, "manager", None)
    if manager is not None:      # a figure made with pyplot would be drawn a second time
        import matplotlib.pyplot as plt
        plt.close(fig)


def guarded(message: w.HTML):
    """Wrap a widget callback: an error is shown in `message`, with what to do, and not swallowed."""
    def wrap(callback):
        @functools.wraps(callback)
        def wrapper(*args, **kwargs):
            try:
                message.value = ""
                return callback(*args, **kwargs)
            except Exception as error:
                message.value = (
                    '<div role="alert"><b>This view could not follow that change.</b> '
                    'Run the cell again to start afresh. If it happens again, copy this line into '
                    f'an issue of the course: <code>{escape(type(error).__name__)}: '
                    f'{escape(str(error)[:300])}</code></div>')
        return wrapper
    return wrap


class Echo(HasTraits):
    """A control that says when all that was chosen in it has arrived: see `when_settled`."""

    asked, told = Int(0).tag(sync=True), Int(0).tag(sync=True)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        w.jsdlink((self, "asked"), (self, "told"))


class RadioButtons(Echo, w.RadioButtons):
    """Radio buttons for `when_settled`."""


class Dropdown(Echo, w.Dropdown):
    """A list for `when_settled`."""


def when_settled(controls: list[Echo], callback) -> None:
    """Call `callback` when everything that was chosen in the controls so far has arrived.

    ipywidgets holds the second change of a control back until the kernel has answered the first, but never
    the press of a button: on a slow line the press overtakes the choice that it was meant for, by seconds.
    So the kernel asks each control for an echo. It comes from the same control, and so after its changes.
    """
    waiting = set(controls)

    def told(change):
        change["owner"].unobserve(told, "told")
        waiting.discard(change["owner"])
        if not waiting:
            callback()
    for control in controls:
        control.observe(told, "told")
    for control in controls:
        control.asked += 1


class View(w.VBox):
    """A widget that also tells its story where no kernel runs.

    fallback: HTML shown on GitHub, in print and before the first run. text: one short, stable
    line, which is also what nbval compares. needs_kernel: False if the view moves without one; the
    web site, which has none, then shows the widget, and otherwise the fallback.
    """

    def __init__(self, children, fallback: str, text: str, needs_kernel: bool = True):
        self.fallback, self.text, self.needs_kernel = fallback, text, needs_kernel
        super().__init__(children)

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["text/html"] = self.fallback
        bundle["text/plain"] = self.text
        return bundle, {"on_the_hook": {"needs_kernel": self.needs_kernel}}
