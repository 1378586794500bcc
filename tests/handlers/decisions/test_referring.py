"""What is over a body's limits: refused with the body it must go to, and on that body's next agenda."""

from decimal import Decimal

import pytest

from governance.agenda import ItemKind
from governance.bodies import Part
from governance.decisions import State
from governance.events import DecisionReferred
from governance.sessions import Kind
from tests.cast import ALICE, BOB, VERA
from tests.handlers.decisions.meeting import Meeting

JOINT = {ALICE: Part.CHAIR, BOB: Part.MEMBER, VERA: Part.CHAIR}
UP = Kind.JOINT_STRATEGY


@pytest.fixture
def limited(meeting: Meeting) -> Meeting:
    """The committee decides up to EUR 50,000 and nothing about contracts."""
    meeting.body(JOINT, escalates_to=UP, reserved=("contract", "key person"))
    return meeting


def test_what_costs_more_than_the_body_may_decide_goes_to_the_one_above(limited: Meeting) -> None:
    point = limited.point("Second lab?")
    limited.note("decision: open a second lab for EUR 120,000 because the first is full", by=VERA)
    assert limited.heard() == [
        (
            "Not decided here: Open a second lab for EUR 120,000\n"
            "Joint operations committee decides up to EUR 50,000; this is about EUR 120,000. It is for Joint strategy session to decide, "
            "and stands on its next agenda now. It is kept as D-1.\n"
            "[Undo]"
        )
    ]
    its = limited.decision(1)
    assert (its.state, its.goes_to, its.decided_at, its.authority) == (State.REFERRED, UP, None, "")
    assert limited.item(point).is_open
    [waiting] = [its for its in limited.agenda() if its.id != point.id]
    assert waiting.title == "Decide D-1: Open a second lab for EUR 120,000"
    assert (waiting.kind, waiting.for_kind, waiting.session_id) == (ItemKind.DECISION, UP, None)
    assert waiting.stems_from == its.stems
    [referred] = limited.record(its.stems)
    assert isinstance(referred, DecisionReferred)
    assert (referred.goes_to, referred.because[:42]) == (UP, "Joint operations committee decides up to E")


def test_what_the_body_never_decides_goes_there_whatever_it_costs(limited: Meeting) -> None:
    limited.note("decision: replace the Key Person of the study")
    assert (
        limited.newest()
        .splitlines()[1]
        .startswith(
            'Joint operations committee does not decide about "key person". It is for Joint strategy session to decide'
        )
    )
    assert limited.decision(1).state is State.REFERRED


TOO_MUCH = (
    "EUR 50,000.01",
    "50.000,01 €",
    "50 000,01 EUR",
    "€50'000.01",
    "EUR 0.06m",
    "51k euros",
    "EUR 1,23,456",
    "50000.01 eur",
)
JUST = ("EUR 50,000", "49 999,99 EUR", "50.000,00 €", "0.05m EUR")


@pytest.mark.parametrize("line", ["pay {} for it", "yes because it costs {} only"])
def test_a_cent_too_much_is_too_much_however_it_is_written_and_wherever(limited: Meeting, line: str) -> None:
    limited.note("\n".join(f"decision: {line.format(its)}" for its in TOO_MUCH))
    assert [limited.decision(number).state for number in range(1, 9)] == [State.REFERRED] * 8


def test_what_is_just_within_the_limit_is_decided(limited: Meeting) -> None:
    limited.note("\n".join(f"decision: pay {its} for it" for its in JUST))
    assert [limited.decision(number).state for number in range(1, 5)] == [State.IN_FORCE] * 4


def test_a_yes_to_a_point_that_costs_too_much_is_too_much(limited: Meeting) -> None:
    limited.point("Change order 4 for EUR 80,000")
    limited.note("decision: agreed")
    assert limited.decision(1).state is State.REFERRED


def test_what_takes_the_place_of_something_large_is_as_large(limited: Meeting) -> None:
    limited.body(JOINT, escalates_to=UP, limit=Decimal(200_000))
    limited.note("decision: pay EUR 120,000 for the second lab")
    limited.body(JOINT, escalates_to=UP)
    limited.note("decision: no second lab, supersedes D-1")
    assert (limited.decision(1).state, limited.decision(2).state) == (State.IN_FORCE, State.REFERRED)


def test_another_currency_cannot_be_compared(limited: Meeting) -> None:
    assert limited.note("decision: pay $1.2m for it") == (
        "Joint operations committee's limit is in EUR, so I cannot compare it with USD 1,200,000. Say what all of it costs in EUR, and leave other currencies out."
    )
    assert limited.heard() == []


@pytest.mark.parametrize("words", ["pay EUR 60,000", "sign the contract"])
def test_where_the_charter_names_no_body_it_is_refused_and_nothing_is_kept(meeting: Meeting, words: str) -> None:
    meeting.body(JOINT, reserved=("contract",))
    assert "its charter names no body to go to" in meeting.note(f"decision: {words}")
    assert meeting.heard() == []
    assert meeting.agenda() == []


def test_it_waits_and_says_for_whom_in_the_register_and_the_status(limited: Meeting) -> None:
    limited.note("decision: open a second lab for EUR 120,000")
    line = "D-1 23 Nov 2026: Open a second lab for EUR 120,000. Waits for Joint strategy session."
    assert line in limited.parley.say("session decisions", by=VERA, via="direct")
    one = limited.parley.say("session decisions D-1", by=VERA, via="direct")
    assert one.startswith("D-1 waits for Joint strategy session.\n")
    status = limited.parley.say("vendor status Helix", by=ALICE)
    assert "Decisions that wait: D-1 Open a second lab for EUR 120,000 (waits for Joint strategy session)." in status


# --- where it is decided in the end ----------------------------------------------------------------------------------------


def taken_up(meeting: Meeting) -> None:
    """The strategy session is on, and has the point on its agenda."""
    meeting.body(JOINT, kind=UP, limit=None)
    meeting.change(kind=UP)
    with meeting.uow() as uow:
        uow.agenda.take_up_as(1, uow.agenda.open_of(1))


def test_the_body_above_decides_it_and_the_first_says_as_what(limited: Meeting) -> None:
    limited.note("decision: open a second lab for EUR 120,000")
    taken_up(limited)
    limited.note("decision: agreed, from June")
    assert limited.newest().startswith("D-2 Agreed, from June (to 0. Decide D-1: Open a second lab for EUR 120,000).")
    first, second = limited.decision(1), limited.decision(2)
    assert (first.state, first.superseded_by, second.state) == (State.SUPERSEDED, second.id, State.IN_FORCE)
    assert limited.agenda() == []
    page = limited.parley.say("session decisions", by=VERA, via="direct")
    assert "Open a second lab for EUR 120,000. Decided as D-2." in page
    limited.parley.click("Undo D-2", by=BOB, at="C0HELIX")
    assert limited.decision(1).state is State.REFERRED
    assert [its.stems_from for its in limited.agenda()] == [first.stems]


def test_what_is_too_much_there_too_goes_on(limited: Meeting) -> None:
    limited.note("decision: open a second lab for EUR 120,000")
    taken_up(limited)
    limited.body(JOINT, kind=UP, limit=Decimal(100_000), escalates_to=Kind.EXECUTIVE_STEERING)
    limited.note("decision: agreed")
    assert "It is for Executive steering committee to decide" in limited.newest()
    assert (limited.decision(1).state, limited.decision(2).state) == (State.SUPERSEDED, State.REFERRED)
    assert "Goes on as D-2." in limited.parley.say("session decisions", by=VERA, via="direct")
    assert limited.parley.say("session decisions D-1", by=VERA, via="direct").startswith("D-1 goes on as D-2.\n")
    assert limited.parley.click("Undo D-1", by=BOB, at="C0HELIX").startswith(
        "D-1 goes on as D-2, so it cannot be changed"
    )
    assert [its.for_kind for its in limited.agenda()] == [Kind.EXECUTIVE_STEERING]
    limited.parley.click("Undo D-2", by=BOB, at="C0HELIX")
    assert [(its.for_kind, its.stems_from) for its in limited.agenda()] == [(UP, limited.decision(1).stems)]


def test_it_stands_once_on_the_next_agenda_of_its_kind_with_a_link_to_the_register(limited: Meeting) -> None:
    limited.note("decision: open a second lab for EUR 120,000")
    for day, kind in ((7, "joint operations meeting"), (8, "joint strategy session")):
        limited.parley.say(f"session schedule Helix {day} Dec 15:00 60m {kind}", by=ALICE, at="C0HELIX")
    assert "D-1" not in limited.parley.say("session agenda S-2", by=ALICE, at="C0HELIX")
    said = limited.parley.say("session agenda S-3", by=ALICE, at="C0HELIX")
    assert said.count("D-1") == 1
    assert "1. Decide D-1: Open a second lab for EUR 120,000\n" in said
    assert [its.link for its in limited.agenda()] == ["session decisions D-1"]


def test_a_referral_can_be_taken_back(limited: Meeting) -> None:
    point = limited.point("Second lab?")
    limited.note("decision: rent one because it saves EUR 120,000", by=VERA)
    limited.parley.click("Undo", by=VERA, at="C0HELIX")
    assert limited.decision(1).state is State.WITHDRAWN
    assert [its.id for its in limited.agenda()] == [point.id]
    limited.note("decision: rent one because it saves a lot", by=VERA)
    assert limited.decision(2).state is State.IN_FORCE
