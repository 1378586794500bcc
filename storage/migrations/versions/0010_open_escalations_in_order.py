"""What the account leads are asked is found oldest first."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

GOING_ON = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_escalations_open_since",
        "escalations",
        ["workspace", "raised_at", "id"],
        sqlite_where=GOING_ON,
        postgresql_where=GOING_ON,
    )
