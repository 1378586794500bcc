"""Links in mails that do one thing once, for people without Slack; whom results are asked of by mail is in the daily mail now."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key, Moment

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "one_acts",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment()),
        sa.UniqueConstraint("secret_hash", name="uq_one_acts_secret_hash"),
    )
    op.drop_column("kpi_expectations", "asked_at")
    op.create_index(op.f("ix_one_acts_expires_at"), "one_acts", ["expires_at"])
