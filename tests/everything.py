"""All that Parley has kept or logged, as one text to search: a secret, or somebody's name, is not to be in it."""

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.tables import metadata


def kept(database: Database) -> str:
    """Every value of every table, as Parley itself reads it."""
    with database.read() as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(select(table))]
    return "\n".join(_text(value) for row in rows for value in row)


def raw(database: Database) -> bytes:
    """What the database itself holds: the files of SQLite with what is deleted and not overwritten, every row of PostgreSQL."""
    if database.file:
        beside = (database.file.with_name(f"{database.file.name}{end}") for end in ("", "-wal", "-shm"))
        return b"".join(path.read_bytes() for path in beside if path.exists())
    with database.read() as connection:
        tables = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").scalars()
        rows = [row for table in tables.all() for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')]
    return "\n".join(_text(value) for row in rows for value in row).encode()


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Every log line with all its fields, and the stack where there is one."""
    return "\n".join([*(str(vars(record)) for record in caplog.records), caplog.text])


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


def holds(text: str | bytes, words: Iterable[str]) -> list[str]:
    """Which of these words are in it."""
    return [word for word in words if (word.encode() if isinstance(text, bytes) else word) in text]
