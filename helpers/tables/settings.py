"""Settings and what they move: `settings.csv` and `moves.csv`, checked, and applied to the rows of one service."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from .errors import TableError, about, did_you_mean, quoted
from .load import load_checked
from .reading import cells_at, read_header
from .schema import TABLES


@dataclass(frozen=True, eq=False, repr=False)
class Settings:
    """Both tables, checked against the model and each other. Made by `load_settings()`.

    options: as settings.csv. moves: as moves.csv. Index 0..n-1, in file order.
    """

    options: pd.DataFrame
    moves: pd.DataFrame

    def of(self, service: str) -> dict[str, list[str]]:
        """The settings of a service with their options, the default first; {} if it has none."""
        rows = self.options[self.options["service"] == service].sort_values("is_default", kind="stable")
        return {
            str(name): rows.loc[rows["setting"] == name, "option"].astype(str).tolist()
            for name in rows["setting"].unique()
        }

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str], dict]:
        return {
            (row["service"], row["setting"], row["option"]): row for row in self.options.to_dict("records")
        }

    def option(self, service: str, setting: str, option: str) -> dict:
        """The row of settings.csv. ValueError names what there is instead."""
        row = self._rows.get((service, setting, option))
        if row:
            return row
        there = self.of(service)
        name = quoted(str(service))
        if not there:
            raise ValueError(
                f"{name} has no settings. Services with settings: "
                f"{', '.join(self.options['service'].astype(str).unique())}."
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
    """`rows` (as responsibilities.csv, all services) with one service under the settings in `choice`.

    choice: {setting: option}; a setting left out has its default. Where two options move the same domain, both
    duties are given. Raises ValueError for an unknown setting or option, and for options that exclude each other.
    """
    chosen = settings.chosen(service, choice)
    if not chosen:
        return rows
    place = np.flatnonzero(rows["service"] == service)
    for row in chosen:
        if row["becomes"]:
            order = np.arange(len(rows))
            order[place] = np.flatnonzero(rows["service"] == row["becomes"])
            return (
                rows.take(order)
                .assign(service=rows["service"].to_numpy())
                .set_axis(rows.index)
                .astype(rows.dtypes)
            )
    moves = settings.moves
    which = pd.concat(
        [
            moves[
                (moves["service"] == service)
                & (moves["setting"] == row["setting"])
                & (moves["option"] == row["option"])
            ].assign(checked_on=row["checked_on"])
            for row in chosen
        ]
    )
    for duty in ("aws_duty", "customer_duty"):
        which[duty] = which.groupby("domain", observed=True)[duty].transform(" ".join)
    which = (
        which.drop_duplicates("domain", keep="last").assign(scope="service")[rows.columns].astype(rows.dtypes)
    )
    order = np.arange(len(rows))
    order[place[pd.Index(rows["domain"].iloc[place]).get_indexer(which["domain"])]] = len(rows) + np.arange(
        len(which)
    )
    return pd.concat([rows, which]).take(order).set_axis(rows.index)


def load_settings(folder: Path, keys: dict) -> Settings:
    """Read settings.csv and moves.csv of a folder. Raises TableError listing every problem in both files.

    keys: the dtypes of the keys of services, domains and sources, by table.
    """
    options, problems = load_checked(folder, "settings", keys)
    moves, found = load_checked(folder, "moves", keys)
    if not problems + found:
        found = _disagreements(folder, options, moves, keys)
    if problems + found:
        raise TableError(folder.name, problems + found)
    return Settings(options, moves)


def _disagreements(folder, options, moves, keys):
    """What no single cell shows: doubled rows, defaults, moves without an option, options that do not exist."""
    wrong = []  # table, row, column, remedy
    key = options[["service", "setting", "option"]].astype(str)
    known = set(key.itertuples(index=False, name=None))
    default = dict(zip(key.itertuples(index=False, name=None), options["is_default"] == "yes"))
    wrong += [
        ("settings", row, "option", "stands a second time. Delete one of the two rows.")
        for row in key.index[key.duplicated()]
    ]
    defaults = (options["is_default"] == "yes").groupby([key["service"], key["setting"]]).transform("sum")
    first = ~key.duplicated(["service", "setting"])
    wrong += [
        (
            "settings",
            row,
            "is_default",
            f"Setting {quoted(key.at[row, 'setting'])} needs one default, and has {defaults[row]}.",
        )
        for row in key.index[first & (defaults != 1)]
    ]
    for row, option in options.astype(str).iterrows():
        if option["becomes"] and option["becomes"] not in keys["services"].categories:
            wrong.append(("settings", row, "becomes", "is not in services.csv."))
        for other in filter(None, option["excludes"].split("; ")):
            if (option["service"], *other.partition("=")[::2]) not in known:
                wrong.append(
                    (
                        "settings",
                        row,
                        "excludes",
                        f"names {quoted(other)}, which this service does not have. "
                        "Write setting=option, several joined by '; '.",
                    )
                )
    again = moves.duplicated(["service", "setting", "option", "domain"])
    wrong += [
        ("moves", row, "domain", "stands a second time for this option. Delete one of the two rows.")
        for row in moves.index[again]
    ]
    for row, move in moves.astype(str).iterrows():
        name = (move["service"], move["setting"], move["option"])
        if name not in known:
            wrong.append(("moves", row, "option", "is not in settings.csv for this service and setting."))
        elif default[name]:
            wrong.append(
                (
                    "moves",
                    row,
                    "option",
                    "is the default, which moves nothing. Delete the row, or put "
                    "these duties into responsibilities.csv.",
                )
            )
    return [_problem(folder / f"{table}.csv", row, column, remedy) for table, row, column, remedy in wrong]


def _problem(path, row, column, remedy):
    separator, header = read_header(path, list(TABLES[path.stem]))
    line, cells = cells_at(path, separator, [row])[row]
    return about(path, remedy, line, column, cells[header.index(column)])
