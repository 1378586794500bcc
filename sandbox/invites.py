"""Invitations read back in words, as a calendar would understand them: from the calendar part alone."""

from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

import icalendar

Zones = dict[str, Any]

HEADLINES = {"CANCEL": "Cancelled", "REPLY": "Answer", "COUNTER": "Proposal", "PUBLISH": "Event"}
ROLES = {"REQ-PARTICIPANT": "required", "OPT-PARTICIPANT": "optional", "CHAIR": "chair", "NON-PARTICIPANT": "to know"}


def method_of(mail: EmailMessage) -> str | None:
    """The METHOD of the mail's calendar part (REQUEST, CANCEL...), or None when there is none."""
    calendar = _calendar(mail)
    return str(calendar.get("METHOD", "PUBLISH")).upper() if calendar else None


def read_invite(mail: EmailMessage) -> str | None:
    """What, when (in the event's own zone, and UTC), from whom to whom; one line for each event. None without one."""
    calendar = _calendar(mail)
    if calendar is None:
        return None
    method = str(calendar.get("METHOD", "PUBLISH")).upper()
    zones = {str(zone["TZID"]): zone for zone in calendar.walk("VTIMEZONE")}
    return "\n".join(_in_words(method, event, zones) for event in calendar.walk("VEVENT")) or None


def _calendar(mail: EmailMessage) -> icalendar.Calendar | None:
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            payload = part.get_payload(decode=True)
            component = icalendar.Calendar.from_ical(payload if isinstance(payload, bytes) else b"")
            return component if isinstance(component, icalendar.Calendar) else None
    return None


def _in_words(method: str, event: icalendar.Component, zones: Zones) -> str:
    about = [f"{_headline(method, event)}: {event.get('SUMMARY', 'no title')}, {_when(event, zones)}"]
    if "RECURRENCE-ID" in event:
        about.append(f"only the one of {_moment(event.decoded('RECURRENCE-ID'))}")
    elif "RRULE" in event:
        about.append(_repeats(event["RRULE"]))
    about.append(f"from {_name(event['ORGANIZER'])} to {_guests(event)}" if "ORGANIZER" in event else _guests(event))
    if event.get("LOCATION"):
        about.append(f"at {event['LOCATION']}")
    return ", ".join(filter(None, about))


def _headline(method: str, event: icalendar.Component) -> str:
    sequence = int(event.get("SEQUENCE", 0))
    if method == "REQUEST":
        return f"Update {sequence}" if sequence else "Invitation"
    return HEADLINES.get(method, method.capitalize())


def _when(event: icalendar.Component, zones: Zones) -> str:
    start = event.decoded("DTSTART")
    end = event.decoded("DTEND") if "DTEND" in event else start + event.decoded("DURATION", start - start)
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return _day(start)
    same_day = start.date() == end.date()
    until = end.strftime("%H:%M") if same_day else f"{_day(end)} {end.strftime('%H:%M')}"
    return f"{_day(start)} {start.strftime('%H:%M')}-{until} {_zone(event, start, zones)}"


def _zone(event: icalendar.Component, start: datetime, zones: Zones) -> str:
    """The zone's name and the moment in UTC, by the rules the invitation itself brings for that zone."""
    if start.tzinfo is None:
        return "in no time zone"
    name = str(event["DTSTART"].params.get("TZID", "UTC"))
    if name == "UTC":
        return name
    if name not in zones:
        return f"{name} (the invitation does not describe this time zone)"
    described = start.replace(tzinfo=zones[name].to_tz(lookup_tzid=False))
    return f"{name} ({described.astimezone(UTC):%H:%M} UTC)"


def _day(moment: date) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def _moment(moment: date) -> str:
    return f"{_day(moment)} {moment:%H:%M}" if isinstance(moment, datetime) else _day(moment)


def _repeats(rule: Any) -> str:
    parts = {key: value if isinstance(value, list) else [value] for key, value in rule.items()}
    every = str(parts["FREQ"][0]).lower()
    interval = int(parts.get("INTERVAL", [1])[0])
    days = ",".join(str(day) for day in parts.get("BYDAY", []))
    words = f"repeats {every}" if interval == 1 else f"repeats {every}, every {interval}"
    words += f" on {days}" if days else ""
    words += f", {parts['COUNT'][0]} times" if "COUNT" in parts else ""
    return words + (f", until {_moment(parts['UNTIL'][0])}" if "UNTIL" in parts else "")


def _guests(event: icalendar.Component) -> str:
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    return ", ".join(f"{_name(one)} ({_role(one)})" for one in attendees) or "nobody"


def _role(attendee: Any) -> str:
    answer = str(attendee.params.get("PARTSTAT", "NEEDS-ACTION")).lower()
    role = ROLES.get(str(attendee.params.get("ROLE", "REQ-PARTICIPANT")).upper(), "guest")
    return role if answer == "needs-action" else f"{role}, {answer}"


def _name(address: Any) -> str:
    return str(address.params.get("CN") or str(address).removeprefix("mailto:").removeprefix("MAILTO:"))
