"""Whatever happens to a file: it loads right, or a TableError says why not.

Hypothesis damages small good tables. A second, strict reader, written with the csv
module and plain Python, decides whether the result is still a good table, and what is
in it. Where it says no, the course may still find one meaning (a padded key, a
spreadsheet's date); then what it loaded, written out plainly, is a good table for
both. `HYPOTHESIS_PROFILE=weekly` tries many, at random.
"""

import csv
import io
import re
import tempfile
import unicodedata
from datetime import date
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.tables.errors import TableError
from helpers.tables.model import load_model

GOOD = {
    "domains": [
        ["domain", "order", "name", "layer", "kind", "definition",
         "aws_control_category", "nist_800_53", "csa_ccm"],
        ["guest-os", "7", "Guest OS", "platform", "security", "Patches.", "", "SI-2", ""],
        ["doors", "1", "Doors", "ground", "people", "Keeps, out.", "a", "PE-3", "DCS"],
        ["cost", "22", "Cost", "organisation", "finance", "Watches.", "", "", ""],
    ],
    "services": [
        ["service", "name", "family", "delivery", "scale_order", "summary", "status",
         "url"],
        ["lambda", "Lambda", "compute", "serverless", "6", "Code.", "available",
         "https://a.aws/l"],
        ["ec2", "EC2", "compute", "iaas", "", "Machine.", "ending", "http://a.aws/e"],
    ],
    "sources": [
        ["source", "title", "publisher", "url", "copy_date", "summary"],
        ["lam", "Page", "AWS", "https://a.aws/1", "2026-02", "Short."],
        ["ec", "Page", "AWS", "https://a.aws/2", "undated", 'Says "no".'],
        ["lam-2", "Page", "AWS", "https://a.aws/3", "2025/2026", "Two\nlines."],
    ],
    "responsibilities": [
        ["service", "domain", "owner", "aws_duty", "customer_duty", "basis", "scope",
         "source", "checked_on"],
        ["lambda", "guest-os", "aws", "Patches.", "None.", "stated", "service", "lam",
         "2026-11-23"],
        ["lambda", "doors", "aws", "Guards, all.", "None.", "stated", "general", "ec",
         "2026-11-23"],
        ["lambda", "cost", "customer", "None.", "Caps.", "inferred", "service", "lam",
         "2026-11-22"],
        ["ec2", "guest-os", "customer", 'An "image".', "Patches.", "stated", "service",
         "ec", "2026-11-23"],
        ["ec2", "doors", "aws", "Guards.", "None.", "stated", "general", "ec",
         "2026-11-23"],
        ["ec2", "cost", "shared", "Bills.\nTells.", "Stops.", "inferred", "service",
         "lam-2", "2026-11-23"],
    ],
}  # fmt: skip


# --- the second reader -----------------------------------------------------------


class Bad(Exception):
    pass


WORDS = {
    "layer": "ground host platform workload guardrails run organisation",
    "kind": "security operations engineering finance people",
    "family": "baseline compute analytics containers platform database storage network ai device",
    "delivery": "on-premises iaas paas serverless device",
    "status": "available closed-to-new-customers ending",
    "owner": "aws shared customer",
    "basis": "stated inferred",
    "scope": "service general",
}


def day(text):
    if len(text) != 10 or not text.isascii() or not "1000" <= text[:4] <= "2999":
        raise Bad(text)
    date.fromisoformat(text)


def copy_date(text):
    if text == "undated":
        return
    if "/" in text:
        first, last = text.split("/")
        if len(first) != 4 or len(last) != 4 or first > last:
            raise Bad(text)
        day(last + "-01-01")
        text = first
    elif len(text) not in (4, 7, 10):
        raise Bad(text)
    day(text + "-01-01"[len(text) - 4 :])


def check_cell(table, column, cell):
    if column in WORDS:
        good = cell in WORDS[column].split()
    elif column in ("domain", "service", "source"):
        good = re.match(r"[a-z0-9][-a-z0-9]*\Z", cell)
    elif column == "order":
        good = cell.isascii() and cell.isdigit() and cell[0] != "0" and len(cell) < 10
    elif column == "scale_order":
        digits = cell.removeprefix("-")
        good = cell in ("", "0") or (
            digits.isascii() and digits.isdigit() and digits[0] != "0" and len(digits) < 10
        )
    elif column == "url":
        good = re.match(r"https?://[^/\s]\S*\Z", cell)
    elif column in ("checked_on", "copy_date"):
        {"checked_on": day, "copy_date": copy_date}[column](cell)
        good = True
    elif column in ("aws_control_category", "nist_800_53", "csa_ccm"):
        good = True
    else:
        good = any(not c.isspace() and unicodedata.category(c)[0] not in "CZ" for c in cell)
    if not good or cell == "#REF!":
        raise Bad(f"{table} {column} {cell!r}")


def read_table(table, data):
    text = data.decode("utf-8-sig")
    if "\0" in text:
        raise Bad("NUL")
    columns = GOOD[table][0]
    for mark in ",;\t":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        try:
            lines = list(reader)
        except csv.Error:
            continue
        if lines and sorted(lines[0]) == sorted(columns):
            break
    else:
        raise Bad("header")
    rows = [line for line in lines[1:] if line]
    if not rows or any(len(row) != len(columns) for row in rows):
        raise Bad("shape")
    rows = [dict(zip(lines[0], row)) for row in rows]
    for row in rows:
        for column in columns:
            check_cell(table, column, row[column])
    key = columns[0]
    unique = {"responsibilities": [], "domains": [key, "order"], "sources": [key]}
    for column in unique.get(table, [key, "scale_order"]):
        values = [row[column] for row in rows if row[column]]
        if len(set(values)) < len(values):
            raise Bad(f"{column} twice")
    return rows


def second_reader(files):
    """Return the tables of good files, their rows in the model's order; None if bad."""
    try:
        tables = {name: read_table(name, data) for name, data in files.items()}
        domains = tables["domains"]
        domains.sort(key=lambda row: int(row["order"]))
        rows = {(row["service"], row["domain"]): row for row in tables["responsibilities"]}
        pairs = [
            (service["service"], domain["domain"]) for service in tables["services"] for domain in domains
        ]
        if len(rows) < len(tables["responsibilities"]) or set(rows) != set(pairs):
            raise Bad("grid")
        sources = {row["source"] for row in tables["sources"]}
        if not {row["source"] for row in rows.values()} <= sources:
            raise Bad("source")
        tables["responsibilities"] = [rows[pair] for pair in pairs]
    except (Bad, csv.Error, ValueError):  # UnicodeDecodeError is a ValueError
        return None
    return tables


# --- the damage ------------------------------------------------------------------

PIECES = [
    b'"', b'""', b'"\n', b'\n"', b"\n", b"\r", b"\r\n", b"\n\n", b",", b";", b"\t",
    b"\0", b"\xff", b"\xef\xbb\xbf", b" ", b"\xc3\xa9", b"\xc2\xa0", b"\xe2\x80\xa8",
    b"\x1a", b"\x0c", b"#", b"'", b"\\", b'","', b",,,,,,,,", b"\x85", b"-",
]  # fmt: skip
CELLS = [
    "", " ", "NA", "null", "nan", "None", "007", "0", "1", "7", "-1", "1.0", "1e3", "٣",
    "aws", "AWS", " aws", "aws ", "costumer", "customer", "stated", "lam", "ec", "ec2",
    "lambda", "guest-os", "doors", "nowhere", "2026-11-23", "2026-02-30", "2026-1-3",
    "0000-01-01", "2026", "2026-11", "2026/2025", "2025/2026", "undated", "=cmd", "a,b",
    "a;b", "a\nb", "a\r\nb", "a\rb", 'a"b', '"', '"a"', "<b>", "\u200b", "\u2028", "é",
    "https://a", "ftp://a", "https://", "x" * 70, "True", "inf", "\x1f", "2026-11-23\n",
    "#REF!", "aws\n", "lam\n", "9999999999", "99999999999999999999", "２０２６-11-23",
]  # fmt: skip
NUMBER = st.integers(0, 1 << 16)
CELL = st.sampled_from(CELLS) | st.text(max_size=6)


@st.composite
def table_change(draw):
    """A change of a table's rows, in place."""
    what = draw(st.sampled_from(
        ["cell", "cell", "cell", "copy row", "drop row", "swap rows", "swap columns",
         "drop column", "copy column", "add cell", "drop cell", "rename", "no rows"]
    ))  # fmt: skip
    a, b, cell = draw(NUMBER), draw(NUMBER), draw(CELL)

    def change(rows):
        row, other = a % len(rows), b % len(rows)
        at = b % max(1, len(rows[row]))
        first = a % max(1, len(rows[0]))
        if what == "cell" and rows[row]:
            rows[row][at] = cell
        elif what == "copy row":
            rows.insert(other, list(rows[row]))
        elif what == "drop row" and len(rows) > 1:
            del rows[row]
        elif what == "swap rows":
            rows[row], rows[other] = rows[other], rows[row]
        elif what == "add cell":
            rows[row].insert(at, cell)
        elif what == "drop cell" and rows[row]:
            del rows[row][at]
        elif what == "rename" and rows[0]:
            rows[0][first] = cell
        elif what == "no rows":
            del rows[1:]
        elif what.endswith("column") or what == "swap columns":
            for line in rows:
                if max(first, at) < len(line):
                    if what == "swap columns":
                        line[first], line[at] = line[at], line[first]
                    elif what == "drop column":
                        del line[first]
                    else:
                        line.insert(at, line[first])

    return change


@st.composite
def byte_change(draw):
    """A change of a file's bytes: new bytes from old."""
    what = draw(st.sampled_from(["insert", "insert", "two", "flip", "delete", "repeat"]))
    a, b = draw(NUMBER), draw(NUMBER)
    piece = draw(st.sampled_from(PIECES) | st.binary(min_size=1, max_size=3))
    length = draw(st.integers(1, 40))

    def change(data):
        at, other = sorted((a % (len(data) + 1), b % (len(data) + 1)))
        if what == "insert":
            return data[:at] + piece + data[at:]
        if what == "two":
            return data[:at] + piece + data[at:other] + piece + data[other:]
        if what == "flip":
            return data[:at] + bytes([b % 256]) + data[at + 1 :]
        if what == "delete":
            return data[:at] + data[at + length :]
        return data[:at] + data[at : at + length] + data[at:]

    return change


DIALECT = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",,,,;;\t\t|"),
        "lineterminator": st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n"]),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    }
)
ENCODING = st.sampled_from(
    ["utf-8"] * 20 + ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252"]
)


@st.composite
def damaged_files(draw):
    files = {}
    # Few hits: a second reader that says "bad" to nearly everything shows little.
    hits = draw(st.sets(st.sampled_from(list(GOOD)), min_size=1, max_size=2))
    for name, rows in GOOD.items():
        rows = [list(row) for row in rows]
        hit = name in hits
        for change in draw(st.lists(table_change(), max_size=2)) if hit else ():
            change(rows)
        text = io.StringIO(newline="")
        csv.writer(text, **(draw(DIALECT) if hit else {})).writerows(rows)
        encoding = draw(ENCODING) if hit else "utf-8"
        data = text.getvalue().encode(encoding, errors="replace")
        for change in draw(st.lists(byte_change(), max_size=2)) if hit else ():
            data = change(data)
        files[name] = data
    return files


# --- the tests -------------------------------------------------------------------


def as_text(frame):
    """Return a frame's rows as the second reader has them."""
    if "checked_on" in frame:
        frame = frame.assign(checked_on=frame["checked_on"].dt.strftime("%Y-%m-%d"))
    return [
        {column: "" if pd.isna(value) else str(value) for column, value in row.items()}
        for row in frame.astype("object").to_dict("records")
    ]


def plain(frame):
    """A frame written out as an ordinary CSV file."""
    text = io.StringIO(newline="")
    rows = as_text(frame)
    csv.writer(text).writerows([list(rows[0]), *(list(row.values()) for row in rows)])
    return text.getvalue().encode()


def check(files):
    """Load the files; fail unless both readers agree."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / f"{name}.csv").write_bytes(data)
        expected = second_reader(files)
        try:
            model = load_model(folder)
        except TableError as error:
            assert expected is None, f"refused a good table: {error}"
            assert error.problems
            for line in str(error).splitlines():
                assert line.isprintable() and folder not in line
            return False
    if expected is None:
        expected = second_reader({name: plain(getattr(model, name)) for name in files})
        assert expected is not None, "loaded a bad table"
    for name, rows in expected.items():
        assert as_text(getattr(model, name)) == rows, name
    return True


def test_the_undamaged_files_load():
    files = {}
    for name, rows in GOOD.items():
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        files[name] = text.getvalue().encode()
    assert check(files)


# They are small, and few of them are hit: five times as many as elsewhere.
SETTINGS = settings(max_examples=5 * settings().max_examples)


@SETTINGS
@given(damaged_files())
def test_a_damaged_table_loads_right_or_is_refused(files):
    check(files)


@SETTINGS
@given(st.sampled_from(list(GOOD)), st.binary(max_size=300))
def test_any_bytes_after_a_good_file(name, data):
    files = {}
    for table, rows in GOOD.items():
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        files[table] = text.getvalue().encode() + (data if table == name else b"")
    check(files)
