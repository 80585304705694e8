"""Firefox, started for Playwright, which speaks WebDriver BiDi with it: python firefox_relay.py FIREFOX [arguments of Firefox]

Playwright begins each page with a command for its colours that Firefox 153 ESR does not know yet, and gives up. This stands between
the two, answers that one command (the page keeps Firefox's own colours), and hands on all others as they are.
When Debian's Firefox knows `emulation.setMediaFeaturesOverride`, Playwright can start it itself and this file goes.
"""

import asyncio
import contextlib
import json
import signal
import sys

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketClosedError, WebSocketHandler, websocket_connect

UNKNOWN = "emulation.setMediaFeaturesOverride"
LISTENING = (
    "WebDriver BiDi listening on "  # what Firefox says on standard error, and what Playwright waits for
)
LARGE = 1 << 28  # a picture of a page comes as one message


class Relay(WebSocketHandler):
    """One talk: each message of Playwright's goes to Firefox, and back."""

    def initialize(self, firefox):
        self.address = firefox

    def check_origin(self, origin):
        return True

    async def open(self):
        self.firefox = await websocket_connect(
            self.address + "/session", max_message_size=LARGE, on_message_callback=self.hand_back
        )

    def hand_back(self, message):
        with contextlib.suppress(WebSocketClosedError):
            self.close() if message is None else self.write_message(message)

    async def on_message(self, message):
        command = json.loads(message)
        if command["method"] == UNKNOWN:
            self.write_message({"type": "success", "id": command["id"], "result": {}})
        else:
            await self.firefox.write_message(message)

    def on_close(self):
        self.firefox.close()


async def main(command):
    firefox = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, firefox.terminate)
    async for line in firefox.stderr:
        said = line.decode(errors="replace").rstrip()
        if said.startswith(LISTENING):
            (socket,) = bind_sockets(0, "127.0.0.1")
            relay = Application([("/session", Relay, {"firefox": said.removeprefix(LISTENING)})])
            relay.settings["websocket_max_message_size"] = LARGE
            HTTPServer(relay).add_socket(socket)
            said = f"{LISTENING}ws://127.0.0.1:{socket.getsockname()[1]}"
        print(said, file=sys.stderr, flush=True)
    await firefox.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
