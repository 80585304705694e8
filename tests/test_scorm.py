"""The package for learning platforms: what is in it, and the test forms in Chromium, on a strict platform and on scorm-again."""

import json
import re
import zipfile
from xml.etree import ElementTree

import pytest
from on_screen import WIDE, too_wide, violations, walk
from playwright.sync_api import expect
from scorm_page import AGAIN, Platform, answer, scorm_again
from shipped import BANK

from helpers import load_bank
from website import scorm

FORM = BANK.form("a")
LEVELS = ["guessing", "fairly sure", "sure"]
SUSPENDED = "cmi.suspend_data"
STATUS, SCORE = "cmi.core.lesson_status", "cmi.core.score.raw"


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package")
    scorm.write(folder, ["form-a", "form-b"])
    return folder


def line(answers):
    """What the platform keeps of `answers`, pairs of a question and a letter."""
    return ";".join(["1", *(f"{question.item}:{letter}2" for question, letter in answers)])


# --- what is in it


def test_the_manifest_names_every_part_and_every_file(package):
    cp, adl = f"{{{scorm.CP}}}", f"{{{scorm.ADL}}}"
    root = ElementTree.parse(package / "imsmanifest.xml").getroot()
    assert root.findtext(f"{cp}metadata/{cp}schemaversion") == "1.2"
    course = root.find(f"{cp}organizations/{cp}organization")
    assert root.find(f"{cp}organizations").get("default") == course.get("identifier")
    resources = {one.get("identifier"): one for one in root.iter(f"{cp}resource")}
    assert [item.get("identifierref") for item in course.iter(f"{cp}item")] == list(resources)
    for one in resources.values():
        assert one.get(f"{adl}scormtype") == "sco" and one.get("type") == "webcontent"
        assert one.get("href") in [file.get("href") for file in one]
    named = {file.get("href") for file in root.iter(f"{cp}file")} | {"imsmanifest.xml"}
    assert named == set(scorm._files(package))
    identifiers = [one.get("identifier") for one in root.iter() if one.get("identifier")]
    assert len(identifiers) == len(set(identifiers))


def test_the_same_pages_make_the_same_file(package, tmp_path):
    for name in ("one.zip", "two.zip"):
        scorm.pack(package, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert "imsmanifest.xml" in archive.namelist()


def test_a_form_holds_its_questions_and_no_reasons(package):
    for letter in "ab":
        page = (package / f"form-{letter}.html").read_text("utf-8")
        state = json.loads(re.search(r'id="state">(.*?)</script>', page)[1])
        asked = load_bank().form(letter)
        assert [question["item"] for step in state["steps"] for question in step] == [q.item for q in asked]
        assert not [o.why for q in asked for o in q.options if o.why in page]
        longest = line([(question, "a") for question in asked])
        assert len(longest) <= 4096, "more than SCORM 1.2 promises to keep"


@pytest.mark.parametrize(
    ("arguments", "words"), [(["-o", "x.html"], ".zip"), (["--parts", "form-c"], "form-a")]
)
def test_what_the_command_cannot_do_it_says(arguments, words, capsys):
    with pytest.raises(SystemExit):
        scorm.main(arguments)
    assert words in capsys.readouterr().err


def test_the_command_names_a_folder_that_is_not_there(tmp_path):
    assert "there is no folder" in scorm.main(["-o", str(tmp_path / "nowhere" / "x.zip")])


def test_the_command_writes_a_package(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("STARTED_FROM", str(tmp_path))
    assert scorm.main(["--parts", "form-b"]) == 0
    assert "After the course" in capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "on-the-hook-scorm.zip") as archive:
        assert sorted(archive.namelist()) == ["form-b.html", "imsmanifest.xml", "page.css", "scorm.js"]


# --- on a platform


@pytest.fixture(params=["strict", "scorm-again"] if AGAIN else ["strict"])
def platform(request, browser, package):
    found = Platform(browser, package, scorm_again() if request.param == "scorm-again" else "")
    yield found
    found.leave()
    assert found.faults() == []
    found.close()
    assert found.problems == [] and found.elsewhere == []


@pytest.mark.browser
def test_a_form_goes_on_where_it_stopped_and_reports_its_score_once(platform):
    frame = platform.open("form-a.html")
    expect(frame.get_by_role("status").first).to_contain_text("At the end it gets your score")
    answer(frame, FORM[0])
    expect(frame.get_by_text("Question 2 of 15")).to_be_visible()
    assert platform.value(STATUS) == "incomplete" and platform.value(SCORE) in ("", "undefined")
    platform.page.wait_for_timeout(450)
    option = answer(frame, FORM[1], right=False, level="guessing")
    expect(frame.get_by_text("Question 3 of 15")).to_be_visible()
    assert (
        platform.value(SUSPENDED) == f"1;{FORM[0].item}:{FORM[0].accepted}2;{FORM[1].item}:{option.letter}0"
    )

    platform.leave()
    others = [(question, question.accepted) for question in FORM[2:14]]
    platform.suspend(platform.value(SUSPENDED) + line(others)[1:])
    frame = platform.open("form-a.html")
    expect(frame.get_by_text("Question 15 of 15")).to_be_visible()
    answer(frame, FORM[14], right=False)
    expect(frame.get_by_text("13 of 15 right.")).to_be_visible()
    expect(frame.get_by_text("guessing: 0 of 1 right")).to_be_visible()
    assert frame.get_by_role("button").count() == 0  # answered once: nothing begins again
    assert (platform.value(STATUS), float(platform.value(SCORE))) == ("completed", 86.67)
    assert (platform.value("cmi.core.score.min"), platform.value("cmi.core.score.max")) == ("0", "100")

    platform.leave()
    frame = platform.open("form-a.html")  # what was reported stays
    expect(frame.get_by_text("13 of 15 right.")).to_be_visible()
    platform.leave()
    assert (platform.value(STATUS), float(platform.value(SCORE))) == ("completed", 86.67)


@pytest.mark.browser
def test_what_the_platform_kept_may_be_anything(platform):
    sound = line([(FORM[0], FORM[0].accepted)])
    hostile = ["<img src=x onerror=alert(1)>", "1;__proto__:a1;constructor:b2", "2;" + sound[2:], "\u0000\uffff;;;", "9" * 4096,
               f"1;{FORM[0].item}:d9;{FORM[0].item}:a"]  # fmt: skip
    for kept in hostile:
        platform.suspend(kept)
        frame = platform.open("form-a.html")
        expect(frame.get_by_text("Question 1 of 15")).to_be_visible()
        expect(frame.get_by_role("status").first).to_contain_text("can't be read here")
        platform.leave()
        assert platform.value(SUSPENDED) == kept  # nothing was answered, so nothing is thrown away
    platform.suspend(sound + ";no-such-question:a1")
    frame = platform.open("form-a.html")
    expect(frame.get_by_text("Question 2 of 15")).to_be_visible()
    expect(frame.get_by_role("status").first).to_contain_text(
        "One of the answers that the platform kept can't be read here."
    )


@pytest.fixture
def strict(browser, package):
    found = Platform(browser, package)
    yield found
    found.close()
    assert found.problems == []


@pytest.mark.browser
def test_a_session_has_a_beginning_and_an_end_and_a_time_but_no_name(strict):
    strict.open("form-b.html")
    strict.leave()
    calls = strict.calls()
    assert [calls[0], calls[-1]] == [["LMSInitialize", ""], ["LMSFinish", ""]]
    times = [call[2] for call in calls if call[1:2] == ["cmi.core.session_time"]]
    assert re.fullmatch(r"0000:00:\d\d\.\d\d", times[-1]) and times[-1] != "0000:00:00.00"
    asked = {call[1] for call in calls if call[0] == "LMSGetValue"}
    assert asked == {STATUS, "cmi.core.lesson_mode", SUSPENDED}
    assert strict.faults() == []


@pytest.mark.browser
def test_a_page_in_a_window_of_its_own_finds_the_platform_too(strict):
    with strict.context.expect_page() as opened:
        strict.page.evaluate("window.API = window.platform.visit(); window.open('/package/form-b.html')")
    expect(opened.value.get_by_role("status").first).to_contain_text("At the end it gets your score")
    opened.value.close(run_before_unload=True)
    strict.page.wait_for_function("window.platform.calls.at(-1)[0] === 'LMSFinish'")
    assert strict.faults() == []


@pytest.mark.browser
def test_a_platform_that_refuses_is_named_and_asked_again(strict):
    strict.set(refuses=SUSPENDED)
    frame = strict.open("form-a.html")
    answer(frame, FORM[0])
    expect(frame.get_by_role("status").first).to_contain_text(
        f"LMSSetValue {SUSPENDED}: General exception (101)"
    )
    assert strict.value(SUSPENDED) == ""
    strict.set(refuses="")
    frame.get_by_role("button", name="Send again").click()
    expect(frame.get_by_role("status").first).to_contain_text("Your learning platform keeps your answers")
    assert strict.value(SUSPENDED) == line([(FORM[0], FORM[0].accepted)])


@pytest.mark.browser
def test_a_page_that_is_only_looked_at_reports_nothing(strict):
    strict.set(mode="review", kept={STATUS: "completed", SUSPENDED: line([(q, q.accepted) for q in FORM])})
    frame = strict.open("form-a.html")
    expect(frame.get_by_text("15 of 15 right.")).to_be_visible()
    expect(frame.get_by_role("status").first).to_contain_text("nothing you do here is reported")
    strict.leave()
    assert not [call for call in strict.calls() if call[0] in ("LMSSetValue", "LMSCommit")]


@pytest.mark.browser
def test_without_a_platform_a_page_says_so_and_keeps_nothing(browser, package):
    context = browser.new_context(viewport=WIDE, offline=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto((package / "form-a.html").as_uri())
    expect(page.get_by_role("status").first).to_contain_text("No learning platform answers here.")
    answer(page, FORM[0])
    expect(page.get_by_text("Question 2 of 15")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0  # the next learner at this computer must not find it
    assert violations(page) == []
    for size in (WIDE, {"width": 390, "height": 844}):
        page.set_viewport_size(size)
        assert too_wide(page, "main") == []
    assert walk(page, page.query_selector("main")) == []
    page.emulate_media(color_scheme="dark")
    page.reload()
    assert violations(page, rules=["color-contrast"]) == []
    context.close()
