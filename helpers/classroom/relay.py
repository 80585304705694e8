"""The relay of a room: a small web server that takes votes from learners' browsers and counts them, in memory alone.

Two servers in one process. The learners' listens where it is told to, and gives them a page, the question, and a place to
put a vote. The other is for whoever leads the class: it listens on 127.0.0.1 alone, and wants a key. So what opens a vote
and what shows the counts cannot be reached from the room at all.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import re
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tornado import httpserver, netutil, web

from ..learner.quiz import card
from ..views.living import STATIC as PARTS
from ..views.living import script
from .limits import Limit
from .votes import FORM, TOLD, Refused, Room, fits

STATIC = Path(__file__).parent / "static"
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another
CODE = 6  # letters: 888 million codes, of which somebody can try one a second
BIGGEST = 1_024  # bytes of a vote; a real one has about 100
WHOLE = 65_536  # bytes of what is read at all; beyond that the line is cut
TOKEN = re.compile(r"[0-9a-f]{32}")
# The page asks for nothing but its own files and this server, runs in no frame, and is kept nowhere.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "on-the-hook",
}
FILES = {
    "/": ("text/html", lambda: _own("vote.html").lstrip()),
    "/vote.js": ("text/javascript", lambda: script("elements.js", "card.js") + _own("ballot.js") + _own("page.js")),
    "/vote.css": ("text/css", lambda: (PARTS / "quiz.css").read_text("utf-8") + _own("ballot.css") + _own("page.css")),
}  # fmt: skip


def _own(name):
    return "\n" + (STATIC / name).read_text("utf-8")


@dataclass
class Relay:
    """A room with its code and its key, and how often its learners may ask.

    One voter looks every three seconds and votes now and then. One address may be that of the whole class, behind a router: it
    gets what all seats need, and the files of the page.
    """

    room: Room
    code: str = field(default_factory=lambda: "".join(secrets.choice(LETTERS) for _ in range(CODE)))
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    closed: Callable[[Room], None] = lambda room: None  # called when a vote was closed

    def __post_init__(self) -> None:
        seats = max(self.room.seats, 30)
        self.voters = Limit(burst=20, per_second=2)
        self.addresses = Limit(burst=8 * seats, per_second=seats)
        self.guesses = Limit(burst=60, per_second=1)  # of a wrong code, by address
        self._files = [(path, File, {"kind": kind, "text": text()}) for path, (kind, text) in FILES.items()]

    def listen(self, address: str, port: int) -> tuple[int, int]:
        """Begin to serve, in the running event loop; gives the ports of the learners and of the lead. OSError if it cannot be.

        ValueError for an address that means all of them: a room gets the one address it was promised.
        """
        if address == "" or _means_all(address):
            raise ValueError(
                f"{address or 'An empty address'} would let in every network this machine is on."
            )
        sockets = netutil.bind_sockets(port, address, backlog=1_024)  # a class presses all at once
        port = sockets[0].getsockname()[1]
        lead = netutil.bind_sockets(0, "127.0.0.1", family=socket.AF_INET)
        lead_port = lead[0].getsockname()[1]
        hosts = {f"{_in_url(name)}:{port}" for name in {address, *_loopback(address)}}
        learners = [*self._files, ("/class", Look), ("/vote", Vote)]
        self._servers = [
            self._serve(learners, hosts, sockets),
            self._serve([("/lead", Lead)], {f"127.0.0.1:{lead_port}"}, lead),
        ]
        return port, lead_port

    def _serve(self, handlers, hosts, sockets):
        # No log: it would hold addresses. No line stays open: 300 of them are more than some systems allow one process.
        application = web.Application(
            handlers, relay=self, hosts=hosts, log_function=lambda _: None, default_handler_class=Nothing
        )
        server = httpserver.HTTPServer(
            application,
            no_keep_alive=True,
            max_header_size=8_192,
            max_body_size=WHOLE,
            body_timeout=10,
            idle_connection_timeout=10,
        )
        server.add_sockets(sockets)
        return server

    async def stop(self) -> None:
        for server in self._servers:
            server.stop()
            await server.close_all_connections()

    def public(self) -> dict:
        """What a learner's page is told: the reasons too, once it has been said which is right."""
        known = self.room.public()
        if self.room.phase == TOLD:
            question = card(self.room.question)
            # The page's policy forbids a style that stands on an element; its style sheet has one for links.
            known["question"] = {**question, "word": re.sub(r' style="[^"]*"', "", question["word"])}
        return known


def _means_all(address):
    try:
        return ipaddress.ip_address(address).is_unspecified
    except ValueError:  # a name
        return False


def _loopback(address):
    try:
        local = ipaddress.ip_address(address).is_loopback
    except ValueError:
        local = address == "localhost"
    return ("localhost", "127.0.0.1") if local else ()


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


class Problem(web.HTTPError):
    """A request that is not answered: the status, and what to say."""

    def __init__(self, status: int, words: str) -> None:
        self.words = words
        super().__init__(status)


class Handler(web.RequestHandler):
    """What every answer has: the headers, an error as JSON in plain words, and a look at who asks.

    A page of another site cannot ask in a learner's name: its browser would first have to be told that it may, and nothing here
    says so. Nor can it come under a name of its own that leads here: the host must be ours.
    """

    @property
    def relay(self) -> Relay:
        return self.settings["relay"]

    def set_default_headers(self) -> None:
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        if self.request.host not in self.settings["hosts"]:
            raise Problem(421, "This address is not that of the class.")
        origin = self.request.headers.get("Origin")
        if origin is not None and origin != f"http://{self.request.host}":
            raise Problem(403, "Another site may not ask here.")
        if not self.relay.addresses.lets(self.request.remote_ip):
            self.too_often()

    def too_often(self) -> None:
        raise Problem(429, "Too many requests. Wait five seconds.")

    def write_error(self, status_code: int, **kwargs: object) -> None:
        self.set_header("Content-Type", "application/json")
        if status_code == 429:
            self.set_header("Retry-After", "5")
        error = kwargs.get("exc_info", (None, None))[1]
        self.finish(json.dumps({"error": error.words if isinstance(error, Problem) else self._reason}))

    def body(self, shape: dict[str, type]) -> dict:
        """The request's JSON object, which has exactly the keys and the types of `shape`."""
        if len(self.request.body) > BIGGEST:
            raise Problem(413, f"A request has at most {BIGGEST} bytes.")
        if self.request.headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
            raise Problem(415, "The body must be application/json.")
        try:
            given = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise Problem(400, "The body is no JSON.") from None
        if not fits(given, shape):
            wanted = ", ".join(f"{key} ({kind.__name__})" for key, kind in shape.items())
            raise Problem(400, f"The body must have exactly: {wanted}.")
        return given

    def refuse(self, error: Refused) -> None:
        raise Problem(400 if error.malformed else 409, str(error))


class Nothing(Handler):
    def prepare(self) -> None:
        super().prepare()
        raise Problem(404, "There is nothing here.")


class File(Handler):
    """A file of the learners' page."""

    def initialize(self, kind: str, text: str) -> None:
        self.kind, self.text = kind, text

    def get(self) -> None:
        self.set_header("Content-Type", f"{self.kind}; charset=utf-8")
        self.finish(self.text)


class Learner(Handler):
    """A request with the code of the class and the token of a browser."""

    def prepare(self) -> None:
        super().prepare()
        said = self.request.headers.get("X-Class-Code", "").upper().encode()
        if not hmac.compare_digest(said, self.relay.code.encode()):
            if not self.relay.guesses.lets(self.request.remote_ip):
                self.too_often()
            raise Problem(401, "That isn't the code of this class.")
        self.voter = self.request.headers.get("X-Class-Token", "")
        if not TOKEN.fullmatch(self.voter):
            raise Problem(400, "X-Class-Token must be 32 hexadecimal digits.")
        if not self.relay.voters.lets(self.voter):
            self.too_often()


class Look(Learner):
    """Where the class stands, and what this browser has sent to the vote that is open."""

    def get(self) -> None:
        self.finish({**self.relay.public(), "yours": self.relay.room.own(self.voter)})


class Vote(Learner):
    """One vote."""

    def post(self) -> None:
        given = self.body(FORM)
        try:
            self.relay.room.take(self.voter, **given)
        except Refused as error:
            self.refuse(error)
        self.finish({"counted": True})


class Lead(Handler):
    """What whoever leads the class sees and does."""

    def prepare(self) -> None:
        super().prepare()
        said = self.request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(said, f"Bearer {self.relay.key}".encode()):
            raise Problem(401, "This needs the key of whoever leads the class.")

    def get(self) -> None:
        self.finish(self.relay.room.seen())

    def post(self) -> None:
        given = self.body({"do": str, "item": str})
        try:
            self.relay.room.lead(given["do"], given["item"])
        except Refused as error:
            self.refuse(error)
        if given["do"] == "show":
            self.relay.closed(self.relay.room)
        self.finish(self.relay.room.seen())
