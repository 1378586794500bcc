"""Clocks: how long a case took, in calendar or working hours, with and without the time that was excused."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from governance.calendar.business_days import is_business_day
from governance.calendar.working_hours import WorkingHours
from governance.kpis.definitions import Clock, Definition
from governance.kpis.numbers import value_of
from governance.kpis.periods import period_of
from governance.kpis.result_refusals import NoTimeAgreed, StoppedBeforeStarted
from governance.kpis.results import Figures

Span = tuple[datetime, datetime]
HOUR = timedelta(hours=1)
# Told apart no finer than this, so that "within 2 hours" means 2 hours and not 1.9999999.
TICK = timedelta(seconds=1) / HOUR


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case of a KPI with a clock: what it is called, when it began and ended; None while it goes on."""

    subject: str
    started_at: datetime
    stopped_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Excused:
    """Time that does not count in a case."""

    subject: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What the cases of a period come to; `unadjusted` is the value without excusals, None where there are none."""

    figures: Figures
    unadjusted: float | None


def hours_of(definition: Definition) -> WorkingHours:
    """The working time its clock goes by."""
    return WorkingHours(zone=ZoneInfo(definition.clock_zone), country=definition.clock_country or None)


def check_case(case: Case) -> Case:
    """Raises StoppedBeforeStarted."""
    if case.stopped_at is not None and case.stopped_at < case.started_at:
        raise StoppedBeforeStarted
    return case


def check_clock(definition: Definition) -> float:
    """The hours a case may take. Raises NoTimeAgreed where that was not agreed."""
    if definition.within is None:
        raise NoTimeAgreed(name=definition.name)
    return definition.within


def period_of_case(case: Case, definition: Definition) -> date:
    """The period a case belongs to: the one it began in, on the clock's own calendar."""
    return period_of(case.started_at.astimezone(ZoneInfo(definition.clock_zone)).date(), definition.frequency)


def elapsed(definition: Definition, start: datetime, stop: datetime) -> timedelta:
    """How long it was on the definition's clock."""
    if definition.clock is Clock.CALENDAR:
        return max(stop - start, timedelta(0))
    return business_time(hours_of(definition), start, stop)


def business_time(hours: WorkingHours, start: datetime, stop: datetime) -> timedelta:
    """The working time between two moments: what of each day worked lies between them, as it passed, through summer time too."""
    start, stop = start.astimezone(UTC), stop.astimezone(UTC)
    spans = ((max(begin, start), min(end, stop)) for begin, end in _worked(hours, start, stop))
    return sum((end - begin for begin, end in spans if end > begin), timedelta(0))


def _worked(hours: WorkingHours, start: datetime, stop: datetime) -> Iterator[Span]:
    day, last = start.astimezone(hours.zone).date(), stop.astimezone(hours.zone).date()
    while day <= last:
        if is_business_day(day, hours.country):
            begin, end = (datetime.combine(day, clock, hours.zone) for clock in (hours.begin, hours.end))
            yield begin.astimezone(UTC), end.astimezone(UTC)
        day += timedelta(days=1)


def count(definition: Definition, cases: Sequence[Case], excused: Sequence[Excused], at: datetime) -> Counted:
    """How many of the cases took no longer than agreed, and the longest. One that still goes on counts once it is too long.

    Raises NoTimeAgreed.
    """
    within = check_clock(definition)
    by_subject: dict[str, list[Span]] = {}
    for its in excused:
        by_subject.setdefault(its.subject, []).append((its.starts_at, its.ends_at))
    adjusted = _figures(definition, [_taken(definition, case, by_subject, at) for case in cases], within)
    if not excused:
        return Counted(figures=adjusted, unadjusted=None)
    plain = _figures(definition, [_taken(definition, case, {}, at) for case in cases], within)
    return Counted(figures=adjusted, unadjusted=plain.value)


Taken = tuple[float, bool]  # hours, and whether it is over


def _taken(definition: Definition, case: Case, excused: dict[str, list[Span]], at: datetime) -> Taken:
    stop = case.stopped_at or max(at, case.started_at)
    whole = elapsed(definition, case.started_at, stop)
    off = (
        elapsed(definition, begin, end) for begin, end in merged(excused.get(case.subject, ()), case.started_at, stop)
    )
    return max(0.0, (whole - sum(off, timedelta(0))) / HOUR), case.stopped_at is not None


def merged(spans: Iterable[Span], start: datetime, stop: datetime) -> list[Span]:
    """The spans within start and stop, none of which overlap: what was excused twice is taken off once."""
    found: list[Span] = []
    for begin, end in sorted((max(begin, start), min(end, stop)) for begin, end in spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > begin:
            found.append((begin, end))
    return found


def _figures(definition: Definition, taken: Sequence[Taken], within: float) -> Figures:
    counted = [hours for hours, over in taken if over or hours > within + TICK]
    good = float(sum(hours <= within + TICK for hours in counted))
    total = float(len(counted))
    worst = round(max(counted), 4) if counted else None
    return Figures(numerator=good, denominator=total, value=value_of(good, total, definition.unit), worst=worst)
