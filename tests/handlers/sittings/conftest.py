"""A session that is due, and one that is on: S-1 on 1 December from 14:00 to 15:30 UTC, of Alice, Bob and Vera."""

import pytest

from tests.cast import ALICE, BOB, HELIX, VERA
from tests.handlers.sittings.room import Room
from tests.running import Running


@pytest.fixture
def due(with_helix: Running) -> Room:
    """It begins in ten minutes; three points wait."""
    with_helix.say(f"session schedule Helix 1 Dec 15:00 <@{BOB}> https://meet.example/1", by=ALICE, at=HELIX)
    room = Room(with_helix)
    room.wait("Query resolution is red", "Site list", "Holidays")
    room.at(13, 50)
    return room


@pytest.fixture
def on(due: Room) -> Room:
    """Alice has started it."""
    due.parley.say("session start", by=ALICE, at=HELIX)
    due.at(14, 0)
    return due


@pytest.fixture
def quorate(on: Room) -> Room:
    """Alice and Vera are there."""
    for person in (ALICE, VERA):
        on.click("Present", by=person)
    return on
