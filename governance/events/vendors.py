"""What happens to vendors, their studies and channels."""

from dataclasses import dataclass

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class StudyAdded(Event):
    subject_field = "study"
    study: int
    protocol: str
    title: Words


@dataclass(frozen=True, kw_only=True)
class VendorAdded(Event):
    subject_field = "vendor"
    vendor: int
    name: Words
    service: Words
    tier: int
    sponsor_lead: int | None
    vendor_lead: int | None


@dataclass(frozen=True, kw_only=True)
class VendorLeadNamed(Event):
    """The account lead of one side; `old` is the one before."""

    subject_field = "vendor"
    vendor: int
    person: int
    party: str
    old: int | None
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class VendorExecutiveNamed(Event):
    """Who hears for one side of what the leads cannot settle; `old` is the one before."""

    subject_field = "vendor"
    vendor: int
    person: int
    party: str
    old: int | None = None
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class VendorLinked(Event):
    subject_field = "vendor"
    vendor: int
    channel: str
    study: int | None


@dataclass(frozen=True, kw_only=True)
class ChannelClosed(Event):
    """Nothing can be said there: `why` is archived, left or gone."""

    subject_field = "vendor"
    vendor: int
    channel: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ChannelReopened(Event):
    subject_field = "vendor"
    vendor: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class ChannelUnshared(Event):
    subject_field = "vendor"
    vendor: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class ChannelReshared(Event):
    subject_field = "vendor"
    vendor: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class ChannelReclaimed(Event):
    """Somebody of the sponsor has said that a channel which was shared is theirs alone from now on."""

    subject_field = "vendor"
    vendor: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class ChannelMoved(Event):
    """Slack has given it another id."""

    subject_field = "vendor"
    vendor: int
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class VendorIntroduced(Event):
    subject_field = "vendor"
    vendor: int
