"""The theme for pictures, keys that stay in the widget, numbers to the right: what JupyterLab, ipywidgets and pandas leave out.

Measured in JupyterLab 4.6 with ipywidgets 8.1: a single key such as x, pressed in a widget, cuts the cell.
"""

from __future__ import annotations

from pathlib import Path

import anywidget
from IPython import get_ipython

SCRIPT = Path(__file__).parent / "static" / "repair.js"


class Repair(anywidget.AnyWidget):
    """Runs the script in the page as soon as it exists. It is shown nowhere, and so no notebook stores anything of it.

    The page makes it anew from the kernel after a reload; the script itself sees to it that it runs once a page.
    """

    _esm = f"export default {{ initialize() {{\n{SCRIPT.read_text(encoding='utf-8')}\n}} }};"


def repair_page() -> None:
    """Repair the page of this kernel. Called when helpers is imported; where there is no kernel there is no page."""
    if hasattr(get_ipython(), "kernel"):
        Repair()
