"""Action items with their whole life: who acts next, evidence, snoozes, escalations, search; people's hours; uploads."""

import sqlalchemy as sa
from alembic import op

from storage import search
from storage.types import Key, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = sa.text("waits_on IS NOT NULL")
TO_VERIFY = sa.text("waits_on IS NOT NULL AND closed_at IS NOT NULL")
OPEN_STATES = "('proposed', 'accepted', 'in progress', 'blocked')"


def upgrade() -> None:
    _people()
    _vendors()
    _actions()
    _evidence()
    _snoozes()
    _escalations()
    _uploads()
    _outbox()


def _outbox() -> None:
    op.add_column("outbox", sa.Column("until", Moment()))


def _people() -> None:
    for added in (
        sa.Column("locale", sa.String(16)),
        sa.Column("country", sa.String(2)),
        sa.Column("works_from", sa.Time()),
        sa.Column("works_to", sa.Time()),
        sa.Column("remind_at", sa.Time()),
        sa.Column("away_from", sa.Date()),
        sa.Column("away_until", sa.Date()),
        sa.Column("deputy_id", Key),
        sa.Column("next_reminder_at", Moment()),
        sa.Column("reminded_on", sa.Date()),
    ):
        op.add_column("people", added)
    for column in ("next_reminder_at", "away_until"):
        op.create_index(op.f(f"ix_people_workspace_{column}"), "people", ["workspace", column])


def _vendors() -> None:
    op.add_column("vendors", sa.Column("sponsor_executive", Key))
    op.add_column("vendors", sa.Column("vendor_executive", Key))


def _actions() -> None:
    for column in (
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("waits_on", sa.String(8)),
        sa.Column("origin", sa.String(16)),
        sa.Column("origin_id", Key),
        sa.Column("concern", sa.String(16)),
        sa.Column("closed_by", Key),
        sa.Column("closed_from", sa.String(16)),
        sa.Column("held_until", sa.Date()),
        sa.Column("because", sa.Text()),
    ):
        op.add_column("actions", column)
    for name in ("ix_actions_open_by_vendor", "ix_actions_by_owner"):
        op.drop_index(name, "actions")
    _make_searchable()
    op.execute(
        "UPDATE actions SET waits_on = CASE WHEN owner_id IN (SELECT id FROM people WHERE vendor_id IS NOT NULL) "
        f"THEN 'vendor' ELSE 'sponsor' END WHERE state IN {OPEN_STATES}"
    )
    for name, columns in (
        ("ix_actions_open", ["workspace", "waits_on", "due_on", "id"]),
        ("ix_actions_open_by_due", ["workspace", "due_on", "id", "closed_at"]),
        ("ix_actions_open_by_vendor", ["workspace", "vendor_id", "waits_on", "due_on", "id"]),
        ("ix_actions_open_by_owner", ["workspace", "owner_id", "due_on", "id"]),
    ):
        op.create_index(name, "actions", columns, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(
        op.f("ix_actions_workspace_vendor_id_number"), "actions", ["workspace", "vendor_id", "number"], unique=False
    )
    known = sa.text("source IS NOT NULL")
    columns = ["workspace", "source"]
    op.create_index("ix_actions_source", "actions", columns, sqlite_where=known, postgresql_where=known)
    columns = ["workspace", "opened_by"]
    op.create_index("ix_actions_to_verify", "actions", columns, sqlite_where=TO_VERIFY, postgresql_where=TO_VERIFY)


def _make_searchable() -> None:
    connection = op.get_bind()
    for statement in search.create(connection.dialect.name):
        op.execute(statement)
    if connection.dialect.name == "sqlite":
        op.execute("INSERT INTO actions_search (actions_search) VALUES ('rebuild')")
    titles = connection.execute(sa.text("SELECT id, title FROM actions")).all()
    words = [{"id": row.id, "words": search.plain(row.title)} for row in titles]
    if words:
        connection.execute(sa.text("UPDATE actions SET words = :words WHERE id = :id"), words)


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("action_id", Key, nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_by", Key, nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_evidence_workspace_workspaces")),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_evidence_action_id_actions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_workspace_action_id"), "evidence", ["workspace", "action_id"])


def _snoozes() -> None:
    op.create_table(
        "snoozes",
        sa.Column("workspace", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("action_id", Key, nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_snoozes_workspace_workspaces")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_snoozes_person_id_people")),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_snoozes_action_id_actions")),
        sa.PrimaryKeyConstraint("person_id", "action_id", name=op.f("pk_snoozes")),
    )
    op.create_index(op.f("ix_snoozes_workspace_until"), "snoozes", ["workspace", "until"])


def _escalations() -> None:
    op.create_table(
        "escalations",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("action_id", Key, nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("raised_by", Key),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.Column("acknowledged_by", Key),
        sa.Column("acknowledged_at", Moment()),
        sa.Column("ended_at", Moment()),
        sa.Column("outcome", sa.String(16)),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_escalations_workspace_workspaces")),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_escalations_action_id_actions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
    )
    going_on = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_escalations_open",
        "escalations",
        ["action_id"],
        unique=True,
        sqlite_where=going_on,
        postgresql_where=going_on,
    )
    op.create_index(op.f("ix_escalations_workspace_action_id"), "escalations", ["workspace", "action_id"])


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("sha256", sa.String(64)),
        sa.Column("kind", sa.String(16)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("done_lines", sa.Integer(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_uploads_workspace_workspaces")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_uploads_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_workspace_received_at"), "uploads", ["workspace", "received_at"])
