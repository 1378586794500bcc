"""Rhythms as people type them."""

from datetime import date

import pytest

from governance.calendar.recurrence import (
    BUSINESS_DAYS,
    LAST,
    NotRepeatable,
    Recurrence,
    daily,
    monthly,
    monthly_business_day,
    monthly_on,
    weekly,
)
from handlers.kit.words.recurrence import (
    NoRecurrence,
    TwoRhythms,
    WhichDay,
    recurrence,
    recurrences_from,
    take_month,
    usual_recurrences,
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("second Tuesday", monthly(2, 1)),
        ("every second Tuesday of the month", monthly(2, 1)),
        ("Monthly on the 2nd tue", monthly(2, 1)),
        ("every first Monday", monthly(1, 0)),
        ("every last Friday", monthly(LAST, 4)),
        ("weekly on Monday", weekly(0)),
        ("Tuesdays", weekly(1)),
        ("every mon, wed and fri", weekly(0, 2, 4)),
        ("every 2 weeks tue", weekly(1, every=2)),
        ("every other Tuesday", weekly(1, every=2)),
        ("every second week on Thurs", weekly(3, every=2)),
        ("fortnightly, Thursday", weekly(3, every=2)),
        ("every weekday", weekly(*BUSINESS_DAYS)),
        ("last business day", monthly_business_day(LAST)),
        ("last business day of the month", monthly_business_day(LAST)),
        ("the 2nd working day of each month", monthly_business_day(2)),
        ("every quarter, third Wednesday", monthly(3, 2, every=3)),
        ("quarterly on the last business day", monthly_business_day(LAST, every=3)),
        ("every 6 months on the first Tuesday", monthly(1, 1, every=6)),
        ("yearly, first Monday", monthly(1, 0, every=12)),
        ("monthly on the 15th", monthly_on(15)),
        ("last day of the month", monthly_on(LAST)),
        ("daily", daily()),
        ("every 3 days", daily(3)),
        ("every 15th", monthly_on(15)),
        ("every half-year, first Monday", monthly(1, 0, every=6)),
        ("half-yearly on the first Monday", monthly(1, 0, every=6)),
    ],
)
def test_a_rhythm_is_read(text: str, meant: Recurrence) -> None:
    assert recurrence(text) == meant


def test_every_second_tuesday_is_asked_back_since_it_means_two_things() -> None:
    with pytest.raises(TwoRhythms, match="the second Tuesday of every month, or every 2 weeks on Tuesday") as asked:
        recurrence("every second Tuesday")
    assert [recurrence(choice) for _, choice in asked.value.choices] == [monthly(2, 1), weekly(1, every=2)]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("1st and 3rd Tuesday", [weekly(1, every=2), monthly(1, 1)]),
        ("5th and last Tuesday", [weekly(1, every=2)]),
        ("5th business day", [monthly_business_day(4)]),
        ("fifth Tuesday of the month", [monthly(LAST, 1)]),
        ("monthly on the 31st", [monthly_on(LAST)]),
        ("every 100 weeks on Monday", [weekly(0, every=99)]),
        ("every 31st", [monthly_on(LAST)]),
    ],
)
def test_what_calendars_cannot_hold_is_refused_with_what_they_can(text: str, nearest: list[Recurrence]) -> None:
    with pytest.raises(NotRepeatable, match="The nearest that works") as refused:
        recurrence(text)
    assert [recurrence(choice) for _, choice in refused.value.choices] == nearest


@pytest.mark.parametrize(
    "text",
    [
        *("", "every", "15th", "every 2nd", "weekly on mondy", "2 Tuesday"),
        *("soon", "second and third", "daily Monday", "weekly on the 2nd Tuesday", "1st and 2nd business day", "Łódź"),
    ],
)
def test_what_is_not_clear_is_refused_with_examples(text: str) -> None:
    with pytest.raises(NoRecurrence, match="Write for instance weekly on Tuesday"):
        recurrence(text)


@pytest.mark.parametrize(
    ("text", "on", "choices"),
    [
        ("weekly", None, [weekly(day) for day in BUSINESS_DAYS]),
        ("monthly", None, [monthly(1, 1), monthly_on(15), monthly_business_day(LAST)]),
        ("quarterly", date(2027, 1, 12), [monthly(2, 1, every=3), monthly_on(12, every=3)]),
        ("monthly", date(2027, 1, 29), [monthly(LAST, 4), monthly_on(LAST)]),
        ("monthly Tuesday", None, [monthly(nth, 1) for nth in (1, 2, 3, 4, LAST)]),
    ],
)
def test_a_rhythm_without_its_day_is_asked_back(text: str, on: date | None, choices: list[Recurrence]) -> None:
    with pytest.raises(WhichDay, match=f'On which day is "{text}" held?') as asked:
        recurrence(text, on)
    assert asked.value.said == text
    assert [recurrence(choice) for _, choice in asked.value.choices] == choices


def test_a_week_takes_its_day_from_the_first_day() -> None:
    assert recurrence("every 2 weeks", date(2027, 1, 12)) == weekly(1, every=2)


def test_a_yearly_rhythm_names_its_month() -> None:
    assert take_month("every year, third Wednesday of March") == (3, "every year, third Wednesday")
    assert take_month("yearly on 3 sept") == (9, "yearly on 3")
    assert take_month("third Wednesday of March") == (None, "third Wednesday of March")


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2026, 12, 8), date(2027, 2, 28), date(2027, 1, 29)])
def test_a_form_offers_rhythms_that_begin_on_the_day_and_reads_them_back(day: date) -> None:
    offered = recurrences_from(day)
    assert len(offered) >= 4
    for value, label in offered:
        assert recurrence(value).first_on_or_after(day) == day
        assert label.lower() == value.lower()


def test_a_form_without_a_day_offers_the_usual_rhythms_of_governance() -> None:
    assert [label for _, label in usual_recurrences()][:4] == [
        "Every week on Tuesday",
        "Every 2 weeks on Tuesday",
        "The second Tuesday of every month",
        "The last business day of every month",
    ]
    assert all(recurrence(value).words() == value for value, _ in usual_recurrences())
