"""A workload in a few lines of text, for the terminal."""

from __future__ import annotations

import textwrap

from ..tables.model import Model
from ..words.owners import split_of
from ..words.phrases import plural
from .matrix import asks, known_counts, matrix
from .parts import Workload

SHOWN = 12  # parts and resources written out


def summary(workload: Workload, model: Model) -> str:
    """What the file holds, who acts in how many rows, what decided the settings, and what must be asked. Ends without a
    line break."""
    names = model.service_names
    lines = [f"{workload.title}: {_counts(workload)}"]
    if not workload.parts:
        lines += ["", "Nothing in it is a service of the table, so there is no matrix."]
    for part in workload.parts[:SHOWN]:
        note = f", only if {part.only_if}" if part.only_if else ""
        lines.append(f"  {shown(part.name)}: {names[part.service]}{note}")
    lines += _more(workload.parts)
    if workload.parts:
        rows = matrix(workload, model)
        known = known_counts(workload)
        lines += [
            "",
            f"{len(rows):,} duties: {split_of(rows['owner'])}.",
            f"{plural(sum(known.values()), 'setting')}: {known['stated']} stated in the file, {known['default']} left to "
            f"a default, {known['ask']} to ask.",
        ]
        lines += _asks(asks(workload, model))
    if workload.not_covered:
        lines += ["", "Not covered by the table:"]
        lines += [f"  {shown(other.name)} ({shown(other.kind)})" for other in workload.not_covered[:SHOWN]]
        lines += _more(workload.not_covered)
    return "\n".join(lines)


def shown(text: str) -> str:
    """A name of a file as one short line without control characters."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return textwrap.shorten(plain, 80, placeholder="...") if len(plain) > 80 else plain


def _counts(workload):
    counts = [plural(len(workload.parts), "part")]
    if workload.supporting:
        counts.append(f"{len(workload.supporting)} that support them")
    if workload.not_covered:
        counts.append(f"{len(workload.not_covered)} not covered")
    return ", ".join(counts)


def _more(things):
    return [f"  and {len(things) - SHOWN} more"] if len(things) > SHOWN else []


def _asks(frame):
    if frame.empty:
        return []
    lines = ["", "To ask, because the file cannot show it:"]
    for (service, setting), rows in list(frame.groupby(["service", "setting"], sort=False))[:SHOWN]:
        command = rows["command"].iloc[0]
        lines.append(
            f"  {setting} of {service} ({plural(len(rows), 'part')})" + (f": {command}" if command else "")
        )
    return lines
