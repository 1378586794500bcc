"""What happens to definitions and results."""

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
