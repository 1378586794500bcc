"""Series of sessions: one rule in everybody's calendar, whose meetings are sessions of their own."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from governance.calendar.recurrence import Recurrence, from_rrule
from governance.calendar.series import AHEAD, Instance, OnHoliday, Series, instances
from governance.refusals import Refusal
from governance.sessions import Kind, Session, State

FARTHEST = 1100  # days to the end of a series, where it has one


class SeriesEndsFirst(Refusal):
    """The series would end on {until}, before its first meeting on {first}. Give a later last day."""


class NothingLeft(Refusal):
    """No meeting of {what} would be left in the next twelve months: each falls on a day off. Choose another rhythm."""


class NothingOfItLeft(Refusal):
    """{reference} is not part of a series that goes on. Leave out "and later" to change this meeting alone."""


@dataclass(frozen=True, kw_only=True)
class SessionSeries:
    """A series from `first` on, at `clock` on the clocks of `zone`, to `until` if it ends; `rule` is its RRULE.

    `uid` is its calendar identity for ever, `sequence` the one counter of the rule and all its meetings. `follows` is the
    uid of the series it goes on from. Its meetings up to `planned_until` are sessions; a planned day of the rule that has
    none is left out. `leaving` are guests who come to its meetings up to a planned day only, and that day.
    """

    id: int
    vendor_id: int
    study_id: int | None
    kind: Kind
    title: str
    first: date
    clock: time
    minutes: int
    zone: str
    rule: str
    until: date | None
    on_holiday: OnHoliday
    join_link: str | None
    called_by: int | None
    uid: str
    sequence: int
    asked_sequence: int
    state: State
    follows: str | None
    planned_until: date
    guests: tuple[int, ...] = ()
    optional: tuple[int, ...] = ()
    leaving: tuple[tuple[int, date], ...] = ()

    @property
    def recurrence(self) -> Recurrence:
        return from_rrule(self.rule)

    @property
    def pattern(self) -> Series:
        """Its mathematics."""
        return pattern_of(self.first, self.clock, self.minutes, self.zone, self.recurrence)

    @property
    def comes_often(self) -> bool:
        return self.recurrence.comes_often

    def planned_start(self, day: date) -> datetime:
        """The moment the rule gives the meeting of a planned day."""
        return datetime.combine(day, self.clock, ZoneInfo(self.zone))

    def holds(self, person: int, day: date | None) -> bool:
        """Whether this person's calendar has the meeting of a planned day under the series' uid; one of no day any more
        is held by whoever holds anything of it. Everybody else who is invited to that meeting has it under its own uid."""
        last = dict(self.leaving).get(person)
        return person in self.guests or (last is not None and (day is None or day <= last))

    def of(self, person: int) -> "SessionSeries":
        """The series as this person's calendar has it."""
        last = dict(self.leaving).get(person)
        if last is None or person in self.guests:
            return self
        ends = min(last, self.until) if self.until else last
        return replace(self, until=ends, guests=tuple(sorted({*self.guests, person})))

    def left_out(self, held: Collection[date]) -> tuple[date, ...]:
        """The days of the rule, as far as it is planned, on which no meeting is held; `held` are planned days."""
        return tuple(day for day in self.planned_days() if day not in held)

    def planned_days(self) -> tuple[date, ...]:
        """The days of the rule, as far as it is planned."""
        last = min(self.planned_until, self.until or self.planned_until)
        return tuple(self.recurrence.days(self.first, until=last))


def pattern_of(first: date, clock: time, minutes: int, zone: str, recurrence: Recurrence) -> Series:
    """Raises NotItsFirstDay and ZoneNotPortable."""
    return Series(first=first, clock=clock, minutes=minutes, zone=ZoneInfo(zone), recurrence=recurrence)


def plan(
    pattern: Series, countries: Iterable[str], on_holiday: OnHoliday, *, since: date | None = None, until: date | None
) -> tuple[Instance, ...]:
    """The meetings of the next twelve months from `since` (or the first day) on, none after `until`.

    Raises SeriesEndsFirst, NothingLeft, ClocksChange.
    """
    if until is not None and until < pattern.first:
        raise SeriesEndsFirst(until=_words(until), first=_words(pattern.first))
    found = instances(pattern, countries, on_holiday, since=since)
    planned = tuple(each for each in found if until is None or each.planned <= until)
    if since is None and not any(each.day for each in planned):
        raise NothingLeft(what=pattern.recurrence.words())
    return planned


def planned_through(since: date, until: date | None) -> date:
    """The last day that is planned when meetings are planned from `since` on."""
    ahead = since + timedelta(days=AHEAD)
    return min(ahead, until) if until else ahead


def fits_between(day: date, its: Session, others: Sequence[Session]) -> bool:
    """Whether one meeting of a series may be held on `day`: calendars let none pass its neighbours or share their days."""
    live = [other for other in others if other.id != its.id and other.state is not State.CANCELLED]
    assert its.planned_on is not None
    before = [_held_on(other) for other in live if _planned(other) < its.planned_on]
    after = [min(_held_on(other), _planned(other)) for other in live if _planned(other) > its.planned_on]
    return all(day > other for other in before) and all(day < other for other in after)


def _held_on(session: Session) -> date:
    return session.starts_at.astimezone(ZoneInfo(session.zone)).date()


def _planned(session: Session) -> date:
    assert session.planned_on is not None
    return session.planned_on


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
