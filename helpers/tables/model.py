"""The core tables, checked against each other and handed out as pandas frames."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from ..words.phrases import words
from .errors import Problem, TableError, about, merged, quoted
from .load import Checked, folder_of, load_checked
from .settings import Settings, apply, load_settings


@dataclass(frozen=True, repr=False, eq=False)
class Model:
    """The core tables, checked against each other. Made by `load_model()`.

    An owner is who must act: aws, shared or customer, and nobody else. Every frame is handed out as a shallow copy:
    pandas copies on write, so a learner may change it and the model stays as it was. (Only writing through a column's
    `.array`, which goes round pandas, would reach the model.) All have a plain 0..n-1 index.
    """

    _domains: pd.DataFrame
    _services: pd.DataFrame
    _responsibilities: pd.DataFrame
    _sources: pd.DataFrame
    _settings: Settings | None  # None where the folder has no settings
    _as_loaded: pd.DataFrame | None = None  # the responsibilities before any setting
    _turned: Mapping[str, str] = field(default_factory=dict)  # services that settings turned into a variant
    _flipped: Mapping[str, dict[str, str]] = field(
        default_factory=dict
    )  # by service, what else is no default

    @property
    def domains(self) -> pd.DataFrame:
        """One row a domain, sorted by `order`; columns as in domains.csv."""
        return self._domains.copy(deep=False)

    @property
    def services(self) -> pd.DataFrame:
        """One row a service, in file order; columns as in services.csv.

        `scale_order` is Int64, <NA> for a service that is no stop of the scale.
        """
        return self._services.copy(deep=False)

    @property
    def responsibilities(self) -> pd.DataFrame:
        """One row a service and domain, services in file order, domains by `order`.

        Columns as in responsibilities.csv. `owner` is ordered: aws < shared <
        customer.
        """
        return self._responsibilities.copy(deep=False)

    @property
    def defaults(self) -> pd.DataFrame:
        """As `responsibilities`, with every setting left alone."""
        rows = self._responsibilities if self._as_loaded is None else self._as_loaded
        return rows.copy(deep=False)

    @property
    def sources(self) -> pd.DataFrame:
        """One row a source, in file order; columns as in sources.csv."""
        return self._sources.copy(deep=False)

    def __repr__(self) -> str:
        return (
            f"Model({len(self._services)} services x {len(self._domains)} domains, "
            f"{len(self._sources)} sources)"
        )

    def of(self, service: str) -> pd.DataFrame:
        """Return one service's rows, indexed by domain, domains by `order`.

        Columns: service_name, name, layer, kind of the domain, then owner, aws_duty,
        customer_duty, basis, scope, source, checked_on. Raises ValueError, naming
        the services there are, if there is no such service.
        """
        services = list(self._services["service"])
        if service not in services:
            close = difflib.get_close_matches(str(service), services, n=3, cutoff=0.4)
            hint = f" Did you mean {' or '.join(map(repr, close))}?" if close else ""
            raise ValueError(
                f"There is no service {quoted(str(service))}.{hint} The services are: {', '.join(services)}."
            )
        rows = self._responsibilities
        rows = rows[rows["service"] == service].drop(columns="service")
        about = self._domains[["domain", "name", "layer", "kind"]]
        joined = about.merge(rows, on="domain")
        joined.insert(0, "service_name", self.service_names[service])
        return joined.set_index("domain")

    @property
    def service_names(self) -> pd.Series:
        """The name of every service: index service, in file order. One that a setting turned into a variant has its name."""
        names = self._services.set_index("service")["name"]
        for service, variant in self._turned.items():
            names = names.where(names.index != service, names[variant])
        return names

    def title(self, service: str) -> str:
        """The name of a service with what is no default: "AWS Lambda (managed runtime) with update mode: manual"."""
        flipped = [
            f"{words(name)}: {words(option)}" for name, option in self._flipped.get(service, {}).items()
        ]
        return self.service_names[service] + (f" with {', '.join(flipped)}" if flipped else "")

    @property
    def domain_names(self) -> pd.Series:
        """The name of every domain: index domain, by `order`."""
        return self._domains.set_index("domain")["name"]

    @property
    def settings(self) -> Settings:
        """The settings of the services and what they move. TableError if the folder has no settings.csv."""
        if self._settings is None:
            remedy = "is missing. Without it and moves.csv this model has no settings."
            raise TableError("", [Problem("settings.csv", None, None, None, remedy)])
        return self._settings

    def with_settings(self, service: str, choice: dict[str, str]) -> Model:
        """Return the model with one service under other settings; this model stays as it is.

        choice: {setting: option}, as in settings.csv; a setting left out has its default, so that {}
        is the table as loaded. Settings of other services stay. Raises ValueError for a setting or an
        option that the service does not have and for options that exclude each other, TableError if
        settings.csv or moves.csv is wrong.

        >>> model = load_model()
        >>> manual = model.with_settings("lambda-managed-runtime", {"update-mode": "manual"})
        >>> str(manual.of("lambda-managed-runtime").owner["runtime-patching"])
        'customer'
        """
        base = self.defaults
        new = apply(base, self.settings, service, choice)
        rows = pd.concat([self._responsibilities.drop(index=new.index), new]).sort_index()
        chosen = self.settings.chosen(service, choice)
        becomes = [row["becomes"] for row in chosen if row["becomes"]]
        flipped = {row["setting"]: row["option"] for row in chosen if not row["becomes"]}
        turned = {key: variant for key, variant in self._turned.items() if key != service}
        turned |= {service: becomes[0]} if becomes else {}
        return replace(
            self,
            _responsibilities=rows,
            _as_loaded=base,
            _turned=turned,
            _flipped={**self._flipped, service: flipped},
        )

    def grid(self) -> pd.DataFrame:
        """Return the owners: one row a service, one column a domain.

        Index `service` in file order, columns `domain` by `order`, both plain text;
        cells are the ordered category of `owner`.
        """
        table = self._responsibilities.pivot(index="service", columns="domain", values="owner")
        return table.reindex(index=self._services["service"], columns=self._domains["domain"])

    def dated_sources(self, on: date) -> pd.DataFrame:
        """Return the sources whose copy has no date or is over 12 months old on `on`.

        Columns: source, title, copy_date (as in the file), reason ('undated' or
        'older than 12 months'), rows (how many responsibilities cite it). Index
        0..n-1, in file order. A year or month counts from its first day, an
        interval from its start.
        """
        sources = self._sources[["source", "title", "copy_date"]]
        start = _start(sources["copy_date"])
        undated = start.isna()
        old = start < pd.Timestamp(on) - pd.DateOffset(months=12)
        cited = self._responsibilities["source"].value_counts()
        report = sources.assign(
            reason=np.where(undated, "undated", "older than 12 months"),
            rows=sources["source"].map(cited).fillna(0).astype("int64"),
        )
        return report[undated | old].reset_index(drop=True)


def _start(copy_date: pd.Series) -> pd.Series:
    """Return the first day of each copy date, NaT where it is not a date."""
    first = copy_date.str.partition("/")[0]
    full = first + first.str.len().map({4: "-01-01", 7: "-01"}).fillna("")
    return pd.to_datetime(full, format="%Y-%m-%d", errors="coerce")


@lru_cache
def course() -> Model:
    """The tables of the course, read once. For what the course itself says; a learner's cells call `load_model`."""
    return load_model()


def load_model(folder: str | os.PathLike | None = None) -> Model:
    """Read and check domains, services, sources and responsibilities, and settings and moves where there are any.

    `folder` holds the CSV files; without it the course's own `data` is read.
    Raises TableError listing every problem in every file.
    """
    folder = folder_of(folder)
    tables: dict[str, Checked] = {}
    for name in ("domains", "services", "sources", "responsibilities"):
        tables[name] = load_checked(folder, name, {known: tables[known].keys for known in tables})
    problems = [problem for table in tables.values() for problem in table.problems]
    if not problems:
        problems = merged(_grid_problems(folder / "responsibilities.csv", tables))
    settings = None
    if (folder / "settings.csv").exists() or (folder / "moves.csv").exists():
        settings, found = load_settings(folder, {name: table.keys for name, table in tables.items()})
        problems += found
    if problems:
        raise TableError(folder.name, problems)
    domains, services, sources, rows = (table.frame for table in tables.values())
    return Model(domains, services, _in_order(rows, services, domains), sources, settings)


def _grid_problems(path: Path, tables: dict[str, Checked]) -> Iterator[Problem]:
    """The pairs of service and domain that stand twice, and those without a row."""
    rows, lines = tables["responsibilities"].frame[["service", "domain"]], tables["responsibilities"].lines
    first = {}
    for line, pair in zip(lines, rows.itertuples(index=False, name=None)):
        if pair in first:
            remedy = (
                f"stands a second time for service {quoted(pair[0])} (first in line {first[pair]}). "
                "Delete one of the two rows."
            )
            yield about(path, remedy, line, "domain", pair[1])
        first.setdefault(pair, line)
    needed = pd.MultiIndex.from_product([tables["services"].keys, tables["domains"].frame["domain"]])
    for service, domain in needed:
        if (service, domain) not in first:
            yield about(
                path, f"there is no row for service {quoted(service)} and domain {quoted(domain)}. Add it."
            )


def _in_order(rows: pd.DataFrame, services: pd.DataFrame, domains: pd.DataFrame) -> pd.DataFrame:
    """The rows sorted to services x domains, in the order of those tables."""
    pairs = pd.MultiIndex.from_product([services["service"], domains["domain"]], names=["service", "domain"])
    return rows.set_index(["service", "domain"]).reindex(pairs).reset_index()[rows.columns]
