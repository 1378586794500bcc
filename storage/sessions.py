"""Sessions and who is invited to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select

from governance.sessions import Kind, Session, State
from storage.rows import value_of
from storage.tables import session_guests, sessions

COMING = (State.SCHEDULED, State.CONFIRMED)


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
        join_link: str | None = None,
        state: State = State.SCHEDULED,
    ) -> Session:
        """A session and its guests (person ids)."""
        facts = {"vendor_id": vendor_id, "study_id": study_id, "kind": kind, "title": title, "starts_at": starts_at}
        more = {"minutes": minutes, "zone": zone, "uid": uid, "sequence": 0, "state": state}
        more |= {"join_link": join_link}
        statement = insert(sessions).values(workspace=self.workspace, **facts, **more).returning(sessions)
        row = self.connection.execute(statement).one()
        if guests:
            self.connection.execute(
                insert(session_guests), [{"session_id": row.id, "person_id": person} for person in guests]
            )
        return self._session(row)

    def by_id(self, session: int) -> Session | None:
        return next(iter(self._some(sessions.c.id == session, most=1)), None)

    def coming(self, vendor: int, now: datetime, most: int = 5) -> list[Session]:
        """The vendor's next sessions, soonest first."""
        return self._some(
            (sessions.c.vendor_id == vendor) & (sessions.c.starts_at > now) & sessions.c.state.in_(COMING), most=most
        )

    def coming_anywhere(self, now: datetime, most: int = 5) -> list[Session]:
        """The next sessions of all vendors."""
        return self._some((sessions.c.starts_at > now) & sessions.c.state.in_(COMING), most=most)

    def _some(self, condition: ColumnElement[bool], *, most: int) -> list[Session]:
        where = (sessions.c.workspace == self.workspace) & condition
        query = select(sessions).where(where).order_by(sessions.c.starts_at, sessions.c.id).limit(most)
        return [self._session(row) for row in self.connection.execute(query).all()]

    def _session(self, row: Row[Any]) -> Session:
        query = select(session_guests.c.person_id).where(session_guests.c.session_id == row.id)
        guests = tuple(self.connection.execute(query.order_by(session_guests.c.person_id)).scalars())
        return value_of(Session, row, guests=guests)
