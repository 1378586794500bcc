"""Dates in words, read and written."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.refusals import Refusal
from handlers.kit.words import (
    AmbiguousDate,
    ImpossibleDate,
    NoDate,
    Order,
    WrongWeekday,
    date_words,
    days_late_words,
    find_date,
    full_words,
    take_clear_date,
    take_date,
)

SUNDAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 23)
days = st.dates(date(1990, 1, 1), date(2120, 1, 1))


def day_of(text: str, today: date = SUNDAY, order: Order | None = None) -> str:
    day, rest = take_date(text, today, order=order)
    assert rest == ""
    return day.isoformat()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-22"),
        ("Tomorrow", "2026-11-23"),
        ("yesterday", "2026-11-21"),
        ("friday", "2026-11-27"),
        ("Fri", "2026-11-27"),
        ("sunday", "2026-11-29"),
        ("this sunday", "2026-11-22"),
        ("this friday", "2026-11-27"),
        ("next friday", "2026-11-27"),
        ("next week", "2026-11-23"),
        ("next month", "2026-12-01"),
        ("in 3 days", "2026-11-25"),
        ("in 1 day", "2026-11-23"),
        ("in two weeks", "2026-12-06"),
        ("in a month", "2026-12-22"),
        ("in 3 months", "2027-02-22"),
        ("in a year", "2027-11-22"),
        ("end of month", "2026-11-30"),
        ("the end of the month", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("end of week", "2026-11-27"),
        ("end of quarter", "2026-12-31"),
        ("end of next quarter", "2027-03-31"),
        ("end of the year", "2026-12-31"),
        ("end of next year", "2027-12-31"),
        ("12 dec", "2026-12-12"),
        ("dec 12", "2026-12-12"),
        ("Dec. 12th, 2027", "2027-12-12"),
        ("12 December 2026", "2026-12-12"),
        ("12th of December", "2026-12-12"),
        ("the 12th of December", "2026-12-12"),
        ("12dec", "2026-12-12"),
        ("sept 3", "2027-09-03"),
        ("22 nov", "2026-11-22"),
        ("21 nov", "2027-11-21"),
        ("29 feb", "2028-02-29"),
        ("Fri 27 Nov", "2026-11-27"),
        ("Friday, 27 November 2026", "2026-11-27"),
        ("Fri 20 Nov", "2026-11-20"),
        ("the 12th", "2026-12-12"),
        ("the 31st", "2026-12-31"),
        ("2026-12-12", "2026-12-12"),
        ("2026/12/12", "2026-12-12"),
        ("12.12.2026", "2026-12-12"),
        ("3.4.26", "2026-04-03"),
        ("12-Dec-26", "2026-12-12"),
        ("12/12/2026", "2026-12-12"),
        ("5/5", "2027-05-05"),
        ("13/04/2026", "2026-04-13"),
        ("04/13/2026", "2026-04-13"),
        ("by friday", "2026-11-27"),
        ("on 12 dec", "2026-12-12"),
        ("due: tomorrow", "2026-11-23"),
        ("due by the end of next month", "2026-12-31"),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str, day: str) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("friday send the list", "send the list"),
        ("friday: send the list", "send the list"),
        ("friday - send the list", "send the list"),
        ("  friday,\n send the list ", "send the list"),
        ("12 dec 15:00 review", "15:00 review"),
        ("2026-12-12T15:00", "15:00"),
        ("12 dec. Send it", "Send it"),
        ("today 3 sites", "3 sites"),
    ],
)
def test_what_follows_the_date_is_given_back(text: str, rest: str) -> None:
    assert take_date(text, SUNDAY)[1] == rest


@pytest.mark.parametrize("weekday", ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
@given(today=days)
def test_weekdays_come_within_a_week_and_next_is_in_next_week(weekday: str, today: date) -> None:
    coming, this, following = (take_date(f"{which}{weekday}", today)[0] for which in ("", "this ", "next "))
    assert coming.weekday() == this.weekday() == following.weekday()
    assert 1 <= (coming - today).days <= 7
    assert 0 <= (this - today).days <= 6
    assert following.isocalendar()[:2] == (today + timedelta(days=7)).isocalendar()[:2]
    assert take_date(weekday[:3], today)[0] == coming


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        ("2026-01-31", "in a month", "2026-02-28"),
        ("2028-01-31", "in 1 month", "2028-02-29"),
        ("2028-02-29", "in a year", "2029-02-28"),
        ("2026-12-31", "tomorrow", "2027-01-01"),
        ("2026-12-31", "in 2 months", "2027-02-28"),
        ("2026-12-15", "end of next month", "2027-01-31"),
        ("2028-02-10", "end of month", "2028-02-29"),
        ("2026-01-31", "end of next month", "2026-02-28"),
        ("2026-12-31", "end of month", "2026-12-31"),
        ("2026-12-30", "next week", "2027-01-04"),
        ("2026-12-30", "next friday", "2027-01-08"),
        ("2026-12-31", "1 jan", "2027-01-01"),
        ("2026-12-31", "31 dec", "2026-12-31"),
        ("2028-02-29", "29 feb", "2028-02-29"),
        ("2028-03-01", "29 feb", "2032-02-29"),
        ("2096-03-01", "29 feb", "2104-02-29"),
        ("2026-01-31", "the 30th", "2026-03-30"),
        ("2026-11-21", "end of week", "2026-11-27"),
        ("2026-11-20", "end of week", "2026-11-20"),
        ("2026-11-20", "friday", "2026-11-27"),
    ],
)
def test_months_and_years_end_where_they_should(today: str, text: str, day: str) -> None:
    assert day_of(text, date.fromisoformat(today)) == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31 feb", "There is no 31 February. Try 28 February."),
        ("feb 30 2028", "There is no 30 February 2028. Try 29 February 2028."),
        ("29 feb 2027", "There is no 29 February 2027. Try 28 February 2027."),
        ("31.11.2026", "There is no 31 November 2026. Try 30 November 2026."),
        ("45 dec", "There is no 45 December. Try 31 December."),
        ("0 dec 2026", "There is no 0 December 2026. Try 1 December 2026."),
        ("2026-02-30", "There is no 30 February 2026. Try 28 February 2026."),
        ("2026-13-01", "There is no month 13. Try a month from 1 to 12, or its name, as in 12 December 2026."),
        ("0000-01-01", "There is no year 0. Try a year like 2026."),
        ("30/02/2026", "There is no 30 February 2026. Try 28 February 2026."),
        ("the 32nd", "There is no day 32 of a month. Try a day from 1 to 31."),
        ("in 999999 months", "There is no date that far away. Try one in the next few years."),
        ("in 999999 weeks", "There is no date that far away. Try one in the next few years."),
    ],
)
def test_a_day_that_does_not_exist_is_refused_with_one_that_does(text: str, sentence: str) -> None:
    with pytest.raises(ImpossibleDate) as told:
        take_date(text, SUNDAY)
    assert str(told.value) == sentence


def test_a_weekday_that_does_not_fit_its_date_is_refused() -> None:
    with pytest.raises(WrongWeekday) as told:
        take_date("Mon 24 Nov", SUNDAY)
    assert str(told.value) == (
        "24 November 2026 is a Tuesday, not a Monday. "
        "Write the day you mean, such as 24 November 2026 or 23 November 2026."
    )


def test_a_date_with_two_readings_is_refused_with_both() -> None:
    with pytest.raises(AmbiguousDate) as told:
        take_date("by 03/04/2026 send it", SUNDAY)
    assert str(told.value) == "03/04/2026 could be 3 April 2026 or 4 March 2026. Write one of these."
    assert day_of("03/04/2026", order="dmy") == "2026-04-03"
    assert day_of("03/04/2026", order="mdy") == "2026-03-04"
    assert day_of("3-4-26", order="dmy") == "2026-04-03"
    assert day_of("13/04/2026", order="mdy") == "2026-04-13"


@given(day=days)
def test_a_slashed_date_is_never_read_two_ways(day: date) -> None:
    text = f"{day.day:02}/{day.month:02}/{day.year}"
    if day.day > 12 or day.day == day.month:
        assert take_date(text, SUNDAY)[0] == day
    else:
        with pytest.raises(AmbiguousDate):
            take_date(text, SUNDAY)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("send it", 'I found no date in "send it". Write one like friday, 12 Dec, 2026-12-12 or in 3 days.'),
        (
            "fridy",
            'I found no date in "fridy". Did you mean friday? Write one like friday, 12 Dec, 2026-12-12 or in 3 days.',
        ),
        (" ", "The date is missing. Write one like friday, 12 Dec, 2026-12-12 or in 3 days."),
    ],
)
def test_no_date_at_all_is_refused_with_examples(text: str, sentence: str) -> None:
    with pytest.raises(NoDate) as told:
        take_date(text, SUNDAY)
    assert str(told.value) == sentence


@pytest.mark.parametrize("text", ["fridays", "friday's report", "todayish", "dec 12:00", "mayor 5", "12", "in 3 sites"])
def test_a_word_that_only_begins_like_a_date_is_none(text: str) -> None:
    with pytest.raises(NoDate):
        take_date(text, SUNDAY)


@given(day=days, today=days)
def test_dates_that_parley_writes_are_dates_it_reads(day: date, today: date) -> None:
    assert take_date(date_words(day, today), today) == (day, "")


@given(today=days, ahead=st.integers(-400, 400))
def test_dates_near_today_are_read_back_too(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert take_date(f"{date_words(day, today)} send it", today) == (day, "send it")


@given(
    day=days,
    today=days,
    form=st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%b %d, %Y", "%A %d %b %Y", "%d-%b-%Y"]),
)
def test_every_full_date_is_read_whatever_today_is(day: date, today: date, form: str) -> None:
    assert take_date(day.strftime(form), today) == (day, "")


@given(text=st.text(max_size=30), today=days)
def test_any_text_gives_a_date_or_a_refusal(text: str, today: date) -> None:
    with suppress(Refusal):
        day, _ = take_date(text, today)
        assert isinstance(day, date)


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("send the list by friday", "2026-11-27", "send the list"),
        ("send by friday the list", "2026-11-27", "send the list"),
        ("by friday, send the list", "2026-11-27", "send the list"),
        ("review the monday data by 12 dec", "2026-12-12", "review the monday data"),
        ("call the site tomorrow at noon", "2026-11-23", "call the site at noon"),
        ("upload sat by sat", "2026-11-28", "upload sat"),
        ("pay by the 15th please", "2026-12-15", "pay please"),
    ],
)
def test_a_date_is_found_inside_a_sentence(text: str, day: str, rest: str) -> None:
    assert find_date(text, SUNDAY) == (date.fromisoformat(day), rest)


@pytest.mark.parametrize(
    "text",
    ["", "send the list", "we sat down", "1/2 of the sites", "release v2.10.2026", "the 3rd party", "<@U0MON|mon>"],
)
def test_what_only_looks_like_a_date_is_left_in_the_sentence(text: str) -> None:
    assert find_date(text, SUNDAY) is None


def test_an_impossible_date_inside_a_sentence_is_refused_too() -> None:
    with pytest.raises(ImpossibleDate):
        find_date("send it by 31 feb", SUNDAY)
    with pytest.raises(AmbiguousDate):
        find_date("send it by 3/4", SUNDAY)


def test_dates_are_written_short() -> None:
    ahead = {0: "today", 1: "tomorrow", -1: "yesterday", 5: "Fri 27 Nov", -2: "Fri 20 Nov", 54: "Fri 15 Jan 2027"}
    assert {n: date_words(SUNDAY + timedelta(days=n), SUNDAY) for n in ahead} == ahead


def test_lateness_is_counted_in_days() -> None:
    late = {3: "3 days late", 1: "1 day late", 0: "due today", -1: "due tomorrow", -5: "due Fri 27 Nov"}
    assert {n: days_late_words(SUNDAY - timedelta(days=n), SUNDAY) for n in late} == late


@pytest.mark.timeout(5)
@pytest.mark.parametrize("word", ["by ", "due: ", "12 ", "in ", "mon ", "the 1", "1/"])
def test_a_long_text_full_of_beginnings_is_read_at_once(word: str) -> None:
    with suppress(Refusal):
        find_date(word * 3000, SUNDAY)


# --- what follows a date -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "both", "one", "other", "left"),
    [
        ("friday or monday send", "friday or monday", "27 November 2026", "30 November 2026", "send"),
        ("friday week send", "friday week", "27 November 2026", "4 December 2026", "send"),
        ("30 nov - 4 dec send", "30 nov - 4 dec", "30 November 2026", "4 December 2026", "send"),
        ("30 nov to 4 dec send", "30 nov to 4 dec", "30 November 2026", "4 December 2026", "send"),
        ("friday / mon send", "friday / mon", "27 November 2026", "30 November 2026", "send"),
        ("tomorrow next month plan", "tomorrow next month", "24 November 2026", "1 December 2026", "plan"),
        ("friday 2026-12-01 cut", "friday 2026-12-01", "27 November 2026", "1 December 2026", "cut"),
    ],
)
def test_a_second_date_is_asked_about(text: str, both: str, one: str, other: str, left: str) -> None:
    with pytest.raises(AmbiguousDate) as asked:
        take_clear_date(text, MONDAY)
    assert asked.value.said == both
    assert [label for label, _ in asked.value.choices] == [one, other]
    for (label, clear), day in zip(asked.value.choices, (one, other), strict=True):
        again, rest = take_clear_date(text.replace(both, clear, 1), MONDAY)
        assert full_words(again) == label == day
        assert rest.endswith(left)


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("friday next week send", date(2026, 12, 4), "send"),
        ("friday, next week send", date(2026, 12, 4), "send"),
        ("tuesday this week send", date(2026, 11, 24), "send"),
        ("saturday the 12th send", date(2026, 12, 12), "send"),
        ("day after tomorrow send", date(2026, 11, 25), "send"),
        ("the day after tomorrow send", date(2026, 11, 25), "send"),
        ("end of december send", date(2026, 12, 31), "send"),
        ("end of march 2028 send", date(2028, 3, 31), "send"),
        ("before friday send", date(2026, 11, 27), "send"),
        ("until friday send", date(2026, 11, 27), "send"),
        ("friday - send", date(2026, 11, 27), "send"),
        ("friday, monday's list", date(2026, 11, 27), "monday's list"),
        ("friday: week 3 report", date(2026, 11, 27), "week 3 report"),
        ("friday 12 sites", date(2026, 11, 27), "12 sites"),
        ("friday today's list", date(2026, 11, 27), "today's list"),
        ("friday on-site visit", date(2026, 11, 27), "on-site visit"),
        ("friday to do list", date(2026, 11, 27), "to do list"),
    ],
)
def test_what_is_one_date_is_read(text: str, day: date, rest: str) -> None:
    assert take_clear_date(text, MONDAY) == (day, rest)


def test_a_weekday_that_does_not_fit_its_day_is_named() -> None:
    with pytest.raises(WrongWeekday, match="12 December 2026 is a Saturday, not a Friday"):
        take_clear_date("friday the 12th send", MONDAY)
