"""Action items as rows. Lists come in pages, soonest due first."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from governance.actions import OPEN, ActionItem, Draft, State
from storage.rows import value_of, values_of
from storage.tables import actions, workspaces


@dataclass(frozen=True)
class Actions:
    """The action items of one workspace."""

    connection: Connection
    workspace: int

    def add(
        self, draft: Draft, opened_by: int, at: datetime, *, vendor: int | None = None, study: int | None = None
    ) -> ActionItem:
        """Opens an item under the workspace's next number; two at once queue at the workspace's row."""
        lock = select(workspaces.c.id).where(workspaces.c.id == self.workspace).with_for_update(key_share=True)
        self.connection.execute(lock)
        newest = select(func.coalesce(func.max(actions.c.number), 0)).where(actions.c.workspace == self.workspace)
        statement = insert(actions).values(
            workspace=self.workspace,
            number=newest.scalar_subquery() + 1,
            title=draft.title,
            owner_id=draft.owner_id,
            due_on=draft.due_on,
            vendor_id=vendor,
            study_id=study,
            source=draft.source,
            opened_by=opened_by,
            opened_at=at,
            state=State.PROPOSED,
        )
        return value_of(ActionItem, self.connection.execute(statement.returning(actions)).one())

    def by_id(self, item: int) -> ActionItem | None:
        return self._one(actions.c.id == item)

    def numbered(self, number: int) -> ActionItem | None:
        """The item people call A-<number>."""
        return self._one(actions.c.number == number)

    def close(self, item: int, state: State, at: datetime) -> None:
        self.connection.execute(update(actions).where(self._is(actions.c.id == item)).values(state=state, closed_at=at))

    def of_vendor(self, vendor: int, *, first: int = 0, most: int = 20) -> list[ActionItem]:
        """The vendor's open items."""
        return self._open(actions.c.vendor_id == vendor, first, most)

    def of_owner(self, person: int, *, vendor: int | None = None, first: int = 0, most: int = 20) -> list[ActionItem]:
        """A person's open items, perhaps only those with one vendor."""
        theirs = actions.c.owner_id == person
        return self._open(theirs if vendor is None else theirs & (actions.c.vendor_id == vendor), first, most)

    def all_open(self, *, first: int = 0, most: int = 20) -> list[ActionItem]:
        return self._open(actions.c.workspace == self.workspace, first, most)

    def count_open(self, *, vendor: int | None = None, owner: int | None = None, due_before: date | None = None) -> int:
        """How many are open, narrowed to a vendor, an owner, and those due before a day."""
        query = select(func.count()).select_from(actions).where(self._is(actions.c.state.in_(OPEN)))
        if vendor is not None:
            query = query.where(actions.c.vendor_id == vendor)
        if owner is not None:
            query = query.where(actions.c.owner_id == owner)
        if due_before is not None:
            query = query.where(actions.c.due_on < due_before)
        return int(self.connection.execute(query).scalar_one())

    def _open(self, condition: ColumnElement[bool], first: int, most: int) -> list[ActionItem]:
        where = self._is(condition & actions.c.state.in_(OPEN))
        query = select(actions).where(where).order_by(actions.c.due_on, actions.c.id).offset(first).limit(most)
        return values_of(ActionItem, self.connection.execute(query))

    def _one(self, condition: ColumnElement[bool]) -> ActionItem | None:
        row = self.connection.execute(select(actions).where(self._is(condition))).one_or_none()
        return value_of(ActionItem, row) if row else None

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (actions.c.workspace == self.workspace) & condition
