"""What happens to the minutes of sessions."""

from dataclasses import dataclass
from datetime import date

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class MinutesDrafted(Event):
    """`digest` is the SHA-256 of what stands in this version."""

    subject_field = "minutes"
    minutes: int
    vendor: int
    session: int
    version: int
    digest: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class MinutesRewritten(Event):
    subject_field = "minutes"
    minutes: int
    vendor: int
    session: int
    version: int
    digest: str
    reason: Words


@dataclass(frozen=True, kw_only=True)
class MinutesCirculated(Event):
    """Both companies are asked to approve this version; by whom is who did it, or nobody where a business day had gone by."""

    subject_field = "minutes"
    minutes: int
    vendor: int
    session: int
    version: int


@dataclass(frozen=True, kw_only=True)
class ScribeNamed(Event):
    """Who edits them from now on."""

    subject_field = "minutes"
    minutes: int
    vendor: int
    person: int


@dataclass(frozen=True, kw_only=True)
class MinutesCommented(Event):
    subject_field = "minutes"
    minutes: int
    vendor: int
    version: int
    comment: Words


@dataclass(frozen=True, kw_only=True)
class MinutesFiled(Event):
    """Both companies have approved this version."""

    subject_field = "minutes"
    minutes: int
    vendor: int
    session: int
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class MinutesDelayed(Event):
    """The chairs heard that not both companies have approved in time."""

    subject_field = "minutes"
    minutes: int
    vendor: int
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AddendumAdded(Event):
    subject_field = "minutes"
    minutes: int
    vendor: int
    addendum: int
    text: Words
