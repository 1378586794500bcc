"""Promises, what proves them, what was asked about them, and the files they came in."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.base import TO_VERIFY, index_of_open, key, metadata, to, workspace
from storage.types import Key, Moment

actions = Table(
    "actions",
    metadata,
    key(),
    workspace(),
    Column("number", Integer, nullable=False),
    to("vendor_id", "vendors", nullable=True),
    to("study_id", "studies", nullable=True),
    Column("title", Text, nullable=False),
    # The title as it is searched: see storage/search.py.
    Column("words", Text, nullable=False, default=""),
    to("owner_id", "people"),
    to("opened_by", "people"),
    # Who really asked, where that is not the one whose side verifies it.
    Column("asked_by", Key),
    Column("due_on", Date, nullable=False),
    Column("state", String(16), nullable=False),
    # The side that has to act next, `sponsor` or `vendor`; empty when nothing is left to do.
    Column("waits_on", String(8)),
    Column("origin", String(16)),
    Column("origin_id", Key),
    Column("concern", String(16)),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", Key),
    # The state it was closed from, for Undo.
    Column("closed_from", String(16)),
    Column("held_until", Date),
    # Why it is blocked or on hold.
    Column("because", Text),
    Column("source", Text),
    UniqueConstraint("workspace", "number"),
    index_of_open("ix_actions_open", "workspace", "waits_on", "due_on", "id"),
    # With `closed_at`, so that what is overdue is counted without a look at the rows.
    index_of_open("ix_actions_open_by_due", "workspace", "due_on", "id", "closed_at"),
    index_of_open("ix_actions_open_by_vendor", "workspace", "vendor_id", "waits_on", "due_on", "id"),
    Index(None, "workspace", "vendor_id", "number"),
    Index(
        "ix_actions_source",
        "workspace",
        "source",
        sqlite_where=text("source IS NOT NULL"),
        postgresql_where=text("source IS NOT NULL"),
    ),
    Index(
        "ix_actions_by_origin",
        "workspace",
        "origin",
        "origin_id",
        sqlite_where=text("origin_id IS NOT NULL"),
        postgresql_where=text("origin_id IS NOT NULL"),
    ),
    index_of_open("ix_actions_open_by_owner", "workspace", "owner_id", "due_on", "id"),
    Index(
        "ix_actions_to_verify", "workspace", "opened_by", sqlite_where=text(TO_VERIFY), postgresql_where=text(TO_VERIFY)
    ),
)

evidence = Table(
    "evidence",
    metadata,
    key(),
    workspace(),
    to("action_id", "actions"),
    # A link, or a file's permalink in Slack; empty for evidence in words.
    Column("address", Text),
    Column("name", Text, nullable=False),
    Column("added_by", Key, nullable=False),
    Column("added_at", Moment, nullable=False),
    Index(None, "workspace", "action_id"),
)

snoozes = Table(
    "snoozes",
    metadata,
    workspace(),
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True),
    Column("action_id", Key, ForeignKey("actions.id"), primary_key=True),
    Column("until", Moment, nullable=False),
    Index(None, "workspace", "until"),
)

# What somebody hears of in their next daily message, because it came up while they did not work.
news = Table(
    "news",
    metadata,
    key(),
    workspace(),
    Column("person_id", Key, ForeignKey("people.id"), nullable=False),
    Column("action_id", Key, ForeignKey("actions.id"), nullable=False),
    Column("words", Text, nullable=False),
    Column("came_up_at", Moment, nullable=False),
    # The day of the message it stood in; it stands in the next as well where that one was never said.
    Column("told_on", Date),
    Index(None, "workspace", "person_id"),
)

escalations = Table(
    "escalations",
    metadata,
    key(),
    workspace(),
    to("action_id", "actions"),
    Column("level", String(16), nullable=False),
    Column("reason", Text),
    # Empty when it climbed by itself.
    Column("raised_by", Key),
    Column("raised_at", Moment, nullable=False),
    Column("acknowledged_by", Key),
    Column("acknowledged_at", Moment),
    Column("ended_at", Moment),
    Column("outcome", String(16)),
    Index(
        "uq_escalations_open",
        "action_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index(None, "workspace", "action_id"),
    # Far fewer than the items that are open, and asked for in this order.
    Index(
        "ix_escalations_open_since",
        "workspace",
        "raised_at",
        "id",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

uploads = Table(
    "uploads",
    metadata,
    key(),
    workspace(),
    to("person_id", "people"),
    Column("name", Text, nullable=False),
    # Empty until it is fetched, and again when it is done with.
    Column("content", LargeBinary),
    Column("sha256", String(64)),
    # What its lines are: vendors, people, actions or results.
    Column("kind", String(16)),
    Column("state", String(16), nullable=False),
    # So many lines are kept already; an import that was cut off goes on from there.
    Column("done_lines", Integer, nullable=False, default=0),
    Column("received_at", Moment, nullable=False),
    Index(None, "workspace", "received_at"),
)
