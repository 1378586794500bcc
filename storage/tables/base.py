"""What the tables share: names of constraints, and the columns that most of them have."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    MetaData,
    text,
)

from storage.types import Key

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key() -> Column[int]:
    return Column("id", Key, primary_key=True)


def workspace() -> Column[int]:
    return Column("workspace", ForeignKey("workspaces.id"), nullable=False)


def to(column: str, target: str, *, nullable: bool = False) -> Column[int]:
    return Column(column, Key, ForeignKey(f"{target}.id"), nullable=nullable)


# Word for word the condition in the queries, which is how SQLite knows that such an index serves them.
OPEN = "waits_on IS NOT NULL"
TO_VERIFY = "waits_on IS NOT NULL AND closed_at IS NOT NULL"


def index_of_open(name: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=text(OPEN), postgresql_where=text(OPEN))
