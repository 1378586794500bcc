"""The processes that run and the names of their keys, so that no secret goes under a key that one of them does not have."""

import sqlalchemy as sa
from alembic import op

from storage.types import Moment

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "processes",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("key_names", sa.Text(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
    )
