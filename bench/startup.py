"""How soon the bot is ready on that data, and how much memory it keeps."""

import statistics
import time

from bench.data import CHANNEL, Size, names
from bench.load import ask_once, open_loop, slash
from bench.processes import Running, bot
from bench.report import Line
from sandbox.server import Sandbox

AIM_SECONDS, AIM_MB = 3.0, 150.0
LONGEST_DIGEST = 60.0


def measure(database: str, size: Size, starts: int, requests: int) -> list[Line]:
    """Starts the bot several times; the last one is asked, draws a digest, and is looked at."""
    times = []
    with Sandbox() as sandbox:
        for _ in range(starts):
            with bot(sandbox, database) as running:
                times.append(running.started)
        with bot(sandbox, database) as running:
            memory = _memory(sandbox, running, names(size), requests)
    middle = statistics.median(times)
    start = Line(
        f"Start-up, exec to `/readyz` 200, {starts} times",
        f"min {min(times):.2f}, median {middle:.2f} s",
        aim=f"< {AIM_SECONDS:g} s",
        met=middle < AIM_SECONDS,
    )
    return [start, *memory]


def _memory(sandbox: Sandbox, running: Running, vendors: list[str], requests: int) -> list[Line]:
    at_rest = running.memory("VmRSS")
    _ask(sandbox, running, vendors, requests)
    asked = running.memory("VmRSS")
    _digest(sandbox, running)
    now, most = running.memory("VmRSS"), running.memory("VmHWM")
    return [
        Line(
            f"Resident memory of the bot after {requests} requests and a digest with a picture",
            f"{now:.0f} MB (at most {most:.0f} MB)",
            f"when ready: {at_rest:.0f} MB; after the requests: {asked:.0f} MB",
            f"x {now / at_rest:.2f}",
            f"< {AIM_MB:g} MB",
            most < AIM_MB,
        )
    ]


def _ask(sandbox: Sandbox, running: Running, vendors: list[str], requests: int) -> None:
    turns = iter(range(requests))

    def line() -> tuple[str, str]:
        name = vendors[next(turns, 0) % len(vendors)]
        return f"/vendor status {name}", name

    found = open_loop(slash(running.url, sandbox.signing_secret, line), 25.0, requests / 25.0)
    assert not found.bad, found.words()


def _digest(sandbox: Sandbox, running: Running) -> None:
    """Asks for one and waits until it has been posted, picture and all."""
    before = len(sandbox.messages(CHANNEL))
    ask = slash(running.url, sandbox.signing_secret, lambda: ("/digest now", "on its way"), CHANNEL)
    assert ask_once(ask)
    began = time.monotonic()
    while len(sandbox.messages(CHANNEL)) == before:
        if time.monotonic() - began > LONGEST_DIGEST:
            raise RuntimeError("the digest did not arrive")
        time.sleep(0.1)
