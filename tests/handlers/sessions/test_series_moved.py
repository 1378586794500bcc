"""A meeting of a series and all after it, moved: to another time, to another day, and where a series has several days a week."""

from datetime import UTC, datetime

import pytest

from tests.cast import ALICE, HELIX, VERA
from tests.handlers.sessions.test_series_guests import all_have_theirs, does, theirs
from tests.running import Running


def held(parley: Running) -> list[str]:
    return [f"{at:%-d %b %H:%M}" for at in theirs(parley, VERA)]


@pytest.fixture
def business_days(with_helix: Running) -> Running:
    """S-1 is planned for Monday 31 May, a holiday in London, and held on Friday 28 May."""
    does(with_helix, "schedule Helix last business day 15:00 from 1 may until 30 sep 60m")
    return with_helix


def test_another_time_of_the_same_day_keeps_the_rhythm(business_days: Running) -> None:
    said = does(business_days, "move S-1 and later 28 may 2027 16:00 after lunch")
    assert said == (
        "Moved, with all later ones: now the last business day of every month at 16:00 (Europe/Warsaw), 60 minutes, "
        "until 30 September 2027. Everybody's calendar gets the change."
    )
    assert held(business_days) == ["28 May 14:00", "30 Jun 14:00", "30 Jul 14:00", "31 Aug 14:00", "30 Sep 14:00"]
    all_have_theirs(business_days)


def test_a_meeting_moved_by_hand_keeps_its_day_when_the_clock_changes(with_helix: Running) -> None:
    does(
        with_helix,
        "schedule Helix second tuesday 15:00 from 12 jan until 30 jun",
        "move S-3 10 mar 2027 15:00 a day on",
    )
    does(with_helix, "move S-5 12 may 2027 12:00 a day on", "move S-3 and later 10 mar 2027 16:00 after lunch")
    assert held(with_helix)[2:] == ["10 Mar 15:00", "13 Apr 14:00", "12 May 14:00", "8 Jun 14:00"]
    all_have_theirs(with_helix)


def test_the_form_changes_the_clock_alone(business_days: Running) -> None:
    does(business_days, "move S-2")
    business_days.submit(scope="later", time="17:00", reason="after lunch")
    assert held(business_days)[:3] == ["28 May 13:00", "30 Jun 15:00", "30 Jul 15:00"]
    all_have_theirs(business_days)


def test_a_move_of_all_later_ones_to_where_they_are_changes_nothing(business_days: Running) -> None:
    said = does(business_days, "move S-2 and later 30 jun 2027 15:00 because")
    assert said == "S-2 begins then already. Nothing was changed."


def test_a_series_with_an_end_keeps_as_many_meetings_wherever_it_moves(with_helix: Running) -> None:
    does(with_helix, "schedule Helix second tuesday 15:00 from 12 jan until 8 jun")
    said = does(with_helix, "move S-1 and later 11 jan 2027 15:00 Mondays")
    assert "until 14 June 2027" in said
    assert len(held(with_helix)) == 6


# --- several days a week ---------------------------------------------------------------------------------------------------


@pytest.fixture
def twice_a_week(with_helix: Running) -> Running:
    """Mondays and Wednesdays; S-5 is on Monday 18 January."""
    does(with_helix, "schedule Helix every Monday and Wednesday 15:00 from 4 jan until 30 mar 60m")
    return with_helix


def test_one_of_two_days_a_week_moves_and_the_other_stays(twice_a_week: Running) -> None:
    before = len(held(twice_a_week))
    said = does(twice_a_week, "move S-5 and later 19 jan 2027 15:00 Tuesdays")
    assert said.startswith("Moved, with all later ones: now every week on Tuesday and Wednesday at 15:00")
    assert held(twice_a_week)[3:8] == ["13 Jan 14:00", "19 Jan 14:00", "20 Jan 14:00", "26 Jan 14:00", "27 Jan 14:00"]
    assert len(held(twice_a_week)) == before
    all_have_theirs(twice_a_week)


@pytest.mark.parametrize("day", ["20 jan", "21 jan", "24 jan", "26 jan"])
def test_none_moves_for_good_onto_the_other_or_past_it(twice_a_week: Running, day: str) -> None:
    before = held(twice_a_week)
    said = does(twice_a_week, f"move S-5 and later {day} 2027 15:00 because")
    assert 'does not fit into "every week on Monday and Wednesday": one of several days of a week' in said
    assert held(twice_a_week) == before


def test_a_week_later_all_of_it_goes_on_a_week_later(twice_a_week: Running) -> None:
    before = len(held(twice_a_week))
    does(twice_a_week, "move S-5 and later 25 jan 2027 15:00 a week off")
    assert held(twice_a_week)[3:7] == ["13 Jan 14:00", "25 Jan 14:00", "27 Jan 14:00", "1 Feb 14:00"]
    assert len(held(twice_a_week)) == before
    all_have_theirs(twice_a_week)


def test_it_is_said_how_many_meetings_fall_away(with_helix: Running) -> None:
    with_helix.say("session schedule", by=ALICE, at=HELIX)
    with_helix.submit(
        date="2026-12-01", time="15:00", other_repeat="every Monday", until="2026-12-21", on_holiday="skip"
    )
    assert held(with_helix) == ["7 Dec 14:00", "14 Dec 14:00", "21 Dec 14:00"]
    said = does(with_helix, "move S-1 and later 11 dec 2026 15:00 Fridays")
    assert said.endswith("Everybody's calendar gets the change.\n1 meeting falls away: S-3.")
    assert datetime(2026, 12, 25, 14, tzinfo=UTC) not in theirs(with_helix, VERA)
    all_have_theirs(with_helix)
