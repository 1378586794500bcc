"""The record's own rules: what is a late entry."""

from datetime import datetime

from governance.calendar.business_days import business_days_between
from governance.calendar.working_hours import WorkingHours

LATE_AFTER = 2  # business days


def days_between(happened: datetime, recorded: datetime, hours: WorkingHours) -> int:
    """Business days from when something happened to when it was recorded."""
    first, last = (moment.astimezone(hours.zone).date() for moment in (happened, recorded))
    return business_days_between(first, last, hours.country)


def is_late(days: int) -> bool:
    """More than two business days between the two is a late entry, and says so."""
    return days > LATE_AFTER
