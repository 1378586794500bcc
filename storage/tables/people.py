"""Who and where: workspaces, people, studies, vendors, channels."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
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
    func,
    text,
)

from storage.tables.base import key, metadata, to, workspace
from storage.types import Key, Moment

LEAVING = "leaves_on IS NOT NULL AND handed_at IS NULL"
NOT_INTRODUCED = "introduced_at IS NULL"

workspaces = Table(
    "workspaces",
    metadata,
    key(),
    # Empty until a bot with a token has said which team this is: imports may come before the first connection.
    Column("team", String(32), unique=True),
    # The organisation the team belongs to, where there is one: all its teams are the sponsor's.
    Column("enterprise", String(32)),
    Column("name", Text, nullable=False),
    Column("bot_user", String(32)),
    Column("zone", String(64), nullable=False),
    Column("administrator", Key),
)

people = Table(
    "people",
    metadata,
    key(),
    workspace(),
    Column("name", Text, nullable=False),
    Column("handle", Text),
    Column("role", String(32), nullable=False),
    to("vendor_id", "vendors", nullable=True),
    Column("slack_user", String(32)),
    Column("slack_team", String(32)),
    # The organisation their team belongs to, where Slack knows one: all its teams are one company.
    Column("enterprise_id", String(32)),
    # When a person of the sponsor's said that they work for the vendor, and who; until then what they ask for is held.
    Column("confirmed_at", Moment),
    Column("confirmed_by", Key),
    # When the vendor manager was asked about them, which happens once.
    Column("asked_at", Moment),
    # The vendor they do not work for, as the sponsor said.
    Column("refused_for", Key),
    Column("slack_admin", Boolean, nullable=False, default=False),
    Column("is_bot", Boolean, nullable=False, server_default=false()),
    # Whether they are a guest in the Slack they use, which then says nothing of their company.
    Column("is_guest", Boolean, nullable=False, server_default=false()),
    Column("mail", Text),
    Column("zone", String(64)),
    # When Slack was last asked about them; empty when it never was.
    Column("learned_at", Moment),
    Column("locale", String(16)),
    # When they work and hear from Parley, where that is not what everybody has; `country` is for its holidays.
    Column("country", String(2)),
    Column("works_from", Time),
    Column("works_to", Time),
    Column("remind_at", Time),
    Column("away_from", Date),
    Column("away_until", Date),
    Column("deputy_id", Key),
    # When they next hear what waits on them; empty until that has been worked out.
    Column("next_reminder_at", Moment),
    # Since when they are in Slack no more; empty while they are.
    Column("left_at", Moment),
    # Their last day, theirs, where it is known; and when what was theirs was handed over.
    Column("leaves_on", Date),
    Column("handed_at", Moment),
    # When their part ended with their last day; empty while it has not.
    Column("parted_at", Moment),
    # The last day, theirs, whose message was written.
    Column("reminded_on", Date),
    UniqueConstraint("workspace", "slack_user"),
    Index(None, "workspace", "vendor_id"),
    Index(None, "workspace", "next_reminder_at"),
    Index(None, "workspace", "away_until"),
    Index("ix_people_leaving", "workspace", "leaves_on", sqlite_where=text(LEAVING), postgresql_where=text(LEAVING)),
)
# Addresses are compared without case.
Index("ix_people_mail", people.c.workspace, func.lower(people.c.mail))

# To whom somebody who leaves hands over what is theirs, by kind.
successors = Table(
    "successors",
    metadata,
    workspace(),
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("successor_id", Key, ForeignKey("people.id"), nullable=False),
)

studies = Table(
    "studies",
    metadata,
    key(),
    workspace(),
    Column("protocol", Text, nullable=False),
    Column("title", Text, nullable=False),
    UniqueConstraint("workspace", "protocol"),
)

vendors = Table(
    "vendors",
    metadata,
    key(),
    workspace(),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("tier", Integer, nullable=False),
    Column("status", String(32), nullable=False),
    Column("sponsor_lead", Key),
    Column("vendor_lead", Key),
    # Who hears of what the account leads could not settle.
    Column("sponsor_executive", Key),
    Column("vendor_executive", Key),
    # Until then its people hear nothing of Parley: the vendor manager rehearses.
    Column("introduced_at", Moment),
    CheckConstraint("tier between 1 and 3", name="tier"),
    UniqueConstraint("workspace", "name_key"),
    Index(
        "ix_vendors_not_introduced",
        "workspace",
        sqlite_where=text(NOT_INTRODUCED),
        postgresql_where=text(NOT_INTRODUCED),
    ),
)

channels = Table(
    "channels",
    metadata,
    key(),
    workspace(),
    Column("slack_id", String(32), nullable=False),
    to("vendor_id", "vendors"),
    to("study_id", "studies", nullable=True),
    Column("zone", String(64)),
    Column("shared", Boolean, nullable=False, default=False),
    # Why nothing can be said there: archived, left or gone; empty while it can.
    Column("closed", String(16)),
    # Whether Slack has said that it is shared with the vendor, and since when it is no longer.
    Column("seen_shared", Boolean, nullable=False, server_default=false()),
    Column("unshared_at", Moment),
    # Whether Slack says that another company reads there, and which ones: their teams, with a space between them.
    Column("ext_shared", Boolean, nullable=False, server_default=false()),
    Column("reader_teams", Text),
    UniqueConstraint("workspace", "slack_id"),
    Index(None, "workspace", "vendor_id"),
)

# Slack may give a channel another id: what was called `old` is called `new`.
moved_channels = Table(
    "moved_channels",
    metadata,
    Column("workspace", Integer, primary_key=True, autoincrement=False),
    Column("old", String(32), primary_key=True),
    Column("new", String(32), nullable=False),
)
