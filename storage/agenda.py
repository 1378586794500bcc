"""What the sessions to come have to talk about. The same thing stands on an agenda once, until it is settled."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from governance.agenda import AgendaItem
from storage.rows import value_of
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
