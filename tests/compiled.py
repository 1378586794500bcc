"""What SQLAlchemy has compiled is kept for all engines of a worker: each test has one of its own, and compiling the same
statements anew takes a sixth of its time."""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

STATEMENTS = 2_000


class OneForAll(LRUCache):
    """The cache SQLAlchemy keeps for an engine, by the statement alone: engines of one kind differ in nothing else here."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1:], value)


_CACHES = {"sqlite": OneForAll(STATEMENTS), "postgresql": OneForAll(STATEMENTS)}


def share() -> None:
    """From now on, for every connection."""
    event.listen(Engine, "engine_connect", _use_it)


def _use_it(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_CACHES[connection.dialect.name])
