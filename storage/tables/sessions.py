"""Joint sessions and who is invited."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.base import key, metadata, to, workspace
from storage.types import Key, Moment

sessions = Table(
    "sessions",
    metadata,
    key(),
    workspace(),
    Column("number", Integer, nullable=False),
    to("vendor_id", "vendors"),
    to("study_id", "studies", nullable=True),
    Column("kind", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("uid", String(80), nullable=False, unique=True),
    Column("sequence", Integer, nullable=False),
    Column("join_link", Text),
    # The sequence of the last change that asked everybody again; answers hold from there on.
    Column("asked_sequence", Integer, nullable=False, server_default="0"),
    Column("called_by", Key),
    UniqueConstraint("workspace", "number"),
    Index(None, "workspace", "vendor_id", "starts_at"),
    Index(None, "workspace", "starts_at"),
)

session_guests = Table(
    "session_guests",
    metadata,
    Column("session_id", Key, ForeignKey("sessions.id"), primary_key=True),
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True),
    Column("says", String(8)),
    Column("answered_at", Moment),
    # Since which sequence the answer holds: a session that is moved asks again.
    Column("answered_sequence", Integer),
)
