"""Feeds, pages and tokens: long enough to be guessed by nobody, found by their hash, ended when told to, and paced."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import httpx
import pytest
from starlette.requests import Request

from bot.pace import BURST, BURST_OF_A_SECRET, Paces
from tests.cast import ALICE, BOB, HELIX, VERA
from tests.everything import raw
from tests.measured import REPORTS, agreed
from tests.running import Running

SITE = "https://parley.northwind.example"


@dataclass
class Door:
    """Something opened by a secret: how it is asked, and what says that it opened."""

    parley: Running
    secret: str
    ask: Callable[[str], httpx.Response]
    opens: int = 200
    shut: int = 404
    end: Callable[[], object] = lambda: None


def feed(parley: Running) -> Door:
    said = parley.say("me feed", by=BOB, at=HELIX)
    found = re.search(r"/calendar/(\w+)\.ics", said)
    assert found
    ask = lambda secret: httpx.get(f"{parley.front.url}/calendar/{secret}.ics")  # noqa: E731
    return Door(parley, found[1], ask, end=lambda: parley.say("me feed stop", by=BOB, at=HELIX))


def program(parley: Running) -> Door:
    agreed(parley, **REPORTS)
    found = re.search("parley_([0-9a-f]+)", parley.say("sla token new nightly", by=BOB, at=HELIX))
    assert found
    row = {"kpi": "K14", "period": "2026-10", "numerator": 38, "denominator": 40}

    def ask(secret: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer parley_{secret}"}
        return httpx.post(f"{parley.front.url}/ingest/measurements", json={"measurements": [row]}, headers=headers)

    revoke = lambda: parley.say("sla token revoke 1", by=ALICE, at=HELIX)  # noqa: E731
    return Door(parley, found[1], ask, shut=401, end=revoke)


def page(parley: Running) -> Door:
    parley.say("vendor introduce Helix")
    parley.say(f"session poll Helix 60m <@{VERA}|vera>", by=ALICE, at=HELIX)
    parley.settle()
    mails = [
        part.get_content()
        for its in parley.sandbox.mails
        for part in its.walk()
        if part.get_content_type() == "text/plain"
    ]
    found = re.search(r"/poll/([\w-]+)", "\n".join(mails))
    assert found, mails
    ask = lambda secret: httpx.get(f"{parley.front.url}/poll/{secret}")  # noqa: E731
    return Door(parley, found[1], ask)


@pytest.fixture(params=[feed, program, page], ids=["feed", "program", "page"])
def door(request: pytest.FixtureRequest, start: Callable[..., Running]) -> Door:
    parley = start(PUBLIC_URL=SITE)
    parley.say("vendor setup", by=ALICE)
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    for person in (ALICE, BOB, VERA):
        parley.say("help", by=person, at=HELIX, via="mention")
    its: Door = request.param(parley)
    return its


def test_a_secret_has_128_bits_at_least_and_is_kept_as_a_hash(door: Door) -> None:
    bits = len(door.secret) * (4 if re.fullmatch("[0-9a-f]+", door.secret) else 6)
    assert bits >= 128
    assert door.ask(door.secret).status_code == door.opens
    assert door.secret.encode() not in raw(door.parley.database)


def test_any_other_opens_nothing_and_looks_like_none(door: Door) -> None:
    near = door.secret[:-1] + ("0" if door.secret[-1] != "0" else "1")
    answers = [door.ask(its) for its in (near, door.secret[:-1], door.secret + "0", "0" * len(door.secret))]
    assert {its.status_code for its in answers} == {door.shut}
    assert len({its.text for its in answers}) == 1


@pytest.mark.parametrize("door", [feed, program], indirect=True, ids=["feed", "program"])
def test_one_that_was_ended_opens_nothing(door: Door) -> None:
    """A page ends with its poll, which is told in tests/handlers/sessions/test_poll_page.py."""
    assert door.ask(door.secret).status_code == door.opens
    door.end()
    assert door.ask(door.secret).status_code == door.shut


def test_one_secret_is_paced_and_says_when_to_come_again(door: Door) -> None:
    answers = [door.ask(door.secret) for _ in range(BURST_OF_A_SECRET + 1)]
    assert {its.status_code for its in answers[:-1]} == {door.opens}
    assert (answers[-1].status_code, answers[-1].headers["retry-after"]) == (429, "5")
    assert door.ask("0" * 64).status_code == door.shut  # others from the same address are answered
    door.parley.watch.set(door.parley.watch() + timedelta(seconds=5))
    assert door.ask(door.secret).status_code == door.opens
    assert door.ask(door.secret).status_code == 429


def test_one_address_is_paced_whatever_it_tries(door: Door) -> None:
    tries = [door.ask(f"{number:064}").status_code for number in range(BURST)]
    assert set(tries) == {door.shut}
    refused = door.ask(door.secret)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    door.parley.watch.set(door.parley.watch() + timedelta(seconds=2))
    assert door.ask(door.secret).status_code == door.opens


def test_who_tries_secrets_out_from_one_address_is_no_burden_to_their_owner_elsewhere(door: Door) -> None:
    paces = Paces(door.parley.watch)
    numbers = count(1)

    def request(host: str) -> Request:
        return Request({"type": "http", "client": (host, next(numbers)), "headers": []})

    waits = [paces.wait(request("203.0.113.9"), f"guess {number}") for number in range(BURST + 50)]
    assert waits[-1] > 0
    assert paces.wait(request("198.51.100.7"), door.secret) == 0
