"""The record where Python runs in a browser (JupyterLite): each answer is a row in IndexedDB, kept by the site's service worker.

Why not a file on the drive of JupyterLite, by what its source says (jupyterlite-core 0.6.4, jupyterlite-pyodide-kernel 0.6.1,
read on 2026-11-27):

- A file on that drive is read whole when it's opened and stored whole when it's closed. SQLite keeps its file open and asks for its
  size meanwhile, which is that of the stored one: malformed.
- A text file is no better. To open one for writing stores it empty first, so a browser that is killed then loses all of it.
- The page answers the kernel's request without saying which request it answers. Two notebooks that are open in one page can take each
  other's answers: a file is then read with the content of another.
- A request that fails is never answered, and the kernel hangs. A file that another tab has deleted is enough.

The drive asks the page by way of the service worker, since that's the one thing a worker may wait for. So does this, but the service
worker itself answers (website/lab/record.js), in one transaction that is complete when the row is on the disk. No file is in the
learner's list of files, and to reset the notebooks leaves the record alone. It belongs to the address of the site: all tabs share it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable

from .record_rows import NotStored, merged

PLACE = "on-the-hook-record"
PATIENCE = 10_000  # milliseconds; a service worker that hangs must not hang the notebook
NOT_STORED = (
    "Your answers cannot be stored in this browser ({}). They are kept until this kernel ends; save your "
    "record as a file before that."
)
REFUSED = {
    "add": NOT_STORED,
    "arrange": NOT_STORED,
    "read": "Your record cannot be read in this browser ({}). The course goes on without it.",
    "delete": "Your record cannot be deleted in this browser ({}).",
}


def _send(request: str) -> str:
    """Ask the service worker and wait for its reply: '' if there is none that knows the record."""
    from js import URL, XMLHttpRequest, location  # Pyodide has it, and nobody else

    asked = XMLHttpRequest.new()
    asked.open("POST", URL.new(PLACE, location.href).href, False)
    asked.timeout = PATIENCE
    asked.send(request)
    return asked.responseText if asked.status == 200 else ""


class InBrowser:
    """A record in the browser's own storage. `send` hands a request of website/lab/record.js over, and returns the reply, as JSON.

    Where nothing can be stored, its methods raise NotStored.
    """

    key = PLACE
    where = "in this browser"
    keeper = "browser"
    keeping = (
        "It's kept in this browser on this machine, for this site. To clear the browser's data for this site deletes it, and some "
        "browsers do so by themselves when you've stayed away for long, so save it as a file now and then."
    )

    def __init__(self, send: Callable[[str], str] = _send) -> None:
        self.send = send

    def write(self, rows: Iterable[tuple], brought_in: Iterable[tuple], tell: Callable[[str], None]) -> None:
        """Put rows behind those that are there, then the rows of another machine between them, by the clock."""
        stored = self._ask("add", rows)
        if brought_in:
            self._ask("arrange", merged(stored, brought_in))

    def read(self, tell: Callable[[str], None]) -> list[list]:
        """All rows, in the order of writing."""
        return self._ask("read")

    def remove(self) -> None:
        self._ask("delete")

    def _ask(self, act, rows=()):
        request = json.dumps({"act": act, "rows": list(rows)})
        # Asked again where nothing answers: a worker that was ended meanwhile has a successor. No row is stored twice by that. Only to
        # delete is asked once: done late, it would take what was answered since.
        reason = "its service worker doesn't answer; save what you have as a file, then reload the page"
        for _ in range(1 if act == "delete" else 2):
            with contextlib.suppress(Exception):  # whatever a browser throws, or another server says
                reply = json.loads(self.send(request))
                if "error" not in reply:
                    return reply["rows"]
                reason = reply["error"]
                break
        raise NotStored(REFUSED[act].format(reason))
