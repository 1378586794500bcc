"""Sessions and who is invited to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, false, func, insert, select, update

from governance.rsvps import Says
from governance.sessions import Kind, Session, State
from storage.rows import value_of
from storage.tables import session_guests, sessions, workspaces

COMING = (State.SCHEDULED, State.CONFIRMED)
_ANSWERED = func.coalesce(session_guests.c.answered_sequence, -1)


@dataclass(frozen=True)
class Sessions:
    """The sessions of one workspace."""

    connection: Connection
    workspace: int

    def add(
        self,
        *,
        vendor_id: int,
        study_id: int | None,
        kind: Kind,
        title: str,
        starts_at: datetime,
        minutes: int,
        zone: str,
        uid: str,
        guests: Sequence[int],
        optional: Collection[int] = (),
        join_link: str | None = None,
        called_by: int | None = None,
        state: State = State.SCHEDULED,
    ) -> Session:
        """A session and its guests (person ids; some of them `optional`), under the workspace's next number; two at once queue at its row."""
        lock = select(workspaces.c.id).where(workspaces.c.id == self.workspace).with_for_update(key_share=True)
        self.connection.execute(lock)
        newest = select(func.coalesce(func.max(sessions.c.number), 0)).where(sessions.c.workspace == self.workspace)
        facts = {"vendor_id": vendor_id, "study_id": study_id, "kind": kind, "title": title, "starts_at": starts_at}
        more = {"minutes": minutes, "zone": zone, "uid": uid, "sequence": 0, "state": state}
        more |= {"join_link": join_link, "called_by": called_by, "number": newest.scalar_subquery() + 1}
        statement = insert(sessions).values(workspace=self.workspace, **facts, **more).returning(sessions)
        row = self.connection.execute(statement).one()
        if guests:
            rows = [{"session_id": row.id, "person_id": its, "optional": its in optional} for its in guests]
            self.connection.execute(insert(session_guests), rows)
        return self._session(row)

    def by_id(self, session: int) -> Session | None:
        return self._one(sessions.c.id == session)

    def numbered(self, number: int) -> Session | None:
        """The session people call S-<number>."""
        return self._one(sessions.c.number == number)

    def change(self, session: Session, **values: Any) -> Session | None:
        """The session with these values under its next sequence, which asks everybody again; None when somebody else
        changed it meanwhile."""
        return self._write(session, sequence=session.sequence + 1, asked_sequence=session.sequence + 1, **values)

    def revise(self, session: Session, *, bump: bool = False, **values: Any) -> Session | None:
        """The session with these values; answers stay. `bump` raises its sequence, as a CANCEL to one guest needs."""
        return self._write(session, sequence=session.sequence + bump, **values)

    def _write(self, session: Session, **values: Any) -> Session | None:
        where = (sessions.c.workspace == self.workspace) & (sessions.c.id == session.id)
        same = (sessions.c.sequence == session.sequence) & (sessions.c.state == session.state)
        row = self.connection.execute(
            update(sessions).where(where, same).values(**values).returning(sessions)
        ).one_or_none()
        return self._session(row) if row else None

    # --- guests ------------------------------------------------------------------------------------------------------

    def invite(self, session: Session, people: Sequence[int], *, optional: bool = False) -> None:
        """More guests; none of them is invited already."""
        if people:
            rows = [{"session_id": session.id, "person_id": its, "optional": optional} for its in people]
            self.connection.execute(insert(session_guests), rows)

    def drop(self, session: Session, people: Sequence[int]) -> None:
        """Guests no more."""
        whom = (session_guests.c.session_id == session.id) & session_guests.c.person_id.in_(people)
        self.connection.execute(delete(session_guests).where(whom, self._is_mine()))

    # --- answers -----------------------------------------------------------------------------------------------------

    def answer(self, session: Session, person: int, says: Says, at: datetime) -> bool:
        """Keeps what a guest says to the session as it stands; False when they had said so already."""
        guest = (session_guests.c.session_id == session.id) & (session_guests.c.person_id == person)
        news = session_guests.c.says.is_distinct_from(says)
        again = session.asked_sequence > _ANSWERED
        statement = update(session_guests).where(guest, self._is_mine(), news | again)
        values = {"says": says, "answered_at": at, "answered_sequence": session.sequence}
        return self.connection.execute(statement.values(**values)).rowcount == 1

    def answers(self, session: Session) -> dict[int, Says | None]:
        """What each guest says to the session as it stands; None where they have not answered it."""
        guests = select(session_guests).where(session_guests.c.session_id == session.id, self._is_mine())
        return {
            row.person_id: Says(row.says) if row.says and row.answered_sequence >= session.asked_sequence else None
            for row in self.connection.execute(guests.order_by(session_guests.c.person_id))
        }

    def unanswered(self, people: Iterable[int], since: datetime, until: datetime) -> list[tuple[int, Session]]:
        """Person and session: who of these people has not answered an invitation to what begins in this span."""
        theirs = session_guests.c.person_id.in_(list(people))
        return self._guests_of(since, until, theirs & (sessions.c.asked_sequence > _ANSWERED))

    def expected(self, since: datetime, until: datetime) -> list[tuple[int, Session]]:
        """Person and session: everybody who has not said that they cannot come to what begins in this span."""
        no = (session_guests.c.says == Says.NO) & (sessions.c.asked_sequence <= _ANSWERED)
        return self._guests_of(since, until, func.coalesce(no, false()).is_(False))

    def _guests_of(self, since: datetime, until: datetime, which: ColumnElement[bool]) -> list[tuple[int, Session]]:
        query = (
            select(session_guests.c.person_id, sessions)
            .join(session_guests, session_guests.c.session_id == sessions.c.id)
            .where(sessions.c.workspace == self.workspace, sessions.c.state.in_(COMING), which)
            .where(sessions.c.starts_at > since, sessions.c.starts_at <= until)
        )
        rows = self.connection.execute(query.order_by(sessions.c.starts_at, sessions.c.id)).all()
        return [(row.person_id, value_of(Session, row, guests=())) for row in rows]

    def _is_mine(self) -> ColumnElement[bool]:
        return session_guests.c.session_id.in_(select(sessions.c.id).where(sessions.c.workspace == self.workspace))

    # -----------------------------------------------------------------------------------------------------------------

    def coming(self, vendor: int, now: datetime, most: int = 5) -> list[Session]:
        """The vendor's next sessions, soonest first."""
        return self._some(
            (sessions.c.vendor_id == vendor) & (sessions.c.starts_at > now) & sessions.c.state.in_(COMING), most=most
        )

    def coming_anywhere(self, now: datetime, most: int = 5) -> list[Session]:
        """The next sessions of all vendors."""
        return self._some((sessions.c.starts_at > now) & sessions.c.state.in_(COMING), most=most)

    def _one(self, condition: ColumnElement[bool]) -> Session | None:
        found = self._some(condition, most=1)
        return found[0] if found else None

    def _some(self, condition: ColumnElement[bool], *, most: int) -> list[Session]:
        where = (sessions.c.workspace == self.workspace) & condition
        query = select(sessions).where(where).order_by(sessions.c.starts_at, sessions.c.id).limit(most)
        return self._sessions(self.connection.execute(query).all())

    def _session(self, row: Row[Any]) -> Session:
        return self._sessions([row])[0]

    def _sessions(self, rows: Sequence[Row[Any]]) -> list[Session]:
        """With their guests, in one more query."""
        columns = (session_guests.c.session_id, session_guests.c.person_id, session_guests.c.optional)
        query = select(*columns).where(session_guests.c.session_id.in_([row.id for row in rows]))
        guests: dict[int, list[int]] = defaultdict(list)
        optional: dict[int, list[int]] = defaultdict(list)
        for its in self.connection.execute(query.order_by(session_guests.c.person_id)) if rows else ():
            guests[its.session_id].append(its.person_id)
            if its.optional:
                optional[its.session_id].append(its.person_id)
        return [value_of(Session, row, guests=tuple(guests[row.id]), optional=tuple(optional[row.id])) for row in rows]
