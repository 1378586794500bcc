"""Sessions, single ones and meetings of series, and who is invited to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    delete,
    false,
    func,
    insert,
    literal_column,
    select,
    update,
)

from governance.people import Person
from governance.rsvps import Says
from governance.session_series import SessionSeries
from governance.sessions import Kind, Session, State
from storage.rows import value_of, values_of
from storage.session_series import Meeting
from storage.tables import people, series_guests, session_guests, sessions, workspaces
from storage.tables.sessions import ON

LONGEST = timedelta(days=1)  # a session
COMING = (State.SCHEDULED, State.CONFIRMED)
# Neither what is only drafted nor what is cancelled.
SHOWN = (*COMING, State.HELD, State.INQUORATE)
ATTENDED = SHOWN
# What a meeting takes over from its series.
OF_SERIES = (
    *(
        "vendor_id",
        "study_id",
        "kind",
        "title",
        "minutes",
        "zone",
        "join_link",
        "called_by",
        "sequence",
        "asked_sequence",
    ),
)
_ANSWERED = func.coalesce(session_guests.c.answered_sequence, -1)


@dataclass(frozen=True, kw_only=True)
class Attended:
    """Somebody at a session that was held or will be."""

    session: int
    starts_at: datetime
    minutes: int
    optional: bool
    person: Person


@dataclass(frozen=True)
class Sessions:
    """The sessions of one workspace."""

    connection: Connection
    workspace: int
    at: datetime

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
        facts = {"vendor_id": vendor_id, "study_id": study_id, "kind": kind, "title": title, "starts_at": starts_at}
        more = {"minutes": minutes, "zone": zone, "uid": uid, "sequence": 0, "state": state, "changed_at": self.at}
        more |= {"join_link": join_link, "called_by": called_by, "number": self._next_number()}
        statement = insert(sessions).values(workspace=self.workspace, **facts, **more).returning(sessions)
        row = self.connection.execute(statement).one()
        if guests:
            rows = [{"session_id": row.id, "person_id": its, "optional": its in optional} for its in guests]
            self.connection.execute(insert(session_guests), rows)
        return self._session(row)

    def add_all(self, series: SessionSeries, meetings: Sequence[Meeting]) -> None:
        """Meetings of a series, with its guests, under the next numbers."""
        if not meetings:
            return
        facts = {name: getattr(series, name) for name in OF_SERIES} | {"workspace": self.workspace}
        facts |= {"series_id": series.id, "state": State.SCHEDULED, "changed_at": self.at}
        next_number = self._next_number()
        rows = [
            facts
            | {"number": number, "planned_on": its.planned_on, "starts_at": its.starts_at}
            | {"uid": f"{number}.{series.uid}"}
            for number, its in enumerate(meetings, next_number)
        ]
        self.connection.execute(insert(sessions), rows)
        days = [its.planned_on for its in meetings]
        new = (sessions.c.series_id == series.id) & sessions.c.planned_on.in_(days)
        invited = select(sessions.c.id, series_guests.c.person_id, series_guests.c.optional).join(
            series_guests, series_guests.c.series_id == sessions.c.series_id
        )
        invited = invited.where(new, series_guests.c.until.is_(None))
        statement = insert(session_guests).from_select(["session_id", "person_id", "optional"], invited)
        self.connection.execute(statement)

    def of_series(self, series: int) -> list[Session]:
        """All its meetings, cancelled ones too, in the order of their planned days."""
        where = (sessions.c.workspace == self.workspace) & (sessions.c.series_id == series)
        query = select(sessions).where(where).order_by(sessions.c.planned_on)
        return self._sessions(self.connection.execute(query).all())

    def by_id(self, session: int) -> Session | None:
        return self._one(sessions.c.id == session)

    def held(self, session: int) -> Session | None:
        """The session as it is now; until this unit of work is over nobody else who asks so has it."""
        where = self._is_of_mine() & (sessions.c.id == session)
        row = self.connection.execute(select(sessions).where(where).with_for_update(key_share=True)).one_or_none()
        return self._session(row) if row else None

    def some(self, ids: Sequence[int]) -> list[Session]:
        """Several at once, soonest first."""
        return self._some(sessions.c.id.in_(ids), most=len(ids))

    def numbered(self, number: int) -> Session | None:
        """The session people call S-<number>."""
        return self._one(sessions.c.number == number)

    def change(self, session: Session, *, sequence: int | None = None, **values: Any) -> Session | None:
        """The session with these values under its next sequence (a series' meeting: the series' one), which asks everybody
        again; None when somebody else changed it meanwhile."""
        asked = session.sequence + 1 if sequence is None else sequence
        return self._write(session, sequence=asked, asked_sequence=asked, **values)

    def revise(self, session: Session, **values: Any) -> Session | None:
        """The session with these values; answers stay. A higher `sequence` among them is what a CANCEL to one guest needs."""
        return self._write(session, **values)

    def replan(self, series: SessionSeries, moves: Sequence[tuple[Session, Meeting]]) -> None:
        """These meetings belong to the series now, planned for other days; everybody is asked again."""
        if not moves:
            return
        where = (sessions.c.workspace == self.workspace) & (sessions.c.id == bindparam("its_id"))
        # Two steps: a planned day may still be another meeting's while the days change places.
        every = [{"its_id": session.id} for session, _ in moves]
        self.connection.execute(update(sessions).where(where).values(planned_on=None), every)
        facts = {name: getattr(series, name) for name in OF_SERIES} | {"series_id": series.id, "changed_at": self.at}
        rows = [{"its_id": session.id, "day": its.planned_on, "at": its.starts_at} for session, its in moves]
        places: dict[str, Any] = {"planned_on": bindparam("day"), "starts_at": bindparam("at")}
        self.connection.execute(update(sessions).where(where).values(**facts, **places), rows)

    def change_all(self, these: Sequence[Session], **values: Any) -> None:
        """The same values for all of them; `sequence` and `asked_sequence` among them where that asks again."""
        where = (sessions.c.workspace == self.workspace) & sessions.c.id.in_([its.id for its in these])
        self.connection.execute(update(sessions).where(where).values(changed_at=self.at, **values))

    def _next_number(self) -> int:
        """The number after the workspace's newest; two at once queue at its row."""
        lock = select(workspaces.c.id).where(workspaces.c.id == self.workspace).with_for_update(key_share=True)
        self.connection.execute(lock)
        newest = select(func.coalesce(func.max(sessions.c.number), 0)).where(sessions.c.workspace == self.workspace)
        return int(self.connection.execute(newest).scalar_one()) + 1

    def _write(self, session: Session, **values: Any) -> Session | None:
        where = (sessions.c.workspace == self.workspace) & (sessions.c.id == session.id)
        same = (sessions.c.sequence == session.sequence) & (sessions.c.state == session.state)
        same &= sessions.c.started_at.is_not_distinct_from(session.started_at)
        row = self.connection.execute(
            update(sessions).where(where, same).values(changed_at=self.at, **values).returning(sessions)
        ).one_or_none()
        return self._session(row) if row else None

    # --- guests ------------------------------------------------------------------------------------------------------

    def invite(self, session: Session, people: Sequence[int], *, optional: bool = False) -> None:
        """More guests."""
        self.invite_all([session], people, optional=optional)

    def invite_all(self, these: Sequence[Session], people: Sequence[int], *, optional: bool = False) -> None:
        """These people to all of these sessions, where they are not invited yet."""
        rows = [
            {"session_id": session.id, "person_id": its, "optional": optional}
            for session in these
            for its in people
            if its not in session.guests
        ]
        if rows:
            self.connection.execute(insert(session_guests), rows)

    def need(self, session: Session, people: Sequence[int], *, optional: bool) -> None:
        """Whether these of its guests need not come."""
        whom = (session_guests.c.session_id == session.id) & session_guests.c.person_id.in_(people)
        self.connection.execute(update(session_guests).where(whom, self._is_mine()).values(optional=optional))

    def drop_all(self, these: Sequence[Session], people: Sequence[int]) -> None:
        """These people from all of these sessions."""
        ids = [its.id for its in these]
        whom = session_guests.c.session_id.in_(ids) & session_guests.c.person_id.in_(people)
        self.connection.execute(delete(session_guests).where(whom, self._is_mine()))

    def drop(self, session: Session, people: Sequence[int]) -> None:
        """Guests no more."""
        self.drop_all([session], people)

    # --- answers -----------------------------------------------------------------------------------------------------

    def answer(self, session: Session, person: int, says: Says, at: datetime) -> bool:
        """Keeps what a guest says to the session as it stands; False when they had said so already."""
        guest = (session_guests.c.session_id == session.id) & (session_guests.c.person_id == person)
        news = session_guests.c.says.is_distinct_from(says)
        again = session.asked_sequence > _ANSWERED
        statement = update(session_guests).where(guest, self._is_mine(), news | again)
        values = {"says": says, "answered_at": at, "answered_sequence": session.sequence}
        values |= {"doubted": None, "doubted_sequence": None}
        if self.connection.execute(statement.values(**values)).rowcount == 1:
            return True
        # Said again: an older answer that comes later still must not count.
        said_before = update(session_guests).where(guest, self._is_mine(), session_guests.c.answered_at < at)
        self.connection.execute(said_before.values(answered_at=at, doubted=None, doubted_sequence=None))
        return False

    def answer_all(self, these: Sequence[Session], person: int, says: Says, at: datetime) -> int:
        """The same answer to all of these as they stand; how many of them had another one or none."""
        theirs = session_guests.c.session_id.in_([its.id for its in these]) & (session_guests.c.person_id == person)
        of_it = select(sessions).where(sessions.c.id == session_guests.c.session_id)
        asked, now = (
            of_it.with_only_columns(its).scalar_subquery() for its in (sessions.c.asked_sequence, sessions.c.sequence)
        )
        news = session_guests.c.says.is_distinct_from(says) | (asked > _ANSWERED)
        settled = {"answered_at": at, "doubted": None, "doubted_sequence": None}
        statement = update(session_guests).where(theirs, self._is_mine())
        again = statement.where(~news, session_guests.c.answered_at < at).values(**settled)
        self.connection.execute(again)
        return self.connection.execute(
            statement.where(news).values(says=says, answered_sequence=now, **settled)
        ).rowcount

    def answers(self, session: Session) -> dict[int, Says | None]:
        """What each guest says to the session as it stands; None where they have not answered it."""
        return self.answers_to([session])[session.id]

    def answers_to(self, these: Sequence[Session]) -> dict[int, dict[int, Says | None]]:
        """By session, what each guest says to it as it stands."""
        asked = {its.id: its.asked_sequence for its in these}
        found: dict[int, dict[int, Says | None]] = {its.id: {} for its in these}
        query = select(session_guests).where(session_guests.c.session_id.in_(asked), self._is_mine())
        for row in self.connection.execute(query.order_by(session_guests.c.person_id)):
            is_current = row.says and row.answered_sequence >= asked[row.session_id]
            found[row.session_id][row.person_id] = Says(row.says) if is_current else None
        return found

    def between(self, since: datetime, until: datetime, most: int = 1000) -> list[Session]:
        """What begins in this span and is still to be held, soonest first."""
        span = (sessions.c.starts_at > since) & (sessions.c.starts_at <= until)
        return self._some(span & sessions.c.state.in_(COMING), most=most)

    def unanswered(
        self, people: Iterable[int], since: datetime, until: datetime, most: int | None = None
    ) -> list[tuple[int, Session]]:
        """Person and session: who of these people has not answered an invitation to what begins in this span, soonest
        first; `most` of them."""
        theirs = session_guests.c.person_id.in_(list(people))
        return self._guests_of(since, until, theirs & (sessions.c.asked_sequence > _ANSWERED), most)

    def expected(self, since: datetime, until: datetime) -> list[tuple[int, Session]]:
        """Person and session: everybody who has not said that they cannot come to what begins in this span."""
        return self._guests_of(since, until, self._may_come())

    def attended(self, vendor: int, since: datetime) -> list[Attended]:
        """Who was or will be at a vendor's sessions from a moment on: all guests but those who said that they cannot."""
        no = (session_guests.c.says == Says.NO) & (sessions.c.asked_sequence <= _ANSWERED)
        facts = (sessions.c.id.label("session"), sessions.c.starts_at, sessions.c.minutes, session_guests.c.optional)
        query = (
            select(*facts, people)
            .join(session_guests, session_guests.c.session_id == sessions.c.id)
            .join(people, people.c.id == session_guests.c.person_id)
            .where(sessions.c.workspace == self.workspace, sessions.c.vendor_id == vendor)
            .where(sessions.c.starts_at > since, sessions.c.state.in_(ATTENDED))
            .where(func.coalesce(no, false()).is_(False))
            .order_by(sessions.c.starts_at, sessions.c.id, people.c.id)
        )
        return [value_of(Attended, row, person=value_of(Person, row)) for row in self.connection.execute(query)]

    def taken(self, people: Collection[int], since: datetime, until: datetime) -> list[tuple[int, datetime, datetime]]:
        """Person, begin and end: what these people are invited to in this span and have not declined."""
        expected = self._guests_of(since - LONGEST, until, session_guests.c.person_id.in_(people) & self._may_come())
        return [(person, its.starts_at, its.ends_at) for person, its in expected if its.ends_at > since]

    def _may_come(self) -> ColumnElement[bool]:
        no = (session_guests.c.says == Says.NO) & (sessions.c.asked_sequence <= _ANSWERED)
        return func.coalesce(no, false()).is_(False)

    def _guests_of(
        self, since: datetime, until: datetime, which: ColumnElement[bool], most: int | None = None
    ) -> list[tuple[int, Session]]:
        query = (
            select(session_guests.c.person_id, sessions)
            .join(session_guests, session_guests.c.session_id == sessions.c.id)
            .where(sessions.c.workspace == self.workspace, sessions.c.state.in_(COMING), which)
            .where(sessions.c.starts_at > since, sessions.c.starts_at <= until)
        )
        rows = self.connection.execute(query.order_by(sessions.c.starts_at, sessions.c.id).limit(most)).all()
        return [(row.person_id, value_of(Session, row, guests=())) for row in rows]

    def _is_of_mine(self) -> ColumnElement[bool]:
        return sessions.c.workspace == self.workspace

    def _is_mine(self) -> ColumnElement[bool]:
        return session_guests.c.session_id.in_(select(sessions.c.id).where(self._is_of_mine()))

    # -----------------------------------------------------------------------------------------------------------------

    def coming(self, vendor: int, now: datetime, most: int = 5, first: int = 0) -> list[Session]:
        """The vendor's next sessions, soonest first, from the `first` on."""
        where = (sessions.c.vendor_id == vendor) & (sessions.c.starts_at > now) & sessions.c.state.in_(COMING)
        return self._some(where, most=most, first=first)

    def next_of(self, vendor: int, kind: Kind, now: datetime) -> Session | None:
        """The vendor's next session of a kind."""
        coming = (sessions.c.starts_at > now) & sessions.c.state.in_(COMING) & (sessions.c.kind == kind)
        return self._one((sessions.c.vendor_id == vendor) & coming)

    def on_now(self, vendor: int | None = None) -> list[Session]:
        """What a chair has started and none has ended, with a vendor or with any."""
        on: ColumnElement[bool] = literal_column(ON) & sessions.c.state.in_(COMING)
        return self._some(on if vendor is None else (sessions.c.vendor_id == vendor) & on, most=200)

    def past(self, vendor: int, since: datetime, until: datetime) -> list[Session]:
        """All that began or was to begin in this span with a vendor, whatever became of it; soonest first."""
        span = (sessions.c.starts_at > since) & (sessions.c.starts_at <= until)
        return self._some((sessions.c.vendor_id == vendor) & span, most=1000)

    def coming_anywhere(self, now: datetime, most: int = 5, first: int = 0) -> list[Session]:
        """The next sessions of all vendors."""
        return self._some((sessions.c.starts_at > now) & sessions.c.state.in_(COMING), most=most, first=first)

    def published(
        self, since: datetime, until: datetime, *, guest: int | None = None, vendor: int | None = None
    ) -> list[Session]:
        """What calendars show of a guest's sessions, of a vendor's, or of a guest's with that vendor; nobody's names in it."""
        span = (sessions.c.starts_at > since) & (sessions.c.starts_at <= until)
        return self._shown(span if vendor is None else span & (sessions.c.vendor_id == vendor), guest)

    def published_of(self, series: Collection[int], *, guest: int | None = None) -> list[Session]:
        """What calendars show of these series, however long ago: all their meetings, or a guest's."""
        return self._shown(sessions.c.series_id.in_(series), guest)

    def _shown(self, which: ColumnElement[bool], guest: int | None) -> list[Session]:
        query = select(sessions).where(sessions.c.workspace == self.workspace, sessions.c.state.in_(SHOWN), which)
        if guest is not None:
            query = query.join(session_guests, session_guests.c.session_id == sessions.c.id)
            query = query.where(session_guests.c.person_id == guest)
        return values_of(Session, self.connection.execute(query.order_by(sessions.c.starts_at, sessions.c.id)))

    def _one(self, condition: ColumnElement[bool]) -> Session | None:
        found = self._some(condition, most=1)
        return found[0] if found else None

    def _some(self, condition: ColumnElement[bool], *, most: int, first: int = 0) -> list[Session]:
        where = (sessions.c.workspace == self.workspace) & condition
        query = select(sessions).where(where).order_by(sessions.c.starts_at, sessions.c.id).limit(most).offset(first)
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
