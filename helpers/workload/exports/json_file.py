"""Parts and settings as JSON, the same as `python3 start.py matrix --json` prints."""

from __future__ import annotations

import json
from pathlib import Path

from ...tables.model import Model
from ..parts import Workload


def write_json(workload: Workload, model: Model, path: Path) -> None:
    """Write parts and settings. Raises OSError."""
    path.write_text(json.dumps(workload.as_json(), indent=2) + "\n", encoding="utf-8")
