"""Excusals: proposed by one side, answered by the other."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, tuple_, update

from governance.kpis.excusals import Excusal, ExcusalState
from storage.cases import Place
from storage.rows import value_of, values_of
from storage.tables import excusals


@dataclass(frozen=True)
class Excusals:
    """The excusals of one workspace."""

    connection: Connection
    workspace: int

    def propose(self, **facts: Any) -> Excusal:
        values = {"workspace": self.workspace, "state": ExcusalState.PROPOSED, **facts}
        row = self.connection.execute(insert(excusals).values(**values).returning(excusals)).one()
        return value_of(Excusal, row)

    def by_id(self, ident: int) -> Excusal | None:
        where = (excusals.c.workspace == self.workspace) & (excusals.c.id == ident)
        row = self.connection.execute(select(excusals).where(where)).one_or_none()
        return value_of(Excusal, row) if row else None

    def answer(self, its: Excusal) -> bool:
        """Keeps the answer; False when it was answered a moment ago."""
        facts = {name: getattr(its, name) for name in ("state", "answered_by", "answered_at", "answer")}
        where = (excusals.c.workspace == self.workspace) & (excusals.c.id == its.id)
        open_one = excusals.c.state == ExcusalState.PROPOSED
        return self.connection.execute(update(excusals).where(where, open_one).values(**facts)).rowcount == 1

    def of(self, places: Collection[Place]) -> dict[Place, list[Excusal]]:
        """All excusals of these definitions and periods, whatever their state, in the order they were proposed."""
        which = tuple_(excusals.c.definition_id, excusals.c.period).in_(list(places))
        query = select(excusals).where(excusals.c.workspace == self.workspace, which).order_by(excusals.c.id)
        found: dict[Place, list[Excusal]] = {}
        for its in values_of(Excusal, self.connection.execute(query)):
            found.setdefault((its.definition_id, its.period), []).append(its)
        return found

    def waiting(self, vendors: Collection[int]) -> list[Excusal]:
        """Those of these vendors that nobody has answered, the oldest first."""
        where = (excusals.c.workspace == self.workspace) & excusals.c.vendor_id.in_(list(vendors))
        query = select(excusals).where(where, excusals.c.state == ExcusalState.PROPOSED).order_by(excusals.c.id)
        return values_of(Excusal, self.connection.execute(query))
