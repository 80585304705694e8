"""Every figure, drawn from the shipped tables: what it says, in words, and whether it fits."""

import base64
import io
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from functools import lru_cache
from html.parser import HTMLParser

import pandas as pd
import pytest
from matplotlib import image, rcParams
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch, Polygon
from matplotlib.text import Text
from shipped import MODEL

from helpers import gain, load_table, reach_of_settings
from helpers.charts.bill import bill_chart, cost_of_forgetting_chart
from helpers.charts.clock import cluster_clock_chart
from helpers.charts.comparison import difference_chart, heat_map, share_bars
from helpers.charts.learning import calibration_chart, gain_chart
from helpers.charts.moves import reach_chart, timeline_chart
from helpers.charts.stack import responsibility_stack
from helpers.charts.style import PEN, PHONE, THEMES, WIDE, svg
from helpers.numbers import scale
from helpers.views.page import picture
from helpers.views.repair import SCRIPT
from helpers.words.owners import NAME, OWNERS, SIGN, split_of

ROWS = MODEL.responsibilities
SERVICES = MODEL.service_names
DOMAINS = MODEL.domain_names
SCALE = ["on-premises", "ec2", "emr-on-ec2", "emr-on-eks", "emr-serverless", "lambda-managed-runtime"]
HOSTILE = """<script>alert(1)</script> "x" 'y' & <b onclick=z>"""


def stack(service="ec2", before=None):
    return responsibility_stack(MODEL.of(service), None if before is None else MODEL.of(before))


def heat(services=SCALE):
    return heat_map(MODEL.grid().loc[services], DOMAINS, SERVICES)


def long_heat():
    """The names of all services, over a few domains: the letters take the time to draw."""
    return heat_map(MODEL.grid().iloc[:, :3], DOMAINS, SERVICES)


def bars(services=SCALE):
    rows = ROWS[ROWS["service"].isin(services)]
    return share_bars(scale.owner_counts(rows), scale.customer_share(rows), SERVICES)


def arrows(left="ec2", right="s3"):
    return difference_chart(scale.difference(ROWS, left, right), DOMAINS, SERVICES[left], SERVICES[right])


def clock(months=8, launched="2025-01-15"):
    return cluster_clock_chart(load_table("images"), launched, months)


CALIBRATION = pd.DataFrame(
    {"answers": [4, 0, 6], "right": [1, 0, 5], "share": [0.25, None, 5 / 6]},
    index=["guessing", "fairly sure", "sure"],
)
FIGURES = {
    "stack": stack,
    "stack with before": lambda: stack("emr-on-eks", "emr-on-ec2"),
    "heat map": heat,
    "heat map of all": long_heat,
    "bars": bars,
    "arrows": arrows,
    "no arrows": lambda: arrows("s3", "s3"),
    "reach": lambda: reach_chart(reach_of_settings(MODEL), SERVICES),
    "timeline": lambda: timeline_chart(load_table("changes"), DOMAINS, SERVICES, "2026-11-24"),
    "calibration": lambda: calibration_chart(CALIBRATION),
    "gain": lambda: gain_chart(gain([True] * 6 + [False] * 9, [True] * 12 + [False] * 3)),
    "cost": lambda: cost_of_forgetting_chart(load_table("prices")),
    "bill": lambda: bill_chart(load_table("prices"), 1000, 1.0, 30),
    "bill of nothing": lambda: bill_chart(load_table("prices"), 0, 1.0, 0),
    "clock": clock,
    "clock on launch day": lambda: clock(0),
}
every_figure = pytest.mark.parametrize("name", FIGURES)


@lru_cache
def made(name):
    """The figure of that name and its picture, made once: drawing is what takes the time."""
    figure = FIGURES[name]()
    return *figure, picture(*figure)


@lru_cache
def boxes_of(name):
    return extents(made(name)[0])


def title_of(fig):
    return " ".join(t.get_text() for t in fig.texts if t.get_fontsize() == 12 and t.get_position()[0] == 0)


def boxes(fig, role):
    """The boxes in the colour of a role, as left, top, right, bottom in inches."""
    paths = [a for a in fig.axes[0].get_children() if isinstance(a, PathPatch)]
    return [
        (*box.min(axis=0), *box.max(axis=0))
        for patch in paths
        if to_hex(patch.get_facecolor()).upper() == PEN[role]
        for box in patch.get_path().vertices.reshape(-1, 5, 2)
    ]


def inside(inner, outer):
    return (
        outer[0] <= inner[0] + 1e-9
        and inner[2] <= outer[2] + 1e-9
        and outer[1] <= inner[1]
        and inner[3] <= outer[3] + 1e-9
    )


def tiles(fig):
    """Every tile with its owner. What is shared is yours with a foot of AWS's."""
    yours, theirs = boxes(fig, "yours"), boxes(fig, "aws")
    feet = [box for box in theirs if any(inside(box, tile) for tile in yours)]
    found = [(tile, "shared" if any(inside(foot, tile) for foot in feet) else "customer") for tile in yours]
    return found + [(tile, "aws") for tile in theirs if tile not in feet]


def words_on(tile, fig):
    """The lines of text that begin on a tile, from top to bottom."""
    left, top, right, bottom = tile
    lines = [
        t for t in fig.texts if left < t.get_position()[0] < right and top < t.get_position()[1] < bottom
    ]
    return [t.get_text() for t in sorted(lines, key=lambda t: t.get_position()[1])]


def pixels(png):
    return image.imread(io.BytesIO(png))


def svg_of(html, tag="<img"):
    return base64.b64decode(re.search(f'{tag}[^>]*"data:image/svg.xml;base64,([^"]+)"', html)[1]).decode()


def words_of(figure, tag="<img"):
    """The lines of text in the picture, as a reader's browser gets them."""
    drawing = svg_of(figure[2], tag) if len(figure) == 3 else svg(figure[0])
    tree = ElementTree.fromstring(drawing)
    return ["".join(e.itertext()) for e in tree.iter() if e.tag.endswith("}text")]


def extents(fig):
    """Every text that can be seen, with its box in pixels."""
    fig.draw_without_rendering()
    return [(t, t.get_window_extent()) for t in fig.findobj(Text) if t.get_visible() and t.get_text().strip()]


def cut_off(fig, boxes=None):
    wide, high = fig.bbox.width, fig.bbox.height
    return [
        t.get_text()
        for t, box in boxes or extents(fig)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > wide or box.y1 > high
    ]


# --- every figure ------------------------------------------------------------------


@every_figure
def test_a_figure_fits_a_page_and_can_be_read(name):
    fig, _, _ = made(name)
    assert 6 <= fig.get_figwidth() <= 8
    assert {t.get_text(): t.get_fontsize() for t, _ in boxes_of(name) if t.get_fontsize() < 10} == {}


@every_figure
def test_nothing_is_cut_off(name):
    fig = made(name)[0]
    assert cut_off(fig, boxes_of(name)) == []
    assert cut_off(fig.on_a_phone()) == []


@every_figure
def test_a_phone_gets_a_picture_of_its_own(name):
    fig, alt, html = made(name)
    narrow = fig.on_a_phone()
    assert (fig.get_figwidth(), narrow.get_figwidth()) == (WIDE, WIDE if name == "heat map of all" else PHONE)
    # It says all that the other says, but for some ticks, and for words of a change of hands, which are signs here.
    wide, phone = (
        set(re.findall(r"\w+", " ".join(words_of((fig, alt, html), tag))))
        for tag in ("<img", "<img" if narrow.get_figwidth() == WIDE else "<source")
    )
    assert wide - phone <= {"you", "AWS", "yours", "shared", "Amazon", "forgotten", "May", "Sep"} | set(
        map(str, range(2014, 2029))
    )


@every_figure
def test_every_colour_has_a_role_in_both_themes(name):
    """So nothing stays dark in the dark. What stands for a colour is defined once a theme, and nowhere else."""
    drawing, rules = svg_of(made(name)[2]), THEMES["light"].keys()
    body = drawing.partition("</style>")[2]
    assert not re.search("#[0-9a-fA-F]{6}", re.sub(r"url\(#[^)]*\)|\"#[^\"]*\"", "", body))
    assert set(re.findall(r"var\(--([\w-]+)\)", body)) <= {*rules, "font"}
    assert drawing.count("prefers-color-scheme:dark") == 1 and rules == THEMES["dark"].keys()


@pytest.mark.parametrize("name", ["stack with before", "heat map", "bars", "arrows", "clock"])
def test_the_same_figure_is_the_same_bytes(name):
    assert picture(*FIGURES[name]()) == made(name)[2]


@every_figure
def test_the_alt_is_in_the_picture_and_the_words_are_text(name):
    fig, alt, picture = made(name)
    assert image_of(picture)["alt"] == alt
    assert title_of(fig) in " ".join(words_of((fig, alt, picture)))


@pytest.mark.parametrize("name", ["stack", "bars", "arrows", "no arrows", "clock", "heat map"])
def test_the_title_states_figures(name):
    assert re.search(r"\d", title_of(made(name)[0]))


def test_charts_leave_the_learners_settings_alone():
    before = dict(rcParams)
    stack(), bars(), arrows(), clock()
    assert dict(rcParams) == before


# --- the responsibility stack ------------------------------------------------------


@pytest.mark.parametrize("service", [*SCALE, "lambda-container-image", "s3", "outposts"])
def test_the_stack_has_a_tile_and_a_word_for_each_domain(service):
    fig, alt = stack(service)
    rows = MODEL.of(service)
    count = rows["owner"].value_counts()
    found = {
        " ".join(words[:-1]): (words[-1], owner)
        for tile, owner in tiles(fig)
        if (words := words_on(tile, fig))
    }
    assert len(found) == len(rows) == 26
    assert found == {
        name: (f"{SIGN[owner]} {NAME[owner]}", owner) for name, owner in zip(rows["name"], rows["owner"])
    }
    split = f"{count.get('customer', 0)} yours, {count.get('shared', 0)} shared, {count.get('aws', 0)} AWS's"
    assert title_of(fig) == f"{SERVICES[service]}: {split}"
    assert f"26 tiles: {split}." in alt
    for owner, start in (("customer", "You: "), ("shared", "Shared: "), ("aws", "AWS: ")):
        names = ", ".join(rows.loc[rows["owner"] == owner, "name"])
        assert not names or f"{start}{names}." in alt


def test_the_owner_is_a_word_in_the_svg():
    words, counts = Counter(words_of(stack("emr-on-ec2"))), MODEL.of("emr-on-ec2")["owner"]
    for owner in OWNERS:
        assert words[f"{SIGN[owner]} {NAME[owner]}"] == (counts.astype(str) == owner).sum() > 0


@pytest.mark.parametrize(
    "service, before", list(zip(SCALE[1:], SCALE)) + [("on-premises", "s3"), ("ec2", "ec2")]
)
def test_a_tile_that_changed_hands_says_so(service, before):
    figure = stack(service, before)
    changes = scale.difference(ROWS, before, service)
    moved = changes[changes["moved"] != "same"]
    expected = Counter(f"{NAME[r.left]} → {NAME[r.right]}" for r in moved.itertuples())
    assert Counter(line for line in words_of(figure) if "→" in line) == expected
    fig, alt = figure
    folds = [a for a in fig.axes[0].get_children() if isinstance(a, Polygon)]
    assert len(folds) == 2 * len(moved)  # the paper, and the corner on it
    said = alt.partition("Changed hands: ")[2]
    assert (
        said
        == (
            ", ".join(
                f"{DOMAINS[r.Index]} from {NAME[r.left]} to {NAME[r.right]}" for r in moved.itertuples()
            )
            or "none"
        )
        + "."
    )


def test_from_ec2_to_lambda_a_tile_goes_from_you_to_aws():
    assert "you → AWS" in words_of(stack("lambda-managed-runtime", "ec2"))


@pytest.mark.parametrize(
    "before, after", [(None, "shared"), ("customer", "shared"), ("shared", "aws"), ("aws", "customer")]
)
def test_the_text_of_a_tile_stays_inside_it(before, after):
    """Every tile with the longest words that an owner, or a change of owner, can put on it."""
    rows = MODEL.of("ec2").assign(owner=after)
    fig, _ = responsibility_stack(rows, None if before is None else rows.assign(owner=before))
    for drawn in (fig, fig.on_a_phone()):
        boxes, seen = extents(drawn), 0
        scale = drawn.dpi
        for (left, top, right, bottom), _ in tiles(drawn):
            edge = (
                left * scale,
                drawn.bbox.height - bottom * scale,
                right * scale,
                drawn.bbox.height - top * scale,
            )
            lines = []
            for text, box in boxes:
                if edge[0] < box.x0 < edge[2] and edge[1] < (box.y0 + box.y1) / 2 < edge[3]:
                    lines.append(box)
                    assert box.x1 <= edge[2] + 1 and edge[1] <= box.y0 + 1 and box.y1 <= edge[3] + 1, (
                        text.get_text()
                    )
            lines.sort(key=lambda box: -box.y0)
            assert len(lines) >= 2 and all(low.y1 <= high.y0 + 1 for high, low in zip(lines, lines[1:]))
            seen += len(lines)
        titles = sum(t.get_fontsize() == 12 for t in drawn.texts)
        assert seen == len(boxes) - MODEL.domains["layer"].nunique() - titles
        assert cut_off(drawn, boxes) == []


# --- the others --------------------------------------------------------------------


def test_the_heat_map_letters_and_names():
    words = Counter(words_of(made("heat map")))
    owners = Counter(MODEL.grid().loc[SCALE].astype(str).to_numpy().ravel())
    assert [words[x] for x in "ASY"] == [owners[o] for o in ("aws", "shared", "customer")]
    for name in [*DOMAINS, *SERVICES[SCALE]]:
        assert words[name] == 1
    assert "A = AWS acts · S = shared, both act · Y = you act" in words


def test_the_heat_map_in_words():
    _, alt, _ = made("heat map")
    assert alt.startswith("Heat map of 26 domains by 6 services.")
    for service in SCALE:
        assert f"{SERVICES[service]}: {split_of(MODEL.of(service)['owner'])}." in alt
    assert "Your own data centre: 26 yours, 0 shared, 0 AWS's." in alt


def test_the_bars_in_words():
    fig, alt, picture = made("bars")
    counts, share = scale.owner_counts(ROWS), scale.customer_share(ROWS)
    for s in SCALE:
        assert (
            f"{SERVICES[s]}: {counts.loc[s, 'customer']:g} yours, {counts.loc[s, 'shared']:g} "
            f"shared, {counts.loc[s, 'aws']:g} AWS's, share {share[s]:.0%}."
        ) in alt
        assert f">{share[s]:.0%} yours</text>" in svg_of(picture)
    assert title_of(fig).startswith("Your share runs from 100% to 40%")


def test_a_bar_is_as_long_as_its_number():
    fig = made("bars")[0]
    counts = scale.owner_counts(ROWS).loc[SCALE, ["customer", "shared", "aws"]]
    found = tiles(fig)
    inch = min(right - left + 0.025 for (left, _, right, _), _ in found) / counts[counts > 0].min().min()
    for owner in OWNERS:
        long = sorted(
            round((right - left + 0.025) / inch, 6) for (left, _, right, _), whose in found if whose == owner
        )
        assert long == sorted(n for n in counts[owner] if n)


@pytest.mark.parametrize("left, right", [("ec2", "s3"), ("emr-on-ec2", "emr-on-eks")])
def test_the_arrows_in_words(left, right):
    fig, alt = arrows(left, right)
    changes = scale.difference(ROWS, left, right)
    n = changes["moved"].value_counts()
    to_aws, to_you = n.get("to aws", 0), n.get("to customer", 0)
    title = f"{to_aws + to_you} of 26 domains change hands: {to_aws} towards AWS, {to_you} towards you"
    assert title_of(fig) == title and f"{title}." in alt
    words = words_of((fig, alt))
    for row in changes.itertuples():
        says = f"{DOMAINS[row.Index]}: {NAME[row.left]} to {NAME[row.right]}."
        assert (says in alt) == (DOMAINS[row.Index] in words) == (row.moved != "same")
    assert sum(words.count(name) for name in NAME.values()) == 2 * (to_aws + to_you)


def test_no_arrows_says_so():
    fig, alt = arrows("s3", "s3")
    assert "No domain changes hands." in words_of((fig, alt))
    assert "0 of 26 domains change hands" in alt


@pytest.mark.parametrize(
    "months, end", [(0, "2025-01-15"), (1, "2025-02-15"), (8, "2025-09-15"), (24, "2027-01-15")]
)
def test_the_clock_counts_the_images(months, end):
    dates = load_table("images")["released"].dt.strftime("%Y-%m-%d").tolist()
    missed = sum("2025-01-15" < date <= end for date in dates)
    fig, alt = clock(months)
    count = rf"\b{missed} (newer )?(image )?version{'' if missed == 1 else 's'}\b"
    assert re.search(count, alt) and re.search(count, title_of(fig))
    assert f"of {max(d for d in dates if d <= '2025-01-15')}" in alt
    assert "launched on 2025-01-15" in alt


def test_a_cluster_older_than_all_images_is_refused():
    with pytest.raises(ValueError, match="no image is older than the launch on 2023-01-01"):
        clock(3, "2023-01-01")


# --- long names --------------------------------------------------------------------


def test_the_bars_of_all_services_fit():
    assert cut_off(bars(list(SERVICES.index))[0]) == []


@pytest.mark.parametrize(
    "left, right",
    [
        ("ec2", "dynamodb"),
        ("sagemaker-notebook", "ec2"),
        ("ec2", "lambda-managed-runtime"),
        ("ec2", "sagemaker-notebook"),
    ],
)
def test_the_headings_of_the_arrows_fit(left, right):
    assert cut_off(arrows(left, right)[0]) == []


def test_a_long_name_before_a_short_one_is_not_cut_off():
    six = ["ec2", "emr-on-ec2", "rds", "fargate", "lambda-managed-runtime", "s3"]
    assert cut_off(heat_map(MODEL.grid().loc[six], DOMAINS, SERVICES)[0]) == []


def test_a_long_name_does_not_stop_the_heat_map():
    heat_map(MODEL.grid().loc[SCALE], DOMAINS, SERVICES.map(lambda name: name * 20))


# --- hostile words -----------------------------------------------------------------


def with_words(text):
    """Every figure with `text` for every name."""
    services, domains = SERVICES.map(lambda _: text), DOMAINS.map(lambda _: text)
    rows = MODEL.of("ec2").assign(name=text, service_name=text)
    some = ROWS[ROWS["service"].isin(SCALE)]
    return {
        "stack": lambda: responsibility_stack(rows, rows.assign(owner="shared")),
        "heat map": lambda: heat_map(MODEL.grid().loc[SCALE], domains, services),
        "bars": lambda: share_bars(scale.owner_counts(some), scale.customer_share(some), services),
        "arrows": lambda: difference_chart(scale.difference(ROWS, "ec2", "s3"), domains, text, text),
    }


def image_of(html):
    return dict(Tags(html).found)["img"]


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("name", ["stack", "heat map", "bars", "arrows"])
def test_markup_in_a_name_stays_text(name):
    fig, alt = with_words(HOSTILE)[name]()
    html = picture(fig, alt)
    assert [tag for tag, _ in Tags(html).found] == ["figure", "picture", "source", "img"]
    image = image_of(html)
    assert image["alt"] == alt and "<script>" in alt
    assert not any(attribute.startswith("on") for attribute in image)
    svg = svg_of(html)
    tree = ElementTree.fromstring(svg)
    assert not [e for e in tree.iter() if e.tag.endswith(("script", "}b"))]
    assert "<script" not in svg and "&lt;script&gt;" in svg


@pytest.mark.parametrize("text", [r"$\frac$", "from $5 to $6", "a\x1bb"])
@pytest.mark.parametrize("name", ["stack", "arrows"])
def test_a_name_is_never_a_formula(text, name):
    fig, alt = with_words(text)[name]()
    visible = "".join(c for c in text if c.isprintable())
    assert visible.split()[0] in " ".join(words_of((fig, alt)))


def test_a_table_of_one_row_is_singular():
    rows = MODEL.of("ec2").iloc[:1]
    assert "1 tile: 0 yours, 0 shared, 1 AWS's." in responsibility_stack(rows)[1]
    one = pd.DataFrame({"d": ["aws"]}, index=["s"])
    assert heat_map(one)[1].startswith("Heat map of 1 domain by 1 service.")


# --- the theme of the page ---------------------------------------------------------

LAB = '<body data-jp-theme-light="{}" style="background:{}"><div class="jp-OutputArea-output">'
SITE = '<html data-theme="{0}" style="color-scheme:{0}"><body><div class="cell_output">'


@pytest.mark.browser
@pytest.mark.parametrize(
    ("before", "theme"),
    [
        (LAB.format("true", "#fff"), "light"),
        (LAB.format("false", "#111"), "dark"),
        (SITE.format("light"), "light"),
        (SITE.format("dark"), "dark"),
        ("<body>", None),  # a page that says nothing: the theme of the system
    ],
)
@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_chart_has_the_theme_of_the_page_around_it(browser, before, theme, system):
    """As stored, once: JupyterLab says its theme in an attribute, which repair.js hands on, the site in its style sheet."""
    page = browser.new_page(viewport={"width": 900, "height": 700}, color_scheme=system)
    page.set_content(f"<!doctype html>{before}")
    page.add_script_tag(path=SCRIPT)
    page.evaluate(
        "html => { (document.querySelector('div') ?? document.body).innerHTML = html; }", made("bars")[2]
    )
    page.wait_for_function("[...document.images].every(e => e.naturalWidth)")
    shot = pixels(page.locator("img").screenshot())
    assert to_hex(shot[-3, 3]).upper() == THEMES[theme or system]["paper"]
    page.close()


@pytest.mark.browser
def test_a_phone_shows_the_narrow_picture_and_the_page_does_not_move_sideways(browser):
    for name, width in (("bars", PHONE), ("heat map of all", WIDE)):
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.set_content(f"<!doctype html><body style='margin:8px'>{made(name)[2]}")
        page.wait_for_function("[...document.images].every(e => e.naturalWidth)")
        assert page.evaluate("document.images[0].naturalWidth") == width * 96
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.close()
