"""How Parley reaches its database: one engine, set up the same way everywhere, SQLite or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from storage.turns import Queue

BUSY_SECONDS = 1.5


class BadDatabaseUrl(ValueError):
    """DATABASE_URL is not a database Parley knows. Write sqlite:///path/to/file.db or postgresql://user@host/name."""

    def __init__(self) -> None:
        super().__init__(type(self).__doc__)


def parse_url(text: str) -> URL:
    """The URL with its driver: psycopg 3 for PostgreSQL, the standard library's for SQLite."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise BadDatabaseUrl from None
    kind = url.get_backend_name() if "://" in text else ""
    if kind == "postgres" or kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and url.database not in (None, "", ":memory:"):
        return url.set(drivername="sqlite+pysqlite")
    raise BadDatabaseUrl


class Database:
    """An engine and the two ways to use it: `write()` (one immediate transaction) and `read()`."""

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.url = parse_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url, pool_size)
        self._turns = Queue()
        # What SQLite's BEGIN gives by itself; PostgreSQL would let each query see newer rows than the one before.
        self._snapshot: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that holds SQLite's write lock from its first line, so it can never fail half-way for want of it."""
        turn = self._turns.turn(BUSY_SECONDS) if self.is_sqlite else nullcontext()
        with turn, self.engine.connect().execution_options(immediate=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot to read from, however many queries that takes."""
        with self.engine.connect().execution_options(**self._snapshot) as connection, connection.begin():
            yield connection

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(self.url.database or "") if self.is_sqlite else None

    def empty_log(self) -> None:
        """Brings SQLite's write-ahead log into the file and empties it, as far as nobody reads from it now."""
        if self.is_sqlite:
            with self.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def write_anew(self) -> None:
        """Leaves nothing of what was deleted in SQLite's file and log; needs the file for itself. PostgreSQL clears its tables."""
        alone = {} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        with self.engine.connect().execution_options(**alone) as its:
            cursor = its.connection.cursor()
            if self.is_sqlite:
                # The index of words keeps what was taken out of it until it is made anew.
                cursor.execute("INSERT INTO actions_search (actions_search) VALUES ('rebuild')")
            cursor.execute("VACUUM")
        self.empty_log()

    def close(self) -> None:
        self.engine.dispose()


def _postgresql(url: URL, pool_size: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool_size,
        hide_parameters=True,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 2, "options": "-c lock_timeout=1500 -c timezone=UTC"},
    )


def _sqlite(url: URL) -> Engine:
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        hide_parameters=True,  # what people wrote stays out of the log, when a statement fails too
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event says BEGIN itself, see _begin_sqlite
    for pragma in (
        "journal_mode = WAL",
        # FULL: an ack means it is written down, also when the power goes.
        "synchronous = FULL",
        "foreign_keys = ON",
        # Without it INSERT OR REPLACE deletes the old row without firing the triggers that guard the journal.
        "recursive_triggers = ON",
        # What is erased is overwritten, not just unlinked.
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
