"""Periods: months and quarters, each named by its first day, and when the result of one is due."""

from datetime import date, timedelta
from enum import StrEnum


class Frequency(StrEnum):
    """How often a result is due. A period is named by its first day."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


MONTHS_IN = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3}


def period_of(day: date, frequency: Frequency) -> date:
    """The first day of the month or calendar quarter that `day` is in."""
    months = MONTHS_IN[frequency]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def previous(period: date, frequency: Frequency) -> date:
    """The first day of the period before."""
    return period_of(period - timedelta(days=1), frequency)


def following(period: date, frequency: Frequency) -> date:
    """The first day of the period after: the first on which this one is over."""
    return period_of(period + timedelta(days=31 * MONTHS_IN[frequency]), frequency)


def due_on(period: date, frequency: Frequency, grace_days: int) -> date:
    """The last day on which the result of a period is in time."""
    return following(period, frequency) + timedelta(days=grace_days - 1)


def period_words(period: date, frequency: Frequency) -> str:
    """Such as "June 2026" or "Q2 2026"."""
    return f"{period:%B %Y}" if frequency is Frequency.MONTHLY else f"Q{(period.month + 2) // 3} {period.year}"
