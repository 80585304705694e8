"""A system of one's own on the page: brought in or put together, told, and saved as a file."""

import base64
import io
import re

import openpyxl
import pytest

from helpers import DATA, known_counts, own_system, read_workload, who_decided_chart

SHOP = DATA / "templates" / "shop-on-servers.yaml"


def upload(view, name: str, content: bytes):
    view.bring_in([{"name": name, "content": memoryview(content)}])


def saved(view) -> bytes:
    return base64.b64decode(re.search(r'base64,([^"]+)"', view.saved.value)[1])


@pytest.fixture
def view(model):
    return own_system(model)


def test_a_template_is_read_and_told(view):
    upload(view, SHOP.name, SHOP.read_bytes())
    assert [part.name for part in view.workload.parts] == ["Shop", "Report", "Resizer", "Photos"]
    assert "4 parts, 104 duties" in view.said.value and "Guest OS patching" in view.shown.value
    assert "aws ec2 get-ebs-encryption-by-default" in view.shown.value, "what no file shows, with its command"


def test_what_cannot_be_read_is_said_and_nothing_is_lost(view):
    upload(view, SHOP.name, SHOP.read_bytes())
    upload(view, "main.tf", b'resource "aws_instance" "shop" {}\n')
    assert 'role="alert"' in view.said.value and "terraform show -json" in view.said.value
    assert len(view.workload.parts) == 4
    upload(view, "parts.csv", b"part,service,setting,option\nshop,ec3,,\n")
    assert "parts.csv" in view.said.value and "ec2" in view.said.value and len(view.workload.parts) == 4


def test_a_name_that_leads_elsewhere_stays_a_name(view, tmp_path):
    upload(view, "../../outside.yaml", SHOP.read_bytes())
    assert view.workload.title == "outside.yaml" and not list(tmp_path.iterdir())


def test_ten_clicks_make_a_system(view):
    for service in ("s3", "s3", "rds"):
        view.service.value = service
        view.add()
    assert [part.name for part in view.workload.parts] == ["Amazon S3", "Amazon S3 2", "Amazon RDS"]
    assert "78 duties" in view.said.value
    view.clear()
    assert not view.workload.parts and "No parts yet" in view.said.value


def test_the_workbook_can_be_opened(view):
    view.save()
    assert "No parts yet" in view.said.value and not view.saved.value
    upload(view, SHOP.name, SHOP.read_bytes())
    view.format.value = "matrix.xlsx"
    view.save()
    book = openpyxl.load_workbook(io.BytesIO(saved(view)))
    assert book.worksheets[0].max_row > 104 and 'download="matrix.xlsx"' in view.saved.value


@pytest.mark.parametrize("name", ["matrix.csv", "matrix.md", "matrix.html", "matrix.json"])
def test_every_format_holds_the_parts(view, name):
    upload(view, SHOP.name, SHOP.read_bytes())
    view.format.value = name
    view.save()
    assert all(part in saved(view).decode() for part in ("Shop", "Report", "Resizer", "Photos"))


def test_markup_in_a_name_stays_text(view):
    upload(view, "x.csv", b"part,service,setting,option\n<img src=x onerror=alert(1)>,s3,,\n")
    assert "<img" not in view.said.value + view.shown.value and "&lt;img" in view.shown.value


def test_most_of_the_line_is_drawn_by_what_nobody_wrote(model):
    """Notebook 11 asks who decided most of the settings of the shop."""
    for design in ("shop-on-servers", "shop-managed"):
        counts = known_counts(read_workload(DATA / "templates" / f"{design}.yaml", model))
        assert counts["default"] > sum(counts.values()) / 2, design


def test_the_chart_says_how_many():
    figure, alt = who_decided_chart({"stated": 1, "default": 3, "ask": 0})
    assert "75%" in alt or "75%" in " ".join(text.get_text() for text in figure.texts)
    assert "1 stated in the file, 3 left to a default, 0 to ask" in alt
    with pytest.raises(ValueError, match="no settings to count"):
        who_decided_chart({"stated": 0, "default": 0, "ask": 0})
