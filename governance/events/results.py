"""What happens to results, to what is awaited, to excusals, and to the tokens that send measurements."""

from dataclasses import dataclass
from datetime import date, datetime

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class ResultSubmitted(Event):
    subject_field = "result"
    result: int
    definition: int
    vendor: int
    study: int | None
    period: date
    numerator: float | None
    denominator: float | None
    value: float | None
    colour: str
    worst: float | None = None
    evidence: Words | None = None
    unadjusted: float | None = None


@dataclass(frozen=True, kw_only=True)
class ResultRestated(Event):
    subject_field = "result"
    result: int
    replaces: int
    definition: int
    vendor: int
    period: date
    old: float | None
    new: float | None
    colour: str
    reason: Words | None = None
    unadjusted: float | None = None


@dataclass(frozen=True, kw_only=True)
class ResultAccepted(Event):
    """Also a dispute that is taken back."""

    subject_field = "result"
    result: int
    definition: int
    vendor: int
    period: date
    old: str


@dataclass(frozen=True, kw_only=True)
class ResultDisputed(Event):
    subject_field = "result"
    result: int
    definition: int
    vendor: int
    period: date
    reason: Words
    claimed: float | None


@dataclass(frozen=True, kw_only=True)
class ResultSettled(Event):
    """A dispute ended: with the disputed number, or with `replaced_by`, which has the number that was claimed."""

    subject_field = "result"
    result: int
    definition: int
    vendor: int
    period: date
    value: float | None
    replaced_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class ResultFinal(Event):
    subject_field = "result"
    result: int
    definition: int
    vendor: int
    period: date
    old: str


@dataclass(frozen=True, kw_only=True)
class ResultPostponed(Event):
    """Whoever reports needs until another day."""

    subject_field = "vendor"
    vendor: int
    period: date
    definitions: tuple[int, ...]
    until: date
    reason: Words


@dataclass(frozen=True, kw_only=True)
class ResultNoLongerAwaited(Event):
    """It was reminded of as often as it is, and stays grey."""

    subject_field = "definition"
    definition: int
    vendor: int
    period: date
    reminders: int


@dataclass(frozen=True, kw_only=True)
class ExcusalProposed(Event):
    subject_field = "excusal"
    excusal: int
    definition: int
    vendor: int
    period: date
    case: Words
    starts_at: datetime
    ends_at: datetime
    reason: Words


@dataclass(frozen=True, kw_only=True)
class ExcusalAgreed(Event):
    subject_field = "excusal"
    excusal: int
    definition: int
    vendor: int
    period: date


@dataclass(frozen=True, kw_only=True)
class ExcusalDeclined(Event):
    subject_field = "excusal"
    excusal: int
    definition: int
    vendor: int
    period: date
    reason: Words


@dataclass(frozen=True, kw_only=True)
class IngestTokenOpened(Event):
    subject_field = "token"
    token: int
    vendor: int
    label: Words


@dataclass(frozen=True, kw_only=True)
class IngestTokenRevoked(Event):
    subject_field = "token"
    token: int
    vendor: int
