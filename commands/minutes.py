"""How long a notebook takes: a formula, so that the stated minutes are nobody's guess.

    core, more and data: the three tracks, by the tags of the cells. In each:
    words of prose / 200 a minute (folded hints and answers are not counted)
    + 1.5 minutes for a question with its reasons, 1 for one in a test form, 12 seconds for a tile to decide, 3 minutes for a view to play with,
    + 5 minutes for a coded exercise, 1 minute for a chart or a table, 15 seconds for the code of any other cell

200 words a minute is the slow end of the 175 to 300 for reading non-fiction (Brysbaert 2019, doi 10.1016/j.jml.2019.104047).
The other figures are ours: with them the eleven notebooks of November 2026 come to 7 h 15, and readers needed about 7 h 40. What a
cell shows is read from its stored output.
"""

import re

TRACKS = ("core", "more", "data")
WORDS_A_MINUTE = 200
QUESTION, FORM, TILE, VIEW, EXERCISE, LOOK, CODE = 1.5, 1, 0.2, 3, 5, 1, 0.25


def of(notebook) -> dict[str, int]:
    """Whole minutes of each track of a stored notebook (as nbformat reads it); at least 1 where a track has any cell."""
    total = dict.fromkeys(TRACKS, 0.0)
    for cell in notebook.cells:
        total[track(cell)] += of_cell(cell)
    return {name: max(1, round(minutes)) if minutes else 0 for name, minutes in total.items()}


def track(cell) -> str:
    """The track that a cell is on, by its tags; core if they name none."""
    return next((tag for tag in cell.metadata.get("tags", []) if tag in TRACKS), "core")


def of_cell(cell) -> float:
    """Minutes of one cell, not rounded."""
    return reading(cell.source) if cell.cell_type == "markdown" else doing(cell)


def reading(markdown: str) -> float:
    unfolded = re.sub(r"<details>.*?</details>|^\*\*Time\*\*.*?$", "", markdown, flags=re.S | re.M)
    words = re.sub(r"\]\([^)]*\)", "", re.sub(r"```.*?```", "", unfolded, flags=re.S)).split()
    return len(words) / WORDS_A_MINUTE


def doing(cell) -> float:
    """Minutes of a code cell, by what it shows."""
    if "exercise" in cell.metadata.get("tags", []):
        return EXERCISE
    return CODE + sum(of_output(output.get("data", {})) for output in cell.outputs)


def of_output(data: dict) -> float:
    text, minutes = data.get("text/plain", ""), 0
    locked = re.match(r"A (view|table|chart) behind a guess\. ", text)
    if locked:
        text, minutes = text[locked.end() :], VIEW if locked[1] == "view" else LOOK
    if text.startswith("Question:"):
        return minutes + QUESTION
    form = re.match(r"Test form \w: (\d+) questions", text)
    if form:
        return minutes + FORM * int(form[1])
    questions = re.match(r"(?:Practice: )?(\d+) questions?\b", text)
    if questions:
        return minutes + QUESTION * int(questions[1])
    tiles = re.match(r"(?:Prediction|Sorting): (\d+) (?:domain|item)s?\b", text)
    if tiles:
        return minutes + TILE * int(tiles[1])
    if "application/vnd.jupyter.widget-view+json" in data:
        return minutes + VIEW
    return minutes + (LOOK if "text/html" in data else 0)


def time_line(minutes: dict[str, int]) -> str:
    """The third line of a notebook's header."""
    line = f"**Time** {minutes['core']} minutes"
    if minutes["more"]:
        line += f", and {minutes['more']} more for what you can leave out"
    if minutes["data"]:
        line += f"; {minutes['data']} for the pandas track"
    return line + "  "


def state(notebook) -> None:
    """Write the minutes where a notebook states them: in its metadata and in its header."""
    minutes = of(notebook)
    about = notebook.metadata["on_the_hook"]
    about.update({f"minutes_{track}": minutes[track] for track in TRACKS})
    header = notebook.cells[1].source.split("\n")
    header[2] = time_line(minutes)
    notebook.cells[1].source = "\n".join(header)
