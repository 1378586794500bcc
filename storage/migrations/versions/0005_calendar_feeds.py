"""Calendar feeds, and when what calendars show of a session last changed."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("vendor_id", Key, sa.ForeignKey("vendors.id")),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment()),
        sa.Column("last_read_at", Moment()),
        sa.UniqueConstraint("secret_hash", name="uq_feeds_secret_hash"),
    )
    for name, columns, condition in (
        ("uq_feeds_own", ["person_id"], "vendor_id IS NULL AND revoked_at IS NULL"),
        ("uq_feeds_of_vendor", ["person_id", "vendor_id"], "vendor_id IS NOT NULL AND revoked_at IS NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, "feeds", columns, unique=True, sqlite_where=where, postgresql_where=where)
    op.create_index(op.f("ix_session_guests_person_id_session_id"), "session_guests", ["person_id", "session_id"])
    op.add_column("sessions", sa.Column("changed_at", Moment()))
    # Nobody has subscribed yet, so what is there counts as changed now.
    sessions = sa.table("sessions", sa.column("changed_at", Moment()))
    op.execute(sa.update(sessions).values(changed_at=sa.func.now()))
    with op.batch_alter_table("sessions") as table:
        table.alter_column("changed_at", existing_type=Moment(), nullable=False)
