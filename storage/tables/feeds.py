"""Calendar feeds that people subscribe to."""

from sqlalchemy import Column, Index, String, Table, text

from storage.tables.base import key, metadata, to, workspace
from storage.types import Moment


def _one_of(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


feeds = Table(
    "feeds",
    metadata,
    key(),
    workspace(),
    # Whose it is: it shows what this person may see today. With a vendor, all of the vendor's sessions.
    to("person_id", "people"),
    to("vendor_id", "vendors", nullable=True),
    # SHA-256 of the secret in its address. The secret itself is kept nowhere.
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("last_read_at", Moment),
    # One feed at a time of a person's own, and one of each vendor.
    _one_of("uq_feeds_own", "person_id", where="vendor_id IS NULL AND revoked_at IS NULL"),
    _one_of("uq_feeds_of_vendor", "person_id", "vendor_id", where="vendor_id IS NOT NULL AND revoked_at IS NULL"),
)
