"""Somebody else's meeting, as their calendar tells of it: in a mail that invites, or in a file that was exported.

Meant to run in a process of its own (`mail_worker`): a rule may be written to keep its reader busy for ever.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar, Component

from governance.meetings import AHEAD, MOST_TIMES, Meeting, Method, Time

LARGEST = 512 * 1024
MOST_EVENTS = 200
MOST_PEOPLE = 300
LONGEST = timedelta(hours=24)
LONGEST_UID = 1000
THE_ONE = datetime(1970, 1, 1, tzinfo=UTC)
OFTEN_ENOUGH = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
# A file that was exported invites nobody, and tells of the meeting all the same.
_METHODS = {"": Method.REQUEST, "PUBLISH": Method.REQUEST, "REQUEST": Method.REQUEST, "CANCEL": Method.CANCEL}
_LINK = re.compile(r"https://[^\s<>\"]+")
_CALLS = ("X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-GOOGLE-CONFERENCE", "CONFERENCE", "LOCATION", "DESCRIPTION")


def read_meeting(content: bytes, now: datetime) -> Meeting | None:
    """The meeting a calendar tells of, from `now` on; None where it tells of none. ValueError says what cannot be used."""
    if len(content) > LARGEST:
        raise ValueError(f"The calendar has more than {LARGEST >> 10} kB.")
    calendar = Calendar.from_ical(content)
    method = _METHODS.get(str(calendar.get("METHOD", "")).upper())
    events = [its for its in calendar.subcomponents if its.name == "VEVENT"]
    if method is None or not events:
        return None
    if len(events) > MOST_EVENTS:
        raise ValueError(f"The calendar has more than {MOST_EVENTS} entries.")
    if len({str(event.get("UID") or "") for event in events}) != 1:
        raise ValueError("The calendar has several meetings in it. Send them one by one.")
    return _meeting(events, method, now)


def _meeting(events: Sequence[Component], method: Method, now: datetime) -> Meeting:
    master = next((event for event in events if "RECURRENCE-ID" not in event), None)
    newest = max(events, key=_version)
    chief = master or newest
    times = _times(events, method, now) if master is not None else [_changed(event, method) for event in events]
    if method is Method.REQUEST and not [its for its in times if its.starts_at > now]:
        raise ValueError("The meeting is over: no time of it is still to come.")
    sequence, stamp = _version(newest)
    return Meeting(
        uid=_uid(chief),
        method=Method.CANCEL if str(chief.get("STATUS", "")).upper() == "CANCELLED" else method,
        sequence=sequence,
        stamp=stamp,
        title=_text(chief, "SUMMARY")[:200] or "A meeting",
        zone=_zone(chief),
        organizer=_mail(chief.get("ORGANIZER")),
        attendees=_attendees(events),
        times=tuple(sorted(times, key=lambda its: its.starts_at)[:MOST_TIMES]),
        whole=master is not None,
        repeats=master is None or "RRULE" in master,
        join_link=_join_link(chief),
    )


def _times(events: Sequence[Component], method: Method, now: datetime) -> list[Time]:
    """The times of a whole meeting in the twelve months to come."""
    if method is Method.CANCEL:
        return []
    if not any("RRULE" in event or "RDATE" in event for event in events):
        # Moved, it is the same meeting still: the only one there is needs no name of its own.
        return [replace(_time(events[0]), planned=THE_ONE)]
    calendar = Calendar()
    for event in events:
        _check_rule(event)
        calendar.add_component(event)
    return [_time(its) for its in recurring_ical_events.of(calendar).between(now, now + AHEAD)]


def _check_rule(event: Component) -> None:
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if {str(its).upper() for its in rule.get("FREQ", [])} - OFTEN_ENOUGH:
            raise ValueError("The meeting comes back more often than daily.")


def _changed(event: Component, method: Method) -> Time:
    """One of a series, told of without the series."""
    off = method is Method.CANCEL or str(event.get("STATUS", "")).upper() == "CANCELLED"
    return replace(_time(event), cancelled=off)


def _time(event: Component) -> Time:
    begins = _moment(event, "DTSTART")
    planned = _moment(event, "RECURRENCE-ID") if "RECURRENCE-ID" in event else begins
    return Time(planned=planned, starts_at=begins, minutes=_minutes(event, begins))


def _minutes(event: Component, begins: datetime) -> int:
    lasts = _moment(event, "DTEND") - begins if "DTEND" in event else event.decoded("DURATION", timedelta(minutes=60))
    if not timedelta(0) < lasts <= LONGEST:
        raise ValueError("The meeting does not end on the day it begins.")
    return max(1, round(lasts.total_seconds() / 60))


def _moment(event: Component, name: str) -> datetime:
    value = event.decoded(name, None)
    if not isinstance(value, datetime):
        raise ValueError("The meeting has no time of the day." if value else "The meeting does not say when it is.")  # noqa: TRY004
    if value.tzinfo is None:
        raise ValueError("The meeting is in a time zone that I do not know.")
    return value.astimezone(UTC)


def _version(event: Component) -> tuple[int, datetime]:
    stamp = event.decoded("DTSTAMP", None)
    known = isinstance(stamp, datetime) and stamp.tzinfo is not None
    return int(event.get("SEQUENCE", 0)), stamp.astimezone(UTC) if known else datetime(1970, 1, 1, tzinfo=UTC)


def _uid(event: Component) -> str:
    uid = str(event.get("UID") or "")
    if not 0 < len(uid) <= LONGEST_UID:
        raise ValueError("The meeting has no name that calendars could know it by.")
    return uid


def _zone(event: Component) -> str:
    value = event.decoded("DTSTART", None)
    key = str(getattr(getattr(value, "tzinfo", None), "key", "UTC"))
    return key if key in available_timezones() else "UTC"


def _text(event: Component, name: str) -> str:
    value = event.get(name, "")
    return " ".join(
        "".join(
            c for c in str(value[0] if isinstance(value, list) else value) if c.isprintable() or c.isspace()
        ).split()
    )


def _join_link(event: Component) -> str | None:
    for name in _CALLS:
        found = _LINK.search(_text(event, name))
        if found and len(found[0]) <= 500:
            return found[0].rstrip(".,;)")
    return None


def _attendees(events: Sequence[Component]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for event in events:
        named = event.get("ATTENDEE", [])
        found |= dict.fromkeys(_mail(its) for its in (named if isinstance(named, list) else [named]))
    return tuple(mail for mail in found if mail)[:MOST_PEOPLE]


def _mail(address: object) -> str:
    return str(address or "").strip().lower().removeprefix("mailto:").strip()
