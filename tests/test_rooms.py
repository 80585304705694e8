"""The house of helpers/: every room says what it holds, and imports only from itself and from rooms before it."""

import ast
import graphlib
from pathlib import Path

from all_of import all_of

HELPERS = Path(__file__).resolve().parents[1] / "helpers"
ROOMS = [
    "words",
    "tables",
    "numbers",
    "charts",
    "workload",
    "views",
    "learner",
    "classroom",
]  # from the ground up
MODULES = sorted(HELPERS.rglob("*/*.py"))

each_module = all_of(MODULES, lambda path: path.relative_to(HELPERS).as_posix())


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(HELPERS.parent).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(path): path for path in [HELPERS / "__init__.py", *MODULES]}


def imported(path: Path) -> set[str]:
    """The modules of helpers that a module imports, wherever in it; a room's name stands for its `__init__`."""
    package = name_of(path).split(".") if path.stem == "__init__" else name_of(path).split(".")[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            found |= {f"{base}.{alias.name}" for alias in node.names} | {base}
    return found & set(NAMES) - {name_of(path)}


def test_there_are_no_other_rooms():
    assert {path.relative_to(HELPERS).parts[0] for path in MODULES} == set(ROOMS)
    assert [path.name for path in HELPERS.glob("*.py")] == ["__init__.py"]


@each_module
def test_a_module_imports_only_from_rooms_before_it(path):
    """No arrow back up. Nor does a room import `helpers` itself, which has all of them."""
    allowed = ROOMS[: ROOMS.index(path.relative_to(HELPERS).parts[0]) + 1]
    assert {f"{name}..".split(".")[1] for name in imported(path)} <= set(allowed)


def test_no_module_imports_itself_by_way_of_others():
    graph = {name: imported(path) for name, path in NAMES.items()}
    assert sum(map(len, graph.values())) > len(graph), "hardly any import was found"
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        raise AssertionError("a circle: " + " imports ".join(reversed(error.args[1]))) from None


@all_of(ROOMS)
def test_a_room_says_what_it_holds_and_what_it_may_import(room):
    said = ast.get_docstring(ast.parse((HELPERS / room / "__init__.py").read_text(encoding="utf-8")))
    assert "mport" in said, f"helpers/{room}/__init__.py does not say what it may import"


def public_functions(path: Path):
    """The functions and methods of a module that others may call."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        yield from (
            part for part in inside if isinstance(part, ast.FunctionDef) and not part.name.startswith("_")
        )


@each_module
def test_public_functions_say_what_they_take_and_give(path):
    bare = []
    for function in public_functions(path):
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        bare += [
            f"{function.name}({a.arg})"
            for a in arguments
            if not a.annotation and a.arg not in ("self", "cls")
        ]
        bare += [f"{function.name}() ->"] if function.returns is None else []
    assert bare == []
