"""What is awaited: who is asked for which period and when, and the reminders that add somebody each time, three at most."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from governance.calendar.business_days import add_business_days
from governance.kpis.definitions import Definition, Party
from governance.kpis.periods import Frequency, due_on, following, period_of, previous
from governance.kpis.result_refusals import NeedTooLong, UntilInThePast
from governance.vendors import Vendor

ASKED_BEFORE = 3  # business days of the owner's, before the due day
BETWEEN = 3  # calendar days between reminders
REMINDERS = 3  # at most
AHEAD = timedelta(days=21)  # three business days, stretched by weekends and the longest holidays
LOOK_BACK = timedelta(days=14)  # what fell due while nobody planned
LONGEST_WAIT = timedelta(days=31)  # after the due day


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """A period whose result is awaited from its owner. `reminders` were sent so far; the next is on `next_reminder_on`."""

    id: int
    definition_id: int
    vendor_id: int
    period: date
    due_on: date
    owner_id: int | None
    need_until: date | None = None
    need_reason: str = ""
    reminders: int = 0
    next_reminder_on: date | None = None
    met_at: datetime | None = None
    given_up_on: date | None = None

    @property
    def wanted_on(self) -> date:
        """The day it is to come, put off or not."""
        return max(self.due_on, self.need_until or self.due_on)


@dataclass(frozen=True, kw_only=True)
class Due:
    """A result that a definition will owe soon."""

    definition: Definition
    period: date
    due_on: date


def closing_month(period: date, frequency: Frequency) -> date:
    """The first day of a period's last month: June for June and for the second quarter, which are reported together."""
    return previous(following(period, frequency), Frequency.MONTHLY)


def period_in(closing: date, frequency: Frequency) -> date | None:
    """The period of this frequency that ends with a month; None where none does."""
    period = period_of(closing, frequency)
    return period if closing_month(period, frequency) == closing else None


def next_due(definition: Definition, today: date) -> Due | None:
    """The newest period whose result falls due soon, or did lately; None where there is none, or not yet."""
    first_not_yet = period_of(today + AHEAD - timedelta(days=definition.grace_days - 1), definition.frequency)
    period = previous(first_not_yet, definition.frequency)
    day = due_on(period, definition.frequency, definition.grace_days)
    if not today - LOOK_BACK <= day <= today + AHEAD:
        return None
    return Due(definition=definition, period=period, due_on=day)


def ask_on(due: date, country: str | None) -> date:
    """The day its owner is asked: three business days before it falls due."""
    return add_business_days(due, -ASKED_BEFORE, country)


def ladder(notified: date, days: int = BETWEEN) -> tuple[date, ...]:
    """The days of the reminders of what was wanted by a day and has not come (CAM, KPI Update Rules)."""
    return tuple(notified + timedelta(days=days * step) for step in range(1, REMINDERS + 1))


def reminded_on(its: Expectation) -> date | None:
    """The day of the newest reminder."""
    return its.next_reminder_on - timedelta(days=BETWEEN) if its.reminders and its.next_reminder_on else None


def is_over(its: Expectation, today: date) -> bool:
    """Whether it was reminded of as often as it is, and did not come: it stays grey."""
    return its.reminders >= REMINDERS and its.next_reminder_on is not None and its.next_reminder_on <= today


def recipients(its: Expectation, reporter: Party, vendor: Vendor) -> tuple[int, ...]:
    """Who hears: the owner, from the second reminder on their account lead too, with the third both leads and the executive."""
    ours = reporter is Party.SPONSOR
    lead = vendor.sponsor_lead if ours else vendor.vendor_lead
    other_lead = vendor.vendor_lead if ours else vendor.sponsor_lead
    executive = vendor.sponsor_executive if ours else vendor.vendor_executive
    steps = ((its.owner_id or lead,), (lead,), (executive, other_lead))
    heard = (person for step in steps[: max(1, its.reminders)] for person in step)
    return tuple(dict.fromkeys(person for person in heard if person))


def check_until(until: date, due: Iterable[date], today: date) -> date:
    """The day, or UntilInThePast or NeedTooLong."""
    if until <= today:
        raise UntilInThePast
    latest = max(due) + LONGEST_WAIT
    if until > latest:
        raise NeedTooLong(latest=f"{latest:%-d %B %Y}")
    return until
