"""What SQLite is told of its tables' sizes, which it would learn from an ANALYZE only: plans then stay the same as data grows.

Untold, it takes a workspace for ten rows and reads all of it where it should go by id: one workspace fills every table.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, inspect

from storage.tables import metadata

ROWS = 100_000
BARELY = ("workspace", "state")  # one value of these is nearly everything
FEW = 50  # so many times fewer rows are in an index of what is open, waits, or is to be said
NARROWS = 5_000  # times, each further column of an index: twenty rows an owner, a vendor, a thing on the record


def tell(connection: Connection) -> None:
    """Tells it of every table and index there is now; to be repeated when there are others. PostgreSQL looks itself."""
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # makes the table of statistics and reads no other
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    known = [name for name in inspect(connection).get_table_names() if name in metadata.tables]
    for table in known:
        for index, unique, partial in _indexes(connection, table):
            rows = ROWS // FEW if partial else ROWS
            row = (table, index, _selectivity(rows, _columns(connection, index), unique=unique))
            connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", row)
    connection.exec_driver_sql("ANALYZE sqlite_schema")


def _indexes(connection: Connection, table: str) -> list[tuple[str, bool, bool]]:
    """Name, whether its columns together name one row, and whether it holds but some of the rows."""
    return [(row[1], bool(row[2]), bool(row[4])) for row in connection.exec_driver_sql(f"PRAGMA index_list({table})")]


def _columns(connection: Connection, index: str) -> list[str]:
    return [row[2] for row in connection.exec_driver_sql(f"PRAGMA index_info({index})")]


def _selectivity(rows: int, columns: Sequence[str], *, unique: bool) -> str:
    """How many rows there are, then how many are left for one value of the first column, of the first two, and so on."""
    left = [rows]
    for column in columns:
        left.append(left[-1] if column in BARELY else max(1, left[-1] // NARROWS))
    if unique:
        left[-1] = 1
    return " ".join(str(rows) for rows in left)
