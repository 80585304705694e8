"""What start.py does besides starting: store notebooks, print badges, ask for pages. Each on small inputs of its own."""

import base64
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import nbformat
import pytest

from commands import badges, links, run

ROOT = Path(__file__).resolve().parents[1]
GITHUB, SERVER = "gh/somebody/a-fork", "git/https%3A%2F%2Fgit.example.org"


# Badges


@pytest.mark.parametrize(
    "address, place",
    [
        ("https://github.com/somebody/a-fork", GITHUB),
        ("https://github.com/somebody/a-fork/", GITHUB),
        ("https://www.github.com/somebody/a-fork.git/", GITHUB),
        ("https://me:secret@github.com/somebody/a-fork.git", GITHUB),
        ("git@github.com:somebody/a-fork.git", GITHUB),
        ("github.com:somebody/a-fork/\n", GITHUB),
        ("ssh://git@github.com:22/somebody/a-fork.git", GITHUB),
        ("ssh://git@ssh.github.com:443/somebody/a-fork.git", GITHUB),
        ("https://gitlab.com/group/part/a-fork.git", "gl/group%2Fpart%2Fa-fork"),
        ("git@gitlab.com:somebody/a-fork.git/", "gl/somebody%2Fa-fork"),
        ("https://git.example.org/somebody/a-fork/", f"{SERVER}%2Fsomebody%2Fa-fork"),
        ("https://me:secret@git.example.org:8443/a-fork.git", f"{SERVER}%3A8443%2Fa-fork.git"),
        ("git@git.example.org:somebody/a-fork.git", f"{SERVER}%2Fsomebody%2Fa-fork.git"),
        ("ssh://git@git.example.org:2222/somebody/a-fork.git", f"{SERVER}%2Fsomebody%2Fa-fork.git"),
        ("https://github.com/somebody", ""),
        ("https://gitlab.com/somebody", ""),
        ("/srv/git/course.git", ""),
        ("file:///srv/git/course.git", ""),
        ("../course", ""),
        ("C:\\course", ""),
        ("C:/course", ""),
        ("myserver:course.git", ""),
        ("http://localhost:3000/somebody/a-fork", ""),
        ("https://[not-an-address", ""),
        ("", ""),
    ],
)
def test_a_repository_in_the_words_of_binder(address, place):
    assert badges.binder_place(address) == place


def test_a_badge_for_each_notebook_of_the_place_the_clone_came_from(monkeypatch, capsys):
    monkeypatch.setattr(badges, "origin", lambda: "git@github.com:somebody/a-fork.git")
    assert badges.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list((ROOT / "notebooks").glob("*.ipynb")))
    assert lines[0] == (
        "[![00-start-here](https://mybinder.org/badge_logo.svg)]"
        "(https://mybinder.org/v2/gh/somebody/a-fork/main?urlpath=lab/tree/notebooks/00-start-here.ipynb)"
    )


def test_badges_of_another_place_and_branch(capsys):
    assert badges.main(["https://gitlab.com/somebody/a-fork/", "spring term"]) == 0
    assert "/v2/gl/somebody%2Fa-fork/spring%20term?urlpath=" in capsys.readouterr().out


@pytest.mark.parametrize("came_from", ["/srv/git/course.git", None])
def test_a_folder_from_nowhere_is_told_how_to_say_it(tmp_path, monkeypatch, came_from):
    monkeypatch.setattr(badges, "ROOT", tmp_path)
    if came_from:
        for command in (["init", "-q"], ["remote", "add", "origin", came_from]):
            subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert badges.origin() == (came_from or "")
    assert "start.py badges https://github.com/OWNER/REPOSITORY" in badges.main([])


def test_links_for_a_hub_fetch_the_course_and_open_each_notebook(monkeypatch, capsys):
    monkeypatch.setattr(badges, "origin", lambda: "git@github.com:somebody/a-fork.git")
    assert badges.main(["--hub", "https://hub.example.org/at/"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list((ROOT / "notebooks").glob("*.ipynb")))
    link = urlsplit(lines[0].removeprefix("[00-start-here](").removesuffix(")"))
    assert link.netloc + link.path == "hub.example.org/at/hub/user-redirect/git-pull"
    assert dict(parse_qsl(link.query)) == {
        "repo": "https://github.com/somebody/a-fork.git",
        "branch": "main",
        "depth": "1",
        "targetPath": "on-the-hook",
        "urlpath": "lab/tree/on-the-hook/notebooks/00-start-here.ipynb",
    }


def test_a_hub_may_have_the_course_on_its_own_disk_but_not_on_this_one(monkeypatch, capsys):
    monkeypatch.setattr(badges, "origin", lambda: "file:///home/me/course")
    assert badges.main(["--hub", "https://hub.example.org", "file:///srv/course", "spring term"]) == 0
    assert "?repo=file%3A%2F%2F%2Fsrv%2Fcourse&branch=spring%20term&" in capsys.readouterr().out
    assert "--hub https://hub.example.org https://github.com/" in badges.main(
        ["--hub", "https://hub.example.org"]
    )


def test_a_hub_without_an_address_is_told_what_one_looks_like(capsys):
    with pytest.raises(SystemExit):
        badges.main(["--hub", "hub.example.org"])
    assert "such as https://hub.example.org, not hub.example.org" in capsys.readouterr().err


def test_without_git(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert badges.origin() == ""


# Notebooks that are run and stored

LOADS = "import ipywidgets\nipywidgets.IntSlider(description='n')"
UNTRIED = "answer = ...\nprint('Not tried yet.' if answer is ... else answer)"


@pytest.fixture
def store(tmp_path):
    """Write a notebook with these code cells, the last of them an exercise; its path."""

    def write(*sources):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        cells[-1].metadata["tags"] = ["exercise"]
        path = tmp_path / "01-small.ipynb"
        metadata = {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python", "version": "3.0.0"},
        }
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
        return path

    return write


def test_a_notebook_is_stored_as_it_ran_and_the_second_run_changes_nothing(store):
    path = store(LOADS, "1 + 1", UNTRIED)
    assert run.run(path) == []
    first, notebook = path.read_bytes(), nbformat.read(path, as_version=4)
    assert [cell.execution_count for cell in notebook.cells] == [1, 2, 3]
    assert notebook.cells[1].outputs[0].data["text/plain"] == "2"
    assert "widgets" not in notebook.metadata and notebook.metadata.language_info.version == "3.0.0"
    assert not [cell for cell in notebook.cells if "execution" in cell.metadata]
    assert run.shown(notebook.cells[0])
    assert (
        run.run(path) == [] and path.read_bytes() == first and first.endswith(b"}\n") and b"\r" not in first
    )


def test_what_a_learner_should_not_get_is_not_stored(store):
    path = store(
        "x = 1",
        "import warnings\nwarnings.warn('old')",
        "import os\nos.getcwd() + '/x'",
        "answer = 'Solved'\nanswer",
    )
    before = path.read_bytes()
    found = run.run(path)
    assert path.read_bytes() == before
    assert [problem[: len("cell 1")] for problem in found if "place" not in problem] == [
        "cell 1",
        "cell 2",
        "cell 4",
    ]
    assert "shows nothing" in found[0] and "UserWarning: old" in found[1] and "put its ... back" in found[-1]
    assert any(problem.startswith("cell 3 shows a place on this machine") for problem in found)


@pytest.mark.parametrize(
    "source, said",
    [
        ("1 / 0", "cell 2 stops: ZeroDivisionError: division by zero"),
        ("import os\nos._exit(1)", "Kernel died"),
    ],
)
def test_a_notebook_that_stops_is_not_stored(store, source, said):
    path = store("1", source, UNTRIED)
    before = path.read_bytes()
    assert run.run(path) == [said]
    assert path.read_bytes() == before


def test_a_place_in_a_picture_is_found():
    picture = nbformat.v4.new_output("display_data", {"text/html": "<img src='data:image/svg+xml;base64,"})
    picture.data["text/html"] += base64.b64encode(f"<svg>{ROOT}</svg>".encode()).decode() + "'>"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=[picture])])
    assert run.problems(notebook)[0] == f"cell 1 shows a place on this machine: {ROOT}"


def test_notebooks_are_named_by_their_numbers(monkeypatch, capsys):
    ran = []
    monkeypatch.setattr(
        run, "run", lambda path: ran.append(path.name[:2]) or (["cell 1 warns"] if "03" in path.name else [])
    )
    monkeypatch.setenv("ON_THE_HOOK_RECORD", "mine")
    assert run.main(["4", "00"]) == 0 and ran == ["04", "00"]
    assert run.main(["3"]) == 1 and "not stored\n    cell 1 warns" in capsys.readouterr().out
    assert "There is no notebook 77." in run.main(["77", "0"]) and len(ran) == 3
    run.main([])
    assert ran[3:] == sorted(path.name[:2] for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux", reason="other systems may round the last digit of a coordinate differently"
)
def test_to_run_a_stored_notebook_again_changes_no_byte(tmp_path, monkeypatch):
    monkeypatch.setenv("ON_THE_HOOK_RECORD", str(tmp_path / "record.sqlite"))
    stored = ROOT / "notebooks" / "12-how-far-you-came.ipynb"
    copy = tmp_path / stored.name
    copy.write_bytes(stored.read_bytes())
    assert run.run(copy) == []
    assert copy.read_bytes() == stored.read_bytes(), "store it anew: python3 start.py run 12"


# The sources' pages


class Pages(BaseHTTPRequestHandler):
    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        kind = self.path.strip("/").split("/")[0]
        code = int(kind) if kind.isdigit() else 302 if kind in ("old", "slash") else 200
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "/new" if kind == "old" else "/there/?lang=en")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def pages():
    Pages.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_what_has_become_of_a_page(pages):
    kinds = {"a": "there", "b": "old", "c": "404", "d": "410", "e": "403", "f": "503"}
    found = links.check(
        [(name, f"{pages}/{kind}") for name, kind in kinds.items()] + [("g", "http://127.0.0.1:9/")]
    )
    assert {name: said for name, (said, _) in found.items()} == {
        "a": "there",
        "b": "moved",
        "c": "gone",
        "d": "gone",
        "e": "unclear",
        "f": "unclear",
        "g": "unclear",
    }
    assert found["b"][1] == f"to {pages}/new" and found["c"][1].startswith("404")
    assert Pages.asked.count("/503") == links.TRIES and Pages.asked.count("/404") == 1


@pytest.mark.parametrize("kinds, code", [(["there", "403"], 0), (["there", "404"], 1), (["403"], 1)])
def test_a_page_that_is_gone_fails_the_command_and_so_does_no_answer_at_all(
    tmp_path, monkeypatch, pages, capsys, kinds, code
):
    rows = "".join(f"s{n},title,{pages}/{kind}\n" for n, kind in enumerate(kinds))
    (tmp_path / "sources.csv").write_text(f"source,title,url\n{rows}")
    monkeypatch.setattr(links, "SOURCES", tmp_path / "sources.csv")
    assert links.main() == code
    said = capsys.readouterr().out
    assert f"of {len(kinds)} pages are where they were." in said and ("Gone (1):\n    s1: " in said) == (
        "404" in kinds
    )


def test_an_address_that_only_gains_a_slash_or_a_language_has_not_moved():
    assert links.place("https://AWS.example/page") == links.place("https://www.aws.example/page/?lang=en#top")
    assert links.place("https://aws.example/page") != links.place("https://aws.example/")


def test_every_source_can_be_asked():
    sources = (ROOT / "data" / "sources.csv").read_text("utf-8")
    assert (
        links.SOURCES == ROOT / "data" / "sources.csv"
        and sources.startswith("source,")
        and ",url," in sources
    )
