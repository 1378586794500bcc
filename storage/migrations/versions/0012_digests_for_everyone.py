"""Digests for channels, people and mailboxes, that pass over days off and are written again when a late result comes."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ENABLED = sa.text("enabled")


def upgrade() -> None:
    # A batch on SQLite makes the table anew and would forget the condition of this index.
    op.drop_index("ix_schedules_due", "schedules")
    with op.batch_alter_table("schedules") as table:
        table.add_column(sa.Column("country", sa.String(8)))
        table.add_column(sa.Column("dark", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.drop_constraint("uq_schedules_workspace_what_channel", type_="unique")
        table.create_unique_constraint(
            "uq_schedules_workspace_what_channel_vendor_id", ["workspace", "what", "channel", "vendor_id"]
        )
    op.create_index("ix_schedules_due", "schedules", ["next_fire_at"], sqlite_where=ENABLED, postgresql_where=ENABLED)
    for column in (
        sa.Column("shown", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("key", sa.String(200), nullable=False, server_default=""),
        sa.Column("made", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("updates", sa.JSON(), nullable=False, server_default="[]"),
    ):
        op.add_column("digests", column)
    op.drop_index(op.f("ix_digests_workspace_channel_id"), "digests")
    op.create_index(
        op.f("ix_digests_workspace_vendor_id_channel_id"), "digests", ["workspace", "vendor_id", "channel", "id"]
    )
    op.create_index("ix_kpi_definitions_code", "kpi_definitions", ["workspace", "code"])
