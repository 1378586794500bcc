"""KPI definitions, their results period by period, and breaches. A restatement keeps the first number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Row, and_, func, insert, literal, select, update

from governance.kpis.definitions import IN_FORCE, Definition, in_force
from governance.kpis.readings import Reading, reading_of
from governance.kpis.results import Result
from storage.rows import value_of, values_of
from storage.tables import kpi_definitions, kpi_results

_CURRENT = kpi_results.c.replaced_by.is_(None)
_IN_FORCE = kpi_definitions.c.state.in_(sorted(IN_FORCE))

# The only columns of a definition that change after it was kept.
SIGNED = (
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

    def by_id(self, ident: int) -> Definition | None:
        """One version of a KPI."""
        where = (kpi_definitions.c.workspace == self.workspace) & (kpi_definitions.c.id == ident)
        row = self.connection.execute(select(kpi_definitions).where(where)).one_or_none()
        return value_of(Definition, row) if row else None

    def course(self, definition: Definition, most: int = 12) -> list[Result]:
        """The newest current results of one KPI through all its versions, oldest first."""
        its = kpi_definitions.c
        same_study = its.study_id.is_(None) if definition.study_id is None else its.study_id == definition.study_id
        same = and_(its.workspace == self.workspace, its.vendor_id == definition.vendor_id, same_study)
        query = select(kpi_results).join(kpi_definitions, its.id == kpi_results.c.definition_id)
        query = query.where(same, its.code == definition.code, _CURRENT)
        newest = query.order_by(kpi_results.c.period.desc(), kpi_results.c.id.desc()).limit(most)
        return values_of(Result, self.connection.execute(newest))[::-1]

    def some(self, ids: set[int]) -> dict[int, Definition]:
        """Several versions at once, by id."""
        if not ids:
            return {}
        where = (kpi_definitions.c.workspace == self.workspace) & kpi_definitions.c.id.in_(ids)
        return {
            its.id: its for its in values_of(Definition, self.connection.execute(select(kpi_definitions).where(where)))
        }

    def sign(self, definition: Definition) -> None:
        """Keeps how far both companies have come with a version; what it says never changes."""
        facts = {name: getattr(definition, name) for name in SIGNED}
        ours = (kpi_definitions.c.workspace == self.workspace) & (kpi_definitions.c.id == definition.id)
        self.connection.execute(update(kpi_definitions).where(ours).values(**facts))

    def versions(self, vendors: Iterable[int]) -> list[Definition]:
        """Every version of every KPI of these vendors, whatever its state, in order of code and version."""
        where = (kpi_definitions.c.workspace == self.workspace) & kpi_definitions.c.vendor_id.in_(list(vendors))
        order = (kpi_definitions.c.vendor_id, kpi_definitions.c.code, kpi_definitions.c.version)
        return values_of(Definition, self.connection.execute(select(kpi_definitions).where(where).order_by(*order)))

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

    def definitions_of(self, vendors: Sequence[int]) -> dict[int, list[Definition]]:
        """The newest version of every KPI of these vendors."""
        found: dict[int, list[Definition]] = {}
        for its in self._newest_definitions(vendors).values():
            found.setdefault(its.vendor_id, []).append(its)
        return found

    def trends(self, vendor: int, periods: int = 12) -> list[tuple[Definition, list[Result]]]:
        """Each KPI of a vendor with its newest results, oldest first."""
        results = self._newest_results([vendor], periods)
        definitions = self._newest_definitions([vendor])
        return [(definition, results.get(key, [])[::-1]) for key, definition in definitions.items()]

    def _newest_definitions(self, vendors: Sequence[int], today: date = date.max) -> dict[tuple[Any, ...], Definition]:
        """By (vendor, study, code), in order of code: what is in force today; what is about to be, too, without a day."""
        where = (kpi_definitions.c.workspace == self.workspace) & kpi_definitions.c.vendor_id.in_(vendors)
        order = (kpi_definitions.c.code, kpi_definitions.c.version)
        query = select(kpi_definitions).where(where, _IN_FORCE).order_by(*order)
        return in_force(values_of(Definition, self.connection.execute(query)), today)

    def _newest_results(self, vendors: Sequence[int], most: int) -> dict[tuple[Any, ...], list[Result]]:
        """By (vendor, study, code), newest first: a KPI's results run on through its versions."""
        where = (kpi_definitions.c.workspace == self.workspace) & kpi_definitions.c.vendor_id.in_(vendors)
        query = (
            select(kpi_results, kpi_definitions.c.code)
            .join(kpi_definitions, kpi_definitions.c.id == kpi_results.c.definition_id)
            .where(where, _CURRENT, kpi_results.c.period >= _period_of_the(most))
            .order_by(kpi_results.c.period.desc())
        )
        found: dict[tuple[Any, ...], list[Result]] = defaultdict(list)
        rows = self.connection.execute(query).all()
        for row, result in zip(rows, values_of(Result, rows), strict=True):
            found[_kpi(row)].append(result)
        return {kpi: results[:most] for kpi, results in found.items()}


@cache  # always the same expression, and building it costs more than running it
def _period_of_the(most: int) -> ColumnElement[date]:
    """The period of a definition's newest result but so many, found in the index without reading all its history."""
    its = kpi_results.alias()
    same = (its.c.definition_id == kpi_definitions.c.id) & its.c.replaced_by.is_(None)
    newest = select(its.c.period).where(same).order_by(its.c.period.desc()).offset(most - 1).limit(1)
    return func.coalesce(newest.scalar_subquery(), literal(date.min, Date))


def _kpi(row: Row[Any]) -> tuple[Any, ...]:
    return row.vendor_id, row.study_id, row.code
