"""Vendors are introduced: until then their people hear nothing of Parley. Those with a channel have met it already."""

import sqlalchemy as sa
from alembic import op

from storage.types import Moment

revision = "0019"
down_revision = "0015"
branch_labels = None
depends_on = None

NOT_YET = sa.text("introduced_at IS NULL")


def upgrade() -> None:
    op.add_column("vendors", sa.Column("introduced_at", Moment()))
    op.execute(
        "UPDATE vendors SET introduced_at = CURRENT_TIMESTAMP "
        "WHERE EXISTS (SELECT 1 FROM channels WHERE channels.vendor_id = vendors.id)"
    )
    op.create_index(
        "ix_vendors_not_introduced", "vendors", ["workspace"], sqlite_where=NOT_YET, postgresql_where=NOT_YET
    )
