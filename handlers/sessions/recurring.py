"""Scheduling a series: one rule in everybody's calendar, its meetings planned a year ahead, holidays told with their reasons."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from governance.calendar.recurrence import BUSINESS_DAYS, Recurrence, Unit, daily, weekly
from governance.calendar.series import Instance, OnHoliday
from governance.calendar.zones import ZoneNotPortable
from governance.events import SeriesScheduled, Words
from governance.people import Person
from governance.refusals import NoAddress, Refusal, SessionInThePast
from governance.session_series import SessionSeries, pattern_of, plan, planned_through
from governance.sessions import Kind
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import esc, section
from handlers.kit.letters import by_mail
from handlers.kit.replies import Say, say
from handlers.kit.requests import Request
from handlers.kit.words import full_words, listing, take_date, take_time, take_zone
from handlers.kit.words.recurrence import recurrence, take_month
from handlers.sessions.schedule_form import MOST_SINGLE
from handlers.sessions.series_words import exceptions, rhythm
from storage.session_series import Meeting
from storage.unit_of_work import UnitOfWork

A_YEAR = 12  # months
_ORDINAL = r"(?:first|second|third|fourth|fifth|last|\d{1,2}(?:st|nd|rd|th))"
_RHYTHM = re.compile(
    r"(?:every|each|daily|weekly|fortnightly|monthly|quarterly|yearly|annually"
    rf"|(?:the )?{_ORDINAL}(?:(?:,| and|, and)? {_ORDINAL})*"
    r" (?:mon|tue|wed|thu|fri|sat|sun|business|working|day|monthly|of (?:every|each)))",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:\bat\s+)?(?<![\d-])\b(?:\d{1,2}[:.]\d\d|\d{1,2}\s*[ap]\.?m\b|\d{1,2}h\d{0,2}\b|noon\b)", re.IGNORECASE
)
_EDGE = re.compile(r"\b(from|until|till)\s+", re.IGNORECASE)
_SINGLY = re.compile(r"^\s*(?:singly|one by one)[\s,]+", re.IGNORECASE)


class NoClock(Refusal):
    """The time is missing after "{rhythm}". Write one like 15:00, for instance `every second Tuesday 15:00`."""


class WhichMonth(Refusal):
    """In which month is it held, {rhythm}? Name it, for instance `every year, third Wednesday of March 15:00`."""


class SeriesNotPortable(Refusal):
    """Calendar programs do not agree on the clock of {zone}, so a series there would drift. Anchor it in another city's
    time zone, or let me schedule the next {count} as single meetings, which cannot drift."""


class SeriesThere(Refusal):
    """{title} is scheduled already at this rhythm. `/session list` shows its meetings; give it another title if you mean a
    second series."""


@dataclass(frozen=True, kw_only=True)
class SeriesPlan:
    """A series about to be scheduled: `first` is the day from which on it may begin."""

    vendor: Vendor
    kind: Kind
    title: str
    first: date
    clock: time
    zone: ZoneInfo
    minutes: int
    recurrence: Recurrence
    until: date | None
    guests: tuple[Person, ...]
    optional: frozenset[int] = frozenset()
    join_link: str | None = None
    on_holiday: OnHoliday = OnHoliday.PREVIOUS


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """What a line says of when a series is held."""

    recurrence: Recurrence
    clock: time
    zone: ZoneInfo
    first: date
    until: date | None
    singly: bool
    said: str


def says_a_rhythm(text: str) -> bool:
    """Whether a text begins with how often, rather than with a day."""
    return _RHYTHM.match(_SINGLY.sub("", text.strip())) is not None


def take_rhythm(text: str, request: Request) -> tuple[Rhythm, str]:
    """`every second Tuesday 15:00 Europe/Warsaw from 12 Jan until 12 Dec` at the front of a text, and what follows."""
    bare = _SINGLY.sub("", text.strip())
    at = _CLOCK.search(bare)
    if at is None:
        raise NoClock(rhythm=bare[:60])
    month, often_said = take_month(bare[: at.start()])
    clock, rest = take_time(bare[at.start() :])
    rest, zone = take_zone(rest, request.now, cities=True)
    first, rest = _edge(rest, ("from",), request)
    until, rest = _edge(rest, ("until", "till"), request)
    first = _in_month(month, first or request.today) if month else first
    often = on_days_worked(recurrence(often_said, first))
    if first is None and often.unit is Unit.MONTH and often.every % A_YEAR == 0:
        raise WhichMonth(rhythm=often.words())
    anchor = zone if isinstance(zone, ZoneInfo) else request.zone
    rhythm_ = Rhythm(
        recurrence=often,
        clock=clock,
        zone=anchor,
        first=first_day(often, first, clock, anchor, request),
        until=until,
        singly=_SINGLY.match(text.strip()) is not None,
        said=bare[: at.start()].strip(),
    )
    return rhythm_, rest


def on_days_worked(often: Recurrence) -> Recurrence:
    """Every day means every day from Monday to Friday: governance meetings are not held at weekends."""
    return weekly(*BUSINESS_DAYS) if often == daily() else often


def _in_month(month: int, day: date) -> date:
    """The first day on or after `day` that lies in this month."""
    return day if day.month == month else date(day.year + (day.month > month), month, 1)


def _edge(text: str, words: Collection[str], request: Request) -> tuple[date | None, str]:
    """The day that stands after one of these words, and the text without both."""
    for found in _EDGE.finditer(text):
        if found[1].lower() in words:
            day, rest = take_date(text[found.end() :], request.today, language=request.by.locale)
            return day, f"{text[: found.start()]} {rest}".strip()
    return None, text


def first_day(often: Recurrence, first: date | None, clock: time, zone: ZoneInfo, request: Request) -> date:
    """The first day of the rhythm that is still to come."""
    if first is not None and first < request.today:
        raise SessionInThePast(when=full_words(first))
    day = often.first_on_or_after(first or request.today)
    if datetime.combine(day, clock, zone) > request.at:
        return day
    return often.first_on_or_after(date.fromordinal(day.toordinal() + 1))


# --- putting it on the record ----------------------------------------------------------------------------------------------


def book_series(its: SeriesPlan, request: Request, uow: UnitOfWork, *, said: str = "") -> Say:
    """Puts a series on the record with its meetings of the next twelve months; its reactions send the invites.

    `said` is how a line put its rhythm, where there is a line that could be put otherwise.
    """
    check_addresses(its.guests)
    _check_new(its, uow)
    meetings = planned_for(its, uow, said)
    series = add_series(its, meetings, uow, key=request.key)
    record_scheduled(series, uow)
    numbered = [meeting for meeting in uow.sessions.of_series(series.id) if meeting.starts_at > request.at]
    lines = [
        f"Scheduled: *{esc(series.title)}*, {rhythm(series)}.",
        f"The first is {numbered[0].reference}, {shown.moment(numbered[0].starts_at, request.zone)}.",
        f"{len(numbered)} are planned until {full_words(series.planned_until)}.",
        *exceptions(meetings),
        by_mail(f"Invites are on their way to {listing([shown.person(person) for person in its.guests])}.", uow),
    ]
    return say(section("\n".join(lines)))


def _check_new(its: SeriesPlan, uow: UnitOfWork) -> None:
    """A second press or a line typed twice makes no second series."""
    rhythm_ = its.recurrence.rrule, its.clock, its.zone.key
    if uow.series.there_is(its.vendor.id, its.first, its.title, *rhythm_):
        raise SeriesThere(title=its.title)


def planned_for(its: SeriesPlan, uow: UnitOfWork, said: str = "") -> tuple[Instance, ...]:
    """The meetings of the next twelve months; SeriesNotPortable offers single ones where no rule would be right."""
    try:
        pattern = pattern_of(its.first, its.clock, its.minutes, its.zone.key, its.recurrence)
    except ZoneNotPortable:
        raise _not_portable(its.zone, said) from None
    return plan(pattern, countries_of(its.guests, uow), its.on_holiday, until=its.until)


def _not_portable(zone: ZoneInfo, said: str) -> SeriesNotPortable:
    refusal = SeriesNotPortable(zone=zone.key, count=MOST_SINGLE)
    refusal.field = "zone"  # of the form, which offers the single meetings too
    if said:
        refusal.said, refusal.choices = said, ((f"Schedule the next {MOST_SINGLE} one by one", f"singly {said}"),)
    return refusal


def countries_of(people: Iterable[Person], uow: UnitOfWork) -> set[str]:
    """Whose holidays count."""
    countries = (person.hours(uow.workspace.zone).country for person in people)
    return {country for country in countries if country}


def check_addresses(people: Iterable[Person]) -> None:
    """Each of them can be sent an invite."""
    without = [person.name for person in people if not person.mail]
    if without:
        raise NoAddress(people=listing(without))


def add_series(
    its: SeriesPlan,
    meetings: Sequence[Instance],
    uow: UnitOfWork,
    *,
    key: str,
    study: int | None = None,
    follows: str | None = None,
    sequence: int = 0,
) -> SessionSeries:
    """The series as rows: its rule, its guests, and each of its meetings."""
    series = uow.series.add(
        vendor_id=its.vendor.id,
        study_id=study,
        kind=its.kind,
        title=its.title,
        first=its.first,
        clock=its.clock,
        minutes=its.minutes,
        zone=its.zone.key,
        rule=its.recurrence.rrule,
        until=its.until,
        on_holiday=its.on_holiday,
        join_link=its.join_link,
        called_by=uow.actor.id if uow.actor else None,
        uid=f"{uuid5(NAMESPACE_URL, f'parley:{uow.workspace.id}:series:{key}')}@parley",
        planned_until=planned_through(its.first, its.until),
        guests=[person.id for person in its.guests],
        optional=its.optional,
        follows=follows,
        sequence=sequence,
    )
    uow.sessions.add_all(series, held(series, meetings, uow.at))
    return series


def held(series: SessionSeries, meetings: Iterable[Instance], after: datetime) -> list[Meeting]:
    """Those that are held after this moment; a holiday may have moved the first one before it."""
    starts = ((each.planned, series.planned_start(each.day)) for each in meetings if each.day)
    return [Meeting(planned_on=day, starts_at=start) for day, start in starts if start > after]


def record_scheduled(
    series: SessionSeries, uow: UnitOfWork, *, follows: int | None = None, reason: str | None = None
) -> None:
    uow.record(
        SeriesScheduled(
            series=series.id,
            vendor=series.vendor_id,
            study=series.study_id,
            kind=series.kind,
            title=Words(series.title),
            rule=series.rule,
            first=series.first,
            clock=f"{series.clock:%H:%M}",
            minutes=series.minutes,
            zone=series.zone,
            until=series.until,
            guests=series.guests,
            follows=follows,
            reason=Words(reason) if reason else None,
        )
    )


def one_by_one(its: SeriesPlan, uow: UnitOfWork) -> list[datetime]:
    """The starts of the next single meetings where the zone can stand in no rule. They are written in UTC each."""
    anywhere = replace(its, zone=ZoneInfo("Europe/London"))  # whose rules are known: only the days are asked for
    pattern = pattern_of(anywhere.first, its.clock, its.minutes, anywhere.zone.key, its.recurrence)
    days = [
        each.day for each in plan(pattern, countries_of(its.guests, uow), its.on_holiday, until=its.until) if each.day
    ]
    return [datetime.combine(day, its.clock, its.zone) for day in days[:MOST_SINGLE]]
