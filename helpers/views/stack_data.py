"""What the stack in the browser has to know, as plain data: made from the model, ready for JSON, nothing drawn yet.

The rule owner = f(service, domain, settings) is worked out in the browser too, so that settings can be flipped in any
combination without Python. `static/stack.js` follows `helpers.tables.settings.apply`; a test holds the two together.
"""

from __future__ import annotations

import pandas as pd

from ..tables.errors import TableError
from ..tables.model import Model
from ..tables.settings import Settings
from ..words.owners import NAME
from ..words.phrases import short, words

# One row of duties, in this order: shorter than a name for every cell.
ROW = ["owner", "aws_duty", "customer_duty", "basis", "scope", "source", "checked_on"]


def must_exist(model: Model, services: list[str]) -> None:
    """A ValueError that names the services there are, if one of `services` is not among them."""
    for service in set(services).difference(model.services["service"]):
        model.of(service)  # says so


def stack_data(
    model: Model, services: list[str], tools: pd.DataFrame | None = None, settings: bool = True
) -> dict:
    """Everything that a stack can show of `services`, once.

    Returns names (of the owners), order (the services to choose from), layers (the lowest first: name, domains by number),
    domains (key, name, definition, tools), services (by key: name, stop (a short name), summary, rows, settings) and sources (by key:
    title, publisher, url, copied). The services that an option turns another into are there too. tools:
    `load_table("tools")`; a tool for a domain that the model does not have is left out. ValueError names the services
    there are, if one of `services` is not among them.
    """
    must_exist(model, services)
    found = _settings(model) if settings else None
    domains = model.domains
    numbers = {domain: number for number, domain in enumerate(domains["domain"])}
    layers: dict[str, list[int]] = {}
    for number, layer in enumerate(domains["layer"]):
        layers.setdefault(layer, []).append(number)
    with_targets = _with_targets(services, found)
    rows = _rows(model.responsibilities, with_targets)
    switches = _settings_by_service(found, numbers) if found else {}
    about = model.services.set_index("service")
    data = {
        "names": NAME,
        "order": list(services),
        "layers": [[layer, inside] for layer, inside in layers.items()],
        "domains": [
            {"key": row["domain"], "name": row["name"], "definition": row["definition"], "tools": []}
            for row in domains.to_dict("records")
        ],
        "services": {
            service: {
                "name": about.at[service, "name"],
                "stop": short(about.at[service, "name"]).partition(" (")[0],
                "summary": about.at[service, "summary"],
                "rows": rows[service],
                "settings": switches.get(service, []) if service in services else [],
            }
            for service in with_targets
        },
    }
    for tool in [] if tools is None else tools.to_dict("records"):
        if tool["domain"] in numbers:
            kept = {
                key: tool[key] for key in ("name", "does", "does_not", "on_by_default", "costs", "source")
            }
            data["domains"][numbers[tool["domain"]]]["tools"].append(kept)
    data["sources"] = _sources(model, data)
    return data


def items_data(name: str, items: list[tuple[str, str, str]]) -> dict:
    """The same for arbitrary items instead of domains: triples of key, text and owner. One service, `name`, without duties."""
    return {
        "names": NAME,
        "order": [name],
        "layers": [["", list(range(len(items)))]],
        "domains": [{"key": key, "name": text, "definition": "", "tools": []} for key, text, _ in items],
        "services": {
            name: {
                "name": name,
                "stop": name,
                "summary": "",
                "rows": [[owner, *[""] * 6] for *_, owner in items],
                "settings": [],
            }
        },
        "sources": {},
    }


def _settings(model: Model) -> Settings | None:
    try:
        return model.settings
    except TableError:  # a model of one's own may have none
        return None


def _with_targets(services: list[str], settings: Settings | None) -> list[str]:
    """`services`, and what their options turn them into."""
    if settings is None:
        return list(dict.fromkeys(services))
    mine = settings.options[settings.options["service"].isin(services)]
    return list(dict.fromkeys([*services, *(target for target in mine["becomes"] if target)]))


def _rows(responsibilities: pd.DataFrame, services: list[str]) -> dict[str, list[list[str]]]:
    """The rows of each service, domains in order."""
    mine = responsibilities[responsibilities["service"].isin(services)]
    days = mine["checked_on"].astype(str).str[:10]
    cells = mine.assign(checked_on=days)[ROW].astype(str).to_numpy().tolist()
    rows: dict[str, list[list[str]]] = {service: [] for service in services}
    for service, row in zip(mine["service"], cells):
        rows[service].append(row)
    return rows


def _settings_by_service(settings: Settings, numbers: dict[str, int]) -> dict[str, list[dict]]:
    """The settings of each service, each with its options, the default first, each with what it moves by number of domain."""
    moved: dict[tuple, dict] = {}
    for row in settings.moves.to_dict("records"):
        name = (row["service"], row["setting"], row["option"])
        duties = [row["owner"], row["aws_duty"], row["customer_duty"], row["basis"], "service", row["source"]]
        moved.setdefault(name, {})[str(numbers[row["domain"]])] = duties
    result: dict[str, dict[str, dict]] = {}
    for row in settings.options.sort_values("is_default", ascending=False, kind="stable").to_dict("records"):
        there = result.setdefault(row["service"], {})
        setting = {"key": row["setting"], "name": words(row["setting"]), "options": []}
        options = there.setdefault(row["setting"], setting)["options"]
        mine = moved.get((row["service"], row["setting"], row["option"]), {})
        day = str(row["checked_on"])[:10]
        options.append(
            {
                "key": row["option"],
                "name": words(row["option"]),
                "default": row["is_default"] == "yes",
                "becomes": row["becomes"],
                "excludes": [pair.split("=") for pair in row["excludes"].split("; ") if pair],
                "summary": row["summary"],
                "source": row["source"],
                "moves": {number: [*map(str, duties), day] for number, duties in mine.items()},
            }
        )
    order = settings.options.drop_duplicates(["service", "setting"])
    return {
        service: [there[name] for name in order.loc[order["service"] == service, "setting"]]
        for service, there in result.items()
    }


def _sources(model: Model, data: dict) -> dict[str, dict[str, str]]:
    """The sources that `data` names, by key."""
    named = {tool["source"] for domain in data["domains"] for tool in domain["tools"]}
    for service in data["services"].values():
        named |= {row[5] for row in service["rows"]}
        for setting in service["settings"]:
            for option in setting["options"]:
                named |= {option["source"], *(row[5] for row in option["moves"].values())}
    return cited(model.sources, named)


def cited(sources: pd.DataFrame, named: set[str]) -> dict[str, dict[str, str]]:
    """Those of `sources` that are `named`, as a component cites them: by key, title, publisher, url and copied."""
    mine = sources[sources["source"].isin(named)]
    return {
        row["source"]: {
            "title": row["title"],
            "publisher": row["publisher"],
            "url": row["url"],
            "copied": str(row["copy_date"]),
        }
        for row in mine.to_dict("records")
    }
