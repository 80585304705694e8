"""Settings and what they move: `settings.csv` and `moves.csv`, checked, and applied to the rows of one service."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from .errors import Problem, about, did_you_mean, merged, quoted
from .load import Checked, load_checked

NAMES = ["service", "setting", "option"]  # what an option is known by, in both tables


@dataclass(frozen=True, eq=False, repr=False)
class Settings:
    """Both tables, checked against the model and each other. Made by `load_settings()`.

    options: as settings.csv. moves: as moves.csv. Index 0..n-1, in file order.
    """

    options: pd.DataFrame
    moves: pd.DataFrame

    def of(self, service: str) -> dict[str, list[str]]:
        """The settings of a service with their options, the default first; {} if it has none."""
        rows = self.options[self.options["service"] == service]
        rows = rows.sort_values("is_default", ascending=False, kind="stable")  # yes before no
        return {
            name: rows.loc[rows["setting"] == name, "option"].tolist() for name in rows["setting"].unique()
        }

    @cached_property
    def _by_name(self) -> dict[tuple[str, str, str], dict]:
        return {tuple(row[name] for name in NAMES): row for row in self.options.to_dict("records")}

    @cached_property
    def _places(self) -> dict[tuple[str, str, str], np.ndarray]:
        """Where in `moves` each option stands."""
        return self.moves.groupby(NAMES).indices

    def option(self, service: str, setting: str, option: str) -> dict:
        """The row of settings.csv. ValueError names what there is instead."""
        row = self._by_name.get((service, setting, option))
        if row:
            return row
        there = self.of(service)
        name = quoted(str(service))
        if not there:
            raise ValueError(
                f"{name} has no settings. Services with settings: "
                f"{', '.join(self.options['service'].unique())}."
            )
        for word, words, what in (
            (setting, list(there), f"setting of {name}"),
            (option, there.get(setting, []), f"option of {setting} on {name}"),
        ):
            if word not in words:
                raise ValueError(
                    f"{quoted(str(word))} is no {what}.{did_you_mean(str(word), words)} "
                    f"There are: {', '.join(words)}."
                )

    def moved_by(self, chosen: list[dict]) -> pd.DataFrame:
        """What the options in `chosen` (rows of settings.csv) move.

        Index domain; columns owner, aws_duty, customer_duty, basis, source, checked_on, scope. Two options that move the
        same domain agree on the owner (a test holds them to it), and both duties are given.
        """
        places = [self._places.get(tuple(row[name] for name in NAMES), []) for row in chosen]
        dated = [self.moves.iloc[at].assign(checked_on=row["checked_on"]) for at, row in zip(places, chosen)]
        found = pd.concat(dated).drop(columns=NAMES).assign(scope="service").set_index("domain")
        last = found[~found.index.duplicated(keep="last")]
        if len(last) < len(found):
            for duty in ("aws_duty", "customer_duty"):
                last[duty] = found.groupby("domain")[duty].agg(" ".join)
        return last

    def chosen(self, service: str, choice: dict[str, str]) -> list[dict]:
        """The rows of the options in `choice` that are no default. ValueError if two of them exclude each other."""
        rows = [self.option(service, *pair) for pair in choice.items()]
        rows = [row for row in rows if row["is_default"] == "no"]
        names = [f"{row['setting']}={row['option']}" for row in rows]
        for row, name in zip(rows, names):
            for other in names:
                if other in row["excludes"].split("; "):
                    raise ValueError(
                        f"On {service}, {name} and {other} exclude each other. Choose one of them."
                    )
            if row["becomes"] and len(rows) > 1:
                raise ValueError(
                    f"{name} turns {service} into {row['becomes']}, to which the other settings of "
                    f"{service} do not belong. Choose {name} alone, or leave it."
                )
        return rows


def apply(rows: pd.DataFrame, settings: Settings, service: str, choice: dict[str, str]) -> pd.DataFrame:
    """The rows of one service under the settings in `choice`, with the index that they have in `rows`.

    rows: as responsibilities.csv, all services. choice: {setting: option}; a setting left out has its default. Where two
    options move the same domain, both duties are given. Raises ValueError for an unknown setting or option, and for options
    that exclude each other.
    """
    chosen = settings.chosen(service, choice)
    mine = rows[rows["service"] == service]
    if not chosen:
        return mine
    if chosen[0]["becomes"]:
        return rows[rows["service"] == chosen[0]["becomes"]].assign(service=service).set_axis(mine.index)
    new = mine.set_index("domain")
    moved = settings.moved_by(chosen)
    new.loc[moved.index, moved.columns] = moved
    return new.reset_index().set_axis(mine.index)[rows.columns]


def load_settings(folder: Path, keys: dict[str, list[str] | None]) -> tuple[Settings | None, list[Problem]]:
    """Read settings.csv and moves.csv of a folder; the problems of both files instead, if there are any.

    keys: the keys of services, domains and sources, by table.
    """
    options, moves = load_checked(folder, "settings", keys), load_checked(folder, "moves", keys)
    problems = options.problems + moves.problems
    if not problems:
        problems = merged(_disagreements(folder, options, moves, keys))
    return (None, problems) if problems else (Settings(options.frame, moves.frame), [])


def _disagreements(folder: Path, options: Checked, moves: Checked, keys: dict) -> list[Problem]:
    """What no single cell shows: doubled rows, defaults, moves without an option, options that do not exist."""
    found = []

    def wrong(table: Checked, row: int, column: str, remedy: str) -> None:
        name = "settings" if table is options else "moves"
        value = str(table.frame.at[row, column])
        found.append(about(folder / f"{name}.csv", remedy, table.lines[row], column, value))

    rows, key = options.frame, list(zip(*(options.frame[name] for name in NAMES)))
    default = dict(zip(key, rows["is_default"] == "yes"))
    for row in rows.index[rows.duplicated(NAMES)]:
        wrong(options, row, "option", "stands a second time. Delete one of the two rows.")
    defaults = (rows["is_default"] == "yes").groupby([rows["service"], rows["setting"]]).transform("sum")
    for row in rows.index[~rows.duplicated(["service", "setting"]) & (defaults != 1)]:
        setting = quoted(rows.at[row, "setting"])
        wrong(options, row, "is_default", f"Setting {setting} needs one default, and has {defaults[row]}.")
    for row, option in zip(rows.index, rows.to_dict("records")):
        if option["becomes"] and option["becomes"] not in keys["services"]:
            wrong(options, row, "becomes", "is not in services.csv.")
        for other in filter(None, option["excludes"].split("; ")):
            if (option["service"], *other.partition("=")[::2]) not in default:
                remedy = (
                    f"names {quoted(other)}, which this service does not have. "
                    "Write setting=option, several joined by '; '."
                )
                wrong(options, row, "excludes", remedy)

    again = moves.frame.duplicated([*NAMES, "domain"])
    for row, name in enumerate(moves.frame[NAMES].itertuples(index=False, name=None)):
        if again[row]:
            wrong(moves, row, "domain", "stands a second time for this option. Delete one of the two rows.")
        if name not in default:
            wrong(moves, row, "option", "is not in settings.csv for this service and setting.")
        elif default[name]:
            remedy = "is the default, which moves nothing. Delete the row, or put these duties into responsibilities.csv."
            wrong(moves, row, "option", remedy)
    return found
