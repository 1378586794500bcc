"""Whatever people do, a decision is in force only where the rule was satisfied at that moment, within the limits, by both parties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from governance.bodies import Attended, Charter, Part, Presence, Seat, Standing
from governance.decisions import Decision, State
from governance.events import Door
from governance.people import Person
from governance.refusals import Refusal
from governance.sessions import Kind, Session
from handlers.decisions.answering import answer, object_by_form
from handlers.decisions.noting import decide_by_line
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork
from tests.acquainted import Acquainted
from tests.cast import MONDAY
from tests.storage.shared import taken_back

WHO = ("alice", "bob", "vera", "nina")
OFTEN = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
UP = Kind.JOINT_STRATEGY


@dataclass(frozen=True, kw_only=True)
class Room:
    """A session, who sits in its body (nobody: there is none), who is invited, and how each is noted."""

    charter: Charter
    seats: Mapping[str, Part]
    guests: frozenset[str]
    noted: Mapping[str, tuple[Presence, str | None]]

    def parties(self) -> dict[str, str]:
        """Whose presence counts, said anew and apart from the house's own rule."""
        if self.seats:
            return {who: party(who) for who, part in self.seats.items() if part is not Part.DEPUTY}
        come = {who for who, (how, _) in self.noted.items() if how is not Presence.APOLOGY}
        return {who: party(who) for who in self.guests | come}

    def chairs(self) -> set[str]:
        """Alice called it; Bob is the only account lead."""
        mine = {who for who, part in self.seats.items() if part is Part.CHAIR}
        return mine or ({"bob"} & self.guests) or ({"alice"} & self.guests)

    def is_quorate(self) -> bool:
        taken = {whom or who for who, (how, whom) in self.noted.items() if how is not Presence.APOLOGY}
        there = taken & self.parties().keys()
        rule = self.charter if self.seats else Charter()
        ours, theirs = ([who for who in there if party(who) == its] for its in ("sponsor", "vendor"))
        enough = len(ours) >= rule.of_sponsor and len(theirs) >= rule.of_vendor and len(there) >= rule.heads
        return enough and len(there & self.chairs()) >= min(rule.chairs, len(self.chairs()))


def party(who: str) -> str:
    return "vendor" if who in ("vera", "nina") else "sponsor"


counts = some.integers(0, 2)
charters = some.builds(Charter, of_sponsor=counts, of_vendor=counts, chairs=counts, heads=some.integers(0, 4))
presences = some.tuples(some.sampled_from(Presence), some.sampled_from([None, *WHO])).map(
    lambda its: its if its[0] is Presence.DEPUTY else (its[0], None)
)
rooms = some.builds(
    Room,
    charter=charters,
    seats=some.dictionaries(some.sampled_from(WHO), some.sampled_from([Part.CHAIR, Part.MEMBER])),
    guests=some.frozensets(some.sampled_from(WHO)),
    noted=some.dictionaries(some.sampled_from(WHO), presences),
)


def prepared(room: Room, its: Acquainted, *, limit: Decimal | None = None, reserved: Sequence[str] = ()) -> Session:
    """A session that is on, with that room."""
    uow = its.uow
    people = {who: getattr(its, who).id for who in WHO}
    session = uow.sessions.add(
        vendor_id=its.helix.id,
        study_id=None,
        kind=Kind.JOINT_OPERATIONS,
        title="Joint operations",
        starts_at=MONDAY,
        minutes=60,
        zone="Europe/Warsaw",
        uid="x",
        called_by=people["alice"],
        guests=[people[who] for who in sorted(room.guests)],
    )
    on = uow.sessions.revise(session, started_at=MONDAY, started_by=people["alice"])
    assert on
    lines = [
        Attended(
            session_id=session.id,
            person_id=people[who],
            how=how,
            for_id=people[whom] if whom else None,
            noted_at=MONDAY,
        )
        for who, (how, whom) in room.noted.items()
    ]
    uow.attendance.note(lines)
    if room.seats:
        seat_them(room, people, its, limit, reserved)
    return uow.sessions.numbered(session.number) or on


def seat_them(
    room: Room, people: Mapping[str, int], its: Acquainted, limit: Decimal | None, reserved: Sequence[str]
) -> None:
    body = its.uow.bodies.add(its.helix.id, Kind.JOINT_OPERATIONS, "JOC", MONDAY)
    assert body
    charter = replace(room.charter, body_id=body.id, limit=limit, reserved=tuple(reserved), escalates_to=UP)
    charter = replace(charter, proposed_by=its.alice.id, proposed_at=MONDAY)
    its.uow.bodies.answer(its.uow.bodies.propose(charter), Standing.AGREED, its.vera.id, MONDAY)
    for side in ("sponsor", "vendor"):
        name = f"vendor:{its.helix.id}" if side == "vendor" else side
        seats = [
            Seat(person_id=people[who], party=name, part=part) for who, part in room.seats.items() if party(who) == side
        ]
        its.uow.bodies.seat(body, name, seats)


def ask(text: str, by: Person, its: Acquainted, **more: Any) -> Request:
    facts: dict[str, Any] = {"key": f"k:{by.id}:{text}", "at": its.uow.at, "zone": ZoneInfo("UTC"), "door": Door.SLASH}
    its.uow.actor = by
    return Request(by=by, text=text, **facts, **more)


def all_of(uow: UnitOfWork) -> list[Decision]:
    return uow.decisions.page(None, "", 0, 99)


def tried(handler: Any, request: Request, uow: UnitOfWork) -> None:
    """Does it as the house does: what is refused leaves nothing behind."""
    try:
        with uow.savepoint():
            handler(request, uow)
    except Refusal:
        pass


# --- quorum --------------------------------------------------------------------------------------------------------------


@OFTEN
@given(room=rooms)
def test_a_decision_is_in_force_exactly_where_the_rule_was_satisfied(acquainted: Acquainted, room: Room) -> None:
    with taken_back(acquainted.uow):
        session = prepared(room, acquainted)
        tried(decide_by_line, ask(f"{session.reference} use it", acquainted.bob, acquainted), acquainted.uow)
        assert [its.state for its in all_of(acquainted.uow)] == ([State.IN_FORCE] if room.is_quorate() else [])


# --- limits --------------------------------------------------------------------------------------------------------------

FULL = Room(
    charter=Charter(),
    seats={"alice": Part.CHAIR, "vera": Part.CHAIR},
    guests=frozenset(),
    noted={"alice": (Presence.PRESENT, None), "vera": (Presence.PRESENT, None)},
)
CENTS = some.integers(0, 30_000_000).map(lambda its: Decimal(its) / 100)
WAYS = some.sampled_from(
    [
        lambda its: f"EUR {its:,.2f}",
        lambda its: f"{its:,.2f} €".replace(",", "_").replace(".", ",").replace("_", "."),
        lambda its: f"{its:,.2f} EUR".replace(",", " ").replace(".", ","),
        lambda its: f"€{its:,.2f}".replace(",", "'"),
        lambda its: f"EUR{its:.2f}",
        lambda its: f"{its / 1_000_000:f}m euros",
        lambda its: f"eur {its / 1000:f}k",
    ]
)
LINES = some.sampled_from(["pay {} for it", "{}", "agreed because it costs {}", "yes (of which {} is ours)"])


@OFTEN
@given(amount=CENTS, way=WAYS, line=LINES)
def test_nothing_over_the_limit_is_ever_in_force(acquainted: Acquainted, amount: Decimal, way: Any, line: str) -> None:
    with taken_back(acquainted.uow):
        session = prepared(FULL, acquainted, limit=Decimal(50_000))
        text = f"{session.reference} do it, {line.format(way(amount))}"
        tried(decide_by_line, ask(text, acquainted.bob, acquainted), acquainted.uow)
        [its] = all_of(acquainted.uow)
        assert its.state is (State.REFERRED if amount > 50_000 else State.IN_FORCE), text


@OFTEN
@given(
    matter=some.sampled_from(["contract", "key person"]), before=some.text(max_size=20), after=some.text(max_size=20)
)
def test_nothing_reserved_is_ever_in_force(acquainted: Acquainted, matter: str, before: str, after: str) -> None:
    with taken_back(acquainted.uow):
        session = prepared(FULL, acquainted, reserved=("contract", "key person"))
        text = f"{session.reference} change {before} {matter.title()} {after}"
        tried(decide_by_line, ask(text, acquainted.bob, acquainted), acquainted.uow)
        assert all(its.state is State.REFERRED for its in all_of(acquainted.uow))


# --- by mail -------------------------------------------------------------------------------------------------------------

ANSWERS = some.lists(some.tuples(some.sampled_from(WHO), some.booleans()), max_size=6)


@OFTEN
@given(room=rooms, by=some.sampled_from(["alice", "bob", "vera"]), answers=ANSWERS)
def test_by_mail_nothing_is_in_force_without_each_partys_yes_or_after_an_objection(
    acquainted: Acquainted, room: Room, by: str, answers: list[tuple[str, bool]]
) -> None:
    with taken_back(acquainted.uow):
        session = prepared(room, acquainted)
        line = f"{session.reference} by mail use it"
        tried(decide_by_line, ask(line, getattr(acquainted, by), acquainted), acquainted.uow)
        for its in all_of(acquainted.uow):
            yes, no = answered(its, room, by, answers, acquainted)
            now = acquainted.uow.decisions.by_id(its.id)
            assert now
            charter = room.charter if room.seats else Charter()
            ours, theirs = (sum(party(who) == side for who in yes) for side in ("sponsor", "vendor"))
            enough = ours >= max(1, charter.of_sponsor) and theirs >= max(1, charter.of_vendor)
            carried = enough and ours + theirs >= charter.heads
            assert now.state is (State.IN_FORCE if carried else State.REJECTED if no else State.CIRCULATED)
            assert not (no and now.state is State.IN_FORCE)


def answered(
    its: Decision, room: Room, by: str, answers: list[tuple[str, bool]], acquainted: Acquainted
) -> tuple[set[str], set[str]]:
    """Who of the members has said yes, and who no, until it was decided."""
    asked = room.parties()
    yes, no = {by} & asked.keys(), set[str]()
    for number, (who, agrees) in enumerate(answers):
        before = acquainted.uow.decisions.by_id(its.id)
        ref = f"{'agree' if agrees else 'object'} {its.id}"
        request = ask(
            str(number), getattr(acquainted, who), acquainted, ref=ref, values={"of": str(its.id), "reason": "no"}
        )
        tried(answer if agrees else object_by_form, request, acquainted.uow)
        if before and before.state is State.CIRCULATED and who in asked:
            (yes if agrees else no).add(who)
            yes -= no
    return yes, no


@OFTEN
@given(hours=some.integers(0, 24 * 14))
def test_a_decision_by_mail_ends_on_its_day_and_not_before(acquainted: Acquainted, hours: int) -> None:
    with taken_back(acquainted.uow):
        session = prepared(FULL, acquainted)
        line = f"{session.reference} by mail use it"
        tried(decide_by_line, ask(line, acquainted.alice, acquainted), acquainted.uow)
        at = MONDAY + timedelta(hours=hours)
        due = acquainted.uow.decisions.due(at)
        assert bool(due) is (hours > 24 * 7 + 13)
