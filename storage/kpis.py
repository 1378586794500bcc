"""KPI definitions, their results period by period, and breaches. A restatement keeps the first number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Row, and_, bindparam, func, insert, literal, select, update

from governance.kpis import Breach, Definition, Reading, Result, reading_of
from storage.rows import value_of, values_of
from storage.tables import breaches, kpi_definitions, kpi_results

_CURRENT = kpi_results.c.replaced_by.is_(None)


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

    def newest(self, vendor: int, study: int | None, code: str) -> Definition | None:
        """The newest version of a vendor's KPI."""
        same_study = kpi_definitions.c.study_id.is_(None) if study is None else kpi_definitions.c.study_id == study
        where = and_(
            kpi_definitions.c.workspace == self.workspace,
            kpi_definitions.c.vendor_id == vendor,
            same_study,
            kpi_definitions.c.code == code,
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
        for key, definition in self._newest_definitions(wanted).items():
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

    def current_in(self, definitions: Sequence[int]) -> dict[tuple[int, date], Result]:
        """What is already reported for these definitions, by definition and period."""
        ours = (kpi_results.c.workspace == self.workspace) & _CURRENT
        query = select(kpi_results).where(kpi_results.c.definition_id.in_(definitions), ours)
        return {(row.definition_id, row.period): value_of(Result, row) for row in self.connection.execute(query)}

    def newest_results(self, definitions: Sequence[int]) -> list[Result]:
        """The newest current result of each definition that has one."""
        ours = (kpi_results.c.workspace == self.workspace) & _CURRENT
        where = kpi_results.c.definition_id.in_(definitions) & ours
        newest = (
            select(kpi_results.c.definition_id, func.max(kpi_results.c.period).label("period"))
            .where(where)
            .group_by(kpi_results.c.definition_id)
            .subquery()
        )
        same = (kpi_results.c.definition_id == newest.c.definition_id) & (kpi_results.c.period == newest.c.period)
        return values_of(Result, self.connection.execute(select(kpi_results).join(newest, same).where(_CURRENT)))

    def add(self, results: Sequence[dict[str, Any]]) -> list[int]:
        """Keeps new results (one dict of columns each); their ids in the same order."""
        if not results:
            return []
        rows = [{"workspace": self.workspace, **result} for result in results]
        statement = insert(kpi_results).returning(kpi_results.c.id, sort_by_parameter_order=True)
        return list(self.connection.execute(statement, rows).scalars())

    def restate(self, pairs: Sequence[tuple[int, dict[str, Any]]]) -> list[int]:
        """Replaces results (by id) with new numbers; the old rows stay. The ids of the new ones."""
        if not pairs:
            return []
        # The old row steps aside first (for itself), or the new one would be a second current result.
        ours = kpi_results.c.workspace == self.workspace
        old = update(kpi_results).where(ours, kpi_results.c.id == bindparam("old"))
        self.connection.execute(old.values(replaced_by=bindparam("by")), [{"old": i, "by": i} for i, _ in pairs])
        new = self.add([facts for _, facts in pairs])
        by = [{"old": i, "by": successor} for (i, _), successor in zip(pairs, new, strict=True)]
        self.connection.execute(old.values(replaced_by=bindparam("by")), by)
        return new

    def breach(self, *, result: Result, at: datetime) -> int | None:
        """Opens a breach for a red result; None while one of the same KPI is open."""
        is_open = (breaches.c.definition_id == result.definition_id) & breaches.c.closed_at.is_(None)
        if self.connection.execute(select(breaches.c.id).where(is_open)).first():
            return None
        statement = insert(breaches).values(
            workspace=self.workspace,
            vendor_id=result.vendor_id,
            study_id=result.study_id,
            definition_id=result.definition_id,
            result_id=result.id,
            period=result.period,
            opened_at=at,
        )
        return int(self.connection.execute(statement.returning(breaches.c.id)).scalar_one())

    def open_breaches(self, vendor: int) -> list[tuple[Breach, Definition]]:
        """The vendor's open breaches, the oldest first, each with what was breached."""
        where = (breaches.c.workspace == self.workspace) & (breaches.c.vendor_id == vendor)
        query = select(breaches).where(where, breaches.c.closed_at.is_(None)).order_by(breaches.c.opened_at)
        found = values_of(Breach, self.connection.execute(query))
        if not found:
            return []
        query = select(kpi_definitions).where(kpi_definitions.c.id.in_([breach.definition_id for breach in found]))
        definitions = {its.id: its for its in values_of(Definition, self.connection.execute(query))}
        return [(breach, definitions[breach.definition_id]) for breach in found]

    def _newest_definitions(self, vendors: Sequence[int]) -> dict[tuple[Any, ...], Definition]:
        """By (vendor, study, code), in order of code."""
        where = (kpi_definitions.c.workspace == self.workspace) & kpi_definitions.c.vendor_id.in_(vendors)
        order = (kpi_definitions.c.code, kpi_definitions.c.version)
        found = values_of(Definition, self.connection.execute(select(kpi_definitions).where(where).order_by(*order)))
        return {(its.vendor_id, its.study_id, its.code): its for its in found}

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
