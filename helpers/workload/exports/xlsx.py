"""The workbook: matrix, yours, shared, ask, RACI, settings, sources; to be filtered, filled in and printed on A4."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import xlsxwriter

from ...tables.model import Model
from ...words.owners import NAME
from ...words.palette import COLOUR, INK
from ..matrix import ROLES
from ..parts import Workload
from .cells import plain, texts
from .report import NOTE, report_of, shown

WIDTH = {"Part": 22, "Service": 24, "Domain": 24, "Who acts": 9, "What AWS does": 46, "What you do": 46, "Basis": 9,
         "Source": 15, "Ask first": 16, "First step": 40, "Setting": 22, "Options": 26, "Why ask": 28,
         "Command that shows it": 60, "What hangs on it": 30, "Title": 44, "Publisher": 18, "Address": 60,
         "Date of the copy": 13, "Option": 20, "Known": 10, "Only if": 18, "Type": 30}  # fmt: skip
LETTERS = ["R", "A", "C", "I", "A/R"]
NOBODY = "nobody yet"


def write_xlsx(workload: Workload, model: Model, path: Path) -> None:
    """Write the workbook. Raises OSError if the file cannot be made."""
    report = report_of(workload, model)
    # Text stays text: nothing of a template may become a formula, a number or a link.
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    try:
        with xlsxwriter.Workbook(path, options) as book:
            book.set_properties({"title": f"Who is on the hook: {plain(workload.title)}", "comments": NOTE})
            sheets = _Sheets(book, plain(workload.title))
            matrix = [
                "part",
                "service",
                "name",
                "owner",
                "aws_duty",
                "customer_duty",
                "open",
                "basis",
                "source",
            ]
            sheets.add("matrix", shown(report.matrix, matrix))
            sheets.add(
                "yours", shown(report.yours, ["part", "service", "name", "customer_duty", "open", "source"])
            )
            sheets.add(
                "shared",
                shown(report.shared, ["part", "service", "name", "first_step", "aws_duty", "customer_duty"]),
            )
            sheets.add(
                "ask", shown(report.ask, ["part", "service", "setting", "options", "why", "command", "moves"])
            )
            sheets.raci(
                shown(report.raci, ["part", "service", "name", "owner", "customer_duty", "suggested"])
            )
            sheets.add("settings", shown(report.settings, ["part", "service", "setting", "option", "known"]))
            sheets.others(workload)
            sheets.add(
                "sources", shown(report.sources, ["source", "title", "publisher", "url", "copy_date"]), NOTE
            )
    except xlsxwriter.exceptions.FileCreateError as error:
        raise error.args[0] if isinstance(error.args[0], OSError) else OSError(None, str(error)) from None


def _height(cells, widths):
    """The height of a row in points. Excel finds it by itself, LibreOffice does not when it prints."""
    return (
        13 * max(-(-len(cell) * 11 // (width * 10)) for cell, width in zip(cells, widths)) + 3
        if any(cells)
        else 15
    )


class _Sheets:
    def __init__(self, book, title):
        self.book, self.title = book, title
        common = {"valign": "top", "text_wrap": True, "font_size": 10}
        self.text = book.add_format(common)
        self.head = book.add_format(common | {"bold": True, "bottom": 2})
        self.fill = book.add_format(common | {"align": "center", "border": 1, "border_color": "#BFBFBF"})
        self.owner = {
            NAME[owner]: book.add_format(
                common | {"bg_color": COLOUR[owner], "font_color": INK[owner], "bold": True}
            )
            for owner in NAME
        }
        self.gap = book.add_format(
            {"bold": True, "bg_color": COLOUR["customer"], "font_color": INK["customer"]}
        )

    def add(self, name: str, frame: pd.DataFrame, note: str = "") -> None:
        """A sheet of one frame."""
        sheet = self._sheet(name, list(frame.columns), len(frame))
        places = [self.owner if column == "Who acts" else {} for column in frame.columns]
        widths = [WIDTH.get(column, 14) for column in frame.columns]
        for row, cells in enumerate(texts(frame).itertuples(index=False, name=None), start=1):
            sheet.set_row(row, _height(cells, widths))
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, places[column].get(cell, self.text))
        if note:
            sheet.write_string(len(frame) + 2, 0, note)

    def raci(self, frame: pd.DataFrame) -> None:
        """The sheet RACI: one column a role, and a last one that says where nobody is accountable."""
        first = len(frame.columns)
        last = first + len(ROLES)
        heads = [*frame.columns, *(role.capitalize() for role in ROLES), "Accountable"]
        sheet = self._sheet("RACI", heads, len(frame), widths={last: 13})
        sheet.set_column(first, last - 1, 11, self.fill)  # the format too: these cells stay empty
        columns = [xlsxwriter.utility.xl_col_to_name(at) for at in (first, last - 1)]
        widths = [WIDTH.get(column, 14) for column in frame.columns]
        for row, cells in enumerate(texts(frame).itertuples(index=False, name=None), start=1):
            sheet.set_row(row, _height(cells, widths))
            for column, cell in enumerate(cells):
                place = self.owner if heads[column] == "Who acts" else {}
                sheet.write_string(row, column, cell, place.get(cell, self.text))
            area = f"{columns[0]}{row + 1}:{columns[1]}{row + 1}"
            count = f'COUNTIF({area},"A*")'
            sheet.write_formula(
                row, last, f'=IF({count}=1,"yes",IF({count}=0,"{NOBODY}","more than one"))', self.text, NOBODY
            )
        if len(frame):
            sheet.data_validation(1, first, len(frame), last - 1, {"validate": "list", "source": LETTERS})
            wrong = {"type": "cell", "criteria": "!=", "value": '"yes"', "format": self.gap}
            sheet.conditional_format(1, last, len(frame), last, wrong)

    def others(self, workload: Workload) -> None:
        """The sheet of what is no part: supporting resources, and those that the table does not cover."""
        heads = ["Name", "Type", "What it is"]
        rows = [(other, "not covered") for other in workload.not_covered]
        rows += [(other, "supports the parts") for other in workload.supporting]
        sheet = self._sheet("other resources", heads, len(rows), widths={0: 40, 1: 44, 2: 20})
        for row, (other, what) in enumerate(rows, start=1):
            for column, cell in enumerate((other.name, other.kind, what)):
                sheet.write_string(row, column, plain(cell), self.text)

    def _sheet(self, name, heads, rows, widths=None):
        sheet = self.book.add_worksheet(name)
        for column, head in enumerate(heads):
            sheet.set_column(column, column, (widths or {}).get(column) or WIDTH.get(head, 14))
            sheet.write_string(0, column, head, self.head)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(rows, 1), len(heads) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        title = self.title.replace("&", "&&")[:100]
        sheet.set_header(f"&L{title}&R{name}")
        sheet.set_footer("&LOn the Hook, not affiliated with AWS&RPage &P of &N")
        return sheet
