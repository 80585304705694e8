"""What a learner reads under an error that the course can explain, in a real kernel: as it starts, and with helpers."""

import ast
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel

from helpers.learner.first_aid import SET_UP, advice, register, set_up_names

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
TOP = "is not known yet: run the set-up cell at the top first (menu Run, Run All Above Selected Cell)."


class Kernel:
    def __init__(self):
        self.manager, self.client = start_new_kernel(kernel_name="python3")

    def run(self, code):
        """(status, error shown as IPython shows it, the sentences after it)"""
        errors, said = [], []

        def hear(message):
            if message["msg_type"] == "error":
                errors.append("\n".join(message["content"]["traceback"]))
                assert said == [], "the advice comes after the error"
            elif message["msg_type"] in ("display_data", "execute_result"):
                said.append(message["content"]["data"]["text/plain"])

        reply = self.client.execute_interactive(code, output_hook=hear, timeout=60)
        return reply["content"]["status"], "".join(errors), said

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def kernel(set_up):
    @pytest.fixture(scope="module")
    def started():
        kernel = Kernel()
        assert kernel.run(set_up) == ("ok", "", [])
        yield kernel
        kernel.stop()

    return started


fresh, with_helpers = kernel(""), kernel("import helpers")


@pytest.fixture(params=["fresh", "with_helpers"])
def any_kernel(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("code, name", [
    ("model.services", "model"), ("ask('03-newer-image')", "ask"), ("pd.Series()", "pd"), ("x = images", "images"),
    ("def f():\n    return ec2\nf()", "ec2"), ("max([1], key=lambda n: model)", "model"), ("await check()", "check"),
])  # fmt: skip
def test_the_set_up_cell_was_not_run(any_kernel, code, name):
    status, error, said = any_kernel.run(code)
    assert status == "error" and "NameError" in error and f"name '{name}' is not defined" in error
    assert said == [f"`{name}` {TOP}"]


@pytest.mark.parametrize("code, said", [
    ("word = 'aws", """In `word = 'aws` a quote opens and does not close: put the same mark, " or ', at both ends."""),
    ("x = 1\nword = \"aws\nx", "In `word = \"aws` a quote opens"),
    ("print('it's')", "In `print('it's')` a quote opens"),
    ("word = “aws”", """In `word = “aws”` a curly quote is none for Python: type " or ' in its place"""),
    ("word = ‘aws’", "In `word = ‘aws’` a curly quote"),
    ("word = '''aws", "This cell stops in the middle"),
    ("check('03-triage', {'a': 1}", "This cell stops in the middle"),
])  # fmt: skip
def test_a_quote_or_a_bracket_is_not_closed(any_kernel, code, said):
    status, error, told = any_kernel.run(code)
    assert status == "error" and "SyntaxError" in error
    assert len(told) == 1 and told[0].startswith(said)


@pytest.mark.parametrize("code, kind", [
    ("nobody_knows", "NameError"), ("1 / 0", "ZeroDivisionError"), ("x = = 1", "SyntaxError"), ("{}['model']", "KeyError"),
    ("raise NameError('model')", "NameError"), ("import no_such_module", "ModuleNotFoundError"),
    ("def f():\n    model\n    model = 1\nf()", "UnboundLocalError"),
    ("exec('model', {})", "NameError"),
])  # fmt: skip
def test_of_other_errors_the_course_says_nothing(any_kernel, code, kind):
    status, error, said = any_kernel.run(code)
    assert status == "error" and kind in error and said == []


def test_what_runs_is_left_alone_and_nothing_of_ours_stands_in_the_notebook(fresh):
    assert fresh.run("model = 1\nmodel") == ("ok", "", ["1"])
    assert fresh.run("del model\nsorted(name for name in globals() if 'aid' in name or 'stand' in name)")[
        2
    ] == ["[]"]


def test_outside_ipython_nothing_happens():
    register()
    assert advice(NameError("name 'x' is not defined", name="x"), {}) == ""


def test_the_names_are_those_of_the_set_up_cells():
    defined = set()
    for path in NOTEBOOKS:
        first = next(cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
        for node in ast.parse(first.source).body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                defined |= {(name.asname or name.name).split(".")[0] for name in node.names}
            elif isinstance(node, ast.Assign):
                names = (name for target in node.targets for name in ast.walk(target))
                defined |= {name.id for name in names if isinstance(name, ast.Name)}
    assert defined - {"*"} <= set_up_names()
    assert defined >= SET_UP, "a name that no set-up cell defines any more"
