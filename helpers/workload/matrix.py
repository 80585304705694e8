"""A workload as data frames: its matrix, what is yours, what is shared, what must be asked, who answers for what."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..tables.load import load_table
from ..tables.model import Model
from ..tables.settings import apply
from .options import moved_domains, options_of, variants_of
from .parts import Part, Workload

ROLES = ("platform", "application", "security", "finance", "people")
# Who is asked first about a domain of this kind; a suggestion, never an assignment.
SUGGESTED = {"operations": "platform", "engineering": "application", "security": "security", "finance": "finance",
             "people": "people"}  # fmt: skip
SENTENCE = re.compile(r"[.;](\s|$)")


def matrix(workload: Workload, model: Model) -> pd.DataFrame:
    """One row a part and domain, parts in their order, domains by `order`.

    Columns: part, service, domain, name and kind of the domain, owner, aws_duty, customer_duty, basis, source, open (the
    settings that must be asked before the row is certain, joined by ', ', or ''), only_if (what must hold for the part to
    exist, or ''). Index 0..n-1.
    """
    grid = _Grid(model)
    places = [grid.place(part) for part in workload.parts]
    rows = grid.rows()
    height = len(model.domains)
    take = np.concatenate([np.arange(at, at + height) for at in places] or [np.arange(0)])
    made = rows.take(take).reset_index(drop=True)
    for column in ("part", "service", "only_if"):
        values = [part.name if column == "part" else getattr(part, column) for part in workload.parts]
        made[column] = np.repeat(np.array(values, dtype=object), height)
    return made[
        ["part", "service", "domain", "name", "kind", "owner", "aws_duty", "customer_duty", "basis", "source",
         "open", "only_if"]
    ]  # fmt: skip


def yours(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a matrix in which you act alone. Index 0..n-1."""
    return rows[rows["owner"] == "customer"].reset_index(drop=True)


def shared(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a matrix in which both act, with `first_step`: what the table names first for you. Index 0..n-1."""
    both = rows[rows["owner"] == "shared"].reset_index(drop=True)
    return both.assign(first_step=[first_step(duty) for duty in both["customer_duty"]])


def first_step(duty: str) -> str:
    """The first clause of a duty, as a sentence."""
    return SENTENCE.split(duty, maxsplit=1)[0].strip() + "."


def asks(workload: Workload, model: Model) -> pd.DataFrame:
    """What a file cannot show, one row a part and setting, in the order of the parts.

    Columns: part, service, setting, options (joined by ', '), why, command (what shows it; '' if look_ups.csv has none),
    moves (the domains that hang on it, joined by ', '). Index 0..n-1.
    """
    commands = {
        (row.service, row.setting): row.command for row in load_table("look_ups").itertuples(index=False)
    }
    names = model.domain_names
    moves = moved_domains(model.settings)
    options = options_of(model.settings)
    made = []
    for part in workload.parts:
        for setting, choice in part.settings.items():
            if choice.known != "ask":
                continue
            service = part.service if setting in options.get(part.service, ()) else part.base
            made.append(
                {
                    "part": part.name,
                    "service": service,
                    "setting": setting,
                    "options": ", ".join(options[service][setting]),
                    "why": choice.why,
                    "command": commands.get((service, setting), ""),
                    "moves": ", ".join(names[domain] for domain in moves.get((service, setting), ())),
                }
            )
    columns = ["part", "service", "setting", "options", "why", "command", "moves"]
    return pd.DataFrame(made, columns=columns)


def raci(rows: pd.DataFrame, accountable: Mapping[object, str] | None = None) -> pd.DataFrame:
    """Who answers for every row of a matrix in which you act; rows without an answer, the gaps, first.

    accountable: a role for a domain, or for a part and domain, which wins: {"backup": "platform", ("shop", "backup"):
    "application"}. Columns: part, service, domain, name, owner, customer_duty, suggested (the role that is asked first
    about such a domain), accountable ('' where nobody is), gap. Raises ValueError for a role that there is not.
    """
    accountable = accountable or {}
    for role in accountable.values():
        if role not in ROLES:
            raise ValueError(f"{role!r} is no role. There are: {', '.join(ROLES)}.")
    mine = rows[rows["owner"] != "aws"]
    answer = [
        accountable.get((part, domain), accountable.get(domain, ""))
        for part, domain in zip(mine["part"], mine["domain"])
    ]
    made = mine[["part", "service", "domain", "name", "owner", "customer_duty"]].assign(
        suggested=mine["kind"].map(SUGGESTED), accountable=answer
    )
    made["gap"] = made["accountable"] == ""
    return made.sort_values("gap", ascending=False, kind="stable").reset_index(drop=True)


def gaps(rows: pd.DataFrame, accountable: Mapping[object, str] | None = None) -> pd.DataFrame:
    """What is yours, alone or shared, and nobody answers for: the rows of `raci` with a gap."""
    answered = raci(rows, accountable)
    return answered[answered["gap"]].reset_index(drop=True)


def known_counts(workload: Workload) -> dict[str, int]:
    """How many settings are stated, default, and to be asked."""
    counts = {"stated": 0, "default": 0, "ask": 0}
    for part in workload.parts:
        for choice in part.settings.values():
            counts[choice.known] += 1
    return counts


def applied(part: Part, model: Model) -> dict[str, str]:
    """The options of a part that its rows are made with.

    Those of the service that the part is, as far as they are known. Where two of them exclude each other, the later one
    is left out: the table has no row for both.
    """
    chosen: dict[str, str] = {}
    for setting in options_of(model.settings).get(part.service, ()):
        choice = part.settings.get(setting)
        if choice is None or choice.option is None:
            continue
        try:
            model.settings.chosen(part.service, {**chosen, setting: choice.option})
        except ValueError:
            continue
        chosen[setting] = choice.option
    return chosen


class _Grid:
    """The 26 rows of every combination of a service and its options that occurs, each made once."""

    def __init__(self, model: Model):
        self.model = model
        self.base = {
            str(service): rows
            for service, rows in model.responsibilities.groupby("service", observed=True, sort=False)
        }
        self.turning = {(service, setting) for service, setting, _ in variants_of(model.settings)}
        self.domains = model.domains[["domain", "name", "kind"]]
        self.places: dict[tuple, int] = {}
        self.frames: list[pd.DataFrame] = []

    def place(self, part: Part) -> int:
        """The first row of a part in `rows()`."""
        choice = tuple(applied(part, self.model).items())
        open_ = tuple(name for name, one in part.settings.items() if one.known == "ask")
        key = (part.service, choice, open_)
        if key not in self.places:
            self.places[key] = len(self.domains) * len(self.frames)
            self.frames.append(self.frame(part.service, dict(choice), open_))
        return self.places[key]

    def frame(self, service: str, choice: dict[str, str], open_: tuple[str, ...]) -> pd.DataFrame:
        rows = apply(self.base[service], self.model.settings, service, choice)
        domains = rows["domain"].to_numpy()
        moved = moved_domains(self.model.settings)
        asked = {domain: [] for domain in domains}
        for setting in open_:
            for domain in moved.get((service, setting), ()):
                asked[domain].append(setting)
            if (service, setting) in self.turning:
                for names in asked.values():
                    names.append(setting)
        return rows.assign(
            name=self.domains["name"].to_numpy(),
            kind=self.domains["kind"].to_numpy(),
            open=[", ".join(dict.fromkeys(asked[domain])) for domain in domains],
        )

    def rows(self) -> pd.DataFrame:
        if not self.frames:
            empty = next(iter(self.base.values())).head(0)
            return empty.assign(name=[], kind=[], open=[])
        return pd.concat(self.frames, ignore_index=True)
