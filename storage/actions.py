"""Action items as rows, with their evidence. Lists come in pages, soonest due first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    func,
    insert,
    literal_column,
    select,
    union_all,
    update,
)

from governance.actions import ActionItem, Draft, Evidence, Origin, State
from storage import search
from storage.rows import value_of, values_of
from storage.tables import OPEN, TO_VERIFY, actions, evidence, workspaces

_OPEN: ColumnElement[bool] = literal_column(OPEN)
_TO_VERIFY: ColumnElement[bool] = literal_column(TO_VERIFY)


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which items are wanted. Open ones, unless `words` are searched for: those are found among the closed ones too.

    `turn_of` is the person who has to act next: to do it, or to verify what they asked for.
    """

    vendor: int | None = None
    study: int | None = None
    owner: int | None = None
    turn_of: int | None = None
    waits_on: str | None = None
    state: State | None = None
    due_before: date | None = None
    words: str = ""
    closed_too: bool = False


@dataclass(frozen=True)
class Actions:
    """The action items of one workspace."""

    connection: Connection
    workspace: int

    def add(
        self,
        draft: Draft,
        opened_by: int,
        at: datetime,
        *,
        state: State,
        waits_on: str,
        vendor: int | None = None,
        study: int | None = None,
        origin_id: int | None = None,
        asked_by: int | None = None,
    ) -> ActionItem:
        """Opens an item under the workspace's next number; two at once queue at the workspace's row."""
        lock = select(workspaces.c.id).where(workspaces.c.id == self.workspace).with_for_update(key_share=True)
        self.connection.execute(lock)
        newest = select(func.coalesce(func.max(actions.c.number), 0)).where(actions.c.workspace == self.workspace)
        statement = insert(actions).values(
            workspace=self.workspace,
            number=newest.scalar_subquery() + 1,
            title=draft.title,
            words=search.plain(draft.title),
            owner_id=draft.owner_id,
            due_on=draft.due_on,
            vendor_id=vendor,
            study_id=study,
            source=draft.source,
            origin=draft.origin,
            origin_id=origin_id,
            concern=draft.concern,
            opened_by=opened_by,
            asked_by=asked_by,
            opened_at=at,
            state=state,
            waits_on=waits_on,
        )
        return value_of(ActionItem, self.connection.execute(statement.returning(actions)).one())

    def by_id(self, item: int) -> ActionItem | None:
        return self._one(actions.c.id == item)

    def some(self, ids: set[int]) -> dict[int, ActionItem]:
        """Several at once, by id."""
        if not ids:
            return {}
        found = self.connection.execute(select(actions).where(self._is(actions.c.id.in_(ids))))
        return {item.id: item for item in values_of(ActionItem, found)}

    def numbered(self, number: int) -> ActionItem | None:
        """The item people call A-<number>."""
        return self._one(actions.c.number == number)

    def numbers_of(self, vendor: int) -> dict[int, int]:
        """The 17 of A-17 for each of a vendor's items, by id."""
        query = select(actions.c.id, actions.c.number).where(self._is(actions.c.vendor_id == vendor))
        return {row.id: row.number for row in self.connection.execute(query)}

    def made_from(self, source: str) -> ActionItem | None:
        """The newest item that came from the message at this address."""
        query = select(actions).where(self._is(actions.c.source == source)).order_by(actions.c.id.desc()).limit(1)
        row = self.connection.execute(query).one_or_none()
        return value_of(ActionItem, row) if row else None

    def of_origin(self, origin: Origin, ids: Collection[int]) -> dict[int, list[ActionItem]]:
        """By breach, risk or audit, all that stem from these, in order of their numbers."""
        found: dict[int, list[ActionItem]] = {}
        if not ids:
            return found
        where = self._is((actions.c.origin == origin) & actions.c.origin_id.in_(list(ids)))
        rows = self.connection.execute(select(actions).where(where).order_by(actions.c.number)).all()
        for row, its in zip(rows, values_of(ActionItem, rows), strict=True):
            found.setdefault(row.origin_id, []).append(its)
        return found

    def change(self, item: ActionItem, **values: Any) -> ActionItem | None:
        """The item with these values, unless somebody changed its state, owner or date meanwhile: then None."""
        as_it_was = (
            (actions.c.state == item.state)
            & (actions.c.owner_id == item.owner_id)
            & (actions.c.due_on == item.due_on)
            & (actions.c.id == item.id)
        )
        statement = update(actions).where(self._is(as_it_was)).values(**values).returning(actions)
        row = self.connection.execute(statement).one_or_none()
        return value_of(ActionItem, row) if row else None

    # --- lists ---------------------------------------------------------------------------------------------------

    def page(self, sought: Sought, *, first: int = 0, most: int = 20) -> list[ActionItem]:
        """The items from the `first` (0-based) on; open before closed, soonest due first."""
        query = self._sought(select(actions), sought).order_by(*_in_list_order(sought)).offset(first).limit(most)
        return values_of(ActionItem, self.connection.execute(query))

    def found(self, sought: Sought) -> list[int]:
        """The ids of all that has the words that are sought, in the order of `page`; at most `search.MOST` of the newest."""
        query = self._sought(select(actions.c.id), sought).order_by(*_in_list_order(sought))
        return list(self.connection.execute(query).scalars())

    def in_number_order(self, sought: Sought, *, after: int, most: int) -> list[ActionItem]:
        """Those whose number is larger than `after`, for whoever reads them all."""
        query = self._sought(select(actions), sought).where(actions.c.number > after)
        return values_of(ActionItem, self.connection.execute(query.order_by(actions.c.number).limit(most)))

    def count(self, sought: Sought = Sought()) -> int:
        """How many there are."""
        return int(self.connection.execute(self._sought(select(func.count()), sought)).scalar_one())

    def count_by_side(self, vendor: int | None = None) -> dict[str, int]:
        """Open items by the side that acts next; of one vendor, or of all."""
        query = self._sought(select(actions.c.waits_on, func.count()), Sought(vendor=vendor))
        return {row.waits_on: int(row[1]) for row in self.connection.execute(query.group_by(actions.c.waits_on))}

    def due_by(self, owners: Iterable[int], day: date) -> list[ActionItem]:
        """What these people have to do by a day, all of them at once."""
        query = select(actions).where(self._is(_OPEN), actions.c.owner_id.in_(list(owners)), actions.c.due_on <= day)
        return self._in_order(query.where(actions.c.closed_at.is_(None)))

    def proposed_to(self, owners: Iterable[int], since: datetime) -> list[ActionItem]:
        """What was put to these people since then and they have not answered yet."""
        query = select(actions).where(self._is(_OPEN), actions.c.owner_id.in_(list(owners)))
        return self._in_order(query.where(actions.c.state == State.PROPOSED, actions.c.opened_at >= since))

    def to_verify(self, askers: Iterable[int]) -> list[ActionItem]:
        """What is done, and these people asked for and have to verify."""
        query = select(actions).where(self._is(_TO_VERIFY), actions.c.opened_by.in_(list(askers)))
        return self._in_order(query)

    def overdue(self, before: date) -> list[ActionItem]:
        """Every open item that was due before a day, in all vendors' matters."""
        query = select(actions).where(self._is(_OPEN), actions.c.closed_at.is_(None), actions.c.due_on < before)
        return self._in_order(query)

    def closed_since(self, vendor: int, at: datetime, most: int) -> list[ActionItem]:
        """What was done or cancelled with a vendor since a moment, the newest first."""
        ours = self._is((actions.c.vendor_id == vendor) & (actions.c.closed_at > at))
        query = select(actions).where(ours).order_by(actions.c.closed_at.desc(), actions.c.id).limit(most)
        return values_of(ActionItem, self.connection.execute(query))

    def all_promises(self) -> list[tuple[str, int, date]]:
        """Title, owner and due date of every item there is or was."""
        query = select(actions.c.title, actions.c.owner_id, actions.c.due_on)
        rows = self.connection.execute(query.where(actions.c.workspace == self.workspace))
        return [(row.title, row.owner_id, row.due_on) for row in rows]

    def promised(self, titles: Collection[str], owners: Collection[int]) -> set[tuple[str, int, date]]:
        """Title, owner and due date of the items with one of these titles and owners."""
        query = select(actions.c.title, actions.c.owner_id, actions.c.due_on)
        query = query.where(self._is(actions.c.title.in_(titles)), actions.c.owner_id.in_(owners))
        return {(row.title, row.owner_id, row.due_on) for row in self.connection.execute(query)}

    # --- evidence ------------------------------------------------------------------------------------------------

    def add_evidence(self, item: int, its: Evidence, by: int, at: datetime) -> int:
        """Keeps what shows that an item is done; its id."""
        values = {"action_id": item, "address": its.address, "name": its.name, "added_by": by, "added_at": at}
        statement = insert(evidence).values(workspace=self.workspace, **values).returning(evidence.c.id)
        return int(self.connection.execute(statement).scalar_one())

    def share_evidence(self, ident: int, its: Evidence) -> bool:
        """Where a file can be seen, once that is known; False when it was known already."""
        where = (evidence.c.workspace == self.workspace) & (evidence.c.id == ident) & evidence.c.address.is_(None)
        statement = update(evidence).where(where).values(address=its.address, name=its.name)
        return self.connection.execute(statement).rowcount == 1

    def evidence_of(self, item: int) -> list[Evidence]:
        """The oldest first."""
        where = (evidence.c.workspace == self.workspace) & (evidence.c.action_id == item)
        return values_of(Evidence, self.connection.execute(select(evidence).where(where).order_by(evidence.c.id)))

    # -------------------------------------------------------------------------------------------------------------

    def _sought(self, query: Select[Any], sought: Sought) -> Select[Any]:
        conditions: list[ColumnElement[bool]] = [actions.c.workspace == self.workspace]
        if sought.words:
            found = search.found(sought.words, self.connection.dialect.name, self.workspace, sought.vendor)
            conditions.append(actions.c.id.in_(found))
        elif not sought.closed_too:
            conditions.append(_OPEN)
        exactly = (
            (actions.c.vendor_id, sought.vendor),
            (actions.c.study_id, sought.study),
            (actions.c.owner_id, sought.owner),
            (actions.c.waits_on, sought.waits_on),
            (actions.c.state, sought.state),
        )
        conditions += [column == value for column, value in exactly if value is not None]
        if sought.turn_of is not None:
            conditions.append(actions.c.id.in_(self._whose_turn(sought.turn_of)))
        if sought.due_before is not None:
            conditions += [actions.c.due_on < sought.due_before, actions.c.closed_at.is_(None)]
        return query.select_from(actions).where(*conditions)

    def _whose_turn(self, person: int) -> CompoundSelect[Any]:
        """What they have to do, and what they have to verify, each by its own index."""
        its = actions.alias("its")
        ours = select(its.c.id).where(its.c.workspace == self.workspace)
        to_do = ours.where(_OPEN, its.c.owner_id == person, its.c.closed_at.is_(None))
        return union_all(to_do, ours.where(_TO_VERIFY, its.c.opened_by == person))

    def _in_order(self, query: Select[Any]) -> list[ActionItem]:
        return values_of(ActionItem, self.connection.execute(query.order_by(actions.c.due_on, actions.c.id)))

    def _one(self, condition: ColumnElement[bool]) -> ActionItem | None:
        row = self.connection.execute(select(actions).where(self._is(condition))).one_or_none()
        return value_of(ActionItem, row) if row else None

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (actions.c.workspace == self.workspace) & condition


def _in_list_order(sought: Sought) -> list[ColumnElement[Any]]:
    order: list[ColumnElement[Any]] = [actions.c.due_on, actions.c.id]
    return [actions.c.waits_on.is_(None), *order] if sought.words else order
