"""Links in mails that do one thing once."""

from sqlalchemy import Column, Index, String, Table, Text

from storage.tables.base import key, metadata, to, workspace
from storage.types import Moment

one_acts = Table(
    "one_acts",
    metadata,
    key(),
    workspace(),
    # Who acts: whoever opens the link does it as this person.
    to("person_id", "people"),
    # SHA-256 of the secret in its address. The secret itself is kept nowhere.
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("name", String(60), nullable=False),
    Column("ref", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("title", Text, nullable=False),
    # What stood in the mail above it.
    Column("about", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index(None, "expires_at"),
)
