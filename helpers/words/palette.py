"""The one palette of the course, for charts, for style sheets and for exports: what a colour is, is said here alone.

What is AWS's is deep and cool, what is yours is warm and light, so that the two stay apart in grey and on paper, too. Shared is no
third power but both: where there is room it is drawn as a split of the other two, and its own colour stands in where there is
not. Each theme has its own values; a test holds both to every eye and every ground.
"""

LIGHT = {"aws": "#24527A", "shared": "#96667B", "customer": "#D07C3A"}
DARK = {"aws": "#3A6EA5", "shared": "#A58BB5", "customer": "#E8A163"}
# Words on these colours.
LIGHT_INK = {"aws": "#FFFFFF", "shared": "#FFFFFF", "customer": "#1C120B"}
DARK_INK = {"aws": "#FFFFFF", "shared": "#14100C", "customer": "#1C120B"}

# Yours where a whole tile has the colour: a tint, with an edge in the full colour.
TINT = {"light": "#EBC8AC", "dark": "#E8A163"}
# What is nobody's: paper, words, quieter words, rules and grids, and the one accent.
PAGE = {
    "light": {
        "paper": "#FFFFFF",
        "text": "#1F2328",
        "quiet": "#57606A",
        "rule": "#D9DDE2",
        "accent": "#2B5FB8",
    },
    "dark": {
        "paper": "#131519",
        "text": "#E6E8EB",
        "quiet": "#A4ABB3",
        "rule": "#333B46",
        "accent": "#8AB4F8",
    },
}

# An export brings white paper along.
COLOUR, INK = LIGHT, LIGHT_INK


def custom_properties(selector: str) -> str:
    """The palette as a CSS rule: `--aws`, `--aws-ink` and so on, for both themes (`color-scheme` says which one counts)."""
    lines = []
    for owner in LIGHT:
        lines.append(f"  --{owner}: light-dark({LIGHT[owner]}, {DARK[owner]});")
        lines.append(f"  --{owner}-ink: light-dark({LIGHT_INK[owner]}, {DARK_INK[owner]});")
    return "\n".join([f"{selector} {{", *lines, "}\n"])
