"""Questions to the record for people who audit: what belongs to an item or a vendor, its entries, and the newest of all."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, String, Table, cast, literal, select, true, union_all
from sqlalchemy.sql.selectable import NamedFromClause, Select

from governance.actions import ActionItem
from governance.events import TextsErased
from governance.kpis.breaches import Breach
from governance.kpis.definitions import Definition
from governance.kpis.results import Result
from governance.kpis.terms import CreditTerms
from governance.risks import Risk
from governance.sessions import Session
from storage import journal
from storage.journal import Anchor, Remembered, Verified
from storage.rows import values_of
from storage.tables import (
    actions,
    agenda_items,
    breaches,
    credit_terms,
    excusals,
    kpi_definitions,
    kpi_results,
    polls,
    risks,
    service_credits,
    session_series,
    sessions,
    vendors,
)
from storage.tables import journal as written

SLICE = 1000

# What belongs to a vendor, by the name the record has for it.
_OF_VENDOR: dict[str, Table] = {
    "action": actions,
    "agenda_item": agenda_items,
    "breach": breaches,
    "credit": service_credits,
    "definition": kpi_definitions,
    "excusal": excusals,
    "poll": polls,
    "result": kpi_results,
    "risk": risks,
    "series": session_series,
    "session": sessions,
    "terms": credit_terms,
}


_KINDS: dict[type, Table] = {
    ActionItem: actions,
    Breach: breaches,
    CreditTerms: credit_terms,
    Definition: kpi_definitions,
    Result: kpi_results,
    Risk: risks,
    Session: sessions,
}
Value = TypeVar("Value")
Entries = Table | NamedFromClause


@dataclass(frozen=True)
class Extent:
    """Which entries are meant: those about some things, or about all that is a vendor's; recorded from one moment to another.
    With them comes what says that texts of theirs were erased, whenever that was; not where `events` are named.

    `events` are the only kinds meant, `without` those that are not. With a `study`, what is of another study is left out; what is of none holds for all and stays.
    """

    subjects: Collection[str] = ()
    vendor: int | None = None
    study: int | None = None
    events: Collection[str] = ()
    without: Collection[str] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Audit:
    """The record of one workspace, to be read."""

    connection: Connection
    workspace: int

    def count(self, extent: Extent) -> int:
        return journal.count(self.connection, self.workspace, self._where(extent))

    def page(self, extent: Extent, first: int, most: int) -> list[Remembered]:
        """Entries in the order they were recorded, from the `first` (0-based) on."""
        return journal.entries(self.connection, self.workspace, self._where(extent), first=first, most=most)

    def entries(self, extent: Extent) -> Iterator[Remembered]:
        """All of them, a thousand at a time."""
        where, after = self._where(extent), 0
        while True:
            more = journal.entries(self.connection, self.workspace, where & (written.c.number > after), most=SLICE)
            yield from more
            if len(more) < SLICE:
                return
            after = more[-1].number

    def all_of(self, kind: type[Value], vendor: int, study: int | None) -> list[Value]:
        """All of one kind that is a vendor's (see `_KINDS`), oldest first; of no other study than this one, where one is given."""
        table = _KINDS[kind]
        query = select(table).where(self._is_vendors(table, vendor, study)).order_by(table.c.id)
        return values_of(kind, self.connection.execute(query))

    def head(self) -> Anchor:
        """The newest entry of all: its number and hash."""
        return journal.head(self.connection, self.workspace)

    def verify(self, anchors: Sequence[Anchor] = ()) -> Verified:
        """Walks the workspace's chain."""
        return journal.verify(self.connection, anchors, self.workspace)

    def erasures(self, *, since: datetime | None = None, after: int = 0) -> list[Remembered]:
        """The entries that say which texts were erased: of those recorded since a moment, and behind a number."""
        where = _erases() & (written.c.number > after)
        return journal.entries(
            self.connection, self.workspace, where & (written.c.recorded_at >= since) if since else where
        )

    def _where(self, extent: Extent) -> ColumnElement[bool]:
        its = self._meant(extent, written) & _recorded(extent, written)
        return its if extent.events else its | self._erasing(extent)

    def _meant(self, extent: Extent, entry: Entries) -> ColumnElement[bool]:
        about = self._subjects(extent.vendor, extent.study) if extent.vendor else extent.subjects
        where: ColumnElement[bool] = entry.c.subject.in_(about)
        if extent.events:
            where &= entry.c.event.in_(extent.events)
        return where & entry.c.event.not_in(extent.without) if extent.without else where

    def _erasing(self, extent: Extent) -> ColumnElement[bool]:
        """What erased texts of entries that are meant; and, in the days that are meant, of entries from before."""
        entry = written.alias()
        named = select(literal("entry:") + cast(entry.c.number, String))
        meant = named.where(entry.c.workspace == self.workspace, self._meant(extent, entry))
        of_these = written.c.subject.in_(meant.where(_recorded(extent, entry)))
        return _erases() & (of_these | (written.c.subject.in_(meant) & _recorded(extent, written)))

    def _subjects(self, vendor: int, study: int | None) -> Select[Any]:
        named = [self._named(name, table, vendor, study) for name, table in _OF_VENDOR.items()]
        own = select((literal("vendor:") + cast(vendors.c.id, String)).label("subject"))
        found = union_all(own.where(vendors.c.workspace == self.workspace, vendors.c.id == vendor), *named).subquery()
        return select(found.c.subject)

    def _named(self, name: str, table: Table, vendor: int, study: int | None) -> Select[Any]:
        subject = (literal(f"{name}:") + cast(table.c.id, String)).label("subject")
        return select(subject).where(self._is_vendors(table, vendor, study))

    def _is_vendors(self, table: Table, vendor: int, study: int | None) -> ColumnElement[bool]:
        where: ColumnElement[bool] = (table.c.workspace == self.workspace) & (table.c.vendor_id == vendor)
        if study and "study_id" in table.c:
            where &= table.c.study_id.is_(None) | (table.c.study_id == study)
        return where


def _erases() -> ColumnElement[bool]:
    return written.c.subject.startswith("entry:") & (written.c.event == TextsErased.__name__)


def _recorded(extent: Extent, entry: Entries) -> ColumnElement[bool]:
    since = entry.c.recorded_at >= extent.since if extent.since else true()
    return since & (entry.c.recorded_at < extent.until) if extent.until else since
