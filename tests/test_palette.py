"""The colours of the owners: words on them can be read, they can be seen on every ground, and every eye tells them apart."""

from itertools import combinations

import pytest

from helpers.words.palette import COLOUR, INK, PAPER

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


@pytest.mark.parametrize("owner", COLOUR)
def test_the_word_on_a_colour_can_be_read(owner):
    assert contrast(INK[owner], COLOUR[owner]) >= 4.5


# The paper of a chart and the light theme, the dark themes of JupyterLab and of the web site.
@pytest.mark.parametrize("ground", [PAPER, "#111111", "#14181E"])
@pytest.mark.parametrize("owner", COLOUR)
def test_a_colour_can_be_seen_on_what_it_stands_on(owner, ground):
    assert contrast(COLOUR[owner], ground) >= 3


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("one", "other"), combinations(COLOUR, 2))
def test_the_colours_stay_apart_for_every_eye(one, other, sight):
    # 2.3 is a difference that can be noticed; 15 is clear side by side.
    assert seen_difference(COLOUR[one], COLOUR[other], sight) >= 15


def test_the_colour_sums_are_right():
    # Known values, so that a slip in the sums above cannot pass everything.
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21
    assert round(contrast("#767676", "#FFFFFF"), 2) == 4.54
    assert lab(linear("#FF0000")) == pytest.approx((53.2, 80.1, 67.2), abs=0.1)
    assert seen_difference("#D00000", "#507000", "deuteranopia") < seen_difference("#D00000", "#507000", "normal") / 3
