"""Phrases: a number with its noun, a slug as words, a name short enough for a chart."""

import textwrap
from collections.abc import Iterable

import pandas as pd


def plural(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


SPELLED = {
    "ami": "AMI",
    "api": "API",
    "aws": "AWS",
    "az": "AZ",
    "ebs": "EBS",
    "ec2": "EC2",
    "eks": "EKS",
    "guardduty": "GuardDuty",
    "pitr": "PITR",
    "url": "URL",
}


def words(slug: str) -> str:
    """A slug as words: auto-mode becomes auto mode, multi-az becomes multi AZ."""
    return " ".join(SPELLED.get(word, word) for word in slug.split("-"))


def short(name: str) -> str:
    """The name of a service without Amazon or AWS before it."""
    return name.removeprefix("Amazon ").removeprefix("AWS ")


def labels_of(slugs: Iterable[str], names: pd.Series | None) -> list[str]:
    """The words for `slugs`, each short enough to leave room for the chart."""
    words = slugs if names is None else names.reindex(slugs)
    return [textwrap.shorten(str(word), 48, placeholder=" …") for word in words]
