"""What is wrong with a table: problems with a place and a remedy, and the one error that carries them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

SHOWN = 20  # problems written out in the message of a TableError
KEPT = 1000  # problems kept of one file: one wrong column may have thousands
LONGEST = 60  # characters of a cell that a message repeats
LINES = 5  # further lines that one problem names


@dataclass(frozen=True)
class Problem:
    """One thing to put right: where it is, what stands there, what to do.

    `line` is the line an editor shows (the header is line 1; of a row with line
    breaks inside quotes it is the first). `line`, `column` and `value` are None
    where the problem has none, as a missing row has no line. `also` holds further
    lines with the same value in the same column: one cause is one problem.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    remedy: str
    also: tuple[int, ...] = ()

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        if self.column is not None:
            place += f", column {visible(self.column)}"
        value = "" if self.value is None else f"{quoted(self.value)} "
        return f"{place}: {value}{self.remedy}{self._further_lines()}"

    def _further_lines(self) -> str:
        if not self.also:
            return ""
        named = ", ".join(map(str, self.also[:LINES]))
        more = f" and {len(self.also) - LINES} more" if len(self.also) > LINES else ""
        return f" (The same in line {named}{more}.)"


class TableError(ValueError):
    """The tables cannot be used. `problems` says why, one `Problem` each.

    The message lists the first 20. Of one file at most 1,000 are kept.
    """

    def __init__(self, folder: str, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        lines = [f"{count} {noun} in the tables of folder {quoted(folder)}:"]
        lines += [str(problem) for problem in self.problems[:SHOWN]]
        if count > SHOWN:
            lines.append(f"and {count - SHOWN} more")
        super().__init__("\n".join(lines))


class Unreadable(Exception):
    """The file is no table of the right shape."""

    def __init__(self, *problems: Problem):
        self.problems = list(problems)


def about(
    path: Path, remedy: str, line: int | None = None, column: str | None = None, value: str | None = None
) -> Problem:
    """A problem of the file at `path`."""
    return Problem(path.name, line, column, value, remedy)


def merged(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, those with the same column, value and remedy as one; at most KEPT."""
    found: dict[tuple, list[Problem]] = {}
    for problem in problems:
        place = () if problem.line is not None else (problem.remedy,)
        found.setdefault((problem.file, problem.column, problem.value, problem.remedy, *place), []).append(
            problem
        )
    first = [replace(same[0], also=tuple(p.line for p in same[1:] if p.line)) for same in found.values()]
    return first[:KEPT]


def quoted(text: str) -> str:
    """Quote text for a message: cut, control characters visible."""
    return repr(text if len(text) <= LONGEST else text[:LONGEST] + "…")


def visible(text: str) -> str:
    """Text for a message as in `quoted`, without the quotes."""
    return quoted(text)[1:-1]


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """A sentence that offers the closest of `words`, or ''."""
    close = difflib.get_close_matches(word[:LONGEST].strip().lower(), words, n=1)
    return f" Did you mean {quoted(close[0])}?" if close else ""
