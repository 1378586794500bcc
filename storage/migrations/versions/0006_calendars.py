"""Calendars people let Parley look at, and when those say that they are taken."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendars",
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("next_read_at", Moment(), nullable=False),
        sa.Column("read_at", Moment()),
        sa.Column("known_from", Moment()),
        sa.Column("known_until", Moment()),
        sa.Column("why", sa.Text()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
    )
    op.create_index(op.f("ix_calendars_workspace_next_read_at"), "calendars", ["workspace", "next_read_at"])
    op.create_table(
        "busy_spans",
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
        sa.Column("begins", Moment(), primary_key=True),
        sa.Column("kind", sa.String(9), primary_key=True),
        sa.Column("ends", Moment(), nullable=False),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
    )
