"""Brings a database to the newest schema, and says whether it is there. Only `migrate` and the one-process `serve` change it."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage import statistics
from storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaBehind(RuntimeError):
    """The database is not at this version of Parley. Run `python -m bot migrate` first."""

    def __init__(self) -> None:
        super().__init__(type(self).__doc__)


@cache
def newest() -> str:
    """The newest revision: the last of the numbered files, read without loading Alembic, which start-up can do without."""
    return max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def current(connection: Connection) -> str | None:
    """The revision this database is at, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def require_newest(database: Database) -> None:
    """Raises SchemaBehind unless the database is at this version."""
    with database.read() as connection:
        if current(connection) != newest():
            raise SchemaBehind


def migrate(database: Database) -> bool:
    """Brings the database up to date; True when there was anything to do."""
    with database.read() as connection:
        if current(connection) == newest():
            return False
    from alembic import command

    with database.write() as connection:
        command.upgrade(alembic_config(connection), "head")
        statistics.tell(connection)
    database.empty_log()  # what was rewritten must not be left beside the database as it was
    return True


def alembic_config(connection: Connection) -> "alembic.config.Config":  # type: ignore[name-defined]  # noqa: F821
    """Alembic's configuration for a connection of ours."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
