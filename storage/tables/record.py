"""The record, and what lets things be said once."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.facts import VendorNamed
from storage.tables.base import key, metadata, to, workspace
from storage.types import Key, Moment, SecretJson

schedules = Table(
    "schedules",
    metadata,
    key(),
    workspace(),
    Column("what", String(16), nullable=False),
    Column("channel", String(32), nullable=False),
    to("vendor_id", "vendors"),
    Column("cron", String(80), nullable=False),
    Column("words", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("next_fire_at", Moment, nullable=False),
    Column("enabled", Boolean, nullable=False),
    to("set_up_by", "people"),
    # Why it failed the last time; empty when it did not.
    Column("trouble", Text),
    # Whose days off put it off to the next business day; empty: nobody's.
    Column("country", String(8)),
    # Whether its pictures are for a dark screen.
    Column("dark", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("workspace", "what", "channel", "vendor_id"),
    Index(
        "ix_schedules_due",
        "next_fire_at",
        sqlite_where=text("enabled"),
        postgresql_where=text("enabled"),
    ),
)

journal = Table(
    "journal",
    metadata,
    Column("workspace", Integer, primary_key=True, autoincrement=False),
    Column("number", Key, primary_key=True, autoincrement=False),
    Column("event", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("person", Key),
    Column("party", String(32), nullable=False),
    Column("door", String(32), nullable=False),
    # The canonical JSON that was hashed: facts as they are, free text as salted commitments.
    Column("body", Text, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Index(None, "workspace", "subject"),
    # A hidden row number would be one more thing INSERT OR REPLACE could aim at.
    sqlite_with_rowid=False,
)

Index("ix_journal_vendor", journal.c.workspace, VendorNamed(journal.c.body))

journal_texts = Table(
    "journal_texts",
    metadata,
    Column("workspace", Integer, primary_key=True, autoincrement=False),
    Column("number", Key, primary_key=True, autoincrement=False),
    Column("field", String(32), primary_key=True),
    Column("salt", LargeBinary(16), nullable=False),
    Column("text", Text, nullable=False),
    # A hidden row number would be one more thing INSERT OR REPLACE could aim at.
    sqlite_with_rowid=False,
)

journal_heads = Table(
    "journal_heads",
    metadata,
    Column("workspace", Integer, primary_key=True, autoincrement=False),
    Column("number", Key, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)

# Of no workspace: a process serves all of them.
processes = Table(
    "processes",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("key_names", Text, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("workspace", Integer, primary_key=True, autoincrement=False),
    Column("key", String(200), primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Column("answer", SecretJson),
    Index(None, "seen_at"),
)

outbox = Table(
    "outbox",
    metadata,
    key(),
    workspace(),
    Column("key", String(200), nullable=False),
    Column("lane", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("payload", SecretJson, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("tried_at", Moment),
    Column("settled_at", Moment),
    # After this moment it is better not said.
    Column("until", Moment),
    # An earlier row whose remote id this one needs: a post that shows an uploaded picture.
    Column("follows", Key),
    Column("remote_id", Text),
    Column("error", Text),
    UniqueConstraint("workspace", "key"),
    Index(
        "ix_outbox_waiting",
        "lane",
        "id",
        sqlite_where=text("state IN ('todo', 'sending')"),
        postgresql_where=text("state IN ('todo', 'sending')"),
    ),
    # Which of our mails is answered: their Message-IDs.
    Index(
        "ix_outbox_mailed",
        "workspace",
        "remote_id",
        sqlite_where=text("kind = 'mail'"),
        postgresql_where=text("kind = 'mail'"),
    ),
    Index(
        "ix_outbox_dead",
        "workspace",
        "id",
        sqlite_where=text("state = 'dead'"),
        postgresql_where=text("state = 'dead'"),
    ),
)

lanes = Table(
    "lanes",
    metadata,
    Column("lane", String(200), primary_key=True),
    Column("not_before", Moment),
    Column("lease_until", Moment),
    Column("owner", String(64)),
)
