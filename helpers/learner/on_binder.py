"""What Binder's learners are told below the first cell that they run: that it keeps nothing, and how to save it.

This file is loaded by itself, at the start of a kernel (see `at_kernel_start`), and so it imports nothing of the course.
"""

from __future__ import annotations

import os

from IPython import get_ipython
from IPython.core.interactiveshell import ExecutionResult
from IPython.display import display

VARIABLE = "BINDER_LAUNCH_HOST"  # BinderHub sets it for each machine that it starts
# mybinder.org's limit; a window that stays open counts as being there.
WORDS = (
    "You're on Binder, which keeps nothing. Once its window has been closed, or your computer asleep, for about ten minutes, "
    "your answers and edits are gone. Save them before each break: Save notebooks and record together, at the end of notebook 00."
)


def register() -> None:
    """On Binder, say so once, after the first cell that runs from now on; elsewhere do nothing."""
    shell = get_ipython()
    if shell is not None and VARIABLE in os.environ:
        shell.events.register("post_run_cell", after_first_cell)


def after_first_cell(result: ExecutionResult | None) -> None:
    """Show the reminder, and never again."""
    get_ipython().events.unregister("post_run_cell", after_first_cell)
    display({"text/html": f'<p role="status">{WORDS}</p>', "text/plain": WORDS}, raw=True)
