"""Sessions have a number people can say, and guests who answer."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("number", sa.Integer()))
    op.execute(
        "UPDATE sessions SET number = (SELECT COUNT(*) FROM sessions AS earlier "
        "WHERE earlier.workspace = sessions.workspace AND earlier.id <= sessions.id)"
    )
    with op.batch_alter_table("sessions") as table:
        table.alter_column("number", existing_type=sa.Integer(), nullable=False)
        table.create_unique_constraint("uq_sessions_workspace_number", ["workspace", "number"])
    op.add_column("sessions", sa.Column("called_by", Key))
    op.add_column("sessions", sa.Column("asked_sequence", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_sessions_workspace_starts_at"), "sessions", ["workspace", "starts_at"])
    for column in (
        sa.Column("says", sa.String(8)),
        sa.Column("answered_at", Moment()),
        # Since which sequence the answer holds: a session that is moved asks again.
        sa.Column("answered_sequence", sa.Integer()),
    ):
        op.add_column("session_guests", column)
