"""The meetings of a series, a year ahead: which day each was planned for, on which it is held, and why.

Holidays cannot stand in a calendar rule, so they are looked up per country when the series is made and again later.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from governance.calendar.business_days import is_business_day
from governance.calendar.recurrence import NAMES, Recurrence
from governance.calendar.zones import rules_of
from governance.refusals import Refusal

AHEAD = 366
FARTHEST_MOVE = 21


class ClocksChange(Refusal):
    """On {day} the clocks of {zone} change at about {clock}, and calendars disagree on when that is.
    Choose another time of day for this series."""


class OnHoliday(StrEnum):
    """What is done where a planned day is not worked in everybody's country."""

    PREVIOUS = "previous common working day"
    NEXT = "next common working day"
    SKIP = "skip"
    KEEP = "keep"


@dataclass(frozen=True, kw_only=True)
class Series:
    """Meetings that begin at `clock` on the clocks of `zone`, from the day `first` on. Raises NotItsFirstDay where `first`
    is no day of the recurrence, and ZoneNotPortable where calendars disagree on the zone."""

    first: date
    clock: time
    minutes: int
    zone: ZoneInfo
    recurrence: Recurrence

    def __post_init__(self) -> None:
        next(self.recurrence.days(self.first))
        rules_of(self.zone, self.first)

    def starts(self, day: date) -> datetime:
        """The moment a meeting on `day` begins, in the series' zone."""
        return datetime.combine(day, self.clock, self.zone)


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One meeting: `planned` by the rule, held on `day`, or on none where it is left out; `why` says what is in the way.

    `instead` is a day the series cannot hold, since another of its meetings stands there or in between: whoever
    asked may call a single meeting for that day.
    """

    planned: date
    day: date | None
    why: str = ""
    instead: date | None = None

    @property
    def is_moved(self) -> bool:
        return self.day is not None and self.day != self.planned


def instances(
    series: Series, countries: Iterable[str], policy: OnHoliday, *, since: date | None = None, days: int = AHEAD
) -> tuple[Instance, ...]:
    """The meetings planned in the `days` from `since` (or the first day) on; `countries` are those of all who come.

    Days keep their order: no meeting passes another, nor shares its day. Raises ClocksChange.
    """
    since = max(since or series.first, series.first)
    until = since + timedelta(days=days)
    planned = series.recurrence.days(series.first, until=until + timedelta(days=FARTHEST_MOVE))
    where = tuple(sorted({country.strip().upper() for country in countries}))
    whole = _in_order([wished(day, where, policy) for day in planned])
    found = tuple(each for each in whole if since <= each.planned <= until)
    for each in found:
        for day in {each.planned, each.day or each.planned}:
            _check_clock(series, day)
    return found


def wished(day: date, countries: tuple[str, ...], policy: OnHoliday) -> Instance:
    """The meeting of a planned day as the policy would have it, were it alone; `countries` in order."""
    why = in_the_way(day, countries)
    if not why or policy is OnHoliday.KEEP:
        return Instance(planned=day, day=day, why=why)
    if policy is OnHoliday.SKIP:
        return Instance(planned=day, day=None, why=why)
    step = timedelta(days=-1 if policy is OnHoliday.PREVIOUS else 1)
    days = (day + n * step for n in range(1, FARTHEST_MOVE + 1))
    return Instance(planned=day, day=next((d for d in days if _worked(d, countries)), None), why=why)


def _in_order(wished: list[Instance]) -> list[Instance]:
    """The same, those that would pass a neighbour or take its day left out instead: Outlook refuses such moves."""
    kept: list[Instance] = []
    before = date.min
    for instance, after in pairwise([*wished, Instance(planned=date.max, day=None)]):
        day = instance.day
        fits = day is None or not instance.is_moved or before < day < after.planned
        kept.append(instance if fits else replace(instance, day=None, instead=day))
        before = max(instance.planned, kept[-1].day or instance.planned)
    return kept


def in_the_way(day: date, countries: Iterable[str]) -> str:
    """Why a day is not worked by all: "11 Nov: Independence Day PL, Veterans Day US"; nothing where it is."""
    reasons = [
        f"{_holiday(day, country) or NAMES[day.weekday()]} {country}"
        for country in countries
        if not is_business_day(day, country)
    ]
    return f"{day.day} {day:%b}: {', '.join(reasons)}" if reasons else ""


def _worked(day: date, countries: tuple[str, ...]) -> bool:
    return all(is_business_day(day, country) for country in countries) and (
        bool(countries) or is_business_day(day, None)
    )


def _holiday(day: date, country: str) -> str:
    return _english(country, day.year).get(day, "")


@lru_cache(maxsize=128)
def _english(country: str, year: int) -> dict[date, str]:
    """Holidays by their English names, whatever the machine's language."""
    import holidays  # costs 20 MB and a tenth of a second that most runs never need

    return dict(holidays.country_holidays(country, years=year, expand=False, language="en_US").items())


def _check_clock(series: Series, day: date) -> None:
    """Whether the clock shows the meeting's beginning and end once on that day."""
    begins = series.starts(day)
    ends = (begins.astimezone(UTC) + timedelta(minutes=series.minutes)).astimezone(series.zone)
    skipped = begins.astimezone(UTC).astimezone(series.zone).time() != series.clock
    twice = any(local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset() for local in (begins, ends))
    if skipped or twice:
        words = f"{NAMES[day.weekday()]} {day.day} {day:%B %Y}"
        raise ClocksChange(day=words, zone=series.zone.key, clock=f"{series.clock:%H:%M}")
