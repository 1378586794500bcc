"""Credit terms: what of a vendor's invoices is at risk, agreed by both companies as a KPI is. A version never changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from governance.kpis.definitions import Standing
from governance.kpis.refusals import CurrencyUnfit, DateUnfit, NotAShare, about_field
from governance.refusals import Refusal

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, kw_only=True)
class CreditTerms:
    """One version. `at_risk` is in per cent of a month's invoice; `currency` as in ISO 4217."""

    id: int
    vendor_id: int
    version: int
    at_risk: float
    currency: str
    clause: str = ""
    effective_from: date
    state: Standing
    proposed_by: int | None = None
    proposed_at: datetime | None = None
    sponsor_by: int | None = None
    sponsor_at: datetime | None = None
    vendor_by: int | None = None
    vendor_at: datetime | None = None
    why: str = ""

    @property
    def name(self) -> str:
        """What they are called where a KPI would have its name."""
        return "The credit agreement"

    @property
    def facts(self) -> tuple[object, ...]:
        """What is agreed, apart from the day it begins."""
        return self.at_risk, self.currency, self.clause


def troubles(its: CreditTerms) -> Iterator[Refusal]:
    """All that is wrong with terms before they are proposed, each with its field."""
    if not (isfinite(its.at_risk) and 0 < its.at_risk <= 100):
        yield about_field("at_risk", NotAShare(value=f"{its.at_risk:g}"))
    if not (len(its.currency) == 3 and its.currency.isascii() and its.currency.isupper()):
        yield about_field("currency", CurrencyUnfit(currency=its.currency))
    if not EARLIEST <= its.effective_from < LATEST:
        yield about_field("effective_from", DateUnfit(day=its.effective_from.isoformat()))


def terms_in_force(versions: list[CreditTerms], day: date) -> CreditTerms | None:
    """The version that holds on a day: the highest that both have agreed to and that has begun."""
    begun = [its for its in versions if its.state is Standing.AGREED and its.effective_from <= day]
    return max(begun, key=lambda its: its.version, default=None)
