"""How long cases take on a clock: working time adds up, never runs backwards, and is never longer than the calendar says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar.working_hours import WorkingHours
from governance.kpis.clocks import Case, Excused, business_time, check_case, count, elapsed, merged, period_of_case
from governance.kpis.definitions import Clock, Definition, Direction, Lens
from governance.kpis.periods import Frequency
from governance.kpis.result_refusals import NoTimeAgreed, StoppedBeforeStarted

WARSAW = ZoneInfo("Europe/Warsaw")
QUERIES = Definition(
    id=1,
    vendor_id=1,
    code="Q2H",
    version=1,
    name="Critical queries answered in time",
    question="",
    lens=Lens.TIMELINESS,
    unit="%",
    direction=Direction.HIGHER,
    target=95,
    red_limit=90,
    smallest_denominator=1,
    frequency=Frequency.MONTHLY,
    grace_days=10,
    clause="",
    effective_from=date(2026, 1, 1),
    clock=Clock.BUSINESS,
    within=2,
    outer_limit=4,
    clock_zone="Europe/Warsaw",
    clock_country="PL",
)
HOUR = timedelta(hours=1)
zones = st.sampled_from(
    ["Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "Africa/Cairo"]
)
countries = st.sampled_from([None, "PL", "US", "AU", "IN", "EG"])
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def at(day: int, hour: float, month: int = 6) -> datetime:
    return datetime(2026, month, day, tzinfo=WARSAW) + timedelta(hours=hour)


@given(st.tuples(moments, moments, moments).map(sorted), zones, countries)
def test_working_time_adds_up(three: list[datetime], zone: str, country: str | None) -> None:
    first, second, third = three
    hours = WorkingHours(zone=ZoneInfo(zone), country=country)
    whole = business_time(hours, first, third)
    assert business_time(hours, first, second) + business_time(hours, second, third) == whole
    assert timedelta(0) <= whole <= third - first


@given(moments, moments, zones)
def test_no_time_runs_backwards(one: datetime, other: datetime, zone: str) -> None:
    assert business_time(WorkingHours(zone=ZoneInfo(zone)), max(one, other), min(one, other)) == timedelta(0)
    assert elapsed(replace(QUERIES, clock=Clock.CALENDAR), max(one, other), min(one, other)) == timedelta(0)


@given(moments, st.integers(0, 400), zones, st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=4))
def test_excused_time_makes_no_case_longer_and_none_shorter_than_nothing(
    start: datetime, lasts: int, zone: str, spans: list[tuple[int, int]]
) -> None:
    its = replace(QUERIES, clock_zone=zone)
    case = Case(subject="a", started_at=start, stopped_at=start + lasts * HOUR)
    excused = [Excused(subject="a", starts_at=start + b * HOUR, ends_at=start + e * HOUR) for b, e in spans]
    with_, without = (count(its, [case], them, start + 900 * HOUR) for them in (excused, []))
    assert 0 <= (with_.figures.worst or 0) <= (without.figures.worst or 0) + 1e-6
    assert (with_.figures.numerator or 0) >= (without.figures.numerator or 0)


def test_a_night_and_a_weekend_take_no_working_time() -> None:
    friday = Case(subject="a", started_at=at(5, 16), stopped_at=at(8, 10))
    assert elapsed(QUERIES, friday.started_at, at(8, 10)) == 2 * HOUR
    assert elapsed(replace(QUERIES, clock=Clock.CALENDAR), friday.started_at, at(8, 10)) == 66 * HOUR


def test_a_holiday_of_the_clocks_country_takes_none_either() -> None:
    assert elapsed(QUERIES, at(3, 16), at(5, 10)) == 2 * HOUR  # Corpus Christi, 4 June 2026
    assert elapsed(replace(QUERIES, clock_country="DE"), at(3, 16), at(5, 10)) == 10 * HOUR


@pytest.mark.parametrize(("first", "hours"), [((2026, 3, 27), 16), ((2026, 10, 23), 16)])
def test_a_working_day_has_its_hours_on_both_sides_of_a_change_of_the_clocks(
    first: tuple[int, ...], hours: int
) -> None:
    friday = datetime(*first, 9, tzinfo=WARSAW)  # type: ignore[arg-type,misc]
    monday = datetime(*first, 17, tzinfo=WARSAW) + timedelta(days=3)  # type: ignore[arg-type,misc]
    assert elapsed(QUERIES, friday, monday) == hours * HOUR


def test_the_calendar_counts_the_hour_that_is_gone_as_gone() -> None:
    its = replace(QUERIES, clock=Clock.CALENDAR)
    evening, morning = datetime(2026, 3, 28, 20, tzinfo=WARSAW), datetime(2026, 3, 29, 8, tzinfo=WARSAW)
    assert elapsed(its, evening.astimezone(UTC), morning.astimezone(UTC)) == 11 * HOUR


def test_cases_are_counted_with_the_longest_of_them() -> None:
    cases = [
        Case(subject="a", started_at=at(1, 9), stopped_at=at(1, 11)),
        Case(subject="b", started_at=at(1, 9), stopped_at=at(1, 12.5)),
        Case(subject="c", started_at=at(2, 16), stopped_at=at(3, 9.5)),
    ]
    its = count(QUERIES, cases, [], at(30, 12))
    assert (its.figures.numerator, its.figures.denominator, its.figures.worst) == (2, 3, 3.5)
    assert its.figures.value == pytest.approx(66.667, abs=1e-3)
    assert its.unadjusted is None


def test_what_was_excused_is_taken_off_and_the_number_without_it_stays_in_sight() -> None:
    cases = [
        Case(subject="a", started_at=at(1, 9), stopped_at=at(1, 11)),
        Case(subject="b", started_at=at(1, 9), stopped_at=at(1, 15)),
    ]
    held = [
        Excused(subject="b", starts_at=at(1, 10), ends_at=at(1, 13)),
        Excused(subject="b", starts_at=at(1, 12), ends_at=at(1, 14)),
    ]
    its = count(QUERIES, cases, held, at(30, 12))
    assert (its.figures.value, its.unadjusted, its.figures.worst) == (100, 50, 2)


def test_what_still_goes_on_counts_once_it_is_too_long() -> None:
    cases = [
        Case(subject="a", started_at=at(1, 9), stopped_at=at(1, 10)),
        Case(subject="b", started_at=at(1, 9)),
    ]
    assert count(QUERIES, cases, [], at(1, 10.5)).figures.denominator == 1
    late = count(QUERIES, cases, [], at(1, 15))
    assert (late.figures.numerator, late.figures.denominator, late.figures.worst) == (1, 2, 6)


def test_what_was_excused_twice_is_taken_off_once() -> None:
    spans = [(at(1, 9), at(1, 12)), (at(1, 10), at(1, 11)), (at(1, 11), at(1, 14)), (at(2, 9), at(2, 8))]
    assert merged(spans, at(1, 10), at(1, 13)) == [(at(1, 10), at(1, 13))]


def test_a_case_belongs_to_the_month_it_began_in_on_the_clocks_calendar() -> None:
    midnight = Case(subject="a", started_at=datetime(2026, 5, 31, 22, 30, tzinfo=UTC))
    assert period_of_case(midnight, QUERIES) == date(2026, 6, 1)
    assert period_of_case(midnight, replace(QUERIES, clock_zone="UTC")) == date(2026, 5, 1)


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(StoppedBeforeStarted):
        check_case(Case(subject="a", started_at=at(2, 9), stopped_at=at(1, 9)))
    with pytest.raises(NoTimeAgreed):
        count(replace(QUERIES, within=None), [], [], at(1, 9))
