"""The digests that were posted: what each showed, so that the next one can say what changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.tables import digests


@dataclass(frozen=True)
class Digests:
    """The digests of one workspace."""

    connection: Connection
    workspace: int

    def keep(self, *, channel: str, vendor: int, at: datetime, colour: str, standing: dict[int, str]) -> int:
        """Keeps what a digest showed: the overall colour, and each definition's."""
        shown = {str(definition): its for definition, its in standing.items()}
        values = {"channel": channel, "vendor_id": vendor, "queued_at": at, "colour": colour, "standing": shown}
        statement = insert(digests).values(workspace=self.workspace, **values).returning(digests.c.id)
        return int(self.connection.execute(statement).scalar_one())

    def last(self, channel: str, vendor: int) -> tuple[datetime, dict[int, str]] | None:
        """When the channel's last digest was, and the colours it showed."""
        where = (digests.c.workspace == self.workspace) & (digests.c.channel == channel)
        query = select(digests.c.queued_at, digests.c.standing).where(where, digests.c.vendor_id == vendor)
        row = self.connection.execute(query.order_by(digests.c.id.desc()).limit(1)).one_or_none()
        return (row.queued_at, {int(key): its for key, its in row.standing.items()}) if row else None
