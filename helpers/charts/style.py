"""The one matplotlib style, and a figure as SVG."""

import contextlib
import functools
import io
import re
import warnings
from collections.abc import Callable

from matplotlib import rc_context
from matplotlib.figure import Figure

from ..words.palette import GRID, PAPER, TEXT

STYLE = {
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "text.color": TEXT,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelcolor": TEXT,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#777777",
    "text.parse_math": False,  # a $ in a name is a dollar sign, not the start of a formula
    "axes.axisbelow": True,
    "grid.color": GRID,
    "figure.facecolor": PAPER,
    "hatch.linewidth": 0.6,
}


@contextlib.contextmanager
def _any_script():
    """Letters that matplotlib's own font lacks are no fault: the picture holds text, and the browser has the letters."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font")
        yield


def styled(draw: Callable) -> Callable:
    """Draw under the course's style, and leave the learner's own matplotlib settings alone."""

    @functools.wraps(draw)
    def wrapper(*args, **kwargs):
        with rc_context(STYLE), _any_script():
            return draw(*args, **kwargs)

    return wrapper


def svg(fig: Figure) -> str:
    """`fig` as SVG whose text is text. The same chart gives the same bytes on every run."""
    out = io.StringIO()
    # The salt and the missing date take the chance out of it.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "on-the-hook"}), _any_script():
        fig.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    # A picture uses the fonts of the reader's machine: Verdana is as wide as DejaVu Sans.
    text = out.getvalue().replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)  # XML allows no control characters
