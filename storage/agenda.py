"""What the next session of a vendor has to talk about; one thing stands there once until it was talked about."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import agenda_items


@dataclass(frozen=True)
class Agenda:
    """The agenda items of one workspace."""

    connection: Connection
    workspace: int

    def put(self, vendor: int, title: str, stems_from: str, by: int | None, at: datetime) -> int | None:
        """Puts something on the agenda of the vendor's next session; None where what it stems from stands there already."""
        values = {"vendor_id": vendor, "title": title, "stems_from": stems_from, "added_by": by, "added_at": at}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(agenda_items).values(workspace=self.workspace, **values)
        return self.connection.execute(statement.on_conflict_do_nothing().returning(agenda_items.c.id)).scalar()
