"""A series and its meetings: which days are held, where one may be moved, how a rule goes on from another day."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.calendar.recurrence import (
    LAST,
    DoesNotFit,
    Recurrence,
    Unit,
    daily,
    from_rrule,
    monthly,
    monthly_on,
    weekly,
)
from governance.calendar.series import OnHoliday
from governance.session_series import NothingLeft, SeriesEndsFirst, fits_between, pattern_of, plan, planned_through
from governance.sessions import Kind, Session, State

DAYS = some.dates(date(2026, 1, 1), date(2030, 12, 31))
weekdays = some.integers(0, 6)
rhythms = some.one_of(
    some.builds(daily, some.integers(1, 9)),
    some.builds(lambda days, every: weekly(*days, every=every), some.sets(weekdays, min_size=1), some.integers(1, 4)),
    some.builds(monthly, some.sampled_from([1, 2, 3, 4, LAST]), weekdays, some.integers(1, 12)),
    some.builds(monthly_on, some.sampled_from([*range(1, 29), LAST]), some.integers(1, 12)),
)


@given(rhythms)
def test_a_rule_reads_back_as_the_rhythm_that_wrote_it(rhythm: Recurrence) -> None:
    assert from_rrule(rhythm.rrule) == rhythm


@given(rhythms, DAYS, some.integers(-20, 20))
def test_a_rhythm_that_goes_on_from_another_day_begins_on_it_and_keeps_its_span(
    rhythm: Recurrence, day: date, by: int
) -> None:
    planned = rhythm.first_on_or_after(day + timedelta(days=by))
    try:
        moved = rhythm.moved_to(day, planned)
    except DoesNotFit:
        assert len(rhythm.weekdays) > 1
        return
    assert next(moved.days(moved.first_on_or_after(day))) >= day
    assert (moved.unit, moved.every) == (rhythm.unit, rhythm.every)
    if rhythm.unit is not Unit.MONTH or rhythm.month_day is None or day.day <= 28:
        assert moved.first_on_or_after(day) - day < timedelta(days=8)


@given(some.sets(weekdays, min_size=2), DAYS, some.integers(-6, 6))
def test_one_of_several_weekdays_moves_within_its_week_and_the_others_stay(those: set[int], day: date, by: int) -> None:
    rhythm = weekly(*those)
    planned = rhythm.first_on_or_after(day)
    to = planned + timedelta(days=by)
    try:
        moved = rhythm.moved_to(to, planned)
    except DoesNotFit:
        return
    before, after = (list(islice(its.days(first), 9)) for its, first in ((rhythm, planned), (moved, to)))
    assert len(moved.weekdays) == len(those)
    assert all(new - old in (timedelta(0), timedelta(days=by)) for old, new in zip(before, after, strict=True))


def meeting(number: int, planned: date, day: date, state: State = State.SCHEDULED) -> Session:
    return Session(
        id=number,
        number=number,
        vendor_id=1,
        study_id=None,
        kind=Kind.OPERATIONAL,
        title="Call",
        starts_at=datetime.combine(day, time(12), UTC),
        minutes=30,
        zone="Europe/Warsaw",
        state=state,
        uid=str(number),
        sequence=0,
        series_id=1,
        planned_on=planned,
    )


TUESDAYS = [date(2027, 1, 5) + timedelta(weeks=n) for n in range(4)]
ROW = [meeting(n, day, day) for n, day in enumerate(TUESDAYS, 1)]


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (date(2027, 1, 6), True),
        (date(2027, 1, 18), True),
        (date(2027, 1, 5), False),  # on the day of the one before
        (date(2027, 1, 19), False),  # on the day of the next
        (date(2027, 1, 4), False),
        (date(2027, 1, 20), False),
    ],
)
def test_a_meeting_stays_between_its_neighbours(day: date, fits: bool) -> None:
    assert fits_between(day, ROW[1], ROW) is fits


def test_a_cancelled_neighbour_is_in_nobodys_way() -> None:
    row = [*ROW[:2], meeting(3, TUESDAYS[2], TUESDAYS[2], State.CANCELLED), ROW[3]]
    assert fits_between(date(2027, 1, 20), ROW[1], row)


def test_a_neighbour_that_was_moved_counts_where_it_is_and_where_it_was_planned() -> None:
    row = [*ROW[:2], meeting(3, TUESDAYS[2], date(2027, 1, 15)), ROW[3]]
    assert not fits_between(date(2027, 1, 15), ROW[1], row)
    assert not fits_between(date(2027, 1, 20), ROW[1], row)


@given(rhythms, DAYS, some.sampled_from(list(OnHoliday)), some.sets(some.sampled_from(["PL", "US", "GB", "IN"])))
def test_no_planned_meeting_passes_another_or_shares_its_day(
    rhythm: Recurrence, day: date, policy: OnHoliday, countries: set[str]
) -> None:
    first = rhythm.first_on_or_after(day)
    pattern = pattern_of(first, time(12), 60, "Europe/Warsaw", rhythm)
    held = [its.day for its in plan(pattern, countries, policy, since=first, until=None) if its.day]
    assert held == sorted(set(held))


def test_a_series_without_any_meeting_left_is_refused() -> None:
    christmas = monthly_on(25, 12)
    pattern = pattern_of(date(2026, 12, 25), time(12), 60, "Europe/Warsaw", christmas)
    with pytest.raises(NothingLeft):
        plan(pattern, {"PL"}, OnHoliday.SKIP, until=date(2027, 6, 1))


def test_a_series_that_ends_first_is_refused() -> None:
    pattern = pattern_of(date(2026, 12, 1), time(12), 60, "Europe/Warsaw", weekly(1))
    with pytest.raises(SeriesEndsFirst, match="1 December 2026"):
        plan(pattern, {"PL"}, OnHoliday.SKIP, until=date(2026, 11, 30))


def test_it_is_planned_a_year_ahead_or_to_its_end() -> None:
    assert planned_through(date(2026, 1, 1), None) == date(2027, 1, 2)
    assert planned_through(date(2026, 1, 1), date(2026, 3, 1)) == date(2026, 3, 1)
