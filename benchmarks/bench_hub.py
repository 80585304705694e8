"""What a learner costs a JupyterHub: seconds to start, memory, processor time, and how long the slowest answer takes.

A real JupyterHub with its proxy, on loopback, and simulated learners who arrive one after the other. Each starts a server, opens two
notebooks, runs every cell and answers every question of them, with a pause before each, and stays until the last one is done. Needs
Linux and an environment of its own, see README.md:
    python -m benchmarks.bench_hub LEARNERS [MINUTES IN WHICH THEY ARRIVE]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.util
import json
import os
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ("00-start-here", "06-the-sliding-scale")
PAUSE = 4  # seconds before a cell or an answer, on average: a quick learner
PATIENCE = 120  # seconds for a server, a page, a cell or an answer
SPARE = 1_500_000_000  # bytes of memory: a learner who comes when there is less is sent away, so that the machine lives
HOW = "Say how many learners, and in how many minutes they arrive: python -m benchmarks.bench_hub 50 5"
MISSING = "This measures a JupyterHub, and {} isn't here. benchmarks/README.md says how to get both in a folder of their own."
CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
c.Spawner.args = ["--allow-root"]
c.JupyterHub.services = [{{"name": "class", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [{{"name": "class", "services": ["class"], "scopes": ["admin:users", "admin:servers", "access:servers"]}}]
"""


@dataclass
class Hub:
    """A JupyterHub that runs: its address, the token that opens all of it, its process, the folder of the homes."""

    address: str
    token: str
    process: psutil.Process
    homes: Path

    async def ask(self, method: str, path: str, body: dict | None = None):
        """What the Hub or a learner's server answers: JSON if it is some, else bytes. HTTPError if it refuses."""
        request = HTTPRequest(
            self.address + path,
            method,
            {"Authorization": f"token {self.token}"},
            body=None if method == "GET" else json.dumps(body or {}),
            request_timeout=PATIENCE,
        )
        answer = await AsyncHTTPClient().fetch(request)
        is_json = "json" in answer.headers.get("Content-Type", "")
        return json.loads(answer.body) if is_json and answer.body else answer.body


@dataclass
class Learner:
    """One learner, with what was measured: seconds each. `answered` counts what their record must hold."""

    name: str
    start: float = 0
    opened: list[float] = field(default_factory=list)
    cells: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    answered: int = 0


class Kernel:
    """A kernel of a learner's server, reached as JupyterLab reaches it: by a websocket through the proxy."""

    def __init__(self, wire) -> None:
        self.wire, self.session = wire, uuid.uuid4().hex

    async def ask(self, kind: str, content: dict) -> tuple[float, list[dict]]:
        """Send a message; the seconds until the kernel is done with it, and what it sent because of it."""
        key, began, heard = uuid.uuid4().hex, time.perf_counter(), []
        header = {"msg_id": key, "msg_type": kind, "session": self.session, "username": "", "version": "5.3"}
        message = {
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "channel": "shell",
        }
        await self.wire.write_message(json.dumps(message))
        async with asyncio.timeout(PATIENCE):
            while (said := await self.wire.read_message()) is not None:
                said = json.loads(said)
                if said["parent_header"].get("msg_id") == key:
                    heard.append(said)
                    if said["msg_type"] == "status" and said["content"]["execution_state"] == "idle":
                        return time.perf_counter() - began, heard
        raise ConnectionError("the kernel hung up")

    async def run(self, source: str) -> tuple[float, list[dict]]:
        return await self.ask("execute_request", {"code": source, "silent": False, "store_history": True})


# --- a learner -----------------------------------------------------------------------------------


async def learn(hub: Hub, learner: Learner, after: float) -> None:
    """The whole lesson of one learner, who comes `after` seconds. What goes wrong is kept in `failures`."""
    await asyncio.sleep(after)
    if psutil.virtual_memory().available < SPARE:
        learner.failures.append("sent away: the machine had too little memory left")
        return
    try:
        learner.start = await start(hub, learner.name)
        for notebook in NOTEBOOKS:
            await work_through(hub, learner, notebook)
    except Exception as error:
        learner.failures.append(f"{type(error).__name__}: {error}")


async def start(hub: Hub, name: str) -> float:
    """Seconds from the wish for a server to the page of JupyterLab."""
    began = time.perf_counter()
    await hub.ask("POST", f"/hub/api/users/{name}")
    await hub.ask("POST", f"/hub/api/users/{name}/server")
    async with asyncio.timeout(PATIENCE):
        while not (await hub.ask("GET", f"/hub/api/users/{name}"))["servers"].get("", {}).get("ready"):
            await asyncio.sleep(0.5)
    await hub.ask("GET", f"/user/{name}/lab/tree/notebooks/{NOTEBOOKS[0]}.ipynb")
    return time.perf_counter() - began


async def work_through(hub: Hub, learner: Learner, notebook: str) -> None:
    """Open a notebook, run its cells, answer its questions. Its kernel goes on running, as it does for a learner."""
    mine, path = f"/user/{learner.name}", f"notebooks/{notebook}.ipynb"
    began = time.perf_counter()
    cells = nbformat.from_dict((await hub.ask("GET", f"{mine}/api/contents/{path}"))["content"]).cells
    asked_for = {"path": path, "name": notebook, "type": "notebook", "kernel": {"name": "python3"}}
    session = await hub.ask("POST", f"{mine}/api/sessions", asked_for)
    address = f"{hub.address.replace('http', 'ws', 1)}{mine}/api/kernels/{session['kernel']['id']}/channels"
    request = HTTPRequest(address, headers={"Authorization": f"token {hub.token}"}, connect_timeout=PATIENCE)
    kernel = Kernel(await websocket_connect(request))
    await kernel.ask("kernel_info_request", {})
    learner.opened.append(time.perf_counter() - began)
    for cell in cells:
        if cell.cell_type == "code":
            await think()
            seconds, said = await kernel.run(cell.source)
            learner.cells.append(seconds)
            wrong = [one["content"]["evalue"] for one in said if one["msg_type"] == "error"]
            learner.failures += [f"{notebook}, {cell.source.splitlines()[-1]}: {words}" for words in wrong]
            await answer(kernel, learner, said)
    kernel.wire.close()


async def answer(kernel: Kernel, learner: Learner, said: list[dict]) -> None:
    """Answer at random every question that a cell has shown, with the message that its card in the browser sends."""
    for shown in [one["content"] for one in said if one["msg_type"] == "comm_open"]:
        for step in shown["data"].get("state", {}).get("steps", []):
            for card in step:
                await think()
                letter = random.choice(card["options"])["letter"]
                given = {"item": card["item"], "letter": letter, "confidence": "sure", "seconds": PAUSE}
                data = {"method": "custom", "content": {"answers": [given]}}
                seconds, _ = await kernel.ask("comm_msg", {"comm_id": shown["comm_id"], "data": data})
                learner.answers.append(seconds)
                learner.answered += 1


async def think() -> None:
    await asyncio.sleep(random.expovariate(1 / PAUSE))


# --- the Hub -------------------------------------------------------------------------------------


@contextlib.contextmanager
def running(learners: list[Learner]):
    """A Hub with a home for each learner, the notebooks in it. At the end nothing of it runs on."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        homes, token, ports = Path(scratch, "homes"), uuid.uuid4().hex, free_ports(3)
        for learner in learners:
            shutil.copytree(ROOT / "notebooks", homes / learner.name / "notebooks")
        ours = [Path(sys.prefix, "bin"), Path(sys.prefix, "node_modules/.bin")]
        path = os.pathsep.join([*map(str, ours), os.environ["PATH"]])
        proxy = shutil.which("configurable-http-proxy", path=path)
        if not proxy:
            sys.exit(MISSING.format("its proxy, configurable-http-proxy,"))
        names = {
            "port": ports[0],
            "hub_port": ports[1],
            "proxy_port": ports[2],
            "proxy": proxy,
            "token": token,
        }
        config = CONFIG.format(homes=str(homes), patience=PATIENCE, **names)
        Path(scratch, "hub.py").write_text(config, "utf-8")
        with open(Path(scratch, "log"), "w") as log:
            command = [sys.executable, "-m", "jupyterhub", "-f", "hub.py"]
            own = {"PATH": path, "JUPYTERHUB_CRYPT_KEY": "", "CONFIGPROXY_AUTH_TOKEN": uuid.uuid4().hex}
            process = subprocess.Popen(
                command,
                cwd=scratch,
                env={**os.environ, **own},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            hub = Hub(f"http://127.0.0.1:{ports[0]}", token, psutil.Process(process.pid), homes)
            until_it_answers(hub, process, Path(scratch, "log"))
            yield hub
        finally:
            stop(process)


def stop(process: subprocess.Popen) -> None:
    """End the Hub, which ends the servers and the proxy, and after a while whatever of them is left."""
    family = []
    with contextlib.suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    for one in psutil.wait_procs(family, timeout=20)[1]:
        one.kill()
    process.kill()


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def until_it_answers(hub: Hub, process: subprocess.Popen, log: Path) -> None:
    for _ in range(PATIENCE):
        with contextlib.suppress(
            OSError, HTTPClientError
        ):  # the proxy is there first, and answers for a Hub that isn't
            asyncio.run(hub.ask("GET", "/hub/api/"))
            return
        if process.poll() is not None:
            break
        time.sleep(1)
    sys.exit(f"The Hub did not start:\n{log.read_text()[-3000:]}")


# --- what is measured ----------------------------------------------------------------------------


def costs(hub: Hub) -> dict[str, list[tuple[float, float, float]]]:
    """For each kind of process: memory as shared out (PSS) and the most it ever had (both MB), processor seconds.

    "learner" is a server with its kernels, which "server" and "kernel" have apart.
    """
    found = {"learner": [], "server": [], "kernel": [], "hub": [cost([hub.process])], "proxy": []}
    for child in hub.process.children():
        if child.environ().get("JUPYTERHUB_USER"):
            kernels = child.children(recursive=True)
            found["learner"].append(cost([child, *kernels]))
            found["server"].append(cost([child]))
            found["kernel"] += [cost([kernel]) for kernel in kernels]
        else:
            found["proxy"].append(cost([child, *child.children(recursive=True)]))
    return found


def cost(processes: list[psutil.Process]) -> tuple[float, float, float]:
    shared_out = sum(one.memory_full_info().pss for one in processes) / 1e6
    most = sum(peak(one.pid) for one in processes) / 1e6
    return shared_out, most, sum(sum(one.cpu_times()[:2]) for one in processes)


def peak(pid: int) -> int:
    """Bytes that were resident at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def kept(hub: Hub, learner: Learner) -> int:
    """How many answers stand in the record of a learner, wherever it lies in their home."""
    for file in (hub.homes / learner.name).rglob("record.sqlite"):
        with contextlib.closing(sqlite3.connect(file)) as db:
            return db.execute("SELECT count(*) FROM answers").fetchone()[0]
    return 0


def report(hub: Hub, learners: list[Learner]) -> None:
    for learner in learners:
        if (stored := kept(hub, learner)) != learner.answered:
            learner.failures.append(f"{learner.answered} answers given, {stored} kept")
    started = [learner.start for learner in learners if learner.start]
    for what, seconds in {
        "start of a server": started,
        "opening a notebook": [one for learner in learners for one in learner.opened],
        "running a cell": [one for learner in learners for one in learner.cells],
        "an answer, until it is kept": [one for learner in learners for one in learner.answers],
    }.items():
        print(f"{what:<28} {spread(seconds)} s, of {len(seconds)}")
    for kind, measured in costs(hub).items():
        for what, numbers in zip(("MB, shared out", "MB at most", "processor seconds"), zip(*measured)):
            print(f"{kind + ', ' + what:<28} {spread(numbers)}")
    failures = [f"{learner.name}: {words}" for learner in learners for words in learner.failures]
    print(f"{len(started)} of {len(learners)} started; {len(failures)} failures")
    print("\n".join(failures[:20]))


def spread(numbers) -> str:
    if not numbers:
        return "nothing measured"
    ordered = sorted(numbers)
    late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"median {statistics.median(ordered):.2f}, 95 % {late:.2f}, most {ordered[-1]:.2f}"


async def lesson(hub: Hub, learners: list[Learner], minutes: float) -> None:
    every = minutes * 60 / len(learners)
    await asyncio.gather(*(learn(hub, learner, n * every) for n, learner in enumerate(learners)))


def main(count: int, minutes: float) -> None:
    random.seed(18)
    AsyncHTTPClient.configure(None, max_clients=10 * count)
    learners = [Learner(f"learner-{n:03}") for n in range(1, count + 1)]
    with running(learners) as hub:
        began = time.perf_counter()
        print(
            f"{count} learners within {minutes:g} minutes; load before: {os.getloadavg()[0]:.1f}", flush=True
        )
        asyncio.run(lesson(hub, learners, minutes))
        print(
            f"all done after {time.perf_counter() - began:.0f} s; load: {os.getloadavg()[1]:.1f} over 5 minutes"
        )
        report(hub, learners)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("learners", type=int, nargs="?")
    parser.add_argument("minutes", type=float, nargs="?", default=0, help="in which they arrive")
    options = parser.parse_args()
    if not importlib.util.find_spec("jupyterhub"):
        print(MISSING.format("jupyterhub"))
    elif options.learners is None:
        print(HOW)
    elif options.learners < 1 or options.minutes < 0:
        parser.error("it takes one learner or more, and no less than 0 minutes")
    else:
        main(options.learners, options.minutes)
