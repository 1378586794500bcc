"""What has become of the channels: what Slack says of each, and the ids they had before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.vendors import Closed
from storage.tables import channels, digests, moved_channels, outbox, schedules

FARTHEST = 10  # how many new ids of one channel are followed


@dataclass(frozen=True)
class Channels:
    """The channels of one workspace."""

    connection: Connection
    workspace: int

    def keep(self, channel: str, *, closed: Closed | None) -> None:
        """Why nothing can be said there, or that something can."""
        self._update(channel, closed=closed)

    def keep_sharing(self, channel: str, *, shared: bool, seen_shared: bool, unshared_at: datetime | None) -> None:
        """Who reads there, as `governance.vendors.Link` has it."""
        self._update(channel, shared=shared, seen_shared=seen_shared, unshared_at=unshared_at)

    def keep_readers(self, channel: str, *, ext_shared: bool, reader_teams: Collection[str]) -> None:
        """Whether another company reads there, and which ones, as Slack says."""
        self._update(channel, ext_shared=ext_shared, reader_teams=" ".join(sorted(reader_teams)) or None)

    def note_move(self, old: str, new: str) -> None:
        """Slack has given a channel another id."""
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(moved_channels).values(workspace=self.workspace, old=old, new=new)
        kept = fresh.on_conflict_do_update(index_elements=["workspace", "old"], set_={"new": new})
        self.connection.execute(kept)

    def newest(self, channel: str) -> str:
        """The id a channel has now."""
        for _ in range(FARTHEST):
            where = (moved_channels.c.workspace == self.workspace) & (moved_channels.c.old == channel)
            new = self.connection.execute(select(moved_channels.c.new).where(where)).scalar()
            if new is None:
                break
            channel = new
        return channel

    def linked_before(self, channel: str) -> list[str]:
        """The ids under which channels are linked that Slack has given this one since."""
        moved = select(moved_channels.c.old).where(moved_channels.c.workspace == self.workspace)
        linked = (channels.c.workspace == self.workspace) & channels.c.slack_id.in_(moved)
        old = list(self.connection.execute(select(channels.c.slack_id).where(linked)).scalars())
        return [its for its in old if self.newest(its) == self.newest(channel)]

    def move(self, old: str, new: str) -> None:
        """What was kept under the old id is kept under the new one; where there was something already, that stays."""
        for table, column in ((channels, channels.c.slack_id), (schedules, schedules.c.channel)):
            of_old = (table.c.workspace == self.workspace) & (column == old)
            there = select(column).where(table.c.workspace == self.workspace, column == new)
            if self.connection.execute(there.limit(1)).scalar():
                self.connection.execute(delete(table).where(of_old))
            else:
                self.connection.execute(update(table).where(of_old).values({column: new}))
        kept = (digests.c.workspace == self.workspace) & (digests.c.channel == old)
        self.connection.execute(update(digests).where(kept).values(channel=new))
        self._move_letters(old, new)

    def _move_letters(self, old: str, new: str) -> None:
        """Those that wait are said there, and those that were said are found there."""
        ours = (outbox.c.workspace == self.workspace) & (outbox.c.lane == f"channel:{old}")
        for row in self.connection.execute(select(outbox.c.id, outbox.c.payload).where(ours)).all():
            payload = row.payload | ({"channel": new} if row.payload.get("channel") == old else {})
            change = update(outbox).where(outbox.c.id == row.id)
            self.connection.execute(change.values(lane=f"channel:{new}", payload=payload))

    def _update(self, channel: str, **values: object) -> None:
        where = (channels.c.workspace == self.workspace) & (channels.c.slack_id == channel)
        self.connection.execute(update(channels).where(where).values(**values))
