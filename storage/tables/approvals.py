"""What people approved for their company, which never changes, and the codes that are mailed to sign with."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from storage.tables.base import key, metadata, to, workspace
from storage.types import Key, Moment

# Guards (storage/guards.py) refuse every change of a row, and that it goes.
approvals = Table(
    "approvals",
    metadata,
    key(),
    workspace(),
    Column("subject", String(64), nullable=False),
    Column("version", String(80), nullable=False),
    Column("deed", String(16), nullable=False),
    to("vendor_id", "vendors"),
    Column("study_id", Key),
    Column("meaning", Text, nullable=False),
    to("person_id", "people"),
    # As they were then.
    Column("name", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("party", String(32), nullable=False),
    Column("company", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("door", String(32), nullable=False),
    # How they proved themselves; empty where it is no signature.
    Column("proof", Text, nullable=False),
    Index(None, "workspace", "subject"),
    Index(None, "workspace", "vendor_id"),
)

approval_codes = Table(
    "approval_codes",
    metadata,
    key(),
    workspace(),
    to("person_id", "people"),
    # SHA-256 of all that it signs.
    Column("binding", String(64), nullable=False),
    Column("salt", String(64), nullable=False),
    # The bot's key over salt and code. The code itself is kept nowhere.
    Column("seal", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("tries_left", Integer, nullable=False),
    Column("ended_at", Moment),
    Index(None, "workspace", "person_id", "made_at"),
    Index(None, "made_at"),
)
