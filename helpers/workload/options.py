"""The options of every setting, looked up once: a workload of 500 parts asks for them thousands of times."""

from __future__ import annotations

from functools import lru_cache

from ..tables.settings import Settings


@lru_cache(maxsize=8)
def options_of(settings: Settings) -> dict[str, dict[str, list[str]]]:
    """{service: {setting: its options, the default first}}, services without settings left out."""
    services = settings.options["service"].astype(str).unique()
    return {service: settings.of(service) for service in services}


@lru_cache(maxsize=8)
def variants_of(settings: Settings) -> dict[tuple[str, str, str], str]:
    """{(service, setting, option): the variant it turns the service into}, for the options that do."""
    rows = settings.options.astype(str)
    rows = rows[rows["becomes"] != ""]
    return {(row.service, row.setting, row.option): row.becomes for row in rows.itertuples(index=False)}
