"""Meetings kept in somebody else's calendar: what a calendar tells of one, and what of it is news to us."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from governance.sessions import Session, State

AHEAD = timedelta(days=366)
MOST_TIMES = 60
NEAR = timedelta(days=15)


class Method(StrEnum):
    """What a calendar wants, as far as it concerns us; a file that was exported wants nothing and tells the same."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Stage(StrEnum):
    """Where an offer stands."""

    ASKED = "asked"
    TAKEN = "taken"
    LEFT = "left"


@dataclass(frozen=True, kw_only=True)
class Time:
    """One of its meetings: named for ever by the moment it was `planned` for, wherever it is moved to."""

    planned: datetime
    starts_at: datetime
    minutes: int
    cancelled: bool = False


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What one calendar object tells of a meeting. Addresses are in lower case; `zone` is an IANA name.

    `whole`: its `times` are all there are from now on for twelve months, at most sixty; otherwise only these changed.
    """

    uid: str
    method: Method
    sequence: int
    stamp: datetime
    title: str
    zone: str
    organizer: str
    attendees: tuple[str, ...]
    times: tuple[Time, ...]
    whole: bool
    repeats: bool
    join_link: str | None = None

    @property
    def everybody(self) -> tuple[str, ...]:
        """Who is in it; some calendars do not count the organiser among those who attend."""
        return tuple(dict.fromkeys((*([self.organizer] if self.organizer else []), *self.attendees)))


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A calendar object somebody sent us, which a person has to say yes to. `adopted_id` is the meeting it is about."""

    id: int
    adopted_id: int
    sequence: int
    stamp: datetime
    sent_by: int
    verified: bool
    asked_of: int
    state: Stage


@dataclass(frozen=True, kw_only=True)
class News:
    """What a meeting that was adopted has become: times that are new, sessions with their new times, sessions that are off."""

    added: tuple[Time, ...] = ()
    moved: tuple[tuple[Session, Time], ...] = ()
    cancelled: tuple[Session, ...] = ()
    renamed: tuple[Session, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.moved or self.cancelled or self.renamed)


def news(meeting: Meeting, held: Mapping[datetime, Session], now: datetime) -> News:
    """What is different from the sessions we hold, by their planned moments. What has begun stays as it was."""
    told = {its.planned: its for its in meeting.times}
    live = {planned: its for planned, its in held.items() if its.state is not State.CANCELLED and its.starts_at > now}
    if meeting.method is Method.CANCEL:
        return News(cancelled=_off(live, told, whole=meeting.whole))
    gone = {planned for planned in live if meeting.whole and planned not in told}
    gone |= {planned for planned, its in told.items() if its.cancelled and planned in live}
    kept = {planned: (live[planned], told[planned]) for planned in live if planned in told and planned not in gone}
    new = [its for its in meeting.times if its.planned not in held and not its.cancelled and its.starts_at > now]
    again = _taken_along({planned: live[planned] for planned in gone if planned not in told}, new, kept)
    stays = [*kept.values(), *again]
    return News(
        added=tuple(its for its in new if its not in [time for _, time in again]),
        moved=(*((session, time) for session, time in kept.values() if _differs(session, time)), *again),
        cancelled=tuple(live[planned] for planned in sorted(gone) if live[planned] not in [its for its, _ in again]),
        renamed=tuple(session for session, _ in stays if _is_renamed(session, meeting)),
    )


def _taken_along(
    gone: Mapping[datetime, Session], new: Iterable[Time], kept: Collection[datetime]
) -> list[tuple[Session, Time]]:
    """Where the rule itself moved: the meetings that are gone with the new times nearby that take their places, in order.
    None passes a meeting that stays."""
    pairs: list[tuple[Session, Time]] = []
    times = deque(sorted(new, key=lambda its: its.planned))
    for planned, session in sorted(gone.items()):
        while times and times[0].planned < planned and not _is_near(planned, times[0].planned, kept):
            times.popleft()
        if times and _is_near(planned, times[0].planned, kept):
            pairs.append((session, times.popleft()))
    return pairs


def _is_near(old: datetime, new: datetime, kept: Collection[datetime]) -> bool:
    return abs(new - old) <= NEAR and not any(min(old, new) < its < max(old, new) for its in kept)


def is_older(sequence: int, stamp: datetime, than: Iterable[Offer]) -> bool:
    """Whether one of these offers is newer, so that nothing must be taken over any more."""
    return any((its.sequence, its.stamp) > (sequence, stamp) for its in than)


def _off(live: Mapping[datetime, Session], told: Mapping[datetime, Time], *, whole: bool) -> tuple[Session, ...]:
    return tuple(session for planned, session in sorted(live.items()) if whole or planned in told)


def _differs(session: Session, time: Time) -> bool:
    return (session.starts_at, session.minutes) != (time.starts_at, time.minutes)


def _is_renamed(session: Session, meeting: Meeting) -> bool:
    return (session.title, session.join_link) != (meeting.title, meeting.join_link)
