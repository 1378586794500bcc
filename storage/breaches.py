"""Breaches: recorded with the red result, open until the loop is closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.kpis.breaches import Breach
from governance.kpis.definitions import Definition
from governance.kpis.results import Result, ResultState
from storage.rows import value_of, values_of
from storage.tables import breaches, kpi_definitions, kpi_results
from storage.tables.breaches import UNTOLD

_OPEN = breaches.c.closed_at.is_(None)


@dataclass(frozen=True)
class Breaches:
    """The breaches of one workspace."""

    connection: Connection
    workspace: int

    def open(self, *, result: Result, at: datetime, channel_at: datetime | None = None) -> int | None:
        """Opens a breach for a red result; None while one of the same definition is open.

        Without `channel_at` the channel does not hear of it by itself.
        """
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(breaches).values(
            workspace=self.workspace,
            vendor_id=result.vendor_id,
            study_id=result.study_id,
            definition_id=result.definition_id,
            result_id=result.id,
            period=result.period,
            opened_at=at,
            channel_at=channel_at,
        )
        return self.connection.execute(fresh.on_conflict_do_nothing().returning(breaches.c.id)).scalar()

    def by_id(self, breach: int) -> Breach | None:
        return self._one(breaches.c.id == breach)

    def open_for(self, definition: Definition) -> Breach | None:
        """The open breach of a KPI, by whichever version it was opened."""
        its = kpi_definitions
        same_study = its.c.study_id.is_(None) if definition.study_id is None else its.c.study_id == definition.study_id
        ours = self._is(_OPEN & (breaches.c.vendor_id == definition.vendor_id))
        query = select(breaches).join(its, its.c.id == breaches.c.definition_id)
        row = self.connection.execute(query.where(ours, same_study, its.c.code == definition.code).limit(1)).first()
        return value_of(Breach, row) if row else None

    def some(self, ids: Collection[int]) -> list[Breach]:
        """Several at once, open or not, in order of their numbers."""
        return self._found(select(breaches).where(self._is(breaches.c.id.in_(list(ids)))).order_by(breaches.c.id))

    def told_with(self, breach: int) -> list[Breach]:
        """Those that stand in one message of the channel, in order of their numbers."""
        return self._found(select(breaches).where(self._is(breaches.c.told_with == breach)).order_by(breaches.c.id))

    def reported_since(self, person: int, at: datetime) -> list[Breach]:
        """The open breaches of vendors of which this person has reported numbers since a moment, in order of their numbers."""
        its = kpi_results.c
        fresh = its.state.in_([ResultState.SUBMITTED, ResultState.RESTATED]) & (its.submitted_at >= at)
        theirs = (its.workspace == self.workspace) & fresh & (its.submitted_by == person)
        vendors = select(its.vendor_id).distinct().where(theirs)
        where = self._is(_OPEN & breaches.c.vendor_id.in_(vendors))
        return self._found(select(breaches).where(where).order_by(breaches.c.id))

    def of_result(self, result: int) -> Breach | None:
        """The open breach that stands for this result."""
        return self._one((breaches.c.result_id == result) & _OPEN)

    def of_action(self, action: int) -> Breach | None:
        """The breach this action is to mend."""
        return self._one(breaches.c.action_id == action)

    def change(self, breach: Breach, **values: Any) -> Breach | None:
        """The breach with these values; None when it was closed meanwhile."""
        where = self._is((breaches.c.id == breach.id) & _OPEN)
        row = self.connection.execute(update(breaches).where(where).values(**values).returning(breaches)).one_or_none()
        return value_of(Breach, row) if row else None

    # --- lists -------------------------------------------------------------------------------------------------------

    def open_of(self, vendor: int) -> list[tuple[Breach, Definition]]:
        """The vendor's open breaches, the oldest first, each with what was breached."""
        return self._with_definitions(self._found(self._sought(select(breaches), vendor).order_by(*_OLDEST_FIRST)))

    def open_in(self, vendors: set[int]) -> list[tuple[Breach, Definition]]:
        """The open breaches of several vendors at once."""
        ours = self._is(_OPEN & breaches.c.vendor_id.in_(vendors))
        return self._with_definitions(self._found(select(breaches).where(ours).order_by(*_OLDEST_FIRST)))

    def results(self, ids: Collection[int]) -> dict[int, Result]:
        """The results breaches stand for, by id: the replaced ones too."""
        query = select(kpi_results).where(kpi_results.c.workspace == self.workspace, kpi_results.c.id.in_(ids))
        return {its.id: its for its in values_of(Result, self.connection.execute(query))}

    def closed_since(self, vendor: int, at: datetime) -> list[tuple[Breach, Definition]]:
        """The vendor's breaches that were closed since a moment, the oldest first."""
        ours = self._is((breaches.c.vendor_id == vendor) & (breaches.c.closed_at > at))
        return self._with_definitions(self._found(select(breaches).where(ours).order_by(breaches.c.closed_at)))

    def page(self, vendor: int | None, first: int, most: int) -> list[tuple[Breach, Definition]]:
        """Open breaches of one vendor or of all from the `first` (0-based) on, the oldest first."""
        query = self._sought(select(breaches), vendor).order_by(*_OLDEST_FIRST).offset(first).limit(most)
        return self._with_definitions(self._found(query))

    def count(self, vendor: int | None) -> int:
        """How many are open."""
        query = self._sought(select(func.count()).select_from(breaches), vendor)
        return int(self.connection.execute(query).scalar_one())

    def of_kpi(self, definitions: Sequence[int], most: int) -> list[Breach]:
        """The breaches of these versions of a KPI, the newest first."""
        where = (breaches.c.workspace == self.workspace) & breaches.c.definition_id.in_(definitions)
        query = select(breaches).where(where).order_by(breaches.c.opened_at.desc(), breaches.c.id.desc()).limit(most)
        return values_of(Breach, self.connection.execute(query))

    def untold(self, at: datetime, most: int) -> list[tuple[Breach, Definition]]:
        """Those of which the channel has to hear by now, the longest due first."""
        due = self._is(literal_column(UNTOLD) & (breaches.c.channel_at <= at))
        return self._with_definitions(
            self._found(select(breaches).where(due).order_by(breaches.c.channel_at).limit(most))
        )

    def within(self, vendor: int, since: datetime, until: datetime) -> list[Breach]:
        """Those of a vendor that were open at any time in this span, the oldest first."""
        ended = breaches.c.closed_at.is_not(None) & (breaches.c.closed_at < since)
        where = self._is((breaches.c.vendor_id == vendor) & (breaches.c.opened_at < until) & ~ended)
        return self._found(select(breaches).where(where).order_by(*_OLDEST_FIRST))

    def withheld(self, vendor: int) -> set[str]:
        """What stems from open breaches of which the channel is yet to hear: no agenda there shows it before."""
        waits = (breaches.c.vendor_id == vendor) & literal_column(UNTOLD) & breaches.c.channel_at.is_not(None)
        return {its.stems for its in self._found(select(breaches).where(self._is(waits)))}

    def _sought(self, query: Select[Any], vendor: int | None) -> Select[Any]:
        query = query.where(self._is(_OPEN))
        return query.where(breaches.c.vendor_id == vendor) if vendor is not None else query

    def _found(self, query: Select[Any]) -> list[Breach]:
        return values_of(Breach, self.connection.execute(query))

    def _with_definitions(self, found: Sequence[Breach]) -> list[tuple[Breach, Definition]]:
        definitions = self._definitions({breach.definition_id for breach in found})
        return [(breach, definitions[breach.definition_id]) for breach in found]

    def _definitions(self, ids: Collection[int]) -> dict[int, Definition]:
        if not ids:
            return {}
        query = select(kpi_definitions).where(kpi_definitions.c.id.in_(ids))
        return {its.id: its for its in values_of(Definition, self.connection.execute(query))}

    def _one(self, condition: ColumnElement[bool]) -> Breach | None:
        row = self.connection.execute(select(breaches).where(self._is(condition))).first()
        return value_of(Breach, row) if row else None

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (breaches.c.workspace == self.workspace) & condition


_OLDEST_FIRST = (breaches.c.opened_at, breaches.c.id)
