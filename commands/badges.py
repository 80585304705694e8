"""Print a Binder badge for each notebook, ready to paste into a page, or a link for a Hub.

    python3 start.py badges                              of the place this clone came from
    python3 start.py badges ADDRESS [BRANCH]             of another, such as https://gitlab.com/somebody/a-fork
    python3 start.py badges --hub https://hub.example.org [ADDRESS [BRANCH]]
                                                         links that open the notebooks on that JupyterHub

Needs nothing but Python; the web site takes its links from here too.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[1]
PICTURE = "https://mybinder.org/badge_logo.svg"
UNKNOWN = (
    "Binder fetches a course from an address on the internet, and this is none that it can use.\n"
    "Say which: python3 start.py badges https://github.com/OWNER/REPOSITORY"
)
NOT_FOR_A_HUB = (
    "A Hub fetches a course with git, from an address on the internet or a folder of its own, and this is neither.\n"
    "Say which: python3 start.py badges --hub {} https://github.com/OWNER/REPOSITORY, or file:///srv/course"
)
FOLDER = "on-the-hook"  # where a learner on a Hub finds the course, whatever its repository is called


def main(arguments: list[str]) -> int | str:
    """The exit code, or what to say: prints the badges of an address and a branch, of origin and main if none are given."""
    parser = argparse.ArgumentParser(
        prog="start.py badges", description="Print a Binder badge for each notebook, or a link for a Hub."
    )
    parser.add_argument("address", nargs="?", help="the repository; left out, the place this clone came from")
    parser.add_argument("branch", nargs="?", default="main")
    parser.add_argument("--hub", metavar="URL", help="links for this JupyterHub, where learners are")
    options = parser.parse_args(arguments)
    address = options.address or origin()
    if options.hub is not None:
        if not re.match(r"https?://[^/]", options.hub):
            parser.error(f"--hub takes the Hub's address, such as https://hub.example.org, not {options.hub}")
        place = address if options.address and address.startswith("file:///") else web_address(address)
        unknown = NOT_FOR_A_HUB.format(options.hub)
    else:
        place, unknown = binder_place(address), UNKNOWN
    if not place:
        return unknown
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        if options.hub is not None:
            print(f"[{path.stem}]({hub_link(options.hub, place, path.name, options.branch)})")
        else:
            print(f"[![{path.stem}]({PICTURE})]({binder_link(place, path.name, options.branch)})")
    return 0


def origin() -> str:
    """Where this clone came from, as git keeps it; "" for a folder that is no clone."""
    command = ["git", "remote", "get-url", "origin"]
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    except OSError:  # no git
        return ""


def web_address(address: str) -> str:
    """Where a repository can be fetched without an account, such as "https://github.com/OWNER/NAME"; "" if nowhere on the internet.

    `address` is what git takes: https, ssh or the short form git@HOST:PATH, with or without ".git" and "/" at its end.
    """
    short = re.fullmatch(r"(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+):(?!//)/?(.+)", address.strip())
    try:
        url = urlsplit(f"ssh://{short[1]}/{short[2]}" if short else address.strip())
        host, port = (url.hostname or "").removeprefix("www."), url.port
    except ValueError:  # no address at all
        return ""
    path = url.path.strip("/")
    if url.scheme not in ("https", "http", "ssh", "git") or "." not in host or path in ("", ".git"):
        return ""
    host = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}.get(host, host)
    if url.scheme.startswith("http"):
        return f"{url.scheme}://{host}" + (f":{port}" if port else "") + f"/{path}"
    return f"https://{host}/{path}"  # who gave the address for ssh: that of the pages is the same, without the port


def binder_place(address: str) -> str:
    """A repository in Binder's words, such as "gh/OWNER/NAME"; "" for an address that Binder cannot fetch from.

    GitHub ("gh") and GitLab ("gl") have words of their own; for others ("git") Binder wants the whole address, as https.
    """
    web = web_address(address)
    host, name = urlsplit(web).hostname, urlsplit(web).path.strip("/").removesuffix(".git").strip("/")
    if host == "github.com":
        return f"gh/{name}" if re.fullmatch(r"[\w.-]+/[\w.-]+", name) else ""
    if host == "gitlab.com":
        return f"gl/{quote(name, safe='')}" if "/" in name else ""
    return "git/" + quote(web, safe="") if web else ""


def binder_link(place: str, notebook: str, branch: str = "main") -> str:
    """The address that opens one notebook of a place in JupyterLab on Binder."""
    return f"https://mybinder.org/v2/{place}/{quote(branch)}?urlpath=lab/tree/notebooks/{notebook}"


def hub_link(hub: str, repository: str, notebook: str, branch: str = "main") -> str:
    """The address that fetches a repository into the home of whoever follows it, by nbgitpuller, and opens one notebook of it.

    `repository` is what `git clone` takes on that Hub. Only the newest state is fetched: learners need no history.
    """
    opens = f"lab/tree/{FOLDER}/notebooks/{notebook}"
    asked = {"repo": repository, "branch": branch, "depth": 1, "targetPath": FOLDER, "urlpath": opens}
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(asked, quote_via=quote)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
