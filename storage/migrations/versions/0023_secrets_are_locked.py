"""Secrets that were kept as they are go under the newest key: calendars' addresses, and all that was and is to be said."""

from alembic import op

from storage.keys import relock

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    while relock(op.get_bind()):
        pass
