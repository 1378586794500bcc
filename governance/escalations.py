"""Escalation of overdue actions: who is asked when. Only what cannot wait climbs by itself; the rest people decide."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from governance.actions import ActionItem
from governance.calendar.business_days import add_business_days, business_days_between
from governance.people import Person, Role
from governance.reminders import wake
from governance.rules import Rules
from governance.vendors import Vendor


class Level(StrEnum):
    """Who is asked: both account leads, then the executives of both sides."""

    LEADS = "leads"
    EXECUTIVES = "executives"


class Outcome(StrEnum):
    """How an escalation ended."""

    ESCALATED = "escalated"
    STEPPED_DOWN = "stepped down"
    NEW_DATE = "new date"
    HELD = "on hold"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """One step of the ladder. Raised by nobody when it climbed by itself."""

    id: int
    action_id: int
    level: Level
    reason: str | None
    raised_by: int | None
    raised_at: datetime
    acknowledged_by: int | None = None
    acknowledged_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str | None = None


def leads_are_asked(item: ActionItem, today: date, country: str | None, rules: Rules) -> bool:
    """Whether an item is overdue enough on its owner's `today`: what cannot wait at once, the rest after some business days."""
    if not item.is_open or item.is_held(today) or today <= item.due_on:
        return False
    return bool(item.concern) or business_days_between(item.due_on, today, country) >= rules.leads_hear_after


def climbs_by_itself(step: Escalation, item: ActionItem, at: datetime, rules: Rules) -> bool:
    """Whether it goes on to the executives with nobody's doing: only what cannot wait, and nobody acknowledged."""
    if not item.concern or step.level is not Level.LEADS or step.acknowledged_at or step.ended_at:
        return False
    return at >= step.raised_at + timedelta(hours=rules.acknowledge_within_hours)


def is_mentioned(step: Escalation, item: ActionItem, person: Person, day: date, zone: str, rules: Rules) -> bool:
    """Whether it stands in a person's daily message of `day`: the first after it was raised, then every so often.

    What cannot wait is mentioned every day.
    """
    if item.concern:
        return True
    hours = person.hours(zone)
    midnight = datetime.combine(add_business_days(day, -1, hours.country), time(0), hours.zone)
    before = wake(hours, rules, person.remind_at, midnight - timedelta(microseconds=1))
    if step.raised_at > before:
        return True
    since = business_days_between(step.raised_at.astimezone(hours.zone).date(), day, hours.country)
    return since > 0 and since % rules.remind_late_every == 0


def asked(level: Level, vendor: Vendor | None, administrator: int | None) -> set[int]:
    """The people of both sides who are asked at a level; where nobody is named, the next best of that side."""
    if vendor is None:
        return {administrator} if administrator else set()
    ours, theirs = vendor.sponsor_lead or administrator, vendor.vendor_lead
    if level is Level.EXECUTIVES:
        ours, theirs = vendor.sponsor_executive or administrator or ours, vendor.vendor_executive or theirs
    return {person for person in (ours, theirs) if person}


def may_decide(person: Person, vendor: Vendor | None, administrator: int | None) -> bool:
    """Whether a person decides on what is overdue: leads, executives, and whoever manages vendors for the sponsor."""
    if person.role in (Role.ADMINISTRATOR, Role.VENDOR_MANAGER):
        return True
    return any(person.id in asked(level, vendor, administrator) for level in Level)


def deciders(step: Escalation, item: ActionItem, vendor: Vendor | None, administrator: int | None) -> set[int]:
    """Who may move, hold or step down what is at this step: those who are asked there.

    What cannot wait is not for the one who is late with it, unless nobody else is asked.
    """
    people = asked(step.level, vendor, administrator)
    others = people - {item.owner_id}
    return others if item.concern and others else people


def latest_hold(today: date, country: str | None, rules: Rules) -> date:
    """The last day until which an item can be put on hold."""
    return add_business_days(today, rules.hold_at_most, country)
