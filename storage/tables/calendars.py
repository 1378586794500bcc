"""The calendars people let Parley look at, and when those say that they are taken."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from storage.tables.base import metadata, workspace
from storage.types import Key, Moment, Secret

calendars = Table(
    "calendars",
    metadata,
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    workspace(),
    Column("kind", String(8), nullable=False),
    # Whoever knows it can read the calendar. Empty where a company's server is asked.
    Column("address", Secret),
    # Another one after every change, so that a reading that began before it is not kept.
    Column("mark", String(16), nullable=False),
    Column("next_read_at", Moment, nullable=False),
    Column("read_at", Moment),
    Column("known_from", Moment),
    Column("known_until", Moment),
    Column("why", Text),
    Column("failures", Integer, nullable=False),
    # Whether its person has heard that it cannot be read.
    Column("told", Boolean, nullable=False),
    Index(None, "workspace", "next_read_at"),
)

busy_spans = Table(
    "busy_spans",
    metadata,
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("begins", Moment, primary_key=True),
    # busy, tentative or unknown; stretches of one kind do not touch.
    Column("kind", String(9), primary_key=True),
    Column("ends", Moment, nullable=False),
    workspace(),
)
