"""What the README says is so: its picture, its table of notebooks, its links, its one-liner."""
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers import load_model, share_bars
from helpers.charts.style import svg
from helpers.numbers.scale import customer_share, owner_counts
from helpers.views.stack import stops

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = ["README.md", "data/README.md", "notebooks/glossary.md", "benchmarks/README.md", "website/README.md", "LICENSE-CONTENT.md"]


def scale_svg() -> str:
    model = load_model()
    rows = model.responsibilities[model.responsibilities["service"].isin(stops(model))]
    names = model.service_names
    figure, _ = share_bars(owner_counts(rows), customer_share(rows), names)
    return svg(figure)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems may round the last digit of a coordinate differently")
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
    minutes = notebook.metadata.on_the_hook
    told = f"{minutes.minutes_core} + {minutes.minutes_optional}" if minutes.minutes_optional else str(minutes.minutes_core)
    assert f"| {int(path.stem[:2])} | [{title}](notebooks/{path.name}) | {told} |" in README


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_course_leads_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


def test_the_badge_line_prints_the_links_of_a_fork(tmp_path):
    code = re.search(r'^python3 -c "(.*)"$', README, re.M)[1]
    (tmp_path / "notebooks").mkdir()
    for path in NOTEBOOKS:
        (tmp_path / "notebooks" / path.name).touch()
    for command in (["init", "-q"], ["remote", "add", "origin", "git@github.com:somebody/a-fork.git"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    printed = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert len(printed.splitlines()) == len(NOTEBOOKS)
    assert "https://mybinder.org/v2/gh/somebody/a-fork/main?urlpath=lab/tree/notebooks/00-start-here.ipynb" in printed


def prose_of(path: Path) -> str:
    """What a reader reads; of a notebook its text cells, because code prints what it counts."""
    if path.suffix == ".ipynb":
        return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*NOTEBOOKS, *(ROOT / page for page in PAGES if "bench" not in page)], ids=lambda path: path.name)
def test_no_prose_counts_what_the_tables_hold(path, model):
    """Whoever adds a service must not have to look for sentences."""
    counts = {len(model.services), len(model.services) - 1, len(model.domains), len(model.responsibilities), len(model.sources)}
    said = re.findall(rf"(?<![-\d/.])\b({'|'.join(map(str, counts))})\b(?= (?:\[)?(?:service|variant|domain|row|source))", prose_of(path))
    assert said == [], f"{path.name} counts: let code print it"
