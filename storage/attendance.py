"""Who was at a session, and what was made there of what people said."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from governance.bodies import Attendance, Attended
from governance.notes import Note, NoteKind
from storage.rows import value_of, values_of
from storage.tables import attendance, session_notes


@dataclass(frozen=True)
class AttendanceLists:
    """The attendance lists of one workspace."""

    connection: Connection
    workspace: int

    def of(self, session: int) -> Attendance:
        return self.of_all([session]).get(session, Attendance())

    def of_all(self, sessions: Collection[int]) -> dict[int, Attendance]:
        """By session; those where nobody is noted are left out."""
        where = self._is(attendance.c.session_id.in_(list(sessions)))
        found: dict[int, list[Attended]] = {}
        for its in values_of(
            Attended, self.connection.execute(select(attendance).where(where).order_by(attendance.c.id))
        ):
            found.setdefault(its.session_id, []).append(its)
        return {session: Attendance(lines=tuple(lines)) for session, lines in found.items()}

    def note(self, lines: Iterable[Attended]) -> None:
        """These take the place of what was noted of the same people."""
        new = list(lines)
        for session in {its.session_id for its in new}:
            who = [its.person_id for its in new if its.session_id == session]
            mine = self._is((attendance.c.session_id == session) & attendance.c.person_id.in_(who))
            self.connection.execute(delete(attendance).where(mine))
        if new:
            self.connection.execute(insert(attendance), [{"workspace": self.workspace} | vars(its) for its in new])

    def take_off(self, session: int, people: Collection[int]) -> None:
        """Nothing is noted of these people any more."""
        theirs = (attendance.c.session_id == session) & attendance.c.person_id.in_(list(people))
        self.connection.execute(delete(attendance).where(self._is(theirs)))

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (attendance.c.workspace == self.workspace) & condition


@dataclass(frozen=True)
class Notes:
    """What was made of what people said in the sessions of one workspace."""

    connection: Connection
    workspace: int

    def keep(
        self,
        session: int,
        kind: NoteKind,
        thing: str,
        person: int,
        at: datetime,
        *,
        item: int | None = None,
        source: str | None = None,
    ) -> Note:
        """Somebody said so, and this was made of it."""
        facts: dict[str, Any] = {
            "session_id": session,
            "item_id": item,
            "kind": kind,
            "thing": thing,
            "person_id": person,
        }
        facts |= {"noted_at": at, "source": source, "workspace": self.workspace}
        row = self.connection.execute(insert(session_notes).values(facts).returning(session_notes)).one()
        return value_of(Note, row)

    def by_id(self, note: int) -> Note | None:
        row = self.connection.execute(select(session_notes).where(self._is(session_notes.c.id == note))).one_or_none()
        return value_of(Note, row) if row else None

    def of_session(self, session: int) -> list[Note]:
        """What was not taken back, in the order it was said."""
        return self._found((session_notes.c.session_id == session) & session_notes.c.undone_at.is_(None))

    def of_sessions(self, sessions: Collection[int]) -> list[Note]:
        """The same of several sessions."""
        return self._found(session_notes.c.session_id.in_(list(sessions)) & session_notes.c.undone_at.is_(None))

    def about_items(self, items: Collection[int]) -> list[Note]:
        """What was said to these points of agendas and not taken back."""
        return self._found(session_notes.c.item_id.in_(list(items)) & session_notes.c.undone_at.is_(None))

    def of_things(self, things: Collection[str]) -> list[Note]:
        """Where these came from, as far as they came from a session."""
        return self._found(session_notes.c.thing.in_(list(things)) & session_notes.c.undone_at.is_(None))

    def undo(self, note: Note, at: datetime) -> bool:
        """It was taken back; False when it had been before."""
        where = self._is((session_notes.c.id == note.id) & session_notes.c.undone_at.is_(None))
        return self.connection.execute(update(session_notes).where(where).values(undone_at=at)).rowcount == 1

    def _found(self, condition: ColumnElement[bool]) -> list[Note]:
        query = select(session_notes).where(self._is(condition)).order_by(session_notes.c.id)
        return values_of(Note, self.connection.execute(query))

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (session_notes.c.workspace == self.workspace) & condition
