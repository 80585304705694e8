"""What stands under an error that the course can explain: the set-up cell was not run, or a quote is not closed.

IPython's error stays as it is, and one sentence comes after it. This file is also loaded by itself, at the start of a kernel
(see `at_kernel_start`), and so it imports nothing of the course.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from html import escape
from pathlib import Path

from IPython import get_ipython
from IPython.core.interactiveshell import ExecutionResult
from IPython.display import display

# What set-up cells define besides the names of helpers; a test compares it with the notebooks.
SET_UP = {"changes", "chart", "compute", "ec2", "function", "guess", "images", "inbox", "lam", "model", "pd", "row", "rows",
          "settings", "six"}  # fmt: skip
CURLY = "“”„‟‘’‚‛«»‹›"


def register() -> None:
    """Listen for errors in the cells that run from now on; outside IPython, and the second time, do nothing."""
    shell = get_ipython()
    if shell is None or hasattr(shell, "on_the_hook_first_aid"):
        return
    shell.on_the_hook_first_aid = True
    shell.events.register("post_run_cell", after_cell)


def after_cell(result: ExecutionResult | None) -> None:
    """Show the advice on the error of a cell that has run, if there is any."""
    error = getattr(result, "error_before_exec", None) or getattr(result, "error_in_exec", None)
    words = advice(error, get_ipython().user_ns) if error else ""
    if words:
        display({"text/html": f'<p role="status">{escape(words)}</p>', "text/plain": words}, raw=True)


def advice(error: BaseException, namespace: dict) -> str:
    """What to do about an error of a cell, '' if the course has nothing to say. namespace: that of the notebook."""
    if type(error) is NameError and error.name in set_up_names() and _raised_in(namespace, error):
        return (
            f"`{error.name}` is not known yet: run the set-up cell at the top first "
            "(menu Run, Run All Above Selected Cell)."
        )
    if isinstance(error, SyntaxError):
        words, line = error.msg or "", f"`{(error.text or '').strip()}`"
        if words.startswith("unterminated") and "string" in words:
            return f"""In {line} a quote opens and does not close: put the same mark, " or ', at both ends."""
        if words.startswith("invalid character") and any(mark in words for mark in CURLY):
            return f"""In {line} a curly quote is none for Python: type " or ' in its place, at both ends."""
        if words == "incomplete input":  # IPython's word for all of these
            return (
                "This cell stops in the middle: a bracket or a quote opens and does not close, or nothing stands "
                "below a line that ends with a colon."
            )
    return ""


@lru_cache
def set_up_names() -> frozenset[str]:
    """The names that set-up cells define: theirs, and those that can be imported from helpers."""
    tree = ast.parse((Path(__file__).parents[1] / "__init__.py").read_text(encoding="utf-8"))
    every = next(node.value for node in tree.body if isinstance(node, ast.Assign))  # __all__
    return frozenset(SET_UP | set(ast.literal_eval(every)))


def _raised_in(namespace, error):
    """Whether a cell was to blame, or a function of one; an error inside a helper has another cause."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals is namespace
