"""Two business days before a session: the chairs hear of the quorum, deputies are asked to stand in."""

from datetime import UTC, datetime

import pytest

from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.handlers.sessions.calendars import mails_to
from tests.running import Running

THURSDAY = datetime(2026, 12, 3, 14, tzinfo=UTC)  # 15:00 in Warsaw


@pytest.fixture
def planned(with_helix: Running) -> Running:
    with_helix.say("session schedule Helix 3 Dec 15:00", by=ALICE, at=HELIX)
    return with_helix


def forecast(parley: Running, day: int, hour: int = 8) -> None:
    """The clock ticks, at an hour in UTC."""
    parley.clock_moves(to=datetime(2026, 12, day, hour, 7, tzinfo=UTC))
    parley.tick("forecast")


def answer(parley: Running, words: str, by: str) -> None:
    parley.clock_moves(minutes=1)
    parley.say(f"session answer S-1 {words}", by=by, via="direct")


def test_without_answers_both_chairs_hear_what_is_missing(planned: Running) -> None:
    forecast(planned, 1)
    words = (
        ":warning: S-1 has no quorum yet: 1 person of Northwind Bio, 1 person of Helix Clinical and a chair must still "
        "say yes. Without it you can discuss, but not decide.\n  S-1 Joint strategy session with Helix Clinical: "
        "Dec 3, 2026 at 14:00, 90 minutes\n  Not answered: @Alice Moreau and @Vera Novak\n  [Open] [Move]"
    )
    for person in (ALICE, VERA):
        assert words in planned.heard(DIRECT[person])


def test_with_one_of_each_side_there_is_a_quorum(planned: Running) -> None:
    answer(planned, "yes", ALICE)
    answer(planned, "yes", VERA)
    forecast(planned, 1)
    assert ":white_check_mark: By the answers so far S-1 has its quorum." in planned.heard(DIRECT[ALICE])


@pytest.mark.parametrize(("day", "hour", "count"), [(1, 7, 0), (1, 8, 1), (2, 8, 1), (3, 8, 0)])
def test_it_is_told_from_nine_on_two_business_days_ahead_or_the_day_after_where_that_was_missed(
    planned: Running, day: int, hour: int, count: int
) -> None:
    forecast(planned, day, hour)
    assert planned.heard(DIRECT[ALICE]).count("has no quorum yet") == count


def test_it_is_told_once_however_often_the_clock_ticks_and_again_when_the_session_moves(planned: Running) -> None:
    for hour in (8, 9, 10):
        forecast(planned, 1, hour)
    assert planned.heard(DIRECT[ALICE]).count("has no quorum yet") == 1
    planned.say("session move S-1 8 dec 15:00 the auditors come", by=ALICE, at=HELIX)
    forecast(planned, 4)
    assert planned.heard(DIRECT[ALICE]).count("has no quorum yet") == 2


def test_weekends_and_holidays_are_no_business_days(with_helix: Running) -> None:
    with_helix.say("session schedule Helix 7 Dec 15:00", by=ALICE, at=HELIX)  # a Monday
    forecast(with_helix, 3)
    assert "has no quorum yet" in with_helix.heard(DIRECT[ALICE])


def test_a_weekly_call_has_no_forecast(with_helix: Running) -> None:
    with_helix.say("session schedule Helix weekly on thursday 15:00 operational call", by=ALICE, at=HELIX)
    forecast(with_helix, 1)
    assert "quorum" not in with_helix.heard(DIRECT[ALICE])


# --- deputies ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_deputy(planned: Running) -> Running:
    """Alice cannot come, and Bob is her deputy."""
    planned.say(f"me away until 1 dec <@{BOB}>", by=ALICE, via="direct")
    planned.say("me back", by=ALICE, via="direct")
    answer(planned, "no", ALICE)
    return planned


def test_the_deputy_of_whoever_cannot_come_is_asked_and_stands_in_with_one_click(with_deputy: Running) -> None:
    forecast(with_deputy, 1)
    assert (
        "@Alice Moreau cannot come to S-1 Joint strategy session with Helix Clinical: Dec 3, 2026 at 14:00, 90 minutes.\n"
        "  You are the deputy. Can you come instead?\n  [I will stand in] [Open]"
    ) in with_deputy.heard(DIRECT[BOB])
    said = with_deputy.click("I will stand in", by=BOB, at=DIRECT[BOB])
    assert said.startswith("Thank you for standing in. The invite is in your mail.")
    assert "Coming: @Bob Tran" in said
    assert len(mails_to(with_deputy, "bob")) == 1


def test_somebody_who_is_no_deputy_cannot_stand_in(with_deputy: Running) -> None:
    forecast(with_deputy, 1)
    with_deputy.say("me settings", by=ALICE, at=HELIX)
    with_deputy.submit(by=ALICE, deputy=None)
    assert with_deputy.click("I will stand in", by=BOB, at=DIRECT[BOB]).startswith(
        "You are not among the guests of S-1"
    )


def test_whoever_is_away_that_day_and_has_not_answered_is_stood_in_for_too(planned: Running) -> None:
    planned.say(f"me away until 12 dec <@{BOB}>", by=ALICE, via="direct")
    forecast(planned, 1)
    assert "@Alice Moreau cannot come to S-1" in planned.heard(DIRECT[BOB])
