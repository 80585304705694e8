"""CSV files as people have them: from a spreadsheet, a mail, a merge. What can mean one thing only loads; the rest is one problem.

Each case stands for a kind, taken from public reports of people who exchange tables.
"""

import pytest
from small_tables import GOOD, ROWS, message, refusal

from helpers import load_model, load_table

BASE = GOOD[ROWS]
HEAD, *LINES = BASE.splitlines()


def write(folder, text, name=ROWS, **options):
    (folder / name).write_text(text, encoding="utf-8", newline="", **options)


def same_as_good(folder):
    """The folder loads, and holds what the good tables hold."""
    rows = load_model(folder).responsibilities
    assert rows["owner"].tolist() == ["aws", "aws", "aws", "shared"]
    assert rows["aws_duty"].tolist() == ["Guards.", "Patches.", "Guards.", "Nitro."]
    assert rows["checked_on"].dt.strftime("%d").tolist() == ["23", "23", "22", "23"]


PADDED = {
    "a separator line of a spreadsheet": "sep=,\r\n" + BASE,
    "a separator line in quotes": '"sep=;"\n' + BASE.replace(",", ";"),
    "a title": "Our responsibilities,,,,,,,,\n" + BASE,
    "a title and an empty row": "Our responsibilities\n\n" + BASE,
    "an empty row": "\n\n" + BASE,
    "a row of separators": ",,,,,,,,\n" + BASE,
    "a comment": "# exported 2026-11-26, by ana\n" + BASE,
    "pipes": BASE.replace(",", "|"),
    "semicolons": BASE.replace(",", ";"),
    "tabs": BASE.replace(",", "\t"),
    "empty columns at the right": "\n".join(line + ",,," for line in BASE.splitlines()),
    "an empty column in the middle": BASE.replace("owner,", "owner,,").replace("aws,", "aws,,").replace("shared,", "shared,,"),
    "empty rows at the end": BASE + ",,,,,,,,\n" * 2000,
    "empty rows between": BASE.replace("\nec2", "\n,,,,,,,,\n   \nec2"),
    "an end mark of DOS": BASE + "\x1a",
    "an end mark in the last row": BASE.rstrip("\n") + "\x1a",
    "blanks round the names": HEAD.replace(",", " , ") + "\n" + "\n".join(LINES),
    "blanks round the keys": BASE.replace("\nec2,", "\n ec2\u00a0,").replace(",stated,", ", stated ,"),
    "a character of no width": BASE.replace("\nec2,", "\n\u200bec2\ufeff,"),
    "capitals in words": BASE.replace("shared", "Shared").replace(",aws,", ",AWS,"),
    "words of other matrices": BASE.replace("shared", "both").replace(",aws,", ",Provider,"),
    "Windows line ends": BASE.replace("\n", "\r\n"),
    "old Mac line ends": BASE.replace("\n", "\r"),
}  # fmt: skip


@pytest.mark.parametrize("text", PADDED.values(), ids=PADDED)
def test_what_can_mean_one_thing_only_loads(folder, text):
    write(folder, text)
    same_as_good(folder)


DATES = {
    "day first": ("23/11/2026", "22/11/2026"),
    "month first": ("11/23/2026", "11/22/2026"),
    "points": ("23.11.2026", "22.11.2026"),
    "two digits": ("11/23/26", "11/22/26"),
    "month in letters": ("23-Nov-26", "22-Nov-26"),
    "year first": ("2026/11/23", "2026/11/22"),
    "no leading noughts": ("2026-11-23", "2026-11-22"),
    "with a time": ("2026-11-23 00:00:00", "2026-11-22 00:00:00"),
    "some changed": ("23/11/2026", "2026-11-22"),
}


@pytest.mark.parametrize("days", DATES.values(), ids=DATES)
def test_dates_of_a_spreadsheet_that_can_be_read_in_one_way(folder, days):
    write(folder, BASE.replace("2026-11-23", days[0]).replace("2026-11-22", days[1]))
    same_as_good(folder)


@pytest.mark.parametrize(
    ("day", "other"), [("05/06/2026", "06/05/2026"), ("5/6/26", "6/6/26"), ("05-06-2026", "06-05-2026")]
)
def test_dates_that_can_be_read_in_two_ways_are_one_problem(folder, day, other):
    write(folder, BASE.replace("2026-11-23", day).replace("2026-11-22", other))
    told = message(folder)
    assert f"line 2, column checked_on: '{day}'" in told and "yyyy-mm-dd" in told


def test_one_date_that_decides_decides_for_the_column(folder):
    write(folder, BASE.replace("2026-11-23", "05/06/2026").replace("2026-11-22", "13/06/2026"))
    assert load_model(folder).responsibilities["checked_on"].dt.month.tolist() == [6, 6, 6, 6]


def test_a_date_that_is_none_stays_one_problem(folder):
    write(folder, BASE.replace("2026-11-22", "31/02/2026"))
    assert "line 4, column checked_on: '31/02/2026' is not a date" in message(folder)


ONE_CAUSE = {
    "cells merged down": (BASE.replace("\nlambda,host", "\n,host").replace("\nec2,host", "\n,host"), "line 3, column service", "merged"),
    "a cell that shows nothing": (BASE.replace("Nitro.", "\u200b"), "line 5, column aws_duty", "blank"),
    "an error of a formula": (BASE.replace("Nitro.", "#REF!"), "line 5, column aws_duty", "error of the spreadsheet"),
    "errors of formulas in keys": (BASE.replace(",lam,", ",#N/A,"), "line 2, column source", "error of the spreadsheet"),
    "curly quotes": (BASE.replace("Nitro.", "“Nitro, the chip”."), "line 5", "curly"),
    "low quotes": (BASE.replace("Nitro.", "„Nitro, the chip“."), "line 5", "curly"),
    "another separator in the rows": (BASE.replace(HEAD, HEAD.replace(",", ";")), "line 2", "separated by ','"),
    "a separator in one row": (BASE.replace(LINES[3], LINES[3].replace(",", ";")), "line 5", "separated by ';'"),
    "a merge": (BASE.replace(LINES[2], f"<<<<<<< HEAD\n{LINES[2]}\n=======\n{LINES[2]}\n>>>>>>> main"), "line 4", "merge of git"),
    "a wrong header": (BASE.replace(HEAD, "a,b,c,d,e,f,g,h,i"), "line 1", "Line 1 must be: service,domain"),
    "a column with cells and no name": ("\n".join(f"{line}{end}" for line, end in zip(BASE.splitlines(), (",", ",", ",x", ",", ","))), "line 1", "not a column"),
    "one wrong word in many rows": (BASE.replace(",aws,", ",azure,"), "line 2, column owner", "The same in line 3, 4."),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "why"), ONE_CAUSE.values(), ids=ONE_CAUSE)
def test_one_cause_is_one_problem(folder, text, place, why):
    write(folder, text)
    told = message(folder)
    assert place in told and why in told


def test_a_wrong_key_is_told_where_it_is_made_and_nowhere_else(folder):
    write(folder, GOOD["services.csv"].replace("ec2,", "EC2,"), "services.csv")
    assert message(folder).startswith("services.csv, line 3, column service: 'EC2' is not a key.")


def test_a_table_that_is_missing_does_not_make_its_links_wrong(folder):
    (folder / "sources.csv").unlink()
    assert message(folder) == "sources.csv: is missing. Put the file into the folder."


def test_rows_may_end_before_columns_that_may_be_empty(folder):
    write(folder, GOOD["domains.csv"].replace(",SC-4,", ",SC-4").replace(",a,PE-3,DCS", ""), "domains.csv")
    domains = load_model(folder).domains
    assert domains["csa_ccm"].tolist() == ["", ""] and domains["nist_800_53"].tolist() == ["", "SC-4"]


@pytest.mark.parametrize("name", ["Responsibilities.CSV", "responsibilities.csv.txt", "RESPONSIBILITIES.csv"])
def test_another_spelling_of_the_name_is_found(folder, name):
    (folder / ROWS).rename(folder / name)
    same_as_good(folder)


@pytest.mark.parametrize(("name", "what"), [
    ("responsibilities (1).csv", "rename it to responsibilities.csv"),
    ("responsibilities-final.csv", "rename it to responsibilities.csv"),
    ("responsibilities.xlsx", "save it as CSV UTF-8"),
    ("responsibilities.ods", "save it as CSV UTF-8"),
])  # fmt: skip
def test_a_file_that_looks_like_the_missing_one_is_named(folder, name, what):
    (folder / ROWS).rename(folder / name)
    told = message(folder)
    assert "is missing" in told and repr(name) in told and what in told


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_a_spreadsheet_under_the_name_of_a_csv(folder, start):
    (folder / ROWS).write_bytes(start + bytes(200))
    assert "is a spreadsheet" in message(folder)


def test_text_stays_as_it_is(folder):
    write(folder, BASE.replace("Nitro.", " Nitro\u00a0: two  blanks "))
    assert load_model(folder).responsibilities["aws_duty"].iloc[3] == " Nitro\u00a0: two  blanks "


def test_the_other_tables_are_read_the_same_way(folder):
    write(
        folder,
        "sep=;\n" + GOOD["prices.csv"].replace(",", ";").replace("2026-10-01", "01.10.2026"),
        "prices.csv",
    )
    assert load_table("prices", folder)["as_of"].dt.month.tolist() == [10]


def test_all_problems_of_a_folder_come_at_once(folder):
    write(folder, BASE.replace("Nitro.", ""))
    write(folder, GOOD["sources.csv"].replace("undated", "old"), "sources.csv")
    assert [problem.file for problem in refusal(folder).problems] == ["sources.csv", ROWS]
