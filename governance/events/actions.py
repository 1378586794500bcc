"""What happens to action items."""

from dataclasses import dataclass
from datetime import date, datetime

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class ActionItemOpened(Event):
    subject_field = "action"
    action: int
    vendor: int | None
    study: int | None
    title: Words
    owner: int
    due_on: date
    source: str | None
    origin: str | None = None
    concern: str | None = None
    batch: str | None = None
    number: int | None = None
    opened_by: int | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True)
class ActionItemAccepted(Event):
    subject_field = "action"
    action: int
    old: str


@dataclass(frozen=True, kw_only=True)
class ActionItemDeclined(Event):
    """The owner said no; it is handed back to whoever asked."""

    subject_field = "action"
    action: int
    owner: int
    handed_to: int
    reason: Words


@dataclass(frozen=True, kw_only=True)
class ActionItemStarted(Event):
    subject_field = "action"
    action: int
    old: str


@dataclass(frozen=True, kw_only=True)
class ActionItemBlocked(Event):
    subject_field = "action"
    action: int
    old: str
    reason: Words


@dataclass(frozen=True, kw_only=True)
class ActionItemUnblocked(Event):
    subject_field = "action"
    action: int
    new: str


@dataclass(frozen=True, kw_only=True)
class ActionItemReassigned(Event):
    subject_field = "action"
    action: int
    old: int
    new: int
    reason: Words | None


@dataclass(frozen=True, kw_only=True)
class DueDateMoved(Event):
    subject_field = "action"
    action: int
    old: date
    new: date
    reason: Words


@dataclass(frozen=True, kw_only=True)
class ActionItemHeld(Event):
    """The account leads let it rest until a day."""

    subject_field = "action"
    action: int
    until: date
    reason: Words


@dataclass(frozen=True, kw_only=True)
class ActionItemSnoozed(Event):
    subject_field = "action"
    action: int
    person: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(Event):
    subject_field = "action"
    action: int
    evidence: int
    address: Words | None
    name: Words


@dataclass(frozen=True, kw_only=True)
class EvidenceShared(Event):
    """A file is where both sides see it; `sha256` is the digest of its bytes, in hexadecimal."""

    subject_field = "action"
    action: int
    evidence: int
    address: Words
    name: Words
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ActionItemClosed(Event):
    subject_field = "action"
    action: int
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class ActionItemVerified(Event):
    subject_field = "action"
    action: int
    old: str


@dataclass(frozen=True, kw_only=True)
class ActionItemCancelled(Event):
    subject_field = "action"
    action: int
    old: str
    reason: Words


@dataclass(frozen=True, kw_only=True)
class ActionItemReopened(Event):
    subject_field = "action"
    action: int
    old: str
    new: str
    reason: Words | None


@dataclass(frozen=True, kw_only=True)
class ClosingUndone(Event):
    """Undo: as if it had not been closed."""

    subject_field = "action"
    action: int
    old: str
    new: str
