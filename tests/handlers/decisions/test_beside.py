"""What goes on beside a decision: other people's threads, wrong numbers, a slow channel, huge sums, a vote that was lost."""

from governance.bodies import Part
from governance.decisions import State
from governance.sessions import State as SessionState
from tests.cast import ALICE, BOB, HELIX, OMAR, VERA
from tests.handlers.decisions.meeting import Meeting
from tests.newcomers import OMAR_DIAZ, hire

BOTH = {ALICE: Part.CHAIR, VERA: Part.CHAIR}
USE = "decision: use the new template"


def test_somebody_of_another_vendor_notes_nothing_in_this_ones_session(meeting: Meeting) -> None:
    hire(meeting.parley, OMAR_DIAZ)
    meeting.parley.say(f"vendor add Orion Labs, tier 3, labs <@{OMAR}|omar>", by=ALICE)
    meeting.parley.say("vendor introduce Orion Labs", by=ALICE)
    meeting.parley.sandbox.join(OMAR, HELIX)
    before = meeting.heard()
    for words in ("risk: it snows", "parked: the depot", "action: call the depot", USE):
        assert meeting.note(words, by=OMAR) == ""
    assert meeting.heard() == before
    with meeting.uow() as uow:
        assert uow.notes.of_session(1) == []
        assert uow.risks.count(None) == 0


def test_a_number_that_no_point_has_settles_none(meeting: Meeting) -> None:
    first = meeting.point("Which template?")
    for number in ("#99", "#0", "#123456789"):
        assert meeting.note(f"decision: {number} use it").startswith("That point is not on the agenda")
    assert meeting.item(first).is_open
    meeting.note("decision: #newform is what we use")
    assert meeting.decision(1).outcome == "#newform is what we use"
    assert meeting.item(first).is_open


def test_more_money_than_can_be_kept_is_said_so(meeting: Meeting) -> None:
    said = meeting.note("decision: pay EUR 999999999999999999999999 to Helix")
    assert said.startswith("EUR 999,999,999,999,999,999,999,999 is more money than I can keep.")


def test_what_was_not_agreed_to_by_mail_stays_to_be_decided_and_is_no_decision_of_the_minutes(meeting: Meeting) -> None:
    meeting.body(BOTH)
    meeting.there(ALICE)
    meeting.parley.say("session decide S-1 by mail use the new template", by=ALICE, at=HELIX)
    meeting.parley.click("Object", by=VERA, at="D0VERA")
    meeting.parley.submit(by=VERA, reason="It loses a day.")
    assert meeting.decision(1).state is State.REJECTED
    meeting.parley.say("session end S-1", by=ALICE, at=HELIX)
    minutes = meeting.parley.say("session minutes S-1", by=ALICE, at=HELIX)
    assert (
        "Without a quorum nothing was decided.\nNot decided here\n• D-1 Use the new template. Was not agreed to by mail."
        in minutes
    )
    meeting.parley.say("session schedule Helix 8 Dec 15:00 60m joint operations meeting", by=ALICE, at=HELIX)
    assert "D-1" in meeting.parley.say("session agenda S-2", by=ALICE, at=HELIX)


def test_a_session_that_has_decided_was_held_with_a_quorum_whatever_changes_after(meeting: Meeting) -> None:
    body = meeting.body(BOTH)
    meeting.there(ALICE, VERA)
    meeting.note(USE, by=VERA)
    with meeting.uow() as uow:
        uow.bodies.seat(body, f"vendor:{body.vendor_id}", [])
    meeting.parley.say("session end S-1", by=ALICE, at=HELIX)
    with meeting.uow() as uow:
        session = uow.sessions.numbered(1)
    assert session
    assert session.state is SessionState.HELD


def test_nothing_is_asked_by_mail_for_a_session_that_is_cancelled(meeting: Meeting) -> None:
    meeting.parley.say("session schedule Helix 8 Dec 15:00", by=ALICE, at=HELIX)
    meeting.parley.say("session cancel S-2 because nobody can", by=ALICE, at=HELIX)
    said = meeting.parley.say("session decide S-2 by mail use it", by=BOB, at=HELIX)
    assert said == "S-2 is cancelled. Nothing was changed."
