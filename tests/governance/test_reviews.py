"""The counting of a review: every session in one place, nothing counted twice, and a quarter that is one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.kpis.breaches import Breach
from governance.reviews import QuarterToCome, began_on_time, closing_of, last_whole, span_of, tallies, this_one
from governance.sessions import Kind, Session, State

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
ONE = Session(
    id=1,
    number=1,
    vendor_id=1,
    study_id=None,
    kind=Kind.OPERATIONAL,
    title="Weekly call",
    starts_at=NOON,
    minutes=30,
    zone="UTC",
    state=State.HELD,
    uid="x",
    sequence=0,
)
DAYS = some.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(some.lists(some.tuples(some.sampled_from(State), some.sampled_from(Kind))))
def test_every_session_is_counted_once(sessions: list[tuple[State, Kind]]) -> None:
    found = tallies([replace(ONE, state=state, kind=kind) for state, kind in sessions], {}, NOON.date())
    planned = [its for its in sessions if its[0] is not State.DRAFT]
    assert sum(its.planned for its in found.values()) == len(planned)
    assert found.keys() == {kind for _, kind in planned}
    for its in found.values():
        assert its.planned == its.held + its.cancelled + its.missed
        assert its.quorate <= its.held
        assert its.missed >= 0


@given(some.integers(-30, 60))
def test_five_minutes_are_on_time(minutes: int) -> None:
    began = replace(ONE, started_at=NOON + timedelta(minutes=minutes))
    assert began_on_time(began) == (minutes <= 5)
    assert not began_on_time(ONE)


@given(DAYS)
def test_the_last_whole_quarter_is_over_and_ends_where_this_one_begins(today: date) -> None:
    now = datetime.combine(today, datetime.min.time(), UTC) + timedelta(hours=12)
    last, this = (span_of(first(today), now, ZoneInfo("UTC")) for first in (last_whole, this_one))
    assert (last.is_over, this.is_over) == (True, False)
    assert last.ends == this.begins <= now == this.ends
    assert 89 < (last.ends - last.begins).days < 93
    assert this.first.month in (1, 4, 7, 10)


def test_a_quarter_to_come_is_none() -> None:
    with pytest.raises(QuarterToCome, match="Q1 2027 has not begun yet"):
        span_of(date(2027, 1, 1), NOON, ZoneInfo("Europe/Warsaw"))


MOMENTS = some.integers(-200, 200).map(lambda days: NOON + timedelta(days=days))


@given(some.lists(some.tuples(MOMENTS, some.none() | some.integers(0, 200))))
def test_a_breach_is_open_or_closed_at_the_end_of_the_quarter(lives: list[tuple[datetime, int | None]]) -> None:
    span = span_of(this_one(NOON.date()), NOON, ZoneInfo("UTC"))
    breaches = [
        Breach(
            id=1,
            vendor_id=1,
            definition_id=1,
            result_id=1,
            period=opened.date(),
            opened_at=opened,
            closed_at=opened + timedelta(days=lasted) if lasted is not None else None,
        )
        for opened, lasted in lives
    ]
    within = [
        its for its in breaches if its.opened_at < span.ends and not (its.closed_at and its.closed_at < span.begins)
    ]
    its = closing_of(within, span)
    assert its.closed + its.still_open == len(within)
    assert len(its.days) == its.closed
    assert its.opened <= len(within)
