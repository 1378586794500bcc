"""A feed of sessions that calendar programs fetch: no guests in it, and the same bytes for the same sessions.

Lines are written directly, since a feed may hold thousands of meetings and is fetched every hour.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from governance.calendar.zones import ZoneNotPortable, ZoneRules, rules_of
from handlers.kit.ics import Invite, _clean, _name, _one_line, _zone_block

HEAD = (
    *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Parley//Parley//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"),
    *("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"),
)
LONGEST = 75
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})

Zones = dict[str, ZoneRules]


def publish(sessions: Iterable[Invite], name: str) -> bytes:
    """The PUBLISH of single meetings, soonest first; `name` is what programs call the feed. Guests are left out."""
    ordered = sorted(sessions, key=lambda session: (session.starts.astimezone(UTC), session.uid))
    zones = _zones(ordered)
    lines = [*HEAD, f"X-WR-CALNAME:{_text(_one_line(name))}"]
    written = [_folded(line) for line in lines]
    written += [_zone_block(key, rules).to_ical().decode().removesuffix("\r\n") for key, rules in sorted(zones.items())]
    written += [_folded(line) for session in ordered for line in _event(session, zones)]
    return ("\r\n".join([*written, "END:VCALENDAR"]) + "\r\n").encode()


def _zones(sessions: list[Invite]) -> Zones:
    """The rules of every zone that has some, true from the first session on."""
    since: dict[str, date] = {}
    for session in sessions:
        if isinstance(session.starts.tzinfo, ZoneInfo) and session.starts.tzinfo.key:
            since.setdefault(session.starts.tzinfo.key, session.starts.date())
    found = {key: _rules(key, first) for key, first in since.items()}
    return {key: rules for key, rules in found.items() if rules}


def _rules(key: str, since: date) -> ZoneRules | None:
    try:
        return rules_of(ZoneInfo(key), since)
    except ZoneNotPortable:
        return None


def _event(session: Invite, zones: Zones) -> list[str]:
    link = _one_line(session.join_link or "")
    about = "\n\n".join(filter(None, (link, _cleaned(session.description))))
    begins, ends = _when(session, zones)
    lines = [
        *("BEGIN:VEVENT", f"UID:{_one_line(session.uid)}", f"SEQUENCE:{session.sequence}"),
        *(f"DTSTAMP:{_utc(session.stamp)}", f"DTSTART{begins}", f"DTEND{ends}"),
        *(f"SUMMARY:{_text(_one_line(_cleaned(session.title)))}", "STATUS:CONFIRMED", "TRANSP:OPAQUE", "CLASS:PUBLIC"),
        f"ORGANIZER;CN={_organizer(session.organizer_name)}:mailto:{_one_line(session.organizer_mail)}",
    ]
    lines += [f"DESCRIPTION:{_text(about)}"] if about else []
    if link:
        lines += [f"LOCATION:{_text(link)}", f"CONFERENCE;FEATURE=VIDEO;LABEL=Join the meeting;VALUE=URI:{link}"]
    return [*lines, "END:VEVENT"]


def _when(session: Invite, zones: Zones) -> tuple[str, str]:
    """The values of DTSTART and DTEND: on the zone's clocks, or in UTC where those would leave a doubt."""
    begins = session.starts.astimezone(UTC)
    ends = begins + timedelta(minutes=session.minutes)
    zone = session.starts.tzinfo
    local = (begins.astimezone(zone), ends.astimezone(zone))
    if isinstance(zone, ZoneInfo) and zone.key in zones and not any(moment.fold for moment in local):
        return (f";TZID={zone.key}:{_clock(local[0])}", f";TZID={zone.key}:{_clock(local[1])}")
    return f":{_utc(begins)}", f":{_utc(ends)}"


def _clock(at: datetime) -> str:
    return f"{at.year:04}{at.month:02}{at.day:02}T{at.hour:02}{at.minute:02}{at.second:02}"


def _utc(at: datetime) -> str:
    return _clock(at.astimezone(UTC)) + "Z"


@lru_cache(maxsize=64)
def _organizer(name: str) -> str:
    return f'"{_name(name)}"'


def _cleaned(text: str) -> str:
    # Looking at every character is slow and nearly always in vain.
    return text.strip() if text.replace("\n", "").isprintable() else _clean(text)


def _text(text: str) -> str:
    return text.translate(ESCAPES)


def _folded(line: str) -> str:
    """The line in pieces of 75 octets at most, never cut inside a character."""
    if len(line) <= LONGEST and len(line.encode()) <= LONGEST:
        return line
    pieces, room = [""], LONGEST
    for character in line:
        octets = len(character.encode())
        if octets > room:
            pieces.append(" ")
            room = LONGEST - 1
        pieces[-1] += character
        room -= octets
    return "\r\n".join(pieces)
