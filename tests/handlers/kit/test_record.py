"""Whatever stands on the record can be told in words, also where nothing it names is known any more."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from governance import events as ev
from governance.bodies import Body
from governance.calendar.working_hours import WorkingHours
from governance.decisions import Decision, State
from governance.events import Door, Event, agreements, bodies, kinds, minutes
from governance.people import Person, Role
from governance.sessions import Kind as SessionKind
from governance.sessions import Session
from governance.sessions import State as SessionState
from handlers.kit.record import Names, tell
from storage.journal import Remembered
from tests.governance.test_events import events

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
WARSAW = ZoneInfo("Europe/Warsaw")
NOTHING_KNOWN = Names(
    sponsor="Northwind Bio",
    zone=WARSAW,
    vendors={1: "Helix Clinical"},
    people={},
    actions={},
    sessions={},
    definitions={},
    studies={},
    hours=WorkingHours(zone=WARSAW, country="PL"),
)


def person(number: int, name: str) -> Person:
    return Person(id=number, name=name, role=Role.MEMBER)


def session(number: int, reference: int) -> Session:
    facts = {"vendor_id": 1, "study_id": None, "kind": SessionKind.OPERATIONAL, "title": "Call", "starts_at": AT}
    return Session(
        id=number, number=reference, **facts, minutes=30, zone="UTC", state=SessionState.SCHEDULED, uid="x", sequence=0
    )  # type: ignore[arg-type]


def decision(number: int, reference: int) -> Decision:
    return Decision(
        id=number, number=reference, vendor_id=1, state=State.IN_FORCE, outcome="Yes", raised_by=1, raised_at=AT
    )


def remembered(event: Event) -> Remembered:
    return Remembered(
        number=1, happened_at=AT, recorded_at=AT, person=None, party="sponsor", door=Door.SLASH, event=event, hash=b""
    )


# --- bodies, agendas, sessions, decisions, minutes, agreements -----------------------------------------------------------

DAY = date(2026, 7, 3)
KNOWN = replace(
    NOTHING_KNOWN,
    people={its.id: its for its in (person(1, "Alice Moreau"), person(2, "Bob Tran"), person(3, "Vera Novak"))},
    sessions={4: session(4, 14)},
    decisions={its.id: its for its in (decision(5, 7), decision(6, 9))},
    bodies={8: Body(id=8, vendor_id=1, kind=SessionKind.JOINT_OPERATIONS, name="Joint operations committee")},
    points={11: "Which template?"},
)
OF = {"vendor": 1}
BODY = OF | {"body": 8}
POINT = OF | {"agenda_item": 11}
MEETING = OF | {"session": 4}
DECISION = OF | {"decision": 5}
MINUTES = OF | {"minutes": 2, "version": 1}
AGREEMENT = OF | {"agreement": 3, "title": "Master services", "effective_on": DAY, "expires_on": DAY, "notice_days": 90}
TOLD: list[tuple[Event, str, str]] = [
    (ev.BodyFormed(**BODY, kind="joint operations meeting", name="JOC"), "Body formed", "Body: Joint operations committee; Kind: joint operations meeting; Name: JOC"),
    (ev.BodyRenamed(**BODY, name="JOC", old="Ops", reason="x"), "Body renamed", "Before: Ops; Body: Joint operations committee; Name: JOC"),
    (ev.CharterProposed(**BODY, version=2, rule="1 of each", limit="EUR 5,000", reason=None), "Charter proposed", "Body: Joint operations committee; Version: 2; Rule: 1 of each; Limit: EUR 5,000"),
    (ev.CharterAgreed(**BODY, version=2), "Charter agreed", "Body: Joint operations committee; Version: 2"),
    (ev.CharterDeclined(**BODY, version=2, reason="x"), "Charter declined", "Body: Joint operations committee; Version: 2"),
    (
        ev.SeatsChanged(**BODY, party="vendor", chairs=(3,), members=(1, 2), deputies=(2,), deputised=(3,), reason=None),
        "Seats of a body changed",
        ("Body: Joint operations committee; Party: Helix Clinical; Chairs: Vera Novak; Members: Alice Moreau and Bob Tran; "
        "Deputies: Bob Tran; In place of: Vera Novak"),
    ),
    (ev.AgendaItemAdded(**POINT, title="Template", stems_from="decision:5"), "Put on the agenda", "Title: Template; Stems from: D-7"),
    (ev.AgendaItemSettled(**POINT, stems_from="breach:4"), "Taken off the agenda, being settled", "Point: Which template?; Stems from: B-4"),
    (ev.AgendaItemChanged(**POINT, title="Template", kind="decision", owner=1, minutes=5), "Point of the agenda changed", "Title: Template; Kind: decision; Owner: Alice Moreau; Minutes: 5"),
    (ev.AgendaItemWithdrawn(**POINT, reason="x"), "Taken off the agenda", "Point: Which template?"),
    (ev.AgendaItemConcluded(**POINT, session=4, outcome="parked", successor=4), "Point of the agenda concluded", "Point: Which template?; Session: S-14; Outcome: parked; Successor: on a later agenda"),
    (ev.AgendaItemReopened(**POINT, session=4), "Point of the agenda open again", "Point: Which template?; Session: S-14"),
    (ev.AgendaPosted(**MEETING, items=(11, 12), minutes=20), "Agenda posted", "On it: 2 points; Minutes: 20"),
    (ev.AgendaReordered(**MEETING, items=(11,)), "Agenda reordered", "On it: 1 point"),
    (ev.SessionStarted(**MEETING, channel=None), "Session started", ""),
    (ev.AttendanceNoted(**MEETING, person=2, how="deputy", for_person=1), "Attendance noted", "Person: Bob Tran; Noted: deputy; For: Alice Moreau"),
    (ev.SessionEnded(**MEETING, state="held", present=(1, 3)), "Session ended", "State: held; Present: Alice Moreau and Vera Novak"),
    (ev.NoteUndone(**MEETING, thing="decision:5"), "Note taken back", "What: D-7"),
    (
        ev.DecisionMade(**DECISION, study=None, session=4, body=8, question="Which?", outcome="Yes", rationale="Why not", authority="JOC (charter 2)", amount="EUR 5", supersedes=6),
        "Decision made",
        ("Decision: D-7; Session: S-14; Body: Joint operations committee; Question: Which?; Outcome: Yes; Rationale: Why not; Authority: JOC "
        "(charter 2); Amount: EUR 5; Takes the place of: D-9"),
    ),
    (
        ev.DecisionReferred(**DECISION, study=None, session=4, body=8, goes_to="joint strategy session", outcome="Yes", because="too dear"),
        "Decision sent to another body",
        "Decision: D-7; Session: S-14; Body: Joint operations committee; Goes to: joint strategy session; Outcome: Yes; Because: too dear",
    ),
    (
        ev.DecisionCirculated(**DECISION, study=None, session=4, body=None, outcome="Yes", due_at=AT, asked=(1, 3)),
        "Decision asked by mail",
        "Decision: D-7; Session: S-14; Outcome: Yes; Due at: 23 Nov 2026 10:00 Europe/Warsaw; Asked: Alice Moreau and Vera Novak",
    ),
    (ev.DecisionRejected(**DECISION, reason="x"), "Decision rejected", "Decision: D-7"),
    (ev.DecisionSuperseded(**DECISION, by_decision=6, reason="x"), "Decision superseded", "Decision: D-7; By: D-9"),
    (ev.DecisionWithdrawn(**DECISION, reason="x"), "Decision taken back", "Decision: D-7"),
    (ev.DecisionReinstated(**DECISION, withdrawn=6, state="in force"), "Decision stands again", "Decision: D-7; Taken back: D-9; State: in force"),
    (ev.DecisionDetailed(**DECISION, question="Which?", options="", evidence="", rationale="Why"), "Detail added to a decision", "Decision: D-7; Question: Which?; Rationale: Why"),
    (ev.MinutesDrafted(**MINUTES, session=4, digest="ab", due_on=DAY), "Minutes drafted", "Session: S-14; Version: 1; SHA-256: ab; Due: 3 Jul 2026"),
    (ev.MinutesCirculated(**MINUTES, session=4), "Minutes sent to both companies", "Session: S-14; Version: 1"),
    (ev.ScribeNamed(minutes=2, vendor=1, person=1), "Scribe named", "Person: Alice Moreau"),
    (ev.MinutesRewritten(**MINUTES, session=4, digest="ab", reason="x"), "Minutes edited", "Session: S-14; Version: 1; SHA-256: ab"),
    (ev.MinutesCommented(**MINUTES, comment="typo"), "Minutes commented", "Version: 1; Comment: typo"),
    (ev.MinutesFiled(**MINUTES, session=4, digest="ab"), "Minutes approved by both companies", "Session: S-14; Version: 1; SHA-256: ab"),
    (ev.MinutesDelayed(minutes=2, vendor=1, people=(1,)), "Chairs told that minutes wait for approval", "People: Alice Moreau"),
    (ev.AddendumAdded(minutes=2, vendor=1, addendum=1, text="It was 3, not 4"), "Correction added to minutes", "Addendum: 1; Text: It was 3, not 4"),
    (ev.AgreementKept(**AGREEMENT, study=None, kind="work order"), "Agreement kept", "Agreement: G-3; Kind: work order; Title: Master services; Effective on: 3 Jul 2026; Expires on: 3 Jul 2026; Notice days: 90"),
    (ev.AgreementChanged(**AGREEMENT, old=DAY, reason="x"), "Agreement changed", "Before: 3 Jul 2026; Agreement: G-3; Title: Master services; Effective on: 3 Jul 2026; Expires on: 3 Jul 2026; Notice days: 90"),
    (ev.AgreementEnded(**OF, agreement=3, ended_on=DAY, reason="x"), "Agreement ended", "Agreement: G-3; Ended on: 3 Jul 2026"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "title", "what"), TOLD, ids=lambda its: type(its).__name__ if isinstance(its, Event) else ""
)
def test_what_bodies_and_their_sessions_do_reads_well(event: Event, title: str, what: str) -> None:
    told = tell(remembered(event), KNOWN)
    assert (told.title, told.what) == (title, what)


def test_everything_that_bodies_do_is_among_them() -> None:
    modules = {its.__name__ for its in (agreements, bodies, minutes)}
    known = {kind for kind in kinds().values() if kind.__module__ in modules}
    assert known == {type(event) for event, _, _ in TOLD}


@settings(max_examples=400)
@given(events(), some.sampled_from(["sponsor", "vendor", "vendor:1", "vendor:2", "parley"]))
def test_every_event_can_be_told(event: Event, party: str) -> None:
    if any(field.name == "party" for field in fields(event)):
        event = replace(event, party=party)
    assert tell(remembered(event), NOTHING_KNOWN).title


@settings(max_examples=400)
@given(events())
def test_a_side_of_the_vendor_is_called_by_its_name(event: Event) -> None:
    if any(field.name == "party" for field in fields(event)):
        assert "Helix Clinical" in tell(remembered(replace(event, party="vendor")), NOTHING_KNOWN).what
