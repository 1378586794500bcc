"""Which entries are a vendor's is asked of what was hashed of them, and found by an index."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

NAMED = {
    "sqlite": """CAST(substr(body, instr(body, '"vendor":') + 9, 12) AS INTEGER)""",
    "postgresql": """CAST(coalesce(substring(body from '"vendor":([0-9]+)'), '0') AS BIGINT)""",
}


def upgrade() -> None:
    connection = op.get_bind()
    named = NAMED[connection.dialect.name]
    connection.exec_driver_sql(f"CREATE INDEX ix_journal_vendor ON journal (workspace, {named})")
