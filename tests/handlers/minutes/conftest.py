"""A session of Helix and Northwind that is over, with its minutes as a draft."""

import pytest

from tests.cast import ALICE, BOB, HELIX, VERA
from tests.held import Held, usual
from tests.running import Running


@pytest.fixture
def helix(with_helix: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix


@pytest.fixture
def over(helix: Running) -> Held:
    """S-1, ended at 14:41 on Tuesday 1 December 2026; Alice is the scribe."""
    held = usual(helix)
    held.ends()
    return held


@pytest.fixture
def sent(helix: Running, over: Held) -> Held:
    """The same, and its minutes sent to both companies."""
    helix.say("session minutes S-1 send", by=ALICE, at=HELIX)
    return over
