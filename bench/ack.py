"""How soon people are answered: signed requests over HTTP to the real bot, beside Bolt that only acknowledges."""

import random
from collections.abc import Callable

from bench.data import Size, names
from bench.load import NONE, Latencies, Send, home, open_loop, saturate, slash
from bench.processes import Running, answering, bot, free_port
from bench.report import Line
from sandbox.server import Sandbox

RATE, HOME_RATE, CLIENTS = 25.0, 5.0, 8
AIM_MS = 300.0


def measure(database: str, size: Size, rounds: int, seconds: float) -> list[Line]:
    """The bot and the floor take turns, `rounds` times; each turn lasts `seconds`."""
    port = free_port()
    with Sandbox() as sandbox, bot(sandbox, database) as ours:
        secret = sandbox.signing_secret
        with answering(["-m", "bench.bare", "serve", str(port), secret], port, "/healthz") as bare:
            return _compare(ours, bare, secret, names(size), rounds, seconds)


def _compare(ours: Running, bare: Running, secret: str, vendors: list[str], rounds: int, seconds: float) -> list[Line]:
    status = slash(ours.url, secret, _any_status(vendors))
    floor = slash(bare.url, secret, lambda: ("/vendor status", ""))
    for warm in (status, floor):
        open_loop(warm, RATE, 1.0)
    before = ours.cpu(), bare.cpu()
    answered, acknowledged = _in_turns(status, floor, rounds, lambda send, n: open_loop(send, RATE, seconds, n))
    each = [(ours.cpu() - before[0]) / len(answered.seconds), (bare.cpu() - before[1]) / len(acknowledged.seconds)]
    full, floor_full = _in_turns(status, floor, 2, lambda send, _n: saturate(send, CLIENTS, seconds / 2))
    listed = open_loop(slash(ours.url, secret, lambda: ("/action list", "A-")), RATE, seconds)
    opened = open_loop(home(ours.url, secret), HOME_RATE, seconds)
    return [
        Line(
            f"Ack of `/vendor status <name>`, random vendors, {RATE:g} requests/s for {answered.lasted:.0f} s",
            f"{answered.words()} ({each[0] * 1000:.0f} ms of processor each)",
            f"bare Bolt that only acks: {acknowledged.words()} ({each[1] * 1000:.1f} ms of processor)",
            f"p50 x {answered.ms(0.5) / acknowledged.ms(0.5):.1f}, p99 x {answered.ms(0.99) / acknowledged.ms(0.99):.1f}",
            f"p99 < {AIM_MS:g} ms",
            answered.ms(0.99) < AIM_MS and not answered.bad,
        ),
        Line(
            f"The same, saturated by {CLIENTS} clients",
            f"{full.rate:.0f} requests/s ({full.words()})",
            f"bare Bolt: {floor_full.rate:.0f} requests/s ({floor_full.words()})",
            f"rate x {full.rate / floor_full.rate:.2f}",
        ),
        _under(f"Ack of `/action list`, {RATE:g} requests/s", listed),
        _under(f"Ack of App Home (page written down, not yet shown), {HOME_RATE:g} requests/s", opened),
    ]


def _any_status(vendors: list[str]) -> Callable[[], tuple[str, str]]:
    chance = random.Random(11)

    def line() -> tuple[str, str]:
        name = chance.choice(vendors)
        return f"/vendor status {name}", f'"text": "{name}\\n'

    return line


def _in_turns(
    ours: Send, floor: Send, rounds: int, run: Callable[[Send, int], Latencies]
) -> tuple[Latencies, Latencies]:
    """Both under the same load, one after the other, again and again: what the machine does meanwhile hits both."""
    mine, theirs = NONE, NONE
    for number in range(rounds):
        theirs += run(floor, number)
        mine += run(ours, number)
    return mine, theirs


def _under(what: str, found: Latencies) -> Line:
    return Line(what, found.words(), aim=f"p99 < {AIM_MS:g} ms", met=found.ms(0.99) < AIM_MS and not found.bad)
