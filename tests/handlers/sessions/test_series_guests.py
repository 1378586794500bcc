"""Guests of a series who do not come to all of it: after every change their calendar has the meetings that are theirs, once."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from governance.sessions import State
from storage.tables import people, session_guests, sessions
from tests.cast import ALICE, BOB, HELIX, VERA
from tests.handlers.sessions.calendars import READERS, kept_by, mails_to
from tests.running import Running

NAMES = {ALICE: "alice", BOB: "bob", VERA: "vera"}


@pytest.fixture
def tuesdays(with_helix: Running) -> Running:
    """Six second Tuesdays, S-1 to S-6, without Bob."""
    with_helix.say("session schedule Helix second tuesday 15:00 from 12 jan until 30 jun 60m", by=ALICE, at=HELIX)
    return with_helix


def does(parley: Running, *lines: str) -> str:
    said = ""
    for line in lines:
        parley.clock_moves(minutes=1)
        said = parley.say(f"session {line}", by=ALICE, at=HELIX)
    return said


def theirs(parley: Running, person: str) -> list[datetime]:
    """When the meetings begin to which somebody is invited, as the database has it."""
    query = select(sessions.c.starts_at).join(session_guests, session_guests.c.session_id == sessions.c.id)
    query = query.join(people, people.c.id == session_guests.c.person_id).where(people.c.slack_user == person)
    query = query.where(sessions.c.state != State.CANCELLED).order_by(sessions.c.starts_at)
    with parley.database.read() as connection:
        return list(connection.execute(query).scalars())


def all_have_theirs(parley: Running) -> None:
    """Whoever reads somebody's calendar finds their meetings in it, and nothing else."""
    end = datetime(2027, 11, 1, tzinfo=UTC)
    for person, name in NAMES.items():
        written = kept_by(parley, name)
        for reader in READERS:
            found = [at for at in reader(written) if at < end]
            assert found == [at for at in theirs(parley, person) if at < end], f"{name}, read by {reader.__name__}"


# --- whoever leaves a series keeps what is before --------------------------------------------------------------------------


def test_taken_off_later_meetings_somebody_keeps_those_before(tuesdays: Running) -> None:
    does(tuesdays, f"invite S-1 and later <@{BOB}>", f"drop S-4 and later <@{BOB}> because it is not theirs")
    assert len(theirs(tuesdays, BOB)) == 3
    all_have_theirs(tuesdays)
    newest = tuesdays.sandbox.mails[-1]
    assert newest["To"] == "Bob Tran <bob@northwind.example>"
    assert newest["Subject"] == "Ends: Joint strategy session with Helix Clinical"


@pytest.mark.parametrize(
    "then",
    [
        "move S-2 10 feb 2027 10:00 a day later",
        "cancel S-2 nobody is there",
        "move S-1 and later 14 jan 2027 16:00 Thursdays",
        "move S-3 and later 11 mar 2027 16:00 Thursdays",
        "move S-5 and later 13 may 2027 16:00 Thursdays",
        "cancel S-2 and later it is over",
        "cancel S-1 and later it is over",
        "cancel S-5 and later it is over",
        f"drop S-2 and later <@{BOB}> because it is not theirs",
        f"invite S-5 <@{BOB}>",
        f"invite S-6 and later <@{BOB}>",
        f"drop S-1 <@{BOB}> because it is not theirs",
    ],
)
def test_whatever_happens_to_the_series_after_somebody_left_it(tuesdays: Running, then: str) -> None:
    does(tuesdays, f"invite S-1 and later <@{BOB}>", f"drop S-4 and later <@{BOB}> because it is not theirs", then)
    all_have_theirs(tuesdays)


def test_a_series_without_an_end_ends_for_whoever_leaves_it(with_helix: Running) -> None:
    line = f"schedule Helix weekly on wednesday 10:00 from 1 dec 60m <@{BOB}>"
    does(with_helix, line, f"drop S-3 and later <@{BOB}> because it is not theirs")
    with_helix.clock_moves(to=datetime(2027, 1, 20, 2, 20, tzinfo=UTC))
    with_helix.tick("series")
    assert len(theirs(with_helix, BOB)) == 2
    for reader in READERS:
        assert reader(kept_by(with_helix, "bob")) == theirs(with_helix, BOB)


# --- whoever is invited to one meeting hears of it -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "then",
    [
        "move S-2 and later 10 feb 2027 16:00 Wednesdays",
        "move S-1 and later 13 jan 2027 16:00 Wednesdays",
        "cancel S-1 and later it is over",
        "cancel S-3 and later it is over",
        "move S-5 12 may 2027 10:00 a day later",
        "cancel S-5 nobody is there",
        f"drop S-5 and later <@{BOB}> because it is not theirs",
        f"drop S-4 and later <@{BOB}> <@{VERA}> because it is not theirs",
        f"invite S-4 and later <@{BOB}>",
        f"invite S-6 and later <@{BOB}>",
        f"invite S-5 and later <@{BOB}> <@{VERA}>",
    ],
)
def test_a_guest_of_one_meeting_alone_hears_of_what_happens_to_later_ones(tuesdays: Running, then: str) -> None:
    does(tuesdays, f"invite S-5 <@{BOB}>", then)
    all_have_theirs(tuesdays)


def test_the_life_of_a_guest_who_comes_and_goes(tuesdays: Running) -> None:
    for line in (
        f"invite S-5 <@{BOB}>",
        "move S-3 and later 11 mar 2027 10:00 Thursdays",
        f"invite S-4 and later <@{BOB}>",
        f"drop S-6 and later <@{BOB}> because it is not theirs",
        "cancel S-4 nobody is there",
        f"drop S-5 <@{BOB}> because it is not theirs",
        f"invite S-5 <@{BOB}>",
        f"drop S-4 and later <@{BOB}> because it is not theirs",
        f"invite S-6 <@{BOB}>",
        "move S-3 and later 12 mar 2027 11:00 Fridays",
        f"invite S-1 and later <@{BOB}>",
    ):
        said = does(tuesdays, line)
        all_have_theirs(tuesdays)
        assert not said.startswith("Something went wrong")


def test_a_new_link_of_all_later_meetings_reaches_a_guest_of_one_alone(tuesdays: Running) -> None:
    does(tuesdays, f"invite S-5 <@{BOB}>", "edit S-2")
    tuesdays.submit(
        scope="later", reason="A new aim", title="Strategy", join_link="https://meet.example/x", people=[ALICE, VERA]
    )
    event = mails_to(tuesdays, "bob")[-1].walk("VEVENT")[0]
    assert (event["SUMMARY"], event["LOCATION"]) == ("Strategy", "https://meet.example/x")
    assert str(event["UID"]).startswith("5.")


def test_a_guest_of_another_meeting_alone_hears_nothing_of_it(tuesdays: Running) -> None:
    does(tuesdays, f"invite S-2 <@{BOB}>")
    mails = len(mails_to(tuesdays, "bob"))
    does(tuesdays, "move S-3 and later 11 mar 2027 10:00 Thursdays")
    assert len(mails_to(tuesdays, "bob")) == mails


def test_a_series_that_goes_on_elsewhere_asks_everybody_again(tuesdays: Running) -> None:
    tuesdays.click("I will come", by=VERA, at=HELIX)
    does(tuesdays, "move S-3 and later 11 mar 2027 10:00 Thursdays")
    assert "Coming: @Vera Novak" in does(tuesdays, "show S-2")
    assert "Not answered: @Alice Moreau and @Vera Novak" in does(tuesdays, "show S-3")


ACTS = (
    "move S-{number} {day} {hour} because",
    "move S-{number} and later {day} {hour} because",
    "cancel S-{number} because",
    "cancel S-{number} and later because",
    f"invite S-{{number}} <@{BOB}>",
    f"invite S-{{number}} and later <@{BOB}>",
    f"drop S-{{number}} <@{BOB}>",
    f"drop S-{{number}} and later <@{BOB}>",
)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_to_a_series_in_whatever_order(with_helix: Running, seed: int) -> None:
    chance = Random(seed)
    does(with_helix, "schedule Helix every 2 weeks on Tuesday 15:00 from 12 jan until 30 may 60m")
    for _ in range(7):
        at = datetime(2027, 1, 12, tzinfo=UTC) + timedelta(days=chance.randrange(130))
        line = chance.choice(ACTS[:3] + ACTS[4:] * 2 if chance.random() < 0.9 else ACTS)
        hour = chance.choice(("10:00", "15:00"))
        said = does(with_helix, line.format(number=chance.randrange(1, 11), day=f"{at:%Y-%m-%d}", hour=hour))
        assert "went wrong" not in said
    all_have_theirs(with_helix)
