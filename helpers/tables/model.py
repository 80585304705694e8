"""The four core tables, checked against each other and handed out as pandas frames."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from .errors import KEPT, TableError, Unreadable, about, quoted
from .load import folder_of, keys_of, load_checked
from .reading import cells_at, read_header
from .schema import TABLES
from .settings import Settings, apply, load_settings


@dataclass(frozen=True, repr=False, eq=False)
class Model:
    """The four core tables, checked against each other. Made by `load_model()`.

    Every frame is handed out as a shallow copy: pandas copies on write, so a
    learner may change it and the model stays as it was. (Only writing through a
    column's `.array`, which goes round pandas, would reach the model.) All have a
    plain 0..n-1 index.
    """

    _domains: pd.DataFrame
    _services: pd.DataFrame
    _responsibilities: pd.DataFrame
    _sources: pd.DataFrame
    _folder: Path
    _as_loaded: pd.DataFrame | None = None  # the responsibilities before any setting

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
        names = self._services.set_index("service")["name"]
        joined.insert(0, "service_name", str(names[service]))
        # A text index: to an index of categories a learner could add no row.
        return joined.astype({"domain": "str"}).set_index("domain")

    @cached_property
    def settings(self) -> Settings:
        """The settings of the services and what they move, read at the first use.

        Raises TableError if settings.csv or moves.csv of the model's folder is missing or wrong.
        """
        keys = {
            "domains": self._domains["domain"].dtype,
            "services": self._services["service"].dtype,
            "sources": self._sources["source"].dtype,
        }
        return load_settings(self._folder, keys)

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
        base = self._responsibilities if self._as_loaded is None else self._as_loaded
        mine = (base["service"] == service).to_numpy()
        rows = apply(base, self.settings, service, choice)
        if self._as_loaded is not None:
            rows = pd.concat([self._responsibilities[~mine], rows[mine]]).sort_index()
        model = replace(self, _responsibilities=rows, _as_loaded=base)
        vars(model)["settings"] = self.settings
        return model

    def grid(self) -> pd.DataFrame:
        """Return the owners: one row a service, one column a domain.

        Index `service` in file order, columns `domain` by `order`, both plain text;
        cells are the ordered category of `owner`.
        """
        # load_model has put the rows in services x domains order.
        owners = self._responsibilities["owner"].array
        services = pd.Index(self._services["service"], dtype="str", name="service")
        domains = pd.Index(self._domains["domain"], dtype="str", name="domain")
        width = len(domains)
        columns = {name: owners[at::width] for at, name in enumerate(domains)}
        return pd.DataFrame(columns, index=services).rename_axis(columns="domain")

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
            rows=sources["source"].astype("str").map(cited).astype("int64"),
        )
        return report[undated | old].reset_index(drop=True)


def _start(copy_date: pd.Series) -> pd.Series:
    """Return the first day of each copy date, NaT where it is not a date."""
    first = copy_date.str.partition("/")[0]
    full = first + first.str.len().map({4: "-01-01", 7: "-01"}).fillna("")
    return pd.to_datetime(full, format="%Y-%m-%d", errors="coerce")


def load_model(folder: str | os.PathLike | None = None) -> Model:
    """Read and check domains, services, sources and responsibilities.

    `folder` holds the CSV files; without it the course's own `data` is read.
    Raises TableError listing every problem in every file.
    """
    folder = folder_of(folder)
    loaded, keys, problems = {}, {}, []
    for name in ("domains", "services", "sources", "responsibilities"):
        loaded[name], found = load_checked(folder, name, keys)
        problems += found
        if loaded[name] is not None and name != "responsibilities":
            keys[name] = keys_of(loaded[name][name[:-1]])
    rows = loaded["responsibilities"]
    order = None
    if rows is not None and {"domains", "services"} <= keys.keys():
        try:
            order = _check_grid(folder / "responsibilities.csv", rows)
        except Unreadable as error:
            problems += error.problems
    if problems:
        raise TableError(folder.name, problems)
    if order is not None:
        rows = rows.iloc[order].reset_index(drop=True)
    return Model(loaded["domains"], loaded["services"], rows, loaded["sources"], folder)


def _check_grid(path, rows):
    """Return the order that sorts the rows into services x domains, None if sorted.

    Raises Unreadable naming the pairs that stand twice and those without a row.
    """
    services, domains = rows["service"].array, rows["domain"].array
    height, width = len(services.categories), len(domains.categories)
    # The pair's place in the grid. A code of -1, an unknown key, is reported before.
    known = (services.codes >= 0) & (domains.codes >= 0)
    pair = services.codes.astype("int64") * width + domains.codes
    if len(rows) == height * width and known.all():
        if (np.diff(pair) > 0).all():
            return None
        order = np.argsort(pair)
        if (np.diff(pair[order]) > 0).all():
            return order

    def names(place):
        at_service, at_domain = divmod(place, width)
        return services.categories[at_service], domains.categories[at_domain]

    pair = pd.Series(pair)[known]
    problems = []
    again = pair[pair.duplicated()].head(KEPT)
    if len(again):
        first = pair[~pair.duplicated() & pair.isin(again)]
        first = dict(zip(first, first.index))
        separator, _ = read_header(path, list(TABLES["responsibilities"]))
        cells = cells_at(path, separator, [*again.index, *first.values()])
        for row, place in again.items():
            service, domain = names(place)
            remedy = (
                f"stands a second time for service {quoted(service)} (first in line "
                f"{cells[first[place]][0]}). Delete one of the two rows."
            )
            problems.append(about(path, remedy, cells[row][0], "domain", domain))
    present = set(pair)
    missing = (place for place in range(height * width) if place not in present)
    for place in islice(missing, KEPT):
        service, domain = names(place)
        remedy = f"there is no row for service {quoted(service)} and domain {quoted(domain)}. Add it."
        problems.append(about(path, remedy))
    if problems:
        raise Unreadable(*problems)
    return None  # only unknown keys, which are reported already
