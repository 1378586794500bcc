"""Times, moments and lengths in words. A clock time that a place skips or lives twice is never guessed."""

import re
from datetime import UTC, date, datetime, time, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from governance.refusals import Refusal
from handlers.kit.words.dates import NoDate, Order, take_date
from handlers.kit.words.days import full_words
from handlers.kit.words.phrases import listing, nearest, shortened, tidy


class NoTime(Refusal):
    """I found no time in "{text}". Write one like 15:00 or 3pm."""


class ImpossibleTime(Refusal):
    """There is no {time}. Write a time like 15:00 or 3pm."""


class SkippedTime(Refusal):
    """{time} does not happen on {day} in {zone}: the clocks go forward over it. Write {instead}."""


class DoubledTime(Refusal):
    """{time} happens twice on {day} in {zone}: the clocks go back over it. Write {one} or {other}."""


class UnknownZone(Refusal):
    """{said} is not a time zone I know.{nearest} Write a place like Europe/Warsaw, or UTC."""


class VagueZone(Refusal):
    """{said} can mean more than one time zone. Write a place, such as {place}, or UTC."""


class CityOrTitle(Refusal):
    """Is {said} the city whose clock counts, or part of the title? Write {zone} for its clock, or put the title in
    quotation marks."""


_AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_NO_CITIES = {
    "christmas",
    "easter",
    "midway",
    "north",
    "oral",
    "resolute",
    "reunion",
    "south",
    "virgin",
    "wake",
    "west",
}

TIME_MISSING = "The time is missing. Write one like 15:00 or 3pm."

_LEAD = r"(?:(?:at\b|@)\s*)?"
_CLOCK = re.compile(rf"{_LEAD}(\d{{1,2}}):(\d\d)(?::00)?(?!\s*[ap]\.?m\b)(?:(?=Z\b)|(?![\w:]))", re.IGNORECASE)
_HALF_DAY = re.compile(rf"{_LEAD}(\d{{1,2}})(?:[:.](\d\d))?\s*([ap])\.?m\b\.?", re.IGNORECASE)
_HOURS = re.compile(rf"{_LEAD}(\d{{1,2}})h(\d\d)?(?!\w)", re.IGNORECASE)
_NOON = re.compile(rf"{_LEAD}(?:noon|midday)(?!\w)", re.IGNORECASE)

_LENGTH = re.compile(
    r"(?:(?P<hours>\d{1,3}(?:\.\d+)?)\s*h(?:ours?|rs?)?)?\s*(?:and\s+)?(?:(?P<minutes>\d{1,4})\s*(?P<unit>m(?:in(?:ute)?s?)?)?)?",
    re.IGNORECASE,
)

_ZONE = re.compile(r"(\()?(?P<zone>[A-Za-z]+(?:/[A-Za-z0-9_+-]+)+|[A-Z]{1,4})(?(1)\)|(?![\w/]))")
_TOWARDS = re.compile(r"(?:to|until)\s+", re.IGNORECASE)
_UTC = ("UTC", "GMT", "Z")
_VAGUE = {
    **dict.fromkeys(("CET", "CEST", "MET"), "Europe/Warsaw"),
    **dict.fromkeys(("EET", "EEST"), "Europe/Helsinki"),
    **dict.fromkeys(("WET", "WEST"), "Europe/Lisbon"),
    **dict.fromkeys(("ET", "EST", "EDT"), "America/New_York"),
    **dict.fromkeys(("CT", "CST", "CDT"), "America/Chicago"),
    **dict.fromkeys(("MT", "MST", "MDT"), "America/Denver"),
    **dict.fromkeys(("PT", "PST", "PDT"), "America/Los_Angeles"),
    **dict.fromkeys(("AEST", "AEDT"), "Australia/Sydney"),
    "BST": "Europe/London",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
}


def take_time(text: str) -> tuple[time, str]:
    """The clock time at the front of `text` (15:00, 3pm, 3:30 pm, 15h, noon) and the rest; NoTime, ImpossibleTime."""
    text = text.strip()
    if found := _NOON.match(text):
        return time(12), tidy(text[found.end() :])
    if found := _HALF_DAY.match(text):
        return _afternoon(found), tidy(text[found.end() :])
    if found := _CLOCK.match(text) or _HOURS.match(text):
        return _clock(found), tidy(text[found.end() :])
    raise NoTime(text=shortened(text)) if text else NoTime(TIME_MISSING)


def take_when(text: str, now: datetime, *, order: Order | None = None, cities: bool = False) -> tuple[datetime, str]:
    """The moment at the front of `text` and the rest: a date, a time and perhaps a zone, in the speaker's by default.

    `now` is aware, in the speaker's zone; the answer is in the zone named. The time may stand before the date.
    Raises what take_date and take_time raise, and SkippedTime, DoubledTime, UnknownZone or VagueZone; where a title may
    follow, `cities` asks about one that begins with a city.
    """
    day, clock, rest, zone = _day_and_time(text, now, order, cities=cities)
    return _moment(day, clock, zone), rest


def take_new_start(text: str, now: datetime, was: datetime) -> tuple[datetime, str]:
    """Where something that was to begin at `was` moves, and the rest: a time alone keeps the day, a day alone the hour there.

    Raises what take_when raises.
    """
    text = _TOWARDS.sub("", text.strip())
    try:
        return take_when(text, now)
    except NoTime:
        day, rest = take_date(text, now.date())
        return _moment(day, was.time(), was.tzinfo or UTC), rest
    except NoDate:
        if not any(pattern.match(text) for pattern in (_NOON, _HALF_DAY, _CLOCK, _HOURS)):
            raise
        clock, rest = take_time(text)
        rest, zone = take_zone(rest, now)
        return _moment(was.astimezone(zone).date(), clock, zone), rest


def take_zone(rest: str, now: datetime, *, cities: bool = False) -> tuple[str, tzinfo]:
    """The rest and the zone named at its front, or that of `now`; a word that is no zone at all stays in the rest.

    With `cities`, a city there is asked about: it may be the place whose clock counts.
    """
    found = _ZONE.match(rest)
    zone = _named(found["zone"]) if found else None
    if found and zone:
        return tidy(rest[found.end() :]), zone
    if cities:
        _ask_about_a_city(rest)
    return rest, now.tzinfo or UTC


def _named(said: str) -> tzinfo | None:
    if said in _UTC:
        return UTC
    if said in _VAGUE:
        raise VagueZone(said=said, place=_VAGUE[said])
    return _zone(said) if "/" in said and said.split("/")[0].casefold() in _regions() else None


def zone_of_city(said: str) -> ZoneInfo | None:
    """The zone of a city that names one, where nothing but a zone can be meant."""
    zone = _cities().get(said.casefold())
    return ZoneInfo(zone) if zone else None


def _ask_about_a_city(rest: str) -> None:
    words = rest.split()
    for count in range(min(3, len(words)), 0, -1):
        said = " ".join(words[:count]).strip(",.;:")
        zone = _cities().get(said.casefold())
        if zone:
            refusal = CityOrTitle(said=said, zone=zone)
            after = " ".join([zone, *words[count:]])
            refusal.said, refusal.choices = (
                rest,
                ((f"On the clock of {said}", after), ("Part of the title", f'"{rest}"')),
            )
            raise refusal


def take_minutes(text: str) -> int | None:
    """A length such as 45m, 60 min, 1h, 1h30 or 1.5 hours in minutes; None when the text is anything else."""
    found = _LENGTH.fullmatch(text.strip())
    if not found or not (found["hours"] or found["unit"]):
        return None
    return round(float(found["hours"] or 0) * 60) + int(found["minutes"] or 0) or None


def _day_and_time(text: str, now: datetime, order: Order | None, *, cities: bool) -> tuple[date, time, str, tzinfo]:
    try:
        day, rest = take_date(text, now.date(), order=order)
    except NoDate:
        return _time_then_day(text, now, order)
    clock, rest = take_time(rest)
    return day, clock, *take_zone(rest, now, cities=cities)


def _time_then_day(text: str, now: datetime, order: Order | None) -> tuple[date, time, str, tzinfo]:
    try:
        clock, rest = take_time(text)
    except NoTime:
        take_date(text, now.date(), order=order)  # neither is there: ask for the date first
        raise
    rest, zone = take_zone(rest, now)
    day, rest = take_date(rest, now.date(), order=order)
    return day, clock, rest, zone


def _afternoon(found: re.Match[str]) -> time:
    hour, minute = int(found[1]), int(found[2] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        raise ImpossibleTime(time=_as_said(found))
    return time(hour % 12 + (12 if found[3].lower() == "p" else 0), minute)


def _clock(found: re.Match[str]) -> time:
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        raise ImpossibleTime(time=_as_said(found))
    return time(hour, minute)


def _as_said(found: re.Match[str]) -> str:
    return found.string[found.start(1) : found.end()].strip()


def _zone(said: str) -> ZoneInfo:
    known = _zones().get(said.casefold())
    if known is None:
        close = nearest(said, _zones().values())
        raise UnknownZone(said=said, nearest=f" Did you mean {listing(close, 'or')}?" if close else "")
    return ZoneInfo(known)


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@cache
def _cities() -> dict[str, str]:
    """Zones by their city; what is more often another word is left out."""
    named = [name.split("/") for name in sorted(available_timezones()) if name.count("/") == 1]
    zones = {city.replace("_", " ").casefold(): f"{area}/{city}" for area, city in named if area in _AREAS}
    return {city: zone for city, zone in zones.items() if city not in _NO_CITIES and not zone.split("/")[1].isupper()}


@cache
def _regions() -> frozenset[str]:
    return frozenset(name.split("/")[0] for name in _zones() if "/" in name)


def _moment(day: date, clock: time, zone: tzinfo) -> datetime:
    early, late = (datetime.combine(day, clock, zone).replace(fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early
    facts = {"time": f"{clock:%H:%M}", "day": full_words(day), "zone": str(zone)}
    if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != early.replace(tzinfo=None):
        raise SkippedTime(instead=_after_the_gap(early), **facts)
    raise DoubledTime(one=_in_utc(early), other=_in_utc(late), **facts)


def _after_the_gap(skipped: datetime) -> str:
    """What a clock that was not put forward in time would have to be set to."""
    there = skipped.astimezone(UTC).astimezone(skipped.tzinfo)
    return f"{there:%H:%M} or another time" + (
        f" on {full_words(there.date())}" if there.date() != skipped.date() else ""
    )


def _in_utc(moment: datetime) -> str:
    there = moment.astimezone(UTC)
    return f"{full_words(there.date())} {there:%H:%M} UTC"
