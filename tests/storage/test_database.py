"""The two ways to use the database, and what its URL may be."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from storage.database import BadDatabaseUrl, Database, parse_url
from storage.tables import inbox
from tests.cast import MONDAY

ROW = {"workspace": 1, "seen_at": MONDAY}
COUNT = text("SELECT count(*) FROM inbox")


def test_a_read_is_one_snapshot_however_many_queries_it_takes(database: Database) -> None:
    with database.read() as reader:
        before = reader.execute(COUNT).scalar_one()
        with database.write() as writer:
            writer.execute(insert(inbox).values(key="meanwhile", **ROW))
        assert reader.execute(COUNT).scalar_one() == before
    with database.read() as reader:
        assert reader.execute(COUNT).scalar_one() == before + 1


def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    def write_and_fail() -> None:
        with database.write() as connection:
            connection.execute(insert(inbox).values(key="k", **ROW))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with database.read() as connection:
        assert connection.execute(COUNT).scalar_one() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_write_holds_the_lock_from_its_first_line(database_url: str) -> None:
    database = Database(database_url)
    other = sqlite3.connect(str(database.file), timeout=0)
    with closing(other), database.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    database.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_sqlite_connection_is_set_up_alike(database_url: str) -> None:
    database = Database(database_url)
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "recursive_triggers": 1, "secure_delete": 1, "synchronous": 2}
    for _ in range(2):
        with database.read() as connection:
            found = {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in wanted}
            assert found == wanted
            connection.detach()
    database.close()


def test_a_row_needs_what_it_refers_to(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.write() as connection:
        connection.execute(text("INSERT INTO studies (workspace, protocol, title) VALUES (999, 'P', 'T')"))


def test_a_statement_that_fails_does_not_tell_what_people_wrote(database: Database) -> None:
    with pytest.raises(SQLAlchemyError, match="hidden") as trouble, database.write() as connection:
        connection.execute(text("INSERT INTO nowhere (words) VALUES (:words)"), {"words": "a secret"})
    assert "a secret" not in str(trouble.value)


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///data/parley.db", "sqlite+pysqlite"),
        ("sqlite:////var/lib/parley.db", "sqlite+pysqlite"),
        ("postgresql://parley@db/parley", "postgresql+psycopg"),
        ("postgres://parley@db/parley", "postgresql+psycopg"),
        ("postgresql+psycopg2://parley@db/parley", "postgresql+psycopg"),
    ],
)
def test_urls_get_the_driver_parley_uses(given: str, driver: str) -> None:
    assert parse_url(given).drivername == driver


@pytest.mark.parametrize("given", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://a@b/c", "/a/file.db"])
def test_a_url_parley_cannot_use_is_named_in_one_sentence(given: str) -> None:
    with pytest.raises(BadDatabaseUrl, match="Write sqlite:///path"):
        parse_url(given)


def test_a_postgresql_that_is_not_there_is_an_operational_error() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(OperationalError), database.read():
        raise AssertionError("nobody is there")
    database.close()
