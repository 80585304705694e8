"""What a workload is written as, opened again by programs that are not ours."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from helpers import load_model
from helpers.workload.by_hand import make_workload as by_hand
from helpers.workload.command import main
from helpers.workload.exports import WRITERS, ending, export
from helpers.workload.exports.cells import defused, plain
from helpers.workload.matrix import ROLES, gaps, matrix, raci, shared, yours
from helpers.workload.read import read_workload

FOLDER = Path(__file__).parent / "templates"


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.fixture(scope="module")
def workload(model):
    return read_workload(FOLDER / "lambda-variants.json", model)


@pytest.fixture(scope="module")
def book(workload, model, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "matrix.xlsx"
    export(workload, model, path)
    return openpyxl.load_workbook(path)


def test_the_workbook_has_its_sheets_with_frozen_heads_filters_and_a4(book, workload, model):
    assert {"matrix", "yours", "shared", "ask", "RACI", "sources"} <= set(book.sheetnames)
    assert book["matrix"].max_row == 1 + len(workload.parts) * len(model.domains)
    for name in ("matrix", "yours", "ask", "RACI", "sources"):
        sheet = book[name]
        assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"


def test_no_text_of_a_file_is_a_formula(model, tmp_path):
    workload = read_workload(FOLDER / "formula-names.csv", model)
    for name in WRITERS:
        export(workload, model, tmp_path / f"out{name}")
    for sheet in openpyxl.load_workbook(tmp_path / "out.xlsx"):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":  # ours: who is accountable
                    assert sheet.title == "RACI" and cell.value.startswith("=IF(COUNTIF(")
                elif isinstance(cell.value, str):
                    assert not cell.value.startswith(("=", "+", "@", "-"))
    for name in (".csv", ".fedramp.csv", ".caiq.csv"):
        with open(tmp_path / f"out{name}", encoding="utf-8-sig", newline="") as file:
            assert not [
                cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "+", "@", "-"))
            ]
    assert "<script" not in (tmp_path / "out.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", " =1", "\r\n=1", "＝1", "|x", "%x"])
def test_what_a_spreadsheet_would_run_is_defused(text):
    assert defused(text).startswith("'")
    assert plain("a\x00b\n c\u202e") == "a?b c?"


def test_the_raci_has_one_accountable_role_a_row_and_shows_the_gaps_first(workload, model, book):
    rows = matrix(workload, model)
    mine = rows[rows["owner"] != "aws"]
    assert len(gaps(rows)) == len(mine) == book["RACI"].max_row - 1
    answered = raci(rows, {"backup": "platform", ("OsOnly", "backup"): "application"})
    assert answered["gap"].is_monotonic_decreasing
    backup = answered[answered["domain"] == "backup"].set_index("part")["accountable"]
    assert backup["OsOnly"] == "application" and set(backup.drop("OsOnly")) <= {"platform"}
    assert set(raci(rows)["suggested"]) <= set(ROLES)
    with pytest.raises(ValueError, match="is no role"):
        raci(rows, {"backup": "somebody"})


def test_yours_and_shared_are_the_rows_of_the_matrix(workload, model):
    rows = matrix(workload, model)
    assert len(yours(rows)) == (rows["owner"] == "customer").sum()
    both = shared(rows)
    assert len(both) == (rows["owner"] == "shared").sum() and (both["first_step"].str.len() > 5).all()


def test_the_settings_of_a_part_move_its_rows(model):
    made = by_hand(
        "shop", {"a": "s3", "b": ("s3", {"versioning": "on"}), "c": ("s3", {"versioning": None})}, model
    )
    rows = matrix(made, model)
    backup = rows[rows["domain"] == "backup"].set_index("part")
    wanted = model.with_settings("s3", {"versioning": "on"}).of("s3").loc["backup"]
    assert backup.loc["b", "owner"] == wanted["owner"] and backup.loc["b", "aws_duty"] == wanted["aws_duty"]
    assert backup.loc["a", "owner"] == model.of("s3").loc["backup", "owner"]
    assert "versioning" in backup.loc["c", "open"] and backup.loc["a", "open"] == ""


def test_the_fedramp_draft_states_one_side_and_says_so(workload, model, tmp_path):
    export(workload, model, tmp_path / "out.fedramp.csv")
    with open(tmp_path / "out.fedramp.csv", encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == [
        "Control ID",
        "Can Be Inherited from CSP",
        "Specific Inheritance and Customer Agency/CSP Responsibilities",
    ]
    assert len({row[0] for row in rows}) == len(rows) > 30
    assert all(
        row[1] in ("Yes", "No", "Partial") and row[2].startswith("DRAFT, AWS's side only") for row in rows
    )
    assert {row[0]: row[1] for row in rows}["PE-3"] == "Yes"


def test_the_caiq_draft_has_questions_by_id_alone(workload, model, tmp_path):
    export(workload, model, tmp_path / "out.caiq.csv")
    with open(tmp_path / "out.caiq.csv", encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head[:2] == ["Question ID", "SSRM Control Ownership"]
    assert {row[1] for row in rows} <= {"CSP-owned", "CSC-owned", "Shared CSP and CSC"}
    assert {"DCS-06.1", "IVS-04.1", "BCR-08.3"} <= {row[0] for row in rows}


def test_trestle_reads_every_part_and_variant_of_the_oscal_file(workload, model, tmp_path):
    from trestle.oscal.component import ComponentDefinition

    path = tmp_path / "out.oscal.json"
    export(workload, model, path)
    document = ComponentDefinition.oscal_read(path)
    components = {component.title: component for component in document.components}
    names = model.services.set_index("service")["name"]
    assert {part.name for part in workload.parts} <= set(components)
    assert {names[part.service] for part in workload.parts} <= set(components)
    assert len({component.uuid for component in document.components}) == len(document.components)
    for part in workload.parts:
        props = {prop.name: prop.value for prop in components[part.name].props}
        assert props["service"] == part.service
        [implementation] = components[part.name].control_implementations
        domains = {
            prop.value
            for one in implementation.implemented_requirements
            for prop in one.props
            if prop.name == "domain"
        }
        assert len(domains) >= 25


def test_the_command_prints_exactly_the_json_that_was_promised(capsys):
    assert main([str(FOLDER / "lambda-plain.yaml"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"parts", "supporting", "not_covered"}
    [part] = found["parts"]
    assert set(part) == {"name", "type", "service", "settings"}
    assert part["settings"]["update-guard"] == {"option": None, "known": "ask"}
    assert part["settings"]["package-type"] == {"option": "zip", "known": "default"}


def test_the_command_tells_what_went_wrong(capsys, tmp_path):
    assert main([str(tmp_path / "nothing.yaml")]) == 1
    assert "there is no such file" in capsys.readouterr().err
    assert main([str(FOLDER / "s3.yaml"), "-o", str(tmp_path / "no" / "out.xlsx")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main([str(FOLDER / "s3.yaml"), "-o", "out.doc"])
    assert stopped.value.code == 2 and ".xlsx" in capsys.readouterr().err
    assert main([str(FOLDER / "s3.yaml"), "-o", str(tmp_path / "out.md")]) == 0
    assert "Written:" in capsys.readouterr().out


def test_the_longest_ending_decides():
    assert ending(Path("a.fedramp.csv")) == ".fedramp.csv" and ending(Path("A.CSV")) == ".csv"
    assert ending(Path("a.doc")) is None and ending(Path(".csv")) is None


@pytest.mark.browser
def test_the_page_of_twenty_parts_is_clean_for_axe_wide_and_on_a_phone(model, page, tmp_path):
    from on_screen import COLOURS, WIDE, violations  # here, because the other tests need no browser

    services = list(model.services["service"])[:20]
    made = by_hand("Twenty parts", {f"part {n}": service for n, service in enumerate(services, 1)}, model)
    assert len(made.parts) == 20
    export(made, model, tmp_path / "twenty.html")
    page.goto((tmp_path / "twenty.html").as_uri())
    assert page.locator("table").count() >= 4 and page.get_by_text("part 20").count()
    for size in (WIDE, {"width": 360, "height": 780}):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page, rules=COLOURS) == []
    # The tables scroll in a frame of their own; the page does not scroll sideways.
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.problems == []
