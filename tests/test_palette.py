"""The colours of the owners: words on them can be read, they can be seen on every ground, and every eye tells them apart."""

from itertools import combinations

import pytest

from helpers.charts.style import INK_ON, PEN
from helpers.charts.style import THEMES as ROLES
from helpers.words.palette import DARK, DARK_INK, LIGHT, LIGHT_INK, custom_properties

# Machado, Oliveira and Fernandes (2009), severity 1.0, for linear RGB.
SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}  # fmt: skip


def linear(colour):
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


def luminance(colour):
    return times([(0.2126, 0.7152, 0.0722)], linear(colour))[0]


def contrast(one, other):
    """The ratio of WCAG 2.2: 1 for the same colour, 21 for black on white."""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    """CIE L*a*b* (D65) of linear RGB."""
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [v / white for v, white in zip(times(to_xyz, rgb), (0.9505, 1.0, 1.089))]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen_difference(one, other, sight):
    """CIE76 difference of two colours as an eye of that kind sees them."""
    labs = [lab([min(1, max(0, v)) for v in times(SIGHT[sight], linear(c))]) for c in (one, other)]
    return sum((a - b) ** 2 for a, b in zip(*labs)) ** 0.5


# The colours of a theme, the words on them, and the grounds they stand on: of JupyterLab, of the web site, of a chart.
THEMES = {"light": (LIGHT, LIGHT_INK, ["#FFFFFF"]), "dark": (DARK, DARK_INK, ["#111111", "#14181E"])}
PAIRS = list(combinations(LIGHT, 2))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("owner", LIGHT)
def test_a_colour_can_be_seen_and_the_word_on_it_read(theme, owner):
    colour, ink, grounds = THEMES[theme]
    assert contrast(ink[owner], colour[owner]) >= 4.5
    assert all(contrast(colour[owner], ground) >= 3 for ground in grounds)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_colours_stay_apart_for_every_eye(theme, one, other, sight):
    # 2.3 is a difference that can be noticed; 15 is clear side by side.
    colour = THEMES[theme][0]
    assert seen_difference(colour[one], colour[other], sight) >= 15


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("one", "other", "least"),
    [("aws", "customer", 2.4), ("aws", "shared", 1.6), ("shared", "customer", 1.35)],
)
def test_the_colours_stay_apart_in_grey(theme, one, other, least):
    colour = THEMES[theme][0]
    assert contrast(colour[one], colour[other]) >= least


@pytest.mark.parametrize("theme", ROLES)
def test_a_chart_can_be_read_in_both_themes(theme):
    role = ROLES[theme]
    for words, ground, least in (
        ("text", "paper", 7),
        ("quiet", "paper", 4.5),
        ("paper", "accent", 4.5),
        ("customer", "paper", 3),  # the edge of what is yours
        ("aws", "paper", 3),
        ("yours", "aws", 2.4),  # in grey, too
    ):
        assert contrast(role[words], role[ground]) >= least, (words, ground)
    for owner, ink in INK_ON.items():
        assert contrast(role[ink], role["aws" if owner == "aws" else "yours"]) >= 4.5, owner
    assert all(seen_difference(role["yours"], role["aws"], sight) >= 15 for sight in SIGHT)


def test_every_role_is_drawn_in_a_colour_of_its_own_which_is_that_of_the_light_theme():
    assert len(set(PEN.values())) == len(PEN)
    assert all(seen_difference(PEN[role], colour, "normal") < 2 for role, colour in ROLES["light"].items())


def test_a_style_sheet_gets_both_themes():
    rule = custom_properties(".somewhere")
    assert rule.startswith(".somewhere {") and all(
        f"--{owner}: light-dark({LIGHT[owner]}, {DARK[owner]});" in rule for owner in LIGHT
    )


def test_the_colour_sums_are_right():
    # Known values, so that a slip in the sums above cannot pass everything.
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21
    assert round(contrast("#767676", "#FFFFFF"), 2) == 4.54
    assert lab(linear("#FF0000")) == pytest.approx((53.2, 80.1, 67.2), abs=0.1)
    assert (
        seen_difference("#D00000", "#507000", "deuteranopia")
        < seen_difference("#D00000", "#507000", "normal") / 3
    )
