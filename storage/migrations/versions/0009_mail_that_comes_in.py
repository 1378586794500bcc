"""Mail comes in: mailboxes, answers in doubt, meetings of others that are adopted."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key, Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

IS_MAIL = sa.text("kind = 'mail'")


def upgrade() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("workspace", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("validity", sa.BigInteger()),
        sa.Column("uid", sa.BigInteger()),
        sa.Column("read_at", Moment),
        sa.Column("trouble", sa.Text()),
    )
    op.create_table(
        "mails_counted",
        sa.Column("workspace", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("what", sa.String(40), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_table(
        "meetings",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("uid", sa.String(1000), nullable=False),
        sa.Column("sequence", sa.Integer()),
        sa.UniqueConstraint("workspace", "uid", name="uq_meetings_workspace_uid"),
    )
    op.create_table(
        "meeting_offers",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("adopted_id", Key, sa.ForeignKey("meetings.id"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamp", Moment, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sent_by", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("asked_of", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("offered_at", Moment, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.UniqueConstraint("adopted_id", "digest", name="uq_meeting_offers_adopted_id_digest"),
    )
    op.create_index(op.f("ix_meeting_offers_workspace_adopted_id"), "meeting_offers", ["workspace", "adopted_id"])
    with op.batch_alter_table("sessions") as table:
        table.add_column(sa.Column("adopted_id", Key))
        table.add_column(sa.Column("planned_at", Moment))
        table.create_foreign_key("fk_sessions_adopted_id", "meetings", ["adopted_id"], ["id"])
        table.create_unique_constraint("uq_sessions_adopted_id_planned_at", ["adopted_id", "planned_at"])
    op.add_column("session_guests", sa.Column("doubted", sa.String(8)))
    op.add_column("session_guests", sa.Column("doubted_sequence", sa.Integer()))
    op.create_index("ix_people_mail", "people", ["workspace", sa.text("lower(mail)")])
    op.create_index(
        "ix_outbox_mailed", "outbox", ["workspace", "remote_id"], sqlite_where=IS_MAIL, postgresql_where=IS_MAIL
    )
