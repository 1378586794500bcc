"""What was agreed and measured, and the digests that tell of it."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.base import key, metadata, to, workspace
from storage.types import Key, Moment

# Word for word the condition in the queries, which is how SQLite knows that such an index serves them.
TO_ANSWER = "state IN ('submitted', 'restated', 'disputed') AND replaced_by IS NULL AND NOT imported"
DISPUTED = "state = 'disputed' AND replaced_by IS NULL"
ASKED = "state IN ('imported', 'proposed') AND (sponsor_by IS NULL) <> (vendor_by IS NULL)"
AWAITED = "met_at IS NULL AND given_up_on IS NULL"
MISSED = "met_at IS NULL AND given_up_on IS NOT NULL"

kpi_definitions = Table(
    "kpi_definitions",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    to("study_id", "studies", nullable=True),
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
    Column("numerator_words", Text, nullable=False, server_default=""),
    Column("denominator_words", Text, nullable=False, server_default=""),
    Column("measured", String(8), nullable=False, server_default="vendor"),
    Column("reported_by", String(8), nullable=False, server_default="vendor"),
    Column("sponsor_owner", Key),
    Column("vendor_owner", Key),
    Column("source", Text, nullable=False, server_default=""),
    Column("concern", String(16)),
    Column("clock", String(8), nullable=False, server_default="calendar"),
    Column("start_event", Text, nullable=False, server_default=""),
    Column("stop_event", Text, nullable=False, server_default=""),
    Column("within", Float),
    Column("outer_limit", Float),
    Column("clock_zone", String(64), nullable=False, server_default="UTC"),
    Column("clock_country", String(8), nullable=False, server_default=""),
    Column("limits", String(8), nullable=False, server_default="fixed"),
    Column("sigmas", Float),
    Column("credit_pool", Float, nullable=False, server_default="0"),
    Column("credit_share", Float, nullable=False, server_default="0"),
    # How far the two companies have come with this version; what they agreed to is on the record too.
    Column("state", String(16), nullable=False, server_default="imported"),
    Column("proposed_by", Key),
    Column("proposed_at", Moment),
    Column("sponsor_by", Key),
    Column("sponsor_at", Moment),
    Column("vendor_by", Key),
    Column("vendor_at", Moment),
    # Why it takes the place of what was agreed.
    Column("why", Text, nullable=False, server_default=""),
    Column("declined_why", Text, nullable=False, server_default=""),
    Column("ends_on", Date),
    UniqueConstraint("workspace", "vendor_id", "study_id", "code", "version"),
    Index("ix_kpi_definitions_state", "workspace", "state"),
    Index(
        "ix_kpi_definitions_asked",
        "workspace",
        "vendor_id",
        sqlite_where=text(ASKED),
        postgresql_where=text(ASKED),
    ),
    Index("ix_kpi_definitions_code", "workspace", "code"),
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
    key(),
    workspace(),
    to("definition_id", "kpi_definitions"),
    to("vendor_id", "vendors"),
    to("study_id", "studies", nullable=True),
    Column("period", Date, nullable=False),
    Column("numerator", Float),
    Column("denominator", Float),
    Column("value", Float),
    # A definition version and a result never change, so neither does the colour that follows from them.
    Column("colour", String(8), nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("imported", Boolean, nullable=False),
    Column("worst", Float),
    Column("unadjusted", Float),
    Column("state", String(16), nullable=False, server_default="submitted"),
    Column("submitted_by", Key),
    Column("evidence", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("decided_by", Key),
    Column("decided_at", Moment),
    Column("disputed_by", Key),
    Column("disputed_at", Moment),
    Column("dispute_reason", Text, nullable=False, server_default=""),
    Column("claimed_numerator", Float),
    Column("claimed_denominator", Float),
    Column("claimed_value", Float),
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
    Index("ix_kpi_results_state", "workspace", "state", "submitted_at"),
    Index(
        "ix_kpi_results_disputed",
        "workspace",
        "vendor_id",
        sqlite_where=text(DISPUTED),
        postgresql_where=text(DISPUTED),
    ),
    Index(
        "ix_kpi_results_to_answer",
        "workspace",
        "vendor_id",
        sqlite_where=text(TO_ANSWER),
        postgresql_where=text(TO_ANSWER),
    ),
)

# A period whose result is awaited: who was asked, what they asked for, and how often they were reminded.
kpi_expectations = Table(
    "kpi_expectations",
    metadata,
    key(),
    workspace(),
    to("definition_id", "kpi_definitions"),
    to("vendor_id", "vendors"),
    Column("period", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    to("owner_id", "people", nullable=True),
    Column("need_until", Date),
    Column("need_reason", Text, nullable=False, server_default=""),
    Column("reminders", Integer, nullable=False, server_default="0"),
    Column("next_reminder_on", Date),
    Column("met_at", Moment),
    Column("given_up_on", Date),
    UniqueConstraint("definition_id", "period"),
    Index(None, "workspace", "vendor_id", "period"),
    Index(
        "ix_kpi_expectations_open",
        "workspace",
        "next_reminder_on",
        sqlite_where=text(AWAITED),
        postgresql_where=text(AWAITED),
    ),
    Index(
        "ix_kpi_expectations_missed",
        "workspace",
        "given_up_on",
        sqlite_where=text(MISSED),
        postgresql_where=text(MISSED),
    ),
)

# What somebody typed into the form of a vendor's results and has not sent yet.
kpi_drafts = Table(
    "kpi_drafts",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    to("person_id", "people"),
    Column("period", Date, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("kept_at", Moment, nullable=False),
    UniqueConstraint("vendor_id", "person_id", "period"),
)

# The single cases behind a result with a clock: when each began and ended.
kpi_cases = Table(
    "kpi_cases",
    metadata,
    key(),
    workspace(),
    to("definition_id", "kpi_definitions"),
    Column("period", Date, nullable=False),
    Column("subject", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("stopped_at", Moment),
    UniqueConstraint("definition_id", "period", "subject"),
)

# Time that does not count in a case, because the other side held the work: proposed by one side, agreed by the other.
excusals = Table(
    "excusals",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    to("definition_id", "kpi_definitions"),
    Column("period", Date, nullable=False),
    Column("subject", Text, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String(16), nullable=False),
    to("proposed_by", "people"),
    Column("proposed_at", Moment, nullable=False),
    to("answered_by", "people", nullable=True),
    Column("answered_at", Moment),
    Column("answer", Text, nullable=False, server_default=""),
    Index(None, "definition_id", "period"),
    Index(None, "workspace", "vendor_id", "state"),
)

# Who may send a vendor's measurements over HTTP; the token itself is not kept.
ingest_tokens = Table(
    "ingest_tokens",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("label", Text, nullable=False),
    to("made_by", "people"),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
    Index(None, "workspace", "vendor_id"),
)
