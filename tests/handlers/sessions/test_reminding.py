"""An hour before a session its guests are told, once, unless they cannot come."""

from datetime import UTC, datetime

import pytest

from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.running import Running


@pytest.fixture
def planned(with_helix: Running) -> Running:
    """S-1 on 1 December at 14:00 UTC, of Alice, Bob and Vera."""
    with_helix.say(f"session schedule Helix 1 Dec 15:00 <@{BOB}> https://meet.example/1", by=ALICE, at=HELIX)
    return with_helix


def at(parley: Running, hour: int, minute: int) -> None:
    parley.watch.set(datetime(2026, 12, 1, hour, minute, tzinfo=UTC))
    parley.tick("sessions")


def test_an_hour_before_each_guest_is_told_on_their_own_clock_with_the_link(planned: Running) -> None:
    at(planned, 12, 55)
    assert "Soon" not in planned.heard(DIRECT[VERA])
    at(planned, 13, 0)
    at(planned, 13, 5)
    for person in (ALICE, VERA, BOB):
        assert planned.heard(DIRECT[person]).count("Soon: S-1 Joint strategy session with Helix Clinical") == 1
    assert planned.heard(DIRECT[VERA]).endswith("90 minutes\n  Join\n  [Start] [I cannot] [Open]")
    assert planned.heard(DIRECT[BOB]).endswith("Join\n  [I cannot] [Open]")


def test_who_cannot_come_is_left_alone(planned: Running) -> None:
    planned.say("session answer S-1 no", by=VERA, via="direct")
    at(planned, 13, 0)
    assert "Soon" not in planned.heard(DIRECT[VERA])
    assert "Soon" in planned.heard(DIRECT[ALICE])


def test_a_clock_that_comes_late_still_tells_but_never_after_it_has_begun(planned: Running) -> None:
    at(planned, 13, 50)
    assert "Soon" in planned.heard(DIRECT[VERA])
    planned.say("session schedule Helix 8 Dec 15:00", by=ALICE, at=HELIX)
    planned.watch.set(datetime(2026, 12, 8, 14, 0, tzinfo=UTC))
    planned.tick("sessions")
    assert "Soon: S-2" not in planned.heard(DIRECT[VERA])


def test_moved_it_is_told_of_again_for_its_new_time(planned: Running) -> None:
    at(planned, 13, 0)
    planned.say("session move S-1 1 Dec 18:00 the auditors stay longer", by=ALICE, at=HELIX)
    at(planned, 16, 0)
    assert planned.heard(DIRECT[VERA]).count("Soon: S-1") == 2


def test_cancelled_nobody_is_told(planned: Running) -> None:
    planned.say("session cancel S-1 nothing to decide", by=ALICE, at=HELIX)
    at(planned, 13, 0)
    assert "Soon" not in planned.heard(DIRECT[VERA])
