"""Series of sessions, who is invited to them, and their meetings as rows of `sessions`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from governance.calendar.series import OnHoliday
from governance.session_series import SessionSeries
from governance.sessions import Kind, State
from storage.rows import value_of
from storage.tables import series_guests, session_series


@dataclass(frozen=True)
class AllSeries:
    """The series of one workspace."""

    connection: Connection
    workspace: int

    def add(
        self,
        *,
        vendor_id: int,
        study_id: int | None,
        kind: Kind,
        title: str,
        first: date,
        clock: time,
        minutes: int,
        zone: str,
        rule: str,
        until: date | None,
        on_holiday: OnHoliday,
        join_link: str | None,
        called_by: int | None,
        uid: str,
        planned_until: date,
        guests: Sequence[int],
        optional: Collection[int] = (),
        follows: str | None = None,
        sequence: int = 0,
    ) -> SessionSeries:
        """A series and its guests (person ids; some of them `optional`); its meetings are planned by whoever adds it.

        One that takes meetings over counts on from the `sequence` they have, so that those ask everybody again.
        """
        facts: dict[str, Any] = {
            "vendor_id": vendor_id,
            "study_id": study_id,
            "kind": kind,
            "title": title,
            "first": first,
        }
        facts |= {"clock": clock, "minutes": minutes, "zone": zone, "rule": rule, "until": until}
        facts |= {"on_holiday": on_holiday, "join_link": join_link, "called_by": called_by, "uid": uid}
        facts |= {"planned_until": planned_until, "follows": follows, "state": State.SCHEDULED}
        row = self.connection.execute(
            insert(session_series)
            .values(workspace=self.workspace, sequence=sequence, asked_sequence=sequence, **facts)
            .returning(session_series)
        ).one()
        rows = [{"series_id": row.id, "person_id": its, "optional": its in optional} for its in guests]
        self.connection.execute(insert(series_guests), rows)
        return self._series([row])[0]

    def by_id(self, series: int) -> SessionSeries:
        return self._some(session_series.c.id == series)[0]

    def by_uid(self, uid: str) -> SessionSeries | None:
        """The series calendars know by this uid."""
        found = self._some(session_series.c.uid == uid)
        return found[0] if found else None

    def some(self, series: Iterable[int]) -> dict[int, SessionSeries]:
        """These series by id."""
        return {its.id: its for its in self._some(session_series.c.id.in_(list(series)))}

    def to_plan(self, before: date, most: int) -> list[SessionSeries]:
        """Series that go on and whose meetings are planned to a day before this one, the least planned first."""
        open_end = session_series.c.until.is_(None) | (session_series.c.until > session_series.c.planned_until)
        where = (session_series.c.state == State.SCHEDULED) & (session_series.c.planned_until < before) & open_end
        return self._some(where, most)

    def there_is(self, vendor: int, on: date, title: str, rule: str, clock: time, zone: str) -> bool:
        """Whether such a series of the vendor's goes on on a day or later."""
        its = session_series.c
        where = (its.workspace == self.workspace) & (its.vendor_id == vendor) & (its.state == State.SCHEDULED)
        same = (its.title == title) & (its.rule == rule) & (its.clock == clock) & (its.zone == zone)
        query = select(its.id).where(where, same, its.until.is_(None) | (its.until >= on)).limit(1)
        return self.connection.execute(query).first() is not None

    def change(self, series: SessionSeries, **values: Any) -> SessionSeries | None:
        """The series under its next sequence, which asks everybody again about meetings that take it over; None when
        somebody else changed it meanwhile."""
        asked = series.sequence + 1
        return self._write(series, sequence=asked, asked_sequence=asked, **values)

    def revise(self, series: SessionSeries, *, bump: bool = False, **values: Any) -> SessionSeries | None:
        """The series with these values; answers stay. `bump` raises its sequence, as one meeting's change does."""
        return self._write(series, sequence=series.sequence + bump, **values)

    def invite(self, series: SessionSeries, people: Sequence[int], *, optional: bool = False) -> None:
        """More guests of all that is to come; none of them is that already."""
        self.drop(series, people)
        rows = [{"series_id": series.id, "person_id": its, "optional": optional} for its in people]
        self.connection.execute(insert(series_guests), rows)

    def drop(self, series: SessionSeries, people: Sequence[int]) -> None:
        """Guests no more."""
        self.connection.execute(delete(series_guests).where(self._are_guests(series, people)))

    def leave(self, series: SessionSeries, people: Sequence[int], until: date) -> None:
        """Guests of no meeting that is planned after this day."""
        self.connection.execute(update(series_guests).where(self._are_guests(series, people)).values(until=until))

    # -----------------------------------------------------------------------------------------------------------------

    def _are_guests(self, series: SessionSeries, people: Sequence[int]) -> ColumnElement[bool]:
        mine = select(session_series.c.id).where(session_series.c.workspace == self.workspace)
        of_it = (series_guests.c.series_id == series.id) & series_guests.c.series_id.in_(mine)
        return of_it & series_guests.c.person_id.in_(people)

    def _write(self, series: SessionSeries, **values: Any) -> SessionSeries | None:
        where = (session_series.c.workspace == self.workspace) & (session_series.c.id == series.id)
        same = (session_series.c.sequence == series.sequence) & (session_series.c.state == series.state)
        statement = update(session_series).where(where, same).values(**values).returning(session_series)
        row = self.connection.execute(statement).one_or_none()
        return self._series([row])[0] if row else None

    def _some(self, condition: ColumnElement[bool], most: int | None = None) -> list[SessionSeries]:
        where = (session_series.c.workspace == self.workspace) & condition
        query = select(session_series).where(where).order_by(session_series.c.planned_until, session_series.c.id)
        return self._series(self.connection.execute(query.limit(most)).all())

    def _series(self, rows: Sequence[Row[Any]]) -> list[SessionSeries]:
        """With their guests, in one more query."""
        query = select(series_guests).where(series_guests.c.series_id.in_([row.id for row in rows]))
        found: dict[int, list[Row[Any]]] = defaultdict(list)
        for its in self.connection.execute(query.order_by(series_guests.c.person_id)) if rows else ():
            found[its.series_id].append(its)
        return [value_of(SessionSeries, row, **_guests(found[row.id])) for row in rows]


def _guests(rows: Sequence[Row[Any]]) -> dict[str, tuple[Any, ...]]:
    return {
        "guests": tuple(its.person_id for its in rows if its.until is None),
        "optional": tuple(its.person_id for its in rows if its.optional),
        "leaving": tuple((its.person_id, its.until) for its in rows if its.until is not None),
    }


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A planned day of a series and the moment its meeting begins."""

    planned_on: date
    starts_at: datetime
