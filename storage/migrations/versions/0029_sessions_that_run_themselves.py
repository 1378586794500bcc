"""Bodies with charters and seats; agendas, attendance, decisions and minutes of their sessions; agreements that expire."""

import sqlalchemy as sa
from alembic import op

from storage import guards
from storage.types import Key, Moment, Money

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

STEMS = "done_at IS NULL AND session_id IS {} AND stems_from <> ''"


def upgrade() -> None:
    _create_tables()
    _extend_agenda()
    _extend_sessions()
    for statement in guards.create_for_minutes(op.get_bind().dialect.name):
        op.execute(statement)


def _extend_agenda() -> None:
    op.drop_index("uq_agenda_items_stems_from", "agenda_items")
    with op.batch_alter_table("agenda_items") as table:
        table.add_column(sa.Column("study_id", Key))
        table.add_column(sa.Column("for_kind", sa.String(40)))
        table.add_column(sa.Column("kind", sa.String(16), server_default="discussion", nullable=False))
        table.add_column(sa.Column("owner_id", Key))
        table.add_column(sa.Column("minutes", sa.Integer(), server_default="10", nullable=False))
        table.add_column(sa.Column("position", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("link", sa.Text()))
        table.add_column(sa.Column("drawn", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("outcome", sa.String(16)))
        table.add_column(sa.Column("outcome_by", Key))
        table.add_column(sa.Column("carried_from", Key))
        table.add_column(sa.Column("carried", sa.Integer(), server_default="0", nullable=False))
        table.create_foreign_key("fk_agenda_items_study_id", "studies", ["study_id"], ["id"])
        table.create_foreign_key("fk_agenda_items_owner_id", "people", ["owner_id"], ["id"])
    op.create_index(op.f("ix_agenda_items_session_id"), "agenda_items", ["session_id"])
    its = ["workspace", "stems_from"]
    stems = sa.text("stems_from <> ''")
    op.create_index("ix_agenda_items_stems_from", "agenda_items", its, sqlite_where=stems, postgresql_where=stems)
    waits, stands = STEMS.format("NULL"), STEMS.format("NOT NULL")
    _unique(
        "uq_agenda_items_stems_from", ["workspace", "vendor_id", "stems_from", sa.text("coalesce(for_kind, '')")], waits
    )
    _unique("uq_agenda_items_session_stems_from", ["session_id", "stems_from"], stands)


def _unique(name: str, columns: list[str | sa.TextClause], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, "agenda_items", columns, unique=True, sqlite_where=only, postgresql_where=only)


def _extend_sessions() -> None:
    op.add_column("sessions", sa.Column("started_at", Moment()))
    op.add_column("sessions", sa.Column("started_by", Key))
    op.add_column("sessions", sa.Column("ended_at", Moment()))
    disputed = sa.text("state = 'disputed' AND replaced_by IS NULL")
    where = {"sqlite_where": disputed, "postgresql_where": disputed}
    op.create_index("ix_kpi_results_disputed", "kpi_results", ["workspace", "vendor_id"], **where)
    on = sa.text("started_at IS NOT NULL AND ended_at IS NULL")
    stems = sa.text("origin_id IS NOT NULL")
    columns = ["workspace", "origin", "origin_id"]
    op.create_index("ix_actions_by_origin", "actions", columns, sqlite_where=stems, postgresql_where=stems)
    op.create_index("ix_sessions_on", "sessions", ["workspace", "vendor_id"], sqlite_where=on, postgresql_where=on)


def _create_tables() -> None:
    op.create_table(
        "bodies",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("vendor_id", Key, sa.ForeignKey("vendors.id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.UniqueConstraint("workspace", "vendor_id", "kind", name=op.f("uq_bodies_workspace_vendor_id_kind")),
    )
    op.create_table(
        "agreements",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("vendor_id", Key, sa.ForeignKey("vendors.id"), nullable=False),
        sa.Column("study_id", Key, sa.ForeignKey("studies.id")),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date()),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("link", sa.Text()),
        sa.Column("kept_by", Key, sa.ForeignKey("people.id")),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.Column("ended_on", sa.Date()),
    )
    op.create_index(op.f("ix_agreements_workspace_vendor_id"), "agreements", ["workspace", "vendor_id"])
    op.create_table(
        "body_seats",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("body_id", Key, sa.ForeignKey("bodies.id"), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("party", sa.String(32), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("deputy_for", Key, sa.ForeignKey("people.id")),
    )
    op.create_index(op.f("ix_body_seats_body_id"), "body_seats", ["body_id"])
    op.create_index(op.f("ix_body_seats_workspace_person_id"), "body_seats", ["workspace", "person_id"])
    op.create_table(
        "charters",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("body_id", Key, sa.ForeignKey("bodies.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("meets", sa.String(16), nullable=False),
        sa.Column("of_sponsor", sa.Integer(), nullable=False),
        sa.Column("of_vendor", sa.Integer(), nullable=False),
        sa.Column("chairs", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("limit", Money()),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("reserved", sa.JSON(), nullable=False),
        sa.Column("decides", sa.Text(), nullable=False),
        sa.Column("pre_read_days", sa.Integer(), nullable=False),
        sa.Column("minutes_days", sa.Integer(), nullable=False),
        sa.Column("escalates_to", sa.String(40)),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("proposed_by", Key, sa.ForeignKey("people.id")),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("answered_by", Key, sa.ForeignKey("people.id")),
        sa.Column("answered_at", Moment()),
        sa.UniqueConstraint("body_id", "version", name=op.f("uq_charters_body_id_version")),
    )
    op.create_table(
        "posted_agendas",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("session_id", Key, sa.ForeignKey("sessions.id"), nullable=False),
        sa.Column("channel", sa.String(32)),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("looked_at", Moment(), nullable=False),
        sa.UniqueConstraint("session_id", name=op.f("uq_posted_agendas_session_id")),
    )
    op.create_table(
        "attendance",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("session_id", Key, sa.ForeignKey("sessions.id"), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("for_id", Key, sa.ForeignKey("people.id")),
        sa.Column("noted_by", Key),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_attendance_session_id_person_id")),
    )
    op.create_table(
        "minutes",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("session_id", Key, sa.ForeignKey("sessions.id"), nullable=False),
        sa.Column("vendor_id", Key, sa.ForeignKey("vendors.id"), nullable=False),
        sa.Column("study_id", Key, sa.ForeignKey("studies.id")),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scribe_id", Key, sa.ForeignKey("people.id")),
        sa.Column("drafted_at", Moment(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("chairs_told_at", Moment()),
        sa.Column("filed_at", Moment()),
        sa.UniqueConstraint("session_id", name=op.f("uq_minutes_session_id")),
    )
    op.create_index(
        "ix_minutes_unfiled",
        "minutes",
        ["workspace", "due_on"],
        sqlite_where=sa.text("filed_at IS NULL"),
        postgresql_where=sa.text("filed_at IS NULL"),
    )
    op.create_index(op.f("ix_minutes_workspace_vendor_id"), "minutes", ["workspace", "vendor_id"])
    op.create_table(
        "decisions",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("vendor_id", Key, sa.ForeignKey("vendors.id"), nullable=False),
        sa.Column("study_id", Key, sa.ForeignKey("studies.id")),
        sa.Column("body_id", Key, sa.ForeignKey("bodies.id")),
        sa.Column("session_id", Key, sa.ForeignKey("sessions.id")),
        sa.Column("item_id", Key, sa.ForeignKey("agenda_items.id")),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("amount", Money()),
        sa.Column("currency", sa.String(3)),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("charter_id", Key, sa.ForeignKey("charters.id")),
        sa.Column("raised_by", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.Column("decided_at", Moment()),
        sa.Column("due_at", Moment()),
        sa.Column("goes_to", sa.String(40)),
        sa.Column("supersedes", Key),
        sa.Column("superseded_by", Key),
        sa.Column("source", sa.Text()),
        sa.UniqueConstraint("workspace", "number", name=op.f("uq_decisions_workspace_number")),
    )
    op.create_index(op.f("ix_decisions_session_id"), "decisions", ["session_id"])
    op.create_index(
        "ix_decisions_waiting",
        "decisions",
        ["workspace", "due_at"],
        sqlite_where=sa.text("state IN ('referred', 'circulated')"),
        postgresql_where=sa.text("state IN ('referred', 'circulated')"),
    )
    op.create_index(op.f("ix_decisions_workspace_vendor_id_state"), "decisions", ["workspace", "vendor_id", "state"])
    op.create_table(
        "minutes_addenda",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("minutes_id", Key, sa.ForeignKey("minutes.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.UniqueConstraint("minutes_id", "number", name=op.f("uq_minutes_addenda_minutes_id_number")),
    )
    op.create_table(
        "minutes_comments",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("minutes_id", Key, sa.ForeignKey("minutes.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
    )
    op.create_index(op.f("ix_minutes_comments_minutes_id"), "minutes_comments", ["minutes_id"])
    op.create_table(
        "minutes_versions",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("minutes_id", Key, sa.ForeignKey("minutes.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_by", Key, sa.ForeignKey("people.id")),
        sa.Column("made_at", Moment(), nullable=False),
        sa.UniqueConstraint("minutes_id", "version", name=op.f("uq_minutes_versions_minutes_id_version")),
    )
    op.create_table(
        "session_notes",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("session_id", Key, sa.ForeignKey("sessions.id"), nullable=False),
        sa.Column("item_id", Key, sa.ForeignKey("agenda_items.id")),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("thing", sa.String(48), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("undone_at", Moment()),
    )
    op.create_index(op.f("ix_session_notes_session_id"), "session_notes", ["session_id"])
    op.create_index(op.f("ix_session_notes_workspace_thing"), "session_notes", ["workspace", "thing"])
