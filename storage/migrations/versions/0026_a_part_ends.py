"""When somebody's part ended with their last day."""

import sqlalchemy as sa
from alembic import op

from storage.types import Moment

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("parted_at", Moment()))
