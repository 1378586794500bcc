"""Risks as rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from governance.risks import Draft, Risk, RiskState
from storage.rows import value_of, values_of
from storage.tables import risks

_LISTED = risks.c.state.in_([RiskState.DRAFT, RiskState.OPEN])


@dataclass(frozen=True)
class Risks:
    """The risks of one workspace."""

    connection: Connection
    workspace: int

    def add(self, draft: Draft, at: datetime) -> Risk:
        """Writes a draft down."""
        facts = {**vars(draft), "state": RiskState.DRAFT, "drafted_at": at}
        statement = insert(risks).values(workspace=self.workspace, **facts).returning(risks)
        return value_of(Risk, self.connection.execute(statement).one())

    def by_id(self, risk: int) -> Risk | None:
        where = (risks.c.workspace == self.workspace) & (risks.c.id == risk)
        row = self.connection.execute(select(risks).where(where)).one_or_none()
        return value_of(Risk, row) if row else None

    def some(self, ids: Collection[int]) -> dict[int, Risk]:
        """Several at once, by id."""
        where = (risks.c.workspace == self.workspace) & risks.c.id.in_(list(ids))
        return {its.id: its for its in values_of(Risk, self.connection.execute(select(risks).where(where)))}

    def drafted_since(self, at: datetime) -> list[Risk]:
        """Drafts that nobody has decided on, in order of their numbers."""
        where = (risks.c.workspace == self.workspace) & (risks.c.drafted_at >= at) & (risks.c.state == RiskState.DRAFT)
        return values_of(Risk, self.connection.execute(select(risks).where(where).order_by(risks.c.id)))

    def listed_from(self, stems_from: str, vendor: int, study: int | None) -> Risk | None:
        """The draft or open risk that came from this already."""
        same_study = risks.c.study_id.is_(None) if study is None else risks.c.study_id == study
        ours = (risks.c.workspace == self.workspace) & (risks.c.vendor_id == vendor) & same_study
        query = select(risks).where(ours, risks.c.stems_from == stems_from, _LISTED).limit(1)
        row = self.connection.execute(query).first()
        return value_of(Risk, row) if row else None

    def decide(self, risk: Risk, state: RiskState, by: int, at: datetime) -> Risk | None:
        """Keeps what people decided; None when somebody else did meanwhile."""
        its = (risks.c.workspace == self.workspace) & (risks.c.id == risk.id) & (risks.c.state == risk.state)
        facts: dict[str, Any] = {"state": state, "decided_by": by, "decided_at": at}
        row = self.connection.execute(update(risks).where(its).values(**facts).returning(risks)).one_or_none()
        return value_of(Risk, row) if row else None

    def reword(self, risk: Risk, **words: Any) -> Risk | None:
        """The draft in other words; None when somebody has decided on it meanwhile."""
        its = (risks.c.workspace == self.workspace) & (risks.c.id == risk.id) & (risks.c.state == RiskState.DRAFT)
        row = self.connection.execute(update(risks).where(its).values(**words).returning(risks)).one_or_none()
        return value_of(Risk, row) if row else None

    def page(self, vendor: int | None, first: int, most: int) -> list[Risk]:
        """Drafts and open risks, of one vendor or of all, the highest score first."""
        score = risks.c.probability * risks.c.impact
        query = self._sought(select(risks), vendor).order_by(score.desc(), risks.c.id).offset(first).limit(most)
        return values_of(Risk, self.connection.execute(query))

    def count(self, vendor: int | None) -> int:
        query = self._sought(select(func.count()).select_from(risks), vendor)
        return int(self.connection.execute(query).scalar_one())

    def _sought(self, query: Select[Any], vendor: int | None) -> Select[Any]:
        query = query.where(risks.c.workspace == self.workspace, _LISTED)
        return query.where(risks.c.vendor_id == vendor) if vendor is not None else query
