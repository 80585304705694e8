"""The workshop of 90 minutes, played through: the relay, the instructor's notebook in JupyterLab, and twelve learners.

Eight are on the relay's page; two vote from JupyterLab; two have Python in their browser alone, from where the way leads to the page in a second tab.
Of the eight, one closes the tab and comes back, one's browser is killed, and one sends rubbish. The weekly job runs this; it sets ON_THE_HOOK_ROOM.
"""

import os
import re
import signal
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from lab_page import menu, open_notebook, serve, shut_down_kernels
from nbformat.v4 import new_code_cell, new_notebook
from on_screen import problems_of
from playwright.sync_api import expect
from shipped import BANK
from test_class import ask, running
from test_class_page import join, look
from test_lite import Server, until_ready
from test_record_browser import start

from commands.plan import plan
from commands.stops import AND, OPENING, stops_of
from helpers import Record
from helpers.classroom import key_file
from helpers.classroom.asking import most_telling
from website import lite

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1800)]
ROOT = Path(__file__).resolve().parents[1]
PLAN = plan(
    90, [stop for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")) for stop in stops_of(path, BANK)]
)
QUESTIONS = [most_telling(stop.questions)[0] for stop in PLAN.votes]
FRONT = {
    "viewport": {"width": 1280, "height": 720},
    "device_scale_factor": 1.5,
}  # 1920 pixels at a zoom of 150 %
LEARNER = {"width": 1366, "height": 900}
PATIENCE = 60_000  # milliseconds: two cores for fifteen pages and three Pythons
LEVELS = ("sure", "fairly sure", "guessing")
LOOKS = 20_000


@pytest.fixture(scope="module")
def class_file(tmp_path_factory):
    """Where the relay leaves its key, for the notebooks, too: so it is said before their server starts."""
    place = tmp_path_factory.mktemp("class")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ON_THE_HOOK_CLASS", str(place / "class.json"))
        yield place


@pytest.fixture(scope="module")
def own_course(tmp_path_factory):
    return tmp_path_factory.mktemp("own-course")


@pytest.fixture(scope="module")
def own_lab(class_file, own_course):
    with serve(own_course) as url:
        yield url


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The address of the site, in whose JupyterLab Python runs in the browser: another origin than that of the relay."""
    root = tmp_path_factory.mktemp("home")
    lite.build(root / "course" / "lab")
    server = Server(root)
    yield server.address
    server.stop()


def code(page, number):
    return page.locator(".jp-CodeCell").nth(number)


def run(page, number):
    code(page, number).locator(".jp-InputPrompt").click()
    page.keyboard.press("Control+Enter")
    expect(code(page, number).locator(".jp-InputPrompt")).to_have_text(
        re.compile(r"\[\d+\]"), timeout=PATIENCE
    )


def no_error(page):
    wrong = page.locator(
        '[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]'
    )
    return [*wrong.all_inner_texts(), *page.get_by_text("Error displaying widget").all_inner_texts()]


def test_every_cell_that_the_sheet_names_runs_in_its_order(browser, own_lab):
    """As whoever stands in front runs them: what is left out is scrolled past, but for what the sheet says to run in passing."""
    page, ran = browser.new_page(**FRONT), 0
    for name in dict.fromkeys(stop.notebook for stop in PLAN.stops):
        open_notebook(page, own_lab, name)
        stops = [(stop, past) for stop, past in zip(PLAN.stops, PLAN.passed) if stop.notebook == name]
        for stop, _ in stops:
            for heading in set(stop.heading.split(AND)) - {OPENING}:
                expect(page.get_by_role("heading", name=heading, exact=True)).to_have_count(1)
        in_passing = [
            step for _, past in stops for one in past for step in one.steps if step in PLAN.in_passing
        ]
        steps = in_passing + [step for stop, _ in stops for step in stop.steps if step.run]
        for step in steps:  # the number that the sheet gives is the one that is seen until a cell is run
            expect(code(page, step.run - 1).locator(".jp-InputPrompt")).to_have_text(f"[{step.run}]:")
        menu(page, "Edit", "Clear Outputs of All Cells")  # so that a number says that a cell has run now
        for step in sorted(steps, key=lambda step: step.run):
            run(page, step.run - 1)
            assert no_error(page) == [], f"{name} [{step.run}]"
            ran += 1
        shut_down_kernels(own_lab)
    assert ran == sum(step.run is not None for stop in PLAN.stops for step in stop.steps) + len(
        PLAN.in_passing
    )
    page.close()


# --- the class


class OnThePage:
    """A learner on the relay's page."""

    def __init__(self, browser, found, context=None):
        self.context = context or browser.new_context(viewport=LEARNER)
        self.found = found
        self.page = self.open()
        join(self.page, found["code"])

    def open(self):
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(self.found["link"])
        return page

    def look(self):
        look(self.page)

    @property
    def card(self):
        return self.page.locator("main")

    def vote(self, letter, level):
        self.look()
        self.card.locator(f'input[value="{letter}"]').check()
        self.card.get_by_role("radio", name=level, exact=True).check()
        self.card.get_by_role("button", name="my vote").click()
        expect(self.card).to_contain_text(f"Your vote is in: {letter.upper()}, {level}.")

    def come_back(self):
        """After the tab was closed."""
        self.page = self.open()

    gone = "The class can't be reached right now."


class Killed(OnThePage):
    """One whose whole browser is killed, and started again."""

    def __init__(self, browser, found, profile):
        self.browser, self.profile = browser, profile
        self.process, context = start(browser, profile)
        super().__init__(browser, found, context)

    def kill(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def come_back(self):
        self.process, self.context = start(self.browser, self.profile)
        super().come_back()


class InJupyterLab(OnThePage):
    """One who votes from a notebook."""

    gone = "The class can't be reached"

    def __init__(self, browser, found, lab, course, name):
        self.record = course / "notebooks" / f"{name}.sqlite"
        source = f'from helpers import Record, join_class\n\njoin_class("{found["link"]}", "{found["code"]}", Record("{name}.sqlite"))'
        nbformat.write(notebook(source), course / "notebooks" / f"{name}.ipynb")
        self.page = browser.new_page(viewport=LEARNER)
        self.page.set_default_timeout(PATIENCE)
        open_notebook(self.page, lab, name)
        run(self.page, 0)
        expect(self.card).to_contain_text("You're in.")

    @property
    def card(self):
        return self.page.locator(".hook-quiz")

    def look(self):
        """Nothing to do: it looks by itself, every two seconds."""

    def vote(self, letter, level):
        expect(self.card.get_by_role("button", name="Send my vote")).to_be_visible(timeout=LOOKS)
        super().vote(letter, level)


class InTheBrowserHome(OnThePage):
    """One whose Python runs in the browser, and who votes in a second tab."""

    def __init__(self, browser, found, home):
        self.found = found
        self.context = browser.new_context(viewport=LEARNER)
        self.lab = self.context.new_page()
        self.lab.set_default_timeout(PATIENCE)
        problems = problems_of(self.lab)
        self.lab.goto(f"{home}/course/lab/{lite.address_of('00-start-here')}.ipynb")
        until_ready(self.lab)
        self.write(f'from helpers import *\n\nRecord().add("{QUESTIONS[0].item}", "a", "sure", False, 1.0, "00-start-here")\n'
                   f'join_class("{found["link"]}", "{found["code"]}")')  # fmt: skip
        link = code(self.lab, 0).get_by_role("link", name="Vote in another tab")
        with self.context.expect_page() as opened:
            link.click()
        self.page = opened.value
        self.page.set_default_timeout(PATIENCE)
        self.page.get_by_role("button", name="Join the class").click()  # the code is there
        expect(self.page.get_by_text("You're in.")).to_be_visible()
        assert problems == []

    def write(self, source):
        code(self.lab, 0).locator(".cm-content").click()
        self.lab.keyboard.press("Control+a")
        self.lab.keyboard.insert_text(source)
        self.lab.keyboard.press("Control+Enter")

    def answers(self):
        self.lab.bring_to_front()
        self.write('answers = Record().answers()\nprint("kept:", *answers["option"])')
        expect(code(self.lab, 0).locator(".jp-OutputArea")).to_contain_text("kept:", timeout=PATIENCE)
        return code(self.lab, 0).locator(".jp-OutputArea").inner_text()


def notebook(*sources):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    return new_notebook(cells=[new_code_cell(source) for source in sources], metadata=kernel)


def in_front(browser, lab, course):
    """The instructor's notebook: a cell for each vote, of which the first is run: it shows the link and the code."""
    cells = [f'class_votes("{question.item}")' for question in QUESTIONS]
    nbformat.write(
        notebook("from helpers import class_votes", *cells), course / "notebooks" / "my-votes.ipynb"
    )
    page = browser.new_context(**FRONT).new_page()
    page.set_default_timeout(PATIENCE)
    open_notebook(page, lab, "my-votes")
    run(page, 0)
    run(page, 1)
    return page


def keep(page, name):
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"play-{name}.png")


def rubbish(learner, opening):
    """What a learner sends from the page that is theirs, with their own token; gives the statuses."""
    good = {"opening": opening, "round": 1, "letter": "a", "confidence": "sure"}
    return learner.page.evaluate(
        """async good => {
          const me = JSON.parse(localStorage.getItem('on-the-hook-class'));
          const headers = {'X-Class-Code': me.code, 'X-Class-Token': me.token, 'Content-Type': 'application/json'};
          const post = async body => (await fetch('/vote', {method: 'POST', headers, body})).status;
          const said = {malformed: [await post('rubbish'), await post(JSON.stringify({...good, letter: '<script>'})),
            await post(JSON.stringify({...good, name: 'Anna'}))], oversized: await post('x'.repeat(5000)), flood: []};
          said.flood = await Promise.all(Array.from({length: 60}, () => post('rubbish')));
          said.after = await post(JSON.stringify(good));
          return said;
        }""",
        good,
    )


def row(view, question, letter):
    return view.get_by_role("row", name=question.option(letter).text)


def counted(view, question, votes, number):
    """Holds the front to have exactly these votes, {learner: (letter, level)}, in the column of vote `number`."""
    expect(view.get_by_role("columnheader").nth(number)).to_contain_text(f": {len(votes)}")
    for option in question.options:
        mine = [level for letter, level in votes.values() if letter == option.letter]
        share = f" ({int(100 * len(mine) / len(votes) + 0.5)} %)" if mine else ""  # as JavaScript rounds
        sure = ", ".join(f"{mine.count(level)} {level}" for level in LEVELS if level in mine)
        cell = row(view, question, option.letter).get_by_role("cell").nth(number - 1)
        assert " ".join(cell.inner_text().split()) == " ".join(f"{len(mine)}{share} {sure}".split()), (
            option.letter
        )


class TheClass:
    """The front, the relay, and the learners by name: `good` are eleven, `vandal` is the twelfth."""

    def __init__(self, browser, lab, course, home, profile):
        found = key_file.read()
        host, port = found["link"].removeprefix("http://").split(":")
        self.outside = SimpleNamespace(code=found["code"], learners=(host, int(port)))
        self.front = in_front(browser, lab, course)
        expect(code(self.front, 1)).to_contain_text(f"{found['link']} and the code {found['code']}")
        self.good = {f"page {n}": OnThePage(browser, found) for n in range(6)}
        self.vandal = OnThePage(browser, found)
        self.killed = self.good["killed"] = Killed(browser, found, profile)
        self.in_lab = {f"lab-{n}": InJupyterLab(browser, found, lab, course, f"lab-{n}") for n in range(2)}
        self.at_home = {f"home {n}": InTheBrowserHome(browser, found, home) for n in range(2)}
        self.good |= self.in_lab | self.at_home
        self.all = [*self.good.values(), self.vandal]
        self.given = {
            name: [] for name in self.in_lab
        }  # the letters that those in JupyterLab voted for, in their order

    def cast(self, view, votes, after_each=lambda n: None):
        """Each learner votes; the front counts them one by one, and tells nothing else."""
        expect(view).to_contain_text("0 answered")
        for n, (name, vote) in enumerate(votes.items(), start=1):
            self.good[name].vote(*vote)
            expect(view).to_contain_text(f"{n} answered")
            assert "%" not in view.inner_text()
            if name in self.given:
                self.given[name].append(vote[0])
            after_each(n)

    def rubbish_in_between(self, n):
        if n == 5:
            said = rubbish(self.vandal, ask(self.outside, "GET", "/class")[2]["opening"])
            assert said["malformed"] == [400, 400, 400] and said["oversized"] == 413
            assert set(said["flood"]) == {400, 429} and said["after"] == 429

    def one_closes_the_tab(self):
        learner = self.good["page 3"]
        learner.page.close()
        learner.come_back()
        expect(learner.card).to_contain_text("Your vote is in")

    def one_is_killed(self, vote):
        self.front.wait_for_timeout(6000)  # Chromium writes to its disk what a page keeps a few seconds late
        self.killed.kill()
        self.killed.come_back()
        expect(self.killed.card).to_contain_text("Your vote is in")
        self.killed.vote(*vote)

    def hear_the_reasons(self, question):
        for learner in self.all:
            learner.look()
            for option in question.options:
                expect(learner.card).to_contain_text(option.why, timeout=LOOKS)

    def lose_the_relay(self, relay, question):
        """What is on the screens stays there, with a word that the class can't be reached."""
        relay.kill()
        relay.wait()
        expect(code(self.front, len(QUESTIONS))).to_contain_text("The relay doesn't answer.", timeout=LOOKS)
        for learner in self.all:
            learner.look()
            expect(learner.page.get_by_text(learner.gone).first).to_be_visible(timeout=LOOKS)
            expect(learner.card).to_contain_text(question.options[0].why)


def test_twelve_learners_vote_twice_on_two_questions(
    browser, own_lab, own_course, home, class_file, tmp_path
):
    with running(class_file) as relay:
        room = TheClass(browser, own_lab, own_course, home, tmp_path / "profile")
        try:
            assert len(room.all) == 12
            for turn, question in enumerate(QUESTIONS):
                play(room, turn, question)
            expect(row(code(room.front, 1), QUESTIONS[0], QUESTIONS[0].accepted)).to_contain_text("✓ right")

            kept = {name: Record(learner.record).answers() for name, learner in room.in_lab.items()}
            assert {name: list(answers["option"]) for name, answers in kept.items()} == room.given
            before = {name: learner.record.read_bytes() for name, learner in room.in_lab.items()}
            room.lose_the_relay(relay, QUESTIONS[-1])
            assert before == {name: learner.record.read_bytes() for name, learner in room.in_lab.items()}
            assert ["kept: a" in learner.answers() for learner in room.at_home.values()] == [True, True]
            assert no_error(room.front) == []
        finally:
            room.killed.kill()


def play(room, turn, question):
    """One question: a vote, a second one that not all take part in, and what is right."""
    view, names = code(room.front, 1 + turn), list(room.good)
    letters = [option.letter for option in question.options]
    first = {name: (letters[n % len(letters)], LEVELS[n % 3]) for n, name in enumerate(names)}
    again = {
        name: (question.accepted if n % 4 else letters[-1], LEVELS[n % 2]) for n, name in enumerate(names[2:])
    }
    if turn:  # as the sheet says: each cell when its vote comes
        run(room.front, 1 + turn)
    keep(room.front, f"{turn}-choose")
    expect(view).to_contain_text(question.stem)
    view.get_by_role("button", name="Open the vote").click()
    room.cast(view, first, room.rubbish_in_between if turn == 0 else lambda n: None)
    first[names[0]] = (letters[-1], "guessing")  # changes their mind
    room.good[names[0]].vote(*first[names[0]])
    room.one_closes_the_tab()
    if turn == 0:
        room.one_is_killed(first["killed"])
    else:  # may vote like everybody else once they behave
        first["vandal"] = ("b", "sure")
        room.vandal.vote(*first["vandal"])
    expect(view).to_contain_text(f"{len(first)} answered")
    keep(room.front, f"{turn}-open")
    view.get_by_role("button", name="Close and show the votes").click()
    expect(view.get_by_role("columnheader")).to_have_count(2)
    counted(view, question, first, 1)
    keep(room.front, f"{turn}-shown")

    view.get_by_role("button", name="Vote again").click()
    room.cast(view, again)
    view.get_by_role("button", name="Close and show the votes").click()
    expect(view.get_by_role("columnheader")).to_have_count(3)
    counted(view, question, first, 1)
    counted(view, question, again, 2)
    keep(room.front, f"{turn}-shown-again")
    view.get_by_role("button", name="Say which is right").click()
    expect(row(view, question, question.accepted)).to_contain_text("✓ right")
    keep(room.front, f"{turn}-told")
    room.hear_the_reasons(question)
