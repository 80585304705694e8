"""What the README says is so: its picture, its table of notebooks, its links, what start.py says."""

import re
import sys
from pathlib import Path

import nbformat
import pytest

from commands.minutes import TRACKS
from helpers import load_model, share_bars
from helpers.charts.style import svg
from helpers.numbers.scale import customer_share, owner_counts
from helpers.views.stack import stops

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = [
    "README.md",
    "data/README.md",
    "notebooks/glossary.md",
    "notebooks/help.md",
    "benchmarks/README.md",
    "website/README.md",
    "LICENSE-CONTENT.md",
]


def scale_svg() -> str:
    model = load_model()
    rows = model.responsibilities[model.responsibilities["service"].isin(stops(model))]
    names = model.service_names
    figure, _ = share_bars(owner_counts(rows), customer_share(rows), names)
    return svg(figure)


@pytest.mark.skipif(
    sys.platform != "linux", reason="other systems may round the last digit of a coordinate differently"
)
def test_the_picture_of_the_scale_is_current():
    assert (ROOT / "notebooks/scale.svg").read_text(encoding="utf-8") == scale_svg()


def test_the_words_beside_the_picture_name_its_figures():
    model = load_model()
    share = customer_share(model.responsibilities)[stops(model)]
    told = re.search(r"!\[Bar chart(.*?)\]", README, re.S)[1]
    assert [int(n) for n in re.findall(r"(\d+) %", told)] == [round(100 * value) for value in share]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_table_has_each_notebook_with_its_title_and_minutes(path):
    notebook = nbformat.read(path, as_version=4)
    title = notebook.cells[0].source.splitlines()[0].lstrip("# ")
    minutes = " | ".join(str(notebook.metadata.on_the_hook[f"minutes_{track}"] or "") for track in TRACKS)
    assert f"| {int(path.stem[:2])} | [{title}](notebooks/{path.name}) | {minutes} |" in README


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_course_leads_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


def test_the_table_of_remedies_quotes_what_start_py_says():
    said = (ROOT / "start.py").read_text("utf-8") + (ROOT / "commands/remedies.py").read_text("utf-8")
    said = (
        re.sub(r'(\\n)?"\s+f?"', " ", said)
        .replace("\\n", " ")
        .replace("{} in its path", "a colon (:) in its path")
    )
    table = README.partition("| If it says |")[2].partition("## ")[0]
    quoted = re.findall(r'"([^"]+)"', table)
    assert len(quoted) >= 12
    assert not [words for words in quoted if words not in said]
