"""What the sessions of a vendor have to talk about. The same thing waits once, and stands once on each session's agenda."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, bindparam, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.agenda import USUAL_MINUTES, AgendaItem, ItemKind, Outcome
from governance.sessions import Kind, Session, State
from storage.rows import value_of, values_of
from storage.tables import agenda_items, sessions
from storage.tables.bodies import STEMS

_OPEN = agenda_items.c.done_at.is_(None)
OVER = (State.CANCELLED, State.HELD, State.INQUORATE)
# What goes on with a point that is carried over.
_GOES_ON = ("vendor_id", "study_id", "kind", "title", "owner_id", "minutes", "link", "stems_from", "drawn", "added_by")


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """A point to be put on an agenda."""

    title: str
    kind: ItemKind = ItemKind.DISCUSSION
    owner_id: int | None = None
    minutes: int = USUAL_MINUTES
    link: str | None = None
    stems_from: str = ""
    study_id: int | None = None
    drawn: bool = False


@dataclass(frozen=True)
class Agenda:
    """The agenda items of one workspace."""

    connection: Connection
    workspace: int

    def add(
        self,
        vendor: int,
        title: str,
        at: datetime,
        *,
        stems_from: str = "",
        by: int | None = None,
        for_kind: Kind | None = None,
        session: int | None = None,
        **more: Any,
    ) -> AgendaItem | None:
        """Puts something on the agenda of the vendor's next session, of this kind where one is named, or of this session; None when
        what it stems from waits for it already. `more` are columns, as in `NewItem`."""
        new = NewItem(title=title, stems_from=stems_from, **more)
        added = self.add_all(vendor, [new], at, by=by, for_kind=for_kind, session=session)
        return added[0] if added else None

    def add_all(
        self,
        vendor: int,
        items: Sequence[NewItem],
        at: datetime,
        *,
        by: int | None = None,
        for_kind: Kind | None = None,
        session: int | None = None,
    ) -> list[AgendaItem]:
        """Several at once; those that are there already are left out."""
        if not items:
            return []
        facts: dict[str, Any] = {"workspace": self.workspace, "vendor_id": vendor, "added_by": by, "added_at": at}
        facts |= {"for_kind": for_kind, "session_id": session}
        rows = [facts | vars(its) for its in items]
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(agenda_items).values(rows).on_conflict_do_nothing().returning(agenda_items)
        return sorted(values_of(AgendaItem, self.connection.execute(fresh)), key=lambda its: its.id)

    # --- questions -------------------------------------------------------------------------------------------------------

    def by_id(self, item: int) -> AgendaItem | None:
        row = self.connection.execute(select(agenda_items).where(self._is(agenda_items.c.id == item))).one_or_none()
        return value_of(AgendaItem, row) if row else None

    def some(self, ids: Collection[int]) -> dict[int, AgendaItem]:
        """Several at once, by id."""
        where = self._is(agenda_items.c.id.in_(list(ids)))
        return {its.id: its for its in self._found(select(agenda_items).where(where))}

    def open_of(self, vendor: int, most: int = 50) -> list[AgendaItem]:
        """What is still to be talked about with a vendor, the oldest first."""
        ours = self._is((agenda_items.c.vendor_id == vendor) & _OPEN)
        return self._found(select(agenda_items).where(ours).order_by(agenda_items.c.id).limit(most))

    def of_session(self, session: int) -> list[AgendaItem]:
        """All that is or was on a session's agenda, but what was taken off before, in its order."""
        stands = or_(agenda_items.c.outcome.is_(None), agenda_items.c.outcome != Outcome.WITHDRAWN)
        query = select(agenda_items).where(self._is((agenda_items.c.session_id == session) & stands))
        in_order = (agenda_items.c.position == 0, agenda_items.c.position, agenda_items.c.id)
        return self._found(query.order_by(*in_order))

    def stemming_from(self, stems: Iterable[str]) -> list[AgendaItem]:
        """Every point there ever was that stems from one of these, the oldest first."""
        where = self._is(literal_column(STEMS, Boolean) & agenda_items.c.stems_from.in_(list(stems)))
        return self._found(select(agenda_items).where(where).order_by(agenda_items.c.id))

    def waiting_for(self, session: Session, most: int = 200) -> list[AgendaItem]:
        """The open points that a session's agenda can take up, the oldest first: those for it or for its kind or for any, and those
        that stand on a session that is over or was cancelled."""
        its = agenda_items.c
        over = select(sessions.c.id).where(
            sessions.c.workspace == self.workspace,
            sessions.c.vendor_id == session.vendor_id,
            sessions.c.id != session.id,
            sessions.c.state.in_(OVER) | (sessions.c.starts_at < session.starts_at) & (sessions.c.kind == session.kind),
        )
        fits = its.for_kind.is_(None) | (its.for_kind == session.kind)
        free = (its.session_id.is_(None) & fits) | (its.session_id.in_(over) & fits)
        query = select(agenda_items).where(self._is((its.vendor_id == session.vendor_id) & _OPEN & free))
        return self._found(query.order_by(its.id).limit(most))

    # --- what becomes of them --------------------------------------------------------------------------------------------

    def take_up(self, session: int, items: Collection[int]) -> None:
        """These stand on a session's agenda from now on."""
        if items:
            where = self._is(agenda_items.c.id.in_(list(items)) & _OPEN)
            self.connection.execute(update(agenda_items).where(where).values(session_id=session, position=0))

    def order(self, items: Sequence[int]) -> None:
        """These stand in this order, from 1."""
        if not items:
            return
        where = self._is(agenda_items.c.id == bindparam("its_id"))
        rows = [{"its_id": item, "place": place} for place, item in enumerate(items, 1)]
        self.connection.execute(update(agenda_items).where(where).values(position=bindparam("place")), rows)

    def change(self, item: AgendaItem, **values: Any) -> AgendaItem | None:
        """The point with these values; None when something came of it meanwhile."""
        where = self._is((agenda_items.c.id == item.id) & _OPEN)
        row = self.connection.execute(
            update(agenda_items).where(where).values(**values).returning(agenda_items)
        ).one_or_none()
        return value_of(AgendaItem, row) if row else None

    def close(self, item: AgendaItem, outcome: Outcome, at: datetime, *, by: int | None = None) -> AgendaItem | None:
        """What came of it; None when something had before. See `carry_over` for what goes on."""
        return self.change(item, outcome=outcome, outcome_by=by, done_at=at)

    def reopen(self, item: AgendaItem) -> AgendaItem | None:
        """Nothing has come of it after all; None where it is open, or where it goes on as another one."""
        where = self._is((agenda_items.c.id == item.id) & ~_OPEN & ~self._went_on())
        values = {"outcome": None, "outcome_by": None, "done_at": None}
        row = self.connection.execute(
            update(agenda_items).where(where).values(values).returning(agenda_items)
        ).one_or_none()
        return value_of(AgendaItem, row) if row else None

    def carry_over(
        self, items: Sequence[AgendaItem], kind: Kind | None, at: datetime, *, outcome: Outcome = Outcome.CARRIED_OVER
    ) -> list[AgendaItem]:
        """They go on as new points for the next session of this kind; what stems from something that waits there already is one
        with it. The new ones."""
        if not items:
            return []
        where = self._is(agenda_items.c.id.in_([its.id for its in items]) & _OPEN)
        self.connection.execute(update(agenda_items).where(where).values(outcome=outcome, done_at=at))
        rows = [
            {name: getattr(its, name) for name in _GOES_ON}
            | {"workspace": self.workspace, "for_kind": kind, "added_at": at}
            | {"carried_from": its.id, "carried": its.carried + 1}
            for its in items
        ]
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(agenda_items).values(rows).on_conflict_do_nothing().returning(agenda_items)
        return values_of(AgendaItem, self.connection.execute(fresh))

    def settle(self, vendor: int, stems_from: str, at: datetime) -> AgendaItem | None:
        """What stems from this need not be talked about any more, wherever it stands; None when it stood on no agenda."""
        settled = self.settle_all(vendor, [stems_from], at)
        return settled[0] if settled else None

    def settle_all(self, vendor: int, stems: Collection[str], at: datetime) -> list[AgendaItem]:
        """The same for several things."""
        if not stems:
            return []
        its = agenda_items.c
        where = self._is((its.vendor_id == vendor) & its.stems_from.in_(list(stems)) & _OPEN)
        done = update(agenda_items).where(where).values(done_at=at, outcome=Outcome.SETTLED).returning(agenda_items)
        return sorted(values_of(AgendaItem, self.connection.execute(done)), key=lambda found: found.id)

    def _went_on(self) -> ColumnElement[bool]:
        later = agenda_items.alias("later")
        return select(later.c.id).where(later.c.carried_from == agenda_items.c.id).exists()

    def _found(self, query: Any) -> list[AgendaItem]:
        return values_of(AgendaItem, self.connection.execute(query))

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (agenda_items.c.workspace == self.workspace) & condition
