"""The views of the course, driven without a browser: set a value, read a value."""

import base64
import re
from html import escape, unescape
from html.parser import HTMLParser

import ipywidgets as w
import pytest
from hostile import SCALE, folder_of
from shipped import MODEL
from traitlets import ObserveHandler

from helpers import (
    PredictOwners,
    TableError,
    compare,
    customer_share,
    load_model,
    order_of_services,
    sliding_scale,
    weigh,
)
from helpers.numbers import scale
from helpers.views import duty_tables as duties
from helpers.views import explorers

ROWS = MODEL.responsibilities
SERVICES = MODEL.service_names
DOMAINS = MODEL.domain_names
INTERACTIVE = (
    w.Dropdown,
    w.Select,
    w.RadioButtons,
    w.Checkbox,
    w.Button,
    w.BoundedIntText,
    w.IntText,
    w.Text,
    w.Textarea,
)


class Page(HTMLParser):
    """What a browser would make of some HTML: its tags, attributes, links and text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.links, self.text = set(), [], set(), ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        self.links |= {value for name, value in attrs if name == "href"}

    def handle_data(self, data):
        self.text += data


def tree(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from tree(child)


def parts(view, kind):
    return [part for part in tree(view) if isinstance(part, kind)]


def control(view, name):
    return next(p for p in tree(view) if isinstance(p, INTERACTIVE) and p.description == name)


def text_of(view):
    return " ".join(part.value for part in parts(view, w.HTML))


def alts(html):
    return [unescape(alt) for alt in re.findall(r'<img[^>]* alt="([^"]*)"', html)]


@pytest.fixture(scope="module")
def views():
    return {
        "weigh": weigh(MODEL),
    }


VIEWS = ["weigh"]


# --- weigh -------------------------------------------------------------------------


def set_weight(view, group, number):
    control(view, "Domains to weigh").value = group
    control(view, "Weight, 0 to 10").value = number


def shares(view):
    """Per cent by service, read from the alternative text of the bars."""
    return re.findall(
        r"([^.:]+): [\d.e+]+ yours, [\d.e+]+ shared, [\d.e+]+ AWS's, share (\d+%)",
        alts(text_of(view))[0].partition("service. ")[2],
    )


def expected(weights):
    rows = ROWS[ROWS["service"].isin(SCALE)]
    share = customer_share(rows, weights)
    return [(SERVICES[s], f"{share[s]:.0%}") for s in order_of_services(rows, weights)]


def domains_of(column, value):
    domains = MODEL.domains
    return domains.loc[domains[column] == value, "domain"]


def cleaned(found):
    return [(name.strip(), share) for name, share in found]


def test_weights_multiply_and_reset_restores():
    view = weigh(MODEL)
    first = text_of(view)
    assert "All domains weigh the same" in first and cleaned(shares(view)) == expected(None)

    set_weight(view, "layer: platform", 10)
    weights = dict.fromkeys(domains_of("layer", "platform"), 10)
    assert cleaned(shares(view)) == expected(weights) != expected(None)
    assert "Weights: layer: platform 10." in text_of(view)

    set_weight(view, "kind: security", 4)
    both = dict.fromkeys(DOMAINS.index, 1)
    for domain in domains_of("layer", "platform"):
        both[domain] *= 10
    for domain in domains_of("kind", "security"):
        both[domain] *= 4
    assert both["guest-os"] == 40 and both["platform-install"] == 10 and both["backup"] == 1
    assert cleaned(shares(view)) == expected(both)
    assert "layer: platform 10, kind: security 4." in text_of(view)

    control(view, "Domains to weigh").value = "layer: platform"
    assert control(view, "Weight, 0 to 10").value == 10, "the number follows the group"
    assert cleaned(shares(view)) == expected(both), "looking at a group changes nothing"

    control(view, "Back to equal weights").click()
    assert text_of(view) == first
    assert control(view, "Weight, 0 to 10").value == 1


@pytest.fixture
def without_drawing(monkeypatch):
    """Words only, where the picture itself is not the point: drawing is what takes the time."""
    monkeypatch.setattr(explorers, "picture", lambda fig, alt: f'<img alt="{escape(alt)}">')


@pytest.mark.parametrize(
    "group, number, changes",
    [
        ("layer: platform", 3, True),
        ("layer: run", 0, True),
        ("layer: platform", 2, False),
        ("kind: people", 10, False),
    ],
)
def test_the_sentence_says_when_the_order_changes(without_drawing, group, number, changes):
    view = weigh(MODEL, [*SCALE, "lambda-container-image"])
    first = [name for name, _ in cleaned(shares(view))]
    set_weight(view, group, number)
    now = [name for name, _ in cleaned(shares(view))]
    text = unescape(text_of(view))
    assert (now != first) == changes
    assert (f"The order has changed: {', '.join(now)}." in text) == changes
    assert ("The order of the services is the one of equal weights." in text) != changes


def test_no_weights_at_all_change_the_order_of_the_main_scale():
    """So the lesson must weigh more services than the stops, or there is nothing to see."""
    rows = ROWS[ROWS["service"].isin(SCALE)]
    assert scale.order_stability(rows, draws=10)["always"].all()
    rows = ROWS[ROWS["service"].isin([*SCALE, "lambda-container-image"])]
    assert not scale.order_stability(rows, draws=10)["always"].all()


def test_nothing_but_zeros_is_an_error_in_words(without_drawing):
    view = weigh(MODEL)
    for group in [g for g in control(view, "Domains to weigh").options if g.startswith("layer")]:
        set_weight(view, group, 0)
    page = text_of(view)
    assert 'role="alert"' in page and "at least one is above 0" in page
    control(view, "Back to equal weights").click()
    assert 'role="alert"' not in text_of(view)


def test_other_services_can_be_weighed(without_drawing):
    view = weigh(MODEL, ["s3", "rds"])
    assert sorted(name for name, _ in cleaned(shares(view))) == ["Amazon RDS", "Amazon S3"]


# --- every view --------------------------------------------------------------------


@pytest.mark.parametrize("name", VIEWS)
def test_every_control_has_a_name(views, name):
    found = parts(views[name], INTERACTIVE)
    assert found
    for part in found:
        assert (part.description or "").strip() or (part.tooltip or "").strip()
        if part.description and not isinstance(part, w.Button):
            assert part.style.description_width != ""  # or the label is cut
    known = INTERACTIVE + (w.HTML, w.Box, w.GridBox)
    assert not [part for part in tree(views[name]) if not isinstance(part, known)]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_speaks_without_a_kernel(views, name):
    view = views[name]
    assert len(Page(view.fallback).text) + sum(map(len, alts(view.fallback))) > 60
    assert len(view.text) > 20 and "\n" not in view.text
    bundle, about = view._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", "application/vnd.jupyter.widget-view+json"}
    assert about == {"on_the_hook": {"needs_kernel": True}}
    python = [
        call
        for part in parts(view, INTERACTIVE)
        for call in [
            *part._trait_notifiers.get("value", {}).get("change", []),
            *getattr(part, "_click_handlers", w.CallbackDispatcher()).callbacks,
        ]
        if not isinstance(call, ObserveHandler)
    ]  # such are ipywidgets' own
    assert python


def test_an_error_in_a_callback_is_shown_and_then_cleared(monkeypatch):
    view = weigh(MODEL)
    assert 'role="alert"' not in text_of(view)
    with monkeypatch.context() as patch:
        patch.setattr(explorers, "share_bars", lambda *a, **k: [][1 if a or k else 0])
        set_weight(view, "layer: run", 3)
        page = text_of(view)
        assert 'role="alert"' in page and "Run the cell again" in page and "IndexError" in page
    set_weight(view, "layer: run", 2)
    assert 'role="alert"' not in text_of(view)


# --- a hostile table ---------------------------------------------------------------

MARKUP = """<script>alert(1)</script><img src=x onerror="alert(2)">' onclick='alert(3)"""
LINK = 'https://x.org/"onmouseover="alert(4)"><script>alert(5)</script>'
WRITTEN_BY_US = {
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "span",
    "b",
    "br",
    "p",
    "div",
    "figure",
    "picture",
    "source",
    "img",
    "ul",
    "ol",
    "li",
    "details",
    "summary",
    "i",
    "code",
}


def html_of(view):
    """Everything of a view that a browser takes for HTML, the pictures opened."""
    html = [part.value for part in parts(view, w.HTML)] + [view.fallback]
    pictures = re.findall('base64,([^"]+)"', " ".join(html))
    return html, [base64.b64decode(picture).decode() for picture in pictures]


HOSTILE_VIEWS = {
    "sliding_scale": sliding_scale,
    "compare": lambda m: compare(m, "ec2", "emr-on-ec2"),
    "weigh": weigh,
    "comparison_table": lambda m: explorers.View([], duties.comparison_table(m, "ec2", "ec2"), ""),
    "PredictOwners": lambda m: PredictOwners(m, "ec2", start="on-premises"),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return load_model(folder_of(tmp_path_factory.mktemp("hostile"), MARKUP, LINK))


@pytest.mark.parametrize("name", HOSTILE_VIEWS)
def test_hostile_text_stays_text(hostile, name):
    view = HOSTILE_VIEWS[name](hostile)
    pages, pictures = html_of(view)
    assert "alert(1)" in " ".join(pages)
    for html in pages:
        page = Page(html)
        assert page.tags <= WRITTEN_BY_US
        assert not [a for a, _ in page.attributes if a.startswith("on")]
        assert not [
            x for a, x in page.attributes if a in ("src", "srcset") and not x.startswith("data:image/svg")
        ]
        assert all(link == LINK for link in page.links)
    for svg in pictures:
        assert not Page(svg).tags & {"script", "img"}
    assert not [p for p in parts(view, INTERACTIVE) if getattr(p, "description_allow_html", False)]


def test_a_link_that_runs_a_script_is_refused(tmp_path):
    folder = folder_of(tmp_path, "text", "javascript:alert(1)")
    with pytest.raises(TableError, match="is not a link"):
        load_model(folder)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", " javascript:alert(1)", "//x.org"],
)
def test_no_such_link_is_made_in_any_case(url):
    row = {"source": "k", "title": MARKUP, "publisher": "p", "copy_date": "2026", "url": url}
    page = Page(duties.cite(row, True))
    assert page.links == set() and page.tags == {"span"} and page.text == "k†"


LONG = "x" * 10_000
NAMES = frozenset([("domains", "name"), ("services", "name")])


@pytest.mark.parametrize("name", ["compare", "PredictOwners"])
def test_very_long_sentences_can_wrap(tmp_path, without_drawing, name):
    """A long name in a chart is a matter of test_charts.py."""
    html = " ".join(html_of(HOSTILE_VIEWS[name](load_model(folder_of(tmp_path, LONG, keep=NAMES))))[0])
    assert LONG in html and "overflow-wrap:anywhere" in html


@pytest.mark.parametrize("name", ["compare", "PredictOwners"])
def test_long_names(tmp_path, name):
    model = load_model(folder_of(tmp_path, "x" * 400))
    assert "x" * 400 in html_of(HOSTILE_VIEWS[name](model))[0][-1]
