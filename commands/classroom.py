"""The command `class`: the relay of a room, one process that takes votes until Ctrl+C."""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import signal
import socket
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path

from helpers.classroom import key_file, roads
from helpers.classroom.relay import Relay
from helpers.classroom.votes import SEATS, Room
from helpers.learner.questions import load_bank

PORT = 8750
HELP = """
Learners open the link that is shown, type the code, and vote in their browser: a laptop or a phone will do.
You lead the class from a notebook on this machine: from helpers import class_votes, then class_votes().

The relay listens on one address, at first 127.0.0.1, which is this machine alone. The room gets in by the address that this
machine has in the room's network. What opens votes and shows counts stays on 127.0.0.1, behind a key that only you can read.
"""
COLUMNS = ("day", "question", "vote", "option", "confidence", "votes")


def main(arguments: list[str]) -> int | str:
    """The exit code, or what to say. Serves until it is interrupted."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not 0 <= options.port <= 65_535:
        parser.error("--port is a number from 1 to 65535")
    if not 1 <= options.learners <= 1_000:
        parser.error("--learners is a number from 1 to 1000")
    keep = Path(os.environ.get("STARTED_FROM", "")) / options.keep if options.keep else None
    if running():
        return "A class runs on this machine already. End it with Ctrl+C in its terminal, or lead that one."
    try:
        if keep:
            add_counts(keep, [])  # now, and not when the first vote is closed
    except OSError as error:
        return f"{keep}: cannot be written ({error.strerror})."
    relay = Relay(Room(load_bank(), options.learners), closed=lambda room: _keep(keep, room))
    try:
        return asyncio.run(serve(relay, options.address, options.port))
    except KeyboardInterrupt:
        return 0


async def serve(relay: Relay, address: str, port: int) -> int | str:
    """Serve until the process is told to stop. What to say if it cannot begin."""
    try:
        port, lead = relay.listen(address, port)
    except ValueError as error:
        return f"{error} Name the one of the room: {_ours()}"
    except OSError as error:
        return _cannot_listen(address, port, error)
    link = f"http://{f'[{address}]' if ':' in address else address}:{port}"
    try:
        path = key_file.write(f"http://127.0.0.1:{lead}", relay.key, link, relay.code)
    except OSError as error:
        return (
            f"{key_file.place()}: cannot be written ({error.strerror}), so no notebook could lead the class."
        )
    _say(link, relay.code, address, path)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows; Ctrl+C then comes as KeyboardInterrupt
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    try:
        await stop.wait()
    finally:
        key_file.remove(relay.key)
        await relay.stop()
    print("\nThe class is over. Nothing of anybody's record was here.")
    return 0


def running() -> bool:
    """True if a relay of this user answers on this machine."""
    found = key_file.read()
    if not found:
        return False
    try:
        roads.Relay(found).look()
    except (OSError, ValueError):
        return False
    return True


def _say(link, code, address, path):
    local = address in ("127.0.0.1", "localhost", "::1")
    print(
        f"\n  The class is open:  {link}\n  The code is:        {code}\n\n"
        "  Lead it from a notebook on this machine:  from helpers import class_votes, then class_votes()\n"
        f"  (the key for that lies in {path}, which only you can read)\n\n"
        + (
            f"  Only this machine can open that link. To let a room in, stop with Ctrl+C, then: --address {_ours(first=True)}\n"
            if local
            else "  Whoever is in that network and has the code can vote. The line isn't encrypted. No names are kept.\n"
        )
        + "  Ctrl+C ends the class.",
        flush=True,
    )


def _cannot_listen(address, port, error):
    if isinstance(error, socket.gaierror):
        return f"{address} is no address that this machine knows. Its own: {_ours()}"
    if error.errno in (98, 48, 10048):  # Linux, macOS, Windows
        return f"Port {port} of {address} is taken. Name another with --port, such as --port {port + 1}."
    if error.errno in (99, 49, 10049):
        return f"{address} is no address of this machine. Its own: {_ours()}"
    return f"Cannot listen on port {port} of {address} ({error.strerror})."


def _ours(first: bool = False) -> str:
    """The addresses of this machine, the likely one first; an example where none is found."""
    found = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # nothing is sent: it says which address would be taken
        found.append(probe.getsockname()[0])
    with suppress(OSError):
        found += [info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    found = [address for address in dict.fromkeys(found) if not address.startswith("127.")]
    if first:
        return found[0] if found else "192.168.1.20 (the address of this machine in the room's network)"
    return ", ".join(found) + "." if found else "ask your system's network settings."


def _keep(path, room):
    if path is None:
        return
    rows = [
        (date.today().isoformat(), room.question.item, len(room.counts), letter, confidence, votes)
        for letter, of in room.counts[-1].items()
        for confidence, votes in of.items()
    ]
    try:
        add_counts(path, rows)
    except OSError as error:
        print(f"{path}: the counts were not kept ({error.strerror}). The class goes on.", flush=True)


def add_counts(path: Path, rows: list[tuple]) -> None:
    """Add rows (COLUMNS) to a CSV file, which gets a header if it is new. OSError if it cannot be written."""
    with open(path, "a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if file.tell() == 0:
            writer.writerow(COLUMNS)
        writer.writerows(rows)


def _parser():
    parser = argparse.ArgumentParser(
        prog="start.py class",
        description="Lets a class vote: learners open a link with a code, you show the counts in a notebook.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--address", default="127.0.0.1", help="the address to listen on (127.0.0.1: this machine alone)"
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"the port to listen on ({PORT})")
    parser.add_argument(
        "--learners", type=int, default=SEATS, metavar="N", help=f"how many can vote ({SEATS})"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FILE.csv",
        help="add the counts of each vote to a file; without it nothing is written",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
