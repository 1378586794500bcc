"""KPIs that both companies agree on, results that are asked for and disputed, breaches that are told, credits."""

import sqlalchemy as sa
from alembic import op

from storage.types import Key, Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credit_terms",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at_risk", sa.Float(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("clause", sa.Text(), server_default="", nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("proposed_by", Key, nullable=True),
        sa.Column("proposed_at", Moment, nullable=True),
        sa.Column("sponsor_by", Key, nullable=True),
        sa.Column("sponsor_at", Moment, nullable=True),
        sa.Column("vendor_by", Key, nullable=True),
        sa.Column("vendor_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_credit_terms_proposed_by")),
        sa.ForeignKeyConstraint(["sponsor_by"], ["people.id"], name=op.f("fk_credit_terms_sponsor_by")),
        sa.ForeignKeyConstraint(["vendor_by"], ["people.id"], name=op.f("fk_credit_terms_vendor_by")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_credit_terms_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_credit_terms_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_terms")),
        sa.UniqueConstraint("vendor_id", "version", name=op.f("uq_credit_terms_vendor_id_version")),
    )
    op.create_table(
        "excusals",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("definition_id", Key, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("proposed_by", Key, nullable=False),
        sa.Column("proposed_at", Moment, nullable=False),
        sa.Column("answered_by", Key, nullable=True),
        sa.Column("answered_at", Moment, nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_excusals_answered_by")),
        sa.ForeignKeyConstraint(["definition_id"], ["kpi_definitions.id"], name=op.f("fk_excusals_definition_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_excusals_proposed_by")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_excusals_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_excusals_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excusals")),
    )
    op.create_index(op.f("ix_excusals_definition_id_period"), "excusals", ["definition_id", "period"])
    op.create_index(op.f("ix_excusals_workspace_vendor_id_state"), "excusals", ["workspace", "vendor_id", "state"])
    op.create_table(
        "ingest_tokens",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("made_by", Key, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("used_at", Moment, nullable=True),
        sa.Column("revoked_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_ingest_tokens_made_by")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_ingest_tokens_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_ingest_tokens_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ingest_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_ingest_tokens_token_hash")),
    )
    op.create_index(op.f("ix_ingest_tokens_workspace_vendor_id"), "ingest_tokens", ["workspace", "vendor_id"])
    op.create_table(
        "invoices",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("kept_by", Key, nullable=True),
        sa.Column("kept_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["kept_by"], ["people.id"], name=op.f("fk_invoices_kept_by")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_invoices_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_invoices_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("vendor_id", "month", name=op.f("uq_invoices_vendor_id_month")),
    )
    op.create_table(
        "kpi_cases",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("definition_id", Key, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("stopped_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["definition_id"], ["kpi_definitions.id"], name=op.f("fk_kpi_cases_definition_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_kpi_cases_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_cases")),
        sa.UniqueConstraint(
            "definition_id", "period", "subject", name=op.f("uq_kpi_cases_definition_id_period_subject")
        ),
    )
    op.create_table(
        "kpi_drafts",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("kept_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_kpi_drafts_person_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_kpi_drafts_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_kpi_drafts_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_drafts")),
        sa.UniqueConstraint("vendor_id", "person_id", "period", name=op.f("uq_kpi_drafts_vendor_id_person_id_period")),
    )
    op.create_table(
        "kpi_expectations",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("definition_id", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", Key, nullable=True),
        sa.Column("asked_at", Moment, nullable=True),
        sa.Column("need_until", sa.Date(), nullable=True),
        sa.Column("need_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("reminders", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_reminder_on", sa.Date(), nullable=True),
        sa.Column("met_at", Moment, nullable=True),
        sa.Column("given_up_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["kpi_definitions.id"], name=op.f("fk_kpi_expectations_definition_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_kpi_expectations_owner_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_kpi_expectations_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_kpi_expectations_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_expectations")),
        sa.UniqueConstraint("definition_id", "period", name=op.f("uq_kpi_expectations_definition_id_period")),
    )
    op.create_index(
        "ix_kpi_expectations_open",
        "kpi_expectations",
        ["workspace", "next_reminder_on"],
        unique=False,
        sqlite_where=sa.text("met_at IS NULL AND given_up_on IS NULL"),
        postgresql_where=sa.text("met_at IS NULL AND given_up_on IS NULL"),
    )
    op.create_index(
        op.f("ix_kpi_expectations_workspace_vendor_id_period"), "kpi_expectations", ["workspace", "vendor_id", "period"]
    )
    op.create_table(
        "risks",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("study_id", Key, nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("owner_id", Key, nullable=True),
        sa.Column("stems_from", sa.String(80), server_default="", nullable=False),
        sa.Column("drafted_at", Moment, nullable=False),
        sa.Column("decided_by", Key, nullable=True),
        sa.Column("decided_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_risks_decided_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_risks_owner_id")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_risks_study_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_risks_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_risks_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risks")),
    )
    op.create_index(op.f("ix_risks_workspace_stems_from"), "risks", ["workspace", "stems_from"])
    op.create_index(op.f("ix_risks_workspace_vendor_id_state"), "risks", ["workspace", "vendor_id", "state"])
    op.create_table(
        "service_credits",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("invoice", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("at_risk", sa.Float(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_by", Key, nullable=True),
        sa.Column("changed_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_service_credits_changed_by")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_service_credits_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_service_credits_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_credits")),
        sa.UniqueConstraint("vendor_id", "month", name=op.f("uq_service_credits_vendor_id_month")),
    )
    op.create_table(
        "agenda_items",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("vendor_id", Key, nullable=False),
        sa.Column("session_id", Key, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("stems_from", sa.String(80), server_default="", nullable=False),
        sa.Column("added_by", Key, nullable=True),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("done_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_agenda_items_added_by")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_agenda_items_session_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_agenda_items_vendor_id")),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_agenda_items_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
    )
    op.create_index(
        op.f("ix_agenda_items_workspace_vendor_id_done_at"), "agenda_items", ["workspace", "vendor_id", "done_at"]
    )
    op.create_index(
        "uq_agenda_items_stems_from",
        "agenda_items",
        ["workspace", "vendor_id", "stems_from"],
        unique=True,
        sqlite_where=sa.text("done_at IS NULL AND stems_from <> ''"),
        postgresql_where=sa.text("done_at IS NULL AND stems_from <> ''"),
    )
    op.add_column("breaches", sa.Column("channel_at", Moment, nullable=True))
    op.add_column("breaches", sa.Column("channel_told_at", Moment, nullable=True))
    op.add_column("breaches", sa.Column("comment", sa.Text(), server_default="", nullable=False))
    op.add_column("breaches", sa.Column("commented_by", Key, nullable=True))
    op.add_column("breaches", sa.Column("commented_at", Moment, nullable=True))
    op.add_column("breaches", sa.Column("action_id", Key, nullable=True))
    op.add_column("breaches", sa.Column("closed_by_result", Key, nullable=True))
    op.create_index("ix_breaches_action", "breaches", ["action_id"])
    op.create_index(
        "ix_breaches_untold",
        "breaches",
        ["workspace", "channel_at"],
        unique=False,
        sqlite_where=sa.text("channel_told_at IS NULL AND closed_at IS NULL"),
        postgresql_where=sa.text("channel_told_at IS NULL AND closed_at IS NULL"),
    )
    op.add_column("kpi_definitions", sa.Column("numerator_words", sa.Text(), server_default="", nullable=False))
    op.add_column("kpi_definitions", sa.Column("denominator_words", sa.Text(), server_default="", nullable=False))
    op.add_column("kpi_definitions", sa.Column("measured", sa.String(8), server_default="vendor", nullable=False))
    op.add_column("kpi_definitions", sa.Column("reported_by", sa.String(8), server_default="vendor", nullable=False))
    op.add_column("kpi_definitions", sa.Column("sponsor_owner", Key, nullable=True))
    op.add_column("kpi_definitions", sa.Column("vendor_owner", Key, nullable=True))
    op.add_column("kpi_definitions", sa.Column("source", sa.Text(), server_default="", nullable=False))
    op.add_column("kpi_definitions", sa.Column("concern", sa.String(16), nullable=True))
    op.add_column("kpi_definitions", sa.Column("clock", sa.String(8), server_default="calendar", nullable=False))
    op.add_column("kpi_definitions", sa.Column("start_event", sa.Text(), server_default="", nullable=False))
    op.add_column("kpi_definitions", sa.Column("stop_event", sa.Text(), server_default="", nullable=False))
    op.add_column("kpi_definitions", sa.Column("within", sa.Float(), nullable=True))
    op.add_column("kpi_definitions", sa.Column("outer_limit", sa.Float(), nullable=True))
    op.add_column("kpi_definitions", sa.Column("clock_zone", sa.String(64), server_default="UTC", nullable=False))
    op.add_column("kpi_definitions", sa.Column("clock_country", sa.String(8), server_default="", nullable=False))
    op.add_column("kpi_definitions", sa.Column("limits", sa.String(8), server_default="fixed", nullable=False))
    op.add_column("kpi_definitions", sa.Column("sigmas", sa.Float(), nullable=True))
    op.add_column("kpi_definitions", sa.Column("credit_pool", sa.Float(), server_default="0", nullable=False))
    op.add_column("kpi_definitions", sa.Column("credit_share", sa.Float(), server_default="0", nullable=False))
    op.add_column("kpi_definitions", sa.Column("state", sa.String(16), server_default="imported", nullable=False))
    op.add_column("kpi_definitions", sa.Column("proposed_by", Key, nullable=True))
    op.add_column("kpi_definitions", sa.Column("proposed_at", Moment, nullable=True))
    op.add_column("kpi_definitions", sa.Column("sponsor_by", Key, nullable=True))
    op.add_column("kpi_definitions", sa.Column("sponsor_at", Moment, nullable=True))
    op.add_column("kpi_definitions", sa.Column("vendor_by", Key, nullable=True))
    op.add_column("kpi_definitions", sa.Column("vendor_at", Moment, nullable=True))
    op.add_column("kpi_definitions", sa.Column("declined_why", sa.Text(), server_default="", nullable=False))
    op.add_column("kpi_definitions", sa.Column("ends_on", sa.Date(), nullable=True))
    op.create_index("ix_kpi_definitions_state", "kpi_definitions", ["workspace", "state"])
    op.add_column("kpi_results", sa.Column("worst", sa.Float(), nullable=True))
    op.add_column("kpi_results", sa.Column("unadjusted", sa.Float(), nullable=True))
    op.add_column("kpi_results", sa.Column("state", sa.String(16), server_default="submitted", nullable=False))
    op.add_column("kpi_results", sa.Column("submitted_by", Key, nullable=True))
    op.add_column("kpi_results", sa.Column("evidence", sa.Text(), server_default="", nullable=False))
    op.add_column("kpi_results", sa.Column("note", sa.Text(), server_default="", nullable=False))
    op.add_column("kpi_results", sa.Column("decided_by", Key, nullable=True))
    op.add_column("kpi_results", sa.Column("decided_at", Moment, nullable=True))
    op.add_column("kpi_results", sa.Column("disputed_by", Key, nullable=True))
    op.add_column("kpi_results", sa.Column("disputed_at", Moment, nullable=True))
    op.add_column("kpi_results", sa.Column("dispute_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("kpi_results", sa.Column("claimed_numerator", sa.Float(), nullable=True))
    op.add_column("kpi_results", sa.Column("claimed_denominator", sa.Float(), nullable=True))
    op.add_column("kpi_results", sa.Column("claimed_value", sa.Float(), nullable=True))
    op.create_index("ix_kpi_results_state", "kpi_results", ["workspace", "state", "submitted_at"])
