"""Vendors: who they are, how much they matter (tier), and which channel is whose."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache


class Status(StrEnum):
    """A vendor's life, in GOVERNANCE's words."""

    PROSPECTIVE = "prospective"
    QUALIFIED = "qualified"
    CONDITIONAL = "qualified with conditions"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXITING = "exiting"
    CLOSED = "closed"


TIERS = {
    1: "tier 1: effect on participants or critical data",
    2: "tier 2: effect on timelines or cost",
    3: "tier 3: little effect",
}


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """A service provider. Leads and executives are person ids; until it is `introduced_at`, its people hear nothing of Parley."""

    id: int
    name: str
    service: str
    tier: int
    status: Status
    sponsor_lead: int | None = None
    vendor_lead: int | None = None
    sponsor_executive: int | None = None
    vendor_executive: int | None = None
    introduced_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Study:
    """A trial: protocol number and title."""

    id: int
    protocol: str
    title: str


class Closed(StrEnum):
    """Why nothing can be said in a channel; how often it is found out, it is one of these."""

    ARCHIVED = "archived"
    LEFT = "left"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A Slack channel that belongs to one vendor, perhaps to one study of it; `shared` with another company or not.

    A channel that the vendor read once (`seen_shared`) stays `shared` after Slack has cut it off (`unshared_at`), until somebody
    of the sponsor says that it is theirs alone: what is private must not begin to appear by itself. `ext_shared` is what Slack
    said last, whoever it is shared with; `reader_teams` are those companies' teams.
    """

    channel: str
    vendor_id: int
    study_id: int | None = None
    zone: str | None = None
    shared: bool = False
    closed: Closed | None = None
    seen_shared: bool = False
    unshared_at: datetime | None = None
    ext_shared: bool = False
    reader_teams: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A channel as Slack describes it. `shared` is None where Slack does not say; `teams` are the companies that share it."""

    closed: Closed | None = None
    shared: bool | None = None
    teams: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """What two spellings of one vendor's name have in common: letters and digits, without case."""
    return "".join(c for c in name.casefold() if c.isalnum())
