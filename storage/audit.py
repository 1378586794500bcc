"""Questions to the record for people who audit: what belongs to an item or a vendor, its entries, and the newest of all."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    Table,
    cast,
    exists,
    false,
    func,
    literal,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.sql.selectable import CompoundSelect, NamedFromClause, Select

from governance.actions import ActionItem
from governance.events import TextsErased
from governance.kpis.breaches import Breach
from governance.kpis.definitions import Definition
from governance.kpis.results import Result
from governance.kpis.terms import CreditTerms
from governance.risks import Risk
from governance.sessions import Session
from storage import journal
from storage.facts import VendorNamed
from storage.journal import Anchor, Remembered, Verified
from storage.rows import values_of
from storage.tables import (
    actions,
    agenda_items,
    agreements,
    bodies,
    breaches,
    channels,
    credit_terms,
    decisions,
    excusals,
    kpi_definitions,
    kpi_results,
    minutes,
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
    "agreement": agreements,
    "body": bodies,
    "breach": breaches,
    "credit": service_credits,
    "decision": decisions,
    "definition": kpi_definitions,
    "excusal": excusals,
    "minutes": minutes,
    "poll": polls,
    "result": kpi_results,
    "risk": risks,
    "series": session_series,
    "session": sessions,
    "terms": credit_terms,
}
_WITH_STUDY = {name: its for name, its in _OF_VENDOR.items() if "study_id" in its.c and its is not agenda_items}

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

    def erasures(self) -> list[Remembered]:
        """The entries that say which texts were erased, oldest first."""
        where = written.c.subject.startswith("entry:") & (written.c.event == TextsErased.__name__)
        return journal.entries(self.connection, self.workspace, where)

    def _where(self, extent: Extent) -> ColumnElement[bool]:
        meant = self._meant(extent)
        if extent.events:
            return meant(written) & _recorded(extent, written)
        entry = written.alias()
        these = select(entry.c.number).where(entry.c.workspace == self.workspace, meant(entry))
        return written.c.number.in_(union(these.where(_recorded(extent, entry)), *self._erasing(extent, meant)))

    def _meant(self, extent: Extent) -> Callable[[Entries], ColumnElement[bool]]:
        """Whether an entry is meant, whenever it was recorded."""
        theirs = select(self._of_vendor(extent.vendor, extent.study).cte("theirs")) if extent.vendor else None

        def meant(entry: Entries) -> ColumnElement[bool]:
            its = entry.c
            where: ColumnElement[bool] = its.subject.in_(extent.subjects) if theirs is None else its.number.in_(theirs)
            where = where & its.event.in_(extent.events) if extent.events else where
            return where & its.event.not_in(extent.without) if extent.without else where

        return meant

    def _erasing(self, extent: Extent, meant: Callable[[Entries], ColumnElement[bool]]) -> Iterator[Select[Any]]:
        """What erased texts of entries that are meant; and, in the days that are meant, of entries from before."""
        entry, other = written.alias(), written.alias()
        named = select(literal("entry:") + cast(entry.c.number, String))
        named = named.where(entry.c.workspace == self.workspace, meant(entry))
        erases = (other.c.workspace == self.workspace) & (other.c.event == TextsErased.__name__)
        says = select(other.c.number).where(erases)
        yield says.where(other.c.subject.in_(named.where(_recorded(extent, entry))))
        yield says.where(other.c.subject.in_(named), _recorded(extent, other))

    def _of_vendor(self, vendor: int, study: int | None) -> CompoundSelect[Any]:
        """The numbers of the entries that are a vendor's: those that name it themselves, and those about things of its.

        What was hashed has the first word: what an entry says of one vendor no table makes another's, nor nobody's.
        """
        named, entry = VendorNamed(written.c.body), written.c
        ours = select(entry.number).where(entry.workspace == self.workspace)
        # + 0: found by the things; of those that name no vendor there are too many.
        theirs = ours.where((named + 0).in_((0, vendor)), entry.subject.in_(self._subjects(vendor, study)))
        says_so = ours.where(named == vendor)
        if study:
            says_so = says_so.where(entry.subject.not_in(self._of_other_studies(vendor, study)))
        return union(says_so, theirs)

    def _subjects(self, vendor: int, study: int | None) -> Select[Any]:
        """Things of a vendor: those of which the record says so, and what the tables add to that."""
        named = [self._named(name, table, vendor, study) for name, table in _OF_VENDOR.items()]
        own = select(_subject("vendor", vendors))
        own = own.where(vendors.c.workspace == self.workspace, vendors.c.id == vendor)
        known = union_all(own, self._on_record(vendor, study), *self._studies(vendor, study), *named).subquery()
        elsewhere = written.alias()
        of_another = exists().where(
            elsewhere.c.workspace == self.workspace,
            elsewhere.c.subject == known.c.subject,
            VendorNamed(elsewhere.c.body).not_in((0, vendor)),
        )
        return select(known.c.subject).where(~of_another)

    def _on_record(self, vendor: int, study: int | None) -> Select[Any]:
        """People are not a vendor's for good, so what is on record of them is theirs only where it names the vendor."""
        entry = written.alias()
        query = select(entry.c.subject).where(
            entry.c.workspace == self.workspace,
            VendorNamed(entry.c.body) == vendor,
            entry.c.subject.not_like("person:%"),
        )
        return query.where(entry.c.subject.not_in(self._of_other_studies(vendor, study))) if study else query

    def _studies(self, vendor: int, study: int | None) -> Iterator[Select[Any]]:
        """The studies in which the vendor has anything to do."""
        for its in (channels, *_WITH_STUDY.values()):
            subject = (literal("study:") + cast(its.c.study_id, String)).label("subject")
            theirs = (its.c.workspace == self.workspace) & (its.c.vendor_id == vendor)
            yield select(subject).where(theirs, its.c.study_id == study if study else its.c.study_id.is_not(None))

    def of_other_studies(self, vendor: int, study: int) -> frozenset[str]:
        """The things of a vendor that are of another study than this one, as the record names them."""
        return frozenset(self.connection.execute(self._of_other_studies(vendor, study)).scalars())

    def _of_other_studies(self, vendor: int, study: int) -> CompoundSelect[Any]:
        return union_all(
            *(
                select(_subject(name, its)).where(
                    its.c.workspace == self.workspace, its.c.vendor_id == vendor, _is_of_another(its, study)
                )
                for name, its in _OF_VENDOR.items()
            )
        )

    def _named(self, name: str, table: Table, vendor: int, study: int | None) -> Select[Any]:
        return select(_subject(name, table)).where(self._is_vendors(table, vendor, study))

    def _is_vendors(self, table: Table, vendor: int, study: int | None) -> ColumnElement[bool]:
        where: ColumnElement[bool] = (table.c.workspace == self.workspace) & (table.c.vendor_id == vendor)
        return where & ~_is_of_another(table, study) if study else where


def _is_of_another(table: Table, study: int) -> ColumnElement[bool]:
    """Whether something is of another study than this one; what has no study itself is of that of what it stems from."""
    if table is agenda_items:
        others = (select(_subject(name, its)).where(_is_of_another(its, study)) for name, its in _WITH_STUDY.items())
        mine = func.coalesce(table.c.study_id, study) != study
        return mine | table.c.stems_from.in_(union_all(*others))
    if "study_id" in table.c:
        return func.coalesce(table.c.study_id, study) != study
    if table is excusals:
        return table.c.definition_id.in_(select(kpi_definitions.c.id).where(_is_of_another(kpi_definitions, study)))
    if table is polls:
        return func.coalesce(table.c.session, 0).in_(select(sessions.c.id).where(_is_of_another(sessions, study)))
    return false()


def _subject(name: str, table: Table) -> ColumnElement[str]:
    """What the record calls it."""
    return (literal(f"{name}:") + cast(table.c.id, String)).label("subject")


def _recorded(extent: Extent, entry: Entries) -> ColumnElement[bool]:
    since = entry.c.recorded_at >= extent.since if extent.since else true()
    return since & (entry.c.recorded_at < extent.until) if extent.until else since
