"""What the tables promise: they load right, or a TableError says where to look."""

import codecs
import csv
import dataclasses
import datetime
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from small_tables import DOORS, GOOD, ROWS, change, message, refusal

from helpers.tables.errors import Problem, TableError
from helpers.tables.load import load_table
from helpers.tables.model import load_model
from helpers.tables.schema import LAYERS, TABLES
from helpers.words.owners import OWNERS
from helpers.workload.table import NAME as OF_A_LEARNER

# --- good tables -----------------------------------------------------------------


def test_the_shipped_tables_load():
    model = load_model()
    assert len(model.responsibilities) == len(model.services) * len(model.domains)
    assert repr(model) == (
        f"Model({len(model.services)} services x {len(model.domains)} domains, {len(model.sources)} sources)"
    )


@pytest.mark.parametrize("name", [name for name in TABLES if name != OF_A_LEARNER])
def test_every_shipped_table_loads_alone(name):
    assert list(load_table(name).columns) == list(TABLES[name])


def test_columns_have_their_types(folder):
    model = load_model(str(folder))
    types = {}
    for frame in (model.domains, model.services, model.responsibilities, model.sources):
        assert isinstance(frame.index, pd.RangeIndex)
        types |= frame.dtypes.to_dict()
    assert types.pop("order") == "int64"
    assert types.pop("scale_order") == "Int64"
    assert types.pop("checked_on") == "datetime64[us]"
    assert all(isinstance(types.pop(column), pd.CategoricalDtype) for column in ("owner", "layer"))
    assert set(types.values()) == {pd.StringDtype(na_value=float("nan"))}
    owner = model.responsibilities["owner"].dtype
    assert owner.ordered and tuple(owner.categories) == OWNERS
    layer = model.domains["layer"].dtype
    assert layer.ordered and tuple(layer.categories) == LAYERS
    assert model.services["scale_order"].tolist() == [6, pd.NA]
    assert model.responsibilities["checked_on"].iloc[2] == pd.Timestamp(2026, 11, 22)


def test_rows_stand_in_services_x_domain_order(folder):
    head, *rows = GOOD[ROWS].splitlines(keepends=True)
    (folder / ROWS).write_text(head + "".join(rows[::-1]))
    model = load_model(folder)
    assert model.domains["domain"].tolist() == ["site-security", "host-isolation"]
    rows = model.responsibilities
    assert list(zip(rows["service"], rows["domain"], rows["aws_duty"])) == [
        ("lambda", "site-security", "Guards."),
        ("lambda", "host-isolation", "Patches."),
        ("ec2", "site-security", "Guards."),
        ("ec2", "host-isolation", "Nitro."),
    ]


def test_names_by_key(folder):
    model = load_model(folder)
    assert model.service_names.to_dict() == {"lambda": "AWS Lambda", "ec2": "Amazon EC2"}
    assert model.domain_names.to_list() == ["Site security", "Host isolation"]


def test_the_model_cannot_be_changed(folder):
    model = load_model(folder)
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.domains = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        model._domains = 1
    for name in ("domains", "services", "responsibilities", "sources"):
        before = getattr(model, name).to_csv()
        frame = getattr(model, name)
        frame.iloc[0, -1] = frame.iloc[1, -1]
        frame.loc[:, frame.columns[0]] = frame.iloc[1, 0]
        frame["more"] = 1
        frame.pop(frame.columns[1])
        frame.columns = range(len(frame.columns))
        frame.index.name = "changed"
        getattr(model, name).columns.name = "changed"
        assert getattr(model, name).to_csv() == before, name
        assert getattr(model, name).columns.name is None, name


def test_of_gives_one_service_with_its_domains(folder):
    ec2 = load_model(folder).of("ec2")
    assert ec2.index.tolist() == ["site-security", "host-isolation"]
    assert ec2.index.name == "domain"
    assert list(ec2.columns) == [
        "service_name", "name", "layer", "kind", "owner", "aws_duty", "customer_duty", "basis",
        "scope", "source", "checked_on",
    ]  # fmt: skip
    assert ec2.loc["host-isolation", ["name", "owner", "customer_duty"]].tolist() == [
        "Host isolation", "shared", "Patches.",
    ]  # fmt: skip
    assert ec2["owner"].dtype.ordered and ec2["layer"].dtype.ordered
    ec2.loc["one-more"] = ec2.iloc[0]  # a learner may add a row


@pytest.mark.parametrize("service", ["lamda", "LAMBDA ", None, 5, ["ec2"]])
def test_of_names_the_services_there_are(folder, service):
    with pytest.raises(ValueError, match="The services are: lambda, ec2.") as caught:
        load_model(folder).of(service)
    assert ("Did you mean 'lambda'?" in str(caught.value)) == (service == "lamda")


def test_grid_is_services_x_domains_of_owners(folder):
    grid = load_model(folder).grid()
    assert grid.to_dict("index") == {
        "lambda": {"site-security": "aws", "host-isolation": "aws"},
        "ec2": {"site-security": "aws", "host-isolation": "shared"},
    }
    assert (grid.index.name, grid.columns.name) == ("service", "domain")
    assert all(dtype.ordered for dtype in grid.dtypes)
    grid["count"] = 1  # a learner may add a column


def test_the_shipped_grid_agrees_with_the_rows():
    model = load_model()
    grid = model.grid().astype("str").stack()
    rows = model.responsibilities.set_index(["service", "domain"])["owner"]
    assert grid.tolist() == rows.astype("str").tolist()
    assert [tuple(key) for key in grid.index] == [tuple(key) for key in rows.index]


@pytest.mark.parametrize(
    ("copy_date", "on", "reason"),
    [
        ("undated", "2026-11-23", "undated"),
        ("2025-11-22", "2026-11-23", "older than 12 months"),
        ("2025-11-23", "2026-11-23", None),
        ("2025-11", "2026-11-01", None),
        ("2025-11", "2026-11-02", "older than 12 months"),
        ("2026", "2026-12-31", None),
        ("2025", "2026-01-02", "older than 12 months"),
        ("2025/2026", "2026-11-23", "older than 12 months"),
        ("2026/2027", "2026-11-23", None),
        ("2024-02-28", "2025-02-28", None),  # 366 days
    ],
)
def test_dated_sources(folder, copy_date, on, reason):
    change(folder, "sources.csv", "2026-02", copy_date)
    change(folder, ROWS, "ec,2026-11-23", "lam,2026-11-23")
    report = load_model(folder).dated_sources(datetime.date.fromisoformat(on))
    assert list(report.columns) == ["source", "title", "copy_date", "reason", "rows"]
    expected = [["ec", "EC2 page", "undated", "undated", 0]]
    if reason:
        expected.insert(0, ["lam", "Lambda page", copy_date, reason, 4])
    assert report.to_numpy().tolist() == expected
    assert report["rows"].dtype == "int64"


# --- odd but good ----------------------------------------------------------------


def same(folder):
    """Say whether a folder loads as the good tables do."""
    model = load_model(folder)
    return (
        model.grid().to_csv() == "service,site-security,host-isolation\nlambda,aws,aws\nec2,aws,shared\n"
        and model.responsibilities["customer_duty"].iloc[3] == "Patches."
        and list(model.responsibilities.columns) == list(TABLES["responsibilities"])
    )


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: codecs.BOM_UTF8 + text.replace(",", ";").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: text.replace("\n", "\n\n").encode(),
        lambda text: ('"' + text.replace(",", '","').replace("\n", '"\n"')[:-1]).encode(),
    ],
    ids=[
        "BOM", "CRLF", "CR", "semicolons", "tabs", "Excel", "no last line end",
        "empty lines", "all quoted",
    ],
)  # fmt: skip
def test_every_spreadsheet_dialect_loads(folder, rewrite):
    for name, text in GOOD.items():
        (folder / name).write_bytes(rewrite(text))
    assert same(folder)
    assert load_table("support", folder)["version"].tolist() == ["007"]


def test_columns_in_another_order_load(folder):
    for name in ("domains.csv", "services.csv", "sources.csv", ROWS):
        rows = [row[::-1] for row in csv.reader(io.StringIO(GOOD[name]))]
        with open(folder / name, "w", newline="") as file:
            csv.writer(file).writerows(rows)
    assert same(folder)


ODD_TEXT = [
    "NA", "null", "None.", "nan", "", "007", "1e5", "=cmd|' /C calc'!A0", "+1", "@SUM(A1)",
    "<script>alert(1)</script>", "a;b\tc", "line\nbreak", 'a "quoted" word', "  blanks  ",
    "naïve €", "TRUE", "2026-11-23", "-",
]  # fmt: skip


@pytest.mark.parametrize("text", [text for text in ODD_TEXT if text])
def test_text_stays_as_it_is(folder, text):
    for name in (ROWS, "domains.csv"):
        rows = list(csv.reader(io.StringIO(GOOD[name])))
        rows[1][3 if name == ROWS else 8] = text
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    model = load_model(folder)
    assert model.responsibilities["aws_duty"].iloc[0] == text
    assert model.domains["csa_ccm"].iloc[1] == text


def test_a_stray_quote_inside_a_cell_is_text(folder):
    change(folder, ROWS, "Guards.,None.", 'A 19" rack.,None 2".')
    assert load_model(folder).responsibilities["aws_duty"].iloc[0] == 'A 19" rack.'


def test_line_breaks_in_cells_load(folder):
    change(folder, ROWS, "Patches.,None.", '"one\ntwo\nthree","four\r\nfive"')
    rows = load_model(folder).responsibilities
    assert rows["aws_duty"].iloc[1] == "one\ntwo\nthree"
    assert rows["customer_duty"].iloc[1] == "four\r\nfive"


def test_the_other_tables_load_alone(folder):
    price = load_table("prices", folder).iloc[0]
    assert price["usd"] == 0.0416 and price["note"] == ""
    support = load_table("support", folder)
    assert support["version"].tolist() == ["007"]
    assert support["standard_end"].isna().all()
    assert support["final_end"].iloc[0] == pd.Timestamp(2027, 6, 30)
    images = load_table("images", folder)
    assert images["released"].iloc[0] == pd.Timestamp(2026, 3, 1)
    assert images["source"].tolist() == ["ec"]
    assert list(load_table("domains", folder)["order"]) == [1, 2]


def test_a_name_that_is_no_table():
    with pytest.raises(ValueError, match="The tables are: domains, services"):
        load_table("glossary")


# --- bad cells -------------------------------------------------------------------

LINK = "is not a link. Start it with https://"
KEY = "is not a key. Use lower-case letters, digits and hyphens, no blanks."
DAY = "is not a date. Write it as 2026-11-23."
WHOLE = "is not a whole number of 1 or more."
TWICE = "stands in an earlier row too. Every row needs its own."
BLANK = "is blank. Write something."
OWNER = "is not one of aws, shared, customer."
COPY = "is not a copy date. Write 2026, 2026-11, 2026-11-23, 2025/2026 or undated."

BAD_CELLS = [
    (ROWS, "shared,N", "costumer,N", 5, "owner", "'costumer'",
     f"{OWNER} Did you mean 'customer'?"),
    (ROWS, "shared,N", ",N", 5, "owner", "''", OWNER),
    (ROWS, "shared,N", "Nobody,N", 5, "owner", "'Nobody'",
     f"{OWNER} Who must act? If nobody at your place does, it is 'customer' all the same."),
    (ROWS, "shared,N", "N/A,N", 5, "owner", "'N/A'",
     f"{OWNER} Shares compare the same domains on every service: leave the domain out of domains.csv, or say who would act."),
    (ROWS, "inferred", "guessed", 5, "basis", "'guessed'",
     "is not one of stated, inferred."),
    (ROWS, "Guards.", " \t", 2, "aws_duty", r"' \t'", BLANK),
    (ROWS, "None.", "", 2, "customer_duty", "''", BLANK),
    (ROWS, "lam,2026", "lamm,2026", 2, "source", "'lamm'",
     "is not in sources.csv. Did you mean 'lam'?"),
    (ROWS, "11-22", "11-31", 4, "checked_on", "'2026-11-31'", DAY),
    (ROWS, "2026-11-22", "20261122", 4, "checked_on", "'20261122'", DAY),
    ("domains.csv", ",2,", ",0,", 2, "order", "'0'", WHOLE),
    ("domains.csv", ",2,", ",2.0,", 2, "order", "'2.0'", WHOLE),
    ("domains.csv", ",2,", ",1,", 3, "order", "'1'", TWICE),
    ("domains.csv", ",host,", ",hosts,", 2, "layer", "'hosts'",
     "is not one of ground, host, platform, workload, guardrails, run, organisation. "
     "Did you mean 'host'?"),
    ("domains.csv", "Host isolation", "", 2, "name", "''", BLANK),
    ("domains.csv", "ground,security", "ground,safety", 3, "kind", "'safety'",
     "is not one of security, operations, engineering, finance, people."),
    ("services.csv", ",6,", ",six,", 2, "scale_order", "'six'", "is not a whole number."),
    ("services.csv", ",,", ",6,", 3, "scale_order", "'6'", TWICE),
    ("services.csv", "ending", "ended", 3, "status", "'ended'",
     "is not one of available, closed-to-new-customers, ending."),
    ("services.csv", "compute", "computer", 2, "family", "'computer'",
     "is not one of baseline, compute, analytics, containers, platform, database, "
      "storage, network, integration, ai, security, device. Did you mean 'compute'?"),
    ("services.csv", "http://a.aws/e", "javascript:alert(1)", 3, "url",
     "'javascript:alert(1)'", LINK),
    ("sources.csv", "https://a.aws/2", "a.aws/2", 3, "url", "'a.aws/2'", LINK),
    ("sources.csv", "undated", "2026-13", 3, "copy_date", "'2026-13'", COPY),
    ("sources.csv", "undated", "2026/2025", 3, "copy_date", "'2026/2025'", COPY),
    ("sources.csv", "undated", "", 3, "copy_date", "''", COPY),
    ("sources.csv", "EC2 page", '" "', 3, "title", "' '", BLANK),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "line", "column", "value", "remedy"), BAD_CELLS)
def test_a_bad_cell_is_named(folder, name, old, new, line, column, value, remedy):
    change(folder, name, old, new)
    assert message(folder) == f"{name}, line {line}, column {column}: {value} {remedy}"


@pytest.mark.parametrize("key", ["Lam", "läm", "-lam", "l m", "l\u200bam"])
def test_a_key_is_a_slug(folder, key):
    for name in ("sources.csv", "images.csv"):
        (folder / name).write_text(
            GOOD[name].replace("\nlam,", f"\n{key},").replace(",ec\n", f",{key}\n"),
            encoding="utf-8",
        )
    with pytest.raises(TableError) as caught:
        load_table("images", folder)
    assert str(caught.value.problems[0]) == (f"images.csv, line 2, column source: {key!r} {KEY}")
    assert message(folder) == f"sources.csv, line 2, column source: {key!r} {KEY}"


@pytest.mark.parametrize(
    ("name", "old", "new", "column"),
    [
        ("prices", "0.0416", "0,0416", None),
        ("prices", "0.0416", "$0.0416", "usd"),
        ("prices", "0.0416", "-1", "usd"),
        ("prices", "0.0416", "nan", "usd"),
        ("prices", "0.0416", "inf", "usd"),
        ("prices", "0.0416", "", "usd"),
        ("support", "2024-01-01", "2024", "released"),
        ("images", "2026-03-01", "", "released"),
    ],
)
def test_bad_cells_of_the_other_tables(folder, name, old, new, column):
    change(folder, f"{name}.csv", old, new)
    with pytest.raises(TableError) as caught:
        load_table(name, folder)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, column)


def test_a_key_that_stands_twice(folder):
    change(folder, "sources.csv", "ec,EC2", "lam,EC2")
    assert message(folder) == f"sources.csv, line 3, column source: 'lam' {TWICE}"


def test_a_pair_that_stands_twice(folder):
    row = "lambda,host-isolation,aws,Other.,None.,stated,service,lam,2026-11-23\n"
    (folder / ROWS).write_text(GOOD[ROWS] + row)
    assert message(folder) == (
        f"{ROWS}, line 6, column domain: 'host-isolation' stands a second time for "
        "service 'lambda' (first in line 3). Delete one of the two rows."
    )


def test_a_pair_twice_and_another_missing(folder):
    change(folder, ROWS, "ec2,site-security", "lambda,site-security")
    assert [str(problem) for problem in refusal(folder).problems] == [
        f"{ROWS}, line 4, column domain: 'site-security' stands a second time for "
        "service 'lambda' (first in line 2). Delete one of the two rows.",
        f"{ROWS}: there is no row for service 'ec2' and domain 'site-security'. Add it.",
    ]


def test_a_missing_pair(folder):
    change(folder, ROWS, GOOD[ROWS].splitlines(keepends=True)[2], "")
    assert message(folder) == (
        f"{ROWS}: there is no row for service 'lambda' and domain 'host-isolation'. Add it."
    )


def test_a_service_and_a_domain_that_do_not_exist(folder):
    change(folder, ROWS, "ec2,site-security", "ec3,site-securty")
    assert [str(problem) for problem in refusal(folder).problems] == [
        f"{ROWS}, line 4, column service: 'ec3' is not in services.csv. Did you mean 'ec2'?",
        f"{ROWS}, line 4, column domain: 'site-securty' is not in domains.csv. Did you mean 'site-security'?",
    ], "that the pair is missing follows, and would be noise"


def test_every_row_dangling_is_one_problem(folder):
    text = GOOD[ROWS].replace(",lam,", ",x9,").replace(",ec,", ",x9,")
    (folder / ROWS).write_text(text)
    assert message(folder) == (
        f"{ROWS}, line 2, column source: 'x9' is not in sources.csv. (The same in line 3, 4, 5.)"
    )


# --- the message -----------------------------------------------------------------


def test_all_problems_of_all_files_come_at_once(folder):
    change(folder, "domains.csv", ",host,", ",hosts,")
    change(folder, "services.csv", "ending", "over")
    change(folder, "sources.csv", "undated", "new")
    change(folder, ROWS, "shared,Nitro.", "nobody,")
    places = [(p.file, p.line, p.column, p.value) for p in refusal(folder).problems]
    assert places == [
        ("domains.csv", 2, "layer", "hosts"),
        ("services.csv", 3, "status", "over"),
        ("sources.csv", 3, "copy_date", "new"),
        (ROWS, 5, "owner", "nobody"),
        (ROWS, 5, "aws_duty", ""),
    ]


def test_the_message_stops_after_twenty(folder):
    rows = "".join(f"s{at},t,p,no-link-{at},undated,s\n" for at in range(25))
    (folder / "sources.csv").write_text(GOOD["sources.csv"] + rows)
    error = refusal(folder)
    lines = str(error).splitlines()
    assert lines[0] == "25 problems in the tables of folder 'tables':"
    assert lines[1] == f"sources.csv, line 4, column url: 'no-link-0' {LINK}"
    assert len(lines) == 22 and lines[-1] == "and 5 more"
    assert len(error.problems) == 25


def test_lines_are_those_of_an_editor(folder):
    change(folder, ROWS, "Guards.,None.", '"Guards,\nand\r\nguns.","\n\nNone."')
    text = (folder / ROWS).read_bytes().replace(b"shared", b"sharred")
    (folder / ROWS).write_bytes(text)
    line = text.splitlines().index(
        b"ec2,host-isolation,sharred,Nitro.,Patches.,inferred,service,ec,2026-11-23"
    )
    assert line + 1 == 9
    assert message(folder).startswith(f"{ROWS}, line 9, column owner: 'sharred'")


def test_a_value_is_cut_and_its_control_characters_are_visible(folder):
    long = "\x1b[31m\u202e\x07" + "x" * 100_000
    change(folder, ROWS, "shared,N", f"{long},N")
    shown = r"'\x1b[31m\u202e\x07" + "x" * 53 + "…'"
    assert message(folder) == f"{ROWS}, line 5, column owner: {shown} {OWNER}"


def test_a_cell_too_long_for_the_csv_module(folder):
    change(folder, ROWS, "Guards.", "x" * 200_000)
    assert message(folder) == f"{ROWS}, line 2: {QUOTE}"


def test_a_problem_is_a_value(folder):
    change(folder, ROWS, "shared,N", "azure,N")
    assert refusal(folder).problems == (Problem(ROWS, 5, "owner", "azure", OWNER),)
    with pytest.raises(dataclasses.FrozenInstanceError):
        refusal(folder).problems[0].line = 3


def test_one_wrong_column_is_no_flood(folder):
    rows = "s{0},t,p,no-link-{0},undated,s\n"
    text = GOOD["sources.csv"] + "".join(rows.format(at) for at in range(3000))
    (folder / "sources.csv").write_text(text)
    assert len(refusal(folder).problems) == 1000
    (folder / "sources.csv").write_text(re.sub("no-link-[0-9]+", "no-link", text))
    assert message(folder).endswith(f"'no-link' {LINK} (The same in line 5, 6, 7, 8, 9 and 2994 more.)")


# --- bad files -------------------------------------------------------------------


def test_no_folder(tmp_path):
    for bad in (tmp_path / "nowhere", str(tmp_path / "nowhere")):
        with pytest.raises(TableError) as caught:
            load_model(bad)
        assert str(caught.value) == (
            "1 problem in the tables of folder 'nowhere':\n"
            "nowhere: is not a folder. Give the folder that holds the CSV files."
        )


def test_no_file(folder):
    (folder / ROWS).unlink()
    assert message(folder) == f"{ROWS}: is missing. Put the file into the folder."


def test_an_empty_folder_names_every_file(tmp_path):
    assert len(refusal(tmp_path).problems) == 4


def test_a_folder_in_place_of_a_file(folder):
    (folder / "sources.csv").unlink()
    (folder / "sources.csv").mkdir()
    assert message(folder) == "sources.csv: is a folder. A file of this name is needed."


def test_a_file_that_may_not_be_read(folder, monkeypatch):
    real = Path.read_bytes

    def locked(path):
        if path.name == ROWS:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    # chmod does not stop root, who runs the tests in many containers
    monkeypatch.setattr(Path, "read_bytes", locked)
    assert message(folder) == f"{ROWS}: cannot be read (Permission denied)."


@pytest.mark.parametrize("text", ["", "\n", " \n\n", "\ufeff"])
def test_an_empty_file(folder, text):
    (folder / ROWS).write_text(text, encoding="utf-8")
    header = ",".join(TABLES["responsibilities"])
    assert message(folder) == f"{ROWS}: has no header. Line 1 must be: {header}"


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
def test_a_header_alone(folder, end):
    (folder / ROWS).write_text(GOOD[ROWS].splitlines()[0] + end)
    assert refusal(folder).problems[0] == Problem(
        ROWS, None, None, None, "has a header but no rows. Add the rows."
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (",scope", "", ["line 1, column scope: is missing. Add the column."]),
        (",scope", ",scope,notes", ["line 1: 'notes' is not a column of this table."]),
        (",scope", ",scope,scope",
         ["line 1: 'scope' stands in the header twice. Delete one of the two columns."]),
        ("owner", "ownr",
         ["line 1: 'ownr' is not a column of this table. Did you mean 'owner'?",
          "line 1, column owner: is missing. Add the column."]),
    ],
)  # fmt: skip
def test_a_wrong_header(folder, old, new, expected):
    change(folder, ROWS, old, new)
    problems = [str(problem) for problem in refusal(folder).problems]
    assert problems == [f"{ROWS}, {line}" for line in expected]


@pytest.mark.parametrize(
    ("encoding", "line", "what"),
    [
        ("utf-16", 1, "is in UTF-16."),
        ("latin-1", 5, "'é' is not UTF-8."),
        ("cp1252", 5, "'é' is not UTF-8."),
    ],
)
def test_a_wrong_encoding(folder, encoding, line, what):
    text = GOOD[ROWS].replace("Nitro.", "é naïve.")
    (folder / ROWS).write_bytes(text.encode(encoding))
    expected = f"{ROWS}, line {line}: {what} Save the file as CSV UTF-8."
    assert message(folder) == expected


def test_a_wrong_byte_far_down_in_a_known_word(folder):
    text = GOOD[ROWS].encode().replace(b"shared", b"share\xff")
    (folder / ROWS).write_bytes(text)
    assert message(folder).startswith(f"{ROWS}, line 5: 'ÿ' is not UTF-8.")


@pytest.mark.parametrize("bom", [codecs.BOM_UTF16_LE, b""])
def test_utf_16_with_and_without_its_mark(folder, bom):
    (folder / ROWS).write_bytes(bom + GOOD[ROWS].encode("utf-16-le"))
    assert message(folder).endswith("Save the file as CSV UTF-8.")


@pytest.mark.parametrize("old", ["Nitro", "shared", "ec2,host"])
def test_a_nul_byte(folder, old):
    change(folder, ROWS, old, old[:2] + "\0" + old[2:])
    assert message(folder) == (f"{ROWS}, line 5: there is a NUL character. Save the file as CSV UTF-8.")


QUOTE = (
    "a quote is opened and not closed, text follows a closing quote, or a cell is "
    "longer than 131,072 characters. Put quotes around the whole cell and write a "
    'quote inside it as "".'
)


def more(count):
    return (
        f"{count} cells instead of 9. A cell with a separator or a line break in it needs quotes around it."
    )


def fewer(count, column):
    cells = "cell" if count == 1 else "cells"
    return (
        f"{count} {cells} instead of 9: the row ends before column {column}. Write what is missing. If the row "
        "was torn in two by a line break, put quotes around the cell with the break."
    )


RAGGED = {
    "too many": ("Nitro.", "Nitro, and more.", {5: more(10)}),
    "too many in the first row": ("Guards.", "Guards, all.", {2: more(10)}),
    "too few": (",ec,2026-11-23", ",ec", {5: fewer(8, "checked_on")}),
    "too few in the first row": ("stated,general,lam,2026-11-23", "stated", {2: fewer(6, "scope")}),
    "a blank before a quote": ("Guards.", ' "Guards, all."', {2: more(10)}),
    "a line break": ("Nitro", "Ni\ntro", {5: fewer(4, "customer_duty"), 6: fewer(6, "scope")}),
}


@pytest.mark.parametrize(("old", "new", "lines"), RAGGED.values(), ids=RAGGED)
def test_rows_with_too_few_or_too_many_cells(folder, old, new, lines):
    change(folder, ROWS, old, new)
    problems = [str(problem) for problem in refusal(folder).problems]
    assert problems == [f"{ROWS}, line {at}: {remedy}" for at, remedy in lines.items()]


def test_every_row_with_one_cell_more(folder):
    # pandas would make the first column the index
    head, rows = GOOD[ROWS].split("\n", 1)
    (folder / ROWS).write_text(head + "\n" + rows.replace("\n", ",more\n"))
    assert message(folder) == f"{ROWS}, line 2: {more(10)} (The same in line 3, 4, 5.)"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("Nitro.", '"Nitro.', 5),
        ("Guards.", '"Guards.', 2),
        ("2026-11-22", '"2026-11-22', 4),
        ("Nitro.", '"Nitro."x', 5),
        ("Nitro.", '"Nitro." ', 5),
    ],
)
def test_a_quote_that_is_not_closed(folder, old, new, line):
    change(folder, ROWS, old, new)
    assert message(folder) == f"{ROWS}, line {line}: {QUOTE}"


def test_two_stray_quotes_swallow_no_rows(folder):
    # one cell of three rows for pandas, and the number of cells is right
    sources = GOOD["sources.csv"] + "x,X page,AWS,https://a.aws/3,2026,X.\n"
    sources = sources.replace("Lambda page", '"Lambda page').replace("X page", '"X page')
    (folder / "sources.csv").write_text(sources)
    assert message(folder) == f"sources.csv, line 2: {QUOTE}"


# --- size and cost ---------------------------------------------------------------


def test_a_file_too_large_for_a_table_is_not_even_read(folder, monkeypatch):
    with open(folder / ROWS, "r+b") as file:
        file.truncate(51_000_000)  # a hole: no bytes are written
    real = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: pytest.fail("read") if path.name == ROWS else real(path)
    )
    assert (
        message(folder)
        == f"{ROWS}: has 51 MB, more than a table of this course ever has (50 MB). Is it the right file?"
    )


def test_a_large_table_loads_and_its_lines_are_right(folder):
    services, domains = 60, 100
    order = range(1, domains + 1)
    rows = [DOORS.replace("site-security,1", f"d{at},{at}") for at in order]
    (folder / "domains.csv").write_text("\n".join([",".join(TABLES["domains"]), *rows]))
    head, row, _ = GOOD["services.csv"].splitlines()
    rows = [row.replace("lambda,", f"s{at},").replace(",6,", ",,") for at in range(services)]
    (folder / "services.csv").write_text("\n".join([head, *rows]))
    head, row, *_ = GOOD[ROWS].splitlines()
    rest = row.split(",", 2)[2].replace("Guards.", '"Guards, é, ""always""."')
    rows = [f"s{s},d{d},{rest}" for s in range(services) for d in order]
    for mark in (b"", codecs.BOM_UTF8):
        (folder / ROWS).write_bytes(mark + "\n".join([head, *rows]).encode())
        model = load_model(folder)
        assert model.grid().shape == (services, domains)
        assert set(model.responsibilities["aws_duty"]) == {'Guards, é, "always".'}
    rows[5000] = rows[5000].replace(",aws,", ",azure,")
    (folder / ROWS).write_bytes("\n".join([head, *rows]).encode())
    assert message(folder) == f"{ROWS}, line 5002, column owner: 'azure' {OWNER}"


def test_loading_leaves_the_warnings_of_the_learner_alone(folder, recwarn):
    change(folder, ROWS, "shared,N", "nobody,N")
    refusal(folder)
    load_model()
    assert not recwarn.list
