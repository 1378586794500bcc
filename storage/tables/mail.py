"""Mail that comes in: how far each mailbox was read, what was heard, and the meetings of others that mails tell of."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.base import key, metadata, to, workspace
from storage.types import Moment

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("workspace", Integer, primary_key=True, autoincrement=False),
    Column("name", String(200), primary_key=True),
    # How far it was read: the server's UIDs mean the same mails as long as its UIDVALIDITY is the same.
    Column("validity", BigInteger),
    Column("uid", BigInteger),
    Column("read_at", Moment),
    # Why it could not be read the last time; empty when it could.
    Column("trouble", Text),
)

mails_counted = Table(
    "mails_counted",
    metadata,
    Column("workspace", Integer, primary_key=True, autoincrement=False),
    Column("what", String(40), primary_key=True),
    Column("count", Integer, nullable=False),
)

meetings = Table(
    "meetings",
    metadata,
    key(),
    workspace(),
    # As the other calendar has it, which may be long.
    Column("uid", String(1000), nullable=False),
    # The sequence of the newest change that was taken over; empty until it is adopted.
    Column("sequence", Integer),
    UniqueConstraint("workspace", "uid"),
)

meeting_offers = Table(
    "meeting_offers",
    metadata,
    key(),
    workspace(),
    to("adopted_id", "meetings"),
    Column("sequence", Integer, nullable=False),
    Column("stamp", Moment, nullable=False),
    # What the calendar object says, as JSON.
    Column("content", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    to("sent_by", "people"),
    Column("verified", Boolean, nullable=False),
    to("asked_of", "people"),
    Column("offered_at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    UniqueConstraint("adopted_id", "digest"),
    Index(None, "workspace", "adopted_id"),
)
