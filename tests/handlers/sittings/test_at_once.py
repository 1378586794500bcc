"""Several people press at the same moment: what happens happens once, and all of it counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cast import ALICE, BOB, HELIX, VERA
from tests.handlers.sittings.room import Room

TIMES = pytest.mark.parametrize("times", [3, 4])  # on one database, on the other


def at_once(room: Room, *acts: Callable[[], object]) -> None:
    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(act) for act in acts]:
            done.result()
    room.parley.settle()


@TIMES
def test_a_session_is_started_once(due: Room, times: int) -> None:
    at_once(due, *[lambda: due.parley.sandbox.slash(ALICE, HELIX, "/session start S-1")] * times)
    assert due.events().count("SessionStarted") == 1
    assert len(due.panels) == 1


@TIMES
def test_everybody_who_presses_is_there_once(on: Room, times: int) -> None:
    presses = [lambda who=who: on.press("Present", by=who) for who in (ALICE, BOB, VERA)]
    at_once(on, *presses, *presses[: times - 2])
    with on.working() as uow:
        lines = uow.attendance.of(1).lines
    assert sorted(its.person_id for its in lines) == sorted({its.person_id for its in lines})
    assert len(lines) == 3
    on.click("Present", by=ALICE)
    assert on.panel.count("@Bob Tran") == 1


@TIMES
def test_a_session_ends_once_and_each_point_goes_on_once(quorate: Room, times: int) -> None:
    at_once(quorate, *[lambda: quorate.parley.sandbox.slash(ALICE, HELIX, "/session end S-1")] * times)
    assert quorate.events().count("SessionEnded") == 1
    assert len(quorate.waiting()) == 3


@TIMES
def test_a_point_is_parked_once(on: Room, times: int) -> None:
    at_once(on, *[lambda: on.press("Parked", by=ALICE)] * times)
    assert len(on.waiting()) == 1
