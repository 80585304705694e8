"""Notebooks and record in one file, and the record out of it again."""

import base64
import io
import json
import zipfile

import pytest

from helpers import Record
from helpers.learner.parcel import PARCEL, RECORD, record_in
from helpers.learner.record_rows import RecordError
from helpers.learner.record_view import MyRecord

ANSWER = ("03-newer-image", "b", "sure", False, 12.5, "03-ec2")
NOTEBOOK = json.dumps({"cells": [{"source": "größer"}], "nbformat": 4}).encode()


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "00-start-here.ipynb").write_bytes(NOTEBOOK)
    (folder / "my own.ipynb").write_bytes(NOTEBOOK)
    (folder / "help.md").write_text("no notebook")
    return folder


@pytest.fixture
def view(record, folder, monkeypatch):
    """My record, and what it hands to the browser."""
    view = MyRecord(record, folder)
    view.handed = []
    monkeypatch.setattr(view.download, "send", view.handed.append)
    return view


def test_notebooks_and_record_leave_together_and_the_record_comes_back(record, view, tmp_path):
    record.add(*ANSWER)
    view.pack_button.click()
    (sent,) = view.handed
    data = base64.b64decode(sent["data"])
    with zipfile.ZipFile(io.BytesIO(data)) as parcel:
        assert sent["name"] == PARCEL and parcel.namelist() == [
            RECORD,
            "notebooks/00-start-here.ipynb",
            "notebooks/my own.ipynb",
        ]
        assert parcel.read("notebooks/my own.ipynb") == NOTEBOOK and parcel.read(RECORD) == record.export()
    assert "2 notebooks, each as it was last saved, and your record" in view.said.value
    other = MyRecord(Record(tmp_path / "other.sqlite"), tmp_path)
    other.bring_in([{"content": memoryview(data)}])
    assert "1 new answer brought in" in other.said.value
    assert other.record.export() == record.export()


def test_what_is_no_notebook_is_named_and_holds_up_nothing(view, folder):
    (folder / "broken.ipynb").write_text("{")
    (folder / "list.ipynb").write_text("[]")
    (folder / "number.ipynb").write_text("5")
    (folder / "folder.ipynb").mkdir()
    view.pack_button.click()
    assert len(view.handed) == 1 and "2 notebooks" in view.said.value
    assert "not in it: broken.ipynb, folder.ipynb, list.ipynb, number.ipynb. Try again." in view.said.value


def test_a_second_answer_of_the_drive_is_taken(view, folder, monkeypatch):
    """JupyterLite's may confuse two requests; the next one is right."""
    read, wrong = type(folder).read_bytes, [b"id,item", b'{"ok": false}']
    monkeypatch.setattr(type(folder), "read_bytes", lambda path: wrong.pop() if wrong else read(path))
    view.folder = folder / "none"
    view.folder.mkdir()
    (view.folder / "a.ipynb").write_bytes(NOTEBOOK)
    wrong.pop()
    view.pack_button.click()
    assert "1 notebook," in view.said.value and "Could not" not in view.said.value


def test_where_no_notebook_is_the_record_leaves_alone(view, tmp_path):
    view.folder = tmp_path / "nowhere"
    view.pack_button.click()
    assert "0 notebooks" in view.said.value and len(view.handed) == 1


def another_zip():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("holiday.txt", "sun")
    return file.getvalue()


def damaged_parcel():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(RECORD, "id,item\n" * 500)
    data = bytearray(file.getvalue())
    data[60:70] = b"\xff" * 10
    return bytes(data)


@pytest.mark.parametrize("make", [another_zip, damaged_parcel])
def test_another_zip_is_no_record(record, view, make):
    record.add(*ANSWER)
    with pytest.raises(RecordError, match=RECORD):
        record_in(make())
    view.bring_in([{"content": make()}])
    assert f"no {RECORD} that can be read" in view.said.value and len(record.answers()) == 1
