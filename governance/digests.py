"""Digests: when one comes, how deep it goes, and what has been told of already. Days off move one, and never double it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from governance.calendar.business_days import add_business_days, is_business_day
from governance.calendar.cadences import next_fire
from governance.kpis.periods import Frequency, due_on, following, period_of, previous

AFTER_RESULTS = "results"  # the third word of a rhythm that goes by the results: "0 9 results 10"
USUAL_GRACE = 10  # calendar days, until a vendor has KPIs that say another number
LEAVE_TO_READ = 2  # business days after the last results fell due
USUAL_HOUR = time(9)
BY_ITSELF = frozenset({1, 2})  # the tiers whose channel gets a digest without being asked
LONGEST_HOLIDAYS = timedelta(days=21)


@dataclass(frozen=True, kw_only=True)
class Depth:
    """How much a digest tells: lines of each list, charts in the picture, and whether every KPI stands in the thread."""

    lines: int
    panels: int
    thread: bool


DEPTHS = {
    1: Depth(lines=8, panels=8, thread=True),
    2: Depth(lines=5, panels=4, thread=True),
    3: Depth(lines=3, panels=0, thread=False),
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A KPI as a digest shows it; without a value and a period where none has come in, or it is late."""

    colour: str
    value: float | None = None
    period: date | None = None
    disputed: bool = False


@dataclass(frozen=True, kw_only=True)
class Update:
    """A KPI that stands otherwise than when the digest was posted (`was` is None: it was not in it), and since when."""

    definition: int
    was: Seen | None
    now: Seen
    at: datetime


def updates_of(
    before: Iterable[Update], posted: Mapping[int, Seen], now: Mapping[int, Seen], at: datetime
) -> tuple[Update, ...]:
    """What is different from what was posted, each KPI once, with the moment of its last change, the earliest first.

    What is back to what was posted is no update any more.
    """
    known = {its.definition: its for its in before}
    made = []
    for definition, seen in now.items():
        last = known.get(definition)
        if seen != posted.get(definition):
            since = last.at if last and last.now == seen else at
            made.append(Update(definition=definition, was=posted.get(definition), now=seen, at=since))
    return tuple(sorted(made, key=lambda its: its.at))


@dataclass(frozen=True, kw_only=True)
class Digest:
    """A digest as it was written: the message's key, the colours and the results it showed, by definition id.

    `made` is what it takes to write it again: zone, dark, late, words and the person it was for; `posted` is what it showed
    when it was posted, whatever came in since; `revision` counts how often it was written again.
    """

    id: int
    channel: str
    vendor_id: int
    queued_at: datetime
    colour: str
    standing: dict[int, str]
    shown: dict[int, int] = field(default_factory=dict)
    key: str = ""
    made: dict[str, Any] = field(default_factory=dict)
    posted: dict[int, Seen] = field(default_factory=dict)
    revision: int = 0
    updates: tuple[Update, ...] = ()

    def showed(self, definition: int) -> Seen | None:
        """How its message shows a KPI now."""
        later = next((its.now for its in self.updates if its.definition == definition), None)
        return later or self.posted.get(definition)


def after_results(grace_days: int, at: time = USUAL_HOUR) -> str:
    """The rhythm of a digest that waits for the month's results: so many days after the month they fall due."""
    return f"{at.minute} {at.hour} {AFTER_RESULTS} {grace_days}"


def goes_by_results(rhythm: str) -> bool:
    return rhythm.split()[2] == AFTER_RESULTS


def next_due(rhythm: str, zone: ZoneInfo, after: datetime, country: str | None = None) -> datetime:
    """The first moment after `after` (aware) at which a rhythm comes round on the clocks of a zone, in UTC.

    With a country what would come on a day off there comes at the same hour of the next business day; two that would come
    at one moment are one. A time that a clock change skips comes an hour later, one that comes twice the first time only.
    """
    if goes_by_results(rhythm):
        return _after_results(rhythm, zone, after, country)
    if country is None:
        return next_fire(rhythm, zone, after)
    fire = next_fire(rhythm, zone, after - LONGEST_HOLIDAYS)
    while (moved := _worked(fire, zone, country)) <= after:
        fire = next_fire(rhythm, zone, fire)
    return moved


def time_of(rhythm: str) -> time:
    """The time on the clock in any rhythm that comes once a day at most."""
    minute, hour, *_ = rhythm.split()
    return time(int(hour), int(minute))


def period_name(rhythm: str, zone: ZoneInfo, due: datetime, country: str | None = None) -> str:
    """What a digest due at a moment is called, so that there is one: the month it tells of, or the moment on its clock."""
    if not goes_by_results(rhythm):
        return f"{due.astimezone(zone):%Y-%m-%dT%H:%M}"
    return f"results {_newest_told(rhythm, zone, due, country):%Y-%m}"


def _newest_told(rhythm: str, zone: ZoneInfo, due: datetime, country: str | None) -> date:
    """The month whose digest was due last."""
    period = period_of(due.astimezone(zone).date(), Frequency.MONTHLY)
    while _told(period, int(rhythm.split()[3]), time_of(rhythm), zone, country) > due:
        period = previous(period, Frequency.MONTHLY)
    return period


def _after_results(rhythm: str, zone: ZoneInfo, after: datetime, country: str | None) -> datetime:
    period = following(_newest_told(rhythm, zone, after, country), Frequency.MONTHLY)
    return _told(period, int(rhythm.split()[3]), time_of(rhythm), zone, country)


def _told(period: date, grace: int, at: time, zone: ZoneInfo, country: str | None) -> datetime:
    day = add_business_days(due_on(period, Frequency.MONTHLY, grace), LEAVE_TO_READ, country)
    return _on_the_clock(day, at, zone)


def _worked(fire: datetime, zone: ZoneInfo, country: str) -> datetime:
    """The moment itself, or the same time of the next day that is worked."""
    local = fire.astimezone(zone)
    if is_business_day(local.date(), country):
        return fire
    return _on_the_clock(add_business_days(local.date(), 0, country), local.time(), zone)


def _on_the_clock(day: date, at: time, zone: ZoneInfo) -> datetime:
    # The first of two equal times; one that is skipped is reckoned by the clock before the change, so an hour later.
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)
