"""The widgets in a notebook that has run: which of them a page needs, what its stacks show, and what pages share."""

import hashlib
import itertools
import json
from pathlib import Path

from commands.run import VIEW

STATE = "application/vnd.jupyter.widget-state+json"
MOST = 6  # stacks on the card of a page
SHARED = (
    "_esm",
    "_css",
    "data",
)  # what many components have in common: script, style sheet, and what they show
SMALL = 2000  # letters: so little stays on its page


def keep_used_widgets(notebook) -> None:
    """Throw away the state of widgets that are on no page any more: it would be most of the file."""
    shown = [
        output.data[VIEW]["model_id"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if VIEW in output.get("data", {})
    ]
    saved = notebook.metadata.pop("widgets", {}).get(STATE)
    if not shown or not saved:
        return
    models, used = saved["state"], set()
    while shown:
        name = shown.pop()
        if name not in used:
            used.add(name)
            shown += references(models[name]["state"])
    links = {
        name
        for name, model in models.items()
        if model["model_name"] == "LinkModel" and used.issuperset(references(model["state"]))
    }
    saved["state"] = {name: model for name, model in models.items() if name in used | links}
    notebook.metadata["widgets"] = {STATE: saved}


def stacks_in(notebook) -> list[dict]:
    """The states of the stacks that a notebook shows, those behind a guess too, in the order of the page."""
    saved = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    found, left = (
        {},
        [
            output.data[VIEW]["model_id"]
            for cell in notebook.cells
            for output in cell.get("outputs", [])
            if VIEW in output.get("data", {})
        ],
    )
    while left:
        name = left.pop(0)
        state = saved[name]["state"]
        if name not in found and "order" in state.get("data", {}):
            found[name] = state
        left = references(state.get("children")) + left
    return list(found.values())


def name_stacks(notebook) -> None:
    """Gives each stack a name on its page, by which the address of the page can say what it shows (static/link.js).

    The name is that of its mode and of the service it begins with, so that a new cell in the lesson breaks no link. A prediction
    is nothing to be sent round.
    """
    given = set()
    for state in stacks_in(notebook):
        if state["mode"] == "predict":
            continue
        name = f"{state['mode']}-{state['service']}"
        number = next(n for n in itertools.count(1) if (name, n) not in given)
        given.add((name, number))
        state["setup"] = {**state.get("setup", {}), "link": name if number == 1 else f"{name}-{number}"}


def share_parts(notebook, folder: Path) -> None:
    """Puts the scripts, style sheets and data of the components of a notebook into `folder`, each once for the whole site.

    In its place stands the name of its file, the hash of what is in it; static/living.js loads it from there. It is a classic
    script that calls a function, because a page that is opened from the disk may load nothing else.
    """
    folder.mkdir(exist_ok=True)
    for model in notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {}).values():
        for name in SHARED if model["model_module"] == "anywidget" else ():
            value = model["state"].get(name)
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            if len(text) > SMALL:
                # Sorted: the same services in another order are the same data.
                part = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
                (folder / f"{part}.js").write_text(f'onTheHookPart("{part}", {text});\n', "utf-8")
                model["state"][name] = {"part": part}


def stacks_of(notebook) -> list[tuple[str, list[list[str]]]]:
    """What the first stack of a page shows, as small pictures of it: name and owners by layer, the lowest first.

    Those are the services to choose from, the two that are compared, or a service and what its settings make of it, those
    first that move most. A prediction is no view: it would be told.
    """
    state = next((state for state in stacks_in(notebook) if state["mode"] != "predict"), None)
    if not state:
        return []
    data, service = state["data"], state["service"]
    about = data["services"][service]
    owners = [row[0] for row in about["rows"]]
    if state["mode"] == "settings":
        found = [
            (f"{setting['name']}: {option['name']}", _moved(data, owners, option))
            for setting in about["settings"]
            for option in setting["options"]
            if not option["default"]
        ]
        found.sort(key=lambda one: -sum(map(str.__ne__, one[1], owners)))
        found.insert(0, (about["name"], owners))
    else:
        few = state["mode"] == "compare" or len(data["order"]) > MOST
        shown = [service, state["other"]] if few and state["other"] else data["order"]
        found = [
            (
                data["services"][one]["stop" if len(shown) > 2 else "name"],
                [row[0] for row in data["services"][one]["rows"]],
            )
            for one in shown
        ]
    return [(name, [[of[n] for n in inside] for _, inside in data["layers"]]) for name, of in found[:MOST]]


def _moved(data: dict, owners: list[str], option: dict) -> list[str]:
    if option["becomes"]:
        return [row[0] for row in data["services"][option["becomes"]]["rows"]]
    moves = {int(domain): cells[0] for domain, cells in option["moves"].items()}
    return [moves.get(domain, owner) for domain, owner in enumerate(owners)]


def references(value) -> list[str]:
    """The widgets that a saved value points to."""
    if isinstance(value, dict):
        return [name for part in value.values() for name in references(part)]
    if isinstance(value, list):
        return [name for part in value for name in references(part)]
    if isinstance(value, str) and value.startswith("IPY_MODEL_"):
        return [value.removeprefix("IPY_MODEL_")]
    return []
