"""Who waits to be confirmed: what they asked for meanwhile, and who is in which channel."""

from sqlalchemy import Column, Index, String, Table, UniqueConstraint

from storage.tables.base import key, metadata, to, workspace
from storage.types import Moment, SecretJson

held_acts = Table(
    "held_acts",
    metadata,
    key(),
    workspace(),
    to("person_id", "people"),
    # As it arrived, without what Slack takes back within the hour and without anybody's message.
    Column("arrival", SecretJson, nullable=False),
    Column("held_at", Moment, nullable=False),
    Index(None, "workspace", "person_id"),
)

channel_members = Table(
    "channel_members",
    metadata,
    key(),
    workspace(),
    Column("channel", String(32), nullable=False),
    to("person_id", "people"),
    UniqueConstraint("workspace", "channel", "person_id"),
)
