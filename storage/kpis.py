"""KPI definitions, their results period by period, and breaches. A restatement keeps the first number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Row,
    ScalarSelect,
    and_,
    bindparam,
    func,
    insert,
    literal,
    select,
    text,
    update,
)

from governance.kpis.colours import Colour
from governance.kpis.definitions import IN_FORCE, Definition, Lens, Party, Standing, in_force
from governance.kpis.periods import Frequency
from governance.kpis.readings import Glance, Reading, Verdict, newest_due, overall, reading_of
from governance.kpis.results import Result
from storage.rows import value_of, values_of
from storage.tables import breaches, kpi_definitions, kpi_results, vendors
from storage.tables.kpis import ASKED

_CURRENT = kpi_results.c.replaced_by.is_(None)
_IN_ORDER = (kpi_definitions.c.vendor_id, kpi_definitions.c.code, kpi_definitions.c.version)
_IN_FORCE = kpi_definitions.c.state.in_(sorted(IN_FORCE))

_AT_A_GLANCE = tuple(
    kpi_definitions.c[name]
    for name in (
        "vendor_id",
        "study_id",
        "code",
        "name",
        "lens",
        "frequency",
        "grace_days",
        "effective_from",
        "ends_on",
    )
)
RECENT = timedelta(days=270)
# Looking a word up is a third of what asking the enum takes, and there are thousands.
_LENSES: dict[str, Lens] = {its.value: its for its in Lens}
_FREQUENCIES: dict[str, Frequency] = {its.value: its for its in Frequency}
_COLOURS: dict[str, Colour] = {its.value: its for its in Colour}

# The only columns of a definition that change after it was kept.
STANDING = (
    *("state", "effective_from", "ends_on", "declined_why"),
    *("sponsor_by", "sponsor_at", "vendor_by", "vendor_at"),
)


@dataclass(frozen=True)
class Kpis:
    """The KPIs of one workspace."""

    connection: Connection
    workspace: int

    def define(self, definition: Definition) -> Definition:
        """Keeps a definition version; its id is the one given back."""
        facts = {field.name: getattr(definition, field.name) for field in fields(definition) if field.name != "id"}
        statement = insert(kpi_definitions).values(workspace=self.workspace, **facts)
        return value_of(Definition, self.connection.execute(statement.returning(kpi_definitions)).one())

    def define_all(self, definitions: Sequence[Definition]) -> list[Definition]:
        """Keeps several at once, in the same order."""
        if not definitions:
            return []
        names = [field.name for field in fields(Definition) if field.name != "id"]
        rows = [{"workspace": self.workspace} | {name: getattr(its, name) for name in names} for its in definitions]
        statement = insert(kpi_definitions).returning(kpi_definitions, sort_by_parameter_order=True)
        return values_of(Definition, self.connection.execute(statement, rows))

    def by_id(self, ident: int) -> Definition | None:
        """One version of a KPI."""
        return self.some([ident]).get(ident)

    def course(self, definition: Definition, most: int = 12) -> list[Result]:
        """The newest current results of one KPI through all its versions, oldest first."""
        its = kpi_definitions.c
        same_study = its.study_id.is_(None) if definition.study_id is None else its.study_id == definition.study_id
        same = and_(its.workspace == self.workspace, its.vendor_id == definition.vendor_id, same_study)
        query = select(kpi_results).join(kpi_definitions, its.id == kpi_results.c.definition_id)
        query = query.where(same, its.code == definition.code, _CURRENT)
        newest = query.order_by(kpi_results.c.period.desc(), kpi_results.c.id.desc()).limit(most)
        return values_of(Result, self.connection.execute(newest))[::-1]

    def some(self, ids: Collection[int]) -> dict[int, Definition]:
        """Several versions at once, by id."""
        where = (kpi_definitions.c.workspace == self.workspace) & kpi_definitions.c.id.in_(ids)
        found = values_of(Definition, self.connection.execute(select(kpi_definitions).where(where)))
        return {its.id: its for its in found}

    def keep_standing(self, *definitions: Definition) -> None:
        """Keeps how far both companies have come with versions; what each says never changes."""
        rows = [{"of": its.id} | {f"new_{name}": getattr(its, name) for name in STANDING} for its in definitions]
        ours = (kpi_definitions.c.workspace == self.workspace) & (kpi_definitions.c.id == bindparam("of"))
        statement = update(kpi_definitions).where(ours).values({name: bindparam(f"new_{name}") for name in STANDING})
        if rows:
            self.connection.execute(statement, rows)

    def hold(self, vendor: int) -> None:
        """Until this transaction ends nobody else changes what is agreed with this vendor: two who press at once take turns."""
        ours = (vendors.c.workspace == self.workspace) & (vendors.c.id == vendor)
        self.connection.execute(select(vendors.c.id).where(ours).with_for_update(key_share=True)).all()

    def asked(self, vendors: Iterable[int]) -> list[Definition]:
        """The versions that one side has agreed to and the other has not, in order of vendor, code and version."""
        ours = (kpi_definitions.c.workspace == self.workspace) & kpi_definitions.c.vendor_id.in_(list(vendors))
        query = select(kpi_definitions).where(ours, text(ASKED)).order_by(*_IN_ORDER)
        return values_of(Definition, self.connection.execute(query))

    def versions(self, vendors: Iterable[int]) -> list[Definition]:
        """Every version of every KPI of these vendors, whatever its state, in order of code and version."""
        where = (kpi_definitions.c.workspace == self.workspace) & kpi_definitions.c.vendor_id.in_(list(vendors))
        query = select(kpi_definitions).where(where).order_by(*_IN_ORDER)
        return values_of(Definition, self.connection.execute(query))

    def for_period(self, vendors: Iterable[int], period: date) -> list[Definition]:
        """The versions that hold for the period beginning on that day, in order of code."""
        return list(in_force(self.versions(vendors), period).values())

    def newest(self, vendor: int, study: int | None, code: str) -> Definition | None:
        """The newest version of a vendor's KPI that is in force."""
        same_study = kpi_definitions.c.study_id.is_(None) if study is None else kpi_definitions.c.study_id == study
        where = and_(
            kpi_definitions.c.workspace == self.workspace,
            kpi_definitions.c.vendor_id == vendor,
            same_study,
            kpi_definitions.c.code == code,
            _IN_FORCE,
        )
        query = select(kpi_definitions).where(where).order_by(kpi_definitions.c.version.desc()).limit(1)
        row = self.connection.execute(query).one_or_none()
        return value_of(Definition, row) if row else None

    def last_version(self, vendor: int, study: int | None, code: str) -> int:
        """The highest version number a KPI has had, whatever became of that version; 0 for a new KPI."""
        its = kpi_definitions.c
        where = and_(its.workspace == self.workspace, its.vendor_id == vendor, its.code == code)
        query = select(func.max(its.version)).where(where, its.study_id.is_not_distinct_from(study))
        return self.connection.execute(query).scalar_one() or 0

    def readings(self, vendors: Iterable[int], today: date, *, periods: int = 2) -> dict[int, list[Reading]]:
        """Where each vendor's KPIs stand today: the newest definition of each with its newest results.

        Two periods tell how it moved; one is enough for the colour alone.
        """
        wanted = list(vendors)
        results = self._newest_results(wanted, periods)
        readings: dict[int, list[Reading]] = {vendor: [] for vendor in wanted}
        for key, definition in self._newest_definitions(wanted, today).items():
            readings[definition.vendor_id].append(reading_of(definition, results.get(key, ()), today))
        return readings

    def verdicts(self, today: date, vendors: Iterable[int] | None = None) -> dict[int, Verdict]:
        """The overall colour of these vendors, or of all that have KPIs, from each KPI's newest result alone."""
        newest = _newest_period()
        result = and_(kpi_results.c.definition_id == kpi_definitions.c.id, _CURRENT, kpi_results.c.period == newest)
        its, columns = kpi_definitions.c, (*_AT_A_GLANCE, kpi_results.c.period, kpi_results.c.colour)
        where = [its.workspace == self.workspace, _IN_FORCE, its.effective_from <= today, its.measured == Party.VENDOR]
        if vendors is not None:
            where.append(its.vendor_id.in_(list(vendors)))
        query = (
            select(*columns)
            .select_from(kpi_definitions)
            .outerjoin(kpi_results, result)
            .where(*where)
            .order_by(its.vendor_id, its.version)
        )
        glances: dict[int, list[Glance]] = defaultdict(list)
        for vendor, glance in _glances(self.connection.execute(query).all(), today):
            glances[vendor].append(glance)
        return {vendor: overall(kpis) for vendor, kpis in glances.items()}

    def definitions_of(self, vendors: Sequence[int]) -> dict[int, list[Definition]]:
        """The newest version of every KPI of these vendors."""
        found: dict[int, list[Definition]] = {}
        for its in self._newest_definitions(vendors).values():
            found.setdefault(its.vendor_id, []).append(its)
        return found

    def trends(self, vendor: int, periods: int = 12, today: date = date.max) -> list[tuple[Definition, list[Result]]]:
        """Each KPI of a vendor with its newest results, oldest first; with a day those that are in force then."""
        results = self._newest_results([vendor], periods)
        definitions = self._newest_definitions([vendor], today)
        return [(definition, results.get(key, [])[::-1]) for key, definition in definitions.items()]

    def proposed(self, vendor: int) -> list[Definition]:
        """The versions that one side has agreed to and the other is asked about, in order of code."""
        where = self._is((kpi_definitions.c.vendor_id == vendor) & (kpi_definitions.c.state == Standing.PROPOSED))
        query = select(kpi_definitions).where(where).order_by(kpi_definitions.c.code, kpi_definitions.c.version)
        return values_of(Definition, self.connection.execute(query))

    def grace_days(self, vendors: Iterable[int]) -> dict[int, int]:
        """How many days after the month the last of each vendor's monthly results falls due; none for one without."""
        monthly = kpi_definitions.c.vendor_id.in_(list(vendors)) & (kpi_definitions.c.frequency == Frequency.MONTHLY)
        query = select(kpi_definitions.c.vendor_id, func.max(kpi_definitions.c.grace_days).label("days"))
        rows = self.connection.execute(query.where(self._is(monthly), _IN_FORCE).group_by(kpi_definitions.c.vendor_id))
        return {row.vendor_id: int(row.days) for row in rows}

    def codes(self) -> list[tuple[str, str]]:
        """The code and a name of every KPI that some vendor has, in order of code."""
        query = select(kpi_definitions.c.code, func.max(kpi_definitions.c.name).label("name"))
        query = query.where(self._is(_IN_FORCE)).group_by(kpi_definitions.c.code).order_by(kpi_definitions.c.code)
        return [(row.code, row.name) for row in self.connection.execute(query)]

    def compared(self, code: str, today: date) -> list[Reading]:
        """How every vendor stands in the KPI of this code; one that has it in several studies once for each."""
        this = kpi_definitions.c.code == code
        results = self._results_where(this, 2)
        return [
            reading_of(definition, results.get(key, ()), today)
            for key, definition in self._definitions_where(this, today).items()
        ]

    def of_code(self, code: str) -> list[Definition]:
        """Every version of the KPI of this code that is in force, or was or will be, whichever vendor has it."""
        query = select(kpi_definitions).where(self._is(kpi_definitions.c.code == code), _IN_FORCE).order_by(*_IN_ORDER)
        return values_of(Definition, self.connection.execute(query))

    def results_of(self, vendor: int, definitions: Sequence[int], since: date) -> list[Result]:
        """All that was ever reported for these versions from a period on, what was replaced too, oldest first."""
        where = (kpi_results.c.workspace == self.workspace) & (kpi_results.c.vendor_id == vendor)
        where &= kpi_results.c.definition_id.in_(definitions)
        query = select(kpi_results).where(where, kpi_results.c.period >= since)
        return values_of(Result, self.connection.execute(query.order_by(kpi_results.c.period, kpi_results.c.id)))

    def red_without_breach(self, vendor: int, today: date, most: int) -> list[Result]:
        """The newest results of a vendor's KPIs in force that are red though no breach of that KPI is open, the oldest first."""
        # Asked of one table at a time: joined by what a KPI's versions share, PostgreSQL took minutes before its first ANALYZE.
        its, red = kpi_results.c, self._lately(vendor, today, kpi_results.c.colour == Colour.RED)
        breached = select(breaches.c.definition_id).where(
            breaches.c.vendor_id == vendor, breaches.c.closed_at.is_(None)
        )
        known = set(self.connection.execute(breached.where(breaches.c.workspace == self.workspace)).scalars())
        if not {row.definition_id for row in red} - known:
            return []
        versions = {row.id: row for row in self._versions_of(vendor)}
        key = {ident: (row.study_id, row.code) for ident, row in versions.items()}
        newest: dict[tuple[int | None, str], date] = {}
        for row in self._lately(vendor, today):
            newest[key[row.definition_id]] = max(row.period, newest.get(key[row.definition_id], row.period))
        told = {key[which] for which in known}
        found = [
            (row.period, row.id)
            for row in red
            if _stands(versions[row.definition_id], today)
            and key[row.definition_id] not in told
            and row.period == newest[key[row.definition_id]]
        ]
        query = select(kpi_results).where(
            its.workspace == self.workspace, its.id.in_([its for _, its in sorted(found)[:most]])
        )
        return values_of(Result, self.connection.execute(query.order_by(its.period, its.id)))

    def _lately(self, vendor: int, today: date, *which: ColumnElement[bool]) -> Sequence[Any]:
        """Which results there are of periods that can still have a colour: a newest number older than that is late."""
        its = kpi_results.c
        ours = (its.workspace == self.workspace) & (its.vendor_id == vendor) & _CURRENT & (its.period >= today - RECENT)
        return self.connection.execute(select(its.id, its.definition_id, its.period).where(ours, *which)).all()

    def _versions_of(self, vendor: int) -> Sequence[Any]:
        its = kpi_definitions.c
        names = (its.id, its.study_id, its.code, its.state, its.effective_from, its.ends_on)
        return self.connection.execute(select(*names).where(self._is(its.vendor_id == vendor))).all()

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (kpi_definitions.c.workspace == self.workspace) & condition

    def _newest_definitions(self, vendors: Sequence[int], today: date = date.max) -> dict[tuple[Any, ...], Definition]:
        """By (vendor, study, code), in order of code: what is in force today; what is about to be, too, without a day."""
        return self._definitions_where(kpi_definitions.c.vendor_id.in_(vendors), today)

    def _definitions_where(self, condition: ColumnElement[bool], today: date) -> dict[tuple[Any, ...], Definition]:
        order = (kpi_definitions.c.code, kpi_definitions.c.version)
        query = select(kpi_definitions).where(self._is(condition), _IN_FORCE).order_by(*order)
        return in_force(values_of(Definition, self.connection.execute(query)), today)

    def _newest_results(self, vendors: Sequence[int], most: int) -> dict[tuple[Any, ...], list[Result]]:
        return self._results_where(kpi_definitions.c.vendor_id.in_(vendors), most)

    def _results_where(self, condition: ColumnElement[bool], most: int) -> dict[tuple[Any, ...], list[Result]]:
        """By (vendor, study, code), newest first: a KPI's results run on through its versions."""
        query = (
            select(kpi_results, kpi_definitions.c.code)
            .join(kpi_definitions, kpi_definitions.c.id == kpi_results.c.definition_id)
            .where(self._is(condition), _CURRENT, kpi_results.c.period >= _period_of_the(most))
            .order_by(kpi_results.c.period.desc())
        )
        found: dict[tuple[Any, ...], list[Result]] = defaultdict(list)
        rows = self.connection.execute(query).all()
        for row, result in zip(rows, values_of(Result, rows), strict=True):
            found[_kpi(row)].append(result)
        return {kpi: results[:most] for kpi, results in found.items()}


@cache  # always the same expression, and building it costs more than running it
def _stands(row: Row[Any], today: date) -> bool:
    return row.state in IN_FORCE and row.effective_from <= today <= (row.ends_on or today)


def _period_of_the(most: int) -> ColumnElement[date]:
    """The period of a definition's newest result but so many, found in the index without reading all its history."""
    its = kpi_results.alias()
    same = (its.c.definition_id == kpi_definitions.c.id) & its.c.replaced_by.is_(None)
    newest = select(its.c.period).where(same).order_by(its.c.period.desc()).offset(most - 1).limit(1)
    return func.coalesce(newest.scalar_subquery(), literal(date.min, Date))


@cache
def _newest_period() -> ScalarSelect[date]:
    """The period of a definition's newest current result."""
    its = kpi_results.alias()
    same = (its.c.definition_id == kpi_definitions.c.id) & its.c.replaced_by.is_(None)
    return select(func.max(its.c.period)).where(same).correlate(kpi_definitions).scalar_subquery()


def _glances(rows: Sequence[Row[Any]], today: date) -> Iterator[tuple[int, Glance]]:
    """Each KPI in the colour of the newest result of all its versions, by the facts of the newest version; in order of code."""
    newest: dict[tuple[Any, ...], Row[Any]] = {}
    told: dict[tuple[Any, ...], tuple[date, str]] = {}
    for row in rows:
        key = row[:3]
        newest[key] = row
        if row.period is not None and (key not in told or told[key][0] < row.period):
            told[key] = (row.period, row.colour)
    for key, row in sorted(newest.items(), key=lambda its: its[0][2]):
        if row.ends_on is None or today < row.ends_on:
            yield row.vendor_id, Glance(row.name, _LENSES[row.lens], _colour(row, told.get(key), today))


def _colour(row: Row[Any], told: tuple[date, str] | None, today: date) -> Colour:
    due = newest_due(_FREQUENCIES[row.frequency], row.grace_days, today)
    if told is None or (told[0] < due and due >= row.effective_from):
        return Colour.GREY
    return _COLOURS[told[1]]


def _kpi(row: Row[Any]) -> tuple[Any, ...]:
    return row.vendor_id, row.study_id, row.code
