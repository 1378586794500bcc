"""Invitations to series on their way: what is written down for one recipient, and the calendar the post office makes of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from governance.calendar.recurrence import from_rrule
from governance.people import Person
from governance.session_series import SessionSeries
from governance.sessions import Session, State

if TYPE_CHECKING:
    from handlers.kit.ics import Guest, Invite
    from handlers.kit.ics_series import Changed, SeriesInvite


def series_invitation(
    series: SessionSeries,
    meetings: Sequence[Session],
    people: Mapping[int, Person],
    *,
    stamp: datetime,
    to: Person,
    words: str,
    about: str,
    method: Literal["REQUEST", "CANCEL"] = "REQUEST",
    only: date | None = None,
    subject: str | None = None,
) -> dict[str, Any]:
    """What the outbox keeps for one recipient, in plain JSON: the series as theirs; `meetings` are all of it.

    `words` are the mail's, `about` stands in the calendar. `only` names the planned day of the one meeting that is cancelled. Meetings the recipient is no guest of are left out.
    A CANCEL names the recipient alone, so that it is right for whoever is dropped too.
    """
    series = series.of(to.id)
    theirs = theirs_of(series, meetings, to.id)
    guests = [to.id] if method == "CANCEL" else series.guests
    return {
        "method": method,
        "uid": series.uid,
        "sequence": series.sequence,
        "stamp": stamp.isoformat(),
        "starts": series.planned_start(series.first).isoformat(),
        "zone": series.zone,
        "minutes": series.minutes,
        "title": series.title,
        "join_link": series.join_link,
        "guests": _guests(guests, series.optional, people),
        "to": to.mail,
        "words": words,
        "about": about,
        "rule": series.rule,
        "until": series.until.isoformat() if series.until else None,
        "left_out": [day.isoformat() for day in series.left_out({its.planned_on for its in theirs if its.planned_on})],
        "changed": [_changed(its, people) for its in theirs if differs(its, series) or its.guests != series.guests],
        "follows": series.follows,
        "only": only.isoformat() if only else None,
        "subject": subject,
    }


def theirs_of(series: SessionSeries, meetings: Sequence[Session], person: int) -> list[Session]:
    """The meetings that this person's calendar has under the series' uid."""
    live = [its for its in meetings if its.state is not State.CANCELLED and its.planned_on]
    return [its for its in live if person in its.guests and series.holds(person, its.planned_on)]


def differs(its: Session, series: SessionSeries) -> bool:
    """Whether a meeting is another one than the rule says; who comes aside."""
    assert its.planned_on is not None
    as_planned = its.starts_at == series.planned_start(its.planned_on) and its.minutes == series.minutes
    return not (as_planned and (its.title, its.join_link) == (series.title, series.join_link))


def _changed(its: Session, people: Mapping[int, Person]) -> dict[str, Any]:
    assert its.planned_on is not None
    return {
        "planned": its.planned_on.isoformat(),
        "starts": its.starts_at.isoformat(),
        "minutes": its.minutes,
        "title": its.title,
        "join_link": its.join_link,
        "guests": _guests(its.guests, its.optional, people),
    }


def _guests(ids: Collection[int], optional: Collection[int], people: Mapping[int, Person]) -> list[dict[str, Any]]:
    known = [people[who] for who in ids if who in people and people[who].mail]
    return [
        {"name": its.name, "mail": its.mail, "role": "optional" if its.id in optional else "required"} for its in known
    ]


# --- the calendar in the mail --------------------------------------------------------------------------------------------


def series_calendar(letter: dict[str, Any], invite: "Invite") -> bytes:
    """The bytes of the letter's calendar; `invite` is the series' first meeting as planned."""
    from handlers.kit.ics_series import cancel_instance, cancel_series, request_series

    series = series_of(letter, invite)
    if letter["method"] == "REQUEST":
        return request_series(series)
    if letter["only"]:
        return cancel_instance(series, date.fromisoformat(letter["only"]))
    return cancel_series(series)


def series_of(letter: dict[str, Any], invite: "Invite") -> "SeriesInvite":
    """The series as calendars are told of it."""
    from handlers.kit.ics_series import SeriesInvite

    return SeriesInvite(
        invite=invite,
        recurrence=from_rrule(letter["rule"]),
        until=date.fromisoformat(letter["until"]) if letter["until"] else None,
        skipped=tuple(date.fromisoformat(day) for day in letter["left_out"] if day != letter["only"]),
        changed=tuple(_change(its, invite) for its in letter["changed"]),
        follows=letter["follows"],
    )


def _change(its: dict[str, Any], whole: "Invite") -> "Changed":
    from handlers.kit.ics_series import Changed

    invite = replace(
        whole,
        starts=datetime.fromisoformat(its["starts"]).astimezone(ZoneInfo(str(whole.starts.tzinfo))),
        minutes=its["minutes"],
        title=its["title"],
        join_link=its["join_link"],
        guests=_of_calendar(its["guests"]),
    )
    return Changed(planned=date.fromisoformat(its["planned"]), invite=invite)


def _of_calendar(guests: Sequence[dict[str, Any]]) -> "tuple[Guest, ...]":
    from handlers.kit.ics import Guest

    return tuple(Guest(**guest) for guest in guests)
