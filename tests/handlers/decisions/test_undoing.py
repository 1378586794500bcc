"""Taking a decision back, and writing more down beside it, while its session is on or its minutes are not approved by both companies."""

import pytest

from governance.agenda import Outcome
from governance.decisions import State
from governance.events import AgendaItemReopened, DecisionDetailed, DecisionReinstated, DecisionWithdrawn, NoteUndone
from tests.cast import ALICE, BOB, HELIX, VERA
from tests.handlers.decisions.meeting import Meeting

SAID = "decision: use the new template because monitors lose an hour a visit"


def test_who_said_it_takes_it_back_and_the_thread_says_so(meeting: Meeting) -> None:
    point = meeting.point("Which template?")
    meeting.note(SAID.replace("decision: ", "decision: #1 "))
    assert meeting.parley.click("Undo", by=BOB, at=HELIX) == "@Bob Tran took D-1 back: Use the new template"
    assert meeting.heard() == ["@Bob Tran took D-1 back: Use the new template"]
    its = meeting.decision(1)
    assert its.state is State.WITHDRAWN
    gone = DecisionWithdrawn(decision=its.id, vendor=1, reason="Taken back in S-1.")
    assert gone in meeting.record(its.stems)
    assert meeting.item(point).is_open
    assert AgendaItemReopened(agenda_item=point.id, vendor=1, session=1) in meeting.record(point.stems)
    assert NoteUndone(session=1, vendor=1, thing=its.stems) in meeting.record("session:1")
    with meeting.uow() as uow:
        assert uow.notes.of_session(1) == []


def test_what_it_took_the_place_of_is_in_force_again(meeting: Meeting) -> None:
    meeting.note(SAID)
    meeting.note("decision: keep the old one, supersedes D-1")
    assert meeting.parley.click("Undo D-2", by=BOB, at=HELIX).endswith("Keep the old one D-1 is in force again.")
    old = meeting.decision(1)
    assert (old.state, old.superseded_by) == (State.IN_FORCE, None)
    back = DecisionReinstated(decision=old.id, vendor=1, withdrawn=meeting.decision(2).id, state="in force")
    assert meeting.record(old.stems)[-1] == back
    meeting.parley.click("Undo D-1", by=BOB, at=HELIX)
    assert meeting.decision(1).state is State.WITHDRAWN


def test_a_chair_may_and_nobody_else(meeting: Meeting) -> None:
    meeting.note(SAID, by=VERA)
    assert meeting.parley.click("Undo", by=BOB, at=HELIX) == (
        "D-1 can be taken back by who said it, or by a chair of S-1. Please ask one of them."
    )
    assert meeting.decision(1).state is State.IN_FORCE
    meeting.parley.click("Undo", by=ALICE, at=HELIX)
    assert meeting.decision(1).state is State.WITHDRAWN


def test_what_another_has_taken_the_place_of_stays(meeting: Meeting) -> None:
    meeting.note(SAID)
    meeting.note("decision: keep the old one, supersedes D-1")
    assert meeting.parley.click("Undo D-1", by=BOB, at=HELIX).startswith(
        "D-1 is superseded by D-2, so it cannot be changed"
    )


def test_a_point_with_another_decision_to_it_stays_decided(meeting: Meeting) -> None:
    point = meeting.point("Which template?")
    meeting.note(SAID)
    meeting.note("decision: #1 and translate it")
    meeting.parley.click("Undo D-1", by=BOB, at=HELIX)
    assert meeting.item(point).outcome is Outcome.DECIDED
    meeting.parley.click("Undo D-2", by=BOB, at=HELIX)
    assert meeting.item(point).is_open


APPROVED = "D-1 is in minutes that both companies have approved, so it cannot be changed here any more."


def minutes_are_approved(meeting: Meeting, *by: str) -> None:
    """The session is over and its minutes are sent, and these have approved them."""
    meeting.parley.say("session end S-1", by=ALICE, at=HELIX)
    meeting.parley.say("session minutes S-1 send", by=ALICE, at=HELIX)
    for person in by:
        meeting.parley.say("session minutes S-1 approve", by=person, via="direct")


@pytest.mark.parametrize("by", [(), (VERA,), (VERA, ALICE)])
def test_after_the_session_it_can_be_taken_back_until_both_have_approved_its_minutes(
    meeting: Meeting, by: tuple[str, ...]
) -> None:
    meeting.note(SAID)
    minutes_are_approved(meeting, *by)
    told = meeting.parley.click("Undo", by=BOB, at=HELIX)
    assert told.startswith(APPROVED if len(by) == 2 else "@Bob Tran took D-1 back")


@pytest.mark.parametrize("by", [(VERA,), (VERA, ALICE)])
def test_detail_is_added_until_both_have_approved_its_minutes(meeting: Meeting, by: tuple[str, ...]) -> None:
    meeting.note(SAID)
    minutes_are_approved(meeting, *by)
    told = meeting.parley.click("Add detail", by=BOB, at=HELIX)
    assert told.startswith(APPROVED if len(by) == 2 else "-- Add detail to D-1 --")


# --- detail --------------------------------------------------------------------------------------------------------------


def test_more_is_written_down_beside_it(meeting: Meeting) -> None:
    meeting.note(SAID)
    form = meeting.parley.click("Add detail", by=BOB, at=HELIX)
    assert form.splitlines() == [
        "-- Add detail to D-1 --",
        "What was the question? (optional): [...]",
        "What was considered? (optional): [...]",
        "Where is the evidence? (optional): [https://]",
        "Why? (optional): [monitors lose an hour a visit]",
        "[Keep] [Cancel]",
    ]
    facts = {"question": "Which template?", "options": "The old one; none", "rationale": "sites like it"}
    assert meeting.parley.submit(BOB, evidence="https://docs.example/visits", **facts) == (
        "Kept beside D-1. session decisions D-1 shows all of it."
    )
    assert "Because sites like it." in meeting.newest()
    assert meeting.parley.say("session decisions D-1", by=VERA, via="direct").splitlines()[:7] == [
        "D-1 is in force.",
        "Question: Which template?",
        "Options considered: The old one; none",
        "Decided: Use the new template",
        "Because: sites like it",
        "Evidence: https://docs.example/visits",
        "Authority: the usual rule: 2 of Northwind Bio, 1 of Helix Clinical, 2 chairs were there",
    ]
    more = meeting.record(meeting.decision(1).stems)[-1]
    assert isinstance(more, DecisionDetailed)
    assert (more.question, more.rationale) == ("Which template?", "sites like it")
    assert "D-1" in meeting.parley.say("session decisions find visits", by=VERA, via="direct")


def test_evidence_is_a_link(meeting: Meeting) -> None:
    meeting.note(SAID)
    meeting.parley.click("Add detail", by=BOB, at=HELIX)
    assert "Evidence is a link that begins with https://, or nothing." in meeting.parley.submit(BOB, evidence="page 3")


def test_detail_makes_no_more_of_it_than_the_body_may_decide(meeting: Meeting) -> None:
    meeting.body()
    meeting.body({})
    meeting.note(SAID)
    meeting.parley.click("Add detail", by=BOB, at=HELIX)
    form = meeting.parley.submit(BOB, rationale="it costs EUR 90,000")
    assert "What you add names more than Joint operations committee may decide" in form
    assert meeting.decision(1).rationale == "monitors lose an hour a visit"
