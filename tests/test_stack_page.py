"""The stack in Chromium, driven as a learner would: every mode by mouse and by keyboard, in both themes, without Python."""

import json
import re

import pytest
from on_screen import COLOURS, violations, walk
from playwright.sync_api import expect
from shipped import MODEL

from helpers import (
    PredictOwners,
    SortItems,
    compare,
    customer_share,
    difference,
    service_picker,
    setting_switches,
    sliding_scale,
    sort_cases,
    sort_jobs,
    switches_of_any,
)
from helpers.views.stack import stops

pytestmark = pytest.mark.browser
NAMES, DOMAINS = MODEL.service_names, MODEL.domain_names
LAMBDA = "lambda-managed-runtime"
WIDE, PHONE = {"width": 1100, "height": 800}, {"width": 360, "height": 780}
WORDS = {"aws": "AWS", "shared": "shared", "customer": "you"}


@pytest.fixture(autouse=True)
def without_paper(monkeypatch):
    """The picture for those who read without a script is tested in test_stack.py; to draw it takes longer than to open the page."""
    monkeypatch.setattr("helpers.views.stack._on_paper", lambda *about: "")


def model(page, name):
    return page.evaluate("name => window.model.get(name)", name)


def owners(page, stack=0):
    """What the tiles show: {domain number: owner}."""
    return (
        page.locator(".tiles")
        .nth(stack)
        .evaluate(
            "e => Object.fromEntries([...e.querySelectorAll('.tile')].map(t => [t.dataset.domain, t.dataset.owner]))"
        )
    )


def table(service, choice=None):
    rows = MODEL.with_settings(service, choice).of(service) if choice else MODEL.of(service)
    return {str(n): owner for n, owner in enumerate(rows["owner"])}


def tile(page, domain, stack=0):
    return (
        page.locator(".tiles")
        .nth(stack)
        .get_by_role("button", name=re.compile(f"^{re.escape(DOMAINS[domain])}"))
    )


def focused(page):
    return page.evaluate("document.activeElement.textContent || document.activeElement.outerHTML")


# --- the scale


def test_the_scale_by_keyboard_says_what_changed_hands_at_every_stop(show):
    page = show(sliding_scale(MODEL))
    order, status = stops(MODEL), page.get_by_role("status")
    handle = page.get_by_role("slider", name="Service")
    handle.focus()
    assert owners(page) == table(order[0])
    for before, service in zip(order, order[1:]):
        page.keyboard.press("ArrowRight")
        assert model(page, "service") == service and owners(page) == table(service)
        share = customer_share(MODEL.responsibilities)[service]
        words = f"{NAMES[service]}, {share:.0%}".replace("%", " %") + " yours"
        assert handle.get_attribute("aria-valuetext") == words
        expect(page.locator(".number")).to_have_text(f"{share:.0%}".replace("%", " %"))
        moved = difference(MODEL.responsibilities, before, service).query("moved != 'same'")
        n = len(moved)
        start = (
            f"{n} domain{'s' if n > 1 else ''} changed hands since {NAMES[before]}:"
            if n
            else "No domain changed hands since"
        )
        text = re.sub(r"\s+", " ", status.inner_text())
        assert text.startswith(start)
        for domain, row in moved.iterrows():
            assert DOMAINS[domain] in text and f"{WORDS[row['left']]} → {WORDS[row['right']]}" in text
            assert tile(page, domain).get_attribute("data-mark") == "changed"
        assert page.locator('[data-mark="changed"]').count() == n
    page.keyboard.press("Home")
    assert owners(page) == table(order[0])
    page.keyboard.press("End")
    assert owners(page) == table(order[-1])


def test_the_step_back_says_what_is_yours_again(show):
    page = show(sliding_scale(MODEL))
    page.evaluate("window.model.set('service', 'emr-on-ec2')")
    expect(page.get_by_role("status")).not_to_contain_text("step back")
    page.get_by_role("slider").press("ArrowRight")
    back = difference(MODEL.responsibilities, "emr-on-ec2", "emr-on-eks").query("moved == 'to customer'")
    whole = [DOMAINS[domain] for domain, owner in back["right"].items() if owner == "customer"]
    part = [DOMAINS[domain] for domain, owner in back["right"].items() if owner == "shared"]
    assert whole and part
    told = f"One step back. Wholly yours again: {'; '.join(whole)}. Partly yours again: {'; '.join(part)}."
    expect(page.locator(".said .back")).to_have_text(told)
    page.get_by_role("slider").press("ArrowRight")
    page.get_by_role("slider").press("ArrowLeft")  # the way back is none
    expect(page.get_by_role("status")).not_to_contain_text("step back")


def test_on_a_phone_the_handle_stays_in_view(show):
    page = show(sliding_scale(MODEL), {"width": 390, "height": 844})
    page.get_by_role("slider").press("End")
    page.evaluate("scrollTo(0, document.querySelector('.tiles').offsetTop + 200)")
    handle = page.get_by_role("slider").bounding_box()
    assert 0 <= handle["y"] < 100
    expect(page.locator(".here-now")).to_have_text("Lambda40 % yours")
    page.locator(".tiles").evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 124)")
    for part in (page.get_by_role("slider"), page.locator(".layer").last, page.locator(".here-now")):
        expect(part).to_be_in_viewport(ratio=1)


def test_on_a_laptop_handle_tiles_and_share_are_seen_together(show):
    page = show(sliding_scale(MODEL), {"width": 1000, "height": 640})  # what JupyterLab leaves of 1366 x 768
    page.locator(".hook-stack").evaluate("e => e.scrollIntoView()")
    for part in (page.get_by_role("slider"), page.locator(".layer").last, page.locator(".share")):
        expect(part).to_be_in_viewport(ratio=1)


def test_the_scale_by_mouse(show):
    page = show(sliding_scale(MODEL))
    page.locator(".stop").nth(1).click()
    assert model(page, "service") == "ec2"
    box = page.get_by_role("slider").bounding_box()
    assert box["height"] >= 24
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 13 + (box["width"] - 26) / 5, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, y, steps=4)
    page.mouse.move(box["x"] + box["width"] - 14, y, steps=4)
    page.mouse.up()
    assert model(page, "service") == LAMBDA


def test_the_scale_plays_itself_through_and_stops(show):
    page = show(sliding_scale(MODEL))
    page.clock.install()
    page.get_by_role("button", name="Play it through").click()
    for service in stops(MODEL)[1:]:
        page.clock.run_for(1900)
        assert model(page, "service") == service
    expect(page.get_by_role("button", name="Play it through")).to_be_focused()
    page.keyboard.press("Enter")
    assert model(page, "service") == "on-premises"
    page.get_by_role("button", name="Pause").press("Enter")
    page.clock.run_for(5000)
    assert model(page, "service") == "on-premises"
    page.context.close()  # its clock stands still


def test_python_moves_the_scale_too(show):
    page = show(sliding_scale(MODEL))
    page.evaluate("window.model.set('service', 'emr-on-ec2'); window.model.set('selected', 'backup')")
    assert owners(page) == table("emr-on-ec2")
    expect(page.get_by_role("heading", name="Backup and recovery")).to_be_visible()
    expect(page.get_by_role("slider")).to_have_value("2")


# --- moving


def test_what_changed_turns_over_within_300_ms(show):
    page = show(sliding_scale(MODEL), motion="no-preference")
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.evaluate("""() => {
        window.durations = [];
        const animate = Element.prototype.animate;
        Element.prototype.animate = function (frames, timing) { window.durations.push(timing.duration); return animate.call(this, frames, timing); };
    }""")
    page.keyboard.press("ArrowRight")
    durations = page.evaluate("window.durations")
    assert len(durations) == 6 and max(durations) <= 300
    page.wait_for_timeout(330)
    assert page.evaluate("document.getAnimations().length") == 0
    line = page.locator(".line .ink").get_attribute("d")
    page.wait_for_timeout(100)
    assert page.locator(".line .ink").get_attribute("d") == line


def test_nothing_moves_under_reduced_motion(show):
    page = show(sliding_scale(MODEL))
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    line, number = page.locator(".line .ink").get_attribute("d"), page.locator(".number").inner_text()
    assert number == "67 %" and page.evaluate("document.getAnimations().length") == 0
    page.wait_for_timeout(120)
    assert page.locator(".line .ink").get_attribute("d") == line


def test_the_line_runs_between_what_is_wholly_aws_and_the_rest(show):
    page = show(sliding_scale(MODEL))
    assert page.locator(".line .ink").get_attribute("d") == ""  # all is yours
    page.get_by_role("slider").press("ArrowRight")
    line = page.locator(".line .ink").evaluate(
        "e => { const box = e.getBBox(); return [box.y, box.width, box.height]; }"
    )
    host, above = (
        tile(page, domain).evaluate("e => [e.offsetTop, e.offsetHeight, e.offsetWidth]")
        for domain in ("host-isolation", "guest-os")
    )
    assert above[0] + above[1] <= line[0] <= host[0]
    assert line[2] == 0 and line[1] >= host[2]


# --- tiles and cards


def test_tab_enters_the_stack_once_and_arrows_walk_it(show):
    page = show(sliding_scale(MODEL))
    page.get_by_role("button", name="Play it through").focus()
    page.keyboard.press("Tab")
    assert focused(page).startswith("Cost control")
    page.keyboard.press("ArrowRight")
    assert focused(page).startswith("Software licensing")
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith(("Logging", "Backup"))
    page.keyboard.press("End")
    assert focused(page).startswith("Capacity")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    assert focused(page).startswith("Cost control")
    page.keyboard.press("ArrowUp")
    assert focused(page).startswith("Cost control")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.tiles')") is None
    page.keyboard.press("Shift+Tab")
    assert focused(page).startswith("Cost control")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_card_says_who_does_what_and_gives_the_focus_back(show, size):
    page = show(sliding_scale(MODEL), size)
    page.get_by_role("slider").press("End")
    tile(page, "guest-os").focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("region", name="Guest OS patching")
    expect(card.get_by_role("heading", name="Guest OS patching")).to_be_focused()
    row = MODEL.of(LAMBDA).loc["guest-os"]
    source = MODEL.sources.set_index("source").loc[row["source"]]
    for words in (MODEL.domains.set_index("domain")["definition"]["guest-os"], row["aws_duty"], row["customer_duty"], "checked",
                  "Customer (you)", "AWS Systems Manager helps", "The job stays where it is", source["copy_date"]):  # fmt: skip
        expect(card).to_contain_text(words)
    link = card.get_by_role("link", name=re.compile(re.escape(source["title"]))).first
    assert link.get_attribute("href") == source["url"] and link.get_attribute("rel") == "noopener noreferrer"
    assert model(page, "selected") == "guest-os"
    expect(tile(page, "guest-os")).to_have_attribute("aria-expanded", "true")
    place = card.bounding_box()
    assert place["x"] >= 0 and place["x"] + place["width"] <= size["width"]
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(tile(page, "guest-os")).to_be_focused()
    tile(page, "backup").click()
    tile(page, "site-security").click()
    expect(page.get_by_role("heading")).to_have_text("Site security")
    page.get_by_role("button", name="Close").click()
    expect(tile(page, "site-security")).to_be_focused()
    assert model(page, "selected") == ""


def test_a_card_stays_open_while_the_scale_moves(show):
    page = show(sliding_scale(MODEL))
    tile(page, "guest-os").click()
    page.get_by_role("slider").press("End")
    expect(page.get_by_role("region", name="Guest OS patching")).to_contain_text(
        MODEL.of(LAMBDA).loc["guest-os", "aws_duty"]
    )
    expect(page.get_by_role("slider")).to_be_focused()


def test_a_setting_flips_from_the_card(show):
    page = show(sliding_scale(MODEL))
    page.get_by_role("slider").press("End")
    tile(page, "guest-os").click()
    card = page.get_by_role("region", name="Guest OS patching")
    assert {"update mode", "package type", "runtime source"} <= set(card.locator("legend").all_inner_texts())
    card.get_by_role("group", name="update mode").get_by_role("radio", name="auto").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(card.get_by_role("radio", name="manual")).to_be_focused()
    assert model(page, "choice") == {"update-mode": "manual"}
    assert owners(page) == table(LAMBDA, {"update-mode": "manual"})
    expect(card.get_by_role("radio", name="container image")).to_be_disabled()
    expect(page.get_by_role("status")).to_contain_text(
        "2 domains changed hands since AWS Lambda (managed runtime) with update mode: function update"
    )
    expect(page.locator(".title")).to_have_text("AWS Lambda (managed runtime) with update mode: manual")
    page.get_by_role("slider").press("Home")
    assert model(page, "choice") == {}


# --- pick


def test_any_service_is_found_by_typing(show):
    page = show(service_picker(MODEL))
    box = page.get_by_role("combobox", name="Service")
    box.click()
    listed = page.get_by_role("option")
    assert listed.count() == len(NAMES)
    page.keyboard.type("dyn")
    expect(listed.first).to_contain_text("Amazon DynamoDB")
    expect(listed.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == listed.first.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert model(page, "service") == "dynamodb" and owners(page) == table("dynamodb")
    expect(box).to_have_value("Amazon DynamoDB")
    moved = (MODEL.of("ec2")["owner"] != MODEL.of("dynamodb")["owner"]).sum()
    expect(page.get_by_role("status")).to_contain_text(f"{moved} domains in other hands than on Amazon EC2")
    page.keyboard.type("zzz")
    expect(page.get_by_role("listbox")).to_contain_text("No service of this name")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(box).to_have_value("Amazon DynamoDB")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert model(page, "service") == list(NAMES.index)[list(NAMES.index).index("dynamodb") + 1]


def test_a_service_is_picked_by_mouse_and_by_what_it_is(show):
    page = show(service_picker(MODEL))
    page.get_by_role("combobox").fill("key-value")
    page.get_by_role("option", name="Amazon DynamoDB").click()
    assert model(page, "service") == "dynamodb"
    page.get_by_role("combobox").fill("what")
    page.mouse.click(900, 700)
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("combobox")).to_have_value("Amazon DynamoDB")


def test_a_few_services_stand_side_by_side(show):
    services = ["ecs-on-ec2", "fargate", "eks-auto-mode"]
    page = show(service_picker(MODEL, services))
    group = page.get_by_role("group", name="Service")
    assert group.get_by_role("radio").count() == 3
    group.get_by_role("radio", name="AWS Fargate (ECS tasks)").check()
    assert owners(page) == table("fargate")
    page.keyboard.press("ArrowRight")
    assert owners(page) == table("eks-auto-mode")


# --- settings


def test_settings_flip_together_by_keyboard(show):
    page = show(setting_switches(MODEL, LAMBDA))
    page.get_by_role("radio", name="auto").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    under = page.get_by_role("group", name=re.compile("^update mode"))
    expect(under).to_contain_text("2 domains changed hands: Guest OS patching")
    page.get_by_text("6 more settings").press("Enter")
    page.get_by_role("group", name="function URL").get_by_role("radio", name="none").focus()
    page.keyboard.press("ArrowRight")
    choice = {"update-mode": "manual", "function-url": "open"}
    assert model(page, "choice") == choice and owners(page) == table(LAMBDA, choice)
    status = page.get_by_role("status")
    expect(status).to_contain_text("2 domains changed hands with what you flipped")
    first, second = status.locator(".flips > li").all()
    expect(first).to_contain_text("update mode: manual")
    expect(first).to_contain_text("Guest OS patching")
    expect(second).to_contain_text("Same owner, new duty: Identity and access; Cost control")
    page.get_by_role("button", name="Back to auto").press("Enter")
    assert model(page, "choice") == {"function-url": "open"}
    page.get_by_role("button", name="Back to none").click()
    expect(status).to_contain_text("Everything is as it comes")
    assert model(page, "choice") == {} and owners(page) == table(LAMBDA)


def test_what_excludes_what_is_disabled_and_says_why(show):
    page = show(setting_switches(MODEL, LAMBDA))
    page.get_by_text("6 more settings").click()
    page.get_by_role("radio", name="customer managed").check()
    mode = page.get_by_role("group", name="update mode")
    expect(mode.get_by_role("radio", name="manual")).to_be_disabled()
    expect(mode).to_contain_text(
        "function update or manual: not together with runtime source: customer managed."
    )
    described = mode.evaluate("e => document.getElementById(e.getAttribute('aria-describedby')).textContent")
    assert "not together with" in described
    expect(page.get_by_role("radio", name="container image")).to_be_disabled()
    expect(page.get_by_role("group", name="package type")).to_contain_text(
        "that's a different service, and the table has it without runtime source. Go back to AWS first."
    )
    page.get_by_role("group", name="runtime source").get_by_role("radio", name="AWS").check()
    page.get_by_role("radio", name="container image").check()
    assert owners(page) == table("lambda-container-image")
    expect(page.get_by_role("status")).to_contain_text("That makes it AWS Lambda (container image).")
    expect(page.get_by_role("group", name="package type")).to_contain_text(
        "That makes it AWS Lambda (container image)"
    )
    expect(mode).to_contain_text(
        "the table has AWS Lambda (container image) without update mode. Go back to zip first."
    )
    expect(mode.get_by_role("radio", name="auto")).to_be_enabled()


@pytest.mark.parametrize("size", [{"width": 1366, "height": 768}, {"width": 768, "height": 900}, PHONE])
def test_what_a_switch_says_stands_under_it_and_moves_nothing(show, size):
    page = show(setting_switches(MODEL, LAMBDA), size)
    places = (
        "() => [...document.querySelectorAll('.settings > .switches .switch, .main')].map(e => e.offsetTop)"
    )
    before = page.evaluate(places)
    assert len(before) == 4
    for option in ("manual", "auto", "microvm", "event function", "container image"):
        page.get_by_role("radio", name=option).check()
        assert page.evaluate(places) == before, option
    told = page.get_by_text("That makes it AWS Lambda (container image)").first
    switch = page.get_by_role("group", name="package type").bounding_box()
    assert switch["y"] < told.bounding_box()["y"] < switch["y"] + switch["height"]
    # An option stays in one row with the others.
    for switch in page.locator(".options:visible").all():
        assert len({box["y"] for box in (e.bounding_box() for e in switch.locator("label").all())}) == 1


def test_the_fold_of_the_settings_opens_for_what_is_flipped_in_it(show):
    page = show(setting_switches(MODEL, LAMBDA))
    assert page.locator("legend:visible").all_inner_texts() == ["update mode", "package type", "lambda type"]
    page.evaluate("window.model.set('choice', { 'reserved-concurrency': 'set' })")
    switch = page.get_by_role("group", name=re.compile("^reserved concurrency"))
    expect(switch).to_be_visible()
    expect(switch).to_contain_text("1 domain changed hands")


def test_a_tool_moves_nothing(show):
    page = show(setting_switches(MODEL, "ec2"))
    page.get_by_text("3 more settings").click()
    page.get_by_role("group", name="GuardDuty").get_by_role("radio", name="on").check()
    expect(page.get_by_role("status")).to_contain_text(
        "Nothing moves: every job stays with the one who had it."
    )
    assert owners(page) == table("ec2")


def test_the_switches_of_another_service(show):
    page = show(switches_of_any(MODEL, "rds"))
    expect(page.get_by_role("group", name="Settings of Amazon RDS")).to_be_visible()
    page.get_by_role("combobox", name="Service").fill("s3")
    page.keyboard.press("Enter")
    page.get_by_role("group", name="versioning").get_by_role("radio", name="on").check()
    expect(page.get_by_role("status")).to_contain_text("you → shared: Backup and recovery")


# --- compare


def test_two_services_stand_tile_beside_tile(show):
    page = show(compare(MODEL, "ec2", "rds"))
    assert (owners(page), owners(page, 1)) == (table("ec2"), table("rds"))
    tops = [
        page.locator(".tiles")
        .nth(n)
        .locator(".tile")
        .evaluate_all("all => all.map(e => Math.round(e.getBoundingClientRect().top))")
        for n in (0, 1)
    ]
    assert tops[0] == tops[1]
    for side, words in (("Left", "s3"), ("Right", "rds")):
        page.get_by_role("combobox", name=side).fill(words)
        page.keyboard.press("Enter")
    assert (owners(page), owners(page, 1)) == (table("s3"), table("rds"))
    assert (model(page, "service"), model(page, "other")) == ("s3", "rds")
    steps = difference(MODEL.responsibilities, "s3", "rds")["moved"].value_counts()
    expect(page.get_by_role("status")).to_contain_text(
        f"{steps.get('to aws', 0)} towards AWS, {steps.get('to customer', 0)} towards you, {steps['same']} the same."
    )
    page.get_by_role("checkbox", name="Only what differs").focus()
    page.keyboard.press("Space")
    different = len(DOMAINS) - steps["same"]
    assert page.locator(".tile:visible").count() == 2 * different
    first = page.locator(".tile:visible").first
    first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.checkVisibility()")
    page.keyboard.press("Enter")
    card = page.get_by_role("region", name=re.compile("."))
    expect(card).to_contain_text("Amazon S3")
    expect(card).to_contain_text("Amazon RDS")


def test_on_a_phone_they_stand_below_each_other(show):
    page = show(compare(MODEL, "ec2", "rds"), PHONE)
    one, other = (page.locator(".tiles").nth(n).bounding_box() for n in (0, 1))
    assert other["y"] >= one["y"] + one["height"]
    tile(page, "backup", 1).click()
    card, below = (
        page.get_by_role("region", name="Backup and recovery"),
        tile(page, "backup", 1).bounding_box(),
    )
    assert 0 < card.bounding_box()["y"] - below["y"] < 250
    page.keyboard.press("Escape")
    expect(tile(page, "backup", 1)).to_be_focused()


# --- predict


ASKED = ["guest-os", "backup", "site-security", "key-management"]
TRUE = MODEL.of("ec2")["owner"][ASKED].to_dict()
KEYS = {"aws": "1", "shared": "2", "customer": "3"}


def test_a_prediction_by_keyboard(show, record):
    page = show(PredictOwners(MODEL, "ec2", ASKED, record=record))
    assert page.locator(".tile").count() == 4 and set(owners(page).values()) == {""}
    main = page.locator("main")
    assert MODEL.of("ec2").loc["backup", "customer_duty"] not in main.inner_text()
    page.get_by_role("button", name="Commit my prediction").press("Enter")
    status = page.get_by_role("status").first
    expect(status).to_contain_text("Not tried yet: 4 tiles without an owner, the first is Guest OS patching.")
    expect(tile(page, "guest-os")).to_be_focused()
    guess = {**TRUE, "backup": "aws"}
    for domain, owner in guess.items():
        tile(page, domain).focus()
        page.keyboard.press(KEYS[owner])
    page.keyboard.press("Backspace")
    expect(status).to_have_text("Key management: no owner. 3 of 4 decided.")
    page.keyboard.press(KEYS[guess["key-management"]])
    assert model(page, "guess") == guess and page.evaluate("window.sent") == []
    page.get_by_role("button", name="Commit my prediction").press("Enter")
    [sent] = page.evaluate("window.sent")
    assert sent["guess"] == guess and 0 < sent["seconds"] < 60
    expect(page.locator(".score")).to_have_text("3 of 4 as in the table")
    assert [owners(page)[str(list(DOMAINS.index).index(d))] for d in ASKED] == list(TRUE.values())
    assert tile(page, "backup").get_attribute("data-mark") == "differs"
    expect(tile(page, "backup")).to_contain_text("your guess: AWS")
    wrong = page.locator(".entry:visible")
    assert wrong.count() == 1
    for words in (
        "Backup and recovery",
        "You said AWS",
        "the table says you",
        MODEL.of("ec2").loc["backup", "customer_duty"],
    ):
        expect(wrong).to_contain_text(words)
    page.get_by_text("3 tiles as in the table").click()
    assert page.locator(".entry:visible").count() == 4
    page.evaluate("window.model.set('notice', 'Your prediction is in your record.')")
    expect(page.locator(".notice")).to_have_text("Your prediction is in your record.")
    tile(page, "backup").press("Enter")
    expect(page.get_by_role("heading", name="Backup and recovery")).to_be_focused()
    page.get_by_role("button", name="Predict again").click()
    assert model(page, "guess") == {} and model(page, "committed") is False


def test_what_was_wrong_stands_below_its_tiles_and_few_tiles_have_no_line(show, record):
    page = show(PredictOwners(MODEL, "ec2", ASKED, record=record), {"width": 1366, "height": 768})
    for domain in ASKED:
        tile(page, domain).press("2")
    page.get_by_role("button", name="Commit my prediction").click()
    tiles = [tile(page, domain).bounding_box() for domain in ASKED]
    entry = page.locator(".entry").first.bounding_box()
    assert abs(entry["x"] - min(box["x"] for box in tiles)) <= 1
    assert 0 < entry["y"] - max(box["y"] + box["height"] for box in tiles) <= 30
    assert page.locator(".line").count() == 0
    page = show(PredictOwners(MODEL, "ec2", start="ec2", record=record))
    assert page.locator(".line").count() == 1


def test_no_caption_of_a_missed_tile_is_cut_on_a_phone(show, record):
    page = show(sort_jobs(MODEL, record), PHONE)
    for domain, owner in MODEL.of("ec2")["owner"][page.evaluate("window.model.get('setup').asked")].items():
        tile(page, domain).press("2" if owner == "aws" else "1")
    page.get_by_role("button", name="Commit my prediction").click()
    for part in page.locator(".tile, .tile .name, .tile .owner").all():
        assert part.evaluate(
            "e => e.scrollWidth <= e.clientWidth + 1 && e.scrollHeight <= e.clientHeight + 2"
        )


def test_a_prediction_by_mouse(show, record):
    page = show(PredictOwners(MODEL, "ec2", ASKED, record=record), PHONE)
    for owner in ("aws", "shared", "customer", "aws"):
        tile(page, "backup").click()
        assert model(page, "guess") == {"backup": owner}
    for domain in ("guest-os", "site-security", "key-management"):
        tile(page, domain).click()
    page.get_by_role("button", name="Commit my prediction").click()
    right = sum(owner == "aws" for owner in TRUE.values())
    expect(page.locator(".score")).to_have_text(f"{right} of 4 as in the table")


def test_what_is_left_alone_scores_nothing(show, record):
    page = show(PredictOwners(MODEL, LAMBDA, start="ec2", record=record))
    moved = difference(MODEL.responsibilities, "ec2", LAMBDA).query("moved != 'same'")
    assert owners(page) == table("ec2")
    page.get_by_role("button", name="Commit my prediction").click()
    expect(page.locator(".score")).to_have_text(f"0 of {len(moved)} as in the table")
    page.get_by_role("button", name="Predict again").click()
    assert owners(page) == table("ec2")
    found, stays = (
        moved.index[0],
        difference(MODEL.responsibilities, "ec2", LAMBDA).query("moved == 'same'").index[0],
    )
    tile(page, found).press(KEYS[moved.loc[found, "right"]])
    assert tile(page, found).get_attribute("data-mark") == "changed"
    tile(page, stays).press("2" if MODEL.of(LAMBDA)["owner"][stays] != "shared" else "1")
    page.get_by_role("button", name="Commit my prediction").click()
    expect(page.locator(".score")).to_have_text(f"1 of {len(moved) + 1} as in the table")
    expect(page.locator(".said")).to_contain_text(
        f"Of {len(moved)} tiles that change hands from Amazon EC2, you found 1. You moved 1 that stay."
    )


def test_a_prediction_under_other_settings_names_them(show, record):
    manual = MODEL.with_settings(LAMBDA, {"update-mode": "manual"})
    page = show(PredictOwners(manual, LAMBDA, ["guest-os"], record=record))
    expect(page.locator(".title")).to_contain_text("AWS Lambda (managed runtime) with update mode: manual?")


def test_given_tiles_are_not_to_be_decided(show, record):
    page = show(PredictOwners(MODEL, "ec2", ["backup"], given=["guest-os", "site-security"], record=record))
    assert page.locator(".tile").count() == 3
    tile(page, "guest-os").click()
    tile(page, "guest-os").press("1")
    expect(tile(page, "guest-os")).to_contain_text("you, given")
    assert model(page, "guess") == {}
    tile(page, "backup").press("3")
    page.get_by_role("button", name="Commit my prediction").click()
    expect(page.locator(".score")).to_have_text("1 of 1 as in the table")


def test_without_python_the_learner_is_told(show, record):
    page = show(PredictOwners(MODEL, "ec2", ["backup"], record=record))
    page.clock.install()
    tile(page, "backup").press("3")
    page.get_by_role("button", name="Commit my prediction").click()
    expect(page.locator(".notice")).to_have_text("")
    page.clock.run_for(5100)
    expect(page.locator(".notice")).to_contain_text(
        "Python has not answered yet, so your prediction is not in your record"
    )
    page.evaluate("window.model.set('notice', 'Your prediction is in your record.')")
    expect(page.locator(".notice")).to_have_text("Your prediction is in your record.")
    page = show(PredictOwners(MODEL, "ec2", ["backup"], record=record), on_site=True)
    tile(page, "backup").press("3")
    page.get_by_role("button", name="Commit my prediction").click()
    expect(page.locator(".notice")).to_contain_text("No Python runs on this page")
    assert page.evaluate("window.sent") == []
    page.context.close()  # its clock stands still


PLACE = [("A door", "aws", "It is there."), ("A key", "customer", "You turn it.")]


def row_of(page, sentence):
    return page.get_by_role("radiogroup", name=sentence)


def test_sentences_are_sorted_by_keyboard(show, record):
    page = show(SortItems("place", "Of the cloud, or in it?", PLACE, record=record))
    row_of(page, "A door").get_by_role("radio", name="of the cloud").focus()
    page.keyboard.press("2")
    assert model(page, "guess") == {"1": "customer"}
    expect(row_of(page, "A door").get_by_role("radio", name="in the cloud")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert model(page, "guess") == {"1": "aws"}  # down goes to the next row, and chooses nothing
    expect(row_of(page, "A key").get_by_role("radio", name="of the cloud")).to_be_focused()
    page.keyboard.press("3")  # there is no third word
    page.get_by_role("button", name="Commit my prediction").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("1 row without an owner, the first is A key.")
    page.keyboard.press("1")
    page.keyboard.press("Backspace")
    assert model(page, "guess") == {"1": "aws"}
    page.keyboard.press("Space")
    page.get_by_role("button", name="Commit my prediction").press("Enter")
    expect(page.locator(".score")).to_have_text("1 of 2 right")
    [sent] = page.evaluate("window.sent")
    assert sent["guess"] == {"1": "aws", "2": "aws"}
    expect(page.get_by_text("Your guess: of the cloud. The answer: in the cloud")).to_be_visible()
    expect(page.get_by_text("You turn it.")).to_be_visible()
    expect(page.get_by_text("It is there.")).to_be_hidden()
    page.get_by_text("Right: of the cloud").click()
    expect(page.get_by_text("It is there.")).to_be_visible()
    expect(row_of(page, "A key").get_by_role("radio", name="in the cloud")).to_be_disabled()
    page.get_by_role("button", name="Predict again").click()
    assert model(page, "guess") == {} and page.get_by_role("radio", checked=True).count() == 0
    expect(page.get_by_text("You turn it.")).to_be_hidden()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_sentences_are_sorted_by_one_press_and_read_to_the_end(show, size):
    page = show(sort_cases("00-blunders", "Whose job was it?"), size)
    rows = page.get_by_role("radiogroup").all()
    for row in rows:
        row.locator("label").filter(has_text="you").click()
    assert list(model(page, "guess").values()) == ["customer"] * len(rows)
    cut = page.eval_on_selector_all(
        ".case *",
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 2 && e.clientWidth > 1 || getComputedStyle(e).overflow === 'hidden').length",
    )
    assert cut == 0


def test_the_words_have_one_order_whatever_came_through_json(show, record):
    for view in (
        PredictOwners(MODEL, "ec2", ["backup"], record=record),
        sort_cases("00-blunders", "Whose?", record=record),
    ):
        # The web site writes an object with its keys sorted; Python's own order is another.
        view.setup = json.loads(
            json.dumps({**view.setup, "words": dict(reversed(WORDS.items()))}, sort_keys=True)
        )
        page = show(view)
        where = page.locator(".words li, .case:first-child .option")
        assert [text.strip("123\n") for text in where.all_inner_texts()] == ["AWS", "shared", "you"]
        first = page.locator(".tile, .case input").first
        for key, owner in KEYS.items():
            first.press(owner)
            assert list(model(page, "guess").values()) == [key]


# --- what a page owes to everybody

MODES = {
    "scale": lambda: sliding_scale(MODEL),
    "pick": lambda: service_picker(MODEL),
    "few": lambda: service_picker(MODEL, ["fargate", "ecs-on-ec2", "eks-auto-mode", "eks-managed-nodes"]),
    "settings": lambda: setting_switches(MODEL, LAMBDA),
    "compare": lambda: compare(MODEL),
    "predict": lambda: PredictOwners(MODEL, LAMBDA, start="ec2"),
    "sort": lambda: sort_cases("03-inbox", "Who has to act?"),
}


def use(page, mode):
    """Bring a stack into a state with much to see."""
    if mode == "scale":
        page.get_by_role("slider").press("End")
    if mode == "settings":
        page.get_by_role("radio", name="manual").check()
    if mode == "predict":
        tile(page, "backup").press("1")
        page.get_by_role("button", name="Commit my prediction").click()
    if mode == "sort":
        for row in page.get_by_role("radiogroup").all():
            row.locator("label").nth(1).click()
        page.get_by_role("button", name="Commit my prediction").click()
    else:
        tile(page, "guest-os").click()


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_can_be_read_and_used_by_everybody(show, mode):
    page = show(MODES[mode]())
    assert walk(page, page.locator(".hook-stack").element_handle()) == []
    for first in (True, False):
        for size in (WIDE, {"width": 768, "height": 900}, {"width": 683, "height": 384}, PHONE):
            page.set_viewport_size(size)
            # The tiles are fitted in the frame after the new size.
            page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
            cut = page.eval_on_selector_all(
                ".hook-stack .tile",
                "all => all.filter(e => e.scrollWidth > e.clientWidth + 2).map(e => e.textContent)",
            )
            assert cut == [], size
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            assert violations(page, rules=COLOURS if theme == "dark" else None) == [], theme
        page.set_viewport_size(WIDE)
        if first:
            use(page, mode)
            assert violations(page) == []


def test_what_a_screen_reader_gets(show):
    page = show(sliding_scale(MODEL))
    page.get_by_role("slider").press("ArrowRight")
    stack = page.get_by_role(
        "group",
        name=re.compile(r"^Responsibility stack of Amazon EC2: 15 yours, 5 shared, counted half, 6 AWS's$"),
    )
    tree = stack.aria_snapshot()
    layers = ["organisation", "run", "guardrails", "workload", "platform", "host", "ground"]
    assert [name for name in re.findall(r'- group "([^"]*)"', tree) if name in layers] == layers
    assert 'button "Site security from you to AWS"' in tree and 'button "Guest OS patching you"' in tree
    assert tree.count("- button") == 26
    # Said in so many words, for what Firefox makes of the parts is "turning it offyou".
    assert tile(page, "cost-control").get_attribute("aria-label") == "Cost control and turning it off you"


def test_plain_keys_stay_and_shortcuts_pass(show):
    page = show(sliding_scale(MODEL))
    page.evaluate("window.heard = []; document.addEventListener('keydown', e => window.heard.push(e.key))")
    for control in (page.get_by_role("slider"), tile(page, "backup")):
        control.focus()
        for key in ("x", "b", "d", "Enter", "Shift+M", "ArrowDown"):
            page.keyboard.press(key)
        page.keyboard.press("Control+s")
    assert set(page.evaluate("window.heard")) == {"Control", "s"}


BAD = "<img src=x onerror=window.hurt=1><b onclick='window.hurt=2'>" + "x" * 2000


def spoiled(view):
    """Every text of the tables is hostile."""
    data = json.loads(json.dumps(view.data))
    for domain in data["domains"]:
        domain.update(
            name=BAD,
            definition=BAD,
            tools=[{**tool, "name": BAD, "does": BAD, "does_not": BAD} for tool in domain["tools"]],
        )
    for service in data["services"].values():
        service.update(
            name=BAD, stop=BAD, summary=BAD, rows=[[row[0], BAD, BAD, *row[3:]] for row in service["rows"]]
        )
        for setting in service["settings"]:
            setting["name"] = BAD
            for option in setting["options"]:
                option.update(name=BAD, summary=BAD)
    for source in data["sources"].values():
        source.update(title=BAD, publisher=BAD, copied=BAD, url="javascript:window.hurt=3")
    view.data = data
    return view


@pytest.mark.parametrize("mode", MODES)
def test_hostile_tables_run_nothing_and_break_no_layout(show, mode):
    page = show(spoiled(MODES[mode]()), PHONE)
    if mode == "predict":
        page.get_by_role("button", name="Commit my prediction").click()
    page.locator(".tile, .case label").first.click()
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
    assert page.locator("main img, main b[onclick]").count() == 0 and page.evaluate("window.hurt") is None
    assert page.locator(".opened a").count() == 0


def test_on_paper_the_owners_keep_their_words(show):
    page = show(sliding_scale(MODEL))
    page.get_by_role("slider").press("ArrowRight")
    page.emulate_media(media="print")
    expect(page.get_by_role("slider")).to_be_hidden()
    expect(tile(page, "backup")).to_be_visible()
