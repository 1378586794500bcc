"""What the sessions of a vendor have to talk about. The same thing waits once, and stands once on each session's agenda."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from governance.agenda import USUAL_MINUTES, AgendaItem, ItemKind, Outcome
from governance.sessions import OVER, Kind, Session
from storage.rows import value_of, values_of
from storage.tables import agenda_items, posted_agendas, sessions
from storage.tables.bodies import STEMS
from storage.tables.sessions import ON

_OPEN = agenda_items.c.done_at.is_(None)
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


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What the people of a session were shown of its agenda: in which channel (None: each for themselves), and a digest of what it
    says; `looked_at` is when that was last compared with how things stand."""

    session_id: int
    channel: str | None
    digest: str
    looked_at: datetime


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
        return {its.id: its for its in self._found(select(agenda_items).where(where))} if ids else {}

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
        where = self._is(literal_column(STEMS) & agenda_items.c.stems_from.in_(list(stems)))
        return self._found(select(agenda_items).where(where).order_by(agenda_items.c.id))

    def successor(self, item: AgendaItem) -> AgendaItem | None:
        """What a point that was parked or carried over goes on as."""
        where = self._is((agenda_items.c.vendor_id == item.vendor_id) & (agenda_items.c.carried_from == item.id))
        return next(iter(self._found(select(agenda_items).where(where).order_by(agenda_items.c.id).limit(1))), None)

    def waiting_for(
        self,
        session: Session,
        most: int = 200,
        *,
        missed_before: datetime | None = None,
        any_kind: bool = True,
        stems: Collection[str] | None = None,
    ) -> list[AgendaItem]:
        """The open points that a session's agenda can take up, the oldest first: those for it or for its kind or for any, and those
        that stand on a session that is over or was cancelled, or of its kind and never held (it was to begin before
        `missed_before`, or else before this one). Without `any_kind` only what is for its kind; with `stems` those alone that stem
        from one of these."""
        query = self._waiting(select(agenda_items), session, missed_before, any_kind)
        query = query.where(agenda_items.c.stems_from.in_(list(stems))) if stems is not None else query
        return self._found(query.order_by(agenda_items.c.id).limit(most))

    def count_waiting(self, session: Session, *, missed_before: datetime | None = None, any_kind: bool = True) -> int:
        """How many those are."""
        query = self._waiting(select(func.count()).select_from(agenda_items), session, missed_before, any_kind)
        return int(self.connection.execute(query).scalar_one())

    def _waiting(
        self, query: Select[Any], session: Session, missed_before: datetime | None, any_kind: bool
    ) -> Select[Any]:
        its, those = agenda_items.c, sessions.c
        earlier = (those.starts_at < session.starts_at) & (those.kind == session.kind)
        missed = earlier & (those.starts_at < (missed_before or session.starts_at))
        over = select(those.id).where(
            those.workspace == self.workspace,
            those.vendor_id == session.vendor_id,
            those.id != session.id,
            literal_column(f"NOT ({ON})"),
            those.state.in_(list(OVER)) | missed,
        )
        alike = (its.for_kind == session.kind) | its.session_id.in_(over.where(those.kind == session.kind))
        fits = alike | its.for_kind.is_(None) if any_kind else alike
        free = fits & (its.session_id.is_(None) | its.session_id.in_(over))
        return query.where(self._is((its.vendor_id == session.vendor_id) & _OPEN & free))

    def withdrawn_from(self, session: int) -> set[str]:
        """What people took off a session's agenda, by what it stems from."""
        its = agenda_items.c
        where = self._is((its.session_id == session) & (its.outcome == Outcome.WITHDRAWN) & (its.stems_from != ""))
        return set(self.connection.execute(select(its.stems_from).where(where)).scalars())

    # --- what becomes of them --------------------------------------------------------------------------------------------

    def take_up_as(self, session: int, items: Sequence[AgendaItem]) -> None:
        """These stand on a session's agenda from now on, each with its kind, owner, minutes and link."""
        if not items:
            return
        names = ("kind", "owner_id", "minutes", "link")
        where = self._is((agenda_items.c.id == bindparam("its_id")) & _OPEN)
        rows = [{"its_id": its.id} | {f"new_{name}": getattr(its, name) for name in names} for its in items]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        values |= {"session_id": session, "position": 0}
        self.connection.execute(update(agenda_items).where(where).values(values), rows)

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

    def settle_all(self, vendor: int, stems: Collection[str], at: datetime) -> list[AgendaItem]:
        """What stems from these need not be talked about any more, wherever it stands: what stood on an agenda."""
        if not stems:
            return []
        its = agenda_items.c
        where = self._is((its.vendor_id == vendor) & its.stems_from.in_(list(stems)) & _OPEN)
        done = update(agenda_items).where(where).values(done_at=at, outcome=Outcome.SETTLED).returning(agenda_items)
        return sorted(values_of(AgendaItem, self.connection.execute(done)), key=lambda found: found.id)

    def close_all(self, items: Collection[int], outcome: Outcome, at: datetime) -> list[AgendaItem]:
        """What came of several; those of which something had come before are left out."""
        if not items:
            return []
        where = self._is(agenda_items.c.id.in_(list(items)) & _OPEN)
        done = update(agenda_items).where(where).values(done_at=at, outcome=outcome).returning(agenda_items)
        return sorted(values_of(AgendaItem, self.connection.execute(done)), key=lambda found: found.id)

    # --- what their people were shown ------------------------------------------------------------------------------------

    def posted(self, those: Collection[int]) -> dict[int, Posted]:
        """By session, what its people were shown of its agenda; those of which nothing was posted are left out."""
        its = posted_agendas.c
        query = select(posted_agendas).where(its.workspace == self.workspace, its.session_id.in_(list(those)))
        return {found.session_id: found for found in values_of(Posted, self.connection.execute(query))}

    def posted_for(self, vendor: int, since: datetime) -> dict[int, Posted]:
        """The same for all of a vendor's sessions that begin after a moment."""
        its, those = posted_agendas.c, sessions.c
        query = select(posted_agendas).join(sessions, those.id == its.session_id)
        query = query.where(those.workspace == self.workspace, those.vendor_id == vendor, those.starts_at > since)
        return {found.session_id: found for found in values_of(Posted, self.connection.execute(query))}

    def keep_posted(self, session: int, channel: str | None, digest: str, at: datetime) -> None:
        """It is posted for the first time; harmless where it was before."""
        facts = {"workspace": self.workspace, "session_id": session, "channel": channel, "digest": digest}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(posted_agendas).values(facts | {"looked_at": at})
        self.connection.execute(fresh.on_conflict_do_nothing())

    def keep_shown(self, session: int, digest: str, at: datetime) -> None:
        """What was posted says this now."""
        its = posted_agendas.c
        where = (its.workspace == self.workspace) & (its.session_id == session)
        self.connection.execute(update(posted_agendas).where(where).values(digest=digest, looked_at=at))

    def _went_on(self) -> ColumnElement[bool]:
        later = agenda_items.alias("later")
        return select(later.c.id).where(later.c.carried_from == agenda_items.c.id).exists()

    def _found(self, query: Any) -> list[AgendaItem]:
        return values_of(AgendaItem, self.connection.execute(query))

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (agenda_items.c.workspace == self.workspace) & condition
