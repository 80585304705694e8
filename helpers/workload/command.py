"""The command `matrix`: reads a file, prints its summary or JSON, and writes what the ending of -o says."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from ..tables.errors import TableError
from ..tables.model import load_model
from .errors import TemplateError
from .exports import WRITERS, ending, export
from .read import read_workload
from .summary import summary

ENDINGS = ", ".join(WRITERS)
HELP = """
exit codes:
  0  the file was read, whatever it holds
  1  the file cannot be read as a template, or the result cannot be written
  2  the command itself was not understood
"""


def main(arguments: list[str]) -> int:
    """Run the command; returns the exit code. Messages go to the error output, results to the output."""
    parser = _parser()
    here = Path(os.environ.get("STARTED_FROM", ""))  # start.py runs us in another folder than the user's
    options = parser.parse_args(arguments)
    if options.output is not None and ending(options.output) is None:
        parser.error(f"-o takes a file ending in {ENDINGS}, not {options.output.name}")
    try:
        model = load_model()
        workload = read_workload(here / options.template, model)
    except (TemplateError, TableError) as error:
        return _fail(str(error))
    if options.output is not None:
        try:
            export(workload, model, here / options.output)
        except OSError as error:
            return _fail(f"{options.output.name}: cannot be written ({error.strerror}).")
    _print(json.dumps(workload.as_json(), indent=2) if options.json else summary(workload, model))
    if options.output is not None and not options.json:
        _print(f"\nWritten: {options.output}")
    return 0


def _parser():
    parser = argparse.ArgumentParser(
        prog="start.py matrix",
        description="Turns a template into a responsibility matrix: who is on the hook for what. Nothing in the file is "
        "run, and nothing leaves this computer.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "template",
        metavar="TEMPLATE",
        help="a template of CloudFormation or SAM (YAML or JSON, also CDK's in cdk.out), what terraform show -json "
        "prints, or a CSV with the columns part,service,setting,option",
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=f"write the matrix to a file ending in {ENDINGS}"
    )
    parser.add_argument("--json", action="store_true", help="print parts and settings as JSON, nothing else")
    return parser


def _fail(message):
    print(message, file=sys.stderr)
    return 1


def _print(text):
    try:
        print(text, flush=True)
    except BrokenPipeError:  # whoever reads has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except UnicodeEncodeError:  # a terminal that cannot show every name
        print(text.encode(sys.stdout.encoding or "ascii", "replace").decode(sys.stdout.encoding or "ascii"))
