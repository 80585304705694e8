"""Ask for every page in data/sources.csv whether it is still there.

    python3 start.py links

Needs nothing but Python and the internet. A page that is gone makes the command fail; one that has moved, or refuses a program,
is listed for somebody to look at. No test does this: a page of others' that goes down says nothing about the course.
"""

import csv
import http.client
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

SOURCES = Path(__file__).resolve().parents[1] / "data" / "sources.csv"
# Some servers answer no program that does not say it is a browser.
ASKING = {"User-Agent": "Mozilla/5.0 (compatible; On the Hook link check)", "Accept": "text/html,*/*"}
GONE = (404, 410)
TRIES = 2
SECONDS = 30


def main() -> int:
    """The exit code: 1 if a page is gone, or if none could be reached."""
    with open(SOURCES, encoding="utf-8", newline="") as file:
        sources = {row["source"]: row["url"] for row in csv.DictReader(file)}
    found = check(sources.items())
    for verdict, heading in {"gone": "Gone", "moved": "Moved", "unclear": "No answer to judge by"}.items():
        listed = [(source, why) for source, (said, why) in found.items() if said == verdict]
        if listed:
            print(f"{heading} ({len(listed)}):")
        for source, why in listed:
            print(f"    {source}: {sources[source]}\n        {why}")
    verdicts = [verdict for verdict, _ in found.values()]
    print(f"{verdicts.count('there')} of {len(found)} pages are where they were.")
    return int("gone" in verdicts or "there" not in verdicts)


def check(sources: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """For each pair of a source and its address: "there", "moved", "gone" or "unclear", and why."""
    names, addresses = zip(*sources, strict=True)
    with ThreadPoolExecutor(8) as pool:
        return dict(zip(names, pool.map(ask, addresses), strict=True))


def ask(address: str) -> tuple[str, str]:
    """One page: what is the matter with it, and why."""
    for _ in range(TRIES):
        try:
            with urllib.request.urlopen(
                urllib.request.Request(address, headers=ASKING), timeout=SECONDS
            ) as page:
                moved = place(page.url) != place(address)
                return ("moved", f"to {page.url}") if moved else ("there", "")
        except urllib.error.HTTPError as error:
            error.close()
            why = f"{error.code} {error.reason}"
            if error.code in GONE:
                return "gone", why
        except (
            OSError,
            http.client.HTTPException,
            ValueError,
        ) as error:  # no such host, no answer in time, a broken one
            why = str(error) or type(error).__name__
    return "unclear", why


def place(address: str) -> tuple[str, str]:
    """What makes two addresses those of one page: host and path. A page may add its language or a slash."""
    parts = urlsplit(address)
    return parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/")


if __name__ == "__main__":
    sys.exit(main())
