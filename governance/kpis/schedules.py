"""A schedule: all KPIs of a vendor and its credit terms as a contract's annex lists them, people and studies by their names."""

from dataclasses import dataclass
from datetime import date

from governance.actions import Concern
from governance.kpis.definitions import Clock, Definition, Direction, Lens, Limits, Party
from governance.kpis.drafting import FACTS
from governance.kpis.periods import Frequency
from governance.kpis.terms import CreditTerms

NAMED = ("sponsor_owner", "vendor_owner")
# What a KPI of a schedule and a definition have in common, word for word.
SHARED = ("code", "effective_from", "ends_on", *(fact for fact in FACTS if fact not in NAMED))


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """One KPI of a schedule. Owners are mail addresses, Slack mentions or names, the study is a protocol number."""

    code: str
    study: str = ""
    name: str
    question: str = ""
    lens: Lens
    unit: str
    direction: Direction
    target: float
    red_limit: float
    smallest_denominator: float = 0.0
    numerator_words: str = ""
    denominator_words: str = ""
    frequency: Frequency = Frequency.MONTHLY
    grace_days: int = 10
    measured: Party = Party.VENDOR
    reported_by: Party = Party.VENDOR
    sponsor_owner: str = ""
    vendor_owner: str = ""
    source: str = ""
    concern: Concern | None = None
    clause: str = ""
    effective_from: date
    ends_on: date | None = None
    clock: Clock = Clock.CALENDAR
    start_event: str = ""
    stop_event: str = ""
    within: float | None = None
    outer_limit: float | None = None
    clock_zone: str = "UTC"
    clock_country: str = ""
    limits: Limits = Limits.FIXED
    sigmas: float | None = None
    credit_pool: float = 0.0
    credit_share: float = 0.0


@dataclass(frozen=True, kw_only=True)
class ScheduledTerms:
    """The credit terms of a schedule."""

    at_risk: float
    currency: str
    clause: str = ""
    effective_from: date


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """What one file says."""

    vendor: str
    kpis: tuple[Scheduled, ...] = ()
    credit: ScheduledTerms | None = None


def scheduled(its: Definition, *, study: str, sponsor_owner: str, vendor_owner: str) -> Scheduled:
    """A definition as a schedule lists it."""
    facts = {name: getattr(its, name) for name in SHARED}
    return Scheduled(study=study, sponsor_owner=sponsor_owner, vendor_owner=vendor_owner, **facts)


def scheduled_terms(its: CreditTerms) -> ScheduledTerms:
    return ScheduledTerms(
        at_risk=its.at_risk, currency=its.currency, clause=its.clause, effective_from=its.effective_from
    )
