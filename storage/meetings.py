"""Meetings that another calendar keeps, what is offered of them, and the sessions they are held as."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.meetings import Meeting, Offer, Stage, Time
from governance.sessions import Kind, Session, State
from storage.rows import value_of, values_of
from storage.tables import meeting_offers, meetings, session_guests, sessions, workspaces


@dataclass(frozen=True, kw_only=True)
class As:
    """What a meeting is adopted as."""

    vendor_id: int
    kind: Kind
    called_by: int | None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Who sent an offer and when, whether that was shown, and who is asked; people by id."""

    by: int
    verified: bool
    asked_of: int
    at: datetime


@dataclass(frozen=True)
class Meetings:
    """The adopted meetings of one workspace."""

    connection: Connection
    workspace: int
    at: datetime

    def known(self, uid: str) -> int | None:
        """The meeting another calendar knows by this uid, when it has been adopted."""
        where = (meetings.c.workspace == self.workspace) & (meetings.c.uid == uid) & meetings.c.sequence.is_not(None)
        return self.connection.execute(select(meetings.c.id).where(where)).scalar()

    def offer(self, meeting: Meeting, content: Mapping[str, Any], digest: str, sent: Sent) -> Offer | None:
        """Keeps what somebody sent until a person decides; None when the same was sent before."""
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        named = dialect.insert(meetings).values(workspace=self.workspace, uid=meeting.uid)
        self.connection.execute(named.on_conflict_do_nothing())
        where = (meetings.c.workspace == self.workspace) & (meetings.c.uid == meeting.uid)
        about = self.connection.execute(select(meetings.c.id).where(where)).scalar_one()
        row = {"workspace": self.workspace, "adopted_id": about, "sequence": meeting.sequence, "stamp": meeting.stamp}
        row |= {"content": dict(content), "digest": digest, "sent_by": sent.by, "verified": sent.verified}
        row |= {"asked_of": sent.asked_of, "offered_at": sent.at, "state": Stage.ASKED}
        kept = dialect.insert(meeting_offers).values(row).on_conflict_do_nothing().returning(meeting_offers)
        found = self.connection.execute(kept).one_or_none()
        return value_of(Offer, found) if found else None

    def offered(self, offer: int) -> tuple[Offer, dict[str, Any]] | None:
        """An offer and what it says."""
        row = self.connection.execute(
            select(meeting_offers).where(self._of_mine(meeting_offers.c.id == offer))
        ).one_or_none()
        return (value_of(Offer, row), row.content) if row else None

    def doubtful(self) -> int:
        """How many unverified offers wait for somebody to decide."""
        waits = (meeting_offers.c.state == Stage.ASKED) & meeting_offers.c.verified.is_(False)
        query = select(func.count()).select_from(meeting_offers).where(self._of_mine(waits))
        return int(self.connection.execute(query).scalar_one())

    def taken(self, meeting: int) -> list[Offer]:
        """What was taken over of a meeting so far."""
        where = self._of_mine((meeting_offers.c.adopted_id == meeting) & (meeting_offers.c.state == Stage.TAKEN))
        return values_of(
            Offer, self.connection.execute(select(meeting_offers).where(where).order_by(meeting_offers.c.id))
        )

    def decide(self, offer: Offer, stage: Stage) -> bool:
        """Puts an offer into its last stage; False when somebody was quicker."""
        where = self._of_mine((meeting_offers.c.id == offer.id) & (meeting_offers.c.state == Stage.ASKED))
        if self.connection.execute(update(meeting_offers).where(where).values(state=stage)).rowcount != 1:
            return False
        if stage is Stage.TAKEN:
            its = (meetings.c.workspace == self.workspace) & (meetings.c.id == offer.adopted_id)
            self.connection.execute(update(meetings).where(its).values(sequence=offer.sequence))
        return True

    def forget_before(self, moment: datetime) -> int:
        """Drops what was offered before the moment and never taken over; the number of offers dropped."""
        old = (meeting_offers.c.offered_at < moment) & (meeting_offers.c.state != Stage.TAKEN)
        return self.connection.execute(delete(meeting_offers).where(self._of_mine(old))).rowcount

    # --- the sessions they are held as -------------------------------------------------------------------------------

    def add(self, offer: Offer, meeting: Meeting, times: Sequence[Time], guests: Collection[int], its: As) -> list[int]:
        """Sessions for these times, all at once; their ids."""
        if not times:
            return []
        lock = select(workspaces.c.id).where(workspaces.c.id == self.workspace).with_for_update(key_share=True)
        self.connection.execute(lock)
        newest = select(func.coalesce(func.max(sessions.c.number), 0)).where(sessions.c.workspace == self.workspace)
        first = self.connection.execute(newest).scalar_one() + 1
        facts = {"workspace": self.workspace, "vendor_id": its.vendor_id, "kind": its.kind, "title": meeting.title}
        facts |= {"zone": meeting.zone, "state": State.SCHEDULED, "sequence": 0, "join_link": meeting.join_link}
        facts |= {"called_by": its.called_by, "adopted_id": offer.adopted_id, "changed_at": self.at}
        rows = [facts | self._row(offer, time, first + place) for place, time in enumerate(times)]
        added = list(self.connection.execute(insert(sessions).returning(sessions.c.id), rows).scalars())
        self.invite(added, guests)
        return sorted(added)

    def held(self, meeting: int) -> dict[datetime, Session]:
        """The sessions of a meeting by the moments they were planned for."""
        where = (sessions.c.workspace == self.workspace) & (sessions.c.adopted_id == meeting)
        rows = self.connection.execute(
            select(sessions).where(where).order_by(sessions.c.starts_at, sessions.c.id)
        ).all()
        guests: dict[int, list[int]] = {row.id: [] for row in rows}
        invited = select(session_guests.c.session_id, session_guests.c.person_id)
        for session, person in self.connection.execute(invited.where(session_guests.c.session_id.in_(guests))):
            guests[session].append(person)
        return {row.planned_at: value_of(Session, row, guests=tuple(sorted(guests[row.id]))) for row in rows}

    def move(self, moved: Sequence[tuple[Session, Time]]) -> None:
        """New times, all at once, under the moments they are planned for now; everybody is asked again."""
        rows = [
            {"its": session.id, "to": time.starts_at, "lasts": time.minutes, "planned": time.planned}
            for session, time in moved
        ]
        again = sessions.c.sequence + 1
        values = {
            "starts_at": bindparam("to"),
            "minutes": bindparam("lasts"),
            "planned_at": bindparam("planned"),
            "sequence": again,
            "asked_sequence": again,
        }
        statement = update(sessions).where(sessions.c.workspace == self.workspace, sessions.c.id == bindparam("its"))
        if rows:
            self.connection.execute(statement.values(**values, changed_at=self.at), rows)

    def cancel(self, off: Sequence[Session]) -> None:
        """They are not held."""
        self._write(off, state=State.CANCELLED, sequence=sessions.c.sequence + 1)

    def rename(self, which: Sequence[Session], meeting: Meeting) -> None:
        """Title and link as the calendar has them now."""
        self._write(which, title=meeting.title, join_link=meeting.join_link)

    def invite(self, which: Sequence[int], guests: Collection[int]) -> None:
        """Guests of all these sessions; those who are invited already stay so."""
        rows = [{"session_id": session, "person_id": person} for session in which for person in sorted(guests)]
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        if rows:
            self.connection.execute(dialect.insert(session_guests).on_conflict_do_nothing(), rows)

    def drop(self, which: Sequence[Session], people: Collection[int]) -> None:
        """Guests no more."""
        ids = select(sessions.c.id).where(self._are(which))
        whom = session_guests.c.session_id.in_(ids) & session_guests.c.person_id.in_(people)
        self.connection.execute(delete(session_guests).where(whom))

    def _row(self, offer: Offer, time: Time, number: int) -> dict[str, Any]:
        name = f"parley:{self.workspace}:adopted:{offer.adopted_id}:{number}"  # a time may move and come back
        row = {"number": number, "starts_at": time.starts_at, "minutes": time.minutes, "planned_at": time.planned}
        return row | {"uid": f"{uuid5(NAMESPACE_URL, name)}@adopted"}

    def _write(self, which: Sequence[Session], **values: Any) -> None:
        if which:
            self.connection.execute(update(sessions).where(self._are(which)).values(changed_at=self.at, **values))

    def _are(self, which: Sequence[Session]) -> ColumnElement[bool]:
        return (sessions.c.workspace == self.workspace) & sessions.c.id.in_([its.id for its in which])

    def _of_mine(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (meeting_offers.c.workspace == self.workspace) & condition
