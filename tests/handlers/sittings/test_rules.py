"""For whatever people do in a session, in whichever order: the quorum said is the rule's, and no point of its agenda is lost."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.agenda import GOES_ON, Outcome
from governance.bodies import USUAL_CHARTER, Part, Seat
from governance.decisions import State as DecisionState
from governance.people import Person, Role
from governance.refusals import Refusal
from governance.sessions import Kind, Session, State
from handlers.kit.drawing_up import draw_up
from handlers.kit.requests import Request
from handlers.kit.sittings import sitting_of
from handlers.sittings import attending, concluding, ending
from handlers.sittings.panel import quorum_words
from storage.unit_of_work import UnitOfWork
from tests.acquainted import Acquainted, asked
from tests.cast import MONDAY
from tests.storage.shared import taken_back

EACH = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
NAMES = ("alice", "bob", "vera", "nina")
OF = {"alice": "sponsor", "bob": "sponsor", "vera": "vendor", "nina": "vendor"}
HOW = st.sampled_from(["present", "present", "apology", "absent", "decides", *(f"for {name}" for name in NAMES)])
NOTED = st.lists(st.tuples(st.sampled_from(NAMES), HOW), max_size=12)
# Who sits in the body, if there is one: its members, the first of each company in the chair.
SEATED = st.none() | st.sets(st.sampled_from(NAMES), min_size=1)
READS = st.none() | st.sampled_from(["alice", "bob"])
POINT = st.tuples(st.integers(0, 5), st.sampled_from([*(its.value for its in Outcome), "open"]))


@dataclass
class Held:
    """A session that is on, with the people of both companies."""

    uow: UnitOfWork
    people: dict[str, Person]
    session: Session

    def asks(self, name: str, ref: str, **values: Any) -> Request:
        return replace(asked(self.people[name], ref=ref, values=values), at=MONDAY)


def held(its: Acquainted, seated: set[str] | None, reads: str | None, points: int = 0) -> Held:
    uow = its.uow
    uow.people.confirm(its.nina.id, its.helix.id, MONDAY, its.alice.id)
    uow.vendors.set_leads(its.helix.id, vendor_side=its.vera.id)
    if reads:
        uow.people.recognise(getattr(its, reads).id, Role.QUALITY, None)
    people = {name: its.again(getattr(its, name)) for name in NAMES}
    session = uow.sessions.add(
        vendor_id=its.helix.id, study_id=None, kind=Kind.OPERATIONAL, title="Weekly", starts_at=MONDAY, minutes=90,
        zone="UTC", uid="weekly", guests=sorted(person.id for person in people.values()), called_by=its.alice.id,
    )  # fmt: skip
    if seated:
        _seat(uow, its.helix.id, [people[name] for name in sorted(seated)])
    for number in range(points):
        stems = f"breach:{number}" if number % 2 else ""
        uow.agenda.add(its.helix.id, f"Point {number}", MONDAY, stems_from=stems)
    started = uow.sessions.revise(session, started_at=MONDAY, started_by=its.alice.id)
    assert started
    draw_up(started, uow, at_last=True)
    return Held(uow, people, started)


def _seat(uow: UnitOfWork, vendor: int, people: list[Person]) -> None:
    body = uow.bodies.add(vendor, Kind.OPERATIONAL, "Weekly", MONDAY)
    assert body
    for party in sorted({its.party for its in people}):
        theirs = [its for its in people if its.party == party]
        parts = [Part.CHAIR, *[Part.MEMBER] * len(theirs)]
        uow.bodies.seat(
            body,
            party,
            [Seat(person_id=its.id, party=party, part=part) for its, part in zip(theirs, parts, strict=False)],
        )


# --- attendance ------------------------------------------------------------------------------------------------------------------


@EACH
@given(seated=SEATED, reads=READS, noted=NOTED)
def test_the_quorum_said_is_the_rules_and_outlasts_whatever_was_decided_with_it(
    acquainted: Acquainted, seated: set[str] | None, reads: str | None, noted: list[tuple[str, str]]
) -> None:
    with taken_back(acquainted.uow):
        room = held(acquainted, seated, reads)
        there: dict[str, str] = {}  # who is there, and in whose place
        decided = False
        for name, how in noted:
            if how == "decides":
                decided = _decide(room, name) or decided
                continue
            told = _note(room, name, how)
            if told and how in ("apology", "absent"):
                there.pop(name, None)
            elif told:
                there[name] = how.removeprefix("for ") if how.startswith("for ") else name
            its = sitting_of(room.session, room.uow)
            assert its.short.is_quorate == _is_quorate(there, seated, reads)
            assert its.short.is_quorate or not decided
            assert quorum_words(its, room.uow).startswith(
                "*Quorum: yes.*" if its.short.is_quorate else "*No quorum yet:*"
            )


def _decide(room: Held, name: str) -> bool:
    """Where there is a quorum."""
    if not sitting_of(room.session, room.uow).short.is_quorate:
        return False
    facts = {"vendor_id": room.session.vendor_id, "session_id": room.session.id, "outcome": "Yes", "raised_at": MONDAY}
    room.uow.decisions.add(**facts, state=DecisionState.IN_FORCE, raised_by=room.people[name].id)
    return True


def _note(room: Held, name: str, how: str) -> bool:
    """Whether it was noted."""
    uow, ref = room.uow, room.session.reference
    try:
        if how == "absent":
            attending.note(sitting_of(room.session, uow), [], [room.people[name].id], uow)
        elif how.startswith("for "):
            attending.stand_in(room.asks(name, f"{ref} {room.people[how.removeprefix('for ')].id}"), uow)
        else:
            {"present": attending.present, "apology": attending.apology}[how](room.asks(name, ref), uow)
    except Refusal:
        return False
    return True


def _is_quorate(there: dict[str, str], seated: set[str] | None, reads: str | None) -> bool:
    """The rule, told anew: one who counts of each company, and one in the chair."""
    members = (seated or set(NAMES)) - {reads}
    taken = {member for who, member in there.items()} & members
    assert USUAL_CHARTER.of_sponsor == USUAL_CHARTER.of_vendor == USUAL_CHARTER.chairs == 1
    chairs = _chairs(seated)
    return {OF[name] for name in taken} == {"sponsor", "vendor"} and bool(taken & chairs)


def _chairs(seated: set[str] | None) -> set[str]:
    """The first of each company in a body; without one the account leads."""
    if not seated:
        return {"bob", "vera"}
    order = sorted(seated)
    firsts = (next((name for name in order if OF[name] == side), None) for side in ("sponsor", "vendor"))
    return {name for name in firsts if name}


# --- the agenda ------------------------------------------------------------------------------------------------------------------


@EACH
@given(said=st.lists(POINT, max_size=14))
def test_no_open_point_of_an_ended_session_is_lost(acquainted: Acquainted, said: list[tuple[int, str]]) -> None:
    with taken_back(acquainted.uow):
        room = held(acquainted, None, None, points=6)
        before = room.uow.agenda.of_session(room.session.id)
        assert len(before) == 6
        for place, outcome in said:
            _say(room, before[place].id, outcome)
        ending.end_it(sitting_of(room.session, room.uow), room.uow)
        after = room.uow.agenda.of_session(room.session.id)
        assert [its.id for its in after] == [its.id for its in before]
        assert all(its.outcome for its in after)
        following = [its.title for its in _next(room)]
        assert following == [its.title for its in after if its.outcome in GOES_ON]


def _say(room: Held, item: int, outcome: str) -> None:
    try:
        concluding.by_button(room.asks("vera", f"{room.session.reference} {item} {outcome}"), room.uow)
    except Refusal:
        return


def _next(room: Held) -> list[Any]:
    """What the next session of the kind begins with, in the order of what it was before."""
    session = room.uow.sessions.add(
        vendor_id=room.session.vendor_id, study_id=None, kind=Kind.OPERATIONAL, title="Weekly", minutes=90, zone="UTC",
        starts_at=MONDAY + timedelta(days=7), uid="the next", guests=[],
    )  # fmt: skip
    assert room.uow.sessions.by_id(room.session.id).state in (State.HELD, State.INQUORATE)
    draw_up(session, room.uow, at_last=True)
    return sorted(room.uow.agenda.of_session(session.id), key=lambda its: its.carried_from or 0)
