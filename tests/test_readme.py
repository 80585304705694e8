"""What the README says is so: its picture, its table of notebooks, its links, what start.py says."""

import re
from pathlib import Path

import nbformat
import pytest

from commands.minutes import TRACKS
from helpers import customer_share, difference, load_model

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = [
    "README.md",
    "data/README.md",
    "data/corrections.md",
    "notebooks/glossary.md",
    "notebooks/help.md",
    "notebooks/workshop.md",
    "benchmarks/README.md",
    "website/README.md",
    "LICENSE-CONTENT.md",
]


def test_the_words_beside_the_picture_name_its_figures():
    model = load_model()
    share = customer_share(model.responsibilities)["emr-on-ec2"]
    owners = model.of("emr-on-ec2")["owner"].value_counts()
    moved = difference(model.responsibilities, "ec2", "emr-on-ec2").query("moved != 'same'")
    told = re.search(r"!\[(.*?)\]\(website/scale\.png\)", README, re.S)[1]
    assert [int(n) for n in re.findall(r"\d+", told.replace("EC2", ""))] == [
        round(100 * share), len(model.domains), owners["customer"], owners["shared"], owners["aws"], len(moved),
    ]  # fmt: skip


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_table_has_each_notebook_with_its_title_and_minutes(path):
    notebook = nbformat.read(path, as_version=4)
    title = notebook.cells[0].source.splitlines()[0].lstrip("# ")
    minutes = " | ".join(str(notebook.metadata.on_the_hook[f"minutes_{track}"] or "") for track in TRACKS)
    row = f"| {int(path.stem[:2])} | [{title}](notebooks/{path.name}) | {minutes} |"
    assert README.count(row) == 1, f"README.md needs the row {row} and its objective"


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
