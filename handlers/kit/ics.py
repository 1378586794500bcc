"""Invites that every calendar program reads alike: one meeting, one method, the same bytes for the same values.

Nothing leaves this module that `lint` finds fault with.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Component,
    Conference,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vRecur,
)

from governance.calendar.zones import Observance, ZoneNotPortable, ZoneRules, rules_of
from handlers.kit.ics_lint import lint

__all__ = ["Guest", "Invite", "InviteUnfit", "cancel", "lint", "request"]

GuestRole = Literal["chair", "required", "optional"]
ROLES: dict[GuestRole, str] = {"chair": "CHAIR", "required": "REQ-PARTICIPANT", "optional": "OPT-PARTICIPANT"}
UNWANTED = {"Cc", "Cs", "Co", "Cn"}
NEW_LINES = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\x0b": "\n", "\x0c": "\n", "\t": " "})
OLD_READERS_STUMBLE = str.maketrans({'"': "'", "^": " ", ":": " ", ";": " ", "\\": " "})


class InviteUnfit(ValueError):
    """The invite would not work in every calendar; the message lists why."""


@dataclass(frozen=True)
class Guest:
    """Somebody who is invited: a name to show and a bare mail address."""

    name: str
    mail: str
    role: GuestRole = "required"


@dataclass(frozen=True)
class Invite:
    """One meeting. `starts` is aware, in the zone its people think in; `stamp` is the moment of sending.

    The uid stays for ever; `sequence` rises by one with every change of time or state, and with a cancellation.
    The organizer's mailbox is the sender's, has no "+" and is not a guest's.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts: datetime
    minutes: int
    title: str
    description: str
    organizer_name: str
    organizer_mail: str
    guests: tuple[Guest, ...]
    join_link: str | None = None


def request(invite: Invite) -> bytes:
    """The iCalendar REQUEST that invites, or tells of a change; InviteUnfit when it would not work everywhere."""
    return _write(invite, "REQUEST", "CONFIRMED")


def cancel(invite: Invite) -> bytes:
    """The iCalendar CANCEL that takes the meeting out of calendars; its sequence must be above the last one sent."""
    return _write(invite, "CANCEL", "CANCELLED")


def _write(invite: Invite, method: str, status: str) -> bytes:
    begins, ends, rules = _when(invite)
    calendar = Calendar()
    _fill(calendar, VERSION="2.0", PRODID="-//Parley//Parley//EN", CALSCALE="GREGORIAN", METHOD=method)
    if rules and isinstance(begins.tzinfo, ZoneInfo):
        calendar.add_component(_zone_block(begins.tzinfo.key, rules))
    calendar.add_component(_event(invite, begins, ends, status))
    return _sound(calendar.to_ical())


def _sound(written: bytes) -> bytes:
    if faults := lint(written):
        raise InviteUnfit("; ".join(faults))
    return written


def _when(invite: Invite) -> tuple[datetime, datetime, ZoneRules | None]:
    """Start and end as they are written: in the meeting's zone with its rules, else in UTC.

    UTC is right for a single meeting whose zone cannot be put into rules that all programs share: an instant does not
    drift. It also says which of two equal hours is meant on the night the clocks go back.
    """
    begins = invite.starts.astimezone(UTC).replace(microsecond=0)
    ends = begins + timedelta(minutes=invite.minutes)
    zone, rules = invite.starts.tzinfo, _rules(invite.starts)
    if rules and not any(moment.astimezone(zone).fold for moment in (begins, ends)):
        return begins.astimezone(zone), ends.astimezone(zone), rules
    return begins, ends, None


def _rules(starts: datetime) -> ZoneRules | None:
    try:
        return rules_of(starts.tzinfo, starts.date()) if isinstance(starts.tzinfo, ZoneInfo) else None
    except ZoneNotPortable:
        return None


def _zone_block(key: str, rules: ZoneRules) -> Timezone:
    # Written by hand: the library's own blocks list dates instead of rules, which Outlook reads an hour off in summer.
    block = Timezone()
    block.add("TZID", key)
    block.add_component(_half(TimezoneStandard(), rules.standard))
    if rules.daylight:
        block.add_component(_half(TimezoneDaylight(), rules.daylight))
    return block


def _half(half: TimezoneStandard | TimezoneDaylight, observance: Observance) -> TimezoneStandard | TimezoneDaylight:
    _fill(half, DTSTART=observance.starts, TZNAME=observance.name)
    _fill(half, TZOFFSETFROM=observance.offset_from, TZOFFSETTO=observance.offset_to)
    if observance.yearly:
        half.add("RRULE", vRecur.from_ical(observance.yearly.rrule))
    return half


def _event(invite: Invite, begins: datetime, ends: datetime, status: str) -> Event:
    event, link = Event(), _one_line(invite.join_link or "")
    _fill(event, UID=_one_line(invite.uid), SEQUENCE=invite.sequence, DTSTAMP=invite.stamp.astimezone(UTC))
    _fill(event, DTSTART=begins, DTEND=ends, SUMMARY=_one_line(invite.title))
    _fill(event, STATUS=status, TRANSP="OPAQUE", CLASS="PUBLIC")
    _fill(event, DESCRIPTION="\n\n".join(filter(None, (link, _clean(invite.description)))))
    event.add("ORGANIZER", vCalAddress.new(_one_line(invite.organizer_mail), cn=_name(invite.organizer_name)))
    for guest in _each_once(invite.guests):
        event.add("ATTENDEE", _attendee(guest))
    if link:  # said three times, since Outlook knows no CONFERENCE and phones show only LOCATION
        event.add("LOCATION", link)
        event.add("CONFERENCE", Conference(link, feature="VIDEO", label="Join the meeting").to_uri())
    return event


def _attendee(guest: Guest) -> vCalAddress:
    address = _one_line(guest.mail)
    return vCalAddress.new(
        address,
        cn=_name(guest.name) or address,
        cutype="INDIVIDUAL",
        role=ROLES[guest.role],
        partstat="NEEDS-ACTION",
        rsvp=True,
    )


def _each_once(guests: Iterable[Guest]) -> Iterable[Guest]:
    first: dict[str, Guest] = {}
    for guest in guests:
        first.setdefault(_one_line(guest.mail).casefold(), guest)
    return first.values()


def _fill(component: Component, **properties: object) -> None:
    for name, value in properties.items():
        component.add(name, value)


def _clean(text: str) -> str:
    """The text without control characters, its lines ended by a line feed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(NEW_LINES)
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in UNWANTED).strip()


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _name(text: str) -> str:
    return " ".join(_one_line(text).translate(OLD_READERS_STUMBLE).split())
