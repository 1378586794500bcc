"""Breaches: when the channel hears at the latest, and what closes them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.actions import ActionItem, Concern, State
from governance.calendar.business_days import business_days_between, is_business_day
from governance.kpis.breaches import Breach, channel_hears_at, check_comment, has_recovered, is_mended, stands_for
from governance.kpis.colours import Colour
from governance.kpis.definitions import Lens
from governance.kpis.results import Result, ResultState
from governance.refusals import Empty, TooLong
from governance.rules import USUAL, Rules
from tests.reports import REPORTS

WARSAW, NEW_YORK, LONDON = ZoneInfo("Europe/Warsaw"), ZoneInfo("America/New_York"), ZoneInfo("Europe/London")
OPENED = datetime(2026, 11, 23, 9, tzinfo=UTC)
BREACH = Breach(id=4, vendor_id=1, definition_id=1, result_id=1, period=date(2026, 10, 1), opened_at=OPENED)


def hears(opened: str, zone: ZoneInfo, country: str | None, rules: Rules = USUAL) -> str:
    """When a channel hears of what was opened then, on its own clock; both as `2026-11-23 15:00`."""
    at = datetime.fromisoformat(opened).replace(tzinfo=zone)
    return f"{channel_hears_at(REPORTS, at, zone, country, rules).astimezone(zone):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("opened", "zone", "country", "then"),
    [
        ("2026-11-23 15:00", WARSAW, "PL", "Wed 2026-11-25 09:00"),
        ("2026-11-26 23:59", WARSAW, "PL", "Mon 2026-11-30 09:00"),  # Thursday: Friday, Monday
        ("2026-11-28 10:00", WARSAW, "PL", "Tue 2026-12-01 09:00"),  # Saturday: Monday, Tuesday
        ("2026-11-25 10:00", NEW_YORK, "US", "Mon 2026-11-30 09:00"),  # Thanksgiving is no business day
        (
            "2026-12-23 10:00",
            LONDON,
            "GB",
            "Tue 2026-12-29 09:00",
        ),  # Christmas, a weekend, and Boxing Day moved to Monday
        ("2026-12-23 10:00", LONDON, None, "Fri 2026-12-25 09:00"),  # where nobody knows the holidays
        ("2026-03-27 10:00", WARSAW, "PL", "Tue 2026-03-31 09:00"),  # over the night the clocks go forward
        ("2026-10-23 10:00", WARSAW, "PL", "Tue 2026-10-27 09:00"),  # over the night they go back
        ("2026-03-06 10:00", NEW_YORK, "US", "Tue 2026-03-10 09:00"),
        ("2026-10-30 10:00", NEW_YORK, "US", "Tue 2026-11-03 09:00"),
    ],
)
def test_the_channel_hears_two_of_its_business_days_later_at_nine(
    opened: str, zone: ZoneInfo, country: str | None, then: str
) -> None:
    assert hears(opened, zone, country) == then


def test_the_days_and_the_hour_are_rules() -> None:
    rules = Rules(breach_channel_after=0, breach_channel_at=datetime(2026, 1, 1, 16, 30).time())
    assert hears("2026-11-23 15:00", WARSAW, "PL", rules) == "Mon 2026-11-23 16:30"
    assert hears("2026-11-23 17:00", WARSAW, "PL", rules) == "Mon 2026-11-23 17:00"


@pytest.mark.parametrize(
    "its", [{"lens": Lens.SAFETY}, {"concern": Concern.UNBLINDING}, {"concern": Concern.DATA_INTEGRITY}]
)
def test_what_cannot_wait_is_heard_of_at_once(its: dict) -> None:
    assert channel_hears_at(replace(REPORTS, **its), OPENED, WARSAW, "PL", USUAL) == OPENED


@given(
    minutes=st.integers(0, 4 * 365 * 24 * 60),
    zone=st.sampled_from(
        ["Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo"]
    ),
    country=st.sampled_from(["PL", "US", "IN", "NZ", None]),
    days=st.integers(1, 10),
)
def test_it_is_always_nine_on_a_business_day_and_so_many_days_later(
    minutes: int, zone: str, country: str | None, days: int
) -> None:
    opened = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    its = ZoneInfo(zone)
    then = channel_hears_at(REPORTS, opened, its, country, Rules(breach_channel_after=days)).astimezone(its)
    assert (then.hour, then.minute) == (9, 0)
    assert is_business_day(then.date(), country)
    assert business_days_between(opened.astimezone(its).date(), then.date(), country) == days


# --- closing -------------------------------------------------------------------------------------------------------------


def result(month: int, colour: Colour, state: ResultState = ResultState.SUBMITTED) -> Result:
    return Result(
        id=month, definition_id=1, vendor_id=1, period=date(2026, month, 1), numerator=1, denominator=1, value=1,
        colour=colour, submitted_at=OPENED, imported=False, state=state,
    )  # fmt: skip


def action(state: State) -> ActionItem:
    return ActionItem(
        id=1, number=1, vendor_id=1, study_id=None, title="x", owner_id=1, opened_by=2, due_on=date(2026, 12, 1),
        state=state, opened_at=OPENED,
    )  # fmt: skip


@given(
    state=st.none() | st.sampled_from(State), newest=st.none() | st.tuples(st.integers(1, 12), st.sampled_from(Colour))
)
def test_only_a_verified_action_and_a_later_green_result_together_close_it(
    state: State | None, newest: tuple[int, Colour] | None
) -> None:
    closed = is_mended(BREACH, action(state) if state else None, result(*newest) if newest else None)
    green_later = newest is not None and newest[0] > 10 and newest[1] is Colour.GREEN
    assert closed == (state is State.VERIFIED and green_later)


def test_the_order_of_the_two_does_not_matter() -> None:
    for order in permutations(["verified", "green"]):
        its, newest, closed = State.DONE, result(10, Colour.RED), []
        for step in order:
            its, newest = (State.VERIFIED, newest) if step == "verified" else (its, result(11, Colour.GREEN))
            closed.append(is_mended(BREACH, action(its), newest))
        assert closed == [False, True]


def test_a_green_number_in_dispute_closes_nothing() -> None:
    assert not has_recovered(BREACH, result(11, Colour.GREEN, ResultState.DISPUTED))


def test_a_breach_goes_on_with_the_first_red_result_that_came_later() -> None:
    course = [result(9, Colour.RED), result(11, Colour.AMBER), result(12, Colour.RED)]
    assert stands_for(BREACH, course) == course[2]
    assert stands_for(BREACH, course[:2]) is None


def test_a_comment_says_something_and_not_too_much() -> None:
    assert check_comment("  Two people \n left ") == "Two people left"
    with pytest.raises(Empty):
        check_comment("  \n ")
    with pytest.raises(TooLong):
        check_comment("x" * 1001)
