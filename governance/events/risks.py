"""What happens to risks, and the warnings that come before them."""

from dataclasses import dataclass
from datetime import date

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class EarlyWarningRaised(Event):
    """The leads were told that a KPI may miss its limit in the period that runs; the range and the odds (0 to 1) with it."""

    subject_field = "definition"
    definition: int
    vendor: int
    period: date
    low: float | None
    high: float | None
    odds: float | None
    words: Words


@dataclass(frozen=True, kw_only=True)
class RiskDrafted(Event):
    """Parley wrote a risk down; nobody has decided on it yet."""

    subject_field = "risk"
    risk: int
    vendor: int
    study: int | None
    stems_from: str
    cause: Words
    event: Words
    effect: Words
    probability: int
    impact: int


@dataclass(frozen=True, kw_only=True)
class RiskReworded(Event):
    """Somebody wrote down what a draft still lacked."""

    subject_field = "risk"
    risk: int
    vendor: int
    cause: Words
    event: Words
    effect: Words
    probability: int
    impact: int


@dataclass(frozen=True, kw_only=True)
class RiskKept(Event):
    subject_field = "risk"
    risk: int
    vendor: int


@dataclass(frozen=True, kw_only=True)
class RiskDiscarded(Event):
    subject_field = "risk"
    risk: int
    vendor: int
    reason: Words | None


@dataclass(frozen=True, kw_only=True)
class RiskActionOpened(Event):
    subject_field = "risk"
    risk: int
    action: int
