"""The controls of the views that are made of ipywidgets: few kinds, and labels that can be read."""

import inspect
from functools import lru_cache

import ipywidgets
from all_of import all_of

from helpers import load_model
from helpers.learner import can_do_page, record_view
from helpers.views import explorers
from helpers.views.page import View

VIEWS = {
    "weigh": lambda: explorers.weigh(load_model()),
    "MyRecord": record_view.my_record,
    "HowFar": record_view.how_far,
    "WhatICan": can_do_page.what_i_can,
}
ALLOWED = (
    ipywidgets.Dropdown,
    ipywidgets.BoundedIntText,
    ipywidgets.BoundedFloatText,
    ipywidgets.Checkbox,
    ipywidgets.Button,
    ipywidgets.Tab,
    ipywidgets.FileUpload,  # a file can be brought in only by an upload
)
FRAMES = (ipywidgets.Box, ipywidgets.HTML, ipywidgets.Output, record_view.Download)  # nothing to press in it

each_view = all_of(VIEWS)


def inside(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


@lru_cache
def controls(name):
    return [widget for widget in inside(VIEWS[name]()) if not isinstance(widget, FRAMES)]


def test_the_list_of_views_is_complete():
    made = {
        name
        for name, thing in vars(explorers).items()
        if inspect.isfunction(thing) and inspect.signature(thing).return_annotation in (View, "View")
    }
    made |= {
        name
        for name, thing in {**vars(record_view), **vars(can_do_page)}.items()
        if inspect.isclass(thing) and issubclass(thing, View) and thing is not View
    }
    assert made == set(VIEWS)


@each_view
def test_controls_are_of_the_allowed_kinds(name):
    assert controls(name)
    assert [type(c).__name__ for c in controls(name) if not isinstance(c, ALLOWED)] == []


@each_view
def test_no_label_is_cut(name):
    cut = []
    for control in controls(name):
        if isinstance(control, (ipywidgets.Button, ipywidgets.FileUpload)) or not control.description:
            continue
        width, letters = str(control.style.description_width or ""), len(control.description)
        # A fixed width lines up a column of choices. A letter of JupyterLab's 13 pixels is about 6
        # wide; 7 leave some room.
        if width != "initial" and float(width.removesuffix("px") or 0) < 7 * letters:
            cut.append(control.description)
    assert cut == []
