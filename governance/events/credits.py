"""What happens to invoices and service credits. Amounts of money are texts such as 2000.00: exact, in the currency beside them."""

from dataclasses import dataclass
from datetime import date

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class InvoiceKept(Event):
    """`old` is the amount it takes the place of."""

    subject_field = "vendor"
    vendor: int
    month: date
    amount: str
    currency: str
    old: str | None
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class CreditNotified(Event):
    """A credit was worked out, anew where there is an `old` amount, and both companies were told, with the reason."""

    subject_field = "credit"
    credit: int
    vendor: int
    month: date
    amount: str
    currency: str
    old: str | None
    terms: int
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class CreditWithdrawn(Event):
    """Nothing is left of it, for the reason that is given."""

    subject_field = "credit"
    credit: int
    vendor: int
    month: date
    old: str
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class CreditConfirmed(Event):
    """Worked out anew it comes to the same, so what was said to it holds; `result` is one whose dispute it had waited on."""

    subject_field = "credit"
    credit: int
    vendor: int
    month: date
    amount: str
    result: int | None = None


@dataclass(frozen=True, kw_only=True)
class CreditAgreed(Event):
    subject_field = "credit"
    credit: int
    vendor: int
    month: date
    amount: str


@dataclass(frozen=True, kw_only=True)
class CreditDisputed(Event):
    subject_field = "credit"
    credit: int
    vendor: int
    month: date
    amount: str
    reason: Words


@dataclass(frozen=True, kw_only=True)
class CreditWaived(Event):
    subject_field = "credit"
    credit: int
    vendor: int
    month: date
    amount: str
    reason: Words
