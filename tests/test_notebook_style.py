"""The house style of the notebooks, one small test for each rule. No kernel runs here.

A failure names the notebook, the cell (counted from 1, text and code together) and the rule.
Every rule in this file has been seen failing once on a broken copy.
"""

import ast
import base64
import csv
import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from statistics import median

import nbformat
import pytest
from all_of import all_of

from commands import minutes
from commands.minutes import TRACKS
from helpers.learner.exercises import EXERCISES

ROOT = Path(__file__).resolve().parent.parent
FOLDER, DATA = ROOT / "notebooks", ROOT / "data"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
GLOSSARY = FOLDER / "glossary.md"

TEMPLATE = (
    ROOT / "tests" / "template.ipynb"
)  # what CONTRIBUTING.md says to copy keeps the rules, but for its name and length

each_notebook = all_of([*NOTEBOOKS, TEMPLATE], lambda path: path.stem)
each_of_the_course = all_of(NOTEBOOKS, lambda path: path.stem)


# --- reading -------------------------------------------------------------------------------------


@lru_cache
def read(path):
    return nbformat.read(path, as_version=4)


def cells(path, kind=None):
    """Pairs of a place ("03-ec2, cell 12") and a cell."""
    return [
        (f"{path.stem}, cell {number}", cell)
        for number, cell in enumerate(read(path).cells, start=1)
        if kind in (None, cell.cell_type)
    ]


def tags(cell):
    return cell.metadata.get("tags", [])


def parsed(source):
    """The syntax tree; empty for what is no Python (test_code_is_plain_python reports that)."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def code(path):
    """Triples of place, source and syntax tree, a triple a code cell."""
    return [(place, cell.source, parsed(cell.source)) for place, cell in cells(path, "code")]


def answers(path):
    """The folded answers: what a learner may paste into a code cell keeps the rules of code."""
    return [
        (place, block, parsed(block))
        for place, cell in cells(path, "markdown")
        for block in re.findall(r"^```python\n(.*?)^```", cell.source, re.M | re.S)
    ]


def rows(table):
    with open(DATA / f"{table}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def without_code(markdown):
    return re.sub(r"`[^`]*`", "", re.sub(r"^```.*?^```", "", markdown, flags=re.M | re.S))


# The text in brackets may hold brackets itself, as in [[wa-srm]](https://...).
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^)\s]+)\)")


def words_of(markdown):
    """What a reader reads: no code, no addresses, no tags."""
    return re.sub(r"</?\w+>", "", LINK.sub(r"\2", without_code(markdown)))


def strings(tree):
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def learner_texts(path):
    """Pairs of a place and a text: the prose, and the texts that stand in code cells."""
    return [(place, words_of(cell.source)) for place, cell in cells(path, "markdown")] + [
        (place, text) for place, _, tree in code(path) for text in strings(tree)
    ]


def report(problems):
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


def require(condition, message):
    report([] if condition else [message])


# --- the course: names, length, parts ------------------------------------------------------------


def test_the_files_are_numbered_without_a_gap_and_have_a_title():
    numbers = [path.name[:2] for path in NOTEBOOKS]
    require(numbers, "there are no notebooks, so no rule was checked")
    lessons = [number for number in numbers if number < "12"]  # 12 closes the course, however long it is
    require(
        lessons == [f"{n:02d}" for n in range(len(lessons))],
        f"the numbers of the notebooks have a gap: {' '.join(numbers)}",
    )
    report(
        [
            f"{path.name} is not named NN-kebab-title.ipynb"
            for path in NOTEBOOKS
            if not re.fullmatch(r"\d\d(-[a-z0-9]+)+\.ipynb", path.name)
        ]
    )


@each_notebook
def test_the_metadata_are_complete(path):
    meta = read(path).metadata.get("on_the_hook", {})
    require(
        set(meta) == {*(f"minutes_{track}" for track in TRACKS), "objectives", "prerequisites"},
        f"{path.stem}: the keys of on_the_hook are {sorted(meta)}",
    )
    require(
        meta["objectives"] and all(isinstance(o, str) and o for o in meta["objectives"]),
        f"{path.stem}: objectives is a list of sentences",
    )
    before = {other.stem for other in NOTEBOOKS if other < path}
    require(
        set(meta["prerequisites"]) <= before,
        f"{path.stem}: no earlier notebook: {sorted(set(meta['prerequisites']) - before)}",
    )


@each_notebook
def test_the_header_agrees_with_the_metadata(path):
    meta = read(path).metadata["on_the_hook"]
    lines = read(path).cells[1].source.split("\n")
    opening = ["**You will** ", "**You need** ", "**Time** ", "**No AWS account**"]
    require(
        len(lines) == 4 and all(map(str.startswith, lines, opening)),
        f"{path.stem}, cell 2: the header must have four lines that open with {opening}",
    )
    require(
        all(line.endswith(("  ", "\\")) for line in lines[:3]),
        f"{path.stem}, cell 2: without two blanks at its end a line runs into the next",
    )
    require(
        lines[2] == minutes.time_line({track: meta[f"minutes_{track}"] for track in TRACKS}),
        f"{path.stem}, cell 2: the minutes are not those of the metadata; `start.py run` writes them",
    )


@each_notebook
def test_the_minutes_are_those_of_the_formula(path):
    stated = {track: read(path).metadata["on_the_hook"][f"minutes_{track}"] for track in TRACKS}
    formula = minutes.of(read(path))
    require(
        stated == formula,
        f"{path.stem}: states {stated}, the formula says {formula}; `start.py run` writes them",
    )


@each_of_the_course
def test_25_to_45_cells_and_a_core_of_at_most_25_minutes(path):
    n, core = len(read(path).cells), minutes.of(read(path))["core"]
    most = 30 if path == NOTEBOOKS[0] else 25  # the tour is whole in itself
    require(
        25 <= n <= 45, f"{path.stem}: {n} cells, 25 to 45 are allowed; one part takes the place of another"
    )
    require(15 <= core <= most, f"{path.stem}: a core of {core} minutes, 15 to {most} are allowed")


def test_all_cores_together_take_at_most_five_hours():
    core = sum(minutes.of(read(path))["core"] for path in NOTEBOOKS)
    require(core <= 300, f"all cores together: {core} minutes, 300 are allowed")


MARK = {"more": "(more)", "data": "(in pandas)"}


@each_notebook
def test_every_cell_has_its_track_and_its_heading_says_which(path):
    problems, track = [], "core"
    for place, cell in cells(path):
        heading = re.match("###? .*", cell.source) if cell.cell_type == "markdown" else None
        if heading:
            track = next((name for name, mark in MARK.items() if heading[0].endswith(mark)), "core")
        if [tag for tag in tags(cell) if tag in TRACKS] != [track]:
            problems.append(f"{place}: the tags are {tags(cell)}, its heading says {track}")
        if "exercise" in tags(cell) and track == "core":
            problems.append(f"{place}: a coded exercise in the core")
    report(problems)


@each_notebook
def test_two_facts_at_the_end_and_a_source_somewhere(path):
    texts = [cell.source for _, cell in cells(path, "markdown")]
    at = [i for i, text in enumerate(texts) if text.startswith("## What you have now")]
    require(len(at) == 1, f"{path.stem}: {len(at)} sections 'What you have now', 1 is needed")
    facts = re.findall(r"^[-*] \S", texts[at[0]], re.M)
    require(len(facts) >= 2, f"{path.stem}: {len(facts)} facts at the end, 2 are needed")
    require(any(CITATION.search(text) for text in texts), f"{path.stem}: no source is cited")


@each_of_the_course
def test_the_last_cell_leads_to_the_next_notebook(path):
    last = read(path).cells[-1].source
    links = [target for _, _, target in LINK.findall(last)]
    if path == NOTEBOOKS[-1]:
        require(len(links) <= 1, f"{path.stem}, last cell: {len(links)} links, 1 is allowed")
    else:
        following = NOTEBOOKS[NOTEBOOKS.index(path) + 1].name
        require(
            last.startswith("**Next:** ") and links == [following],
            f"{path.stem}, last cell: must be **Next:** with one link, to {following}",
        )


# --- text ----------------------------------------------------------------------------------------


@each_notebook
def test_a_text_stands_before_every_code_cell_and_has_at_most_120_words(path):
    pairs = zip(cells(path), cells(path)[1:])
    counts = {place: len(words_of(cell.source).split()) for place, cell in cells(path, "markdown")}
    report(
        [
            f"{place}: code without a text before it"
            for (_, before), (place, cell) in pairs
            if cell.cell_type == "code" and before.cell_type != "markdown"
        ]
        + [f"{place}: {n} words, 120 are allowed" for place, n in counts.items() if n > 120]
    )


NEVER = re.compile(r"\b(simply|just|obviously|of\s+course|easy)\b", re.I)
# != is code in a text such as query("owner != 'aws'").
SHOUT = re.compile(r"!(?!=)")
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f]")
# The customer is "you". A client-side key and the tenants of one machine are something else.
PARTY = re.compile(
    r"\bclients?\b(?![- ](?:side|library|libraries))"
    r"|(?<!single-)(?<!multi-)\btenant\b(?! isolation)",
    re.I,
)


def words_that_are_not_ours(place, text):
    """Why `text` breaks the rules about words, as a list of sentences."""
    return (
        [f"{place}: the word {m[0]!r}" for m in NEVER.finditer(text)]
        + [f"{place}: an exclamation mark" for _ in SHOUT.finditer(text)]
        + [f"{place}: an emoji, {m[0]!r}" for m in EMOJI.finditer(text)]
        + [f"{place}: {m[0]!r} for the customer" for m in PARTY.finditer(text)]
    )


@each_notebook
def test_no_word_that_we_never_use(path):
    report(
        [problem for place, text in learner_texts(path) for problem in words_that_are_not_ours(place, text)]
    )


def test_no_such_word_in_the_glossary_in_a_question_or_in_a_reply():
    texts = [("glossary.md", words_of(GLOSSARY.read_text(encoding="utf-8")))]
    texts += [
        (f"{table}, {next(iter(row.values()))}", text)
        for table in ("questions", "sorting", "beliefs", "pairs", "settings", "moves")
        for row in rows(table)
        if "tenant-isolation" not in " ".join(row.values())  # there it is the customer's own customers
        for text in row.values()
        if " " in text
    ]  # without a blank it is a key, and no prose
    texts += [
        (f"exercise {name}", text)
        for name, exercise in EXERCISES.items()
        for text in [exercise.hint, *(reply for _, reply in exercise.slips)]
    ]
    report([problem for place, text in texts for problem in words_that_are_not_ours(place, text)])


@each_notebook
def test_plain_markdown(path):
    problems = []
    for place, cell in cells(path, "markdown"):
        text = without_code(cell.source)
        tags = set(re.findall(r"<(?:/?([a-zA-Z][\w-]*)[\s/>]|(!--))", text))
        tags = {name or comment for name, comment in tags} - {"details", "summary"}
        problems += [f"{place}: the HTML tag {tag}" for tag in sorted(tags)]
        problems += [
            f"{place}: {mark} is no plain markdown"
            for mark in re.findall(r":::|\[!\w+\]|^(?:===+|---+)$", text, re.M)
        ]
    report(problems)


@each_notebook
def test_headings_go_down_without_a_gap(path):
    problems, level = [], 0
    for place, cell in cells(path, "markdown"):
        for marks, words in re.findall(r"^(#+)(.*)$", without_code(cell.source), re.M):
            if len(marks) > min(level + 1, 3) or not re.match(r" \S", words):
                problems.append(f"{place}: the heading '{marks}{words}' after level {level}")
            if len(marks) == 1 and level:
                problems.append(f"{place}: a second title (#)")
            level = len(marks)
    report(problems)


# --- code ----------------------------------------------------------------------------------------


def lines(source):
    return [line for line in source.split("\n") if line.strip()]


@each_notebook
def test_code_is_short_and_plain_python(path):
    lengths = {place: len(lines(source)) for place, source, _ in code(path)}
    problems = [f"{place}: {n} lines, 15 are allowed" for place, n in lengths.items() if n > 15]
    if median(lengths.values()) > 4:
        problems.append(f"the median code cell has {median(lengths.values())} lines, 4 are allowed")
    for place, source, _ in code(path) + answers(path):
        try:
            ast.parse(source)
        except SyntaxError as error:  # %%html, %matplotlib and !pip are none either
            problems.append(f"{place}: no plain Python, {(error.text or '').strip()!r}")
    report(problems)


# --- stored outputs ------------------------------------------------------------------------------


def outputs(path):
    return [(place, output) for place, cell in cells(path, "code") for output in cell.outputs]


def unpacked(text):
    """`text` with its base64 pictures written out, for these too may hold a path of a machine."""
    return re.sub(
        r"base64,([A-Za-z0-9+/]+=*)", lambda m: base64.b64decode(m[1]).decode("utf-8", "replace"), text
    )


@each_notebook
def test_it_is_stored_as_it_ran(path):
    """In order, every cell with an output, and exercises not tried yet. That the outputs are true: test_notebooks_run.py."""
    meta, counts = read(path).metadata, [cell.execution_count for _, cell in cells(path, "code")]
    require(meta["kernelspec"]["name"] == "python3", "the kernel is not python3")
    require("widgets" not in meta, "metadata.widgets holds the state of widgets")
    require(counts == list(range(1, len(counts) + 1)), f"executed in the order {counts}, not 1, 2, 3")
    report(
        [f"{place}: no stored output" for place, cell in cells(path, "code") if not cell.outputs]
        + [
            f"{place}: a stored {output.get('name', 'error')}"
            for place, output in outputs(path)
            if output.output_type == "error" or output.get("name") == "stderr"
        ]
        + [
            f"{place}: an exercise that is not stored as 'Not tried yet'"
            for place, cell in cells(path, "code")
            if "exercise" in tags(cell)
            and not any(
                str(o.get("data", {}).get("text/plain")).startswith("Not tried yet.") for o in cell.outputs
            )
        ]
    )


MACHINE = {
    "a path of one machine": r"(?:file://|(?<![\w.:/-]))/(?:root|home|Users|tmp|work|mnt)/[\w.-]+",
    "a path of one Windows machine": r"\b[A-Z]:\\+\w+",
    "a memory address": r"\b0x[0-9a-fA-F]{6,}",
    "what looks like an access key of AWS": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
}


@each_notebook
def test_nothing_comes_from_one_machine(path):
    texts = [(place, cell.source) for place, cell in cells(path)]
    texts += [
        (place, unpacked(str(text)))
        for place, output in outputs(path)
        for text in [*output.get("data", {}).values(), output.get("text", "")]
    ]
    report(
        [
            f"{place}: {what}, {m[0]}"
            for place, text in texts
            for what, pattern in MACHINE.items()
            for m in re.finditer(pattern, text)
        ]
    )


@each_notebook
def test_every_picture_has_an_alternative_text(path):
    problems = []
    for place, output in outputs(path):
        data = output.get("data", {})
        problems += [
            f"{place}: a bare {kind}, use show(figure, alt)" for kind in data if kind.startswith("image/")
        ]
        for picture in re.findall(r"<img\b[^>]*>", str(data.get("text/html", ""))):
            alt = re.search(r'\balt="([^"]*)"', picture)
            if len((alt[1] if alt else "").split()) < 5:
                problems.append(f"{place}: a picture whose alt has less than five words")
    problems += [
        f"{place}: a picture whose alt has less than five words"
        for place, cell in cells(path, "markdown")
        for mark, alt, _ in LINK.findall(cell.source)
        if mark and len(alt.split()) < 5
    ]
    report(problems)


@each_notebook
def test_every_widget_tells_its_story_without_a_kernel(path):
    view = "application/vnd.jupyter.widget-view+json"
    report(
        [
            f"{place}: a widget without {kind}"
            for place, output in outputs(path)
            if view in output.get("data", {})
            for kind in ("text/html", "text/plain")
            if len(str(output.data.get(kind, "")).split()) < 3
        ]
    )


# --- sources and links ---------------------------------------------------------------------------

CITATION = re.compile(r"\[\[([^\[\]]+?)(†?)\]\]\(([^)\s]+)\)")


def first_day(copy_date):
    """A year, a month or an interval counts from its first day; None if there is no date."""
    start = copy_date.split("/")[0]
    if not re.match(r"\d{4}", start):
        return None
    return date.fromisoformat(start + {4: "-01-01", 7: "-01", 10: ""}[len(start)])


def old_sources():
    checked = date.fromisoformat(max(row["checked_on"] for row in rows("responsibilities")))
    starts = {row["source"]: first_day(row["copy_date"]) for row in rows("sources")}
    today = (checked.year, checked.month, checked.day)
    return {
        key
        for key, start in starts.items()
        if start is None or (start.year + 1, start.month, start.day) < today
    }


@each_notebook
def test_citations_are_those_of_the_table(path):
    url = {row["source"]: row["url"] for row in rows("sources")}
    old, problems = old_sources(), []
    for place, cell in cells(path, "markdown"):
        text = without_code(cell.source)
        for key, mark, target in CITATION.findall(text):
            if key not in url:
                problems.append(f"{place}: there is no source {key}")
            elif target != url[key]:
                problems.append(f"{place}: the address of {key} is {url[key]}, not {target}")
            elif bool(mark) != (key in old):
                problems.append(f"{place}: {key} must " + ("have a †" if key in old else "not have a †"))
        rest = CITATION.sub("", text)
        problems += [
            f"{place}: {m} cites a source without a link"
            for m in re.findall(r"\[@[^\]]*\]|\[\[[^\]]*\]\]", rest)
        ]
    report(problems)


# --- glossary ------------------------------------------------------------------------------------


def glossary():
    """Term to entry."""
    parts = re.split(r"^## (.+)$", GLOSSARY.read_text(encoding="utf-8"), flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2]))


def anchor(term):
    """What JupyterLab makes of a heading: blanks become hyphens, capitals stay."""
    return term.replace(" ", "-")


def test_every_entry_gives_the_meaning_then_the_usual_mistake():
    report(
        [
            f"glossary.md: {term} needs a meaning, then *Usual mistake:*"
            for term, entry in glossary().items()
            if not re.fullmatch(r"\s*\S.*?\*Usual\s+mistake:\*\s+\S.*", entry, re.S)
        ]
    )


@each_notebook
def test_links_lead_somewhere(path):
    anchors = {anchor(term) for term in glossary()}
    report(
        [
            f"{place}: the link to {target} leads nowhere"
            for place, cell in cells(path, "markdown")
            for _, _, target in LINK.findall(without_code(cell.source))
            if not re.match(r"https?://|#", target)
            and not (FOLDER / target.split("#")[0]).exists()
            or target.startswith("glossary.md#")
            and target.removeprefix("glossary.md#") not in anchors
        ]
    )


def text_that_may_hold_terms(markdown):
    """The prose without headings, tags and links; a link to the glossary keeps its text."""
    text = re.sub(r"^#.*$", "", without_code(markdown), flags=re.M)
    text = LINK.sub(lambda m: m[2] if m[3].startswith("glossary.md#") else "", text)
    return re.sub(r"</?\w+>|\bfor instance\b", "", text)


def terms_used(text):
    for term in sorted(glossary(), key=len, reverse=True):
        # Longer terms come first and are cut out: "instance profile" is no use of "instance".
        text, uses = re.subn(rf"(?<![\w-]){re.escape(term)}s?(?![\w-])", "", text, flags=re.I)
        if uses:
            yield term


@each_notebook
def test_terms_are_linked_at_their_first_use(path):
    problems, met, so_far = [], set(), ""
    for place, cell in cells(path, "markdown"):
        so_far += cell.source  # a link from another form of the word may stand before
        for term in sorted(set(terms_used(text_that_may_hold_terms(cell.source))) - met):
            met.add(term)
            if f"(glossary.md#{anchor(term)})" not in so_far:
                problems.append(
                    f"{place}: first use of '{term}' without a link to glossary.md#{anchor(term)}"
                )
    report(problems)
