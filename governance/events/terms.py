"""What happens to credit terms on their way to being agreed."""

from dataclasses import dataclass
from datetime import date

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class CreditTermsProposed(Event):
    subject_field = "terms"
    terms: int
    vendor: int
    version: int
    party: str
    at_risk: float
    currency: str
    clause: Words
    effective_from: date
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class CreditTermsAgreed(Event):
    """One side has agreed; `in_force` when the other had already."""

    subject_field = "terms"
    terms: int
    vendor: int
    version: int
    party: str
    in_force: bool
    effective_from: date


@dataclass(frozen=True, kw_only=True)
class CreditTermsDeclined(Event):
    subject_field = "terms"
    terms: int
    vendor: int
    version: int
    party: str
    reason: Words


@dataclass(frozen=True, kw_only=True)
class CreditTermsWithdrawn(Event):
    subject_field = "terms"
    terms: int
    vendor: int
    version: int
    party: str
