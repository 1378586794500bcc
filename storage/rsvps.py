"""Answers that come by calendar: what was invited to under a uid, and what was answered last, or in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, union_all, update

from governance.rsvps import Says
from governance.sessions import Session
from storage.tables import session_guests, session_series, sessions


@dataclass(frozen=True, kw_only=True)
class Invited:
    """A session under a uid: `alone` under its own, or else under its series', with the day and the clock the rule planned
    it for; one that has no day any more has fallen out of it."""

    session: int
    alone: bool
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
            (sessions.c.uid == uid).label("alone"),
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

    def doubt(self, these: Sequence[Session], person: int, says: Says) -> int:
        """Keeps what an unverified mail said in a guest's name; to how many of these sessions none had said so already."""
        of_it = select(sessions).where(sessions.c.id == session_guests.c.session_id)
        asked, now = (
            of_it.with_only_columns(its).scalar_subquery() for its in (sessions.c.asked_sequence, sessions.c.sequence)
        )
        news = session_guests.c.doubted.is_distinct_from(says) | (session_guests.c.doubted_sequence < asked)
        statement = update(session_guests).where(self._is_guest(these, person), self._is_mine(), news)
        return self.connection.execute(statement.values(doubted=says, doubted_sequence=now)).rowcount

    def doubted(self, session: Session) -> dict[int, Says]:
        """What was said in whose name to the session as it stands and is still in doubt."""
        where = (session_guests.c.session_id == session.id) & session_guests.c.doubted.is_not(None)
        query = select(session_guests).where(where, self._is_mine()).order_by(session_guests.c.person_id)
        rows: Any = self.connection.execute(query)
        return {row.person_id: Says(row.doubted) for row in rows if row.doubted_sequence >= session.asked_sequence}

    def doubted_of(self, these: Sequence[Session], person: int, says: Says) -> set[int]:
        """Those of these sessions, by id, to which as they stand this guest is in doubt to have said this."""
        of_it = select(sessions.c.asked_sequence).where(sessions.c.id == session_guests.c.session_id)
        stands = session_guests.c.doubted_sequence >= of_it.scalar_subquery()
        its = self._is_guest(these, person) & (session_guests.c.doubted == says) & stands
        return set(self.connection.execute(select(session_guests.c.session_id).where(its, self._is_mine())).scalars())

    def settle(self, these: Sequence[Session], person: int) -> None:
        """Nothing is in doubt any more about this guest of these sessions."""
        statement = update(session_guests).where(self._is_guest(these, person), self._is_mine())
        self.connection.execute(statement.values(doubted=None, doubted_sequence=None))

    def _is_guest(self, these: Sequence[Session], person: int) -> ColumnElement[bool]:
        return session_guests.c.session_id.in_([its.id for its in these]) & (session_guests.c.person_id == person)

    def _is_mine(self) -> ColumnElement[bool]:
        return session_guests.c.session_id.in_(select(sessions.c.id).where(sessions.c.workspace == self.workspace))
