"""The notebooks of a folder and the record in one zip file, to take along when a machine or a browser keeps nothing."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from .record import Record
from .record_rows import RecordError

RECORD = "on-the-hook-record.csv"
PARCEL = "on-the-hook.zip"


def pack(record: Record, folder: Path) -> tuple[bytes, list[str], list[str]]:
    """The record and the notebooks of `folder`, as last saved: a zip file, the names of those in it and of those that cannot be read."""
    packed, left = [], []
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr(RECORD, record.export())
        for path in sorted(folder.glob("*.ipynb")):
            content = _notebook(path)
            if content is None:
                left.append(path.name)
            else:
                parcel.writestr(f"notebooks/{path.name}", content)
                packed.append(path.name)
    return file.getvalue(), packed, left


def record_in(data: bytes) -> bytes:
    """The saved record that is brought: `data` itself, or what lies in it if it is a parcel. RecordError if that has none."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parcel:
            return parcel.read(RECORD)
    except (KeyError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise RecordError(
            f"The zip file has no {RECORD} that can be read. Bring in a file that was saved by My record, unchanged."
        ) from error


def _notebook(path):
    """Its bytes, if they are a notebook; None if it cannot be read.

    In a browser it's asked for twice: while another notebook runs, the drive of JupyterLite 0.6.4 may answer with another file.
    """
    for _ in range(2):
        with suppress(OSError, ValueError):
            content = path.read_bytes()
            read = json.loads(content)
            if isinstance(read, dict) and "cells" in read:
                return content
    return None
