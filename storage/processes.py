"""The processes of Parley that run, and the names of the keys each of them has. They belong to no workspace."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from storage.keys import held
from storage.tables import processes

BEAT = timedelta(minutes=1)
GONE_AFTER = 5 * BEAT  # a process that was killed says no more


def beat(connection: Connection, name: str, at: datetime) -> None:
    """The process of this name runs, with the keys it holds."""
    values = {"key_names": " ".join(held().names), "seen_at": at}
    its = processes.c.name == name
    if not connection.execute(update(processes).where(its).values(values)).rowcount:
        connection.execute(insert(processes).values(name=name, **values))
        connection.execute(delete(processes).where(processes.c.seen_at < at - GONE_AFTER))


def end(connection: Connection, name: str) -> None:
    connection.execute(delete(processes).where(processes.c.name == name))


def end_all(connection: Connection) -> None:
    """Where there can be one process only, whatever else stands here was killed."""
    connection.execute(delete(processes))


def without_newest_key(connection: Connection, at: datetime) -> int:
    """How many processes run that do not have the newest of our keys."""
    kept = connection.execute(select(processes.c.key_names).where(processes.c.seen_at >= at - GONE_AFTER)).scalars()
    return sum(not set(held().names[:1]) <= set(its.split()) for its in kept)
