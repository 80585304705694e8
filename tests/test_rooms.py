"""The house of helpers/: every room says what it holds, and imports only from itself and from rooms before it."""

import ast
from pathlib import Path

from all_of import all_of

HELPERS = Path(__file__).resolve().parents[1] / "helpers"
ROOMS = ["words", "tables", "numbers", "charts", "workload", "views", "learner"]  # from the ground up
MODULES = sorted(HELPERS.rglob("*/*.py"))

each_module = all_of(MODULES, lambda path: path.relative_to(HELPERS).as_posix())


def rooms_imported(path: Path) -> set[str]:
    """The rooms from which a module of helpers imports."""
    here = path.relative_to(HELPERS.parent).with_suffix("").parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*here[: -node.level], *(node.module or "").split(".")]
            found |= {base[1]} if base[1:2] != [""] else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("helpers"):
            found |= {(node.module + ".").split(".")[1]}
    return found


def test_there_are_no_other_rooms():
    assert {path.relative_to(HELPERS).parts[0] for path in MODULES} == set(ROOMS)
    assert [path.name for path in HELPERS.glob("*.py")] == ["__init__.py"]


@each_module
def test_a_module_imports_only_from_rooms_before_it(path):
    allowed = ROOMS[: ROOMS.index(path.relative_to(HELPERS).parts[0]) + 1]
    assert rooms_imported(path) <= set(allowed)


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
