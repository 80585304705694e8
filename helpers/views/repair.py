"""Names for screen readers, keys that stay in the widget: what ipywidgets leaves out in JupyterLab.

Measured in JupyterLab 4.6 with ipywidgets 8.1: sliders have no name, and a single key such as x, pressed in a widget, cuts
the cell.
"""

from pathlib import Path

from IPython.display import Javascript, display

REPAIR = (Path(__file__).parent / "static" / "repair.js").read_text(encoding="utf-8")


def repair_widgets() -> None:
    """Call once, in the set-up cell. It draws nothing."""
    display(Javascript(REPAIR))
