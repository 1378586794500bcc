"""Deciding by mail: the members are asked one by one; enough yes of each company and no objection makes it in force."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from governance.agenda import Outcome
from governance.approvals import Deed
from governance.bodies import Part, Seat
from governance.decisions import State
from governance.events import ApprovalGiven, DecisionCirculated, DecisionMade, DecisionRejected, Door
from governance.sessions import Kind
from handlers.decisions.answering import answer
from handlers.kit.requests import Request
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.handlers.decisions.meeting import Meeting

JOINT = {ALICE: Part.CHAIR, BOB: Part.MEMBER, VERA: Part.CHAIR}
LINE = "session decide S-1 by mail use the new template because monitors lose an hour"


@pytest.fixture
def seated(meeting: Meeting) -> Meeting:
    """Alice and Vera chair the committee, Bob sits in it; Vera could not come."""
    meeting.body(JOINT)
    meeting.there(ALICE, BOB)
    return meeting


@pytest.fixture
def asked(seated: Meeting) -> Meeting:
    """Bob has asked for a decision by mail."""
    seated.parley.say(LINE, by=BOB, at=HELIX)
    return seated


def direct(meeting: Meeting, user: str) -> list[str]:
    return [
        meeting.parley.read(its) for its in meeting.parley.sandbox.messages(DIRECT[user]) if its["user"] == "U0PARLEY"
    ]


# --- asking --------------------------------------------------------------------------------------------------------------


def test_where_a_quorum_is_missing_a_button_asks_the_members_and_no_word_is_lost(seated: Meeting) -> None:
    point = seated.point("Which template?")
    seated.note("decision: use the new template because monitors lose an hour", by=BOB)
    form = seated.parley.click("Decide by mail", by=BOB, at=HELIX)
    assert form.splitlines() == [
        "-- Decide by mail --",
        "About which point?: [1. Which template?]",
        "What is decided?: [Use the new template]",
        "Why? (optional): [monitors lose an hour]",
        "Whose place does it take? (optional): [D-4]",
        "  An earlier decision that no longer holds then.",
        "[Ask the members] [Cancel]",
    ]
    told = seated.parley.submit(BOB)
    assert told == seated.newest()
    assert told == (
        "The members are asked about D-1 until Mon 30 Nov: Use the new template.\nIt waits for Alice Moreau and Vera Novak."
    )
    assert (seated.decision(1).state, seated.item(point).outcome) == (State.CIRCULATED, Outcome.NOTED)


def test_each_member_is_asked_and_whoever_asks_counts_as_yes(asked: Meeting) -> None:
    assert direct(asked, VERA)[-1] == (
        "Please decide by mail, by Mon 30 Nov: Use the new template.\n"
        "Because monitors lose an hour.\n"
        "It is D-1, asked by Bob Tran for Joint operations committee. It is decided when enough of each company agree, a chair among them; one "
        "objection puts it on the next agenda.\n"
        "[Agree] [Object]"
    )
    assert "for Joint operations committee of Helix Clinical." in direct(asked, ALICE)[-1]
    assert not any("Please decide" in its for its in direct(asked, BOB))
    its = asked.decision(1)
    sent = asked.record(its.stems)[0]
    assert isinstance(sent, DecisionCirculated)
    assert sent.asked == tuple(sorted(person.id for person in asked.people.values()))
    assert sent.due_at == datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
    with asked.uow() as uow:
        [given] = uow.approvals.of([its.stems])[its.stems]
    assert (given.name, given.deed) == ("Bob Tran", Deed.AGREED)
    assert given.meaning == (
        'I agree, for Northwind Bio, that Joint operations committee decides: "Use the new template".'
    )


def test_over_the_limits_nobody_is_asked(seated: Meeting) -> None:
    seated.body(JOINT, escalates_to=Kind.JOINT_STRATEGY)
    seated.parley.say("session decide by mail pay EUR 60,000", by=BOB, at=HELIX)
    assert "It is for Joint strategy session to decide" in seated.newest()
    assert seated.decision(1).state is State.REFERRED
    assert not any("Please decide" in its for its in direct(seated, VERA))


def test_where_no_answers_could_carry_it_nobody_is_asked(seated: Meeting) -> None:
    seated.body(JOINT, of_vendor=2)
    assert seated.parley.say(LINE, by=BOB, at=HELIX) == (
        "Joint operations committee cannot decide this by mail: it takes 1 of Northwind Bio and 2 of Helix Clinical, and not so many "
        "can be asked. session body shows who sits in it."
    )
    assert seated.heard() == []


def test_without_a_body_the_guests_of_the_session_are_asked(meeting: Meeting) -> None:
    meeting.parley.say(LINE, by=ALICE, at=HELIX)
    assert "Please decide by mail" in direct(meeting, VERA)[-1]
    meeting.parley.click("Agree", by=VERA, at=DIRECT[VERA])
    assert meeting.decision(1).authority == (
        "the usual rule, by mail: 1 of Northwind Bio, 1 of Helix Clinical agreed, nobody objected"
    )


def test_it_can_be_asked_after_the_session_too(seated: Meeting) -> None:
    seated.change(ended_at=seated.parley.watch())
    seated.parley.say(LINE, by=BOB, at=HELIX)
    assert seated.decision(1).state is State.CIRCULATED


# --- answering -----------------------------------------------------------------------------------------------------------


def test_enough_of_each_company_make_it_in_force_at_once(asked: Meeting) -> None:
    told = asked.parley.click("Agree", by=VERA, at=DIRECT[VERA])
    assert told == "" or told.startswith("Thank you.")
    assert direct(asked, VERA)[-1] == (
        "Thank you. You agree to D-1: Use the new template. It is decided, by Joint operations committee (charter 1), by mail: "
        "1 of Northwind Bio, 1 of Helix Clinical agreed, nobody objected."
    )
    its = asked.decision(1)
    assert (its.state, its.decided_at) == (State.IN_FORCE, asked.parley.watch())
    assert isinstance(asked.record(its.stems)[-1], DecisionMade)
    result = (
        "D-1 Use the new template.\nBecause monitors lose an hour.\nDecided by Joint operations committee (charter 1), by mail: "
        "1 of Northwind Bio, 1 of Helix Clinical agreed, nobody objected."
    )
    assert asked.channel()[-1] == result
    assert direct(asked, ALICE)[-1] == direct(asked, BOB)[-1] == result


def test_the_page_says_who_agreed_and_in_which_words(asked: Meeting) -> None:
    asked.parley.click("Agree", by=VERA, at=DIRECT[VERA])
    page = asked.parley.say("session decisions D-1", by=VERA, via="direct")
    assert (
        "Agreed by Vera Novak for Helix Clinical, 23 Nov 2026 09:10 Europe/London: I agree, for Helix Clinical, that Joint operations "
        'committee decides: "Use the new template".'
    ) in page
    assert "Agreed by Bob Tran for Northwind Bio" in page


def test_more_of_one_company_do_not_stand_for_the_other(asked: Meeting) -> None:
    asked.parley.click("Agree", by=ALICE, at=DIRECT[ALICE])
    assert asked.decision(1).state is State.CIRCULATED
    assert direct(asked, ALICE)[-1].endswith("It waits for Vera Novak.")
    asked.parley.click("Agree", by=VERA, at=DIRECT[VERA])
    assert asked.decision(1).state is State.IN_FORCE


def test_the_first_objection_ends_it_and_puts_it_on_the_next_agenda(asked: Meeting) -> None:
    form = asked.parley.click("Object", by=VERA, at=DIRECT[VERA])
    assert form.startswith("-- Object to D-1 --\nUse the new template.\nWhat speaks against it?")
    assert asked.parley.submit(VERA, reason="our sites were not asked").startswith("Thank you. You object to D-1")
    its = asked.decision(1)
    assert its.state is State.REJECTED
    no = DecisionRejected(decision=its.id, vendor=1, reason="Vera Novak objects: our sites were not asked")
    assert no in asked.record(its.stems)
    assert asked.channel()[-1] == (
        "D-1 is not decided by mail: Use the new template.\nVera Novak objects: our sites were not asked. It stands on the next "
        "agenda as a point to decide on."
    )
    [point] = asked.agenda()
    assert (point.title, point.for_kind, point.stems_from) == (
        "Decide D-1: Use the new template",
        Kind.JOINT_OPERATIONS,
        its.stems,
    )
    assert asked.parley.click("Agree", by=ALICE, at=DIRECT[ALICE]) == (
        "D-1 is rejected already, so your answer was not needed any more. Thank you."
    )
    assert asked.decision(1).state is State.REJECTED
    [given] = [its for its in asked.record(its.stems) if isinstance(its, ApprovalGiven) and its.deed == Deed.OBJECTED]
    assert "I object, for Helix Clinical, to what Joint operations committee is to decide" in given.meaning


def test_what_was_not_decided_by_mail_stands_on_the_agenda_until_it_is_decided(asked: Meeting) -> None:
    asked.parley.say("session schedule Helix 7 Dec 15:00 60m joint operations meeting", by=ALICE, at=HELIX)
    assert "D-1" not in asked.parley.say("session agenda S-2", by=BOB, at=HELIX)
    asked.parley.click("Object", by=VERA, at=DIRECT[VERA])
    asked.parley.submit(VERA, reason="our sites were not asked")
    asked.change(ended_at=asked.parley.watch(), state="held")
    said = asked.parley.say("session agenda S-2", by=BOB, at=HELIX)
    assert said.count("Decide D-1: Use the new template") == 1
    assert said == asked.parley.say("session agenda S-2", by=BOB, at=HELIX)


def test_an_objection_needs_a_reason(asked: Meeting) -> None:
    asked.parley.click("Object", by=VERA, at=DIRECT[VERA])
    assert "-- Object to D-1 --" in asked.parley.submit(VERA, reason="")
    assert asked.decision(1).state is State.CIRCULATED


def test_whoever_agreed_may_still_object_and_agrees_once(asked: Meeting) -> None:
    asked.parley.click("Agree", by=ALICE, at=DIRECT[ALICE])
    asked.parley.say("session decisions D-1", by=ALICE)
    assert asked.parley.click("Agree to D-1", by=ALICE).startswith("You have agreed to D-1 already.")
    asked.parley.click("Object to D-1", by=ALICE)
    asked.parley.submit(ALICE, reason="I was wrong")
    assert asked.decision(1).state is State.REJECTED


def test_only_members_are_asked(meeting: Meeting) -> None:
    meeting.body({ALICE: Part.CHAIR, VERA: Part.CHAIR})
    meeting.parley.say(LINE, by=BOB, at=HELIX)
    meeting.parley.say("session decisions D-1", by=BOB)
    assert meeting.parley.click("Agree to D-1", by=BOB) == (
        "D-1 is asked of the members of Joint operations committee. Tell one of them what you think of it."
    )
    meeting.parley.click("Agree", by=VERA, at=DIRECT[VERA])
    assert meeting.decision(1).state is State.CIRCULATED
    meeting.parley.click("Agree", by=ALICE, at=DIRECT[ALICE])
    assert meeting.decision(1).state is State.IN_FORCE


def test_a_deputy_answers_for_their_member(seated: Meeting) -> None:
    body = seated.body({ALICE: Part.CHAIR, VERA: Part.CHAIR})
    alice, bob = seated.people[ALICE].id, seated.people[BOB].id
    chair = Seat(person_id=alice, party="sponsor", part=Part.CHAIR)
    with seated.uow() as uow:
        deputy = Seat(person_id=bob, party="sponsor", part=Part.DEPUTY, deputy_for=alice)
        uow.bodies.seat(body, "sponsor", [chair, deputy])
    seated.parley.say(LINE, by=VERA, via="direct")
    seated.parley.say("session decisions D-1", by=BOB)
    seated.parley.click("Agree to D-1", by=BOB)
    its = seated.decision(1)
    assert its.state is State.IN_FORCE
    with seated.uow() as uow:
        given = uow.approvals.of([its.stems])[its.stems][-1]
    assert given.meaning.startswith(
        "I agree, for Alice Moreau of Northwind Bio, that Joint operations committee decides"
    )


def test_two_answers_at_once_count_both(seated: Meeting) -> None:
    seated.body(JOINT, of_sponsor=2)
    seated.parley.say(LINE, by=BOB, at=HELIX)
    together, number = Barrier(2), seated.decision(1).id

    def agree(user: str) -> None:
        together.wait()
        with seated.uow() as uow:
            uow.actor = by = seated.people[user]
            facts = {"key": user, "at": uow.at, "zone": ZoneInfo("UTC"), "door": Door.BUTTON}
            answer(Request(by=by, ref=f"agree {number}", **facts), uow)  # type: ignore[arg-type]

    with ThreadPoolExecutor() as threads:
        list(threads.map(agree, (ALICE, VERA)))
    assert seated.decision(1).state is State.IN_FORCE


def test_it_takes_the_place_of_another_when_it_is_in_force_and_not_before(seated: Meeting) -> None:
    seated.there(ALICE, VERA)
    seated.note("decision: keep the old one")
    seated.parley.say(f"{LINE}, supersedes D-1", by=BOB, at=HELIX)
    assert seated.decision(1).state is State.IN_FORCE
    seated.parley.click("Agree", by=VERA, at=DIRECT[VERA])
    assert seated.decision(1).state is State.SUPERSEDED
    assert "It takes the place of D-1." in seated.channel()[-1]


def test_a_charter_that_changes_meanwhile_holds(asked: Meeting) -> None:
    asked.parley.say("session decide S-1 by mail pay EUR 40,000", by=BOB, at=HELIX)
    asked.body(JOINT, limit=30_000)
    asked.parley.click("Agree to D-2", by=VERA, at=DIRECT[VERA])
    assert asked.decision(2).state is State.REJECTED
    assert "The charter of Joint operations committee has changed since it was asked" in asked.channel()[-1]


# --- time ----------------------------------------------------------------------------------------------------------------


def test_whoever_has_not_answered_is_reminded_from_the_second_business_day_on(asked: Meeting) -> None:
    for day, reminded in ((24, False), (25, True), (26, True)):
        asked.parley.watch.set(datetime(2026, 11, day, 9, tzinfo=UTC))
        asked.parley.tick("reminders")
        assert ("To decide by mail, by Mon 30 Nov: D-1 Use the new template." in direct(asked, VERA)[-1]) is reminded
    assert not any("To decide by mail" in its for its in direct(asked, BOB))
    assert "To decide by mail" in asked.parley.say("me waiting", by=VERA, via="direct")


def test_when_the_time_is_over_it_is_not_decided(asked: Meeting) -> None:
    asked.parley.watch.set(datetime(2026, 11, 30, 22, 45, tzinfo=UTC))
    asked.parley.tick("decisions")
    assert asked.decision(1).state is State.CIRCULATED
    asked.parley.watch.set(datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
    asked.parley.tick("decisions")
    assert asked.decision(1).state is State.REJECTED
    assert "Not enough answers in time. It stands on the next agenda" in asked.channel()[-1]
    assert direct(asked, VERA)[-1] == direct(asked, BOB)[-1] == asked.channel()[-1]
    asked.parley.tick("decisions")
    assert len(asked.agenda()) == 1


def test_it_waits_in_the_register_and_the_status_until_its_day(asked: Meeting) -> None:
    assert "Use the new template. Waits for answers by mail until Mon 30 Nov." in asked.parley.say(
        "session decisions", by=VERA, via="direct"
    )
    one = asked.parley.say("session decisions D-1", by=VERA, via="direct")
    assert one.startswith("D-1 waits for answers by mail until Mon 30 Nov.\n")
    status = asked.parley.say("vendor status", by=VERA, via="direct")
    assert "Decisions that wait: D-1 Use the new template (waits for answers by mail until Mon 30 Nov)." in status
