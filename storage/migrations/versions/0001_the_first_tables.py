"""The first tables, and the guards that make the journal append-only."""

import sqlalchemy as sa
from alembic import op

from storage import guards
from storage.types import Key, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("workspace", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "key", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_seen_at"), "inbox", ["seen_at"], unique=False)
    op.create_table(
        "journal",
        sa.Column("workspace", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", Key, autoincrement=False, nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("happened_at", Moment(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("person", Key, nullable=True),
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.Column("door", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "number", name=op.f("pk_journal")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_journal_workspace_subject"), "journal", ["workspace", "subject"], unique=False)
    op.create_table(
        "journal_heads",
        sa.Column("workspace", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", Key, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_journal_heads")),
    )
    op.create_table(
        "journal_texts",
        sa.Column("workspace", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", Key, autoincrement=False, nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "number", "field", name=op.f("pk_journal_texts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lanes",
        sa.Column("lane", sa.String(length=200), nullable=False),
        sa.Column("not_before", Moment(), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_lanes")),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", Key, nullable=False),
        sa.Column("team", sa.String(length=32), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bot_user", sa.String(length=32), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("administrator", Key, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint("team", name=op.f("uq_workspaces_team")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("lane", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", Moment(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("follows", Key, nullable=True),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_outbox_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_outbox_workspace_key")),
    )
    op.create_index(
        "ix_outbox_dead",
        "outbox",
        ["workspace", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["lane", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('todo', 'sending')"),
        postgresql_where=sa.text("state IN ('todo', 'sending')"),
    )
    op.create_table(
        "studies",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("protocol", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_studies_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studies")),
        sa.UniqueConstraint("workspace", "protocol", name=op.f("uq_studies_workspace_protocol")),
    )
    op.create_table(
        "vendors",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("sponsor_lead", Key, nullable=True),
        sa.Column("vendor_lead", Key, nullable=True),
        sa.CheckConstraint("tier between 1 and 3", name=op.f("ck_vendors_tier")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_vendors_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendors")),
        sa.UniqueConstraint("workspace", "name_key", name=op.f("uq_vendors_workspace_name_key")),
    )
    op.create_table(
        "channels",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("study_id", Key, nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_channels_study_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_channels_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_channels_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint("workspace", "slack_id", name=op.f("uq_channels_workspace_slack_id")),
    )
    op.create_index(op.f("ix_channels_workspace_vendor_id"), "channels", ["workspace", "vendor_id"], unique=False)
    op.create_table(
        "digests",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("queued_at", Moment(), nullable=False),
        sa.Column("colour", sa.String(length=8), nullable=False),
        sa.Column("standing", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_digests_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_digests_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
    )
    op.create_index(op.f("ix_digests_workspace_channel_id"), "digests", ["workspace", "channel", "id"], unique=False)
    op.create_table(
        "kpi_definitions",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("study_id", Key, nullable=True),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("lens", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("red_limit", sa.Float(), nullable=False),
        sa.Column("smallest_denominator", sa.Float(), nullable=False),
        sa.Column("frequency", sa.String(length=16), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_kpi_definitions_study_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_kpi_definitions_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_kpi_definitions_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_definitions")),
        sa.UniqueConstraint(
            "workspace",
            "vendor_id",
            "study_id",
            "code",
            "version",
            name=op.f("uq_kpi_definitions_workspace_vendor_id_study_id_code_version"),
        ),
    )
    op.create_index(
        "uq_kpi_definitions_no_study",
        "kpi_definitions",
        ["workspace", "vendor_id", "code", "version"],
        unique=True,
        sqlite_where=sa.text("study_id IS NULL"),
        postgresql_where=sa.text("study_id IS NULL"),
    )
    op.create_table(
        "people",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", Key, nullable=True),
        sa.Column("slack_user", sa.String(length=32), nullable=True),
        sa.Column("slack_team", sa.String(length=32), nullable=True),
        sa.Column("slack_admin", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("learned_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_people_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_people_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("workspace", "slack_user", name=op.f("uq_people_workspace_slack_user")),
    )
    op.create_index(op.f("ix_people_workspace_vendor_id"), "people", ["workspace", "vendor_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("study_id", Key, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("join_link", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_sessions_study_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_sessions_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_sessions_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("uid", name=op.f("uq_sessions_uid")),
    )
    op.create_index(
        op.f("ix_sessions_workspace_vendor_id_starts_at"),
        "sessions",
        ["workspace", "vendor_id", "starts_at"],
        unique=False,
    )
    op.create_table(
        "actions",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("vendor_id", Key, nullable=True),
        sa.Column("study_id", Key, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner_id", Key, nullable=False),
        sa.Column("opened_by", Key, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_actions_opened_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_actions_owner_id")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_actions_study_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_actions_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_actions_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
        sa.UniqueConstraint("workspace", "number", name=op.f("uq_actions_workspace_number")),
    )
    op.create_index("ix_actions_by_owner", "actions", ["workspace", "owner_id", "due_on", "id"], unique=False)
    op.create_index("ix_actions_open_by_vendor", "actions", ["workspace", "vendor_id", "due_on", "id"], unique=False)
    op.create_table(
        "kpi_results",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("definition_id", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("study_id", Key, nullable=True),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("numerator", sa.Float(), nullable=True),
        sa.Column("denominator", sa.Float(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("colour", sa.String(length=8), nullable=False),
        sa.Column("submitted_at", Moment(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("replaced_by", Key, nullable=True),
        sa.ForeignKeyConstraint(["definition_id"], ["kpi_definitions.id"], name=op.f("fk_kpi_results_definition_id")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_kpi_results_study_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_kpi_results_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_kpi_results_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_results")),
    )
    op.create_index("ix_kpi_results_of_vendor", "kpi_results", ["workspace", "vendor_id", "period"], unique=False)
    op.create_index(
        "uq_kpi_results_current",
        "kpi_results",
        ["definition_id", "period"],
        unique=True,
        sqlite_where=sa.text("replaced_by IS NULL"),
        postgresql_where=sa.text("replaced_by IS NULL"),
    )
    op.create_table(
        "schedules",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("cron", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("next_fire_at", Moment(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("set_up_by", Key, nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["set_up_by"], ["people.id"], name=op.f("fk_schedules_set_up_by")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_schedules_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_schedules_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
        sa.UniqueConstraint("workspace", "what", "channel", name=op.f("uq_schedules_workspace_what_channel")),
    )
    op.create_index(
        "ix_schedules_due",
        "schedules",
        ["next_fire_at"],
        unique=False,
        sqlite_where=sa.text("enabled"),
        postgresql_where=sa.text("enabled"),
    )
    op.create_table(
        "session_guests",
        sa.Column("session_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_session_guests_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_session_guests_session_id")),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_session_guests")),
    )
    op.create_table(
        "breaches",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("study_id", Key, nullable=True),
        sa.Column("definition_id", Key, nullable=False),
        sa.Column("result_id", Key, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["definition_id"], ["kpi_definitions.id"], name=op.f("fk_breaches_definition_id")),
        sa.ForeignKeyConstraint(["result_id"], ["kpi_results.id"], name=op.f("fk_breaches_result_id")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_breaches_study_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_breaches_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_breaches_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
    )
    op.create_index(op.f("ix_breaches_workspace_vendor_id"), "breaches", ["workspace", "vendor_id"], unique=False)
    op.create_index(
        "uq_breaches_open",
        "breaches",
        ["definition_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    for statement in guards.create(op.get_bind().dialect.name):
        op.execute(statement)
