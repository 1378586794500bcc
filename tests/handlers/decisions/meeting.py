"""A session that a chair has started, for tests of what is decided in it."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from governance.agenda import AgendaItem
from governance.bodies import Attended, Body, Charter, Part, Presence, Seat, Standing
from governance.decisions import Decision
from governance.events import Door, Event
from governance.people import Person
from governance.sessions import Kind
from handlers.kit.sittings import started_as
from storage import outbox
from storage.journal import history
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.cast import ALICE, BOB, HELIX, VERA
from tests.running import Running

STARTED = {"text": "S-1 has begun."}


@dataclass
class Meeting:
    """A session of Helix that is on, in a thread of its channel."""

    parley: Running
    thread: str = ""
    people: dict[str, Person] = field(default_factory=dict)

    def uow(self) -> AbstractContextManager[UnitOfWork]:
        house = self.parley.parley.house
        assert house.workspace
        return unit_of_work(
            self.parley.database, house.workspace, at=self.parley.watch(), door=Door.SLASH, rules=house.rules
        )

    # --- what people do ------------------------------------------------------------------------------------------------

    def note(self, words: str, by: str = BOB) -> str:
        """Says something in the thread; what they are answered in private."""
        return self.parley.told(by, lambda: self.parley.sandbox.message(by, HELIX, words, thread_ts=self.thread))

    def heard(self) -> list[str]:
        """What Parley has said in the thread."""
        messages = self.parley.sandbox.messages(HELIX)
        said = [its for its in messages if its.get("thread_ts") == self.thread and its["ts"] != self.thread]
        return [self.parley.read(its) for its in said if its["user"] == "U0PARLEY"]

    def newest(self) -> str:
        return self.heard()[-1]

    def channel(self) -> list[str]:
        """What Parley has said in the channel itself."""
        said = [its for its in self.parley.sandbox.messages(HELIX) if its["user"] == "U0PARLEY"]
        return [self.parley.read(its) for its in said if not its.get("thread_ts") or its["thread_ts"] == its["ts"]]

    # --- what there is ---------------------------------------------------------------------------------------------------

    def there(self, *users: str) -> None:
        """These are present, and nobody else."""
        with self.uow() as uow:
            session = uow.sessions.numbered(1)
            assert session
            facts = {"session_id": session.id, "noted_at": uow.at}
            lines = [
                Attended(person_id=its.id, how=Presence.PRESENT if user in users else Presence.APOLOGY, **facts)  # type: ignore[arg-type]
                for user, its in self.people.items()
            ]
            uow.attendance.note(lines)

    def point(self, title: str, **more: Any) -> AgendaItem:
        """A point on the session's agenda."""
        with self.uow() as uow:
            session = uow.sessions.numbered(1)
            assert session
            item = uow.agenda.add(session.vendor_id, title, uow.at, session=session.id, **more)
            assert item
            uow.agenda.order([its.id for its in uow.agenda.of_session(session.id)])
            return item

    def body(self, seats: Mapping[str, Part] | None = None, *, kind: Kind | None = None, **charter: Any) -> Body:
        """A body for the session's kind with an agreed charter."""
        with self.uow() as uow:
            session = uow.sessions.numbered(1)
            assert session
            return chartered(session.vendor_id, kind or session.kind, seats or {}, self.people, charter, uow)

    def decision(self, number: int) -> Decision:
        with self.uow() as uow:
            its = uow.decisions.numbered(number)
            assert its
            return its

    def item(self, item: AgendaItem) -> AgendaItem:
        with self.uow() as uow:
            now = uow.agenda.by_id(item.id)
            assert now
            return now

    def agenda(self) -> list[AgendaItem]:
        """What is still to be talked about with Helix."""
        with self.uow() as uow:
            return uow.agenda.open_of(1)

    def record(self, subject: str) -> list[Event]:
        with self.parley.database.read() as connection:
            return [its.event for its in history(connection, self.parley.parley.house.workspace or 0, subject)]

    def change(self, **values: Any) -> None:
        """The session becomes so."""
        with self.uow() as uow:
            session = uow.sessions.numbered(1)
            assert session
            uow.sessions.revise(session, **values)


def chartered(
    vendor: int,
    kind: Kind,
    seats: Mapping[str, Part],
    people: Mapping[str, Person],
    charter: Mapping[str, Any],
    uow: UnitOfWork,
) -> Body:
    name = {Kind.JOINT_OPERATIONS: "Joint operations committee", Kind.JOINT_STRATEGY: "Joint strategy session"}.get(
        kind, kind
    )
    body = uow.bodies.add(vendor, kind, name, uow.at) or uow.bodies.of_kind(vendor, kind)
    assert body
    by = people[ALICE].id
    facts = {"limit": Decimal(50_000), "currency": "EUR", "escalates_to": None} | charter
    its = uow.bodies.propose(Charter(body_id=body.id, proposed_by=by, proposed_at=uow.at, **facts))
    assert uow.bodies.answer(its, Standing.AGREED, by, uow.at)
    for party in {people[user].party for user in seats}:
        mine = [
            Seat(person_id=people[user].id, party=party, part=part)
            for user, part in seats.items()
            if people[user].party == party
        ]
        uow.bodies.seat(body, party, mine)
    found = uow.bodies.by_id(body.id)
    assert found
    return found


def begin(parley: Running, present: Iterable[str] = (ALICE, BOB, VERA), kind: Kind = Kind.JOINT_OPERATIONS) -> Meeting:
    """S-1 is on, with these people in the room."""
    parley.say("session schedule Helix 23 Nov 15:00", by=ALICE, at=HELIX)
    for person in (ALICE, BOB, VERA):
        parley.say("help", by=person, via="direct")
    its = Meeting(parley)
    parley.clock_moves(minutes=10)
    with its.uow() as uow:
        its.people = {user: known for user in (ALICE, BOB, VERA) if (known := uow.people.by_slack(user))}
        session = uow.sessions.numbered(1)
        assert session
        uow.sessions.revise(session, kind=kind, started_at=uow.at, started_by=its.people[ALICE].id)
        payload = STARTED | {"channel": HELIX}
        uow.outbox.put(outbox.Kind.POST, f"channel:{HELIX}", payload, once=started_as(session))
    its.there(*present)
    parley.settle()
    with its.uow() as uow:
        said = uow.outbox.said(started_as(session))
    assert said
    its.thread = said[1]
    return its
