"""Calendars people let Parley look at: which addresses are taken, when they are read again, and that unknown is never free."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar.availability import Grid, State, availability_of
from governance.calendar.busy import Busy, Span, merged, nothing_known
from governance.calendars import (
    AHEAD,
    FRESH,
    MOST_SPANS,
    NO_CALENDAR,
    NOT_SO_FAR,
    NOT_YET,
    TOO_MANY,
    TOO_OLD,
    Calendar,
    Kind,
    News,
    NotACalendarAddress,
    Reading,
    calendar_address,
    in_measure,
    news_of,
    next_reading,
    time_to_read,
    what_is_known,
)
from tests.cast import MONDAY

BEGINS, ENDS = time_to_read(MONDAY)
HOUR = timedelta(hours=1)


def calendar(**more: object) -> Calendar:
    read = {"read_at": MONDAY, "known_from": BEGINS, "known_until": ENDS}
    return Calendar(**{"person_id": 1, "kind": Kind.FEED, "mark": "a", "next_read_at": MONDAY} | read | more)  # type: ignore[arg-type]


def reading(failed: bool) -> Reading:
    return Reading(begins=BEGINS, ends=ENDS, told=nothing_known(BEGINS, ENDS, "No.") if failed else Busy())


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("https://cal.example/a.ics", "https://cal.example/a.ics"),
        ("  <https://cal.example/a.ics?b=1&c=2|cal.example/a.ics> ", "https://cal.example/a.ics?b=1&c=2"),
        ("WEBCAL://p12-caldav.cal.example/published/2/x", "https://p12-caldav.cal.example/published/2/x"),
        ("<webcals://cal.example:8443/a>", "https://cal.example:8443/a"),
        ("https://kalender.müller.example/a", "https://kalender.müller.example/a"),
    ],
)
def test_an_address_is_taken_as_people_paste_it(said: str, address: str) -> None:
    assert calendar_address(said) == address


@pytest.mark.parametrize(
    "said",
    [
        "", "friday", "cal.example/a.ics", "http://cal.example/a.ics", "file:///etc/passwd", "https://", "https:///a",
        "https://vera:secret@cal.example/", "https://vera@cal.example/", "https://[::1]/a", "https://[::1",
        "https://cal.example:99999/", "https://cal.example:0/", "https://cal.example/a b", "https://cal.example/a\u202eb",
        "https://ca`l.example/", "https://*/", "https://cal.example/" + "a" * 2000,
    ],
)  # fmt: skip
def test_what_no_calendar_can_lie_at_is_refused_and_not_repeated(said: str) -> None:
    with pytest.raises(NotACalendarAddress) as refusal:
        calendar_address(said)
    assert len(said) < 9 or said not in str(refusal.value)


def test_the_address_is_left_out_where_a_calendar_is_printed() -> None:
    its = calendar(address="https://cal.example/secret.ics")
    assert "secret" not in repr(its)
    assert its.host == "cal.example"


# --- when, and who hears -----------------------------------------------------------------------------------------------


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_a_reading_is_about_today_and_fourteen_weeks(at: datetime) -> None:
    begins, ends = time_to_read(at)
    assert begins <= at < begins + timedelta(days=1)
    assert ends - begins == AHEAD == timedelta(weeks=14)


@given(st.integers(1, 10**9))
def test_calendars_are_read_hourly_a_little_apart_and_ever_later_where_they_fail(person: int) -> None:
    waits = [next_reading(MONDAY, failures, person) - MONDAY for failures in (0, 1, 2, 3, 4, 5, 99)]
    hours = [wait / HOUR for wait in waits]
    for wait, expected in zip(hours, [1, 0.25, 1, 4, 16, 24, 24], strict=True):
        assert expected * 0.949 <= wait <= expected * 1.051
    assert next_reading(MONDAY, 0, person) != next_reading(MONDAY, 0, person + 1)


def heard(*failed: bool, kind: Kind = Kind.FEED) -> list[News | None]:
    """What is said after each of these readings, from the one an address was given for on."""
    its, said = calendar(kind=kind, read_at=None), []
    for one in failed:
        said.append(news_of(its, reading(one)))
        told = one and (its.told or said[-1] is News.UNREADABLE)
        its = calendar(kind=kind, failures=its.failures + 1 if one else 0, told=told)
    return said


def test_whoever_gave_an_address_hears_once_what_came_of_it() -> None:
    assert heard(False, False, False) == [News.READ, None, None]
    assert heard(True, True, True, True, True) == [News.UNREADABLE, None, None, None, None]
    assert heard(True, True, False, False) == [News.UNREADABLE, None, News.READ, None]


def test_a_calendar_that_worked_is_named_after_three_failures_in_a_row_once_and_again_when_it_works() -> None:
    assert heard(False, True, True, False, True, True) == [News.READ, *[None] * 5]
    assert heard(False, *[True] * 9, False) == [News.READ, None, None, News.UNREADABLE, *[None] * 6, News.READ]


def test_nobody_is_written_to_about_their_companys_server() -> None:
    assert heard(*[True] * 5, False, kind=Kind.CALDAV) == [None] * 6


def test_more_than_can_be_kept_is_unknown() -> None:
    spans = tuple(
        (BEGINS + n * timedelta(minutes=2), BEGINS + (2 * n + 1) * timedelta(minutes=1)) for n in range(MOST_SPANS)
    )
    assert in_measure(Reading(begins=BEGINS, ends=ENDS, told=Busy(busy=spans))).told.busy == spans
    more = Busy(busy=spans, tentative=((BEGINS, ENDS),))
    assert in_measure(Reading(begins=BEGINS, ends=ENDS, told=more)).told == nothing_known(BEGINS, ENDS, TOO_MANY)


# --- unknown is never free ---------------------------------------------------------------------------------------------

MEETING = ((MONDAY + HOUR, MONDAY + 2 * HOUR),)
DAY = (MONDAY, MONDAY + 24 * HOUR)


def test_what_was_read_is_known() -> None:
    assert what_is_known(calendar(), Busy(busy=MEETING), *DAY, MONDAY + FRESH) == Busy(busy=MEETING)


@pytest.mark.parametrize(
    ("its", "why"),
    [
        (None, NO_CALENDAR),
        (calendar(read_at=None), NOT_YET),
        (calendar(read_at=MONDAY - FRESH - HOUR), TOO_OLD),
        (calendar(read_at=MONDAY - FRESH - HOUR, why="It was not there."), "It was not there."),
    ],
)
def test_without_a_fresh_reading_all_is_unknown_and_says_why(its: Calendar | None, why: str) -> None:
    assert what_is_known(its, Busy(busy=MEETING), *DAY, MONDAY) == nothing_known(*DAY, why)


def test_what_was_not_asked_about_is_unknown() -> None:
    late = ENDS - HOUR, ENDS + HOUR
    assert what_is_known(calendar(), Busy(), *late, MONDAY) == Busy(unknown=((ENDS, ENDS + HOUR),), why=NOT_SO_FAR)
    later = ENDS + HOUR, ENDS + 2 * HOUR
    assert what_is_known(calendar(), Busy(), *later, MONDAY) == nothing_known(*later, NOT_SO_FAR)
    before = BEGINS - 2 * HOUR, BEGINS - HOUR
    assert what_is_known(calendar(), Busy(), *before, MONDAY) == nothing_known(*before, NOT_SO_FAR)


def test_a_reason_is_given_where_the_time_it_is_about_was_asked_for() -> None:
    its, unclear = calendar(why="A zone is strange."), Busy(unknown=MEETING)
    assert what_is_known(its, unclear, *DAY, MONDAY) == Busy(unknown=MEETING, why="A zone is strange.")
    assert what_is_known(its, unclear, MONDAY, MONDAY + HOUR, MONDAY) == Busy()


HOURS = st.integers(-200, 3000).map(lambda hours: MONDAY + hours * HOUR / 2)
SPANS = st.lists(st.tuples(HOURS, HOURS), max_size=4).map(merged)


@given(st.builds(Busy, SPANS, SPANS, SPANS), HOURS, HOURS, st.integers(0, 48), HOURS)
def test_what_is_free_was_read_freshly_and_was_not_taken(
    told: Busy, begins: datetime, ends: datetime, age: int, moment: datetime
) -> None:
    its = calendar(read_at=MONDAY - age * HOUR)
    known = what_is_known(its, told, begins, ends, MONDAY)
    at = Grid.between(moment, moment + HOUR / 4)
    state = availability_of(at, known, begins, ends).state(0) if begins < ends else State.UNKNOWN
    taken = any(_holds(span, moment) for span in (*told.busy, *told.tentative, *told.unknown))
    asked = _holds((begins, ends), moment) and _holds((BEGINS, ENDS), moment)
    assert (state is State.FREE) == (asked and age <= 24 and not taken)


def _holds(span: Span, moment: datetime) -> bool:
    return span[0] <= moment < span[1]


def test_a_grid_that_is_longer_than_what_was_asked_about_is_unknown_there() -> None:
    grid = Grid.between(MONDAY, MONDAY + 2 * HOUR)
    its = availability_of(grid, Busy(busy=((MONDAY, MONDAY + HOUR / 6),)), MONDAY, MONDAY + HOUR)
    assert [its.state(slot) for slot in range(8)] == [State.BUSY] + [State.FREE] * 3 + [State.UNKNOWN] * 4
