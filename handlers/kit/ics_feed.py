"""A feed of sessions and series that calendar programs fetch: no guests in it, and the same bytes for the same sessions.

Lines are written directly, since a feed may hold thousands of meetings and is fetched every hour.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from governance.calendar.zones import ZoneNotPortable, ZoneRules, rules_of
from handlers.kit.ics import Invite, InviteUnfit, _clean, _name, _zone_block
from handlers.kit.ics_series import SeriesInvite, _planned, _planned_start

HEAD = (
    *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Parley//Parley//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"),
    *("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"),
)
LONGEST = 75

Zones = dict[str, ZoneRules]


def publish(sessions: Iterable[Invite], name: str, series: Iterable[SeriesInvite] = ()) -> bytes:
    """The PUBLISH of single meetings and of series, soonest first; `name` is what programs call the feed.

    Guests are left out, and so are the planned days that a series skips. InviteUnfit when a series would be read an hour off.
    """
    entries = [(session, [session], None) for session in sessions] + [(its.invite, _told(its), its) for its in series]
    entries.sort(key=lambda entry: (entry[0].starts.astimezone(UTC), entry[0].uid))
    zones = _zones([invite for _, told, _ in entries for invite in told])
    lines = [*HEAD, f"X-WR-CALNAME:{_text(_line(name))}"]
    written = [_folded(line) for line in lines]
    written += [_zone_block(key, rules).to_ical().decode().removesuffix("\r\n") for key, rules in sorted(zones.items())]
    for session, told, whole in entries:
        written += map(_folded, _series(whole, told, zones) if whole else _event(session, zones))
    return ("\r\n".join([*written, "END:VCALENDAR"]) + "\r\n").encode()


def _told(series: SeriesInvite) -> list[Invite]:
    """The rule's own meeting, then each that differs from it, all under the series' uid and sequence."""
    its = series.invite
    changed = sorted(series.changed, key=lambda each: each.planned)
    return [its, *(replace(each.invite, uid=its.uid, sequence=its.sequence, stamp=its.stamp) for each in changed)]


def _series(series: SeriesInvite, told: Sequence[Invite], zones: Zones) -> list[str]:
    begins = _when(series.invite, zones)[0]
    if not begins.startswith(";TZID="):
        raise InviteUnfit("a series must not be in UTC: it would drift when the clocks change")
    until = f";UNTIL={_utc(_planned_start(series, series.until))}" if series.until else ""
    rule = [f"RRULE:{series.recurrence.rrule}{until}"]
    # One line a day: some readers take only the first value of a list.
    gone = [f"EXDATE{_planned_clock(series, day)}" for day in sorted(set(series.skipped))]
    after = [f"RELATED-TO:{_line(series.follows)}"] if series.follows else []
    lines = _event(series.invite, zones, [*rule, *gone, *after])
    for each, invite in zip(sorted(series.changed, key=lambda each: each.planned), told[1:], strict=True):
        lines += _event(invite, zones, [f"RECURRENCE-ID{_planned_clock(series, each.planned)}"])
    return lines


def _planned_clock(series: SeriesInvite, day: date) -> str:
    """The planned start of that day as the series itself is written, which is how readers find the instance."""
    planned = _planned(series, day)
    return f";TZID={planned.tzinfo}:{_clock(planned)}"


def _zones(sessions: Sequence[Invite]) -> Zones:
    """The rules of every zone that has some, true from the first session on."""
    since: dict[str, date] = {}
    for session in sessions:
        if isinstance(session.starts.tzinfo, ZoneInfo) and session.starts.tzinfo.key:
            first = session.starts.date()
            since[session.starts.tzinfo.key] = min(first, since.get(session.starts.tzinfo.key, first))
    found = {key: _rules(key, first) for key, first in since.items()}
    return {key: rules for key, rules in found.items() if rules}


def _rules(key: str, since: date) -> ZoneRules | None:
    try:
        return rules_of(ZoneInfo(key), since)
    except ZoneNotPortable:
        return None


def _event(session: Invite, zones: Zones, recurs: Iterable[str] = ()) -> list[str]:
    link = _line(session.join_link or "")
    about = "\n\n".join(filter(None, (link, _cleaned(session.description))))
    begins, ends = _when(session, zones)
    lines = [
        *("BEGIN:VEVENT", f"UID:{_line(session.uid)}", f"SEQUENCE:{session.sequence}"),
        *(f"DTSTAMP:{_utc(session.stamp)}", f"DTSTART{begins}", f"DTEND{ends}", *recurs),
        *(f"SUMMARY:{_text(_line(session.title))}", "STATUS:CONFIRMED", "TRANSP:OPAQUE", "CLASS:PUBLIC"),
    ]
    if session.organizer_mail:
        lines.append(f"ORGANIZER;CN={_organizer(session.organizer_name)}:mailto:{_line(session.organizer_mail)}")
    lines += [f"DESCRIPTION:{_text(about)}"] if about else []
    if link:
        lines += [f"LOCATION:{_text(link)}", f"CONFERENCE;FEATURE=VIDEO;LABEL=Join the meeting;VALUE=URI:{link}"]
    return [*lines, "END:VEVENT"]


def _when(session: Invite, zones: Zones) -> tuple[str, str]:
    """The values of DTSTART and DTEND: on the zone's clocks, or in UTC where those would leave a doubt."""
    begins = session.starts.astimezone(UTC)
    ends = begins + timedelta(minutes=session.minutes)
    zone = session.starts.tzinfo
    first, last = begins.astimezone(zone), ends.astimezone(zone)
    if isinstance(zone, ZoneInfo) and zone.key in zones and not (first.fold or last.fold):
        return f";TZID={zone.key}:{_clock(first)}", f";TZID={zone.key}:{_clock(last)}"
    return f":{_utc(begins)}", f":{_utc(ends)}"


def _clock(at: datetime) -> str:
    return at.isoformat()[:19].replace("-", "").replace(":", "")


def _utc(at: datetime) -> str:
    return _clock(at.astimezone(UTC)) + "Z"


@lru_cache(maxsize=64)
def _organizer(name: str) -> str:
    return f'"{_name(name)}"'


def _cleaned(text: str) -> str:
    # Looking at every character is slow and nearly always in vain.
    return text.strip() if text.replace("\n", "").isprintable() else _clean(text)


def _line(text: str) -> str:
    return " ".join(_cleaned(text).split())


def _text(text: str) -> str:
    # Four searches are quicker than a table looked up for every character.
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of 75 octets at most, never cut inside a character."""
    octets = line.encode()
    if len(octets) <= LONGEST:
        return line
    pieces, begin, room = [], 0, LONGEST
    while len(octets) - begin > room:
        end = begin + room
        while octets[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        pieces.append(octets[begin:end])
        begin, room = end, LONGEST - 1
    return b"\r\n ".join([*pieces, octets[begin:]]).decode()
