"""A class that votes: what is counted, the three roads, and the relay with whoever means it no good. The pages are in test_class_page.py."""

import asyncio
import csv
import http.client
import json
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from shipped import BANK

from commands import classroom
from helpers import Record, class_votes, join_class
from helpers.classroom import key_file, roads, seats, shared
from helpers.classroom.asking import most_telling, told
from helpers.classroom.limits import MOST, Limit
from helpers.classroom.relay import BIGGEST, HEADERS, Relay
from helpers.classroom.view import ClassVotes
from helpers.classroom.votes import ROUNDS, Refused, Room
from helpers.learner.questions import CONFIDENCE

ROOT = Path(__file__).resolve().parents[1]
ITEM = "00-flaw-on-ec2"
QUESTION = BANK.question(ITEM)
A, B = "0" * 31 + "a", "0" * 31 + "b"


@pytest.fixture
def room():
    room = Room(BANK, seats=3)
    room.lead("open", ITEM)
    return room


def take(room, voter, letter, confidence="sure", round=None):
    room.take(voter, room.opening, room.round if round is None else round, letter, confidence)


def votes(counts):
    return {letter: sum(of.values()) for letter, of in counts.items()}


# --- what is counted ---------------------------------------------------------------


def test_vote_talk_and_vote_again(room):
    take(room, "x", "a", "guessing")
    take(room, "y", "b")
    assert room.seen()["answered"] == [2] and room.seen()["counts"] == []
    room.lead("show")
    room.lead("again")
    take(room, "x", "b", "fairly sure")
    assert room.seen()["answered"] == [2, 1] and len(room.seen()["counts"]) == 1
    room.lead("show")
    room.lead("tell")
    assert [votes(counts) for counts in room.counts] == [{"a": 1, "b": 1, "c": 0}, {"a": 0, "b": 1, "c": 0}]
    assert room.counts[0]["a"] == {"guessing": 1, "fairly sure": 0, "sure": 0}
    room.lead("open", "00-flaw-on-emr")
    assert room.counts == [] and room.round == 1


def test_a_later_vote_takes_the_place_of_the_one_before(room):
    for letter in "abc":
        take(room, "x", letter)
    room.lead("show")
    assert votes(room.counts[0]) == {"a": 0, "b": 0, "c": 1}


def test_before_a_vote_is_closed_the_class_is_not_told_how_it_stands_and_nobody_what_is_right(room):
    take(room, "x", "c", "guessing")
    everybody, lead = json.dumps(room.public()), json.dumps(room.seen())
    assert "guessing" not in everybody and '"coming"' not in everybody
    assert QUESTION.option("b").why not in lead and '"right"' not in lead


def test_once_a_vote_is_closed_nobody_is_known(room):
    take(room, "token-x", "c")
    room.lead("show")
    assert "token-x" not in repr(vars(room))


@pytest.mark.parametrize(
    "vote, words, malformed",
    [
        (("z", "sure"), "no option 'z'", True),
        (("a", "very sure"), "confidence must be", True),
        (("a", "sure", 2), "isn't open", False),
    ],
)
def test_what_is_no_vote_is_refused_and_changes_nothing(room, vote, words, malformed):
    with pytest.raises(Refused, match=words) as refused:
        take(room, "x", *vote)
    assert refused.value.malformed == malformed and room.seen()["answered"] == [0]


def test_a_vote_of_an_earlier_opening_is_refused(room):
    old = room.opening
    room.lead("show")
    room.lead("open", ITEM)
    with pytest.raises(Refused, match="isn't open"):
        room.take("x", old, 1, "a", "sure")


def test_no_more_than_there_are_seats(room):
    for voter in "xyz":
        take(room, voter, "a")
    with pytest.raises(Refused, match="3 seats"):
        take(room, "w", "a")
    take(room, "x", "b")  # who has voted may still change


@pytest.mark.parametrize(
    "steps, wrong, words",
    [
        ([], "show", "No vote is open"), ([], "again", "follows a first one"), ([], "tell", "Close a vote"),
        (["open"], "open", "A vote is open"), (["open"], "tell", "Close a vote"), (["open", "show", "tell"], "again", "follows a first one"),
        (["open", "show", "again", "show"], "again", "follows a first one"), ([], "dance", "no step 'dance'"),
    ],
)  # fmt: skip
def test_steps_come_in_their_order(steps, wrong, words):
    room = Room(BANK)
    for step in steps:
        room.lead(step, ITEM)
    before = room.seen()
    with pytest.raises(Refused, match=words):
        room.lead(wrong, ITEM)
    assert room.seen() == before and room.round <= ROUNDS


def test_a_question_that_is_not_there_is_refused():
    with pytest.raises(Refused, match="no question 'x'"):
        Room(BANK).lead("open", "x")


def test_the_most_telling_question_names_most_beliefs():
    def beliefs(question):
        return len({o.belief for o in question.options if not question.is_right(o.letter)} - {""})

    ordered = most_telling(BANK.questions.values())
    assert [beliefs(q) for q in ordered] == sorted(map(beliefs, BANK.questions.values()), reverse=True)
    for question in BANK.questions.values():
        for option in told(question, BANK):
            assert bool(option["ask"]) != option["right"], question.item
            assert not option["right"] or not option["belief"], question.item


# --- how often ---------------------------------------------------------------------


def test_a_bucket_empties_and_fills_again_for_each_asker():
    now = [0.0]
    limit = Limit(burst=3, per_second=2, clock=lambda: now[0])
    assert [limit.lets("x") for _ in range(5)] == [True, True, True, False, False]
    assert limit.lets("y")
    now[0] = 0.5
    assert [limit.lets("x") for _ in range(2)] == [True, False]
    now[0] = 100
    assert [limit.lets("x") for _ in range(4)] == [True, True, True, False]
    assert list(limit._buckets) == ["x"]  # y is forgotten


def test_a_flood_of_askers_does_not_fill_the_memory():
    limit = Limit(burst=3, per_second=1, clock=lambda: 0.0)
    for asker in range(3 * MOST):
        limit.lets(str(asker))
    assert len(limit._buckets) <= MOST + 1


# --- files and folders ---------------------------------------------------------------


def saved(place, *answers):
    """A saved record with answers to ITEM, as pairs of a letter and a confidence."""
    record = Record(place)
    for letter, confidence in answers:
        record.add(ITEM, letter, confidence, QUESTION.is_right(letter), 2.0, "00-start-here")
    return record.export()


def test_the_first_answer_of_a_record_is_the_first_vote_and_the_last_the_second(tmp_path):
    files = [
        ("on-the-hook-record.csv", saved(tmp_path / "1", ("a", "sure"), ("c", "sure"), ("b", "guessing"))),
        ("on-the-hook-record.csv", saved(tmp_path / "2", ("c", "fairly sure"))),
        ("notes.txt", b"milk, bread"),
        ("broken.csv", b"\xff\xfe"),
    ]
    road = roads.Files(BANK)
    road.lead("open", ITEM)
    road.add(files)
    assert "2 learners" in road.said and "notes.txt" in road.said and "broken.csv" in road.said
    assert road.look()["answered"] == [2]
    assert votes(road.lead("show")["counts"][0]) == {"a": 1, "b": 0, "c": 1}
    road.lead("again")
    assert votes(road.lead("show")["counts"][1]) == {"a": 0, "b": 1, "c": 0}


def test_a_file_name_leads_nowhere_else(tmp_path):
    road = roads.Files(BANK)
    road.add([("../../../escaped.csv", saved(tmp_path / "1", ("a", "sure")))])
    assert "1 learner" in road.said and not list(tmp_path.rglob("escaped.csv"))


def test_a_class_in_a_folder(tmp_path, record):
    folder = tmp_path / "class"
    folder.mkdir()
    view = class_votes(ITEM, folder)
    mine, other = (
        join_class(folder, record=record),
        join_class(folder, record=Record(tmp_path / "other.sqlite")),
    )
    assert mine.stands["phase"] == "waiting"
    view.take({"do": "open", "item": ITEM})
    (folder / "handed-in.csv").write_bytes(saved(tmp_path / "1", ("c", "sure")))
    for learner, letter in ((mine, "a"), (other, "b"), (mine, "b")):
        learner.look()
        assert "why" not in json.dumps(learner.stands)
        learner.vote(
            {"opening": learner.stands["opening"], "round": 1, "letter": letter, "confidence": "sure"}, 1.5
        )
    view.take({"do": "look"})
    assert (view.room["answered"], view.told, view.notice) == ([3], [], "")
    assert view.room["coming"] == {} and votes(view.way.look()["coming"]) == {"a": 0, "b": 2, "c": 1}
    view.take({"do": "watch"})
    assert votes(view.room["coming"]) == {"a": 0, "b": 2, "c": 1} and view.told
    view.take({"do": "show", "item": ""})
    assert view.room["coming"] == {}
    assert votes(view.room["counts"][0]) == {"a": 0, "b": 2, "c": 1} and view.told
    assert list(shared.votes(folder)) == []  # nothing of a vote is left once it is closed
    view.take({"do": "again", "item": ""})
    assert view.room["coming"] == {} and view.told == []  # the next round begins hidden
    view.take({"do": "show", "item": ""})
    view.take({"do": "tell", "item": ""})
    mine.look()
    assert mine.stands["question"]["options"][0]["why"]
    assert list(record.answers()["option"]) == ["a", "b"]


def test_nonsense_in_a_folder_is_passed_over(tmp_path):
    road = roads.Folder(BANK, tmp_path)
    road.lead("open", ITEM)
    place = tmp_path / ".class" / "votes"
    good = {"opening": road.room.opening, "round": 1, "letter": "a", "confidence": "sure"}
    shared.vote(tmp_path, A, good)
    bad = ["", "nonsense", "[" * 5000, json.dumps([good]), json.dumps({**good, "letter": "z"}), json.dumps({**good, "round": "1"}),
           json.dumps({**good, "name": "Anna"}), json.dumps({**good, "opening": "old"}), json.dumps(good) + " " * BIGGEST]  # fmt: skip
    for n, text in enumerate(bad):
        (place / f"{n:032x}.json").write_text(text)
    (place / "anna.json").write_text(json.dumps(good))
    if hasattr(os, "mkfifo"):
        os.mkfifo(place / f"{100:032x}.json")  # who opens it waits for ever
        (place / f"{101:032x}.json").symlink_to(place / f"{A}.json")
    assert road.look()["answered"] == [1]


def test_what_is_no_folder_and_what_cannot_be_reached_is_said(tmp_path, record):
    for missing in (lambda: class_votes(ITEM, tmp_path / "no"), lambda: join_class(tmp_path / "no")):
        with pytest.raises(FileNotFoundError, match="is not a folder"):
            missing()
    learner = join_class("http://127.0.0.1:9", "ABCDEF", record)
    assert "can't be reached" in learner.notice
    sent = []
    learner.send = sent.append
    learner.stands = {"phase": "open", "opening": "1", "round": 1, "question": {"item": ITEM}}
    vote = {"opening": "1", "round": 1, "letter": "a", "confidence": "sure"}
    for _ in range(2):
        learner._heard(None, {"vote": vote, "seconds": 1.0}, [])
    assert all("Your answer is in your record" in said["refused"] for said in sent) and len(sent) == 2
    assert list(record.answers()["option"]) == ["a"]  # kept once, though it was sent twice


def test_what_to_vote_on():
    view = class_votes("03-ec2")
    assert {choice["notebook"] for choice in view.questions} == {"03-ec2"}
    assert class_votes(ITEM).item == ITEM and len(class_votes().questions) > len(view.questions)
    with pytest.raises(ValueError, match="neither a question nor a notebook.*03-ec2"):
        class_votes("nonsense")


def test_views_in_one_notebook_each_keep_their_own_vote():
    way, item = roads.Files(BANK), "05-quiz-job"
    first, second = ClassVotes([QUESTION], way), ClassVotes([BANK.question(item)], way)
    for view, of in ((first, ITEM), (second, item)):
        for step in ("open", "show", "tell"):
            view.take({"do": step, "item": of})
        for each in (first, second):
            each.take({"do": "look"})
        assert view.room["phase"] == "told" and view.room["question"]["item"] == of
    assert first.room["question"]["item"] == ITEM and first.told
    assert ClassVotes([QUESTION], way).room["phase"] == "waiting"  # the last vote is another's, and over
    assert ClassVotes([BANK.question(item)], way).room["phase"] == "told"  # its cell was run again
    second.take({"do": "open", "item": item})
    assert ClassVotes([QUESTION], way).room["phase"] == "open"  # nobody may lose a vote that goes on


def test_python_in_a_browser_shows_the_way_to_another_tab(record, monkeypatch):
    monkeypatch.setattr(seats.sys, "platform", "emscripten")
    learner = join_class("http://127.0.0.1:9/", " abc<d ", record)
    assert (learner.tab, learner.notice) == ("http://127.0.0.1:9/#ABC%3CD", "")


def test_an_error_in_the_view_is_told():
    view = class_votes(ITEM)
    view.take({"do": "show", "item": ""})
    assert "No vote is open" in view.notice
    view.take({"do": "open"})
    assert "went wrong (KeyError" in view.notice


# --- the relay ---------------------------------------------------------------------


@contextmanager
def served(relay):
    """The relay, served by another thread; gives the two addresses, (host, port) each."""
    loop, ready, ports = asyncio.new_event_loop(), threading.Event(), []

    async def begin():
        ports.extend(relay.listen("127.0.0.1", 0))
        ready.set()

    thread = threading.Thread(target=lambda: (loop.create_task(begin()), loop.run_forever()))
    thread.start()
    assert ready.wait(10)
    try:
        yield [("127.0.0.1", port) for port in ports]
    finally:
        asyncio.run_coroutine_threadsafe(relay.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


@pytest.fixture
def relay():
    relay = Relay(Room(BANK, seats=50))
    with served(relay) as (relay.learners, relay.lead):
        yield relay


def ask(relay, method, path, body=None, place=None, **headers):
    """Status, headers and what the relay says; headers with _ for -. A None takes a usual header away."""
    usual = {"X_Class_Code": relay.code, "X_Class_Token": A, "Content_Type": "application/json"} | headers
    connection = http.client.HTTPConnection(*(place or relay.learners), timeout=10)
    data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    given = {name.replace("_", "-"): value for name, value in usual.items() if value is not None}
    try:
        connection.request(method, path, data, given)
        answer = connection.getresponse()
        said = answer.read()
        return answer.status, answer.headers, json.loads(said) if said.startswith(b"{") else said.decode()
    finally:
        connection.close()


def lead(relay, step, item=ITEM, key=None):
    return ask(
        relay,
        "POST",
        "/lead",
        {"do": step, "item": item},
        relay.lead,
        Authorization=f"Bearer {key or relay.key}",
    )


def ballot(relay, letter="a", **changes):
    return {
        "opening": relay.room.opening,
        "round": relay.room.round,
        "letter": letter,
        "confidence": "sure",
    } | changes


def test_a_vote_over_the_relay(relay):
    assert ask(relay, "GET", "/class")[2] == {"phase": "waiting", "opening": "", "round": 0, "yours": {}}
    assert lead(relay, "open")[0] == 200
    for token, letter in ((A, "a"), (B, "c"), (A, "b")):
        assert ask(relay, "POST", "/vote", ballot(relay, letter), X_Class_Token=token)[2] == {"counted": True}
    open_ = ask(relay, "GET", "/class", X_Class_Token=A)[2]
    assert open_["yours"] == {"letter": "b", "confidence": "sure"}  # for a browser that forgot it in a crash
    assert ask(relay, "GET", "/class", X_Class_Token="f" * 32)[2]["yours"] == {}
    assert (
        open_["question"]["stem"] == QUESTION.stem
        and "answered" not in open_
        and "why" not in json.dumps(open_)
    )
    assert lead(relay, "tell")[0] == 409
    shown = lead(relay, "show")[2]
    assert shown["answered"] == [2] and votes(shown["counts"][0]) == {"a": 0, "b": 1, "c": 1}
    closed = ask(relay, "GET", "/class", X_Class_Token=A)[2]
    assert "counts" not in closed and closed["yours"] == {}
    lead(relay, "tell")
    told_ = ask(relay, "GET", "/class")[2]["question"]
    assert (
        told_["options"][0]["why"] == QUESTION.options[0].why
        and "style=" not in told_["word"]
        and "href=" in told_["word"]
    )


def rubbish(relay):
    good = ballot(relay)
    yield 400, "no JSON", b"rubbish"
    yield 400, "no JSON", b"\xff\xfe\x00"
    yield 400, "no JSON", b"[" * 1000
    yield 400, "exactly", []
    yield 400, "exactly", {**good, "name": "Anna"}
    yield 400, "exactly", {key: good[key] for key in list(good)[1:]}
    yield 400, "exactly", {**good, "round": True}
    yield 400, "exactly", {**good, "letter": ["a"]}
    yield 400, "no option", {**good, "letter": "<script>"}
    yield 400, "confidence must be", {**good, "confidence": ""}
    yield 409, "isn't open", {**good, "round": 2}
    yield 409, "isn't open", {**good, "opening": "x"}
    yield 413, "at most", {**good, "letter": "a" * BIGGEST}


def test_rubbish_is_refused_with_a_word_and_changes_nothing(relay):
    lead(relay, "open")
    for n, (status, words, body) in enumerate(rubbish(relay)):
        got, _, said = ask(relay, "POST", "/vote", body, X_Class_Token=f"{n:032x}")
        assert (got, words in said["error"]) == (status, True), (body, got, said)
    assert ask(relay, "POST", "/vote", ballot(relay), Content_Type="text/plain")[0] == 415
    assert ask(relay, "POST", "/vote", b"x" * 50_000)[0] == 413
    with pytest.raises(OSError):  # not even read: the line is cut
        assert ask(relay, "POST", "/vote", b"x" * 5_000_000)[0] == 400
        raise ConnectionError("the refusal arrived before the line was cut")
    assert relay.room.seen()["answered"] == [0]
    assert ask(relay, "POST", "/vote", ballot(relay))[0] == 200


def test_what_is_no_http_does_not_disturb_the_others(relay):
    lead(relay, "open")
    for junk in (
        b"\x16\x03\x01\x02\x00" * 100,
        b"GET\r\n\r\n",
        b"POST /vote HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"A" * 50_000,
    ):
        with socket.create_connection(relay.learners, timeout=5) as line:
            line.sendall(junk)
    half = socket.create_connection(relay.learners, timeout=5)  # and says no more
    half.sendall(b"POST /vote HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    assert ask(relay, "POST", "/vote", ballot(relay))[0] == 200
    half.close()


def test_without_the_code_nothing_is_told_and_guessing_takes_for_ever(relay):
    lead(relay, "open")
    for code in (None, "", "ABCDEF", "é"):
        status, _, said = ask(relay, "GET", "/class", X_Class_Code=code)
        assert (status, said) == (401, {"error": "That isn't the code of this class."})
    statuses = [ask(relay, "GET", "/class", X_Class_Code=f"GUESS{n}")[0] for n in range(80)]
    assert statuses[0] == 401 and statuses[-1] == 429
    assert ask(relay, "GET", "/class")[0] == 200  # who knows it is not held up
    assert ask(relay, "GET", "/class", X_Class_Code=relay.code.lower())[0] == 200


@pytest.mark.parametrize("token", [None, "", "x", "A" * 32, "0" * 33])
def test_a_token_has_its_form(relay, token):
    assert ask(relay, "GET", "/class", X_Class_Token=token)[0] == 400


def test_a_flood_is_refused_and_the_others_go_on(relay):
    lead(relay, "open")
    answers = [ask(relay, "POST", "/vote", ballot(relay, "abc"[n % 3])) for n in range(40)]
    assert {status for status, *_ in answers} == {200, 429}
    status, headers, said = answers[-1]
    assert (status, headers["Retry-After"], said) == (
        429,
        "5",
        {"error": "Too many requests. Wait five seconds."},
    )
    assert ask(relay, "POST", "/vote", ballot(relay), X_Class_Token=B)[0] == 200
    assert lead(relay, "show")[2]["answered"] == [2]


def test_one_address_with_ever_new_tokens_is_refused_in_the_end():
    relay = Relay(Room(BANK, seats=1))
    relay.addresses = Limit(burst=10, per_second=1)
    with served(relay) as (relay.learners, relay.lead):
        assert 429 in [ask(relay, "GET", "/class", X_Class_Token=f"{n:032x}")[0] for n in range(20)]


def test_the_controls_are_not_on_the_learners_side_and_want_a_key(relay):
    for path in ("/lead", "/../lead", "/nothing"):
        assert ask(relay, "GET", path, Authorization=f"Bearer {relay.key}")[0] == 404
    for key in (relay.code, "x", ""):
        assert lead(relay, "open", key=key or " ")[0] == 401
    assert ask(relay, "GET", "/lead", place=relay.lead, Authorization="é")[0] == 401
    assert lead(relay, "dance")[0] == 400 and lead(relay, "open", "x")[0] == 400
    assert relay.room.phase == "waiting"


def test_another_site_can_neither_ask_nor_read(relay):
    lead(relay, "open")
    assert ask(relay, "POST", "/vote", ballot(relay), Origin="http://evil.example")[0] == 403
    assert ask(relay, "GET", "/class", Host="evil.example:80")[0] == 421
    status, headers, _ = ask(
        relay, "OPTIONS", "/vote", Origin="http://evil.example", Access_Control_Request_Method="POST"
    )
    assert status == 403 and not [name for name in headers if name.lower().startswith("access-control")]
    mine = "http://{}:{}".format(*relay.learners)
    assert ask(relay, "POST", "/vote", ballot(relay), Origin=mine)[0] == 200
    assert relay.room.seen()["answered"] == [1]


@pytest.mark.parametrize("path", ["/", "/vote.js", "/vote.css", "/class", "/nothing"])
def test_every_answer_has_its_headers(relay, path):
    _, headers, said = ask(relay, "GET", path)
    assert {name: headers[name] for name in HEADERS} == HEADERS and "unsafe" not in HEADERS[
        "Content-Security-Policy"
    ]
    assert not [name for name in headers if name.lower().startswith("access-control") or name == "Set-Cookie"]
    if path == "/":
        assert "<script>" not in said and "style=" not in said and "onclick" not in said


@pytest.mark.parametrize("address", ["0.0.0.0", "::", ""])
def test_it_does_not_listen_everywhere(address):
    with pytest.raises(ValueError, match="every network"):
        Relay(Room(BANK)).listen(address, 0)


def test_codes_and_keys_are_made_anew():
    codes = {Relay(Room(BANK)).code for _ in range(20)}
    assert len(codes) == 20 and all(len(code) == 6 and not set(code) & set("01IOL") for code in codes)


# --- the command ---------------------------------------------------------------------


@pytest.fixture
def key_place(tmp_path, monkeypatch):
    monkeypatch.setenv("ON_THE_HOOK_CLASS", str(tmp_path / "class.json"))
    monkeypatch.setenv("STARTED_FROM", str(tmp_path))
    return tmp_path / "class.json"


@contextmanager
def running(tmp_path, *arguments):
    """`start.py class` on a free port."""
    command = [sys.executable, "-m", "commands.classroom", "--port", "0", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for _ in range(300):
        if (tmp_path / "class.json").exists() or process.poll() is not None:
            break
        time.sleep(0.1)
    try:
        yield process
    finally:
        process.terminate()
        process.said = process.communicate(timeout=10)[0]


def apart(function, *arguments):
    """What a function returns in a thread of its own: Playwright leaves a loop in this one, and a thread has one at most."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *arguments).result()


def test_three_hundred_learners(tmp_path, key_place):
    """The counts stand in the lead's notebook within ten seconds of the last vote; nothing but counts is written."""
    with running(tmp_path, "--keep", "counts.csv") as process:
        found = key_file.read()
        if os.name == "posix":
            assert stat.S_IMODE(key_place.stat().st_mode) == 0o600
        assert "already" in apart(classroom.main, [])
        view = class_votes(ITEM)
        assert (view.place["code"], view.notice) == (found["code"], "")
        view.take({"do": "open", "item": ITEM})
        apart(asyncio.run, all_vote(found, view.room["opening"], 300))
        last = time.perf_counter()
        while view.room["answered"] != [300] and time.perf_counter() - last < 10:
            view.take({"do": "look"})
        view.take({"do": "show", "item": ""})
        took = time.perf_counter() - last
        assert (view.notice, votes(view.room["counts"][0])) == ("", {"a": 100, "b": 100, "c": 100})
        assert took < 10
    assert not key_place.exists() and "The class is over" in process.said
    assert "--address" in process.said and "Traceback" not in process.said
    rows = list(csv.DictReader((tmp_path / "counts.csv").open()))
    assert sum(int(row["votes"]) for row in rows) == 300 and set(rows[0]) == set(classroom.COLUMNS)
    view.take({"do": "look"})
    assert "start it again with python3 start.py class" in view.notice


async def all_vote(found, opening, learners):
    """Each loads the page, looks, and votes, all at the same time."""
    host, port = found["link"].removeprefix("http://").split(":")

    async def learner(n):
        head = f"Host: {host}:{port}\r\nX-Class-Code: {found['code']}\r\nX-Class-Token: {n:032x}\r\n"
        vote = {"opening": opening, "round": 1, "letter": "abc"[n % 3], "confidence": CONFIDENCE[n % 2]}
        for path in ("/", "/vote.js", "/vote.css", "/class", "/vote"):
            reader, writer = await asyncio.open_connection(host, int(port))
            body = json.dumps(vote) if path == "/vote" else ""
            extra = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
            writer.write(f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\n{head}{extra}\r\n{body}".encode())
            said = (await reader.read()).decode()
            assert said.startswith("HTTP/1.1 200"), said[:300]
            writer.close()

    await asyncio.gather(*(learner(n) for n in range(learners)))


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--address", "0.0.0.0"], "every network"),
        (["--address", "203.0.113.7"], "no address of this machine"),
        (["--keep", "no-such-folder/x.csv"], "cannot be written"),
    ],
)
def test_what_keeps_the_command_from_starting(key_place, arguments, said):
    assert said in apart(classroom.main, arguments) and not key_place.exists()


def test_a_port_that_is_taken(key_place):
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert "is taken" in apart(classroom.main, ["--port", str(other.getsockname()[1])])


@pytest.mark.parametrize("arguments", [["--port", "99999"], ["--learners", "0"], ["--learners", "many"]])
def test_what_the_command_does_not_understand(key_place, arguments, capsys):
    with pytest.raises(SystemExit) as left:
        classroom.main(arguments)
    assert left.value.code == 2


def test_a_key_file_that_is_none_of_ours_is_left_alone(key_place):
    for text in ("", "[]", '{"key": 1}', "nonsense"):
        key_place.write_text(text)
        assert key_file.read() is None
        key_file.remove("x")
        assert key_place.read_text() == text
