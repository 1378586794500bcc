"""Load from outside: signed requests at the moments they are due, whether or not the last was answered."""

import asyncio
import hashlib
import hmac
import itertools
import json
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bench.report import percentile

_numbers = itertools.count(1)
Send = Callable[[aiohttp.ClientSession], Awaitable[bool]]


@dataclass(frozen=True)
class Latencies:
    """Seconds from the moment each request was due to its answer; `bad` were not answered as they should be."""

    seconds: list[float]
    bad: int
    lasted: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.lasted

    def ms(self, share: float) -> float:
        return percentile(self.seconds, share) * 1000

    def words(self) -> str:
        """p50, p99, max; and what went wrong, if anything did."""
        bad = f", {self.bad} of {len(self.seconds)} **answered wrongly**" if self.bad else ""
        return f"p50 {self.ms(0.5):.1f}, p99 {self.ms(0.99):.1f}, max {self.ms(1):.1f} ms{bad}"

    def __add__(self, other: "Latencies") -> "Latencies":
        return Latencies(self.seconds + other.seconds, self.bad + other.bad, self.lasted + other.lasted)


NONE = Latencies([], 0, 0.0)


def open_loop(send: Send, rate: float, seconds: float, seed: int = 7) -> Latencies:
    """Requests that come by chance (exponential gaps) `rate` a second, as people do who know nothing of each other."""
    return asyncio.run(_open_loop(send, _due(rate, seconds, seed)))


def saturate(send: Send, clients: int, seconds: float) -> Latencies:
    """Clients that ask again as soon as they are answered."""
    return asyncio.run(_saturate(send, clients, seconds))


def ask_once(send: Send) -> bool:
    """One request; whether it was answered as it should be."""
    return saturate(send, 1, 0.0).bad == 0


def _due(rate: float, seconds: float, seed: int) -> list[float]:
    chance = random.Random(seed)
    moments = itertools.accumulate(chance.expovariate(rate) for _ in itertools.count())
    return list(itertools.takewhile(lambda at: at < seconds, moments))


async def _open_loop(send: Send, moments: list[float]) -> Latencies:
    async with aiohttp.ClientSession() as session:
        began = time.perf_counter()

        async def one(due: float) -> tuple[float, bool]:
            await asyncio.sleep(began + due - time.perf_counter())
            good = await send(session)
            return time.perf_counter() - began - due, good

        return _latencies(await asyncio.gather(*(one(due) for due in moments)), time.perf_counter() - began)


async def _saturate(send: Send, clients: int, seconds: float) -> Latencies:
    async with aiohttp.ClientSession() as session:
        began = time.perf_counter()

        async def client() -> list[tuple[float, bool]]:
            done: list[tuple[float, bool]] = []
            while not done or time.perf_counter() - began < seconds:
                asked = time.perf_counter()
                good = await send(session)
                done.append((time.perf_counter() - asked, good))
            return done

        answers = itertools.chain(*await asyncio.gather(*(client() for _ in range(clients))))
        return _latencies(list(answers), time.perf_counter() - began)


def _latencies(answers: list[tuple[float, bool]], lasted: float) -> Latencies:
    return Latencies([seconds for seconds, _ in answers], sum(not good for _, good in answers), lasted)


# --- what Slack would send ---------------------------------------------------------------------------------------------


def slash(url: str, secret: str, line: Callable[[], tuple[str, str]], channel: str = "C0GOV") -> Send:
    """Sends a slash command of Alice's. `line` gives what she types, and what the answer must hold to be a good one."""

    async def send(session: aiohttp.ClientSession) -> bool:
        typed, expected = line()
        command, _, text = typed.partition(" ")
        number = next(_numbers)
        fields = {
            "team_id": "T0NORTH",
            "channel_id": channel,
            "channel_name": channel.lower(),
            "user_id": "U0ALICE",
            "user_name": "alice",
            "command": command,
            "text": text,
            "api_app_id": "A0PARLEY",
            "is_enterprise_install": "false",
            "response_url": "http://127.0.0.1:9/none",
            "trigger_id": f"{time.time_ns()}.{number}",
        }
        status, body = await _post(session, url, secret, urlencode(fields), "application/x-www-form-urlencoded")
        return status == 200 and expected in body

    return send


def home(url: str, secret: str) -> Send:
    """Alice opens Parley's home: an event, acknowledged once the page is written down."""

    async def send(session: aiohttp.ClientSession) -> bool:
        event = {"type": "app_home_opened", "user": "U0ALICE", "channel": "D0ALICE", "tab": "home"}
        body: dict[str, Any] = {"type": "event_callback", "team_id": "T0NORTH", "api_app_id": "A0PARLEY"}
        body |= {"event": event, "event_id": f"Ev{time.time_ns()}{next(_numbers)}", "event_time": int(time.time())}
        body["authorizations"] = [{"team_id": "T0NORTH", "user_id": "U0PARLEY", "is_bot": True}]
        status, _ = await _post(session, url, secret, json.dumps(body), "application/json")
        return status == 200

    return send


async def _post(session: aiohttp.ClientSession, url: str, secret: str, body: str, kind: str) -> tuple[int, str]:
    stamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signature}"}
    async with session.post(url, data=body.encode(), headers=headers) as answer:
        return answer.status, await answer.text()
