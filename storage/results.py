"""Results, period by period. A restatement keeps the first number, and so does a dispute."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from governance.kpis.results import OPEN, Result, ResultState
from governance.people import VENDORS
from storage.rows import value_of, values_of
from storage.tables import kpi_definitions, kpi_results, people
from storage.tables.kpis import DISPUTED, TO_ANSWER

_CURRENT = kpi_results.c.replaced_by.is_(None)


@dataclass(frozen=True)
class Results:
    """The results of one workspace."""

    connection: Connection
    workspace: int

    def by_id(self, ident: int) -> Result | None:
        """One result, current or restated since."""
        where = (kpi_results.c.workspace == self.workspace) & (kpi_results.c.id == ident)
        row = self.connection.execute(select(kpi_results).where(where)).one_or_none()
        return value_of(Result, row) if row else None

    def some(self, ids: Collection[int]) -> dict[int, Result]:
        """Several at once, by id."""
        where = (kpi_results.c.workspace == self.workspace) & kpi_results.c.id.in_(list(ids))
        return {its.id: its for its in values_of(Result, self.connection.execute(select(kpi_results).where(where)))}

    def current_in(
        self, definitions: Collection[int], periods: Collection[date] | None = None
    ) -> dict[tuple[int, date], Result]:
        """What is already reported for these definitions, by definition and period; of some periods only, where told which."""
        where = kpi_results.c.definition_id.in_(list(definitions)) & (kpi_results.c.workspace == self.workspace)
        if periods is not None:
            where &= kpi_results.c.period.in_(list(periods))
        found = values_of(Result, self.connection.execute(select(kpi_results).where(where, _CURRENT)))
        return {(its.definition_id, its.period): its for its in found}

    def of_period(self, vendor: int, definitions: Collection[int], period: date) -> list[Result]:
        """All that was reported of a vendor for a period, the first number first and the current one last."""
        its = kpi_results.c
        where = (its.workspace == self.workspace) & (its.vendor_id == vendor) & (its.period == period)
        query = select(kpi_results).where(where, its.definition_id.in_(list(definitions))).order_by(its.id)
        return values_of(Result, self.connection.execute(query))

    def numbers_of(self, definitions: Collection[int]) -> list[int]:
        """The ids of all that was ever reported for these definitions."""
        where = (kpi_results.c.workspace == self.workspace) & kpi_results.c.definition_id.in_(list(definitions))
        return list(self.connection.execute(select(kpi_results.c.id).where(where)).scalars())

    def hold(self, definitions: Collection[int]) -> None:
        """Whoever else keeps numbers of these definitions waits until this transaction is over, and then sees them."""
        where = (kpi_definitions.c.workspace == self.workspace) & kpi_definitions.c.id.in_(list(definitions))
        query = select(kpi_definitions.c.id).where(where).order_by(kpi_definitions.c.id).with_for_update()
        self.connection.execute(query).all()

    def move(self, result: Result, state: ResultState, **facts: Any) -> bool:
        """From the state it was read in to another; False when somebody was there first."""
        same = (kpi_results.c.id == result.id) & (kpi_results.c.state == result.state) & _CURRENT
        statement = update(kpi_results).where(kpi_results.c.workspace == self.workspace, same)
        return self.connection.execute(statement.values(state=state, **facts)).rowcount == 1

    def to_finish(self, before: datetime, after: int, most: int) -> list[Result]:
        """Undisputed results that are open and came in before a moment, in order of their ids; so many behind `after`."""
        where = (kpi_results.c.workspace == self.workspace) & kpi_results.c.state.in_(sorted(OPEN))
        old = kpi_results.c.submitted_at <= before
        query = select(kpi_results).where(where, old, _CURRENT, kpi_results.c.id > after)
        return values_of(Result, self.connection.execute(query.order_by(kpi_results.c.id).limit(most)))

    def move_all(self, moves: Sequence[tuple[Result, ResultState]], **facts: Any) -> None:
        """From the state each was read in to another, many at once; what somebody changed meanwhile stays."""
        ours = (kpi_results.c.workspace == self.workspace) & _CURRENT & (kpi_results.c.id == bindparam("which"))
        rows = [{"which": its.id, "old": its.state, "new": state} for its, state in moves]
        if rows:
            statement = update(kpi_results).where(ours, kpi_results.c.state == bindparam("old"))
            self.connection.execute(statement.values(state=bindparam("new"), **facts), rows)

    def to_answer(self, vendors: Collection[int], most: int) -> list[Result]:
        """Results of these vendors that nobody has accepted yet, the newest first; what was imported is history."""
        ours = (kpi_results.c.workspace == self.workspace) & kpi_results.c.vendor_id.in_(list(vendors))
        newest = (kpi_results.c.submitted_at.desc(), kpi_results.c.id)
        query = select(kpi_results).where(ours, text(TO_ANSWER)).order_by(*newest)
        return values_of(Result, self.connection.execute(query.limit(most)))

    def disputed(self, vendor: int, most: int) -> list[Result]:
        """What one side of a vendor's disputes, the longest first."""
        ours = (kpi_results.c.workspace == self.workspace) & (kpi_results.c.vendor_id == vendor)
        query = select(kpi_results).where(ours, text(DISPUTED))
        return values_of(Result, self.connection.execute(query.order_by(kpi_results.c.disputed_at).limit(most)))

    def sent_by_vendors(self, vendors: Collection[int], periods: Collection[date]) -> set[tuple[int, date]]:
        """By definition and period, what of these the vendors' own people have reported."""
        where = (kpi_results.c.workspace == self.workspace) & kpi_results.c.vendor_id.in_(list(vendors)) & _CURRENT
        theirs = people.c.role.in_(sorted(VENDORS)) & kpi_results.c.period.in_(list(periods))
        query = select(kpi_results.c.definition_id, kpi_results.c.period).join(
            people, people.c.id == kpi_results.c.submitted_by
        )
        return {(row.definition_id, row.period) for row in self.connection.execute(query.where(where, theirs))}

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
