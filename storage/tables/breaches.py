"""What follows from results: breaches, credits, risks, what is to be talked about; and the digests that tell of it all."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.base import key, metadata, to, workspace
from storage.types import Key, Moment, Money

UNTOLD = "channel_told_at IS NULL AND closed_at IS NULL"

breaches = Table(
    "breaches",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    to("study_id", "studies", nullable=True),
    to("definition_id", "kpi_definitions"),
    to("result_id", "kpi_results"),
    Column("period", Date, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("channel_at", Moment),
    Column("channel_told_at", Moment),
    # The breach whose message of the channel it stands in, where that tells of several.
    Column("told_with", Key),
    Column("comment", Text, nullable=False, server_default=""),
    Column("commented_by", Key),
    Column("commented_at", Moment),
    Column("action_id", Key),
    Column("closed_by_result", Key),
    Index(
        "uq_breaches_open",
        "definition_id",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index(None, "workspace", "vendor_id"),
    Index("ix_breaches_action", "action_id"),
    Index("ix_breaches_told_with", "told_with"),
    Index(
        "ix_breaches_untold",
        "workspace",
        "channel_at",
        sqlite_where=text(UNTOLD),
        postgresql_where=text(UNTOLD),
    ),
)

# What of a vendor's invoices is at risk, as both companies agreed; a version never changes.
credit_terms = Table(
    "credit_terms",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    Column("version", Integer, nullable=False),
    Column("at_risk", Float, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("clause", Text, nullable=False, server_default=""),
    Column("effective_from", Date, nullable=False),
    Column("state", String(16), nullable=False),
    to("proposed_by", "people", nullable=True),
    Column("proposed_at", Moment),
    to("sponsor_by", "people", nullable=True),
    Column("sponsor_at", Moment),
    to("vendor_by", "people", nullable=True),
    Column("vendor_at", Moment),
    Column("why", Text, nullable=False, server_default=""),
    UniqueConstraint("vendor_id", "version"),
)

invoices = Table(
    "invoices",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    Column("month", Date, nullable=False),
    Column("amount", Money, nullable=False),
    Column("currency", String(3), nullable=False),
    to("kept_by", "people", nullable=True),
    Column("kept_at", Moment, nullable=False),
    UniqueConstraint("vendor_id", "month"),
)

# One a vendor and month: the sum over its breaches, capped. `parts` is the arithmetic, a line a breach.
service_credits = Table(
    "service_credits",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    Column("month", Date, nullable=False),
    Column("invoice", Money, nullable=False),
    Column("at_risk", Float, nullable=False),
    Column("amount", Money, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("parts", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    to("changed_by", "people", nullable=True),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("vendor_id", "month"),
)

risks = Table(
    "risks",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    to("study_id", "studies", nullable=True),
    Column("cause", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("effect", Text, nullable=False),
    Column("probability", Integer, nullable=False),
    Column("impact", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    to("owner_id", "people", nullable=True),
    # What it came from: `kpi:K14`, of this vendor and study.
    Column("stems_from", String(80), nullable=False, server_default=""),
    Column("drafted_at", Moment, nullable=False),
    to("decided_by", "people", nullable=True),
    Column("decided_at", Moment),
    Index(None, "workspace", "vendor_id", "state"),
    Index(None, "workspace", "stems_from"),
)

digests = Table(
    "digests",
    metadata,
    key(),
    workspace(),
    Column("channel", String(32), nullable=False),
    to("vendor_id", "vendors"),
    Column("queued_at", Moment, nullable=False),
    Column("colour", String(8), nullable=False),
    # {definition id: colour} as this digest showed it, so that the next one can say what changed.
    Column("standing", JSON, nullable=False),
    # {definition id: result id}: the numbers it showed, so that a late one is known for new.
    Column("shown", JSON, nullable=False, server_default="{}"),
    # The message's key in the outbox, what it takes to write it again, and what came in since.
    Column("key", String(200), nullable=False, server_default=""),
    Column("made", JSON, nullable=False, server_default="{}"),
    Column("updates", JSON, nullable=False, server_default="[]"),
    Index(None, "workspace", "vendor_id", "channel", "id"),
)
