"""Governance bodies with their charters and seats; what their sessions talk about, who is there, what is decided and kept."""

from sqlalchemy import JSON, Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint, false, text

from storage.tables.base import key, metadata, to, workspace
from storage.types import Key, Moment, Money

STILL_TO_DISCUSS = "done_at IS NULL AND session_id IS NULL AND stems_from <> ''"
ON_A_SESSION = "done_at IS NULL AND session_id IS NOT NULL AND stems_from <> ''"
STEMS = "stems_from <> ''"
UNFILED = "filed_at IS NULL"
WAITING = "state IN ('referred', 'circulated')"

bodies = Table(
    "bodies",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    Column("kind", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace", "vendor_id", "kind"),
)

# Each version stands for good; only its state goes on.
charters = Table(
    "charters",
    metadata,
    key(),
    workspace(),
    to("body_id", "bodies"),
    Column("version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("meets", String(16), nullable=False),
    Column("of_sponsor", Integer, nullable=False),
    Column("of_vendor", Integer, nullable=False),
    Column("chairs", Integer, nullable=False),
    Column("heads", Integer, nullable=False),
    Column("limit", Money),
    Column("currency", String(3), nullable=False),
    Column("reserved", JSON, nullable=False),
    Column("decides", Text, nullable=False),
    Column("pre_read_days", Integer, nullable=False),
    Column("minutes_days", Integer, nullable=False),
    Column("escalates_to", String(40)),
    Column("why", Text, nullable=False),
    to("proposed_by", "people", nullable=True),
    Column("proposed_at", Moment, nullable=False),
    to("answered_by", "people", nullable=True),
    Column("answered_at", Moment),
    UniqueConstraint("body_id", "version"),
)

body_seats = Table(
    "body_seats",
    metadata,
    key(),
    workspace(),
    to("body_id", "bodies"),
    to("person_id", "people"),
    Column("party", String(32), nullable=False),
    Column("part", String(16), nullable=False),
    to("deputy_for", "people", nullable=True),
    Index(None, "body_id"),
    Index(None, "workspace", "person_id"),
)

# What the sessions of a vendor have to talk about; `stems_from` as the record names it: `breach:4`.
agenda_items = Table(
    "agenda_items",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    to("session_id", "sessions", nullable=True),
    to("study_id", "studies", nullable=True),
    # Without a session: for the next one of this kind, or of any.
    Column("for_kind", String(40)),
    Column("kind", String(16), nullable=False, server_default="discussion"),
    Column("title", Text, nullable=False),
    to("owner_id", "people", nullable=True),
    Column("minutes", Integer, nullable=False, server_default="10"),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("link", Text),
    Column("stems_from", String(80), nullable=False, server_default=""),
    Column("drawn", Boolean, nullable=False, server_default=false()),
    to("added_by", "people", nullable=True),
    Column("added_at", Moment, nullable=False),
    Column("outcome", String(16)),
    Column("outcome_by", Key),
    Column("done_at", Moment),
    Column("carried_from", Key),
    Column("carried", Integer, nullable=False, server_default="0"),
    Index(None, "workspace", "vendor_id", "done_at"),
    Index(None, "session_id"),
    Index(
        "ix_agenda_items_stems_from",
        "workspace",
        "stems_from",
        sqlite_where=text(STEMS),
        postgresql_where=text(STEMS),
    ),
    # The same thing waits once for a kind of session, and stands once on each session's agenda.
    Index(
        "uq_agenda_items_stems_from",
        "workspace",
        "vendor_id",
        "stems_from",
        text("coalesce(for_kind, '')"),
        unique=True,
        sqlite_where=text(STILL_TO_DISCUSS),
        postgresql_where=text(STILL_TO_DISCUSS),
    ),
    Index(
        "uq_agenda_items_session_stems_from",
        "session_id",
        "stems_from",
        unique=True,
        sqlite_where=text(ON_A_SESSION),
        postgresql_where=text(ON_A_SESSION),
    ),
)

# The agenda of a session as it was last shown to its people: where, and a digest of what it said.
posted_agendas = Table(
    "posted_agendas",
    metadata,
    key(),
    workspace(),
    to("session_id", "sessions"),
    Column("channel", String(32)),
    Column("digest", String(64), nullable=False),
    Column("looked_at", Moment, nullable=False),
    UniqueConstraint("session_id"),
)

attendance = Table(
    "attendance",
    metadata,
    key(),
    workspace(),
    to("session_id", "sessions"),
    to("person_id", "people"),
    Column("how", String(16), nullable=False),
    to("for_id", "people", nullable=True),
    Column("noted_by", Key),
    Column("noted_at", Moment, nullable=False),
    UniqueConstraint("session_id", "person_id"),
)

# What was made of what somebody said in a session: `thing` as the record names it (`decision:4`).
session_notes = Table(
    "session_notes",
    metadata,
    key(),
    workspace(),
    to("session_id", "sessions"),
    to("item_id", "agenda_items", nullable=True),
    Column("kind", String(16), nullable=False),
    Column("thing", String(48), nullable=False),
    to("person_id", "people"),
    Column("noted_at", Moment, nullable=False),
    Column("source", Text),
    Column("undone_at", Moment),
    Index(None, "session_id"),
    Index(None, "workspace", "thing"),
)

decisions = Table(
    "decisions",
    metadata,
    key(),
    workspace(),
    Column("number", Integer, nullable=False),
    to("vendor_id", "vendors"),
    to("study_id", "studies", nullable=True),
    to("body_id", "bodies", nullable=True),
    to("session_id", "sessions", nullable=True),
    to("item_id", "agenda_items", nullable=True),
    Column("state", String(16), nullable=False),
    Column("question", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("rationale", Text, nullable=False),
    # All its words as they are searched: see storage/search.py.
    Column("words", Text, nullable=False),
    Column("amount", Money),
    Column("currency", String(3)),
    Column("authority", Text, nullable=False),
    to("charter_id", "charters", nullable=True),
    to("raised_by", "people"),
    Column("raised_at", Moment, nullable=False),
    Column("decided_at", Moment),
    Column("due_at", Moment),
    Column("goes_to", String(40)),
    Column("supersedes", Key),
    Column("superseded_by", Key),
    Column("source", Text),
    UniqueConstraint("workspace", "number"),
    Index(None, "workspace", "vendor_id", "state"),
    Index(None, "session_id"),
    Index(
        "ix_decisions_waiting",
        "workspace",
        "due_at",
        sqlite_where=text(WAITING),
        postgresql_where=text(WAITING),
    ),
)

minutes = Table(
    "minutes",
    metadata,
    key(),
    workspace(),
    to("session_id", "sessions"),
    to("vendor_id", "vendors"),
    to("study_id", "studies", nullable=True),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    to("scribe_id", "people", nullable=True),
    Column("drafted_at", Moment, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("chairs_told_at", Moment),
    Column("filed_at", Moment),
    UniqueConstraint("session_id"),
    Index(None, "workspace", "vendor_id"),
    Index("ix_minutes_unfiled", "workspace", "due_on", sqlite_where=text(UNFILED), postgresql_where=text(UNFILED)),
)

# Neither a version nor an addendum ever changes or goes: see storage/guards.py.
minutes_versions = Table(
    "minutes_versions",
    metadata,
    key(),
    workspace(),
    to("minutes_id", "minutes"),
    Column("version", Integer, nullable=False),
    Column("content", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    to("made_by", "people", nullable=True),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("minutes_id", "version"),
)

minutes_comments = Table(
    "minutes_comments",
    metadata,
    key(),
    workspace(),
    to("minutes_id", "minutes"),
    Column("version", Integer, nullable=False),
    to("person_id", "people"),
    Column("text", Text, nullable=False),
    Column("said_at", Moment, nullable=False),
    Index(None, "minutes_id"),
)

minutes_addenda = Table(
    "minutes_addenda",
    metadata,
    key(),
    workspace(),
    to("minutes_id", "minutes"),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    to("person_id", "people"),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("minutes_id", "number"),
)

agreements = Table(
    "agreements",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    to("study_id", "studies", nullable=True),
    Column("kind", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("expires_on", Date),
    Column("notice_days", Integer, nullable=False),
    Column("link", Text),
    to("kept_by", "people", nullable=True),
    Column("kept_at", Moment, nullable=False),
    Column("ended_on", Date),
    Index(None, "workspace", "vendor_id"),
)
