"""Print a Binder badge for each notebook, ready to paste into a page.

    python3 start.py badges                              of the place this clone came from
    python3 start.py badges ADDRESS [BRANCH]             of another, such as https://gitlab.com/somebody/a-fork

Needs nothing but Python; the web site takes its links from here too.
"""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parents[1]
PICTURE = "https://mybinder.org/badge_logo.svg"
UNKNOWN = (
    "Binder fetches a course from an address on the internet, and this is none that it can use.\n"
    "Say which: python3 start.py badges https://github.com/OWNER/REPOSITORY"
)


def main(arguments: list[str]) -> int | str:
    """The exit code, or what to say: prints the badges of an address and a branch, of origin and main if none are given."""
    address, branch = (arguments + ["", ""])[:2]
    place = binder_place(address or origin())
    if not place:
        return UNKNOWN
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        print(f"[![{path.stem}]({PICTURE})]({binder_link(place, path.name, branch or 'main')})")
    return 0


def origin() -> str:
    """Where this clone came from, as git keeps it; "" for a folder that is no clone."""
    command = ["git", "remote", "get-url", "origin"]
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    except OSError:  # no git
        return ""


def binder_place(address: str) -> str:
    """A repository in Binder's words, such as "gh/OWNER/NAME"; "" for an address that Binder cannot fetch from.

    `address` is what git takes: https, ssh or the short form git@HOST:PATH, with or without ".git" and "/" at its end.
    GitHub ("gh") and GitLab ("gl") have words of their own; for others ("git") Binder wants the whole address, as https.
    """
    short = re.fullmatch(r"(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+):(?!//)/?(.+)", address.strip())
    try:
        url = urlsplit(f"ssh://{short[1]}/{short[2]}" if short else address.strip())
        host, port = (url.hostname or "").removeprefix("www."), url.port
    except ValueError:  # no address at all
        return ""
    path = url.path.strip("/")
    name = path.removesuffix(".git").strip("/")
    if url.scheme not in ("https", "http", "ssh", "git") or "." not in host or not name:
        return ""
    if host in ("github.com", "ssh.github.com"):
        return f"gh/{name}" if re.fullmatch(r"[\w.-]+/[\w.-]+", name) else ""
    if host in ("gitlab.com", "altssh.gitlab.com"):
        return f"gl/{quote(name, safe='')}" if "/" in name else ""
    web = f"https://{host}"  # who gave the address for ssh: that of the pages is the same, without the port
    if url.scheme.startswith("http"):
        web = f"{url.scheme}://{host}" + (f":{port}" if port else "")
    return "git/" + quote(f"{web}/{path}", safe="")


def binder_link(place: str, notebook: str, branch: str = "main") -> str:
    """The address that opens one notebook of a place in JupyterLab on Binder."""
    return f"https://mybinder.org/v2/{place}/{quote(branch)}?urlpath=lab/tree/notebooks/{notebook}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
