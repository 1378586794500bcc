"""Ending a session: what nothing has come of goes on, and by who was there it was held or without a quorum."""

from datetime import timedelta

from governance.sessions import State
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.handlers.sittings.room import Room

CARRIED = "3 points carried over to the next joint strategy session."


def test_a_chair_ends_it_and_what_is_left_waits_for_the_next_session(quorate: Room) -> None:
    quorate.click("Discussed")
    said = quorate.click("End", by=VERA)
    assert said == "S-1 has ended, with a quorum. 2 points carried over to the next joint strategy session."
    its = quorate.session()
    assert (its.state, its.ended_at) == (State.HELD, quorate.parley.watch())
    assert quorate.waiting() == ["Site list", "Holidays"]
    assert quorate.events()[-1] == "SessionEnded"
    assert quorate.panel == (
        ":calendar: S-1 Joint strategy session with Helix Clinical was held.\n"
        "Quorum: yes. 1 of Northwind Bio, 1 of Helix Clinical and 2 chairs.\n"
        "Present: @Alice Moreau and @Vera Novak\n\n"
        "Agenda\n"
        "1. Query resolution is red (discussion, 10 min): discussed\n"
        "2. Site list (discussion, 10 min): carried over\n"
        "3. Holidays (discussion, 10 min): carried over"
    )


def test_that_it_has_ended_is_the_last_that_is_recorded(quorate: Room) -> None:
    """But for what follows from it."""
    quorate.parley.say("session end", by=ALICE, at=HELIX)
    with quorate.parley.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT event FROM journal ORDER BY number DESC LIMIT 5").scalars().all()
    assert rows == [
        "MinutesDrafted",
        "SessionEnded",
        "AgendaItemConcluded",
        "AgendaItemConcluded",
        "AgendaItemConcluded",
    ]


def test_without_a_quorum_it_was_inquorate(on: Room) -> None:
    on.click("Present", by=VERA)
    said = on.parley.say("session end S-1", by=VERA, at=HELIX, via="mention")
    assert said == f"S-1 has ended, without a quorum. {CARRIED}"
    assert on.session().state is State.INQUORATE
    assert "was held without a quorum, so nothing was decided." in on.panel


def test_whoever_does_not_chair_is_told_who_does(quorate: Room) -> None:
    said = quorate.click("End", by=BOB)
    assert said == "Its chairs and the account leads end S-1: Alice Moreau and Vera Novak. Please ask one of them."


def test_twice_before_its_start_and_where_none_is_on_that_is_said(due: Room) -> None:
    assert due.parley.say("session end", by=ALICE, at=HELIX).startswith(
        "No session is on here. A chair starts the one that is due by session start; a decision"
    )
    assert due.parley.say("session end S-1", by=ALICE, at=HELIX).startswith("S-1 has not been started.")
    due.parley.say("session start", by=ALICE, at=HELIX)
    due.parley.say("session end S-1", by=ALICE, at=HELIX)
    assert due.parley.say("session end S-1", by=VERA, at=HELIX, via="mention").startswith("S-1 has ended")
    assert due.parley.say("session start S-1", by=ALICE, at=HELIX) == "S-1 was held and has ended. Nothing was changed."
    assert due.events().count("SessionEnded") == 1


def test_what_was_carried_over_stands_on_the_next_agenda(quorate: Room) -> None:
    quorate.parley.say("session end", by=ALICE, at=HELIX)
    quorate.parley.say("session schedule Helix 8 Dec 15:00", by=ALICE, at=HELIX)
    quorate.at(14, 0, day=8)
    quorate.parley.say("session start", by=ALICE, at=HELIX)
    assert [its.title for its in quorate.points(2)] == ["Query resolution is red", "Site list", "Holidays"]
    assert [its.carried for its in quorate.points(2)] == [1, 1, 1]
    assert "S-2 Joint strategy session" in quorate.panel


def test_points_of_a_session_nobody_started_stand_on_the_next_one(due: Room) -> None:
    with due.working() as uow:
        uow.agenda.take_up_as(1, uow.agenda.open_of(1))
    due.parley.say("session schedule Helix 8 Dec 15:00", by=ALICE, at=HELIX)
    due.at(14, 0, day=8)
    due.parley.say("session start S-2", by=ALICE, at=HELIX)
    assert len(due.points(2)) == 3


# --- what nobody ends ----------------------------------------------------------------------------------------------------------


def test_four_hours_after_its_end_the_chairs_are_asked_once_and_end_it_there(quorate: Room) -> None:
    quorate.at(19, 15)
    quorate.parley.tick("sittings")
    assert "still on" not in quorate.parley.heard(DIRECT[VERA])
    for minute in (30, 45):
        quorate.at(19, minute)
        quorate.parley.tick("sittings")
    asked = "S-1 Joint strategy session with Helix Clinical is still on. Has it ended? A day after its end it ends by itself."
    for person in (ALICE, VERA):
        assert quorate.parley.heard(DIRECT[person]).count(asked) == 1
    assert "still on" not in quorate.parley.heard(DIRECT[BOB])
    assert quorate.parley.click("End it", by=VERA, at=DIRECT[VERA]).startswith("S-1 has ended, with a quorum.")


def test_a_day_after_its_end_it_ends_by_itself(quorate: Room) -> None:
    quorate.at(15, 15, day=2)
    quorate.parley.tick("sittings")
    assert quorate.session().is_on
    quorate.at(15, 30, day=2)
    quorate.parley.tick("sittings")
    assert quorate.session().state is State.HELD
    assert len(quorate.waiting()) == 3
    assert "was held." in quorate.panel


# --- everywhere else -------------------------------------------------------------------------------------------------------------


def test_one_that_has_ended_before_its_time_is_to_come_nowhere(due: Room) -> None:
    due.parley.say("session start", by=ALICE, at=HELIX)
    due.parley.say("session end", by=ALICE, at=HELIX)
    due.at(13, 55)
    assert "S-1" not in due.parley.say("session list", by=ALICE, at=HELIX)
    over = "S-1 was held and has ended. Nothing was changed."
    assert due.parley.say("session move S-1 2 Dec 15:00 later", by=ALICE, at=HELIX) == over
    assert due.parley.say("session cancel S-1 not needed", by=ALICE, at=HELIX) == over
    assert due.parley.say("session answer S-1 yes", by=VERA, at=HELIX, via="mention") == over
    before = due.parley.heard(DIRECT[VERA])
    due.parley.tick("sessions")
    assert due.parley.heard(DIRECT[VERA]) == before
    shown = due.parley.say("session show S-1", by=ALICE, at=HELIX)
    assert "Held without a quorum" in shown
    assert "[Move]" not in shown


def test_calendars_go_on_showing_it_and_it_counts_as_attended(on: Room) -> None:
    on.parley.say("session end", by=ALICE, at=HELIX)
    its = on.session()
    with on.working() as uow:
        span = its.starts_at - timedelta(days=1), its.starts_at + timedelta(days=1)
        assert [shown.id for shown in uow.sessions.published(*span, vendor=1)] == [its.id]
        assert {found.session for found in uow.sessions.attended(1, span[0])} == {its.id}
        assert uow.sessions.expected(*span) == []
    assert its.sequence == 0
