"""Breaches: recorded with the red result, open until the loop is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from governance.kpis.breaches import Breach
from governance.kpis.definitions import Definition
from governance.kpis.results import Result
from storage.rows import values_of
from storage.tables import breaches, kpi_definitions


@dataclass(frozen=True)
class Breaches:
    """The breaches of one workspace."""

    connection: Connection
    workspace: int

    def open(self, *, result: Result, at: datetime) -> int | None:
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

    def open_of(self, vendor: int) -> list[tuple[Breach, Definition]]:
        """The vendor's open breaches, the oldest first, each with what was breached."""
        where = (breaches.c.workspace == self.workspace) & (breaches.c.vendor_id == vendor)
        query = select(breaches).where(where, breaches.c.closed_at.is_(None)).order_by(breaches.c.opened_at)
        found = values_of(Breach, self.connection.execute(query))
        if not found:
            return []
        query = select(kpi_definitions).where(kpi_definitions.c.id.in_([breach.definition_id for breach in found]))
        definitions = {its.id: its for its in values_of(Definition, self.connection.execute(query))}
        return [(breach, definitions[breach.definition_id]) for breach in found]

    def of_kpi(self, definitions: Sequence[int], most: int) -> list[Breach]:
        """The breaches of these versions of a KPI, the newest first."""
        where = (breaches.c.workspace == self.workspace) & breaches.c.definition_id.in_(definitions)
        query = select(breaches).where(where).order_by(breaches.c.opened_at.desc(), breaches.c.id.desc()).limit(most)
        return values_of(Breach, self.connection.execute(query))
