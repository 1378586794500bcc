"""Schedules that people set, as rows with a next-due moment: the digest of a channel, a person or a mailbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.rows import value_of, values_of
from storage.tables import schedules


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When something is due again: a cron line (weekdays by name) or another rhythm of governance.digests, in a time zone.

    `channel` is where it goes: a channel, a person's Slack user id, or `mail:` and a person's id. With a `country` its days
    off are passed over; `dark` are pictures for a dark screen.
    """

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
    country: str | None = None
    dark: bool = False
    enabled: bool = True


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
        country: str | None = None,
        dark: bool = False,
    ) -> Schedule:
        """One schedule per kind, place and vendor: setting it again changes it."""
        facts = {"cron": cron, "words": words, "zone": zone, "next_fire_at": next_fire_at, "trouble": None}
        facts |= {"enabled": True, "set_up_by": by, "country": country, "dark": dark}
        names = {"what": what, "channel": channel, "vendor_id": vendor_id}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(schedules).values(workspace=self.workspace, **names, **facts)
        statement = fresh.on_conflict_do_update(index_elements=["workspace", *names], set_=facts)
        return value_of(Schedule, self.connection.execute(statement.returning(schedules)).one())

    def of_channel(self, what: str, channel: str) -> Schedule | None:
        """A channel belongs to one vendor, and so does its schedule."""
        return next(iter(self.going_to(what, [channel])), None)

    def going_to(self, what: str, places: Sequence[str]) -> list[Schedule]:
        """The schedules of these places, soonest first."""
        where = (schedules.c.workspace == self.workspace) & (schedules.c.what == what)
        query = select(schedules).where(where, schedules.c.channel.in_(places)).order_by(schedules.c.next_fire_at)
        return values_of(Schedule, self.connection.execute(query))

    def by_id(self, schedule: int) -> Schedule | None:
        where = (schedules.c.workspace == self.workspace) & (schedules.c.id == schedule)
        row = self.connection.execute(select(schedules).where(where)).one_or_none()
        return value_of(Schedule, row) if row else None

    def all(self, what: str) -> list[Schedule]:
        """Soonest first."""
        where = (schedules.c.workspace == self.workspace) & (schedules.c.what == what)
        return values_of(
            Schedule, self.connection.execute(select(schedules).where(where).order_by(schedules.c.next_fire_at))
        )

    def of_channels(self, what: str) -> list[Schedule]:
        """Those of channels; what people asked for themselves is theirs to know."""
        return [its for its in self.all(what) if its.channel.startswith(("C", "G"))]

    def stop(self, schedule: int) -> None:
        self.connection.execute(
            delete(schedules).where(schedules.c.workspace == self.workspace, schedules.c.id == schedule)
        )

    def pause(self, schedule: int) -> None:
        """Until it is resumed."""
        where = (schedules.c.workspace == self.workspace) & (schedules.c.id == schedule)
        self.connection.execute(update(schedules).where(where).values(enabled=False))

    def resume(self, schedule: int, next_fire_at: datetime) -> None:
        where = (schedules.c.workspace == self.workspace) & (schedules.c.id == schedule)
        self.connection.execute(
            update(schedules).where(where).values(enabled=True, next_fire_at=next_fire_at, trouble=None)
        )

    def retime(self, schedule: Schedule, cron: str, next_fire_at: datetime) -> None:
        """What it goes by has changed; unless another clock has moved it meanwhile."""
        where = (schedules.c.id == schedule.id) & (schedules.c.next_fire_at == schedule.next_fire_at)
        values = {"cron": cron, "next_fire_at": next_fire_at}
        self.connection.execute(
            update(schedules).where(schedules.c.workspace == self.workspace, where).values(**values)
        )

    def move_on(self, schedule: Schedule, next_fire_at: datetime) -> bool:
        """From this due moment to the next; False when another clock did it first, or it was paused."""
        where = (schedules.c.id == schedule.id) & (schedules.c.next_fire_at == schedule.next_fire_at)
        where &= schedules.c.enabled
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
