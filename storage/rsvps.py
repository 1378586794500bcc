"""Answers that come by calendar: what was invited to under a uid, and what was answered last, or in doubt."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, union_all, update

from governance.rsvps import Says
from governance.sessions import Session
from storage.tables import session_guests, session_series, sessions


@dataclass(frozen=True, kw_only=True)
class Invited:
    """A session under a uid. Where that is a series' uid: the day and the clock its rule planned the session for."""

    session: int
    asked_sequence: int
    planned_on: date | None
    clock: time | None
    zone: str | None


@dataclass(frozen=True)
class Rsvps:
    """The answers of one workspace."""

    connection: Connection
    workspace: int

    def invited_under(self, uid: str) -> list[Invited]:
        """The session calendars know by this uid, or all those of the series they do; soonest first."""
        its = session_series.c
        columns = (
            sessions.c.id.label("session"),
            sessions.c.asked_sequence,
            sessions.c.planned_on,
            its.clock,
            its.zone,
        )
        # Each by its own index, which an OR over both tables would not go by.
        alone = select(sessions.c.id).where(sessions.c.uid == uid)
        of_it = select(sessions.c.id).join(session_series, sessions.c.series_id == its.id).where(its.uid == uid)
        where = (sessions.c.workspace == self.workspace) & sessions.c.adopted_id.is_(None)
        query = select(*columns).outerjoin_from(sessions, session_series, sessions.c.series_id == its.id)
        query = query.where(where, sessions.c.id.in_(union_all(alone, of_it)))
        query = query.order_by(sessions.c.starts_at, sessions.c.id)
        return [Invited(**row._mapping) for row in self.connection.execute(query)]

    def newest(self, sessions_: list[int], person: int) -> dict[int, tuple[int, datetime]]:
        """Sequence and moment of what a guest answered last, by session."""
        where = session_guests.c.session_id.in_(sessions_) & (session_guests.c.person_id == person)
        query = select(session_guests).where(where, self._is_mine(), session_guests.c.answered_at.is_not(None))
        return {row.session_id: (row.answered_sequence, row.answered_at) for row in self.connection.execute(query)}

    def doubt(self, session: Session, person: int, says: Says) -> bool:
        """Keeps what an unverified mail said in a guest's name; False when one had said so already."""
        news = session_guests.c.doubted.is_distinct_from(says)
        news |= session_guests.c.doubted_sequence < session.asked_sequence
        statement = update(session_guests).where(self._is_guest(session, person), self._is_mine(), news)
        values = {"doubted": says, "doubted_sequence": session.sequence}
        return self.connection.execute(statement.values(**values)).rowcount == 1

    def doubted(self, session: Session) -> dict[int, Says]:
        """What was said in whose name to the session as it stands and is still in doubt."""
        where = (session_guests.c.session_id == session.id) & session_guests.c.doubted.is_not(None)
        query = select(session_guests).where(where, self._is_mine()).order_by(session_guests.c.person_id)
        rows: Any = self.connection.execute(query)
        return {row.person_id: Says(row.doubted) for row in rows if row.doubted_sequence >= session.asked_sequence}

    def settle(self, session: Session, person: int) -> None:
        """Nothing is in doubt any more about this guest."""
        statement = update(session_guests).where(self._is_guest(session, person), self._is_mine())
        self.connection.execute(statement.values(doubted=None, doubted_sequence=None))

    def _is_guest(self, session: Session, person: int) -> ColumnElement[bool]:
        return (session_guests.c.session_id == session.id) & (session_guests.c.person_id == person)

    def _is_mine(self) -> ColumnElement[bool]:
        return session_guests.c.session_id.in_(select(sessions.c.id).where(sessions.c.workspace == self.workspace))
