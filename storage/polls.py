"""Polls about times, whom they ask, and what is said. The secrets of people's pages are kept as hashes only."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.calendar.board import Part
from governance.polls import Poll, Says, Slot, State
from governance.sessions import Kind
from storage.rows import value_of
from storage.tables import poll_answers, poll_guests, poll_slots, polls

SECRET = 24  # bytes, which are 192 bits


@dataclass(frozen=True)
class Polls:
    """The polls of one workspace."""

    connection: Connection
    workspace: int

    def add(
        self,
        *,
        vendor_id: int,
        kind: Kind,
        title: str,
        minutes: int,
        zone: str,
        called_by: int,
        asked_at: datetime,
        deadline: datetime,
        slots: Sequence[Slot],
        guests: Mapping[int, Part],
    ) -> tuple[Poll, dict[int, str]]:
        """An open poll, and for each guest the secret of their page, which is told this once."""
        facts: dict[str, Any] = {"vendor_id": vendor_id, "kind": kind, "title": title, "minutes": minutes, "zone": zone}
        facts |= {"called_by": called_by, "asked_at": asked_at, "deadline": deadline, "state": State.OPEN}
        statement = insert(polls).values(workspace=self.workspace, **facts).returning(polls.c.id)
        ident = int(self.connection.execute(statement).scalar_one())
        told = {person: secrets.token_urlsafe(SECRET) for person in guests}
        times = [
            {"poll_id": ident, "place": n, "starts_at": its.starts_at, "cost": its.cost} for n, its in enumerate(slots)
        ]
        asked = [
            {"poll_id": ident, "person_id": who, "part": part, "secret": _hashed(told[who])}
            for who, part in guests.items()
        ]
        self.connection.execute(insert(poll_slots), times)
        self.connection.execute(insert(poll_guests), asked)
        return self._known(ident), told

    def by_id(self, poll: int) -> Poll | None:
        return next(iter(self._all(polls.c.id == poll)), None)

    def of_secret(self, secret: str) -> tuple[Poll, int] | None:
        """The poll and the person a page is of; None when there is none such, or no more."""
        query = (
            select(poll_guests.c.poll_id, poll_guests.c.person_id)
            .join(polls, polls.c.id == poll_guests.c.poll_id)
            .where(polls.c.workspace == self.workspace, polls.c.state == State.OPEN)
            .where(poll_guests.c.secret == _hashed(secret))
        )
        row = self.connection.execute(query).one_or_none()
        return (self._known(row.poll_id), row.person_id) if row else None

    def answer(self, poll: Poll, person: int, place: int, says: Says, at: datetime) -> bool:
        """Keeps what somebody says to a slot, in the place of what they said before; False when the poll is closed.

        Two who answer at once queue at the poll's row: whoever comes second sees what the first said.
        """
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        mine = select(polls.c.id).where(polls.c.workspace == self.workspace, polls.c.id == poll.id)
        if self.connection.execute(mine.where(polls.c.state == State.OPEN).with_for_update()).one_or_none() is None:
            return False
        facts = {"says": says, "answered_at": at}
        fresh = dialect.insert(poll_answers).values(poll_id=poll.id, person_id=person, place=place, **facts)
        self.connection.execute(
            fresh.on_conflict_do_update(index_elements=["poll_id", "person_id", "place"], set_=facts)
        )
        return True

    def close(self, poll: Poll, state: State) -> bool:
        """Decided or cancelled; False when somebody was faster."""
        return self._change(poll, polls.c.state == State.OPEN, state=state)

    def led_to(self, poll: Poll, session: int) -> None:
        """The session it was closed for."""
        self._change(poll, polls.c.session.is_(None), session=session)

    def mark_told(self, poll: Poll, at: datetime) -> bool:
        """Whoever asked hears how it stands; False when they have heard already."""
        return self._change(poll, polls.c.told_at.is_(None), told_at=at)

    def to_tell(self, now: datetime, most: int = 50) -> list[Poll]:
        """Open polls whose time to answer is over and whose outcome was not told yet."""
        return self._all(
            and_(polls.c.state == State.OPEN, polls.c.deadline <= now, polls.c.told_at.is_(None)), most=most
        )

    # --- rows to values ------------------------------------------------------------------------------------------------

    def _change(self, poll: Poll, condition: ColumnElement[bool], **values: Any) -> bool:
        where = and_(polls.c.workspace == self.workspace, polls.c.id == poll.id, condition)
        return self.connection.execute(update(polls).where(where).values(**values)).rowcount == 1

    def _known(self, poll: int) -> Poll:
        return self._all(polls.c.id == poll)[0]

    def _all(self, condition: ColumnElement[bool], most: int = 1) -> list[Poll]:
        """With slots, guests and answers, in three more queries for however many there are."""
        query = (
            select(polls).where(polls.c.workspace == self.workspace, condition).order_by(polls.c.deadline).limit(most)
        )
        rows = self.connection.execute(query).all()
        ids = [row.id for row in rows]
        slots, guests, answers = (self._of(ids, table) for table in (poll_slots, poll_guests, poll_answers))
        return [_poll(row, slots, guests, answers) for row in rows]

    def _of(self, ids: Sequence[int], table: Any) -> list[Row[Any]]:
        query = select(table).where(table.c.poll_id.in_(ids)).order_by(*table.primary_key.columns)
        return list(self.connection.execute(query)) if ids else []


def _poll(row: Row[Any], slots: Sequence[Row[Any]], guests: Sequence[Row[Any]], answers: Sequence[Row[Any]]) -> Poll:
    return value_of(
        Poll,
        row,
        slots=tuple(Slot(starts_at=its.starts_at, cost=its.cost) for its in slots if its.poll_id == row.id),
        guests={its.person_id: Part(its.part) for its in guests if its.poll_id == row.id},
        answers={(its.person_id, its.place): Says(its.says) for its in answers if its.poll_id == row.id},
    )


def _hashed(secret: str) -> bytes:
    """192 random bits need no salt: nobody can go through them all."""
    return sha256(secret.encode()).digest()
