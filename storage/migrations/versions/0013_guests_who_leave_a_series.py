"""A guest who comes to no later meeting of a series keeps those before."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("series_guests", sa.Column("until", sa.Date()))
