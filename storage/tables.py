"""Every table on one page. Each row carries its workspace; uniqueness and append-only are the database's job."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.types import Key, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key() -> Column[int]:
    return Column("id", Key, primary_key=True)


def _workspace() -> Column[int]:
    return Column("workspace", ForeignKey("workspaces.id"), nullable=False)


def _to(column: str, target: str, *, nullable: bool = False) -> Column[int]:
    return Column(column, Key, ForeignKey(f"{target}.id"), nullable=nullable)


# --- who and where -----------------------------------------------------------------------------------------------

workspaces = Table(
    "workspaces",
    metadata,
    _key(),
    # Empty until a bot with a token has said which team this is: imports may come before the first connection.
    Column("team", String(32), unique=True),
    Column("name", Text, nullable=False),
    Column("bot_user", String(32)),
    Column("zone", String(64), nullable=False),
    Column("administrator", Key),
)

people = Table(
    "people",
    metadata,
    _key(),
    _workspace(),
    Column("name", Text, nullable=False),
    Column("handle", Text),
    Column("role", String(32), nullable=False),
    _to("vendor_id", "vendors", nullable=True),
    Column("slack_user", String(32)),
    Column("slack_team", String(32)),
    Column("slack_admin", Boolean, nullable=False, default=False),
    Column("mail", Text),
    Column("zone", String(64)),
    # When Slack was last asked about them; empty when it never was.
    Column("learned_at", Moment),
    UniqueConstraint("workspace", "slack_user"),
    Index(None, "workspace", "vendor_id"),
)

studies = Table(
    "studies",
    metadata,
    _key(),
    _workspace(),
    Column("protocol", Text, nullable=False),
    Column("title", Text, nullable=False),
    UniqueConstraint("workspace", "protocol"),
)

vendors = Table(
    "vendors",
    metadata,
    _key(),
    _workspace(),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("tier", Integer, nullable=False),
    Column("status", String(32), nullable=False),
    Column("sponsor_lead", Key),
    Column("vendor_lead", Key),
    CheckConstraint("tier between 1 and 3", name="tier"),
    UniqueConstraint("workspace", "name_key"),
)

channels = Table(
    "channels",
    metadata,
    _key(),
    _workspace(),
    Column("slack_id", String(32), nullable=False),
    _to("vendor_id", "vendors"),
    _to("study_id", "studies", nullable=True),
    Column("zone", String(64)),
    Column("shared", Boolean, nullable=False, default=False),
    UniqueConstraint("workspace", "slack_id"),
    Index(None, "workspace", "vendor_id"),
)

# --- what the two companies agreed on and did ----------------------------------------------------------------------

actions = Table(
    "actions",
    metadata,
    _key(),
    _workspace(),
    Column("number", Integer, nullable=False),
    _to("vendor_id", "vendors", nullable=True),
    _to("study_id", "studies", nullable=True),
    Column("title", Text, nullable=False),
    _to("owner_id", "people"),
    _to("opened_by", "people"),
    Column("due_on", Date, nullable=False),
    Column("state", String(16), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("source", Text),
    UniqueConstraint("workspace", "number"),
    Index("ix_actions_open_by_vendor", "workspace", "vendor_id", "due_on", "id"),
    Index("ix_actions_by_owner", "workspace", "owner_id", "due_on", "id"),
)

sessions = Table(
    "sessions",
    metadata,
    _key(),
    _workspace(),
    _to("vendor_id", "vendors"),
    _to("study_id", "studies", nullable=True),
    Column("kind", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("uid", String(80), nullable=False, unique=True),
    Column("sequence", Integer, nullable=False),
    Column("join_link", Text),
    Index(None, "workspace", "vendor_id", "starts_at"),
)

session_guests = Table(
    "session_guests",
    metadata,
    Column("session_id", Key, ForeignKey("sessions.id"), primary_key=True),
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True),
)

kpi_definitions = Table(
    "kpi_definitions",
    metadata,
    _key(),
    _workspace(),
    _to("vendor_id", "vendors"),
    _to("study_id", "studies", nullable=True),
    Column("code", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("lens", String(16), nullable=False),
    Column("unit", String(40), nullable=False),
    Column("direction", String(8), nullable=False),
    Column("target", Float, nullable=False),
    Column("red_limit", Float, nullable=False),
    Column("smallest_denominator", Float, nullable=False),
    Column("frequency", String(16), nullable=False),
    Column("grace_days", Integer, nullable=False),
    Column("clause", Text, nullable=False),
    Column("effective_from", Date, nullable=False),
    UniqueConstraint("workspace", "vendor_id", "study_id", "code", "version"),
    # NULL is never equal to NULL, so "no study" needs a rule of its own.
    Index(
        "uq_kpi_definitions_no_study",
        "workspace",
        "vendor_id",
        "code",
        "version",
        unique=True,
        sqlite_where=text("study_id IS NULL"),
        postgresql_where=text("study_id IS NULL"),
    ),
)

kpi_results = Table(
    "kpi_results",
    metadata,
    _key(),
    _workspace(),
    _to("definition_id", "kpi_definitions"),
    _to("vendor_id", "vendors"),
    _to("study_id", "studies", nullable=True),
    Column("period", Date, nullable=False),
    Column("numerator", Float),
    Column("denominator", Float),
    Column("value", Float),
    # A definition version and a result never change, so neither does the colour that follows from them.
    Column("colour", String(8), nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("imported", Boolean, nullable=False),
    # The result that was restated by a later one; both numbers stay.
    Column("replaced_by", Key),
    # NULL follows a replaced result, so only the current ones exclude each other.
    Index(
        "uq_kpi_results_current",
        "definition_id",
        "period",
        unique=True,
        sqlite_where=text("replaced_by IS NULL"),
        postgresql_where=text("replaced_by IS NULL"),
    ),
    Index("ix_kpi_results_of_vendor", "workspace", "vendor_id", "period"),
)

breaches = Table(
    "breaches",
    metadata,
    _key(),
    _workspace(),
    _to("vendor_id", "vendors"),
    _to("study_id", "studies", nullable=True),
    _to("definition_id", "kpi_definitions"),
    _to("result_id", "kpi_results"),
    Column("period", Date, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Index(
        "uq_breaches_open",
        "definition_id",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index(None, "workspace", "vendor_id"),
)

digests = Table(
    "digests",
    metadata,
    _key(),
    _workspace(),
    Column("channel", String(32), nullable=False),
    _to("vendor_id", "vendors"),
    Column("queued_at", Moment, nullable=False),
    Column("colour", String(8), nullable=False),
    # {definition id: colour} as this digest showed it, so that the next one can say what changed.
    Column("standing", JSON, nullable=False),
    Index(None, "workspace", "channel", "id"),
)

schedules = Table(
    "schedules",
    metadata,
    _key(),
    _workspace(),
    Column("what", String(16), nullable=False),
    Column("channel", String(32), nullable=False),
    _to("vendor_id", "vendors"),
    Column("cron", String(80), nullable=False),
    Column("words", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("next_fire_at", Moment, nullable=False),
    Column("enabled", Boolean, nullable=False),
    _to("set_up_by", "people"),
    # Why it failed the last time; empty when it did not.
    Column("trouble", Text),
    UniqueConstraint("workspace", "what", "channel"),
    Index(
        "ix_schedules_due",
        "next_fire_at",
        sqlite_where=text("enabled"),
        postgresql_where=text("enabled"),
    ),
)

# --- the record, and saying things once ------------------------------------------------------------------------------

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

inbox = Table(
    "inbox",
    metadata,
    Column("workspace", Integer, primary_key=True, autoincrement=False),
    Column("key", String(200), primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Column("answer", JSON),
    Index(None, "seen_at"),
)

outbox = Table(
    "outbox",
    metadata,
    _key(),
    _workspace(),
    Column("key", String(200), nullable=False),
    Column("lane", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("tried_at", Moment),
    Column("settled_at", Moment),
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
