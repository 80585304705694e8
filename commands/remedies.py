"""What the system, venv or pip say when something is in the way, and what helps.

Each remedy names its cause. The first whose pattern is in the words of the step that failed is shown.
"""

import platform
import re

PYTHON = f"{platform.python_version()}, {platform.architecture()[0]}, {platform.machine()}"

ON_THIS_COMPUTER = [
    (r"Errno 28|WinError 112|No space left", "The disk is full. Free 1 GB, then start again."),
    (
        r"Errno (1|38|45|95)\b.* -> ",
        "This disk cannot hold symbolic links, which Python needs (a USB stick or a network folder often cannot).\n"
        "Copy the whole folder to the disk of this computer, such as to your home folder, and start there.",
    ),
    (
        r"No usable temporary directory",
        "There is no folder for temporary files that can be written to.\n"
        "Set the environment variable TMPDIR to a folder that you own, and start again.",
    ),
    (
        r"Errno (1|13|30)\b|WinError (5|32)\b|Permission denied|Read-only",
        "This folder cannot be written to. If JupyterLab is still open, close it and start again.\n"
        "Otherwise copy the whole folder to a place that you own, such as your home folder, and start there.",
    ),
    (
        r"WinError 206|Long Path",
        "The path of this folder is too long for Windows. Move it, for example to C:\\course.",
    ),
    (
        r"Errno 2\b|WinError [23]\b",
        "A file of the course is missing. Take a fresh copy of the course, and start there.",
    ),
]

NO_INDEX = (
    "What answered is not an index of packages: often it is a page to log in to the network, or the address of an\n"
    "index is not quite right. Open https://pypi.org in a browser and log in if you are asked to, or correct\n"
    "PIP_INDEX_URL or `index-url` in pip's settings, and start again."
)

ON_THE_WAY = [
    (
        r"CERTIFICATE_VERIFY_FAILED|certificate verify failed",
        "Something on the way to the packages shows a certificate that this computer does not trust: most often the\n"
        "proxy of a company, or a virus scanner. Ask whoever runs the network for its root certificate as a file, set\n"
        "the environment variable PIP_CERT to that file, and start again. A wrong clock does the same.",
    ),
    (
        r"TLS CA certificate bundle|TLS certificate file",
        "A setting names a file of certificates that is not there: see the line above.\n"
        "Correct PIP_CERT, REQUESTS_CA_BUNDLE or `cert` in pip's settings, or take it away, and start again.",
    ),
    (
        r"\b407\b.*[Pp]roxy|[Pp]roxy.*\b407\b",
        "The proxy wants a name and a password. Set the environment variable HTTPS_PROXY to\n"
        "http://NAME:PASSWORD@HOST:PORT, as whoever runs the network tells you, and start again.",
    ),
    (
        r"Tunnel connection failed|ProxyError|connect to proxy|proxy URL|Failed to parse: ",
        "The proxy does not answer, or lets nothing through. Correct the environment variable HTTPS_PROXY (or `proxy`\n"
        "in pip's settings), or take it away where there is no proxy, and start again.",
    ),
    (
        r"\b(401|403|451) (Client Error|Forbidden|Unauthorized)|HTTP error (401|403|451)\b",
        "The server that was asked for the packages refuses them. If your network has an index of its own, ask whoever\n"
        "runs it for access and for its address, and set the environment variable PIP_INDEX_URL to that. If it has\n"
        "none, try another network.",
    ),
    (
        r"\b(429|5\d\d) (Client|Server) Error|too many (429|5\d\d) error|HTTP error (429|5\d\d)\b",
        "The server that holds the packages is down or overloaded. Start again in ten minutes.",
    ),
    (
        r"wheel's tags|different Python|not a supported wheel",
        f"A package is not available for this Python ({PYTHON}).\nThe course is made for 64-bit Python 3.11 to 3.14: "
        "install one from\nhttps://www.python.org/downloads/ and start again with it.",
    ),
    (r"WRONG_VERSION_NUMBER|Skipping page|Wheel .* is invalid|not a zip|DO NOT MATCH THE HASHES", NO_INDEX),
    (
        r"(?i)connection (error|broken|refused|reset|aborted)|timed out|name resolution|SSLError",
        "The packages could not be fetched. Connect to the internet, then start again. Only an installation needs it.",
    ),
    (r"from versions: none", NO_INDEX),
    (
        r"No matching distribution",
        "The index that was asked does not have this version: one of a company's own may be behind. Ask whoever runs\n"
        "it for the version, or install once from a network without it.",
    ),
    (
        r"not installed: ",
        "pip ended without an error, and yet its packages are not in .venv. Either something on this computer tells it\n"
        "to put them elsewhere, or a virus scanner took them away. `python3 -m pip config debug` lists pip's settings.",
    ),
]

UNKNOWN = "Delete the folder .venv and start again. If that does not help, take a fresh copy of the course."
TELLING = re.compile(r"(?i)error|could not|cannot|not installed:")
NOTES = re.compile(r"note:|error: subprocess-exited-with-error")  # of pip, about the lines above them


def explain(output: str, settings: str = "") -> str:
    """The last lines of what went wrong, and one remedy. `settings` are shown where they may be the cause."""
    lines = list(dict.fromkeys(shortened(line.strip()) for line in output.splitlines() if line.strip()))
    telling = [line for line in lines if TELLING.search(line) and not NOTES.match(line)]
    last = "\n".join((telling or lines)[-3:])
    for remedies, shown in ((ON_THIS_COMPUTER, ""), (ON_THE_WAY, settings)):
        for pattern, remedy in remedies:
            if re.search(pattern, output):
                in_force = f"\nSettings of yours that are in force: {shown}" if shown else ""
                return f"{last}\n\n{remedy}{in_force}"
    return f"{last}\n\n{UNKNOWN}"


def shortened(line: str) -> str:
    """A long line begins with what was tried, and ends with the reason."""
    return line if len(line) <= 300 else f"{line[:150]} ... {line[-140:]}"


def missing(output: str) -> str | None:
    """The requirement of which pip says that there is none, such as "pandas==3.1.1"; None if it says another thing."""
    found = re.search(r"No matching distribution found for ([\w.-]+)(?:\[.*?\])?==([\w.]+)", output)
    return f"{found[1]}=={found[2]}" if found else None


def reasons(aloud: str, requirement: str) -> str:
    """Why there is none: the telling lines of `pip install -vv`, which does not say it otherwise."""
    version = re.escape(requirement.partition("==")[2])
    telling = rf"^ *(?:Could not fetch URL|\S*Skipping page|Skipping link.*-{version}-).*"
    return "\n".join(re.findall(telling, aloud, re.MULTILINE))
