"""The days people work, tried where two countries differ."""

import subprocess
import sys
from datetime import date

import pytest

from governance.calendar.business_days import (
    NoSuchBusinessDay,
    TooFarAway,
    UnknownCountry,
    add_business_days,
    day_off,
    is_business_day,
    nth_business_day,
)

INDEPENDENCE_DAY_PL = date(2026, 11, 11)


def test_a_holiday_is_a_holiday_only_in_its_country() -> None:
    assert not is_business_day(INDEPENDENCE_DAY_PL, "PL")
    assert is_business_day(INDEPENDENCE_DAY_PL, "GB")
    assert is_business_day(INDEPENDENCE_DAY_PL, None)


@pytest.mark.parametrize(
    ("day", "country", "words"),
    [
        (INDEPENDENCE_DAY_PL, "PL", "National Independence Day"),
        (INDEPENDENCE_DAY_PL, "US", "Veterans Day"),
        (INDEPENDENCE_DAY_PL, "GB", None),
        (INDEPENDENCE_DAY_PL, None, None),
        (date(2026, 11, 14), "PL", "weekend"),
        (date(2026, 11, 14), None, "weekend"),
        (date(2026, 11, 13), "SA", "weekend"),
        (date(2026, 12, 26), "PL", "Second Day of Christmas"),
    ],
)
def test_a_day_off_has_a_name_in_english(day: date, country: str | None, words: str | None) -> None:
    assert day_off(day, country) == words


def test_without_a_country_only_weekends_are_free() -> None:
    week = [is_business_day(date(2026, 12, 21 + n), None) for n in range(7)]
    assert week == [True, True, True, True, True, False, False]


def test_the_weekend_is_the_countrys_own() -> None:
    friday, sunday = date(2026, 11, 6), date(2026, 11, 8)
    assert not is_business_day(friday, "IL")
    assert is_business_day(sunday, "IL")


def test_a_holiday_kept_in_the_year_before_is_known() -> None:
    assert not is_business_day(date(2027, 12, 31), "US"), "New Year's Day 2028 is a Saturday"


def test_the_country_may_be_written_small() -> None:
    assert not is_business_day(INDEPENDENCE_DAY_PL, " pl ")


@pytest.mark.parametrize("country", ["", "zz", "USA", "Poland", "HolidayBase"])
def test_an_unknown_country_is_refused_in_plain_words(country: str) -> None:
    with pytest.raises(UnknownCountry, match="two-letter code, such as PL"):
        is_business_day(INDEPENDENCE_DAY_PL, country)


@pytest.mark.parametrize(
    ("day", "n", "country", "expected"),
    [
        (date(2026, 11, 10), 1, "PL", date(2026, 11, 12)),
        (date(2026, 11, 10), 1, "GB", date(2026, 11, 11)),
        (date(2026, 11, 12), -1, "PL", date(2026, 11, 10)),
        (date(2026, 11, 13), 1, None, date(2026, 11, 16)),
        (date(2026, 11, 14), 1, None, date(2026, 11, 16)),
        (date(2026, 11, 15), -1, None, date(2026, 11, 13)),
        (date(2026, 12, 24), 5, "GB", date(2027, 1, 5)),
        (date(2026, 11, 12), 0, "PL", date(2026, 11, 12)),
        (date(2026, 11, 11), 0, "PL", date(2026, 11, 12)),
    ],
)
def test_business_days_are_counted_over_weekends_holidays_and_new_year(
    day: date, n: int, country: str | None, expected: date
) -> None:
    assert add_business_days(day, n, country) == expected


def test_counting_further_than_ten_years_is_refused() -> None:
    with pytest.raises(TooFarAway, match="99999 business days is further than ten years"):
        add_business_days(date(2026, 11, 10), 99_999, None)


@pytest.mark.parametrize(
    ("n", "country", "expected"),
    [
        (1, "US", date(2027, 1, 4)),
        (1, None, date(2027, 1, 1)),
        (5, "PL", date(2027, 1, 11)),
        (-1, "PL", date(2027, 1, 29)),
    ],
)
def test_the_nth_business_day_of_january_depends_on_the_country(n: int, country: str | None, expected: date) -> None:
    assert nth_business_day(2027, 1, n, country) == expected


@pytest.mark.parametrize("n", [0, 24, -24])
def test_a_month_has_no_24th_business_day(n: int) -> None:
    with pytest.raises(NoSuchBusinessDay, match="November 2026 does not have"):
        nth_business_day(2026, 11, n, "PL")


def test_the_last_business_day_of_the_last_year_there_is_can_be_found() -> None:
    assert nth_business_day(2026, 12, -1, "GB") == date(2026, 12, 31)


def test_the_holidays_are_not_loaded_until_somebody_asks() -> None:
    program = "import sys, governance.calendar.business_days as b; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
