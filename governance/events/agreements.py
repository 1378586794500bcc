"""What happens to agreements with vendors."""

from dataclasses import dataclass
from datetime import date

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class AgreementKept(Event):
    subject_field = "agreement"
    agreement: int
    vendor: int
    study: int | None
    kind: str
    title: Words
    effective_on: date
    expires_on: date | None
    notice_days: int
    link: Words | None = None


@dataclass(frozen=True, kw_only=True)
class AgreementChanged(Event):
    subject_field = "agreement"
    agreement: int
    vendor: int
    title: Words
    effective_on: date
    expires_on: date | None
    notice_days: int
    old: date | None
    reason: Words
    link: Words | None = None


@dataclass(frozen=True, kw_only=True)
class AgreementEnded(Event):
    subject_field = "agreement"
    agreement: int
    vendor: int
    ended_on: date
    reason: Words
