"""Joint sessions, the series they belong to, and who is invited."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    false,
    text,
)

from storage.tables.base import key, metadata, to, workspace
from storage.types import Key, Moment

ON = "started_at IS NOT NULL AND ended_at IS NULL"

session_series = Table(
    "session_series",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    to("study_id", "studies", nullable=True),
    Column("kind", String(40), nullable=False),
    Column("title", Text, nullable=False),
    # The rule, as calendars have it: from `first` on, at `clock` on the clocks of `zone`, to `until` if it ends.
    Column("first", Date, nullable=False),
    Column("clock", Time, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("rule", String(80), nullable=False),
    Column("until", Date),
    Column("on_holiday", String(32), nullable=False),
    Column("join_link", Text),
    Column("called_by", Key),
    Column("uid", String(80), nullable=False, unique=True),
    # One counter for the rule and all its meetings: it rises with whatever may change an answer.
    Column("sequence", Integer, nullable=False),
    Column("asked_sequence", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    # The uid of the series this one goes on from.
    Column("follows", String(80)),
    # The last day whose meetings have been planned.
    Column("planned_until", Date, nullable=False),
    Index(None, "workspace", "state", "planned_until"),
    Index(None, "workspace", "vendor_id"),
)

series_guests = Table(
    "series_guests",
    metadata,
    Column("series_id", Key, ForeignKey("session_series.id"), primary_key=True),
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True),
    Column("optional", Boolean, nullable=False, server_default=false()),
    # The last planned day they come to, where they come to none after it.
    Column("until", Date),
)

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
    # When what calendars show of it last changed.
    Column("changed_at", Moment, nullable=False),
    # The sequence of the last change that asked everybody again; answers hold from there on.
    Column("asked_sequence", Integer, nullable=False, server_default="0"),
    Column("called_by", Key),
    # One meeting of a series: the day its rule planned it for, which names it for ever, wherever it is moved to.
    to("series_id", "session_series", nullable=True),
    Column("planned_on", Date),
    # One that another calendar keeps: which meeting it is of, and the moment that calendar planned it for.
    to("adopted_id", "meetings", nullable=True),
    Column("planned_at", Moment),
    # When a chair started it, and when one ended it.
    Column("started_at", Moment),
    Column("started_by", Key),
    Column("ended_at", Moment),
    UniqueConstraint("adopted_id", "planned_at"),
    UniqueConstraint("workspace", "number"),
    UniqueConstraint("series_id", "planned_on"),
    Index(None, "workspace", "vendor_id", "starts_at"),
    Index(None, "workspace", "starts_at"),
    Index("ix_sessions_on", "workspace", "vendor_id", sqlite_where=text(ON), postgresql_where=text(ON)),
)

session_guests = Table(
    "session_guests",
    metadata,
    Column("session_id", Key, ForeignKey("sessions.id"), primary_key=True),
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True),
    Column("optional", Boolean, nullable=False, server_default=false()),
    Column("says", String(8)),
    Column("answered_at", Moment),
    # Since which sequence the answer holds: a session that is moved asks again.
    Column("answered_sequence", Integer),
    # What a mail said in their name that could not be shown to be theirs, and to which sequence.
    Column("doubted", String(8)),
    Column("doubted_sequence", Integer),
    Index(None, "person_id", "session_id"),
)
