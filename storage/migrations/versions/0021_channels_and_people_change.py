"""Channels are archived, left, unshared and given other ids, and people leave: what of it Parley knows."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key, Moment

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LEAVING = sa.text("leaves_on IS NOT NULL AND handed_at IS NULL")


def upgrade() -> None:
    op.add_column("channels", sa.Column("closed", sa.String(16)))
    op.add_column("channels", sa.Column("seen_shared", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("channels", sa.Column("unshared_at", Moment()))
    op.execute("UPDATE channels SET seen_shared = shared")
    op.create_table(
        "moved_channels",
        sa.Column("workspace", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("old", sa.String(32), primary_key=True),
        sa.Column("new", sa.String(32), nullable=False),
    )
    op.add_column("people", sa.Column("left_at", Moment()))
    op.add_column("people", sa.Column("leaves_on", sa.Date()))
    op.add_column("people", sa.Column("handed_at", Moment()))
    op.create_index(
        "ix_people_leaving", "people", ["workspace", "leaves_on"], sqlite_where=LEAVING, postgresql_where=LEAVING
    )
    op.create_table(
        "successors",
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("successor_id", Key, sa.ForeignKey("people.id"), nullable=False),
    )
