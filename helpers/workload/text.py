"""From a path to the text of a file: what is too large, not text, or of another kind is told with its remedy."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from .errors import TemplateError

LARGEST = 64 << 20  # bytes: a state of Terraform may be large
LARGEST_YAML = 8 << 20  # CloudFormation itself takes 1 MB


def read_text(path: str | os.PathLike) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark. Raises TemplateError."""
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise TemplateError(path.name, f"has more than {LARGEST >> 20} MB. No template is that long.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise TemplateError(path.name, "there is no such file. Check the path.") from None
    except IsADirectoryError:
        raise TemplateError(path.name, "is a folder. Give the template in it.") from None
    except OSError as error:
        raise TemplateError(path.name, f"cannot be read ({error.strerror}).") from None
    except ValueError:  # a path with a NUL
        raise TemplateError(path.name, "is no path of a file.") from None
    return decoded(data, path.name)


def decoded(data: bytes, file: str) -> str:
    """The bytes of a file as text. Raises TemplateError."""
    if data.startswith(b"PK\x03\x04"):
        raise TemplateError(
            file,
            "is a zip archive. Of a Terraform plan, give what `terraform show -json PLAN` prints; "
            "of a workbook, the sheet saved as CSV.",
        )
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TemplateError(file, "is not in UTF-8. Save the file as UTF-8.", line) from None
    if not text.strip():
        raise TemplateError(file, "is empty. Give a template with Resources.")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise TemplateError(file, "holds a NUL character, so it is no text. Give the template itself.", line)
    return text
