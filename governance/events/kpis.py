"""What happens to definitions and breaches."""

from dataclasses import dataclass
from datetime import date

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class KpiDefined(Event):
    subject_field = "definition"
    definition: int
    vendor: int
    study: int | None
    code: str
    version: int
    name: Words
    direction: str
    target: float
    red_limit: float


@dataclass(frozen=True, kw_only=True)
class SlaBreached(Event):
    subject_field = "breach"
    breach: int
    vendor: int
    study: int | None
    definition: int
    result: int
    period: date
