"""Stored pictures are compared byte for byte on Linux, where they were made.

Other systems may round the last digit of a coordinate differently: there the alternative texts, which are made from the same
numbers, stand for the pictures.
"""
import os
import sys
import tempfile
from pathlib import Path

import pytest

# No test touches the record of whoever runs it: all kernels and servers started from here inherit this place.
os.environ["ON_THE_HOOK_RECORD"] = os.path.join(tempfile.mkdtemp(prefix="on-the-hook-"), "record.sqlite")


def pytest_collection_modifyitems(items):
    """The longest files first, so that in the end no worker is alone with one."""
    items.sort(key=lambda item: item.path.stem not in ("test_every_notebook", "test_site"))


def pytest_configure(config):
    if sys.platform != "linux":
        config.option.nbval_sanitize_with = str(Path(__file__).with_name("pictures.cfg"))


@pytest.fixture
def joined(monkeypatch):
    """Widgets that the browser joins are joined without one."""
    import ipywidgets
    monkeypatch.setattr(ipywidgets, "jsdlink", ipywidgets.dlink)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The folder that `lab` serves."""
    return tmp_path_factory.mktemp("course")


@pytest.fixture(scope="module")
def lab(course):
    """The address of a JupyterLab with a copy of the notebooks."""
    from lab_page import serve  # here, because the notebooks are tested without Playwright
    with serve(course) as url:
        yield url


@pytest.fixture(scope="module")
def browser():
    from lab_page import FLAGS, chromium
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield program
        program.close()
