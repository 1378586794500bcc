"""What the sessions to come have to talk about. The same thing stands on an agenda once, until it is settled."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.agenda import AgendaItem
from storage.rows import value_of, values_of
from storage.tables import agenda_items


@dataclass(frozen=True)
class Agenda:
    """The agenda items of one workspace."""

    connection: Connection
    workspace: int

    def add(
        self, vendor: int, title: str, at: datetime, *, stems_from: str = "", by: int | None = None
    ) -> AgendaItem | None:
        """Puts something on the agenda of the vendor's next session; None when what it stems from stands there already."""
        facts = {"vendor_id": vendor, "title": title, "stems_from": stems_from, "added_by": by, "added_at": at}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(agenda_items).values(workspace=self.workspace, **facts).on_conflict_do_nothing()
        row = self.connection.execute(fresh.returning(agenda_items)).one_or_none()
        return value_of(AgendaItem, row) if row else None

    def open_of(self, vendor: int, most: int = 50) -> list[AgendaItem]:
        """What is still to be talked about with a vendor, the oldest first."""
        ours = (agenda_items.c.workspace == self.workspace) & (agenda_items.c.vendor_id == vendor)
        query = select(agenda_items).where(ours, agenda_items.c.done_at.is_(None)).order_by(agenda_items.c.id)
        return values_of(AgendaItem, self.connection.execute(query.limit(most)))

    def settle(self, vendor: int, stems_from: str, at: datetime) -> AgendaItem | None:
        """What stems from this need not be talked about any more; None when it stood on no agenda."""
        ours = (agenda_items.c.workspace == self.workspace) & (agenda_items.c.vendor_id == vendor)
        its = ours & (agenda_items.c.stems_from == stems_from) & agenda_items.c.done_at.is_(None)
        row = self.connection.execute(
            update(agenda_items).where(its).values(done_at=at).returning(agenda_items)
        ).one_or_none()
        return value_of(AgendaItem, row) if row else None
