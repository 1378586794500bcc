"""Which companies read a vendor's channel, and who is a guest, and which organisation is ours, as Slack says."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channels", sa.Column("ext_shared", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("channels", sa.Column("reader_teams", sa.Text()))
    op.add_column("workspaces", sa.Column("enterprise", sa.String(32)))
    op.add_column("people", sa.Column("is_guest", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Slack is asked once more about everybody when they next act: nobody knows yet who is a guest.
    op.execute("UPDATE people SET learned_at = NULL")
    op.execute("UPDATE channels SET ext_shared = seen_shared WHERE unshared_at IS NULL")
