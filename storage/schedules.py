"""Schedules that people set, as rows with a next-due moment: a channel's digest."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.rows import value_of, values_of
from storage.tables import schedules


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When something is due again: a cron line (weekdays by name) in a time zone."""

    id: int
    workspace: int
    what: str
    channel: str
    vendor_id: int
    cron: str
    words: str
    zone: str
    next_fire_at: datetime
    set_up_by: int
    trouble: str | None = None


@dataclass(frozen=True)
class Schedules:
    """The schedules of one workspace."""

    connection: Connection
    workspace: int

    def set(
        self,
        *,
        what: str,
        channel: str,
        vendor_id: int,
        cron: str,
        words: str,
        zone: str,
        next_fire_at: datetime,
        by: int,
    ) -> Schedule:
        """One schedule per channel and kind: setting it again changes it."""
        facts = {"vendor_id": vendor_id, "cron": cron, "words": words, "zone": zone, "next_fire_at": next_fire_at}
        facts |= {"enabled": True, "set_up_by": by}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(schedules).values(workspace=self.workspace, what=what, channel=channel, **facts)
        statement = fresh.on_conflict_do_update(index_elements=["workspace", "what", "channel"], set_=facts)
        return value_of(Schedule, self.connection.execute(statement.returning(schedules)).one())

    def of_channel(self, what: str, channel: str) -> Schedule | None:
        where = (schedules.c.workspace == self.workspace) & (schedules.c.what == what)
        row = self.connection.execute(select(schedules).where(where, schedules.c.channel == channel)).one_or_none()
        return value_of(Schedule, row) if row else None

    def all(self, what: str) -> list[Schedule]:
        """Soonest first."""
        where = (schedules.c.workspace == self.workspace) & (schedules.c.what == what)
        return values_of(
            Schedule, self.connection.execute(select(schedules).where(where).order_by(schedules.c.next_fire_at))
        )

    def stop(self, schedule: int) -> None:
        self.connection.execute(
            delete(schedules).where(schedules.c.workspace == self.workspace, schedules.c.id == schedule)
        )

    def move_on(self, schedule: Schedule, next_fire_at: datetime) -> bool:
        """From this due moment to the next; False when another clock did it first."""
        where = (schedules.c.id == schedule.id) & (schedules.c.next_fire_at == schedule.next_fire_at)
        statement = (
            update(schedules)
            .where(schedules.c.workspace == self.workspace, where)
            .values(next_fire_at=next_fire_at, trouble=None)
        )
        return self.connection.execute(statement).rowcount == 1

    def put_off(self, schedule: Schedule, next_fire_at: datetime, trouble: str) -> None:
        """It failed: it is tried again then, and keeps why until it works."""
        where = (schedules.c.workspace == self.workspace) & (schedules.c.id == schedule.id)
        self.connection.execute(update(schedules).where(where).values(next_fire_at=next_fire_at, trouble=trouble))


def due(connection: Connection, now: datetime, most: int = 100) -> list[Schedule]:
    """What is due in all workspaces, the longest due first."""
    # Word for word the condition of the partial index, which SQLite does not recognise as "enabled = 1".
    query = select(schedules).where(literal_column("enabled"), schedules.c.next_fire_at <= now)
    query = query.order_by(schedules.c.next_fire_at).limit(most)
    return values_of(Schedule, connection.execute(query))
