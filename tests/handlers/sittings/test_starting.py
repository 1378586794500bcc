"""A chair starts a session when it is time; the channel gets one message that shows who is there and what is talked about."""

from datetime import UTC, date, datetime

import pytest

from governance.actions import Draft, Origin, State
from governance.bodies import Part
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, ORION, VERA
from tests.handlers.sittings.room import Room
from tests.reports import Reports
from tests.running import Running

PANEL = """\
:calendar: S-1 Joint strategy session with Helix Clinical is on. It is held in the thread below this message.
No quorum yet: 1 person of Northwind Bio, 1 person of Helix Clinical and a chair are missing. You can discuss, not decide.

Agenda
:arrow_forward: 1. Query resolution is red (discussion, 10 min)
2. Site list (discussion, 10 min)
3. Holidays (discussion, 10 min)
[Present] [Deputy] [Apology] [Who is here] [Call the deputies]
1. Query resolution is red is being discussed. What came of it?
[Decided] [Discussed] [Noted] [Parked] [Carried over] [Another point]
[Add an action] [Note a risk] [Park something] [End]"""
HOW = """\
What you say in this thread with a word in front is noted, for both companies to see:
• decision: ... what was decided
• action: @vera retrain the monitors by friday
• risk: ... what may go wrong
• parked: ... for the next session; parked: #3 parks the third point
Put #3 in front to say it is about point 3 (a decision so begun settles it); otherwise it is about the point you have come to. Undo takes it back."""


@pytest.mark.parametrize(("by", "via"), [(ALICE, "slash"), (VERA, "mention")])
def test_either_chair_starts_it_and_the_channel_reads_who_is_there_and_what_waits(due: Room, by: str, via: str) -> None:
    said = due.parley.say("session start", by=by, at=HELIX, via=via)
    assert said == "S-1 is on: #helix-northwind shows who is there and what is talked about."
    assert due.panel == PANEL
    below = [its for its in due.parley.sandbox.messages(HELIX) if its.get("thread_ts") == due.thread]
    assert [due.parley.read(its) for its in below if its["ts"] != due.thread] == [HOW]
    assert due.events()[-1] == "SessionStarted"


def test_the_lead_of_the_vendor_starts_it_by_a_direct_message_and_by_the_button_in_the_channel(due: Room) -> None:
    due.parley.tick("sessions")
    assert "[Start]\n  [I will come]" in due.parley.heard(HELIX)
    assert due.click("Start", by=VERA).startswith("S-1 is on")
    assert "It is on now, in the thread of its own message." in due.parley.heard(HELIX)
    assert "[Start]" not in due.parley.heard(HELIX)


def test_the_reminder_of_a_chair_starts_it(due: Room) -> None:
    due.at(13, 1)
    due.parley.tick("sessions")
    too_early = due.parley.click("Start", by=VERA, at=DIRECT[VERA])
    assert too_early.startswith("S-1 begins on Tuesday 1 December at 14:00. It can be started from 15 minutes before")
    due.at(13, 45)
    assert due.parley.click("Start", by=VERA, at=DIRECT[VERA]).startswith("S-1 is on")
    assert "[Start]" not in due.parley.heard(DIRECT[BOB])


def test_whoever_does_not_chair_is_told_who_does(due: Room) -> None:
    said = due.parley.say("session start S-1", by=BOB, at=HELIX)
    assert said == "Its chairs and the account leads start S-1: Alice Moreau and Vera Novak. Please ask one of them."
    assert due.panels == []


def test_two_chairs_at_once_start_it_once(due: Room) -> None:
    due.parley.say("session start", by=ALICE, at=HELIX)
    said = due.parley.say("session start S-1", by=VERA, at=HELIX, via="mention")
    assert said.startswith("S-1 is on already: Alice Moreau started it.")
    assert len(due.panels) == 1
    assert due.events().count("SessionStarted") == 1


def test_one_of_another_day_one_that_is_cancelled_and_one_that_was_missed_cannot_be_started(due: Room) -> None:
    due.parley.say("session schedule Helix 8 Dec 15:00", by=ALICE, at=HELIX)
    said = due.parley.say("session start S-2", by=ALICE, at=HELIX)
    assert said.startswith("S-2 begins on Tuesday 8 December at 15:00.")
    due.parley.say("session cancel S-2 nothing to decide", by=ALICE, at=HELIX)
    assert due.parley.say("session start S-2", by=ALICE, at=HELIX) == "S-2 is cancelled. Nothing was changed."
    due.at(16, 0, day=2)
    said = due.parley.say("session start S-1", by=ALICE, at=HELIX)
    assert said.startswith("S-1 was over on Tuesday 1 December at 16:30, and nobody started it.")


def test_where_none_is_due_or_several_are_that_is_said(due: Room) -> None:
    due.at(9, 0, day=4)
    said = due.parley.say("session start", by=ALICE, at=HELIX)
    assert said.startswith("No session can be started here now.")
    due.at(13, 50)
    due.parley.say("session schedule Helix 1 Dec 15:00", by=ALICE, at=HELIX)
    assert due.parley.say("session start", by=ALICE, at=HELIX).startswith("Which session?")


def test_to_another_company_the_session_does_not_exist(due: Room) -> None:
    assert "S-1" not in due.parley.say("session start S-1", by=CHARLIE, at=ORION, via="mention").replace("`S-1`", "")
    assert due.panels == []


def test_show_offers_to_start_it_while_it_is_time(due: Room) -> None:
    assert "[Start]" in due.parley.say("session show S-1", by=ALICE, at=HELIX)
    due.parley.say("session start", by=ALICE, at=HELIX)
    shown = due.parley.say("session show S-1", by=ALICE, at=HELIX)
    assert "It is on now" in shown
    assert "[Start]" not in shown
    assert "[Move]" not in shown


def test_a_chair_of_the_body_who_is_no_account_lead_starts_it(due: Room) -> None:
    due.body((BOB, Part.CHAIR, None), (VERA, Part.CHAIR, None))
    assert due.parley.say("session start S-1", by=BOB, at=HELIX).startswith("S-1 is on")


def test_what_the_channel_is_yet_to_hear_of_does_not_stand_there(with_helix: Running) -> None:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    with_helix.say("session schedule Helix today 15:00", by=ALICE, at=HELIX)
    Reports(with_helix).submit(date(2026, 10, 1), 79.5)
    room = Room(with_helix)
    room.wait("Site list")
    with_helix.clock_moves(datetime(2026, 11, 23, 13, 50, tzinfo=UTC))
    with_helix.say("session start S-1", by=ALICE, at=HELIX)
    assert [its.stems_from for its in room.points()] == [""]
    assert "Visit reports" not in room.panel
    assert ":arrow_forward: 1. Site list" in room.panel


def test_the_same_thing_that_waits_twice_stands_there_once(due: Room) -> None:
    kind = due.session().kind
    due.wait("Breach of K14", stems_from="breach:4")
    due.wait("Breach of K14, carried over", kind=kind, stems_from="breach:4")
    due.parley.say("session start", by=ALICE, at=HELIX)
    assert due.panel.count("Breach of K14") == 1


def test_without_a_channel_the_panel_is_the_chairs_own(parley: Running) -> None:
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>")
    parley.say("session schedule Helix 1 Dec 15:00", by=ALICE)
    room = Room(parley)
    room.at(14, 0)
    said = parley.say("session start S-1", by=ALICE)
    assert said.startswith(":calendar: S-1 Joint strategy session with Helix Clinical is on.")
    assert parley.click("Present", by=ALICE).startswith("You are noted as present at S-1.")


def test_the_first_version_of_the_panel_has_what_was_drawn_for_it(due: Room) -> None:
    """A point that was not there before, above those that wait."""
    with due.working() as uow:
        bob = uow.people.by_slack(BOB)
        assert bob
        draft = Draft(title="Send the list", owner_id=bob.id, due_on=date(2026, 11, 2), origin=Origin.SESSION)
        uow.actions.add(draft, bob.id, uow.at, state=State.ACCEPTED, waits_on="sponsor", vendor=1)
    due.parley.say("session start", by=ALICE, at=HELIX)
    [begun] = [its for its in due.parley.sandbox.calls("chat.postMessage") if "*Agenda*" in str(its.args)]
    assert "A-1 Send the list" in str(begun.args)
