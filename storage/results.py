"""Results, period by period. A restatement keeps the first number, and so does a dispute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from governance.kpis.results import Result
from storage.rows import value_of, values_of
from storage.tables import kpi_results

_CURRENT = kpi_results.c.replaced_by.is_(None)


@dataclass(frozen=True)
class Results:
    """The results of one workspace."""

    connection: Connection
    workspace: int

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
