"""Escalations as rows: who was asked, who acknowledged, how it ended. One open step an item; the database keeps that."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, exists, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.actions import ActionItem
from governance.escalations import Escalation, Level, Outcome
from storage.rows import value_of, values_of
from storage.tables import OPEN, actions, escalations

_GOING_ON: ColumnElement[bool] = escalations.c.ended_at.is_(None)


@dataclass(frozen=True)
class Escalations:
    """The escalations of one workspace."""

    connection: Connection
    workspace: int

    def add(self, item: int, level: Level, *, by: int | None, reason: str | None, at: datetime) -> Escalation | None:
        """A step, open from now on; None when the item has an open one already."""
        facts = {"action_id": item, "level": level, "raised_by": by, "reason": reason, "raised_at": at}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(escalations).values(workspace=self.workspace, **facts).on_conflict_do_nothing()
        row = self.connection.execute(fresh.returning(escalations)).one_or_none()
        return value_of(Escalation, row) if row else None

    def open_of(self, item: int) -> Escalation | None:
        """The step an item is at."""
        row = self.connection.execute(select(escalations).where(self._is(escalations.c.action_id == item), _GOING_ON))
        found = row.one_or_none()
        return value_of(Escalation, found) if found else None

    def open_with(
        self, vendors: Mapping[Level, Collection[int]], *, and_none: bool = False, most: int | None = None
    ) -> list[Escalation]:
        """The open steps at each level in the matters of its vendors, the oldest first; `and_none`: also in those of no vendor."""
        at_level = [(escalations.c.level == level) & actions.c.vendor_id.in_(its) for level, its in vendors.items()]
        theirs = or_(*at_level, actions.c.vendor_id.is_(None)) if and_none else or_(*at_level)
        query = select(escalations).join(actions, actions.c.id == escalations.c.action_id)
        query = query.where(self._is(theirs), _GOING_ON).order_by(escalations.c.raised_at, escalations.c.id).limit(most)
        return values_of(Escalation, self.connection.execute(query))

    def acknowledge(self, step: int, by: int, at: datetime) -> bool:
        """False when somebody else did before, or it is over."""
        first = self._is(escalations.c.id == step) & escalations.c.acknowledged_at.is_(None) & _GOING_ON
        statement = update(escalations).where(first).values(acknowledged_by=by, acknowledged_at=at)
        return self.connection.execute(statement).rowcount == 1

    def end(self, step: int, outcome: Outcome, at: datetime) -> bool:
        """False when it was over already."""
        where = self._is(escalations.c.id == step) & _GOING_ON
        return (
            self.connection.execute(update(escalations).where(where).values(ended_at=at, outcome=outcome)).rowcount == 1
        )

    def to_raise(self, due_by: date, after: int, most: int) -> list[ActionItem]:
        """Open items due up to a day that no open step is about, by id from `after` on."""
        at_a_step = exists().where(escalations.c.action_id == actions.c.id, _GOING_ON)
        query = select(actions).where(actions.c.workspace == self.workspace, literal_column(OPEN), ~at_a_step)
        query = query.where(actions.c.closed_at.is_(None), actions.c.due_on <= due_by, actions.c.id > after)
        return values_of(ActionItem, self.connection.execute(query.order_by(actions.c.id).limit(most)))

    def unacknowledged(self, raised_by: datetime, most: int) -> list[Escalation]:
        """Steps of the leads about what cannot wait, raised up to a moment, that nobody has acknowledged."""
        query = select(escalations).join(actions, actions.c.id == escalations.c.action_id).where(_GOING_ON)
        query = query.where(
            self._is(escalations.c.raised_at <= raised_by),
            escalations.c.level == Level.LEADS,
            escalations.c.acknowledged_at.is_(None),
            actions.c.concern.is_not(None),
        )
        return values_of(Escalation, self.connection.execute(query.order_by(escalations.c.id).limit(most)))

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (escalations.c.workspace == self.workspace) & condition
