"""The command `workshop`: a run sheet for whoever stands in front, copies with the exercises solved, and copies for a room."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from helpers import load_model
from helpers.learner.questions import load_bank

from . import handouts, solutions
from .plan import WAYS, plan
from .sheet import sheet
from .sheet_front import clock
from .stops import stops_of, total

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
HELP = """
The ways through:
   30  notebook 00, cut to what fits
   60  notebook 00
   90  notebook 00 and the cores of 03 to 05, cut to what fits
  240  the cores of 00 to 09 and 11, cut to what fits, with three breaks of ten minutes

Inside these are the minutes to arrive and to leave, the debriefs and the votes; the sheet says what was left out. It is one page that prints on A4.
"""


def main(arguments: list[str]) -> int | str:
    """The exit code, or what to say. Writes a run sheet, solved copies, copies for a room, or all of them."""
    parser = _parser()
    options = parser.parse_args(arguments)
    here = Path(os.environ.get("STARTED_FROM", ""))  # start.py runs us in another folder than the user's
    if options.minutes is None and options.solutions is None and options.learners is None:
        parser.error(
            "say how long: --minutes 30, 60, 90 or 240 (or --solutions FOLDER, or --learners FOLDER)"
        )
    if options.output is not None and options.minutes is None:
        parser.error("-o is where the run sheet goes, so it needs --minutes")
    if options.minutes is not None:
        output = here / (options.output or f"workshop-{options.minutes}.html")
        if output.suffix.lower() not in (".html", ".htm"):
            parser.error(f"-o takes a file ending in .html, not {output.name}")
        bank = load_bank()
        way = plan(
            options.minutes,
            [s for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")) for s in stops_of(path, bank)],
        )
        try:
            output.write_text(sheet(way, bank, load_model()), "utf-8", newline="\n")
        except OSError as error:
            return f"{output}: cannot be written ({error.strerror})."
        out = len(way.left_out)
        left = (
            f"{out} section{'s' * (out != 1)} with {round(total(way.left_out))} minutes" if out else "nothing"
        )
        print(
            f"Written: {output}\n{len(way.stops)} stops, the last ends at {clock(way.end)}; left out: {left}."
        )
    for folder in (options.solutions, options.learners):
        if folder is not None and (here / folder).resolve().is_relative_to(ROOT):
            return "Copies don't belong into the folder of the course. Name another folder."
    if options.learners is not None:
        said = _learners(here / options.learners)
        if said:
            return said
    return _solutions(here / options.solutions) if options.solutions is not None else 0


def _learners(folder: Path) -> int | str:
    try:
        handouts.write(NOTEBOOKS, folder)
    except OSError as error:
        return str(error)
    print(f"Written: {folder}. In what you hand out, it takes the place of the folder notebooks.")
    return 0


def _solutions(folder: Path) -> int | str:
    print("Solving and running the notebooks (a minute or two) ...", flush=True)
    try:
        problems = solutions.write(NOTEBOOKS, folder)
    except (OSError, ValueError) as error:
        return str(error)
    if problems:
        return "\n".join(["Not written:", *problems])
    print(f"Written: {folder}")
    return 0


def _parser():
    parser = argparse.ArgumentParser(
        prog="start.py workshop",
        description="Writes a run sheet for whoever teaches a room: minute by minute what to say, what is asked, the wrong "
        "answers to expect, and what to ask back.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=int, choices=list(WAYS), help="how long the workshop is")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE.html",
        help="where the run sheet goes (workshop-MINUTES.html)",
    )
    parser.add_argument(
        "--solutions", type=Path, metavar="FOLDER",
        help="write copies of the notebooks with all coded exercises solved and run into a folder outside the course",
    )  # fmt: skip
    parser.add_argument(
        "--learners", type=Path, metavar="FOLDER",
        help="write copies of the notebooks without outputs, so that no answer can be unfolded before a vote",
    )  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
