"""The one look of all charts: paper measured in inches, on which words and tiles are put, and a figure as SVG.

A picture holds both themes: every colour in it is one of the roles below, and the page's `color-scheme` chooses the theme. For a
phone it is drawn a second time, narrow.
"""

import bisect
import contextlib
import functools
import io
import re
import warnings
from collections.abc import Callable, Sequence

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path

from ..words.palette import DARK, DARK_INK, LIGHT, LIGHT_INK, PAGE, TINT

WIDE, PHONE = 8.0, 3.75  # inches; a pixel is 1/96 of one


def _roles(colour: dict, ink: dict, theme: str) -> dict[str, str]:
    inks = {f"{owner}-ink": value for owner, value in ink.items()}
    return {**PAGE[theme], **colour, **inks, "yours": TINT[theme]}


THEMES = {"light": _roles(LIGHT, LIGHT_INK, "light"), "dark": _roles(DARK, DARK_INK, "dark")}


def _pens() -> dict[str, str]:
    """The colour that each role is drawn in: that of the light theme, or one step away where another role has it already.

    So the picture still knows in the dark what was paper and what was white ink.
    """
    pens: dict[str, str] = {}
    for role, colour in THEMES["light"].items():
        while colour in pens.values():
            colour = f"#{int(colour[1:], 16) - 1:06X}"
        pens[role] = colour
    return pens


PEN = _pens()
INK_ON = {
    "aws": "aws-ink",
    "shared": "customer-ink",
    "customer": "customer-ink",
}  # the role of a word on a tile
STYLE = {
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "text.color": PEN["text"],
    "axes.labelcolor": PEN["quiet"],
    "axes.edgecolor": PEN["quiet"],
    "axes.facecolor": "none",
    "xtick.color": PEN["quiet"],
    "ytick.color": PEN["quiet"],
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "text.parse_math": False,  # a $ in a name is a dollar sign, not the start of a formula
    "axes.axisbelow": True,
    "grid.color": PEN["rule"],
    "figure.facecolor": PEN["paper"],
}
LINE = 0.18  # inches from one line of words to the next


@contextlib.contextmanager
def _any_script():
    """Letters that matplotlib's own font lacks are no fault: the picture holds text, and the browser has the letters."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font")
        yield


def inches(words: str, bold: bool = False, size: float = 10) -> float:
    """How wide `words` are in matplotlib's own font. A reader's own is narrower, or as wide."""
    hinted = 1.04  # a screen that moves letters to whole pixels needs a little more
    return sum(_advance(character, bold) for character in words) * size * hinted


@functools.cache
def _advance(character: str, bold: bool) -> float:
    """From the beginning of a character to that of the next, in inches for each point of the size of the font."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))
    if not font.get_char_index(ord(character)):
        return 1 / 72  # another font has it, at the widest as wide as high
    font.set_size(10, 72)
    return font.load_char(ord(character)).linearHoriAdvance / 65536 / 10 / 72


def fold(words: str, width: float, bold: bool = False, size: float = 10) -> list[str]:
    """`words` in lines of at most so many inches; a word that is wider itself is broken."""
    lines = [""]
    for word in words.split():
        joined = f"{lines[-1]} {word}".strip()
        while inches(joined, bold, size) > width:
            if lines[-1]:
                joined = word
                lines.append("")
                continue
            fits = 1 + bisect.bisect(
                range(2, len(joined)), width, key=lambda n: inches(joined[:n], bold, size)
            )
            lines[-1] = joined[:fits]
            lines.append("")
            joined = word = joined[fits:]
        lines[-1] = joined
    return lines


class Sheet:
    """Paper as wide as it is told, and as long as what is put on it. All places are inches from its top left corner.

    title: the finding, in words; it stands on top, in as many lines as it takes. `y` is where the next thing goes.
    """

    def __init__(self, width: float, title: str) -> None:
        self.width, self.y = width, 0.08
        self.words: list[tuple] = []
        self.lines: list[tuple] = []
        self.tiles: list[tuple] = []
        self.corners: list[tuple] = []
        lines, room = fold(title, width - 0.1, bold=True, size=12), width - 0.2
        while (
            len(even := fold(title, room, bold=True, size=12)) == len(lines) > 1
        ):  # no word alone on the last line
            lines, room = even, room - 0.1
        for line in lines:
            self.write(0, self.y + 0.1, line, fontsize=12, fontweight="bold")
            self.y += 0.23
        self.y += 0.14

    @property
    def on_a_phone(self) -> bool:
        return self.width < 6

    def write(self, x: float, y: float, words: str, colour: str = "text", **look: object) -> None:
        """One line of words whose middle is at the height y. colour: a role."""
        # From the baseline: the middle of a text as matplotlib sees it depends on its letters.
        drop = 0.0 if look.get("rotation") else 0.36 * look.get("fontsize", 10) / 72
        self.words.append((x, y + drop, words, {"color": PEN[colour], **look}))

    def note(self, words: str) -> None:
        """What is said below the chart, in quiet words: how to read it, source and date."""
        self.y += 0.12
        for line in fold(words, self.width - 0.1):
            self.write(0, self.y + 0.1, line, "quiet")
            self.y += LINE

    def tile(self, x: float, y: float, width: float, height: float, owner: str) -> None:
        """A tile in the colour of its owner. What is shared is yours with a foot of AWS's."""
        self.tiles.append((x, y, width, height, owner))

    def marked(self, x: float, y: float, width: float, height: float, owner: str, words: str) -> None:
        """A tile with a word in its middle."""
        self.tile(x, y, width, height, owner)
        middle = y + (height - (foot(height) if owner == "shared" else 0)) / 2
        self.write(x + width / 2, middle, words, INK_ON[owner], ha="center")

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A bar that is nobody's."""
        self.lines.append(
            ([x, x + width], [y + height / 2] * 2, {"color": PEN[colour], "linewidth": 72 * height})
        )

    def tall_words(self, x: float, lines: list[str], ha: str) -> None:
        """Lines of words one below the other, above what comes next."""
        for line in lines:
            self.write(x, self.y + 0.08, line, ha=ha)
            self.y += LINE
        self.y += 0.02

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        colour: str = "rule",
        below: bool = False,
        **look: object,
    ) -> None:
        """A line, or a mark where look says so. below: behind the tiles, not before them."""
        look = {"color": PEN[colour], "linewidth": 1, "zorder": 0.5 if below else 3, **look}
        self.lines.append((xs, ys, look))

    def stroke(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """A part of the line between AWS and you: thick, with paper on both sides."""
        for colour, width, depth in (("paper", 6.5, 4), ("text", 3, 5)):
            self.line(xs, ys, colour, linewidth=width, zorder=depth, solid_capstyle="projecting")

    def corner(self, x: float, y: float) -> None:
        """A tile whose upper right corner is here has turned over: the corner is folded."""
        self.corners.append((x, y))

    def figure(self) -> tuple[Figure, Axes]:
        """The sheet as a figure, cut off below `y`."""
        height = self.y + 0.08
        fig = Figure(figsize=(self.width, height))
        ax = fig.add_axes((0, 0, 1, 1), xlim=(0, self.width), ylim=(height, 0))
        ax.axis("off")
        for xs, ys, look in self.lines:
            ax.plot(xs, ys, **{"solid_capstyle": "butt", "clip_on": False, **look})
        feet = [(x, y + h - foot(h), w, foot(h)) for x, y, w, h, owner in self.tiles if owner == "shared"]
        yours = [tile[:4] for tile in self.tiles if tile[4] != "aws"]
        theirs = [tile[:4] for tile in self.tiles if tile[4] == "aws"]
        # All tiles of a colour are one path: a heat map has a thousand.
        for boxes, face, edge in ((yours, "yours", "customer"), (theirs + feet, "aws", "aws")):
            if boxes:
                path = Path.make_compound_path(*map(_box, boxes))
                ax.add_artist(
                    PathPatch(path, facecolor=PEN[face], edgecolor=PEN[edge], linewidth=0.7, clip_on=False)
                )
        for x, y in self.corners:
            size = 0.14
            for points, role in (
                ([(x - size, y), (x, y), (x, y + size)], "paper"),
                ([(x - size, y), (x - size, y + size), (x, y + size)], "quiet"),
            ):
                ax.add_artist(Polygon(points, facecolor=PEN[role], edgecolor="none", zorder=2, clip_on=False))
        for x, y, words, look in self.words:
            # On the figure: on the axes, which clip, a text takes several times as long to make.
            fig.text(x, y, words, transform=ax.transData, **look)
        return fig, ax

    def axes(self, fig: Figure, left: float, top: float, width: float, height: float, **look: object) -> Axes:
        """Axes on the figure of this sheet, at so many inches."""
        long = fig.get_figheight()
        return fig.add_axes(
            (left / self.width, 1 - (top + height) / long, width / self.width, height / long), **look
        )


def foot(height: float) -> float:
    """How high the foot is that shows the part of AWS in a shared tile: a line of words where there is room for one."""
    return 0.21 if height > 0.45 else max(0.05, height * 0.28)


def _box(box: tuple[float, float, float, float]) -> Path:
    x, y, width, height = box
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
    return Path(corners, [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY])


def styled(draw: Callable) -> Callable:
    """Draw under the course's style, and leave the learner's own matplotlib settings alone.

    A figure as wide as a page knows how it is drawn for a phone: `fig.on_a_phone()` gives that figure.
    """

    @functools.wraps(draw)
    def wrapper(*args, width: float = WIDE, **kwargs):
        with rc_context(STYLE), _any_script():
            fig, alt = draw(*args, width=width, **kwargs)
        if width > PHONE:
            fig.on_a_phone = lambda: wrapper(*args, width=PHONE, **kwargs)[0]
        return fig, alt

    return wrapper


def svg(fig: Figure) -> str:
    """`fig` as SVG whose text is text, for both themes. The same chart gives the same bytes on every run."""
    out = io.StringIO()
    # The salt and the missing date take the chance out of it.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "on-the-hook"}), _any_script():
        fig.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", out.getvalue())  # XML allows no control characters
    text = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<\?xml.*?\?>|<!DOCTYPE.*?>", "", text, flags=re.S)
    text = re.sub(r"<[^/!?][^>]*>", _themed, text)
    text = re.sub(r">\s+<", "><", text.replace("</style>", f"{_sheet()}</style>", 1)).strip()
    alone = 1
    while alone:  # what only groups is left out, from the inside
        text, alone = re.subn(r"<g>((?:(?!</?g[ >]).)*)</g>", r"\1", text, flags=re.S)
    return text


def _themed(tag: re.Match) -> str:
    """A tag of matplotlib's, with roles for its colours, the page's kind of font, and no more digits than a pixel needs."""
    text = re.sub(r"\s+", " ", tag[0])
    text = re.sub(r'^<g id="[^"]*"', "<g", text)
    for role, pen in [("text", "#000000"), *PEN.items()]:
        text = re.sub(f"{pen}(?![0-9a-f])", f"var(--{role})", text, flags=re.I)
    text = text.replace("'DejaVu Sans'", "var(--font)").replace(
        ' transform="rotate(-0', ' transform="rotate(0'
    )
    text = re.sub(r' transform="rotate\(0 [^"]*"|;? stroke-linejoin: miter', "", text)
    text = re.sub(r"(\d+\.\d)\d+", r"\1", text)
    # What the style sheet says once: the size and colour of most words, and where they begin.
    usual = r"(font-size: 10px|font-family: var\(--font\)|text-anchor: start|fill: var\(--text\)(?=[;\"]))(; |(?=\"))"
    text = re.sub(usual, "", text) if text.startswith("<text") else text
    # A box by its edges instead of its corners.
    text = re.sub(r"M (\S+) (\S+) L (\S+) \2 L \3 (\S+) L \1 \4 z ?", r"M\1 \2H\3V\4H\1z", text)
    text = text.replace(' style=""', "")
    return text


def _sheet() -> str:
    """The roles as custom properties: light, and dark where the page around the picture is."""

    def rule(theme):
        return "svg{" + "".join(f"--{role}:{colour};" for role, colour in THEMES[theme].items()) + "}"

    # Verdana is as wide as DejaVu Sans, what a system has for its own menus is narrower.
    font = "svg{--font:system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,Verdana,sans-serif}"
    # What matplotlib leaves black, and so unsaid, has the colour of the words.
    font += "svg{fill:var(--text)}text{font:10px var(--font)}"
    return f"{font}{rule('light')}@media (prefers-color-scheme:dark){{{rule('dark')}}}"
