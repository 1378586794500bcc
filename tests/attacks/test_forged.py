"""Requests that are nearly genuine: changed, forged or replayed. None is let in, none breaks anything."""

import asyncio
import hashlib
import hmac
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest

from sandbox.deliveries import encode
from storage.tables import metadata
from tests.cast import ALICE, BOB, HELIX, VERA
from tests.mailed import SITE, begun, given, link, morning
from tests.measured import REPORTS, agreed
from tests.running import Running

# `make attacks` sends 100,000; the suite some of them.
FORGED = int(os.environ.get("FORGED", "600"))
SEED = int(os.environ.get("ATTACK_SEED") or random.SystemRandom().randrange(10**6))
SLICE = 500  # requests on the server's loop at a time
TOO_OLD = 301  # seconds: Slack's five minutes, and one


@dataclass(frozen=True)
class Sent:
    """One request as it goes over the wire."""

    path: str
    body: bytes = b""
    headers: tuple[tuple[str, bytes], ...] = ()
    method: str = "POST"

    def header(self, name: str) -> bytes:
        return dict(self.headers).get(name, b"")

    def with_header(self, name: str, value: bytes) -> "Sent":
        return replace(self, headers=(*((key, its) for key, its in self.headers if key != name), (name, value)))


class Post:
    """Carries requests to Parley's web application, each from an address of its own, at moments of their own."""

    def __init__(self, parley: Running) -> None:
        self.parley = parley

    def carry(self, requests: list[Sent]) -> list[int]:
        """The HTTP status each one got."""
        return self.parley.front.run(self._all(requests))

    async def _all(self, requests: list[Sent]) -> list[int]:
        web = httpx.ASGITransport(app=self.parley.parley.web, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=web, base_url="http://parley.example") as client:
            return [await self._one(client, its) for its in requests]

    async def _one(self, client: httpx.AsyncClient, its: Sent) -> int:
        self.parley.watch.at += timedelta(seconds=6)  # nobody is turned away for coming too often
        headers = [(name.encode(), value) for name, value in its.headers]
        answer = await client.request(its.method, its.path, content=its.body, headers=headers)
        await asyncio.sleep(0)
        return answer.status_code


@pytest.fixture
def helix(start: Callable[..., Running]) -> Running:
    parley = begun(start, PUBLIC_URL=SITE)
    agreed(parley, **REPORTS)
    return parley


def genuine(parley: Running) -> list[Sent]:
    """Everything people, programs, browsers and calendars may send, as they would send it now."""
    parley.say(f"action add <@{VERA}> friday send the plan", by=BOB, at=HELIX)
    parley.say("action add", by=VERA, at=HELIX, via="mention")
    parley.click("Open the form", by=VERA)
    parley.submit(by=VERA, title="From Vera", owner=BOB, due="2026-12-01")
    parley.home(ALICE)
    found = [signed(parley, *encode(its.kind, its.payload)) for its in parley.sandbox.deliveries]
    return [*found, *_by_secret(parley)]


def _by_secret(parley: Running) -> list[Sent]:
    token = re.search("parley_[0-9a-f]{64}", parley.say("sla token new nightly", by=BOB, at=HELIX))
    feed = re.search(rf"{SITE}(/calendar/\S+?\.ics)", parley.say("me feed", by=ALICE))
    morning(parley, 23)
    given(parley)
    morning(parley, 24)
    act = link(parley, "Accept A-3")
    assert token
    assert feed
    row = b'{"measurements": [{"kpi": "K14", "period": "2026-10", "numerator": 38, "denominator": 40}]}'
    ingest = Sent("/ingest/measurements", row, (("content-type", b"application/json"),))
    bearer = ingest.with_header("authorization", f"Bearer {token[0]}".encode())
    return [bearer, bearer, bearer, Sent(act, method="GET"), Sent(act), Sent(feed[1], method="GET")]


def signed(parley: Running, body: bytes, kind: str, stamp: int | None = None) -> Sent:
    headers = {"Content-Type": kind, **parley.sandbox.sign(body, stamp)}
    return Sent("/slack/events", body, tuple((name.lower(), value.encode()) for name, value in headers.items()))


# --- the ways to forge -----------------------------------------------------------------------------------------------

SIGNATURE, STAMP, BEARER = "x-slack-signature", "x-slack-request-timestamp", "authorization"


def changed(chance: random.Random, text: bytes) -> bytes:
    """The same with a byte changed, left out or put in, or a piece cut off; never what it was."""
    spot = chance.randrange(len(text))
    byte = bytes([chance.randrange(256)])
    new = chance.choice((text[:spot] + byte + text[spot + 1 :], text[:spot] + text[spot + 1 :], text[:spot],
                         text[:spot] + byte + text[spot:], text + byte))  # fmt: skip
    return new if new != text else text + b"0"


def other_words(chance: random.Random, its: Sent) -> Sent:
    return replace(its, body=changed(chance, its.body))


def other_signature(chance: random.Random, its: Sent) -> Sent:
    return its.with_header(SIGNATURE, _sendable(changed(chance, its.header(SIGNATURE))))


def other_moment(chance: random.Random, its: Sent) -> Sent:
    moment = int(its.header(STAMP)) + chance.choice((-1, 1)) * chance.randrange(1, 10**6)
    made_up = _sendable(changed(chance, its.header(STAMP)))
    return its.with_header(STAMP, chance.choice((str(moment).encode(), made_up)))


def unsigned(chance: random.Random, its: Sent) -> Sent:
    without = chance.choice(({SIGNATURE}, {STAMP}, {SIGNATURE, STAMP}))
    return replace(its, headers=tuple(entry for entry in its.headers if entry[0] not in without))


def signed_by_another(chance: random.Random, its: Sent) -> Sent:
    """By another app of Slack's, or somebody who guesses the secret."""
    secret = chance.randbytes(16).hex().encode()
    digest = hmac.new(secret, b"v0:" + its.header(STAMP) + b":" + its.body, hashlib.sha256).hexdigest()
    return its.with_header(SIGNATURE, f"v0={digest}".encode())


def by_another_path(chance: random.Random, its: Sent) -> Sent:
    """With its own secret and the wrong method or address."""
    spoilt = replace(its, path=its.path + chance.choice(("/", "x", "%00", "/..", ".ics")))
    return chance.choice((spoilt, replace(its, method=chance.choice(("PUT", "DELETE", "PATCH")))))


def other_secret(chance: random.Random, its: Sent) -> Sent:
    """The token, or the secret in the address, with something changed that matters."""
    if token := its.header(BEARER):
        new = _sendable(changed(chance, token))
        return no_secret(chance, its) if _words(new) == _words(token) else its.with_header(BEARER, new)
    before, secret = its.path.rsplit("/", 1)
    spot = chance.randrange(64)
    digit = chance.choice([its for its in "0123456789abcdefABCDEF%" if its != secret[spot]])
    return replace(its, path=f"{before}/{secret[:spot]}{digit}{secret[spot + 1 :]}")


def no_secret(chance: random.Random, its: Sent) -> Sent:
    if its.header(BEARER):
        return its.with_header(BEARER, chance.choice((b"", b"Bearer", b"Bearer parley_", b"Basic cGFybGV5Og==")))
    return replace(its, path=its.path.rsplit("/", 1)[0] + "/" + chance.randbytes(32).hex())


def _sendable(value: bytes) -> bytes:
    """What may stand in a header at all."""
    return re.sub(rb"[\r\n\0]", b"?", value)


def _words(header: bytes) -> list[str]:
    """What a header says: blanks around it and the case of `Bearer` say nothing."""
    return header.decode("latin-1").lower().split()


WITH_SIGNATURE = (other_words, other_words, other_signature, other_moment, unsigned, signed_by_another)
WITH_SECRET = (other_secret, other_secret, no_secret, by_another_path)


def forged(parley: Running, chance: random.Random, models: list[Sent]) -> Sent:
    """A request that nobody entitled has sent."""
    its = chance.choice(models)
    if not its.header(SIGNATURE):
        return chance.choice(WITH_SECRET)(chance, its)
    way, kind = chance.random(), its.header("content-type").decode()
    if way < 0.15:  # overheard, and sent again too late
        return signed(parley, its.body, kind, int(time.time()) - TOO_OLD - chance.randrange(10**6))
    if way < 0.25:  # one request's signature under another's words
        return replace(its, body=chance.choice([one.body for one in models if one.body != its.body]))
    return chance.choice(WITH_SIGNATURE)(chance, signed(parley, its.body, kind))


# --- what is shown ---------------------------------------------------------------------------------------------------


def kept(parley: Running) -> dict[str, int]:
    """How much stands in each table, and what links have been used."""
    with parley.database.read() as connection:
        counts = {
            table.name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{table.name}"').scalar() or 0)
            for table in metadata.sorted_tables
        }
        used = connection.exec_driver_sql("SELECT count(*) FROM one_acts WHERE used_at IS NOT NULL").scalar()
    return counts | {"used": int(used or 0)}


@pytest.mark.timeout(7200)
def test_no_forged_request_is_let_in_and_none_breaks_anything(helix: Running) -> None:
    print(f"\nATTACK_SEED={SEED}")
    models, post, chance = genuine(helix), Post(helix), random.Random(SEED)
    before, statuses = kept(helix), Counter[int]()
    for begin in range(0, FORGED, SLICE):
        requests = [forged(helix, chance, models) for _ in range(min(SLICE, FORGED - begin))]
        for its, status in zip(requests, post.carry(requests), strict=True):
            assert 400 <= status < 500, (SEED, status, its)
            statuses[status] += 1
        assert kept(helix) == before, SEED
    print(dict(sorted(statuses.items())))
    assert statuses[429] == 0, "those were turned away for their number, not for what they are"


def test_the_same_requests_as_they_are_sent_are_let_in(helix: Running) -> None:
    """So that the test above could fail."""
    models, post = genuine(helix), Post(helix)
    fresh = [
        signed(helix, its.body, its.header("content-type").decode()) if its.header(SIGNATURE) else its for its in models
    ]
    assert set(post.carry(fresh)) == {200}
