"""A session that was held, for tests of what comes after: started in the channel, noted down, and ended."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from governance.actions import Draft, Origin
from governance.actions import State as ActionState
from governance.agenda import AgendaItem, Outcome
from governance.bodies import Attended, Presence
from governance.decisions import State as DecisionState
from governance.events import Door, SessionEnded
from governance.notes import NoteKind
from governance.sessions import Session, State
from handlers.kit.blocks import section
from handlers.kit.replies import message
from handlers.kit.sittings import started_as
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.cast import ALICE, HELIX, VERA
from tests.running import Running


class Held:
    """One session of Helix, by its number, and what is done in it."""

    def __init__(self, parley: Running, number: int = 1) -> None:
        self.parley, self.number = parley, number

    @contextmanager
    def uow(self, by: str | None = None) -> Iterator[UnitOfWork]:
        """A transaction as the house makes one; what is recorded in it is heard before it ends."""
        house = self.parley.parley.house
        its = unit_of_work(
            self.parley.database, house.workspace or 0, at=self.parley.watch(), door=Door.BUTTON, rules=house.rules
        )
        with its as uow:
            uow.actor = uow.people.by_slack(by) if by else None
            yield uow
            while uow.unheard:
                event = uow.unheard.popleft()
                for react in house.registry.reactions_to(event):
                    react(event, uow)

    def session(self, uow: UnitOfWork) -> Session:
        its = uow.sessions.numbered(self.number)
        assert its is not None
        return its

    def starts(self, by: str = ALICE, channel: str = HELIX) -> None:
        with self.uow(by) as uow:
            session = self.session(uow)
            uow.sessions.revise(session, started_at=uow.at, started_by=uow.actor.id if uow.actor else None)
            payload = message(section(f"{session.reference} has begun.")).payload() | {"channel": channel}
            uow.outbox.put(Kind.POST, f"channel:{channel}", payload, once=started_as(session))
        self.parley.settle()

    def attends(self, *people: str, how: Presence = Presence.PRESENT, instead_of: str | None = None) -> None:
        with self.uow() as uow:
            whom = uow.people.by_slack(instead_of) if instead_of else None
            lines = [uow.people.by_slack(its) for its in people]
            facts = {"session_id": self.session(uow).id, "how": how, "for_id": whom.id if whom else None}
            uow.attendance.note(Attended(person_id=its.id, noted_at=uow.at, **facts) for its in lines if its)

    def talks_about(self, title: str, outcome: Outcome | None = None, stems_from: str = "", **more: Any) -> AgendaItem:
        """A point of its agenda, with what came of it."""
        with self.uow() as uow:
            session = self.session(uow)
            place = len(uow.agenda.of_session(session.id)) + 1
            waits = [
                its for its in uow.agenda.open_of(session.vendor_id) if stems_from and its.stems_from == stems_from
            ]
            added = (
                waits[0] if waits else uow.agenda.add(session.vendor_id, title, uow.at, stems_from=stems_from, **more)
            )
            assert added
            uow.agenda.take_up_as(session.id, [added])
            its = uow.agenda.change(added, position=place)
            assert its
            if outcome in (Outcome.CARRIED_OVER, Outcome.PARKED):
                uow.agenda.carry_over([its], session.kind, uow.at, outcome=outcome)
            elif outcome:
                uow.agenda.close(its, outcome, uow.at)
            return its

    def decides(self, outcome: str, item: AgendaItem | None = None, by: str = ALICE, **more: Any) -> None:
        with self.uow(by) as uow:
            session, who = self.session(uow), uow.people.by_slack(by)
            assert who
            facts = {"state": DecisionState.IN_FORCE, "decided_at": uow.at} | more
            uow.decisions.add(
                vendor_id=session.vendor_id,
                outcome=outcome,
                raised_by=who.id,
                raised_at=uow.at,
                session_id=session.id,
                item_id=item.id if item else None,
                **facts,
            )

    def asks(self, title: str, owner: str, due: date, by: str = ALICE) -> str:
        """An action that somebody noted; its reference."""
        with self.uow(by) as uow:
            session, who, asker = self.session(uow), uow.people.by_slack(owner), uow.people.by_slack(by)
            assert who
            assert asker
            draft = Draft(title=title, owner_id=who.id, due_on=due, origin=Origin.SESSION)
            its = uow.actions.add(
                draft,
                asker.id,
                uow.at,
                state=ActionState.ACCEPTED,
                waits_on="sponsor" if who.is_sponsors else "vendor",
                vendor=session.vendor_id,
                origin_id=session.id,
            )
            uow.notes.keep(session.id, NoteKind.ACTION, f"action:{its.id}", asker.id, uow.at)
            return its.reference

    def parks(self, title: str, by: str = ALICE) -> None:
        with self.uow(by) as uow:
            session, who = self.session(uow), uow.people.by_slack(by)
            its = uow.agenda.add(session.vendor_id, title, uow.at, for_kind=session.kind)
            assert its
            assert who
            uow.notes.keep(session.id, NoteKind.PARKED, its.stems, who.id, uow.at)

    def ends(self, state: State = State.HELD, by: str | None = ALICE) -> None:
        with self.uow(by) as uow:
            session = self.session(uow)
            there = uow.attendance.of(session.id).there()
            uow.sessions.revise(session, ended_at=uow.at, state=state)
            ended = SessionEnded(
                session=session.id, vendor=session.vendor_id, state=state, present=tuple(sorted(there))
            )
            uow.record(ended)
        self.parley.settle()


def schedule(
    parley: Running, when: str = "1 Dec 15:00", begins: datetime | None = None, people: Sequence[str] = ()
) -> Held:
    """A session of Helix's, with the leads of both; the clock stands at its beginning."""
    whom = " ".join(f"<@{its}>" for its in people)
    said = parley.say(f"session schedule Helix {when} 30m Weekly call {whom}", by=ALICE, at=HELIX)
    number = int(said.partition("S-")[2].partition(":")[0])
    held = Held(parley, number)
    with held.uow() as uow:
        starts_at = held.session(uow).starts_at
    parley.watch.set(begins or starts_at)
    return held


def usual(parley: Running) -> Held:
    """A session that decided something, asked Vera for something and carried something over; not ended yet."""
    held = schedule(parley)
    held.starts()
    held.attends(ALICE, VERA)
    first = held.talks_about("Query resolution", Outcome.DECIDED)
    held.talks_about("Visit reports", Outcome.CARRIED_OVER)
    held.decides(
        "Use the second site", first, rationale="the first has no staff", authority="Both leads, quorate, no charter"
    )
    held.asks("Send the site list", VERA, date(2026, 12, 11))
    held.parks("Travel rules")
    parley.watch.set(parley.watch().replace(minute=41))
    return held
