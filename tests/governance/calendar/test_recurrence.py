"""Rhythms: the days they name are those every other engine names, and what no calendar holds is refused."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar.recurrence import (
    LAST,
    NotItsFirstDay,
    NotRepeatable,
    Recurrence,
    Unit,
    daily,
    monthly,
    monthly_business_day,
    monthly_on,
    weekly,
)
from handlers.kit.words.recurrence import recurrence

NTH = st.sampled_from([1, 2, 3, 4, LAST])
EVERY = st.integers(1, 13)
RHYTHMS = st.one_of(
    st.builds(daily, st.integers(1, 400)),
    st.builds(
        lambda days, every: weekly(*days, every=every), st.sets(st.integers(0, 6), min_size=1), st.integers(1, 99)
    ),
    st.builds(monthly, NTH, st.integers(0, 6), EVERY),
    st.builds(monthly_business_day, NTH, EVERY),
    st.builds(monthly_on, st.sampled_from([*range(1, 29), LAST]), EVERY),
)


@given(rhythm=RHYTHMS, day=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_days_are_those_another_engine_reads_from_the_rule(rhythm: Recurrence, day: date) -> None:
    first = rhythm.first_on_or_after(day)
    read = rrulestr(f"RRULE:{rhythm.rrule};COUNT=40", dtstart=datetime(first.year, first.month, first.day))
    assert list(rhythm.days(first, count=40)) == [moment.date() for moment in read]


@given(rhythm=RHYTHMS, day=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_no_day_comes_twice_and_the_last_day_asked_for_is_the_end(rhythm: Recurrence, day: date) -> None:
    first = rhythm.first_on_or_after(day)
    until = first + timedelta(days=400)
    days = list(rhythm.days(first, until=until))
    assert days[0] == first
    assert all(a < b for a, b in pairwise(days))
    assert days[-1] <= until < next(d for d in rhythm.days(first) if d not in days)


@given(rhythm=RHYTHMS)
def test_what_it_says_of_itself_is_read_back(rhythm: Recurrence) -> None:
    assert recurrence(rhythm.words()) == rhythm


@pytest.mark.parametrize(
    ("rhythm", "words", "rule"),
    [
        (daily(), "every day", "FREQ=DAILY"),
        (weekly(1, every=2), "every 2 weeks on Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=MO"),
        (weekly(3, 0), "every week on Monday and Thursday", "FREQ=WEEKLY;BYDAY=MO,TH;WKST=MO"),
        (monthly(2, 1), "the second Tuesday of every month", "FREQ=MONTHLY;BYDAY=2TU"),
        (
            monthly_business_day(LAST),
            "the last business day of every month",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        ),
        (monthly(3, 2, every=3), "every quarter, on the third Wednesday", "FREQ=MONTHLY;INTERVAL=3;BYDAY=3WE"),
        (monthly_on(15, every=2), "every 2 months, on the 15th", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15"),
        (monthly_on(LAST, every=12), "every year, on the last day", "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=-1"),
    ],
)
def test_a_rhythm_has_words_and_a_rule(rhythm: Recurrence, words: str, rule: str) -> None:
    assert (rhythm.words(), rhythm.rrule) == (words, rule)


def test_a_series_begins_on_a_day_of_its_own() -> None:
    with pytest.raises(NotItsFirstDay, match=r"Monday 7 December 2026 is not .* is Tuesday 8 December 2026"):
        next(monthly(2, 1).days(date(2026, 12, 7)))


@pytest.mark.parametrize(
    ("made", "nearest"),
    [
        (lambda: monthly(5, 1), monthly(LAST, 1)),
        (lambda: monthly(-2, 1), monthly(LAST, 1)),
        (lambda: monthly_business_day(5), monthly_business_day(4)),
        (lambda: monthly_business_day(20), monthly_business_day(LAST)),
        (lambda: monthly_on(31), monthly_on(LAST)),
        (lambda: daily(1000), daily(999)),
        (lambda: weekly(1, every=0), weekly(1)),
    ],
)
def test_what_no_calendar_holds_is_refused_with_the_nearest_that_works(made: object, nearest: Recurrence) -> None:
    with pytest.raises(NotRepeatable) as refused:
        made()  # type: ignore[operator]
    assert f"nearest that works: {nearest.words()}." in str(refused.value)
    assert [recurrence(choice) for _, choice in refused.value.choices] == [nearest]


@pytest.mark.parametrize(
    "parts",
    [
        {"unit": Unit.DAY, "weekdays": (1,)},
        {"unit": Unit.WEEK},
        {"unit": Unit.WEEK, "weekdays": (3, 1)},
        {"unit": Unit.WEEK, "weekdays": (7,)},
        {"unit": Unit.MONTH},
        {"unit": Unit.MONTH, "month_day": 29},
        {"unit": Unit.MONTH, "month_day": 1, "nth": 1, "weekdays": (1,)},
        {"unit": Unit.MONTH, "nth": 5, "weekdays": (1,)},
    ],
)
def test_a_rhythm_that_says_too_little_or_too_much_cannot_be_made(parts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="too little or too much"):
        Recurrence(**parts)  # type: ignore[arg-type]
