"""What settings.csv and moves.csv say of every setting, looked up once: 500 parts ask for it thousands of times."""

from __future__ import annotations

from functools import lru_cache

from ..tables.settings import Settings


@lru_cache(maxsize=8)
def options_of(settings: Settings) -> dict[str, dict[str, list[str]]]:
    """{service: {setting: its options, the default first}}, services without settings left out."""
    services = settings.options["service"].unique()
    return {service: settings.of(service) for service in services}


@lru_cache(maxsize=8)
def variants_of(settings: Settings) -> dict[tuple[str, str, str], str]:
    """{(service, setting, option): the variant it turns the service into}, for the options that do."""
    rows = settings.options
    rows = rows[rows["becomes"] != ""]
    return {(row.service, row.setting, row.option): row.becomes for row in rows.itertuples(index=False)}


@lru_cache(maxsize=8)
def moved_domains(settings: Settings) -> dict[tuple[str, str], list[str]]:
    """{(service, setting): the domains that one of its options moves}, each once, in the order of moves.csv."""
    rows = settings.moves.drop_duplicates(["service", "setting", "domain"])
    return rows.groupby(["service", "setting"], sort=False)["domain"].agg(list).to_dict()
