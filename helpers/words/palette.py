"""The one palette (Okabe and Ito, "Color Universal Design", 2008), safe for colour-blind readers."""

COLOUR = {"aws": "#0072B2", "shared": "#009E73", "customer": "#D55E00"}

INK = {"aws": "#FFFFFF", "shared": "#000000", "customer": "#000000"}  # text on these colours

PAPER, TEXT, GRID = "#FFFFFF", "#222222", "#D9D9D9"
