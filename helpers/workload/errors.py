"""The one error of this room: a file that cannot be read as a workload."""

from __future__ import annotations


class TemplateError(ValueError):
    """A file is no template that we can read: which file, which line, what to do about it.

    `line` is the line an editor shows, or None where the fault has none. Nothing that the file holds is repeated but the
    names of its parts, because a template may hold a password.
    """

    def __init__(self, file: str, remedy: str, line: int | None = None):
        self.file, self.line, self.remedy = file, line, remedy
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: {remedy}")
