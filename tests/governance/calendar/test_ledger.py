"""The ledger: whoever bore more is spared next, either way round, and a change of clocks makes nobody's evening earlier."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar.availability import Grid, slots_of
from governance.calendar.board import Board, Part
from governance.calendar.fairness import Ledger, Weights, price
from governance.calendar.ledger import (
    Attendee,
    Meeting,
    burdens_of,
    carried,
    cost_at,
    is_outside,
    share,
    whose_turn,
)
from governance.calendar.working_hours import WorkingHours
from tests.governance.calendar.calendars import PLACES, invitee, moment

WEIGHTS = Weights()
SIDES = ("sponsor", "vendor")
OTHER = {"sponsor": "vendor", "vendor": "sponsor"}
MONDAY = moment("2026-01-05")


@st.composite
def meetings(draw: st.DrawFn) -> list[Meeting]:
    made = []
    for place in range(draw(st.integers(0, 6))):
        people = tuple(
            Attendee(
                side=draw(st.sampled_from(SIDES)),
                part=draw(st.sampled_from(Part)),
                hours=WorkingHours(zone=ZoneInfo(draw(st.sampled_from(sorted(PLACES))))),
            )
            for _ in range(draw(st.integers(1, 4)))
        )
        start = MONDAY + timedelta(days=7 * place, minutes=15 * draw(st.integers(0, 95)))
        made.append(Meeting(starts_at=start, minutes=draw(st.sampled_from([30, 50, 60, 90])), people=people))
    return made


def swapped(meeting: Meeting) -> Meeting:
    return replace(meeting, people=tuple(replace(its, side=OTHER[its.side]) for its in meeting.people))


@given(meetings())
def test_the_ledger_is_the_same_from_either_side(held: list[Meeting]) -> None:
    one, other = carried(held, SIDES, WEIGHTS), carried(map(swapped, held), SIDES, WEIGHTS)
    for side in SIDES:
        assert one.ledger.of(side) == pytest.approx(other.ledger.of(OTHER[side]))
        assert one.outside[side] == other.outside[OTHER[side]]
    turn = whose_turn(one.ledger, SIDES)
    assert whose_turn(other.ledger, SIDES) == (OTHER[turn] if turn else None)


@given(meetings(), st.randoms())
def test_the_order_in_which_meetings_are_told_does_not_matter(held: list[Meeting], chance: object) -> None:
    mixed = list(held)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert carried(mixed, SIDES, WEIGHTS) == carried(held, SIDES, WEIGHTS)


@given(meetings())
def test_who_met_in_their_working_hours_has_borne_nothing(held: list[Meeting]) -> None:
    for meeting in held:
        borne = burdens_of(meeting, WEIGHTS)
        for side in {its.side for its in meeting.people}:
            outside = any(
                is_outside(its.hours, meeting.starts_at, -(-meeting.minutes // 15) * 15)
                for its in meeting.people
                if its.side == side
            )
            assert (borne[side] > 0) == outside


@given(meetings())
def test_shares_are_parts_of_one(held: list[Meeting]) -> None:
    ledger = carried(held, SIDES, WEIGHTS).ledger
    parts = [share(ledger, side) for side in SIDES]
    assert parts == [None, None] or sum(part or 0 for part in parts) == pytest.approx(1.0)


@given(st.floats(0, 20), st.floats(0, 20), st.floats(0.5, 3))
def test_the_price_of_a_burden_is_lower_for_the_side_whose_turn_it_is(
    ours: float, theirs: float, burden: float
) -> None:
    ledger = Ledger(dict(zip(SIDES, (ours, theirs), strict=True)))
    turn = whose_turn(ledger, SIDES)
    if turn is None:
        return
    borne = ledger.ahead(SIDES)
    costs = {side: price([burden if its == side else 0.0 for its in SIDES], borne, WEIGHTS) for side in SIDES}
    assert min(SIDES, key=costs.__getitem__) == turn


def test_following_the_ledger_the_sides_take_turns() -> None:
    """Eight meetings that are late for either the one or the other: whose turn it is has it, every time."""
    warsaw, pacific = (WorkingHours(zone=ZoneInfo(its)) for its in ("Europe/Warsaw", "America/Los_Angeles"))
    held: list[Meeting] = []
    late: list[str] = []
    for week in range(8):
        turn = whose_turn(carried(held, SIDES, WEIGHTS).ledger, SIDES) or "sponsor"
        hour = time(18) if turn == "sponsor" else time(16)  # in Warsaw: 09:00 or 07:00 on the Pacific coast
        day = (MONDAY + timedelta(weeks=week)).date()
        people = (
            Attendee(side="sponsor", part=Part.CHAIR, hours=warsaw),
            Attendee(side="vendor", part=Part.CHAIR, hours=pacific),
        )
        held.append(Meeting(starts_at=datetime.combine(day, hour, warsaw.zone), minutes=60, people=people))
        late.append(turn)
    assert {late.count(side) for side in SIDES} == {4}
    assert all(one != other for one, other in pairwise(late))
    ledger = carried(held, SIDES, WEIGHTS)
    assert ledger.outside == {"sponsor": 4, "vendor": 4}
    assert abs((share(ledger.ledger, "sponsor") or 0) - 0.5) < 0.1


@given(st.sampled_from(sorted(PLACES)), st.integers(0, 95), st.integers(0, 364), st.integers(0, 364))
def test_the_same_time_of_day_costs_the_same_in_summer_and_in_winter(
    zone: str, quarter: int, one: int, other: int
) -> None:
    hours = WorkingHours(zone=ZoneInfo(zone))
    clock = time(quarter // 4, quarter % 4 * 15)
    starts = [datetime.combine((MONDAY + timedelta(days=days)).date(), clock, hours.zone) for days in (one, other)]
    if any(start.astimezone(ZoneInfo("UTC")).astimezone(hours.zone).time() != clock for start in starts):
        return  # an hour that the clocks skip
    assert cost_at(hours, starts[0], 60, WEIGHTS) == cost_at(hours, starts[1], 60, WEIGHTS)


@pytest.mark.parametrize("begin", ["2026-03-26", "2026-10-22", "2026-11-23"])
def test_the_ledger_weighs_a_meeting_as_the_finder_does(begin: str) -> None:
    """Beside the first and last hour of work, which the finder minds and nobody bears."""
    grid = Grid(moment(begin), 96 * 7)
    people = [
        invitee(grid, 1, part=Part.CHAIR),
        invitee(grid, 2),
        invitee(grid, 3, "America/New_York", "vendor", Part.CHAIR),
        invitee(grid, 4, "Asia/Kolkata", "vendor", Part.OPTIONAL),
    ]
    board = Board(people, 50, replace(WEIGHTS, edge=0.0))
    attendees = {its.key: Attendee(side=its.side, part=its.part, hours=its.hours) for its in people}
    for start in slots_of(board.feasible):
        there = tuple(attendees[seat.person.key] for seat in board.seats if seat.comes[start] == "1")
        borne = burdens_of(Meeting(starts_at=grid.at(start), minutes=50, people=there), WEIGHTS)
        assert board.weigh(start).burdens == pytest.approx(tuple(borne.get(side, 0.0) for side in board.sides))


def test_what_lies_back_counts_less() -> None:
    late = Attendee(side="sponsor", part=Part.CHAIR, hours=WorkingHours(zone=ZoneInfo("Europe/Warsaw")))
    evening = datetime(2026, 3, 2, 19, tzinfo=ZoneInfo("Europe/Warsaw"))
    meetings = [Meeting(starts_at=evening + timedelta(weeks=n), minutes=60, people=(late,)) for n in (0, 1)]
    one = carried(meetings[:1], SIDES, WEIGHTS).ledger.of("sponsor")
    assert carried(meetings, SIDES, WEIGHTS).ledger.of("sponsor") == pytest.approx(one * 1.98)


def test_sides_that_are_nearly_even_have_no_turn() -> None:
    assert whose_turn(Ledger({"sponsor": 10.0, "vendor": 10.5}), SIDES) is None
    assert whose_turn(Ledger({"sponsor": 10.0, "vendor": 12.0}), SIDES) == "sponsor"
    assert whose_turn(Ledger(), SIDES) is None
