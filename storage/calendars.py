"""Calendars people let Parley look at, and what their last reading said, replaced whole by each reading."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, delete, false, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.calendar.busy import Busy, Span
from governance.calendars import EVERY, Calendar, Kind, Reading, what_is_known
from governance.people import SPONSORS
from storage.rows import value_of
from storage.tables import busy_spans, calendars, people

KINDS = ("busy", "tentative", "unknown")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How many calendars could be read the last time, how many were not asked yet, and why the others failed, each with how many."""

    read: int
    not_yet: int
    failing: Mapping[str, int]


@dataclass(frozen=True)
class Calendars:
    """The calendars of one workspace at a moment."""

    connection: Connection
    workspace: int
    at: datetime

    def of(self, person: int) -> Calendar | None:
        query = select(calendars).where(self._mine(), calendars.c.person_id == person)
        row = self.connection.execute(query).one_or_none()
        return value_of(Calendar, row) if row else None

    def give(self, person: int, address: str) -> str:
        """From now on this address is theirs, and what another one told is forgotten; its mark."""
        mark = _new_mark()
        values = _unread(Kind.FEED, mark) | {"address": address, "next_read_at": self.at + EVERY}
        fresh = self._dialect.insert(calendars).values(workspace=self.workspace, person_id=person, **values)
        again = fresh.on_conflict_do_update(index_elements=["person_id"], set_=values, where=self._mine())
        self.connection.execute(again)
        self._forget(busy_spans.c.person_id == person)
        return mark

    def remove(self, person: int) -> bool:
        """Forgets the address they gave, and what it told; False when they gave none."""
        which = (calendars.c.person_id == person) & (calendars.c.kind == Kind.FEED)
        removed = self.connection.execute(delete(calendars).where(self._mine(), which)).rowcount == 1
        if removed:
            self._forget(busy_spans.c.person_id == person)
        return removed

    def enrol(self, domains: Collection[str]) -> None:
        """The sponsor's people with mail in these domains are asked for at its server, unless they gave an address; no others."""
        whose = (people.c.workspace == self.workspace) & people.c.role.in_(SPONSORS) & _has_mail_in(domains)
        asked = select(people.c.id).where(whose)
        gone = (calendars.c.kind == Kind.CALDAV) & calendars.c.person_id.not_in(asked)
        if self.connection.execute(delete(calendars).where(self._mine(), gone)).rowcount:
            left = select(calendars.c.person_id).where(self._mine())
            self._forget(busy_spans.c.person_id.not_in(left))
        if domains:
            self._add(whose & people.c.id.not_in(select(calendars.c.person_id)))

    def _add(self, whose: ColumnElement[bool]) -> None:
        values = {"workspace": self.workspace, "next_read_at": self.at} | _unread(Kind.CALDAV, _new_mark())
        columns = [literal(value, calendars.c[name].type) for name, value in values.items()]
        newcomers = select(people.c.id, *columns).where(whose)
        added = self._dialect.insert(calendars).from_select(["person_id", *values], newcomers)
        self.connection.execute(added.on_conflict_do_nothing())

    def due(self, most: int) -> dict[int, str]:
        """Whose calendars are to be read now, with their marks; each is due again in an hour, whatever becomes of this."""
        query = select(calendars.c.person_id, calendars.c.mark).where(self._mine(), calendars.c.next_read_at <= self.at)
        query = query.order_by(calendars.c.next_read_at, calendars.c.person_id).limit(most)
        rows = self.connection.execute(query.with_for_update(skip_locked=True)).all()
        found = {row.person_id: row.mark for row in rows}
        if found:
            moved = update(calendars).where(self._mine(), calendars.c.person_id.in_(found))
            self.connection.execute(moved.values(next_read_at=self.at + EVERY))
        return found

    def keep(self, calendar: Calendar, reading: Reading, next_read_at: datetime, *, told: bool) -> bool:
        """What a reading said takes the place of what the one before did; False when the calendar has changed since it began."""
        values = {
            "mark": _new_mark(),
            "next_read_at": next_read_at,
            "read_at": self.at,
            "known_from": reading.begins,
            "known_until": reading.ends,
            "why": reading.told.why,
            "failures": calendar.failures + 1 if reading.failed else 0,
            "told": told,
        }
        same = (calendars.c.person_id == calendar.person_id) & (calendars.c.mark == calendar.mark)
        if self.connection.execute(update(calendars).where(self._mine(), same).values(**values)).rowcount != 1:
            return False
        self._forget(busy_spans.c.person_id == calendar.person_id)
        rows = [self._span(calendar.person_id, kind, span) for kind in KINDS for span in getattr(reading.told, kind)]
        if rows:
            self.connection.execute(insert(busy_spans), rows)
        return True

    def busy_of(self, persons: Collection[int], begins: datetime, ends: datetime) -> dict[int, Busy]:
        """What is known of everybody's time between two moments, in two queries; unknown for whoever has no calendar."""
        asked = list(persons)
        query = select(calendars).where(self._mine(), calendars.c.person_id.in_(asked))
        kept = {row.person_id: value_of(Calendar, row) for row in self.connection.execute(query)}
        told = self._told(asked, begins, ends)
        return {who: what_is_known(kept.get(who), told.get(who, Busy()), begins, ends, self.at) for who in asked}

    def standing(self) -> Standing:
        """How reading goes, for whoever looks after Parley: whose calendars these are is not said."""
        fails, is_new = calendars.c.failures > 0, calendars.c.read_at.is_(None)
        counts = (func.count(), func.count(case((is_new, 1))), func.count(case((fails, 1))))
        known, not_yet, failing = self.connection.execute(select(*counts).where(self._mine())).one()
        whys = select(calendars.c.why, func.count()).where(self._mine(), fails).group_by(calendars.c.why)
        rows = self.connection.execute(whys.order_by(calendars.c.why))
        reasons = {str(row.why): int(row[1]) for row in rows}
        return Standing(read=known - not_yet - failing, not_yet=not_yet, failing=reasons)

    def _told(self, persons: Iterable[int], begins: datetime, ends: datetime) -> dict[int, Busy]:
        within = (busy_spans.c.begins < ends) & (busy_spans.c.ends > begins)
        mine = (busy_spans.c.workspace == self.workspace) & busy_spans.c.person_id.in_(list(persons))
        rows = self.connection.execute(select(busy_spans).where(mine, within).order_by(busy_spans.c.begins))
        return {
            who: Busy(busy=tuple(its["busy"]), tentative=tuple(its["tentative"]), unknown=tuple(its["unknown"]))
            for who, its in _by_person(rows)
        }

    def _span(self, person: int, kind: str, span: Span) -> dict[str, Any]:
        whose = {"workspace": self.workspace, "person_id": person}
        return {**whose, "kind": kind, "begins": span[0], "ends": span[1]}

    def _forget(self, which: ColumnElement[bool]) -> None:
        self.connection.execute(delete(busy_spans).where(busy_spans.c.workspace == self.workspace, which))

    def _mine(self) -> ColumnElement[bool]:
        return calendars.c.workspace == self.workspace

    @property
    def _dialect(self) -> Any:
        return sqlite if self.connection.dialect.name == "sqlite" else postgresql


def _new_mark() -> str:
    return secrets.token_hex(8)


def _unread(kind: Kind, mark: str) -> dict[str, Any]:
    """Of a calendar nobody has read yet."""
    nothing = dict.fromkeys(("address", "read_at", "known_from", "known_until", "why"))
    return {"kind": kind, "mark": mark, "failures": 0, "told": False, **nothing}


def _has_mail_in(domains: Collection[str]) -> ColumnElement[bool]:
    mail = func.lower(people.c.mail)
    return or_(false(), *(mail.endswith(f"@{domain}", autoescape=True) for domain in domains))


def _by_person(rows: Iterable[Row[Any]]) -> Iterable[tuple[int, dict[str, list[Span]]]]:
    found: dict[int, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.person_id][row.kind].append((row.begins, row.ends))
    return found.items()
