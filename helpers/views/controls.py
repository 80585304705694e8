"""Controls of which the kernel knows when all that was chosen in them has arrived."""

from collections.abc import Callable

import ipywidgets as w
from traitlets import HasTraits, Int


class Echo(HasTraits):
    """A control that says when all that was chosen in it has arrived: see `when_settled`."""

    asked, told = Int(0).tag(sync=True), Int(0).tag(sync=True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        w.jsdlink((self, "asked"), (self, "told"))


class RadioButtons(Echo, w.RadioButtons):
    """Radio buttons for `when_settled`."""


class Dropdown(Echo, w.Dropdown):
    """A list for `when_settled`."""


def when_settled(controls: list[Echo], callback: Callable[[], None]) -> None:
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
