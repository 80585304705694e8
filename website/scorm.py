"""A SCORM package for a learning platform: the tour and the two test forms as pages that report to it.

    python3 start.py scorm                                on-the-hook-scorm.zip, with all three
    python3 start.py scorm --parts form-a -o before.zip   one of them, where a platform wants each alone

SCORM 1.2, because nearly every platform takes it: Moodle, the most widely used of those whose source can be read, passes the tests
of 1.2 and says of 2004 that it isn't supported. What 2004 has more, sequencing and 64,000 letters to keep, these pages don't need.
platform/scorm.js says what is reported.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import NamedTuple
from xml.etree import ElementTree

from helpers.learner.questions import Question, load_bank, steps
from helpers.learner.quiz import Quiz, card
from helpers.views.living import STATIC

HERE = Path(__file__).resolve().parent / "platform"
ROOT = HERE.parents[1]
CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
SHARED = ("scorm.js", "page.css")  # files of the test forms
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # instead of now: the same pages give the same file, byte for byte


class Part(NamedTuple):
    """What a learner opens by itself, and the platform has a status of: its page, and all files of it."""

    key: str
    title: str
    page: str
    files: list[str]


def main(arguments: list[str]) -> int | str:
    """The exit code, or what to say."""
    parser = _parser()
    options = parser.parse_args(arguments)
    output = Path(os.environ.get("STARTED_FROM", "")) / options.output
    if output.suffix.lower() != ".zip":
        parser.error(f"-o takes a file ending in .zip, not {output.name}")
    if not output.parent.is_dir():
        return f"{output}: there is no folder {output.parent}. Make it first, or name another."
    with tempfile.TemporaryDirectory(prefix="on-the-hook-scorm-") as folder:
        parts = write(Path(folder), [key for key in PARTS if key in options.parts])
        try:
            pack(Path(folder), output)
        except OSError as error:
            return f"{output}: cannot be written ({error.strerror})."
    print(f"Written: {output} (SCORM 1.2, {output.stat().st_size / 1e6:.1f} MB)")
    print("\n".join(f"  {part.title}" for part in parts))
    return 0


def write(folder: Path, keys: Iterable[str]) -> list[Part]:
    """Puts the pages and the manifest of a package into `folder`, which is there and empty."""
    parts = [PARTS[key](folder, key) for key in keys]
    (folder / "imsmanifest.xml").write_bytes(manifest(parts))
    return parts


def pack(folder: Path, output: Path) -> None:
    """Everything in `folder` as a ZIP file, the manifest at its root, as SCORM wants it."""
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(folder):
            archive.writestr(
                zipfile.ZipInfo(path, LONG_AGO), (folder / path).read_bytes(), zipfile.ZIP_DEFLATED
            )


def manifest(parts: list[Part]) -> bytes:
    """imsmanifest.xml: an item and a resource for each part. Neither names nor a mark to pass: the platform's owner sets that."""
    ElementTree.register_namespace("", CP)
    ElementTree.register_namespace("adlcp", ADL)
    root = ElementTree.Element(f"{{{CP}}}manifest", identifier="on-the-hook", version="1.0")

    def add(parent, tag, text=None, **attributes):
        element = ElementTree.SubElement(parent, f"{{{CP}}}{tag}", attributes)
        element.text = text
        return element

    about = add(root, "metadata")
    add(about, "schema", "ADL SCORM")
    add(about, "schemaversion", "1.2")
    course = add(add(root, "organizations", default="course"), "organization", identifier="course")
    add(course, "title", "On the Hook: who does what in the AWS cloud")
    resources = add(root, "resources")
    for part in parts:
        item = add(course, "item", identifier=f"item-{part.key}", identifierref=part.key, isvisible="true")
        add(item, "title", part.title)
        resource = add(resources, "resource", identifier=part.key, type="webcontent", href=part.page)
        resource.set(f"{{{ADL}}}scormtype", "sco")
        for file in part.files:
            add(resource, "file", href=file)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


# --- the test forms

ABOUT = {
    "a": (
        "Before the course: fifteen questions",
        "Fifteen questions before you begin. Nobody expects you to know the answers; say how sure you are, and guess where you must.",
    ),
    "b": (
        "After the course: fifteen questions",
        "Fifteen questions, none of them the same as before the course, each with a twin there.",
    ),
}
ONCE = " Each is answered once. Nothing is explained until the end; then you see your score and how your confidence compares with it."


def form(folder: Path, key: str) -> Part:
    """A test form as a page of its own. It needs no Python, no widget manager, and no other page."""
    letter = key[-1]
    title, words = ABOUT[letter]
    asked = [[question_only(question) for question in step] for step in steps(load_bank().form(letter))]
    state = {"steps": asked, "start": 0, "form": True, "given": {}, "lock": False, "shows": ""}
    page = Template((HERE / "page.html").read_text("utf-8")).substitute(
        title=html.escape(title),
        words=html.escape(words + ONCE),
        lesson=in_script(lesson([q for step in asked for q in step], test=True)),
        state=in_script({**state, "report": "", "notice": ""}),
        script=Quiz._esm,
    )
    (folder / f"{key}.html").write_text(page, "utf-8", newline="\n")
    (folder / "scorm.js").write_bytes((HERE / "scorm.js").read_bytes())
    styles = (STATIC / "quiz.css", HERE / "page.css", HERE / "note.css")
    (folder / "page.css").write_text(
        "".join(path.read_text("utf-8") for path in styles), "utf-8", newline="\n"
    )
    return Part(key, title, f"{key}.html", [f"{key}.html", *SHARED])


def question_only(question: Question) -> dict:
    """A question as its card needs it in a test form, which tells the score and the beliefs, and no reasons."""
    whole = card(question)
    options = [
        {
            **option,
            "why": "",
            "belief": option["belief"] and {k: option["belief"][k] for k in ("statement", "notebook")},
        }
        for option in whole["options"]
    ]
    return {"item": whole["item"], "kind": whole["kind"], "stem": whole["stem"], "options": options}


def lesson(cards: list[dict], test: bool, needed: list[str] | None = None) -> dict:
    """What platform/scorm.js has to know of a page. cards: all on it; needed: the items that end it, all if left out."""
    key = {
        one["item"]: {
            "letters": "".join(option["letter"] for option in one["options"]),
            "right": "".join(option["letter"] for option in one["options"] if option["right"]),
        }
        for one in cards
    }
    return {"test": test, "needed": list(key) if needed is None else needed, "key": key}


def in_script(value: object) -> str:
    """`value` as JSON that can stand inside a script element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def tour(folder: Path, key: str) -> Part:
    """The core of notebook 00, made as the web site makes its pages, in a folder of its own."""
    from website import scorm_tour  # it needs Sphinx, which takes a second

    title, page, cards, needed = scorm_tour.build(folder / key)
    (folder / key / "_static" / "lesson.js").write_text(
        f"window.onTheHookLesson = {in_script(lesson(cards, test=False, needed=needed))};\n",
        "utf-8",
        newline="\n",
    )
    files = [f"{key}/{path}" for path in _files(folder / key)]
    return Part(key, title, f"{key}/{page}", files)


# In the order of the course: what the platform shows as its contents.
PARTS = {"form-a": form, "tour": tour, "form-b": form}


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _parser():
    parser = argparse.ArgumentParser(
        prog="start.py scorm",
        description="Writes a SCORM 1.2 package for a learning platform: the tour and the two test forms as pages that report status, "
        "score and time. notebooks/workshop.md says what is sent, and what isn't.",
    )
    parser.add_argument(
        "--parts", nargs="+", choices=list(PARTS), default=list(PARTS), metavar="PART",
        help=f"which of {', '.join(PARTS)} go into the package (all)",
    )  # fmt: skip
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("on-the-hook-scorm.zip"),
        metavar="FILE.zip",
        help="where it goes (on-the-hook-scorm.zip)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
