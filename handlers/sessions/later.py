"""Changing a meeting of a series and all after it: the old rule ends before it, and a new one goes on; or, where nothing
has been held yet, the rule itself changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import TypeVar
from zoneinfo import ZoneInfo

from governance.calendar.recurrence import Recurrence
from governance.calendar.series import Instance
from governance.events import (
    SeriesEdited,
    SeriesEnded,
    SeriesGuestsDropped,
    SeriesGuestsInvited,
    SeriesMoved,
    Words,
)
from governance.refusals import ChangedMeanwhile, LastGuest, Refusal, SameMoment
from governance.session_series import NothingOfItLeft, SessionSeries, pattern_of, plan, planned_through
from governance.sessions import Session, State
from handlers.kit.blocks import Block, choice, field
from handlers.kit.requests import Request
from handlers.kit.words import full_words
from handlers.sessions.recurring import SeriesPlan, add_series, check_addresses, countries_of, held, record_scheduled
from storage.session_series import Meeting
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")
ONE, LATER = "one", "later"


class BeforeTheOneBefore(Refusal):
    """The meeting before is on {day}, and a series cannot go back behind it. Give a later day, or move this meeting alone."""


@dataclass(frozen=True, kw_only=True)
class Rest:
    """A meeting of a series and all after it; `before` are those that stay, `cancelled` those taken out already."""

    series: SessionSeries
    since: date
    before: tuple[Session, ...]
    meetings: tuple[Session, ...]
    cancelled: tuple[Session, ...]

    @property
    def is_all(self) -> bool:
        return not self.before


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The series that holds the moved meetings, the same or the one that goes on from it; `gone` are those that fell away."""

    series: SessionSeries
    gone: tuple[Session, ...]


def rest_of(session: Session, uow: UnitOfWork) -> Rest:
    """From this meeting on; NothingOfItLeft where it belongs to no series."""
    if session.series_id is None or session.planned_on is None:
        raise NothingOfItLeft(reference=session.reference)
    meetings = uow.sessions.of_series(session.series_id)
    live = [its for its in meetings if its.state is not State.CANCELLED]
    return Rest(
        series=uow.series.by_id(session.series_id),
        since=session.planned_on,
        before=tuple(its for its in live if _day(its) < session.planned_on),
        meetings=tuple(its for its in live if _day(its) >= session.planned_on),
        cancelled=tuple(its for its in meetings if its not in live and _day(its) >= session.planned_on),
    )


def _day(session: Session) -> date:
    # One that was cancelled before its series moved has no planned day any more.
    return session.planned_on or date.min


def next_sequence(session: Session, uow: UnitOfWork) -> int:
    """The sequence of a change to one meeting: its own next, or its series', which is one counter for all of it."""
    if session.series_id is None:
        return session.sequence + 1
    series = uow.series.by_id(session.series_id)
    return _still(uow.series.revise(series, bump=True), series).sequence


def which(session: Session, *, later: bool = False) -> list[Block]:
    """The question a form asks of a meeting that belongs to a series."""
    if session.series_id is None:
        return []
    ways = [(ONE, "Only this meeting"), (LATER, "This one and all later")]
    return [field("scope", "Which?", choice(ways, LATER if later else ONE))]


# --- moving --------------------------------------------------------------------------------------------------------------


def move_later(session: Session, starts_at: datetime, reason: str, request: Request, uow: UnitOfWork) -> Moved:
    """Another day moves the rhythm, another time of the same day only the clock: then each meeting stays on its day."""
    rest = rest_of(session, uow)
    local, stays = starts_at.astimezone(ZoneInfo(rest.series.zone)), _on_the_same_day(session, starts_at, rest.series)
    if stays and starts_at == session.starts_at and local.time() == rest.series.clock:
        raise SameMoment(reference=session.reference)
    if not stays:
        _check_after_the_one_before(local.date(), rest)
    moved = _moved(rest, rest.since if stays else local.date(), local.time(), uow)
    pattern = pattern_of(moved.first, moved.clock, moved.minutes, moved.zone.key, moved.recurrence)
    planned = plan(pattern, countries_of(moved.guests, uow), moved.on_holiday, until=moved.until)
    planned = _on_their_days(planned, rest) if stays else planned
    if rest.is_all:
        series = _changed(rest.series, moved, uow)
        gone = _reassign(series, rest, planned, uow)
        _carry_over(series, rest, planned, uow)
        uow.record(_moved_event(series, reason))
        return Moved(series=series, gone=gone)
    series = _continued(rest, moved, request, uow)
    gone = _reassign(series, rest, planned, uow)
    end_before(rest, uow, successor=series.id, reason=reason)
    record_scheduled(series, uow, follows=rest.series.id, reason=reason)
    return Moved(series=series, gone=gone)


def _on_the_same_day(session: Session, starts_at: datetime, series: SessionSeries) -> bool:
    zone = ZoneInfo(series.zone)
    return starts_at.astimezone(zone).date() == session.starts_at.astimezone(zone).date()


def _on_their_days(planned: Sequence[Instance], rest: Rest) -> tuple[Instance, ...]:
    """The meetings on the days they are held on now, wherever the rule or somebody has put them."""
    zone = ZoneInfo(rest.series.zone)
    days = {_day(its): its.starts_at.astimezone(zone).date() for its in rest.meetings}
    return tuple(replace(its, day=days.get(its.planned, its.day)) for its in planned)


def _check_after_the_one_before(day: date, rest: Rest) -> None:
    if rest.before:
        last = rest.before[-1].starts_at.astimezone(ZoneInfo(rest.series.zone)).date()
        if day <= max(last, _day(rest.before[-1])):
            raise BeforeTheOneBefore(day=full_words(last))


def _moved(rest: Rest, first: date, clock: time, uow: UnitOfWork) -> SeriesPlan:
    series = rest.series
    people = uow.people.some(set(series.guests))
    recurrence = series.recurrence.moved_to(first, rest.since)
    return SeriesPlan(
        vendor=uow.vendors.by_id(series.vendor_id),
        kind=series.kind,
        title=series.title,
        first=first,
        clock=clock,
        zone=ZoneInfo(series.zone),
        minutes=series.minutes,
        recurrence=recurrence,
        until=_as_long(rest, recurrence, first),
        guests=tuple(people[who] for who in series.guests),
        optional=frozenset(series.optional),
        join_link=series.join_link,
        on_holiday=series.on_holiday,
    )


def _as_long(rest: Rest, recurrence: Recurrence, first: date) -> date | None:
    """The last day of as many meetings as were left before."""
    series = rest.series
    if series.until is None:
        return None
    left = sum(day >= rest.since for day in series.recurrence.days(series.first, until=series.until))
    return list(recurrence.days(first, count=left))[-1]


def _changed(series: SessionSeries, moved: SeriesPlan, uow: UnitOfWork) -> SessionSeries:
    through = planned_through(moved.first, moved.until)
    facts = {"first": moved.first, "clock": moved.clock, "rule": moved.recurrence.rrule, "until": moved.until}
    return _still(uow.series.change(series, planned_until=through, **facts), series)


def _continued(rest: Rest, moved: SeriesPlan, request: Request, uow: UnitOfWork) -> SessionSeries:
    its = rest.series
    sequence = its.sequence + 1
    return add_series(moved, (), uow, key=request.key, study=its.study_id, follows=its.uid, sequence=sequence)


def _moved_event(series: SessionSeries, reason: str) -> SeriesMoved:
    return SeriesMoved(
        series=series.id,
        rule=series.rule,
        first=series.first,
        clock=f"{series.clock:%H:%M}",
        zone=series.zone,
        sequence=series.sequence,
        reason=Words(reason),
    )


def _reassign(series: SessionSeries, rest: Rest, planned: Sequence[Instance], uow: UnitOfWork) -> tuple[Session, ...]:
    """Each meeting keeps its number and its place in the row: the third one is the third one still. Those that fall away."""
    by_day = {_day(its): its for its in rest.meetings}
    called_off = {_day(its) for its in rest.cancelled}
    pairs = list(zip_longest(_days(rest), planned))
    if rest.cancelled:
        uow.sessions.change_all(rest.cancelled, planned_on=None)
    moves, gone, new = [], [], []
    for day, its in pairs:
        meeting, place = by_day.get(day) if day else None, _place(series, its, uow.at)
        if meeting and place:
            moves.append((meeting, place))
        elif meeting:
            gone.append(meeting)
        elif place and day not in called_off:
            new.append(place)
    _leave_out(gone, series, uow)
    uow.sessions.replan(series, moves)
    uow.sessions.add_all(series, new)
    return tuple(gone)


def _days(rest: Rest) -> list[date]:
    """The planned days of the rest as they were."""
    every = rest.series.recurrence.days(rest.series.first, until=rest.series.planned_until)
    return [day for day in every if day >= rest.since]


def _carry_over(series: SessionSeries, rest: Rest, planned: Sequence[Instance], uow: UnitOfWork) -> None:
    """Whoever leaves with a meeting leaves with the same one still."""
    days = list(zip(_days(rest), planned, strict=False))
    for last, people in _grouped(dict(series.leaving)).items():
        theirs = [its.planned for day, its in days if day <= last]
        if theirs:
            uow.series.leave(series, people, theirs[-1])
        else:
            uow.series.drop(series, people)


def _place(series: SessionSeries, its: Instance | None, now: datetime) -> Meeting | None:
    return next(iter(held(series, [its], now)), None) if its else None


def _leave_out(gone: Sequence[Session], series: SessionSeries, uow: UnitOfWork) -> None:
    if gone:
        asked = {"sequence": series.sequence, "asked_sequence": series.sequence}
        uow.sessions.change_all(gone, state=State.CANCELLED, series_id=series.id, planned_on=None, **asked)


# --- ending ----------------------------------------------------------------------------------------------------------------


def cancel_later(session: Session, reason: str, uow: UnitOfWork) -> SessionSeries:
    """No meeting from this one on."""
    rest = rest_of(session, uow)
    if rest.is_all:
        series = _still(uow.series.change(rest.series, state=State.CANCELLED), rest.series)
        _record_end(series, None, None, reason, uow)
    else:
        series = end_before(rest, uow, successor=None, reason=reason)
    asked = {"sequence": series.sequence, "asked_sequence": series.sequence}
    uow.sessions.change_all(rest.meetings, state=State.CANCELLED, **asked)
    return series


def end_before(rest: Rest, uow: UnitOfWork, *, successor: int | None, reason: str) -> SessionSeries:
    """The series ends with the last planned day before the rest."""
    last = _last_before(rest)
    series = _still(uow.series.revise(rest.series, bump=True, until=last), rest.series)
    _record_end(series, last, successor, reason, uow)
    return series


def _record_end(series: SessionSeries, until: date | None, successor: int | None, reason: str, uow: UnitOfWork) -> None:
    uow.record(
        SeriesEnded(series=series.id, until=until, sequence=series.sequence, successor=successor, reason=Words(reason))
    )


# --- guests and words ------------------------------------------------------------------------------------------------------


def edit_later(session: Session, title: str, link: str | None, reason: str, uow: UnitOfWork) -> None:
    """The title and the link of the series and of its meetings from this one on; answers stay."""
    rest = rest_of(session, uow)
    _still(uow.series.revise(rest.series, title=title, join_link=link), rest.series)
    uow.sessions.change_all(rest.meetings, title=title, join_link=link)
    address = Words(link) if link else None
    why = Words(reason) if reason else None
    uow.record(
        SeriesEdited(
            series=rest.series.id,
            title=Words(title),
            join_link=address,
            since=rest.since,
            old=Words(session.title),
            reason=why,
        )
    )


def invite_later(session: Session, people: Iterable[int], uow: UnitOfWork, *, optional: bool = False) -> None:
    """These people come to this meeting and all after it; what they had of single ones becomes part of the series."""
    rest, whom = rest_of(session, uow), sorted(people)
    check_addresses(uow.people.some(set(whom)).values())
    series = _still(uow.series.revise(rest.series, bump=True), rest.series)
    singles = {who: _alone(rest.series, [*rest.before, *rest.meetings], who) for who in whom}
    new = [who for who in whom if who not in series.guests]
    if new:
        uow.series.invite(series, new, optional=optional)
    uow.sessions.invite_all(rest.meetings, whom, optional=optional)
    for which, group in _grouped(singles).items():
        _raise_to(series, which, uow)
        guests = tuple(group)
        uow.record(SeriesGuestsInvited(series=series.id, guests=guests, since=rest.since, singles=which))


def drop_later(session: Session, people: Iterable[int], reason: str, uow: UnitOfWork) -> None:
    """These people are off this meeting and all after it; those before stay theirs."""
    rest, whom = rest_of(session, uow), sorted(people)
    if not set(rest.series.guests) - set(whom):
        raise LastGuest(reference=session.reference)
    series = _still(uow.series.revise(rest.series, bump=True), rest.series)
    had = {who: (_alone(rest.series, rest.meetings, who), _is_of(rest, who)) for who in whom}
    _part_with([who for who in whom if had[who][1]], rest, uow)
    uow.sessions.drop_all(rest.meetings, whom)
    for (singles, of_series), group in _grouped(had).items():
        _raise_to(series, singles, uow)
        uow.record(
            SeriesGuestsDropped(
                series=series.id,
                guests=tuple(group),
                since=rest.since,
                sequence=series.sequence,
                singles=singles,
                of_series=of_series,
                reason=Words(reason),
            )
        )


def _part_with(people: Sequence[int], rest: Rest, uow: UnitOfWork) -> None:
    """They are no guests of the series any more or, where they come to meetings before the rest, to those only."""
    held = {who for its in rest.before for who in its.guests if rest.series.holds(who, its.planned_on)}
    staying = [who for who in people if who in held]
    uow.series.drop(rest.series, [who for who in people if who not in held])
    if staying:
        uow.series.leave(rest.series, staying, _last_before(rest))


def _last_before(rest: Rest) -> date:
    """The last planned day of the series before the rest."""
    return max(rest.series.recurrence.days(rest.series.first, until=rest.since - timedelta(days=1)))


def _alone(series: SessionSeries, meetings: Iterable[Session], who: int) -> tuple[int, ...]:
    """Those of the meetings that somebody was invited to apart from the series."""
    return tuple(its.id for its in meetings if who in its.guests and not series.holds(who, its.planned_on))


def _is_of(rest: Rest, who: int) -> bool:
    """Whether somebody has something of the rest as part of the series."""
    return who in rest.series.guests or any(
        who in its.guests and rest.series.holds(who, its.planned_on) for its in rest.meetings
    )


def _grouped(people: Mapping[int, T]) -> dict[T, list[int]]:
    """Those of whom the same is true, together."""
    groups: dict[T, list[int]] = defaultdict(list)
    for who, what in people.items():
        groups[what].append(who)
    return groups


def _raise_to(series: SessionSeries, singles: Sequence[int], uow: UnitOfWork) -> None:
    """What takes single meetings out of calendars must be newer than what put them there."""
    if singles:
        uow.sessions.change_all(uow.sessions.some(singles), sequence=series.sequence)


def _still(changed: SessionSeries | None, before: SessionSeries) -> SessionSeries:
    if changed is None:
        raise ChangedMeanwhile(reference=before.title)
    return changed
