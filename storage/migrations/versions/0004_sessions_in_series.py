"""Sessions come in series, and some guests need not come."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_series",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("vendor_id", Key, sa.ForeignKey("vendors.id"), nullable=False),
        sa.Column("study_id", Key, sa.ForeignKey("studies.id")),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("clock", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(80), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("on_holiday", sa.String(32), nullable=False),
        sa.Column("join_link", sa.Text()),
        sa.Column("called_by", Key),
        sa.Column("uid", sa.String(80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("asked_sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("follows", sa.String(80)),
        sa.Column("planned_until", sa.Date(), nullable=False),
        sa.UniqueConstraint("uid", name="uq_session_series_uid"),
    )
    for columns in (["workspace", "state", "planned_until"], ["workspace", "vendor_id"]):
        op.create_index(op.f(f"ix_session_series_{'_'.join(columns)}"), "session_series", columns)
    op.create_table(
        "series_guests",
        sa.Column("series_id", Key, sa.ForeignKey("session_series.id"), primary_key=True),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("optional", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("session_guests", sa.Column("optional", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("sessions") as table:
        table.add_column(sa.Column("series_id", Key))
        table.add_column(sa.Column("planned_on", sa.Date()))
        table.create_foreign_key("fk_sessions_series_id", "session_series", ["series_id"], ["id"])
        table.create_unique_constraint("uq_sessions_series_id_planned_on", ["series_id", "planned_on"])
