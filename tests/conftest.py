"""Stored pictures are compared byte for byte on Linux, where they were made.

Other systems may round the last digit of a coordinate differently: there the alternative texts, which are made from the same
numbers, stand for the pictures.
"""
import sys
from pathlib import Path


def pytest_configure(config):
    if sys.platform != "linux":
        config.option.nbval_sanitize_with = str(Path(__file__).with_name("pictures.cfg"))
