"""Build the web site: run every notebook, mark what needs a kernel, and let Sphinx make the pages in _site/.

    python3 start.py site      installs what this needs, then calls it

Nothing on a page is fetched from elsewhere: the widget manager of ipywidgets is fetched from npm once, checked, and served
from the site itself.
"""

import io
import os
import re
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import anywidget
import nbformat
from sphinx.cmd.build import main as sphinx

from commands.badges import binder_link, binder_place, origin
from commands.run import FORGET, VIEW, client
from helpers.views.repair import SCRIPT
from website import lite
from website.downloads import from_npm
from website.pages import CARDS, FRONT, card
from website.widgets import keep_used_widgets, name_stacks, share_parts, stacks_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SITE = ROOT / "_site"
MANAGER = "@jupyter-widgets/html-manager@1.0.15"
INTEGRITY = "5thBIV6ymNgmPVOHvzx+gGy8ZSKmSazhtGw4/c4xJDVzRhG9PTeQsRjF3FUTopvFi//SABeNz1yp47bCrJ3CQA=="  # SHA-512, of npm
# Where the manager asks for other widgets than ipywidgets' own: it is told to ask static/living.js.
LOADER = b"this.loader=null==e?void 0:e.loader"
FIRST = "00-start-here.ipynb"
ON_YOUR_MACHINE = '<a href="../index.html#run-it-on-your-machine">on your machine</a>'


def build(site: Path = SITE) -> None:
    """Make the folder `site` anew."""
    manager = from_npm(MANAGER, INTEGRITY, "the scripts that move the widgets")
    repository = place()
    with tempfile.TemporaryDirectory(prefix="on-the-hook-site-") as folder:
        source = Path(folder) / "source"
        for name in ("notebooks", "data"):
            shutil.copytree(ROOT / name, source / name)
        for name in ("README.md", "LICENSE", "LICENSE-CONTENT.md"):
            shutil.copy(ROOT / name, source)
        unpack(manager, Path(folder) / "static" / "widgets")
        shutil.copy(SCRIPT, Path(folder) / "static")
        cards = Path(folder) / "static" / CARDS
        cards.mkdir()
        lessons = sorted(source.glob("notebooks/*.ipynb"))
        index = source / "index.ipynb"
        nbformat.write(first_page(lessons, repository), index)

        os.environ["ON_THE_HOOK_RECORD"] = str(Path(folder) / "record.sqlite")
        for path, notebook in zip([index, *lessons], run([index, *lessons])):
            if path != index:
                without_kernel(notebook, ways_to_run(repository, path.name))
            keep_used_widgets(notebook)
            name_stacks(notebook)
            if path == index:
                scale = stacks_of(notebook)
            title = FRONT if path == index else title_of(notebook)
            card(title, stacks_of(notebook) or scale, cards / f"{path.stem}.png")
            share_parts(notebook, Path(folder) / "static" / "parts")
            nbformat.write(notebook, path)
            print(f"ran {path.name}", flush=True)

        # Made in the temporary folder, because MyST-NB leaves a copy of the notebooks beside the site.
        made = Path(folder) / "site"
        if sphinx(
            [
                "-b",
                "html",
                "-q",
                "-W",
                "--keep-going",
                "-c",
                str(HERE),
                "-d",
                str(Path(folder) / "trees"),
                "-D",
                f"html_static_path={HERE / 'static'},{Path(folder) / 'static'}",
                "-D",
                f"html_baseurl={base_address()}",
                "-D",
                f"on_the_hook_place={repository}",
                str(source),
                str(made),
            ]
        ):
            sys.exit("The site was not built: see the messages above.")
        shutil.rmtree(site, ignore_errors=True)
        shutil.move(made, site)
    lite.build(site / "lab")
    (site / ".nojekyll").touch()  # GitHub Pages would leave out the folders whose names begin with _
    print(f"The site is in {site.name}/. Open {site.name}/index.html, or put the folder on any web server.")


def unpack(package: bytes, folder: Path) -> None:
    """The scripts and their fonts, flat in `folder`, that of anywidget among them. Maps, and the second build for RequireJS, are
    left out."""
    folder.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        for member in archive:
            name = Path(member.name).name
            if member.name.startswith("package/dist/") and not re.search(r"\.map$|amd\.js$", name):
                content = archive.extractfile(member).read()
                if name == "embed.js":
                    assert content.count(LOADER) == 1
                    content = content.replace(LOADER, b"this.loader=window.loadWidgetModule")
                (folder / name).write_bytes(content)
    script = (Path(anywidget.__file__).parent / "nbextension" / "index.js").read_text("utf-8")
    (folder / "anywidget.js").write_text(f"(() => {{\n{script}\n}})();\n", "utf-8")


def place() -> str:
    """The repository in Binder's words, or "" for a copy that is on no server: a fork gets its own links."""
    if "GITHUB_REPOSITORY" in os.environ:
        return binder_place("https://github.com/" + os.environ["GITHUB_REPOSITORY"])
    return binder_place(origin())


def base_address() -> str:
    """Where the site will stand, from the environment (ON_THE_HOOK_SITE), with a slash at its end; "" if nobody said it."""
    address = os.environ.get("ON_THE_HOOK_SITE", "").strip()
    if address and not re.match(r"https?://[^/]", address):
        sys.exit(
            f"ON_THE_HOOK_SITE is {address!r}, which is no address of a web site, such as https://example.org/course/."
        )
    return address and address.rstrip("/") + "/"


def ways_to_run(repository: str, notebook: str) -> str:
    """Where to run `notebook`, as HTML: in the browser first."""
    here = f'<a href="../lab/{lite.address_of(notebook)}">Run this notebook here</a>'
    if not repository:
        return f"{here} or {ON_YOUR_MACHINE}."
    return f'{here}, in <a href="{binder_link(repository, notebook)}">Binder</a> or {ON_YOUR_MACHINE}.'


def about_binder(repository: str) -> str:
    """The words of the index page, as Markdown."""
    if not repository:
        return (
            "This copy was built from a folder that no server holds, so there is no Binder to link to. "
            "The README says how to make the links."
        )
    return (
        f"[Open the first notebook in Binder]({binder_link(repository, FIRST)}). It takes some minutes to "
        "wake up, needs no installation, and throws the machine away when you leave: save what you want to keep. Each page "
        "here has a link of its own."
    )


def entry(path: Path) -> str:
    """The line of a notebook in the table of contents, with its number: the lessons call each other by it."""
    return f"{int(path.name[:2])}. {title_of(nbformat.read(path, as_version=4))} <notebooks/{path.stem}>"


def title_of(notebook) -> str:
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def first_page(lessons: list[Path], repository: str):
    """index.md as a notebook, so that the scale on it is made as on all other pages."""
    text = (HERE / "index.md").read_text("utf-8").replace("RUN_IN_BINDER", about_binder(repository))
    text = text.replace("NOTEBOOKS", "\n".join(map(entry, lessons))).replace("START", start(lessons[0]))
    above, below = text.replace("FIRST_HERE", f"lab/{lite.address_of(FIRST)}").split("SCALE\n")
    code = nbformat.v4.new_code_cell(
        # On the first stop everything is yours; from EC2 on there is a line to see.
        'from helpers import load_model, sliding_scale\n\nscale = sliding_scale(load_model())\nscale.service = "ec2"\nscale',
        metadata={"tags": ["remove-input"]},
    )
    markdown = nbformat.v4.new_markdown_cell
    return nbformat.v4.new_notebook(cells=[markdown(above), code, markdown(below)])


def start(tour: Path) -> str:
    """The way into the course, as HTML."""
    notebook = nbformat.read(tour, as_version=4)
    minutes = notebook.metadata["on_the_hook"]["minutes_core"]
    return f'<a class="start" href="notebooks/{tour.stem}.html">Start: {title_of(notebook)} <small>{minutes} minutes</small></a>'


def anchor(title: str) -> str:
    """The anchor of a heading, as in JupyterLab, so that a link such as glossary.md#guest-OS works in both places."""
    return title.replace(" ", "-")


def run(paths: list[Path]) -> Iterator[nbformat.NotebookNode]:
    """Each notebook, freshly run, with the states of its widgets and of those before it.

    One kernel runs them all and forgets what each leaves, for starting one takes longer than most notebooks. The states add up,
    because a few widgets are made when helpers is imported, once for all notebooks.
    """
    forget = nbformat.v4.new_code_cell(FORGET)
    kernel = client(nbformat.v4.new_notebook(), paths[-1].parent)
    with kernel.setup_kernel():
        for path in paths:
            kernel.nb = nbformat.read(path, as_version=4)
            for number, cell in enumerate(kernel.nb.cells):
                kernel.execute_cell(cell, number)
            kernel.set_widgets_metadata()
            yield kernel.nb
            kernel.nb = nbformat.v4.new_notebook(cells=[forget])
            kernel.execute_cell(forget, 0)


def without_kernel(notebook, run_it: str) -> None:
    """For a reader who has no kernel: views that need one give way to what can be read, and say so."""
    notebook.cells.insert(
        1,
        nbformat.v4.new_markdown_cell(
            f'<p class="as-it-ran">This page is the notebook as it ran. What moves without Python moves here. {run_it}</p>'
        ),
    )
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            if VIEW in output.get("data", {}) and output.metadata.get("on_the_hook", {}).get(
                "needs_kernel", True
            ):
                del output.data[VIEW]
                output.data["text/html"] = (
                    note(f"Answering and changing this needs Python. {run_it}") + output.data["text/html"]
                )
        if "exercise" in cell.metadata.get("tags", []):
            cell.outputs.append(
                nbformat.v4.new_output(
                    "display_data", {"text/html": note(f"Typing your answer needs Python. {run_it}")}
                )
            )


def note(html: str) -> str:
    return f'<p class="needs-kernel">{html}</p>'


if __name__ == "__main__":
    build()
