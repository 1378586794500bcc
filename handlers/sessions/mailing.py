"""Sessions in their guests' mailboxes: each guest has a meeting of a series under the series' uid or, invited to that meeting
alone, under its own, and is told of a change under the one their calendar holds."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from governance.people import Person
from governance.session_series import SessionSeries
from governance.sessions import Session, State
from governance.vendors import Vendor
from handlers.kit.letters import invitation
from handlers.kit.series_letters import series_invitation, theirs_of
from handlers.sessions.recurring import countries_of
from handlers.sessions.series_words import differences, rhythm
from storage import outbox
from storage.unit_of_work import UnitOfWork

Method = Literal["REQUEST", "CANCEL"]
PLEASE = "Please accept or decline with the buttons of your calendar."


def mail_session(
    session: Session, words: str, uow: UnitOfWork, *, whom: Collection[int] | None = None, off: bool = False
) -> None:
    """Of one meeting, to all its guests or to `whom`; `off` takes it out of their calendars."""
    if session.adopted:
        return  # its organiser's calendar tells them, and two invitations to one meeting are one too many
    told = set(session.guests if whom is None else whom)
    series = uow.series.by_id(session.series_id) if session.series_id else None
    held = {who for who in told if series and series.holds(who, session.planned_on)}
    mail_alone(session, words, uow, whom=told - held, off=off)
    if series and held:
        # Calendars read a change to one meeting without its series in different ways.
        day = session.planned_on if off else None
        subject = f"Cancelled: {session.title} on {day.day} {day:%B %Y}" if day else None
        mail_series(series, words, uow, whom=held, only=day, subject=subject, asks=not off)


def mail_meetings(
    series: SessionSeries,
    meetings: Iterable[Session],
    words: str,
    uow: UnitOfWork,
    *,
    why: str = "",
    also: Collection[int] = (),
    **more: Any,
) -> None:
    """Of a change to these meetings of a series, cancelled ones among them: to all whom it concerns, once each, and to
    those who are invited to some of them alone, once for each. `why` is told of what is cancelled; `also` are more whom
    it concerns as guests of the series."""
    those = list(meetings)
    held = {who for its in those for who in its.guests if series.holds(who, its.planned_on)}
    mail_series(series, words, uow, whom={*held, *series.guests, *also}, **more)
    for its in those:
        off = its.state is State.CANCELLED
        alone = [who for who in its.guests if not series.holds(who, its.planned_on)]
        changed = f"{its.reference} is part of a series that changed. {words}"
        mail_alone(its, f"{named(its)} is cancelled: {why}" if off else changed, uow, whom=alone, off=off)


def mail_alone(session: Session, words: str, uow: UnitOfWork, *, whom: Collection[int], off: bool = False) -> None:
    """Of one meeting under its own uid. A cancellation names its reader alone, for the others still come."""
    if not whom:
        return
    method: Method = "CANCEL" if off else "REQUEST"
    people = {its.id: its for its in uow.people.some({*session.guests, *whom}).values() if its.mail}
    required = {*session.guests, *whom} - set(session.optional)
    text = words if off else "\n".join(filter(None, (words, about_session(session, uow))))
    for person in (people[who] for who in sorted(whom) if who in people):
        named_in_it = [person] if off else [people[who] for who in session.guests if who in people]
        letter = invitation(
            session, stamp=uow.at, people=named_in_it, required=required, to=person, words=text, method=method
        )
        post(letter, person, f"{session.uid}:{session.sequence}:{method}", uow, off=off)


def mail_series(
    series: SessionSeries,
    words: str,
    uow: UnitOfWork,
    *,
    whom: Collection[int] | None = None,
    off: bool = False,
    only: date | None = None,
    subject: str | None = None,
    asks: bool = True,
) -> None:
    """Under the series' uid, to all its guests or to `whom`, each with what of it is theirs. `off` takes it out of their
    calendars; `only` is the planned day of the one meeting that is taken out; `asks` for an answer."""
    meetings = uow.sessions.of_series(series.id)
    told = set(series.guests if whom is None else whom)
    people = uow.people.some({who for its in meetings for who in its.guests} | set(series.guests) | told)
    countries, vendor = countries_of((people[who] for who in series.guests), uow), uow.vendors.by_id(series.vendor_id)
    method: Method = "CANCEL" if off or only else "REQUEST"
    join = f"Join: {series.join_link}" if series.join_link and method == "REQUEST" else ""
    for person in (people[who] for who in sorted(told) if people[who].mail):
        different = _different(series.of(person.id), meetings, person.id, countries, uow.at.date())
        about = about_series(series.of(person.id), different, vendor, asks=asks)
        letter = series_invitation(
            series,
            meetings,
            people,
            stamp=uow.at,
            to=person,
            words="\n".join(filter(None, (join, words, "" if off else about))),
            about=about,
            method=method,
            only=only,
            subject=subject,
        )
        post(letter, person, f"{series.uid}:{series.sequence}:{method}:{only or ''}", uow, off=method == "CANCEL")


def post(letter: dict[str, Any], to: Person, what: str, uow: UnitOfWork, *, off: bool = False) -> None:
    """One mail, once for what one person did. What takes something `off` a calendar goes also to who was told to come and is
    nobody's guest any more."""
    once = f"mail:{what}:{uow.at:%Y%m%dT%H%M%S%f}:{to.mail}"
    uow.outbox.put(outbox.Kind.MAIL, f"mail:{to.mail}", letter, once=once[:200], answers=off and not to.awaits)


# --- words ---------------------------------------------------------------------------------------------------------------


def about_session(session: Session, uow: UnitOfWork) -> str:
    """What stands in the calendar of somebody who is invited to this meeting: when, and what for."""
    vendor = uow.vendors.by_id(session.vendor_id)
    lines = [
        f"Join: {session.join_link}" if session.join_link else "",
        f"{session.title}: {when(session)}, {session.minutes} minutes.",
        f"{session.kind.with_article.capitalize()} of both companies about the work of {vendor.name}.",
        PLEASE,
    ]
    return "\n".join(filter(None, lines))


def about_series(series: SessionSeries, different: Iterable[str], vendor: Vendor, *, asks: bool) -> str:
    """What stands in somebody's calendar, beside the link: when, and which days are different, and why."""
    lines = [
        f"{series.title}: {rhythm(series)}.",
        *different,
        f"{series.kind.with_article.capitalize()} of both companies about the work of {vendor.name}.",
    ]
    return "\n".join([*lines, PLEASE] if asks else lines)


def _different(
    series: SessionSeries, meetings: Sequence[Session], person: int, countries: Collection[str], today: date
) -> list[str]:
    """Of meetings that are held without this person nothing is said to them."""
    mine = {its.id for its in theirs_of(series, meetings, person)}
    told = [its for its in meetings if its.id in mine or its.state is State.CANCELLED]
    without = {its.planned_on for its in meetings if its not in told}
    return differences(series, told, today, countries, without=without)


def named(session: Session, at: datetime | None = None) -> str:
    """The meeting so that nobody takes it for another: its number, its title, when it is or was."""
    return f"{session.reference} {session.title} on {when(session, at)}"


def when(session: Session, at: datetime | None = None) -> str:
    """The session's moment, or another one, on its own clock."""
    local = (at or session.starts_at).astimezone(ZoneInfo(session.zone))
    return f"{local:%A %-d %B %Y, %H:%M} ({session.zone})"
