"""People of vendors are confirmed by the sponsor; until then what they ask for is held. Those known already are confirmed."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key, Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("enterprise_id", sa.String(32)))
    op.add_column("people", sa.Column("confirmed_at", Moment()))
    op.add_column("people", sa.Column("confirmed_by", Key))
    op.add_column("people", sa.Column("asked_at", Moment()))
    op.add_column("people", sa.Column("refused_for", Key))
    op.execute("UPDATE people SET confirmed_at = CURRENT_TIMESTAMP WHERE vendor_id IS NOT NULL")
    op.create_table(
        "held_acts",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("arrival", sa.JSON, nullable=False),
        sa.Column("held_at", Moment(), nullable=False),
    )
    op.create_index("ix_held_acts_workspace_person_id", "held_acts", ["workspace", "person_id"])
    op.create_table(
        "channel_members",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.UniqueConstraint("workspace", "channel", "person_id", name="uq_channel_members_workspace_channel_person_id"),
    )
