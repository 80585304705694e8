"""The saved records of a class: found wherever they lie, each learner counted once, and what was passed over named."""

import csv
import io

import pandas as pd
import pytest
from shipped import BANK

from helpers import Record, gather, missed
from helpers.learner.record_rows import COLUMNS, FORMAT

QUESTION = next(q for q in BANK.questions.values() if any(o.belief for o in q.options))
WRONG = next(o for o in QUESTION.options if o.belief)
OTHER = BANK.of("05-lambda")[0]


def line(n, item=QUESTION.item, option=WRONG.letter, correct=0, day=1):
    return [f"id-{n}", item, option, "sure", correct, 2.5, "03-ec2", f"2026-11-{day:02}T10:00:00+00:00"]


def saved(*lines, separator=","):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerows([[FORMAT], COLUMNS, *lines])
    return text.getvalue()


def hand_in(folder, name, *lines, **options):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(saved(*lines, **options), encoding="utf-8")
    return file


def learners(folder):
    answers, problems = gather(folder)
    return answers.groupby("learner").size().to_dict(), problems


# --- where they lie ----------------------------------------------------------------


@pytest.mark.parametrize("names, called", [
    (["Anna_1_assignsubmission_file_/on-the-hook-record.csv", "Ben_2_assignsubmission_file_/on-the-hook-record.csv"],
     ["Anna_1_assignsubmission_file_", "Ben_2_assignsubmission_file_"]),
    (["monday/anna.csv", "monday/ben.csv", "cai.csv"], ["cai", "monday/anna", "monday/ben"]),
    (["a/b/c/anna/record.csv", "a/b/ben/record.csv"], ["a/b/ben", "a/b/c/anna"]),
    (["ANNA.CSV", "Ben.Csv"], ["ANNA", "Ben"]),
    (["anna.csv.txt", "ben.download", "cai"], ["anna.csv", "ben", "cai"]),
    (["größe ☃.csv", "a b.csv"], ["a b", "größe ☃"]),
], ids=["a platform", "days", "deep", "capitals", "other endings", "names"])  # fmt: skip
def test_every_record_is_found_and_called_as_its_place(tmp_path, names, called):
    for n, name in enumerate(names):
        hand_in(tmp_path, name, line(n))
    assert learners(tmp_path) == (dict.fromkeys(called, 1), [])


def test_the_record_itself_may_be_handed_in_and_stays_as_it_is(tmp_path):
    file = tmp_path / "anna" / "record.sqlite"
    Record(file).add(QUESTION.item, WRONG.letter, "sure", False, 2.5, "03-ec2")
    before = file.read_bytes()
    assert learners(tmp_path) == ({"anna": 1}, [])
    assert file.read_bytes() == before and [path.name for path in file.parent.iterdir()] == ["record.sqlite"]
    file.write_bytes(before[:5000])
    found, (problem,) = learners(tmp_path)
    assert found == {} and problem.startswith("anna/record.sqlite: it cannot be read")
    assert file.read_bytes() == before[:5000]


# --- one learner under two names ---------------------------------------------------


@pytest.mark.parametrize("names, called", [
    (["anna.csv", "anna (1).csv"], "anna"),
    (["anna.csv", "anna - Copy.csv", "zz.csv"], "anna"),
    (["anna.csv", "old/anna.csv"], "anna"),
    (["anna/record (1).csv", "anna/record.csv"], "anna/record"),
    (["monday/anna.csv", "monday/ben.csv"], "monday/anna"),
], ids=["a second download", "three", "a copy in a folder", "both in a folder of hers", "another name"])  # fmt: skip
def test_a_file_under_two_names_counts_once(tmp_path, names, called):
    for name in names:
        hand_in(tmp_path, name, line(1), line(2, OTHER.item))
    found, problems = learners(tmp_path)
    assert found == {called: 2} and len(problems) == len(names) - 1
    assert all(f"They are counted once, as {called}." in problem for problem in problems)


@pytest.mark.parametrize("names", [["anna.csv", "anna-later.csv"], ["anna-later.csv", "anna.csv"]])
def test_a_later_file_brings_what_is_new(tmp_path, names):
    hand_in(tmp_path, names[0], line(1), line(2, OTHER.item))
    hand_in(tmp_path, names[1], line(1), line(2, OTHER.item), line(3, option=QUESTION.accepted[0], correct=1))
    answers, problems = gather(tmp_path)
    assert len(answers) == 3 and answers["learner"].nunique() == 1 and len(problems) == 1
    items, _ = missed(BANK, answers)
    assert items.loc[QUESTION.item, ["learners", "wrong"]].tolist() == [1, 0]


def test_a_file_that_joins_two_makes_them_one(tmp_path):
    hand_in(tmp_path, "anna-at-home.csv", line(1, day=1), line(2, day=4))
    hand_in(tmp_path, "anna-at-work.csv", line(3, day=2), line(4, day=3))
    hand_in(tmp_path, "anna-both.csv", line(1, day=1), line(3, day=2), line(5, day=5))
    hand_in(tmp_path, "ben.csv", line(6))
    found, problems = learners(tmp_path)
    assert found == {"anna-at-home": 5, "ben": 1} and len(problems) == 2
    answers, _ = gather(tmp_path)
    assert answers[answers["learner"] == "anna-at-home"]["at"].is_monotonic_increasing


def test_the_same_answers_from_two_people_are_told(tmp_path):
    for name in ("Anna_1/record.csv", "Ben_2/record.csv", "Cai_3/record.csv"):
        hand_in(tmp_path, name, line(1))
    found, problems = learners(tmp_path)
    assert found == {"Anna_1": 1, "Ben_2": 1, "Cai_3": 1} and len(problems) == 2
    assert problems[0] == (
        "Ben_2/record.csv holds answers of Anna_1/record.csv. Each has a folder of its own, so both are counted."
    )


def test_one_number_with_two_answers_is_no_copy(tmp_path):
    hand_in(tmp_path, "anna.csv", line(1))
    hand_in(tmp_path, "ben.csv", line(1, OTHER.item))
    assert learners(tmp_path) == ({"anna": 1, "ben": 1}, [])


def test_two_files_of_one_name_that_say_the_same_need_no_word(tmp_path):
    record = Record(tmp_path / "anna.sqlite")
    record.add(QUESTION.item, WRONG.letter, "sure", False, 2.5, "03-ec2")
    (tmp_path / "anna.csv").write_bytes(record.export())
    assert learners(tmp_path) == ({"anna": 1}, [])


# --- what was passed over ----------------------------------------------------------


def test_what_is_no_record_is_named(tmp_path):
    hand_in(tmp_path, "anna.csv", line(1))
    (tmp_path / "class.zip").write_bytes(b"PK\x03\x04" + bytes(100))
    (tmp_path / "notes.txt").write_text("room 12\n")
    (tmp_path / "grades").mkdir()
    (tmp_path / "grades" / "grades.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    (tmp_path / "grades" / "grades.csv").write_text("name,grade\n")
    found, problems = learners(tmp_path)
    assert found == {"anna": 1}
    assert problems[0].startswith("grades/grades.csv, line 1: this does not begin with on-the-hook-record-2")
    assert problems[1:] == [
        "Passed over, because they are no records: class.zip, grades/grades.xlsx, notes.txt."
    ]


def test_many_are_not_all_named(tmp_path):
    for n in range(14):
        (tmp_path / f"{n:02}.txt").write_text("x")
    _, (problem,) = gather(tmp_path)
    assert "08.txt, 09.txt and 4 more." in problem and "10.txt" not in problem


@pytest.mark.parametrize(
    "name", [".DS_Store", "._anna.csv", "Thumbs.db", "desktop.ini", "__MACOSX/._anna.csv", ".git/config.csv"]
)
def test_what_a_system_leaves_behind_is_nobodys(tmp_path, name):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"\0\5\x16\7")
    hand_in(tmp_path, "anna.csv", line(1))
    assert learners(tmp_path) == ({"anna": 1}, [])


# --- as a spreadsheet saved them ---------------------------------------------------


SPREADSHEETS = {
    "semicolons": lambda text: text.replace(",", ";"),
    "tabs": lambda text: text.replace(",", "\t"),
    "decimal commas": lambda text: text.replace(",", ";").replace("2.5", "2,5"),
    "a first line for Excel": lambda text: "sep=;\n" + text.replace(",", ";"),
    "empty cells at the right": lambda text: "".join(f"{row},,,\n" for row in text.splitlines()),
    "semicolons at the right": lambda text: "".join(
        f"{row};;;\n" for row in text.replace(",", ";").splitlines()
    ),
    "empty rows": lambda text: text.replace("\n", "\n\n") + ",,,,,,,\n" * 2000,
    "carriage returns": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "quotes everywhere": lambda text: "\n".join(
        ",".join(f'"{cell}"' for cell in row.split(",")) for row in text.splitlines()
    ),
}


@pytest.mark.parametrize("how", SPREADSHEETS)
def test_a_record_that_a_spreadsheet_saved_again_is_read(tmp_path, how):
    text = saved(line(1), line(2, OTHER.item))
    (tmp_path / "anna.csv").write_text(SPREADSHEETS[how](text), encoding="utf-8", newline="")
    answers, problems = gather(tmp_path)
    assert problems == [] and answers["item"].tolist() == [QUESTION.item, OTHER.item]
    assert answers["seconds"].tolist() == [2.5, 2.5] and answers["correct"].tolist() == [False, False]
    assert Record(tmp_path / "r.sqlite").bring_in((tmp_path / "anna.csv").read_bytes()) == 2


def test_the_line_of_a_problem_is_the_line_of_the_file(tmp_path):
    text = saved(line(1), line(2)).replace("sure,0,2.5", "sure,0,soon", 2).replace("soon", "2.5", 1)
    (tmp_path / "anna.csv").write_text(text.replace("\n", "\n\n"))
    _, (problem,) = gather(tmp_path)
    assert problem.startswith("anna.csv, line 7, column seconds: 'soon' is no number of seconds.")


# --- what a class missed -----------------------------------------------------------


@pytest.mark.parametrize("letter", ["zzz", "e", "B"])
def test_an_option_that_is_gone_stops_no_report(tmp_path, letter):
    hand_in(tmp_path, "anna.csv", line(1))
    hand_in(tmp_path, "ben.csv", line(2, option=letter))
    hand_in(tmp_path, "cai.csv", line(3, OTHER.item, letter))
    items, beliefs = missed(BANK, gather(tmp_path)[0])
    assert items.loc[QUESTION.item, ["learners", "wrong"]].tolist() == [2, 2]
    assert (
        items.loc[QUESTION.item, "most_chosen"] == WRONG.text and items.loc[OTHER.item, "most_chosen"] == ""
    )
    assert beliefs["learners"].to_dict() == {WRONG.belief: 1}


def test_what_a_learner_wrote_last_counts_whatever_the_clock_said(tmp_path):
    hand_in(tmp_path, "anna.csv", line(1, day=20), line(2, option=QUESTION.accepted[0], correct=1, day=2))
    items, _ = missed(BANK, gather(tmp_path)[0])
    assert items.loc[QUESTION.item, "wrong"] == 0


def test_a_hundred_learners_with_two_hundred_answers_each(tmp_path):
    for n in range(100):
        hand_in(tmp_path, f"{n}/record.csv", *(line(f"{n}-{m}") for m in range(200)))
    answers, problems = gather(tmp_path)
    assert len(answers) == 20_000 and answers["learner"].nunique() == 100 and problems == []
    pd.testing.assert_index_equal(answers.index, pd.RangeIndex(20_000))
