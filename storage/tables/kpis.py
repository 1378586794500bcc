"""What was agreed and measured, and the digests that tell of it."""

from sqlalchemy import JSON, Boolean, Column, Date, Float, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.base import key, metadata, to, workspace
from storage.types import Key, Moment

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
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    to("study_id", "studies", nullable=True),
    to("definition_id", "kpi_definitions"),
    to("result_id", "kpi_results"),
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
    key(),
    workspace(),
    Column("channel", String(32), nullable=False),
    to("vendor_id", "vendors"),
    Column("queued_at", Moment, nullable=False),
    Column("colour", String(8), nullable=False),
    # {definition id: colour} as this digest showed it, so that the next one can say what changed.
    Column("standing", JSON, nullable=False),
    Index(None, "workspace", "channel", "id"),
)
