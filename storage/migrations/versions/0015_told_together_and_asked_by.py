"""Breaches that stand in one message of the channel know which; an action keeps who asked for it beside whose side verifies it."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("breaches", sa.Column("told_with", Key))
    op.create_index("ix_breaches_told_with", "breaches", ["told_with"])
    op.add_column("actions", sa.Column("asked_by", Key))
