"""The run sheet and the solved copies: made from small notebooks, and from those of the course."""

import os
import re
from collections import Counter
from functools import cache, cached_property
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from all_of import all_of
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from shipped import BANK, MODEL

from commands import minutes, sheet_help, solutions, workshop
from commands.debriefs import debrief, talks
from commands.plan import (
    A_VOTE_EACH,
    ALWAYS,
    BREAK,
    DEBRIEF,
    JOIN,
    SECOND_ROUND,
    VOTE,
    WAYS,
    Way,
    plan,
    with_talk,
)
from commands.sheet import sheet
from commands.sheet_front import clock
from commands.sheet_sources import cited
from commands.sheet_stop import stop_page, takeaways
from commands.stops import (
    AND,
    OPENING,
    Item,
    Step,
    Stop,
    first_sentence,
    likely_wrong,
    names_of,
    paragraphs,
    stops_of,
    total,
)
from helpers import load_table
from helpers.classroom import asking
from helpers.classroom.asking import most_telling
from helpers.views.stack import stops as on_the_scale

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
STOPS = [stop for path in NOTEBOOKS for stop in stops_of(path, BANK)]
PLANS = {length: plan(length, STOPS) for length in WAYS}
CITE = cited(MODEL)
GUIDE = (ROOT / "notebooks" / "workshop.md").read_text("utf-8")


def core(cell):
    cell.metadata["tags"] = ["core"]
    return cell


def stop(notebook, heading, length, asks=True, returns=False):
    steps = [Step(run=1, items=[Item("a", "you", "")])] if asks else []
    return Stop(notebook, "A title", heading, length, steps=steps, returns=returns)


# What is read from a notebook


def test_minutes_of_cells_add_up_to_those_of_the_notebook():
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        whole = sum(minutes.of_cell(cell) for cell in notebook.cells if minutes.track(cell) == "core")
        assert max(1, round(whole)) == minutes.of(notebook)["core"]
        assert total(stops_of(path, BANK)) == pytest.approx(whole)


def test_a_stop_is_a_section_of_the_core_with_what_is_asked_there(tmp_path):
    sorting = new_output(
        "display_data",
        {
            "text/plain": "A view behind a guess. Sorting: 2 items (run this cell)",
            "text/html": "<p>Whose?</p><details><summary>Show the answers</summary><ul><li><b>A &lt; B</b>: you. Yours. "
            "All.</li><li><b>C</b>: AWS. Theirs.</li></ul></details>",
        },
    )
    predicted = new_output(
        "display_data",
        {
            "text/plain": "Prediction: 1 domain of EC2 (run this cell to predict)",
            "text/html": '<details><summary>Show the table</summary><table><tr><th scope="row" style="x">Guest OS</th>'
            '<td style="x"><span>shared</span> (our inference)</td><td>Builds.</td><td>Launches.</td></tr></table></details>',
        },
    )
    left_out = new_markdown_cell("### Longer (more)\n\nNot in the core.")
    left_out.metadata["tags"] = ["more"]
    cells = [
        core(
            new_markdown_cell("# Who patches?\n\nA promise that says something. And more." + " More." * 100)
        ),
        core(
            new_markdown_cell(
                "## The *first* part\n\nSee [EC2](glossary.md#EC2) at work here today [[s†]](x). Then go."
            )
        ),
        core(new_code_cell('behind(sort_cases("x"), sliding_scale(model))', outputs=[sorting])),
        core(new_markdown_cell("### Below\n\nStill the same stop.")),
        core(new_code_cell("predict()", outputs=[predicted])),
        left_out,
        core(new_markdown_cell("## Second\n\nTwo that come back.")),
        core(new_code_cell('ask("00-flaw-on-ec2", "00-no-such-question")\ncome_back("01-x")', outputs=[])),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "01-x.ipynb")
    opening, first, second = stops_of(tmp_path / "01-x.ipynb", BANK)
    assert (opening.heading, opening.title, opening.line) == (
        OPENING, "Who patches?", "A promise that says something. And more.",
    )  # fmt: skip
    assert (first.heading, first.line) == ("The first part", "See EC2 at work here today.")
    assert first.items == [
        ("A < B", "you", "Yours. All."),
        ("C", "AWS", "Theirs."),
        ("Guest OS", "shared", "AWS: Builds. You: Launches. (Our inference.)"),
    ]
    assert [(step.run, step.do, step.about, step.slides) for step in first.steps if step.run] == [
        (1, "sort the cases, then commit, then move the slider, stop by stop", "", True),
        (2, "", "EC2", False),
    ]
    assert [step.words for step in first.steps if step.words] == [
        ["See EC2 at work here today. Then go. [s†]"],
        ["Still the same stop."],
    ]
    assert not first.returns
    assert [question.item for question in second.questions] == ["00-flaw-on-ec2"] and second.returns
    assert opening.frames and not first.frames and first.asks and not opening.asks


@pytest.mark.parametrize(
    "markdown, line",
    [
        ("## A\n\nBack to it. Choose, say how sure you are, and submit. More.", "Back to it. Choose, say how sure you are, and submit."),
        ("## A\n\n- **One** job and three owners: [x](y). Two.\n- Another.", "One job and three owners: x."),
        ("## A\n\nA queue, a gateway, a balancer: AWS runs the software.\n\nNext.", "A queue, a gateway, a balancer: AWS runs the software."),
        ("## A", ""),
    ],
)  # fmt: skip
def test_the_line_to_say(markdown, line):
    assert first_sentence(markdown) == line


def test_a_section_without_anything_to_do_is_told_with_the_next(tmp_path):
    cells = [
        core(new_markdown_cell(words))
        for words in ("# A\n\nShort.", "## B\n\nShort.", "## C" + " word" * 200, "## D")
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "01-x.ipynb")
    assert [s.heading.split()[-1] for s in stops_of(tmp_path / "01-x.ipynb", BANK)] == ["word", "D"]


def test_the_page_is_read_without_what_is_folded_or_for_learners_alone():
    page = "## A\n\nOne\nline.\n- First.\n- Second.\n\n<details><summary>x</summary>\n\nHidden.\n\n</details>\n\n**Next:** [01](x)\n\n> *If?*"
    assert paragraphs(page) == ["One line.", "First.", "Second.", "If?"]


# What fits


@pytest.fixture
def sixty(monkeypatch):
    """A way of 60 minutes in which a notebook is cut, and a room is as quick as the formula."""
    monkeypatch.setitem(WAYS, 60, Way("00", ("06",), slower=1.0))


@pytest.mark.parametrize("length", WAYS)
def test_a_way_fits_and_nothing_is_lost(length):
    way = PLANS[length]
    rule = WAYS[length]
    wanted = [s for s in STOPS if s.notebook[:2] in (rule.whole, *rule.cut)]
    assert sorted(map(id, way.stops + way.left_out)) == sorted(map(id, wanted))
    assert [s for s in wanted if s in way.stops] == way.stops
    spoken = sum(one.minutes * rule.slower + DEBRIEF * talks(one) for one in way.stops)
    spoken += VOTE * len(way.votes) + JOIN * bool(way.votes)
    assert way.end == pytest.approx(rule.arrive + spoken + BREAK * rule.breaks)
    assert way.end + rule.leave <= length
    assert len(way.votes) == (length - rule.arrive - rule.leave - BREAK * rule.breaks) // A_VOTE_EACH
    assert all(one.questions and way.votes_at(one) for one in way.votes)
    assert [one.at for one in way.rescues] == sorted(one.at for one in way.rescues)
    assert not [one for one in way.rescues if one.part == "stop" and one.stop in way.votes]
    assert [one.stop for one in way.rescues if one.part == "vote"] == way.votes
    for heading in ALWAYS:
        assert [one for one in way.stops if one.heading.startswith(heading)], heading
    assert [at for at, _ in way.kept] == sorted(at for at, _ in way.kept) and way.kept[0][0] == rule.arrive
    assert [s for _, s in way.kept].count(None) == WAYS[length].breaks
    for number in {s.notebook for s in wanted}:
        mine = [s for s in way.stops if s.notebook == number]
        assert mine[0].opens and any(s.asks for s in mine), number
    assert not [s for s in way.stops if s.returns]


def test_what_goes_first(sixty):
    stops = [
        stop("00-a", OPENING, 1), stop("00-a", "Whole", 18), stop("00-a", "What you have now", 1, asks=False),
        stop("06-b", OPENING, 1, asks=False), stop("06-b", "Back", 6, asks=False, returns=True), stop("06-b", "First", 7),
        stop("06-b", "Told", 6, asks=False), stop("06-b", "Second", 7), stop("06-b", "Third", 7),
        stop("06-b", "What you have now", 1, asks=False),
    ]  # fmt: skip
    way = plan(60, stops)  # 50 minutes, with a vote of six that no question calls for
    assert [s.heading for s in way.left_out] == ["Back", "Told", "Third"]
    assert [(one.stop.heading, one.part, one.minutes) for one in way.rescues] == [
        ("Whole", "stop", 18 + DEBRIEF), ("Second", "stop", 7 + DEBRIEF),
    ]  # fmt: skip
    assert [one.at for one in way.rescues] == [
        at for at, one in way.kept if one.heading in ("Whole", "Second")
    ]
    assert way.end == pytest.approx(5 + 36 + 4 * DEBRIEF)
    short = plan(60, [s for s in stops if s.heading not in ("Second", "Third")])
    assert [s.heading for s in short.left_out] == ["Back"]


def test_the_only_question_of_a_notebook_goes_where_its_opening_asks_something(sixty):
    opening, more = stop("06-b", OPENING, 8), stop("06-b", "More", 30)
    way = plan(60, [stop("00-a", OPENING, 20), opening, more])
    assert way.left_out == [more]
    silent = stop("06-b", OPENING, 8, asks=False)
    assert not plan(60, [stop("00-a", OPENING, 20), silent, more]).left_out, (
        "nothing asked would be left of 06"
    )


def test_votes_stand_apart_where_most_beliefs_are_named():
    assert [most_telling(one.questions)[0].item for one in PLANS[90].votes] == [
        "00-results-on-the-nodes",
        "05-quiz-job",
    ]
    few, many = BANK.questions["00-flaw-on-ec2"], BANK.questions["00-results-on-the-nodes"]
    stops = [stop("00-a", OPENING, 1)]
    stops += [
        Stop("00-a", "A title", str(n), 10, steps=[Step(run=1, questions=[q])])
        for n, q in enumerate((few, many, many, few))
    ]
    way = plan(90, stops)  # 80 minutes: two votes
    assert [one.heading for one in way.votes] == ["1", "2"]
    at, expected = 5, []
    for one in way.stops:
        expected.append(at)
        at += with_talk(one, WAYS[90].slower) + VOTE * (one.heading in "12") + JOIN * (one.heading == "1")
    assert [at for at, _ in way.kept] == expected
    assert [way.joins_at(one) for one in way.votes] == [True, False]


def test_a_late_room_keeps_the_vote_and_two_cases():
    at, one = next(
        (at, stop)
        for at, stop in PLANS[90].kept
        if stop and len(stop.questions) > 2 and PLANS[90].votes_at(stop)
    )
    of_it = [(rescue.part, rescue.minutes) for rescue in PLANS[90].rescues if rescue.stop is one]
    spare = len(one.questions) - 2
    assert of_it == [("vote", SECOND_ROUND), ("cases", spare * minutes.QUESTION * WAYS[90].slower)]
    words = written(90).text
    assert words.count("this one is for at home") == spare
    assert f"{clock(at + SECOND_ROUND / 2)} 00, {one.heading} the second round" in words


def test_a_class_joins_once_and_right_before_it_votes():
    words = written(90).text
    assert words.count("Everybody joins") == 1
    assert (
        words.index("vote again, before anybody runs")
        < words.index("Everybody joins")
        < words.index("Open the vote")
    )
    assert "Everybody joins" not in written(30).text


def test_the_answers_of_a_vote_stand_in_its_box_and_not_a_second_time():
    for one in PLANS[90].votes:
        words = Words(stop_page(one, PLANS[90], BANK, MODEL, CITE)).text
        question = most_telling(one.questions)[0]
        box = words[words.index("If the vote fails") : words.index("Run [", words.index("Next step:"))]
        for option in question.options:
            assert f"{option.letter.upper()}. {option.text}." in box.replace(" .", "."), option
            assert words.count(option.why) == box.count(option.why) >= 1
        assert words.count("You voted on this one") == 1


def test_notebooks_are_open_before_their_turn():
    page = written(240).text
    parts = page.split(f"Break, {BREAK} minutes")
    for part, stops in zip(parts, _between_breaks(PLANS[240]), strict=True):
        opened = part[part.index("Then open") :] if "Then open" in part else ""
        assert [name for name in stops if name in opened.partition(", each in a tab")[0]] == [
            name for name in stops if not name.startswith("00")
        ]


def _between_breaks(way):
    parts = [[]]
    for _, one in way.kept:
        if one is None:
            parts.append([])
        elif one.notebook not in parts[-1]:
            parts[-1].append(one.notebook)
    return parts


def test_a_vote_stands_before_the_words_that_lead_to_the_first_cell_and_else_right_before_its_cell():
    one = next(stop for stop in PLANS[90].votes if stop.notebook.startswith("00"))
    words = written(90).text
    vote, leads, run = (
        words.index(said)
        for said in ("vote again, before anybody runs [6]", "Ask the question each time.", "Run [6]")
    )
    assert one.steps[-1].run == 6 and vote < leads < run
    second = next(stop for stop in PLANS[90].votes if stop.notebook.startswith("05"))
    predicts, asks = [step.run for step in second.steps if step.run]
    places = [
        words.index(said, words.index(second.line))
        for said in (f"Run [{predicts}]", f"before anybody runs [{asks}]", f"Run [{asks}]")
    ]
    assert places == sorted(places)


def test_what_is_scrolled_past_and_what_is_run_in_passing(sixty):
    def cell(heading, code, asks=True, returns=False):
        one = stop("06-b", heading, 10, asks, returns)
        one.steps.append(Step(run=len(heading), makes=names_of(code)[0], uses=names_of(code)[1]))
        return one

    stops = [
        cell(OPENING, "from helpers import *\nmodel = load_model()"), cell("Back", "rows = model.rows", returns=True),
        cell("Also back", "other = model.of('ec2')", returns=True), cell("First", "show(rows)"), cell("What you have now", ""),
    ]  # fmt: skip
    way = plan(60, stops)
    assert [[one.heading for one in past] for past in way.passed] == [[], ["Back", "Also back"], []]
    assert [step.run for step in way.in_passing] == [len("Back")]
    words = Words(sheet(way, BANK, MODEL)).text
    assert "Scroll on to First . Run [4] in passing" in words and "Some of their cells" in words
    assert "No cell that you do run needs anything" in written(90).text


def test_breaks_stand_between_notebooks():
    kept = PLANS[240].kept
    for at, (minute, pause) in enumerate(kept):
        if pause is None:
            assert kept[at + 1][1].opens and kept[at + 1][0] == pytest.approx(minute + BREAK)


# What is written


class Words(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.texts, self.tags, self.open = [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    @cached_property
    def text(self):
        return " ".join(" ".join(self.texts).split())


@cache
def written(length):
    """The words of a sheet of the course."""
    return Words(sheet(PLANS[length], BANK, MODEL))


@pytest.mark.parametrize("length", WAYS)
def test_the_sheet_holds_every_stop_and_question_and_needs_no_other_file(length):
    way = PLANS[length]
    page = sheet(way, BANK, MODEL)
    words = Words(page)
    assert not words.open and page == sheet(way, BANK, MODEL)
    assert {tag for tag, _ in words.tags}.isdisjoint({"script", "link", "img", "iframe", "a"})
    assert not {"src", "href"} & {name for _, given in words.tags for name in given}
    assert "size: A4" in page and '<html lang="en">' in page
    for one in [*way.stops, *way.left_out]:
        assert " ".join(one.heading.split()) in words.text, one.heading
    for one in way.stops:
        assert one.line and " ".join(one.line.split()) in words.text, one.heading
        for step in one.steps:
            for said in step.words:
                assert " ".join(said.removeprefix(one.line).split()) in words.text, one.heading
        assert not one.asks or debrief(one, BANK), one.heading
        if one.questions and way.votes and way.stops.index(one) >= way.stops.index(way.votes[0]):
            assert f'class_votes("{most_telling(one.questions)[0].item}")' in words.text, one.heading
        for question in one.questions:
            assert " ".join(question.stem.split()) in words.text, question.item
            for option in likely_wrong(question):
                assert f"Wrong: {option.letter.upper()}. {' '.join(option.text.split())}" in words.text, (
                    question.item
                )
                assert " ".join(option.why.split()) in words.text, question.item
                if option.belief:
                    assert BANK.beliefs.loc[option.belief, "true_for"] in words.text, question.item
    assert words.text.count("Vote, discuss, vote again") == len(way.votes)
    assert ("start.py class" in words.text) == bool(way.votes)
    assert "If it breaks" in words.text and "Nothing happens when I run a cell" in words.text


def test_what_is_predicted_or_sorted_has_its_answers_on_the_sheet():
    owners = {item.owner for stop in STOPS for item in stop.items}
    assert owners == {"AWS", "shared", "you"}
    predicting = [
        (path.stem, cell.source)
        for path in NOTEBOOKS
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code" and minutes.track(cell) == "core"
        and re.search(r"\b(PredictOwners|sort_cases|sort_jobs|SortItems)\(", cell.source)
    ]  # fmt: skip
    assert predicting and {name for name, _ in predicting} == {s.notebook for s in STOPS if s.items}


def test_wrong_answers_with_a_belief_come_first_and_the_right_one_never():
    for question in BANK.questions.values():
        two = likely_wrong(question)
        assert 1 <= len(two) <= 2 and not [o for o in two if question.is_right(o.letter)], question.item
        beliefs = [bool(o.belief) for o in two]
        assert beliefs == sorted(beliefs, reverse=True), question.item
        for option in two:
            asked, heard = asking.ask_back(question, option, BANK)
            assert asked.endswith("?") and bool(heard) == bool(option.belief), question.item


ROWS_OF_ASK_BACKS = load_table("ask_backs").to_dict("records")
LEAKS = re.compile(r"\b(half|halves|shared?|both|customer|responsib\w+|whose|then who|who then)\b", re.I)


@all_of(ROWS_OF_ASK_BACKS, lambda row: f"data/ask_backs.csv, row {row['question']},{row['option']}")
def test_a_question_to_ask_back_belongs_to_a_wrong_answer_and_gives_nothing_away(row):
    question = BANK.questions.get(row["question"])
    assert question and question.has(row["option"]), "the answer is gone: delete this row"
    assert not question.is_right(row["option"]), "the answer is right: delete this row"
    asked = row["ask_back"]
    assert asked.endswith("?") and len(asked.split()) <= 20, asked
    assert not LEAKS.search(asked), asked


def test_no_question_is_asked_back_twice():
    keys = [(row["question"], row["option"]) for row in ROWS_OF_ASK_BACKS]
    assert len(set(keys)) == len(keys)
    texts = Counter(row["ask_back"].casefold() for row in ROWS_OF_ASK_BACKS)
    assert not [text for text, times in texts.items() if times > 1]


@pytest.mark.parametrize("length", WAYS)
def test_every_wrong_answer_on_a_sheet_has_a_question_of_its_own(length):
    asked = [question for one in PLANS[length].stops for question in one.questions]
    missing = [
        f"{question.item},{option.letter}"
        for question in asked
        for option in likely_wrong(question)
        if (question.item, option.letter) not in asking.written_questions()
    ]
    assert asked, "nothing was looked at"
    assert not missing, "data/ask_backs.csv needs a row for each of these"


def test_the_written_question_comes_before_the_stock_ones(monkeypatch):
    question = BANK.questions["00-results-on-the-nodes"]
    believed, plain = question.option("c"), BANK.questions["00-flaw-on-ec2"].option("a")
    assert believed.belief and not plain.belief
    written = {("00-results-on-the-nodes", "c"): "Where?"}
    monkeypatch.setattr(asking, "written_questions", lambda: written)
    asked, told = asking.ask_back(question, believed, BANK)
    assert asked == "Where?"
    belief = BANK.beliefs.loc[believed.belief]
    assert told == f"{belief['true_for']} {belief['not_true_for']}"
    other = BANK.questions["00-flaw-on-ec2"]
    assert asking.ask_back(other, plain, BANK) == (asking.ASK_BACK, "")
    written.clear()
    assert asking.ask_back(question, believed, BANK) == (asking.ASK_BACK_BELIEF, told)


@pytest.mark.parametrize(
    "asked, said",
    [("xy", "the two cases"), ("xy.", "the first two cases"), ("..xy", "the last two cases"), (".xy.", "cases 2 and 3")],
)  # fmt: skip
def test_a_debrief_names_the_two_cases_by_their_place(asked, said):
    cases = {
        "x": BANK.questions["03-picture-on-ec2"], "y": BANK.questions["03-picture-on-rds"],
        ".": BANK.questions["00-flaw-on-ec2"],
    }  # fmt: skip
    questions = [cases[letter] for letter in asked]
    one = Stop("03-x", "A title", "A heading", steps=[Step(run=1, questions=questions)])
    expected = f"What differs between {said}, and what does it change?", BANK.rules["03-picture"]
    assert debrief(one, BANK) == expected
    alone = Stop("03-x", "A title", "A heading", steps=[Step(run=1, questions=[cases["x"]])])
    assert debrief(alone, BANK) == ("Which wrong answer tempted you, and why?", "")
    assert debrief(alone, BANK, voted=True) == ("What would you look up at your place tomorrow?", "")


@all_of(NOTEBOOKS, lambda path: path.stem)
def test_every_closing_line_has_its_section(path):
    mine = [one for one in STOPS if one.notebook == path.stem]
    lines = [words for one in mine for step in one.steps if step.sums_up for words in step.words]
    headings = [heading for one in mine for heading in one.heading.split(AND)]
    rows = {line: heading for (notebook, line), heading in takeaways().items() if notebook == path.stem}
    assert lines and sorted(rows) == list(range(1, len(lines) + 1))
    assert set(rows.values()) <= set(headings)


@pytest.mark.parametrize("length", WAYS)
def test_what_the_room_has_not_seen_stands_apart(length):
    way = PLANS[length]
    closing = [(one, step) for one in way.stops for step in one.steps if step.sums_up]
    assert closing
    for one, step in closing:
        left = [
            name for out in way.left_out if out.notebook == one.notebook for name in out.heading.split(AND)
        ]
        seen, _, unseen = Words(stop_page(one, way, BANK, MODEL, CITE)).text.partition("Also on the page")
        for line, words in enumerate(step.words, 1):
            place = unseen if takeaways()[one.notebook, line] in left else seen
            assert words.partition(" [")[0] in place, words


def test_what_a_switch_moves_is_counted_in_the_table():
    one = next(stop for stop in STOPS if stop.heading == "Flip one setting")
    words = Words(stop_page(one, PLANS[90], BANK, MODEL, CITE)).text
    assert (
        "update mode: manual 2: Guest OS patching (our inference), Runtime patching and end of support: now you"
        in words
    )
    assert (
        "runtime source: os only 3:" in words
        and "lambda type: microvm 7: Encryption at rest (our inference): now shared;" in words
    )


@all_of(
    load_table("debriefs").to_dict("records"),
    lambda row: f"data/debriefs.csv, {row['notebook']}, {row['heading']}",
)
def test_a_written_debrief_belongs_to_a_stop(row):
    assert row["heading"] in [
        heading for one in STOPS if one.notebook == row["notebook"] for heading in one.heading.split(AND)
    ]
    assert "?" in row["ask"] and len(row["ask"].split()) <= 20


@all_of(
    load_table("objections").to_dict("records"),
    lambda row: f"data/objections.csv, {row['notebook']}, {row['says']}",
)
def test_an_objection_belongs_to_a_stop_and_names_its_source(row):
    stops = [
        one for one in STOPS if one.notebook == row["notebook"] and row["heading"] in one.heading.split(AND)
    ]
    assert stops and (not row["source"] or row["source"] in set(MODEL.sources["source"]))
    way = PLANS[90]
    page = Words(stop_page(stops[0], way, BANK, MODEL, CITE)).text
    assert row["says"] in page and row["answer"] in page


def test_the_sheet_names_the_sources_of_its_stops_and_no_others():
    page = written(30).text
    stops, _, sources = page.partition(" Sources A † behind a key")
    keys = set(re.findall(r"\[([a-z][\w-]+)†?\]", stops))
    assert keys and keys == {key for key in MODEL.sources["source"] if re.search(rf" {key}†? ", sources)}
    assert "ec2-sec" in keys and "data/sources.csv" in sources


def test_the_debriefs_say_what_the_tables_say():
    said = {row.heading: row.say for row in load_table("debriefs").itertuples()}
    owners = {name: MODEL.of(name)["owner"] for name in on_the_scale(MODEL)}

    def moved(before, after):
        return set(before.index[before.ne(after)])

    always_yours = [
        domain
        for domain in MODEL.domain_names.index
        if all(of[domain] == "customer" for of in owners.values())
    ]
    assert always_yours == [
        "application-code", "service-configuration", "identity-access", "data-content", "backup", "cost-control",
    ]  # fmt: skip
    assert f"six of {len(MODEL.domain_names)}" in said["Slide the line"]
    shares = [
        round(100 * ((of == "customer") + 0.5 * (of == "shared")).mean())
        for of in (owners["emr-on-ec2"], owners["emr-on-eks"])
    ]
    assert f"from {shares[0]} to {shares[1]} percent" in said["Slide the line"]
    assert moved(owners["emr-on-ec2"], owners["emr-on-eks"]) == {
        "guest-os",
        "availability",
        "platform-install",
    }
    assert (
        f"{len(moved(owners['on-premises'], owners['ec2']))} of {len(owners['ec2'])} jobs"
        in said["Predict the slide"]
    )

    assert not moved(owners["emr-serverless"], owners["lambda-managed-runtime"])

    def under(setting, option):
        chosen = MODEL.with_settings("lambda-managed-runtime", {setting: option})
        return moved(owners["lambda-managed-runtime"], chosen.of("lambda-managed-runtime")["owner"])

    four = {"guest-os", "platform-install", "runtime-patching", "licensing"}
    assert under("package-type", "container-image") == under("runtime-source", "customer-managed") == four
    microvm = four | {"availability", "capacity", "encryption-at-rest"}
    assert under("lambda-type", "microvm") == microvm and "seven" in said["Flip one setting"]
    os_only = under("runtime-source", "os-only")
    assert os_only < four and len(os_only) == 3 and "moves three of them" in said["Flip one setting"]
    assert under("compute", "managed-instances") == {"network-reach", "encryption-at-rest", "capacity"}


def test_what_to_do_if_it_breaks_follows_help_and_readme(tmp_path, monkeypatch):
    readme = (ROOT / "README.md").read_text("utf-8")
    tables = [
        page.partition(head)[2].partition("\n\n")[0]
        for page, head in ((readme, "| If it says |"), (GUIDE, "| If |"))
    ]
    rows = [rows.count("\n") for rows in tables]  # the heading, and not the rule below it
    assert min(rows) > 4 and sheet_help.broken().count("<tr>") == sum(rows)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "help.md").write_text("# Help\n")
    (tmp_path / "notebooks" / "workshop.md").write_text("| If | Do this |\n|---|---|\n| a | b |\n")
    (tmp_path / "README.md").write_text("")
    monkeypatch.setattr(sheet_help, "ROOT", tmp_path)
    with pytest.raises(ValueError, match="no part called 'Nothing happens"):
        sheet_help.broken()


# The command


def test_the_command_writes_the_sheet_where_the_user_is(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("STARTED_FROM", str(tmp_path))
    assert workshop.main(["--minutes", "60"]) == 0
    assert (tmp_path / "workshop-60.html").read_bytes() == sheet(PLANS[60], BANK, MODEL).encode()
    assert "left out: " in capsys.readouterr().out
    assert workshop.main(["--minutes", "30", "-o", "mine.html"]) == 0 and (tmp_path / "mine.html").exists()
    assert "cannot be written" in workshop.main(["--minutes", "30", "-o", "no-such-folder/mine.html"])


@pytest.mark.parametrize(
    "arguments, said",
    [
        ([], "say how long"),
        (["--minutes", "45"], "invalid choice"),
        (["--minutes", "30", "-o", "x.pdf"], "ending in .html"),
        (["--solutions", "x", "-o", "x.html"], "needs --minutes"),
    ],
)
def test_what_the_command_does_not_understand(arguments, said, capsys):
    with pytest.raises(SystemExit) as left:
        workshop.main(arguments)
    assert left.value.code == 2 and said in capsys.readouterr().err


def test_help_names_every_way(capsys):
    with pytest.raises(SystemExit) as left:
        workshop.main(["--help"])
    said = capsys.readouterr().out
    assert left.value.code == 0 and all(f"\n{length:>5}  " in said for length in WAYS)


# Solved copies


def exercise(answer="answer = one + 1\nprint(answer)"):
    cell = new_code_cell("one = 1\nanswer = ...\nprint('Not tried yet.')")
    cell.metadata["tags"] = ["data", "exercise"]
    folded = f"<details><summary>Hint</summary>\n\nAdd.\n\n</details>\n\n<details><summary>Answer</summary>\n\n```python\n{answer}\n```\n\n</details>"
    return new_notebook(
        cells=[cell, new_markdown_cell(folded)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def test_copies_are_solved_and_run_and_the_originals_stay(tmp_path, monkeypatch):
    monkeypatch.setenv("ON_THE_HOOK_RECORD", "mine")
    notebooks, folder = tmp_path / "notebooks", tmp_path / "a" / "solved"
    notebooks.mkdir()
    nbformat.write(exercise(), notebooks / "01-right.ipynb")
    nbformat.write(exercise("1 / 0"), notebooks / "02-wrong.ipynb")
    (notebooks / "glossary.md").write_text("words")
    before = (notebooks / "01-right.ipynb").read_bytes()
    assert solutions.write(notebooks, folder) == [
        "02-wrong.ipynb: cell 1 stops: ZeroDivisionError: division by zero"
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["01-right.ipynb", "glossary.md"]
    cell = nbformat.read(folder / "01-right.ipynb", as_version=4).cells[0]
    assert cell.source == "one = 1\nanswer = one + 1\nprint(answer)" and cell.outputs[0].text == "2\n"
    assert (notebooks / "01-right.ipynb").read_bytes() == before
    assert os.environ["ON_THE_HOOK_RECORD"] == "mine"


def test_every_exercise_of_the_course_can_be_solved():
    for path in NOTEBOOKS:
        for cell in solutions.solved(nbformat.read(path, as_version=4), path.name).cells:
            assert "exercise" not in cell.metadata.get("tags", []) or "..." not in cell.source, path.name


def test_an_exercise_without_an_answer_is_named():
    notebook = exercise()
    notebook.cells[1].source = "Nothing folded."
    with pytest.raises(ValueError, match="01-x.ipynb, cell 1: the exercise has no folded answer"):
        solutions.solved(notebook, "01-x.ipynb")


@pytest.mark.parametrize("kind", ["--solutions", "--learners"])
def test_copies_are_not_kept_in_the_course(monkeypatch, kind):
    monkeypatch.setenv("STARTED_FROM", str(ROOT))
    assert "don't belong" in workshop.main([kind, "copies"]) and not (ROOT / "copies").exists()


def test_a_rooms_copies_hold_no_answer_in_their_outputs_and_keep_their_numbers(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("STARTED_FROM", str(tmp_path))
    assert workshop.main(["--learners", "for the room"]) == 0 and "takes the place" in capsys.readouterr().out
    for path in NOTEBOOKS:
        mine = nbformat.read(path, as_version=4).cells
        copied = nbformat.read(tmp_path / "for the room" / path.name, as_version=4).cells
        assert [cell.source for cell in copied] == [cell.source for cell in mine]
        assert [cell.get("execution_count") for cell in copied] == [
            cell.get("execution_count") for cell in mine
        ]
        assert not [cell for cell in copied if cell.get("outputs")]
    assert (tmp_path / "for the room" / "glossary.md").exists()
    (tmp_path / "file").write_text("")
    assert "file" in workshop.main(["--learners", "file"])


# The guide


def test_the_guide_names_every_way_and_the_first_page():
    assert re.findall(r"^\| (\d+) \|", GUIDE, re.M) == [str(length) for length in WAYS]
    title = nbformat.read(NOTEBOOKS[0], as_version=4).cells[0].source.splitlines()[0].lstrip("# ")
    assert f"*{title}*" in GUIDE
