"""Breaches that stand in one message of the channel know which; an action keeps who asked for it beside whose side verifies it;
numbers that did not come are found among those that did."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MISSED = sa.text("met_at IS NULL AND given_up_on IS NOT NULL")


def upgrade() -> None:
    op.add_column("breaches", sa.Column("told_with", Key))
    op.create_index("ix_breaches_told_with", "breaches", ["told_with"])
    op.add_column("actions", sa.Column("asked_by", Key))
    op.create_index(
        "ix_kpi_expectations_missed",
        "kpi_expectations",
        ["workspace", "given_up_on"],
        sqlite_where=MISSED,
        postgresql_where=MISSED,
    )
