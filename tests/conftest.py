"""Stored pictures are compared byte for byte on Linux, where they were made.

Other systems may round the last digit of a coordinate differently: there the alternative texts, which are made from the same
numbers, stand for the pictures.
"""
import os
import sys
import tempfile
from pathlib import Path

# No test touches the record of whoever runs it: all kernels and servers started from here inherit this place.
os.environ["ON_THE_HOOK_RECORD"] = os.path.join(tempfile.mkdtemp(prefix="on-the-hook-"), "record.sqlite")


def pytest_configure(config):
    if sys.platform != "linux":
        config.option.nbval_sanitize_with = str(Path(__file__).with_name("pictures.cfg"))
