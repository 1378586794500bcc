"""What is decided in a session: said in its thread, typed or filled in, kept with the authority it was made with, and told to all."""

from decimal import Decimal

import pytest

from governance.agenda import ItemKind, Outcome
from governance.bodies import Part
from governance.decisions import State
from governance.events import AgendaItemConcluded, DecisionMade, DecisionSuperseded
from governance.refusals import ChangedMeanwhile
from governance.sessions import Kind
from handlers.decisions.keeping import supersede
from tests.cast import ALICE, BOB, HELIX, ORION, VERA
from tests.handlers.decisions.meeting import Meeting

OVER = "S-1 has ended, so nothing was changed. Say what is missing: session minutes S-1 comment ...."
SAID = "decision: use the new template because monitors lose an hour a visit"
JOINT = {ALICE: Part.CHAIR, BOB: Part.MEMBER, VERA: Part.CHAIR}


# --- in the thread -------------------------------------------------------------------------------------------------------


def test_what_is_said_in_the_thread_becomes_a_decision_and_all_read_it(meeting: Meeting) -> None:
    meeting.point("Which template?")
    assert meeting.note(SAID, by=VERA) == ""
    assert meeting.heard() == [
        (
            "D-1 Use the new template (to 1. Which template?).\n"
            "Because monitors lose an hour a visit.\n"
            "Decided by the usual rule: 2 of Northwind Bio, 1 of Helix Clinical, 2 chairs were there.\n"
            "[Undo] [Add detail]"
        )
    ]


def test_it_is_kept_with_what_was_asked_why_and_where_it_was_said(meeting: Meeting) -> None:
    point = meeting.point("Which template?")
    meeting.note(f"{SAID}, costs EUR 4,200.50", by=VERA)
    its = meeting.decision(1)
    assert (its.state, its.question, its.outcome) == (State.IN_FORCE, "Which template?", "Use the new template")
    assert its.rationale == "monitors lose an hour a visit, costs EUR 4,200.50"
    assert (its.amount, its.currency, its.item_id) == (Decimal("4200.50"), "EUR", point.id)
    assert its.source
    assert its.source.startswith("https://")
    assert its.raised_by == meeting.people[VERA].id
    with meeting.uow() as uow:
        [note] = uow.notes.of_session(1)
    assert (note.thing, note.item_id, note.person_id) == (its.stems, point.id, meeting.people[VERA].id)
    [made] = meeting.record(its.stems)
    assert isinstance(made, DecisionMade)
    assert made.authority == "the usual rule: 2 of Northwind Bio, 1 of Helix Clinical, 2 chairs were there"


def test_the_point_that_is_named_is_decided_and_the_session_goes_on_with_the_next(meeting: Meeting) -> None:
    first, second = meeting.point("Which template?"), meeting.point("Who trains the sites?")
    meeting.note(SAID.replace("decision: ", "decision: #1 "))
    assert (meeting.item(first).outcome, meeting.item(second).outcome) == (Outcome.DECIDED, None)
    done = AgendaItemConcluded(agenda_item=first.id, vendor=1, session=1, outcome="decided")
    assert done in meeting.record(first.stems)
    meeting.note("decision: Helix trains them")
    assert meeting.newest().startswith("D-2 Helix trains them (to 2. Who trains the sites?).\nDecided by")


def test_who_decides_in_passing_settles_no_point_but_one_that_asks_for_a_decision(meeting: Meeting) -> None:
    talk = meeting.point("Query resolution is red")
    meeting.note(SAID)
    assert meeting.decision(1).item_id == talk.id
    assert meeting.item(talk).is_open
    with meeting.uow() as uow:
        uow.agenda.change(talk, kind=ItemKind.DECISION)
    meeting.note("decision: four monitors more")
    assert meeting.item(talk).outcome is Outcome.DECIDED


def test_another_point_is_named_in_front(meeting: Meeting) -> None:
    first, _, third = (meeting.point(f"Point {number}") for number in (1, 2, 3))
    meeting.note("decision: #3 go on as before")
    assert meeting.item(third).outcome is Outcome.DECIDED
    assert meeting.item(first).outcome is None
    meeting.note("decision: #3 and look again in March")
    assert meeting.decision(2).item_id == third.id


def test_a_decision_needs_no_agenda(meeting: Meeting) -> None:
    meeting.note("decision: meet in Basel next time.")
    assert meeting.newest().startswith("D-1 Meet in Basel next time.\nDecided by the usual rule")


def test_several_in_one_message_are_each_decided(meeting: Meeting) -> None:
    meeting.note("decision: use the new template\ndecision: train the sites in May")
    assert [its.partition("\n")[0] for its in meeting.heard()] == [
        "D-1 Use the new template.",
        "D-2 Train the sites in May.",
    ]


def test_what_says_nothing_is_asked_again_in_private(meeting: Meeting) -> None:
    assert meeting.note("decision: because we want to") == (
        'Say what is decided, and why, as in "use the new template because monitors lose an hour a visit".'
    )
    assert "at most; this has 3,001" in meeting.note(f"decision: {'x' * 3001}").replace("3001", "3,001")
    assert meeting.heard() == []


def test_marks_and_mentions_in_it_stay_words(meeting: Meeting) -> None:
    meeting.note("decision: use <!channel> *template* & <https://evil.example|this>")
    posted = [its for its in meeting.parley.sandbox.messages(HELIX) if its.get("thread_ts") == meeting.thread][-1]
    assert "<!channel>" not in str(posted["blocks"])
    assert "<https://evil" not in str(posted["blocks"])


def test_people_are_called_by_their_names_and_links_are_addresses(meeting: Meeting) -> None:
    meeting.note(f"decision: <@{VERA}> trains the sites as in <https://plan.example/a|the plan>, if a < b and b > c")
    outcome = "@Vera Novak trains the sites as in the plan (https://plan.example/a), if a < b and b > c"
    assert meeting.decision(1).outcome == outcome
    assert meeting.newest().startswith(f"D-1 {outcome}.")


# --- whose place it takes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["supersedes D-1", "instead of D-1"])
def test_what_takes_the_place_of_another_says_so_and_so_does_the_other(meeting: Meeting, words: str) -> None:
    meeting.note(SAID)
    meeting.note(f"decision: keep the old template, {words} because sites know it")
    assert meeting.newest() == (
        "D-2 Keep the old template.\n"
        "Because sites know it.\n"
        "Decided by the usual rule: 2 of Northwind Bio, 1 of Helix Clinical, 2 chairs were there.\n"
        "It takes the place of D-1.\n"
        "[Undo] [Add detail]"
    )
    old, new = meeting.decision(1), meeting.decision(2)
    assert (old.state, old.superseded_by, new.supersedes) == (State.SUPERSEDED, new.id, old.id)
    done = DecisionSuperseded(decision=old.id, vendor=1, by_decision=new.id, reason="sites know it")
    assert meeting.record(old.stems)[-1] == done
    said = meeting.parley.say("session decisions D-1", by=VERA, via="direct")
    assert said.startswith("D-1 is superseded by D-2.")
    assert "Takes the place of: D-1: Use the new template" in meeting.parley.say(
        "session decisions D-2", by=VERA, via="direct"
    )


def test_only_what_is_in_force_can_be_superseded(meeting: Meeting) -> None:
    meeting.note(SAID)
    meeting.note("decision: keep the old one, supersedes D-1")
    assert meeting.note("decision: use a third one, supersedes D-1") == (
        "D-1 is superseded, so nothing can take its place. session decisions shows what holds."
    )
    assert meeting.note("decision: use a third one, supersedes D-9").startswith("There is no decision D-9 here.")
    assert "Name one" in meeting.note("decision: a third one, supersedes D-1, instead of D-2")
    assert len(meeting.heard()) == 2


def test_what_becomes_of_it_at_the_same_moment_is_not_written_over(meeting: Meeting) -> None:
    meeting.note(SAID)
    before = meeting.decision(1)
    meeting.note("decision: keep the old one, supersedes D-1")
    after = meeting.decision(2)
    with meeting.uow() as uow, pytest.raises(ChangedMeanwhile, match="D-1 was changed by somebody else a moment ago"):
        supersede(before, after, "", uow)


def test_a_lower_body_does_not_put_aside_what_a_higher_one_decided(meeting: Meeting) -> None:
    meeting.body(JOINT, kind=Kind.JOINT_STRATEGY)
    meeting.change(kind=Kind.JOINT_STRATEGY)
    meeting.note(SAID)
    meeting.body(JOINT, kind=Kind.JOINT_OPERATIONS)
    meeting.change(kind=Kind.JOINT_OPERATIONS)
    meeting.note("decision: keep the old one, supersedes D-1")
    assert meeting.newest() == (
        "Not decided here: Keep the old one\n"
        "D-1 was decided by Joint strategy session, so Joint operations committee cannot put something else in its place. "
        "It stands on Joint strategy session's next agenda now. It is kept as D-2.\n"
        "[Undo]"
    )
    assert meeting.decision(1).state is State.IN_FORCE
    assert (meeting.decision(2).state, meeting.decision(2).goes_to) == (State.REFERRED, Kind.JOINT_STRATEGY)


# --- without a quorum ----------------------------------------------------------------------------------------------------


def test_without_a_quorum_nothing_is_decided_and_the_way_out_is_told_to_all(meeting: Meeting) -> None:
    point = meeting.point("Which template?")
    meeting.there(ALICE, BOB)
    meeting.note(SAID)
    assert meeting.heard() == [
        (
            "Not decided yet: Use the new template\n"
            "This session cannot decide yet: 1 person of Helix Clinical is missing. Note down a deputy who is there, call one, or have "
            "it decided by mail. You can go on discussing.\n"
            "[Call the deputies] [Decide by mail]"
        )
    ]
    with meeting.uow() as uow:
        assert uow.decisions.count(None, "") == 0
    assert meeting.item(point).is_open


def test_as_soon_as_enough_are_there_it_is_decided(meeting: Meeting) -> None:
    meeting.there(BOB)
    meeting.note(SAID)
    assert "1 person of Helix Clinical and a chair are missing" in meeting.newest()
    meeting.there(ALICE, VERA)
    meeting.note(SAID)
    assert meeting.newest().startswith("D-1 Use the new template")


# --- by the body's charter -----------------------------------------------------------------------------------------------


def test_the_authority_names_the_body_its_charter_and_who_was_there(meeting: Meeting) -> None:
    meeting.body(JOINT)
    meeting.body(JOINT, of_sponsor=2)
    meeting.there(ALICE, BOB, VERA)
    meeting.note(SAID)
    assert (
        "Decided by Joint operations committee (charter 2): 2 of Northwind Bio, 1 of Helix Clinical, 2 chairs were there."
        in meeting.newest()
    )
    its = meeting.decision(1)
    assert its.body_id
    assert its.charter_id
    meeting.there(ALICE, VERA)
    meeting.note("decision: another thing")
    assert "This session cannot decide yet: 1 person of Northwind Bio is missing." in meeting.newest()


# --- typed and filled in -------------------------------------------------------------------------------------------------


def test_whoever_is_not_in_the_thread_types_it_and_all_in_the_thread_read_it(meeting: Meeting) -> None:
    said = meeting.parley.say("session decide S-1 use the new template because it is shorter", by=VERA, via="direct")
    assert said == meeting.newest()
    assert said.startswith("D-1 Use the new template.\nBecause it is shorter.")
    meeting.parley.say("session decide train the sites in May", by=BOB, at=HELIX)
    assert meeting.newest().startswith("D-2 Train the sites in May.")


def test_a_bare_line_opens_the_form(meeting: Meeting) -> None:
    point = meeting.point("Which template?")
    meeting.note(SAID.replace("decision: ", "decision: #1 "))
    meeting.point("Who trains?")
    assert meeting.parley.say("session decide", by=BOB, at=HELIX).splitlines() == [
        "-- Decide --",
        "About which point?: [2. Who trains?]",
        "What is decided?: [...]",
        "Why? (optional): [...]",
        "Whose place does it take? (optional): [D-4]",
        "  An earlier decision that no longer holds then.",
        "[Note it] [Cancel]",
    ]
    meeting.parley.submit(BOB, item=str(point.id), outcome="keep the old one", supersedes="D-1", rationale="we know it")
    assert meeting.newest().startswith("D-2 Keep the old one (to 1. Which template?).\nBecause we know it.")


def test_what_is_wrong_in_the_form_stands_under_its_field(meeting: Meeting) -> None:
    meeting.parley.say("session decide", by=BOB, at=HELIX)
    form = meeting.parley.submit(BOB, outcome="keep it", supersedes="D-9")
    assert "There is no decision D-9 here." in form


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("session decide S-9 use it", "There is no session S-9 that you can see. /session list shows those to come."),
        ("session decide S-1", "-- Decide --"),
    ],
)
def test_a_session_that_is_not_there_is_said(meeting: Meeting, line: str, told: str) -> None:
    assert meeting.parley.say(line, by=BOB, at=HELIX).startswith(told)


def test_where_no_session_is_on_nothing_is_decided(meeting: Meeting) -> None:
    meeting.change(ended_at=meeting.parley.watch())
    assert meeting.parley.say("session decide use it", by=BOB, at=HELIX).startswith("No session is on here.")
    assert meeting.parley.say("session decide S-1 use it", by=BOB, at=HELIX) == OVER
    assert meeting.note(SAID) == OVER
    assert meeting.heard() == []


def test_in_a_session_nobody_has_started_a_decision_is_made_by_mail_alone(meeting: Meeting) -> None:
    meeting.change(started_at=None)
    said = meeting.parley.say("session decide S-1 use it", by=BOB, at=HELIX)
    assert said.startswith("S-1 has not been started. Either chair does that: session start S-1.")
    assert said.endswith("A decision can also be made by mail: session decide S-1 by mail ....")


def test_another_companys_people_cannot_decide_here(meeting: Meeting) -> None:
    from tests.cast import CHARLIE

    assert "D-1" not in meeting.parley.say("session decide S-1 use it", by=CHARLIE, at=ORION, via="mention")
    with meeting.uow() as uow:
        assert uow.decisions.count(None, "") == 0
