"""What came up while somebody did not work waits for their next daily message; bots are known as such."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key, Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "news",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("action_id", Key, sa.ForeignKey("actions.id"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("came_up_at", Moment, nullable=False),
        sa.Column("told_on", sa.Date()),
    )
    op.add_column("people", sa.Column("is_bot", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f("ix_news_workspace_person_id"), "news", ["workspace", "person_id"])
