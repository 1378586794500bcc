"""Helix with a session in a week's time and something to talk about."""

from datetime import UTC, date, datetime

import pytest

from tests.cast import ALICE, BOB, HELIX, VERA
from tests.reports import Reports
from tests.running import Running

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def planned(with_helix: Running) -> Running:
    """An hour's meeting on Thursday, 10 December at 15:00 in Warsaw."""
    with_helix.say("session schedule Helix 10 Dec 15:00 60m joint operations meeting", by=ALICE, at=HELIX)
    with_helix.clock_moves(minutes=10)
    return with_helix


@pytest.fixture
def reports(planned: Running) -> Reports:
    return Reports(planned)


def ticks(parley: Running, day: int, hour: int = 8, minute: int = 11, month: int = 12) -> None:
    """The clock ticks, at an hour in UTC."""
    parley.clock_moves(to=datetime(2026, month, day, hour, minute, tzinfo=UTC))
    parley.tick("agendas")


def owe(parley: Running, count: int, day: str = "24 nov") -> None:
    """Vera promises things that are overdue soon."""
    for number in range(1, count + 1):
        parley.say(f"action add <@{VERA}> {day} send list {number}", by=BOB, at=HELIX)
