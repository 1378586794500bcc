"""The rules an invite must keep to work in Outlook, Gmail and Apple alike, read from its bytes and from nothing else.

No public validator knows them all, so this one reads the lines itself instead of trusting the library that wrote them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from governance.calendar.zones import Observance, ZoneNotPortable, rules_of

LONGEST_LINE = 75
LONGEST_INTERVAL = {"DAILY": 999, "WEEKLY": 99, "MONTHLY": 99, "YEARLY": 8}
STATUSES = {"REQUEST": {"CONFIRMED", "TENTATIVE"}, "CANCEL": {"CANCELLED"}}
ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "ORGANIZER", "STATUS", "SUMMARY", "TRANSP", "CLASS")
ATTENDEE = {
    "CUTYPE": {"INDIVIDUAL", "GROUP", "RESOURCE", "ROOM"},
    "ROLE": {"CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT"},
    "PARTSTAT": {"NEEDS-ACTION"},
    "RSVP": {"TRUE"},
}

_PARAMETER = r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)'
_LINE = re.compile(rf"([A-Za-z0-9-]+)((?:{_PARAMETER})*):(.*)", re.DOTALL)
_MAILTO = re.compile(r"mailto:[^\s@<>\"(),:;\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII | re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_MOMENT = re.compile(r"\d{8}T\d{6}Z?")

_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_NTH = "(?:[1-4]|-1)"
_IN_MONTH = rf"(?:BYMONTHDAY=(?:[1-9]|1\d|2[0-8]|-1)|BYDAY={_NTH}{_DAY}|BYDAY={_DAY}(?:,{_DAY})*;BYSETPOS={_NTH})"
_OUTLOOK = re.compile(
    rf"DAILY|WEEKLY;BYDAY={_DAY}(?:,{_DAY})*|MONTHLY;{_IN_MONTH}|YEARLY;BYMONTH=(?:[1-9]|1[0-2]);{_IN_MONTH}"
)


@dataclass(frozen=True)
class Line:
    """One unfolded line; parameter names in capitals, values without quotes."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def kind(self) -> str:
        """What sort of time this is: a zone's name, "UTC", or "floating"."""
        return self.parameters.get("TZID") or ("UTC" if self.value.endswith("Z") else "floating")


@dataclass(frozen=True)
class Block:
    """A component with its lines and the components inside it."""

    name: str
    lines: list[Line] = field(default_factory=list)
    blocks: list["Block"] = field(default_factory=list)

    def all(self, *names: str) -> list[Line]:
        return [line for line in self.lines if line.name in names]

    def get(self, name: str) -> Line:
        """The first line of that name, or an empty one."""
        return next(iter(self.all(name)), Line(name, {}, ""))

    def value(self, name: str) -> str:
        return self.get(name).value

    def inside(self, name: str) -> list["Block"]:
        return [block for block in self.blocks if block.name == name]


def lint(written: bytes) -> list[str]:
    """What is wrong with an invite, one short sentence each; nothing when it may be sent."""
    if faults := list(_bytes(written)):
        return faults
    checks = (_calendar, _zones, _moments, _people, _state, _link, _series, _unwanted)
    try:
        calendar = _read(written.decode())
        return [fault for check in checks for fault in check(calendar)]
    except ValueError as fault:
        return [str(fault)]


def _bytes(written: bytes) -> Iterator[str]:
    lines = written.split(b"\r\n")
    if lines[-1] or any(b"\n" in line or b"\r" in line for line in lines):
        yield "every line must end with CR LF"
    if any(len(line) > LONGEST_LINE for line in lines):
        yield f"a line is longer than {LONGEST_LINE} octets"
    if any(not _is_utf8(line) for line in lines):
        yield "a line is not UTF-8, or is folded inside a character"
    if _CONTROL.search(written.decode(errors="replace")):
        yield "there is a control character"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read(text: str) -> Block:
    root = Block("")
    open_blocks = [root]
    for raw in re.sub(r"\r\n[ \t]", "", text).split("\r\n")[:-1]:
        line = _line(raw)
        if line.name == "BEGIN":
            open_blocks[-1].blocks.append(Block(line.value))
            open_blocks.append(open_blocks[-1].blocks[-1])
        elif line.name != "END":
            open_blocks[-1].lines.append(line)
        elif open_blocks.pop().name != line.value or not open_blocks:
            raise ValueError(f"END:{line.value} ends nothing that was begun")
    if len(open_blocks) > 1 or root.lines or [block.name for block in root.blocks] != ["VCALENDAR"]:
        raise ValueError("there must be exactly one whole VCALENDAR")
    return root.blocks[0]


def _line(raw: str) -> Line:
    found = _LINE.fullmatch(raw)
    if not found:
        raise ValueError(f"this is no calendar line: {raw[:40]}")
    parameters = {name.upper(): value.strip('"') for name, value in re.findall(_PARAMETER, found[2])}
    return Line(found[1].upper(), parameters, found[5])


def _calendar(calendar: Block) -> Iterator[str]:
    if [line.value for line in calendar.all("VERSION")] != ["2.0"] or len(calendar.all("PRODID")) != 1:
        yield "VERSION 2.0 and PRODID must stand once"
    if len(calendar.all("METHOD")) != 1 or calendar.value("METHOD") not in STATUSES:
        yield "METHOD must be REQUEST or CANCEL"
    if calendar.all("UID"):
        yield "the calendar itself must have no UID"
    if {block.name for block in calendar.blocks} - {"VEVENT", "VTIMEZONE"} or not calendar.inside("VEVENT"):
        yield "there must be events and their time zones, and nothing else"
    for event in calendar.inside("VEVENT"):
        yield from (f"{name} must stand once and say something" for name in ONCE if not _once(event, name))
        yield from ("an event must hold no other component" for _ in event.blocks)


def _once(event: Block, name: str) -> bool:
    return len(event.all(name)) == 1 and bool(event.value(name).strip())


def _zones(calendar: Block) -> Iterator[str]:
    blocks, events = calendar.inside("VTIMEZONE"), calendar.inside("VEVENT")
    written = [block.value("TZID") for block in blocks]
    used = {
        line.parameters["TZID"]
        for event in calendar.inside("VEVENT")
        for line in event.lines
        if "TZID" in line.parameters
    }
    if sorted(written) != sorted(used):
        yield "every TZID that is used must have one VTIMEZONE, and no other may stand there"
    since = min((event.value("DTSTART") for event in events), default="")
    yield from (
        f"the VTIMEZONE of {block.value('TZID')} is not in the form every program reads"
        for block in blocks
        if not _same_zone(block, since)
    )


def _same_zone(block: Block, since: str) -> bool:
    """Whether it says what the zone does from `since` on: one STANDARD, at most one DAYLIGHT, rules and not dates."""
    try:
        rules = rules_of(
            ZoneInfo(block.value("TZID")), datetime.strptime(since[:8], "%Y%m%d").replace(tzinfo=UTC).date()
        )
    except (ZoneNotPortable, ValueError, OSError, KeyError):
        return False
    expected = [_expected("STANDARD", rules.standard)]
    expected += [_expected("DAYLIGHT", rules.daylight)] if rules.daylight else []
    said = [(half.name, {line.name: _sorted_parts(line.value) for line in half.lines}) for half in block.blocks]
    one_line_each = all(len(half.lines) == len({line.name for line in half.lines}) for half in block.blocks)
    return one_line_each and sorted(said, reverse=True, key=lambda half: half[0]) == expected


def _expected(name: str, half: Observance) -> tuple[str, dict[str, str]]:
    lines = {
        "DTSTART": f"{half.starts:%Y%m%dT%H%M%S}",
        "TZNAME": half.name,
        "TZOFFSETFROM": _offset(half.offset_from),
        "TZOFFSETTO": _offset(half.offset_to),
    }
    return name, lines | ({"RRULE": _sorted_parts(half.yearly.rrule)} if half.yearly else {})


def _sorted_parts(rule: str) -> str:
    return ";".join(sorted(rule.split(";")))


def _offset(offset: timedelta) -> str:
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"{'-' if offset < timedelta(0) else '+'}{hours:02}{minutes:02}"


def _moments(calendar: Block) -> Iterator[str]:
    for event in calendar.inside("VEVENT"):
        begins, ends = event.get("DTSTART"), event.get("DTEND")
        if event.get("DTSTAMP").kind != "UTC":
            yield "DTSTAMP must be in UTC"
        if not all(_MOMENT.fullmatch(line.value) for line in (begins, ends)) or begins.kind == "floating":
            yield "DTSTART and DTEND must be moments with a time zone"
        elif begins.kind != ends.kind or _instant(ends) <= _instant(begins):
            yield "DTEND must be after DTSTART and in the same time zone"
        if any(line.kind != begins.kind for line in event.all("RECURRENCE-ID", "EXDATE")):
            yield "RECURRENCE-ID and EXDATE must be the same kind of time as DTSTART"


def _instant(line: Line) -> datetime:
    clock = datetime.strptime(line.value.rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    try:
        return clock if line.kind == "UTC" else clock.replace(tzinfo=ZoneInfo(line.kind)).astimezone(UTC)
    except (ValueError, OSError, KeyError):
        return clock  # a zone nobody knows: told of by _zones


def _people(calendar: Block) -> Iterator[str]:
    organizers = {event.value("ORGANIZER").casefold() for event in calendar.inside("VEVENT")}
    if len(organizers) != 1 or any("+" in address or not _MAILTO.fullmatch(address) for address in organizers):
        yield "ORGANIZER must be one mailto: address without +, the same in every event"
    for event in calendar.inside("VEVENT"):
        guests = event.all("ATTENDEE")
        addresses = [guest.value.casefold() for guest in guests]
        if not guests or not all(_MAILTO.fullmatch(address) for address in addresses):
            yield "there must be guests, each an ATTENDEE with a mailto: address"
        if len(set(addresses)) != len(addresses) or organizers & set(addresses):
            yield "nobody may be invited twice, and the organizer not at all"
        if not all(_is_asked(guest) for guest in guests):
            yield "an ATTENDEE needs CUTYPE, ROLE, PARTSTAT=NEEDS-ACTION and RSVP=TRUE"
        if any(not _is_plain(line.parameters.get("CN", "")) for line in [*guests, event.get("ORGANIZER")]):
            yield "a CN must be there and have no quotes, colons or line breaks"


def _is_asked(guest: Line) -> bool:
    return all(guest.parameters.get(name) in allowed for name, allowed in ATTENDEE.items())


def _is_plain(name: str) -> bool:
    return bool(name.strip()) and not set(name) & set('"^:')


def _state(calendar: Block) -> Iterator[str]:
    method = calendar.value("METHOD")
    for event in calendar.inside("VEVENT"):
        if event.value("STATUS") not in STATUSES.get(method, set()):
            yield f"STATUS {event.value('STATUS')} does not go with METHOD {method}"
        if not event.value("SEQUENCE").isdecimal():
            yield "SEQUENCE must be a number from 0 up"
        elif method == "CANCEL" and not int(event.value("SEQUENCE")):
            yield "a CANCEL must have a SEQUENCE above the REQUEST's"
        if event.value("TRANSP") != "OPAQUE" or event.value("CLASS") not in {"PUBLIC", "PRIVATE"}:
            yield "TRANSP must be OPAQUE and CLASS PUBLIC or PRIVATE"


def _link(calendar: Block) -> Iterator[str]:
    for event in calendar.inside("VEVENT"):
        for line in event.all("CONFERENCE"):
            first_line = event.value("DESCRIPTION").partition("\\n")[0]
            if not line.value.startswith("https://") or " " in line.value:
                yield "the join link must be one https address"
            if {_plain(event.value("LOCATION")), _plain(first_line)} != {line.value}:
                yield "the join link must be the LOCATION and the first line of the DESCRIPTION too"
            if {"VALUE", "FEATURE", "LABEL"} - set(line.parameters) or line.parameters["VALUE"] != "URI":
                yield "CONFERENCE needs VALUE=URI, FEATURE and LABEL"


def _plain(text: str) -> str:
    return re.sub(r"\\([\\,;])", r"\1", text)


def _series(calendar: Block) -> Iterator[str]:
    events = calendar.inside("VEVENT")
    if len({(event.value("UID"), event.value("SEQUENCE")) for event in events}) > 1:
        yield "all events of an invite must share one UID and one SEQUENCE"
    if any(a.all("RECURRENCE-ID") and not b.all("RECURRENCE-ID") for a, b in pairwise(events)):
        yield "the series must come before its changed instances"
    for event in events:
        if any("RANGE" in line.parameters for line in event.all("RECURRENCE-ID")):
            yield "RANGE must not be used: end the series and begin another"
        if event.all("RRULE") and event.get("DTSTART").kind == "UTC":
            yield "a series must not be in UTC: it would drift when the clocks change"
        yield from (f"Outlook cannot hold RRULE {line.value}" for line in event.all("RRULE") if not _fits(line.value))


def _fits(rule: str) -> bool:
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    frequency, interval, count, until = (parts.pop(name, "") for name in ("FREQ", "INTERVAL", "COUNT", "UNTIL"))
    parts.pop("WKST", None)
    order = ("BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS")
    ordered = [f"{name}={parts.pop(name)}" for name in order if name in parts]
    return (
        not parts
        and bool(_OUTLOOK.fullmatch(";".join([frequency, *ordered])))
        and (interval or "1").isdecimal()
        and 1 <= int(interval or "1") <= LONGEST_INTERVAL[frequency]
        and not (count and until)
        and (not until or until.endswith("Z"))
    )


def _unwanted(calendar: Block) -> Iterator[str]:
    for event in calendar.inside("VEVENT"):
        yield from (f"{line.name} is read differently everywhere" for line in event.all("RDATE", "EXRULE"))
        yield from ("ATTACH must be a link" for line in event.all("ATTACH") if not line.value.startswith("https://"))
        if event.all("X-ALT-DESC") and not event.value("DESCRIPTION"):
            yield "X-ALT-DESC must not stand without a DESCRIPTION"
