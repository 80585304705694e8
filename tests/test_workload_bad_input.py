"""Whatever a file holds: it is read, or one clear error names file, place and remedy. Nothing else comes out."""

import os
import random
from pathlib import Path

import pytest

from helpers import TableError, load_model
from helpers.workload.errors import TemplateError
from helpers.workload.exports import WRITERS, export
from helpers.workload.read import read_workload
from helpers.workload.yaml_text import ALIASES, DEEPEST

FOLDER = Path(__file__).parent / "templates"
SECRET = "hunter2-do-not-show"


@pytest.fixture(scope="module")
def model():
    return load_model()


BUCKET = "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi")
)
BAD = {
    "not YAML": (b"Resources: [\n  a: b\n  }\n", 3, "is not YAML"),
    "a tab": (b"Resources:\n\tBucket:\n", 2, "tab"),
    "Latin-1": ("Resources:\n  Bücher: {}\n".encode("latin-1"), 2, "UTF-8"),
    "an empty file": (b"", None, "is empty"),
    "only blanks": (b" \n\n", None, "is empty"),
    "a NUL": (b"Resources:\n  A\0: {}\n", 2, "NUL"),
    "a control character": (b"Resources:\n  A\x07: {}\n", 2, "character"),
    "two equal keys": (BUCKET.encode() + b"  Bucket:\n    Type: AWS::S3::Bucket\n", 4, "second time"),
    "two equal keys in JSON": (b'{"Resources":\n\t{"A": {"Type": "x"},\n\t"A": {"Type": "y"}}}', 3, "second time"),
    "broken JSON": (b'{"Resources": {\n"A": {"Type": "AWS::S3::Bucket",}}}', 2, "is not JSON"),
    "two documents": (BUCKET.encode() + b"---\n" + BUCKET.encode(), 4, "second document"),
    "an alias bomb": (BOMB.encode() + BUCKET.encode(), None, "alias"),
    "many aliases": (b"x: &x 1\n" + b"y: [" + b"*x, " * (ALIASES + 1) + b"]\n" + BUCKET.encode(), 2, "aliases"),
    "an alias without an anchor": (b"Resources: *nothing\n", 1, "alias"),
    "an alias to itself": (b"Resources: &r\n  A: *r\n", 2, "alias"),
    "deep YAML": (b"Resources: " + b"[" * 300 + b"]" * 300, 1, f"more than {DEEPEST}"),
    "deep JSON": (b'{"Resources": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", None, f"more than {DEEPEST}"),
    "a list as a key": (b"Resources:\n  ? [a, b]\n  : c\n", 2, "key"),
    "a Kubernetes manifest": (b"apiVersion: v1\nkind: Pod\nmetadata: {}\n", None, "Kubernetes"),
    "a raw state": (b'{"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "x"}', None, "show -json"),
    "a Compose file": (b"services:\n  web: {image: nginx}\n", None, "Compose"),
    "a serverless.yml": (b"service: s\nprovider: {name: aws}\nfunctions: {}\n", None, "serverless package"),
    "HCL": (b'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n', None, "terraform show -json"),
    "a zip": (b"PK\x03\x04rest", None, "zip"),
    "a number": (b"42\n", None, "is no template"),
    "a list": (b"- a: 1\n- b: 2\n", None, "is a list"),
    "no Resources": (b"Parameters: {}\n", None, "no Resources"),
    "resources": (b"AWSTemplateFormatVersion: x\nresources: {}\n", 2, "capital"),
    "Resources as a list": (b"Resources:\n  - Type: AWS::S3::Bucket\n", 1, "mapping"),
    "a resource without a type": (b"Resources:\n  A:\n    Properties: {}\n", 2, "no Type"),
    "a resource that is text": (b"Resources:\n  A: AWS::S3::Bucket\n", 2, "no Type"),
    "properties as a list": (b"Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties: []\n", 2, "Properties"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_gets_one_error_with_its_place_and_a_remedy(what, model, tmp_path):
    data, line, words = BAD[what]
    path = tmp_path / "shop.yaml"
    path.write_bytes(data)
    with pytest.raises(TemplateError) as caught:
        read_workload(path, model)
    assert words in str(caught.value) and str(caught.value).startswith("shop.yaml")
    if line is not None:
        assert caught.value.line == line
    assert len(str(caught.value)) < 300 and "\n" not in str(caught.value)


def test_a_missing_file_a_folder_and_a_huge_file_are_told(model, tmp_path):
    with pytest.raises(TemplateError, match="no such file"):
        read_workload(tmp_path / "nothing.yaml", model)
    with pytest.raises(TemplateError, match="is a folder"):
        read_workload(tmp_path, model)
    huge = tmp_path / "huge.yaml"
    with open(huge, "wb") as file:
        file.truncate(50 << 20)
    with pytest.raises(TemplateError):
        read_workload(huge, model)
    huge.write_bytes(b"# padding\n" * 5_000_000 + BUCKET.encode())
    with pytest.raises(TemplateError, match="1 MB at most"):
        read_workload(huge, model)


def test_nothing_in_a_file_is_run(model, tmp_path):
    path, made = tmp_path / "shop.yaml", tmp_path / "made"
    path.write_text(f"{BUCKET}Metadata: !!python/object/apply:os.system ['touch {made}']\n")
    assert len(read_workload(path, model).parts) == 1
    assert not made.exists()


@pytest.mark.parametrize("name", ["rds-default.yaml", "terraform-plan.json"])
def test_a_secret_is_neither_shown_nor_exported(name, model, tmp_path):
    assert SECRET in (FOLDER / name).read_text(encoding="utf-8")
    workload = read_workload(FOLDER / name, model)
    assert SECRET not in repr(workload)
    for ending in WRITERS:
        if ending == ".xlsx":
            continue
        export(workload, model, tmp_path / f"out{ending}")
        assert SECRET not in (tmp_path / f"out{ending}").read_text(encoding="utf-8")


TOKENS = ["{", "}", "[", "]", ":", "-", ",", "\n", "  ", "\t", '"', "'", "&a ", "*a", "!Ref ", "!If ", "!Sub ", "!GetAtt ",
          "Ref", "Fn::If", "Fn::ForEach::X", "Resources", "Properties", "Type", "null", "~", "<<", "---", "%", "\0", "é", "\ufeff",
          "AWS::NoValue", "AWS::S3::Bucket", "true", "1e999", "-1", "0x1F", "2026-01-01", "${", "\ud7ff", "#"]  # fmt: skip


def mutated(text: str, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(text) + 1)
        end = min(len(text), at + dice.choice([0, 1, 1, 2, 5, 20, 80]))
        kind = dice.randrange(4)
        if kind == 0:
            text = text[:at] + text[end:]
        elif kind == 1:
            text = text[:at] + dice.choice(TOKENS) + text[at:]
        elif kind == 2:
            text = text[:at] + dice.choice(TOKENS) + text[end:]
        else:
            other = dice.randrange(len(text) + 1)
            text = text[:at] + text[other : other + dice.choice([5, 40, 200])] + text[at:]
    data = text.encode("utf-8", "surrogatepass")
    if dice.random() < 0.1 and data:
        at = dice.randrange(len(data))
        data = data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
    return data


MUTATIONS = int(os.environ.get("ON_THE_HOOK_MUTATIONS", 1000))  # a weekly job takes 10,000


@pytest.mark.parametrize("part", range(0, MUTATIONS, 500))
def test_mutated_templates_raise_nothing_else(part, model, tmp_path):
    """Every file is read, or refused with the error of this room or of the tables. A part is 500 files, the same every time."""
    names = sorted(path.name for path in FOLDER.iterdir() if path.name not in ("expected.csv", "others.csv"))
    dice = random.Random(f"part {part}")
    read = 0
    for _ in range(500):
        name = dice.choice(names)
        path = tmp_path / name
        path.write_bytes(mutated((FOLDER / name).read_text(encoding="utf-8"), dice))
        try:
            workload = read_workload(path, model)
        except (TemplateError, TableError) as error:
            assert SECRET not in str(error)
            continue
        read += 1
        assert SECRET not in repr(workload)
    assert read > 50  # the mutations are not all fatal
