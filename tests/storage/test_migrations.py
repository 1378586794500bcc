"""A migrated database is what tables.py, guards.py and search.py say, down to triggers and the conditions of partial indexes."""

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text

from storage import guards, schema, search
from storage.database import Database
from storage.tables import metadata


def catalogue(database: Database) -> dict[str, str]:
    """Triggers, indexes and functions of ours by name, as the database itself writes them."""
    queries = (
        ["SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"]
        if database.is_sqlite
        else [
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        ]
    )
    with database.read() as connection:
        rows = [row for query in queries for row in connection.execute(text(query)).all()]
    return {name: re.sub(r"\s+", " ", definition) for name, definition in rows if not name.startswith("alembic")}


def without_row_numbers(database: Database) -> set[str]:
    """The SQLite tables that have no hidden row number."""
    with database.read() as connection:
        return {row.name for row in connection.execute(text("PRAGMA table_list")) if row.wr and row.schema == "main"}


def declared(database: Database) -> dict[str, str]:
    """What the same database looks like when it is made from the declarations, with no migration."""
    with database.write() as connection:
        if database.is_sqlite:
            names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
            for name in ("actions_search", *(name for name in names if not name.startswith("actions_search"))):
                connection.execute(text(f"DROP TABLE {name}"))
        else:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        metadata.create_all(connection)
        dialect = connection.dialect.name
        made = (guards.create, guards.create_for_approvals, guards.create_for_minutes, search.create)
        for statement in (its for create in made for its in create(dialect)):
            connection.exec_driver_sql(statement)
    return catalogue(database)


def test_migrations_make_what_tables_and_guards_declare(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    schema.migrate(database)
    migrated = catalogue(database)
    assert migrated == declared(database)
    assert {name for name in migrated if "refuses" in name}
    database.close()


def test_alembic_finds_no_difference_between_migrations_and_tables(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    schema.migrate(database)
    with database.write() as connection:
        command.check(schema.alembic_config(connection))
        connection.execute(text("ALTER TABLE studies ADD COLUMN stray TEXT"))
        with pytest.raises(CommandError, match="New upgrade operations"):
            command.check(schema.alembic_config(connection))
    database.close()


@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_the_journal_has_no_hidden_row_number(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    schema.migrate(database)
    assert {"journal", "journal_texts"} <= without_row_numbers(database)
    declared(database)
    assert {"journal", "journal_texts"} <= without_row_numbers(database)
    database.close()


def test_migrating_twice_does_nothing_the_second_time(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert schema.migrate(database)
    assert not schema.migrate(database)
    schema.require_newest(database)
    database.close()


def test_a_database_that_was_never_migrated_is_refused_with_what_to_do(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    with pytest.raises(schema.SchemaBehind, match="python -m bot migrate"):
        schema.require_newest(database)
    database.close()


def test_the_last_numbered_file_is_the_newest_revision() -> None:
    scripts = ScriptDirectory(str(schema.MIGRATIONS))
    assert scripts.get_heads() == [schema.newest()]
    for path in (Path(schema.MIGRATIONS) / "versions").glob("[0-9]*.py"):
        assert scripts.get_revision(path.name[:4])
