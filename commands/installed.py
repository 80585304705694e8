"""Whether the Python that runs this holds what a file of requirements asks for: pip can end well and have put nothing there."""

import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def absent(requirements: Path) -> list[str]:
    """The pinned requirements of the file that are not installed, or in another version.

    Of a package that has a pin for each Python, one is enough.
    """
    pins: dict[str, list[str]] = {}
    text = requirements.read_text("utf-8")
    for name, pinned in re.findall(r"^([\w.-]+)(?:\[.*?\])?==([\w.]+)", text, re.MULTILINE):
        pins.setdefault(name, []).append(pinned)
    return [f"{name}=={' or '.join(pinned)}" for name, pinned in pins.items() if found(name) not in pinned]


def found(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


if __name__ == "__main__":
    problems = absent(Path(sys.argv[1]))
    sys.exit("not installed: " + ", ".join(problems) if problems else 0)
