"""Polls about times: up to three of them, put to both companies."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key, Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "polls",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("vendor_id", Key, sa.ForeignKey("vendors.id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("called_by", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("deadline", Moment, nullable=False),
        sa.Column("told_at", Moment),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("session", Key),
    )
    op.create_index(op.f("ix_polls_workspace_state_deadline"), "polls", ["workspace", "state", "deadline"])
    op.create_table(
        "poll_slots",
        sa.Column("poll_id", Key, sa.ForeignKey("polls.id"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
    )
    op.create_table(
        "poll_guests",
        sa.Column("poll_id", Key, sa.ForeignKey("polls.id"), primary_key=True),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("secret", sa.LargeBinary(32)),
        sa.UniqueConstraint("secret", name="uq_poll_guests_secret"),
    )
    op.create_table(
        "poll_answers",
        sa.Column("poll_id", Key, sa.ForeignKey("polls.id"), primary_key=True),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("says", sa.String(16), nullable=False),
        sa.Column("answered_at", Moment, nullable=False),
    )
