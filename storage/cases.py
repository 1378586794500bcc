"""The single cases behind a result with a clock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from governance.kpis.clocks import Case
from storage.rows import value_of
from storage.tables import kpi_cases

Place = tuple[int, date]  # definition and period


@dataclass(frozen=True)
class Cases:
    """The cases of one workspace."""

    connection: Connection
    workspace: int

    def keep(self, cases: Sequence[tuple[Place, Case]]) -> None:
        """Keeps cases; one that is known by its subject is brought up to date."""
        if not cases:
            return
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(kpi_cases)
        keys = ("definition_id", "period", "subject")
        news = {name: getattr(fresh.excluded, name) for name in ("started_at", "stopped_at")}
        rows = [
            {"workspace": self.workspace, "definition_id": definition, "period": period, **vars(case)}
            for (definition, period), case in cases
        ]
        ours = kpi_cases.c.workspace == self.workspace
        self.connection.execute(fresh.on_conflict_do_update(index_elements=keys, set_=news, where=ours), rows)

    def of(self, places: Collection[Place]) -> dict[Place, list[Case]]:
        """All cases of these definitions and periods."""
        which = tuple_(kpi_cases.c.definition_id, kpi_cases.c.period).in_(list(places))
        query = select(kpi_cases).where(kpi_cases.c.workspace == self.workspace, which).order_by(kpi_cases.c.id)
        found: dict[Place, list[Case]] = {}
        for row in self.connection.execute(query):
            found.setdefault((row.definition_id, row.period), []).append(value_of(Case, row))
        return found

    def named(self, definitions: Collection[int], subject: str) -> tuple[Place, Case] | None:
        """The newest case of these definitions with this subject."""
        its = kpi_cases.c
        where = (its.workspace == self.workspace) & its.definition_id.in_(list(definitions)) & (its.subject == subject)
        row = self.connection.execute(select(kpi_cases).where(where).order_by(its.period.desc()).limit(1)).one_or_none()
        return ((row.definition_id, row.period), value_of(Case, row)) if row else None
