"""Polls about times: what is asked, whom, and what they say."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from storage.tables.base import key, metadata, to, workspace
from storage.types import Key, Moment

polls = Table(
    "polls",
    metadata,
    key(),
    workspace(),
    to("vendor_id", "vendors"),
    Column("kind", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    to("called_by", "people"),
    Column("asked_at", Moment, nullable=False),
    Column("deadline", Moment, nullable=False),
    # When whoever asked heard how it stands: everybody had answered, or the time was up.
    Column("told_at", Moment),
    Column("state", String(16), nullable=False),
    # What it led to.
    Column("session", Key),
    Index(None, "workspace", "state", "deadline"),
)

poll_slots = Table(
    "poll_slots",
    metadata,
    Column("poll_id", Key, ForeignKey("polls.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("starts_at", Moment, nullable=False),
    Column("cost", Float, nullable=False),
)

poll_guests = Table(
    "poll_guests",
    metadata,
    Column("poll_id", Key, ForeignKey("polls.id"), primary_key=True),
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True),
    Column("part", String(16), nullable=False),
    # SHA-256 of what is in the address of their page; the address itself stands in their letter only.
    Column("secret", LargeBinary(32), unique=True),
)

poll_answers = Table(
    "poll_answers",
    metadata,
    Column("poll_id", Key, ForeignKey("polls.id"), primary_key=True),
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("says", String(16), nullable=False),
    Column("answered_at", Moment, nullable=False),
)
