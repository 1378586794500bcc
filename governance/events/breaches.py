"""What happens to breaches, from the red result to the green one."""

from dataclasses import dataclass
from datetime import date

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class SlaBreached(Event):
    subject_field = "breach"
    breach: int
    vendor: int
    study: int | None
    definition: int
    result: int
    period: date


@dataclass(frozen=True, kw_only=True)
class BreachLeadsInformed(Event):
    """The account leads of both sides were written to."""

    subject_field = "breach"
    breach: int
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class BreachChannelInformed(Event):
    """The vendor's channel was written to; `because` is comment, dispute, time, or cannot wait."""

    subject_field = "breach"
    breach: int
    channel: str
    because: str


@dataclass(frozen=True, kw_only=True)
class SlaBreachCommented(Event):
    subject_field = "breach"
    breach: int
    comment: Words


@dataclass(frozen=True, kw_only=True)
class SlaBreachDisputed(Event):
    """Its result was disputed."""

    subject_field = "breach"
    breach: int
    result: int
    reason: Words


@dataclass(frozen=True, kw_only=True)
class SlaBreachContinued(Event):
    """Another period is red while it is open."""

    subject_field = "breach"
    breach: int
    definition: int
    result: int
    period: date
    value: float | None


@dataclass(frozen=True, kw_only=True)
class SlaBreachRestated(Event):
    """The red result it stands for has another number now, or it stands for another red result from now on."""

    subject_field = "breach"
    breach: int
    definition: int
    result: int
    replaces: int
    period: date
    old: float | None
    new: float | None


@dataclass(frozen=True, kw_only=True)
class BreachActionOpened(Event):
    subject_field = "breach"
    breach: int
    action: int


@dataclass(frozen=True, kw_only=True)
class BreachActionVerified(Event):
    subject_field = "breach"
    breach: int
    action: int


@dataclass(frozen=True, kw_only=True)
class SlaBreachRecovered(Event):
    """A later period is green."""

    subject_field = "breach"
    breach: int
    definition: int
    result: int
    period: date
    value: float | None


@dataclass(frozen=True, kw_only=True)
class SlaBreachClosed(Event):
    """`outcome` is mended, restated or withdrawn."""

    subject_field = "breach"
    breach: int
    outcome: str
    result: int | None
    action: int | None
