"""What somebody wishes who asks for a digest: how often, where to, about whom, and how it shall look."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from governance.calendar.working_hours import country_of
from governance.digests import USUAL_GRACE, USUAL_HOUR, after_results, next_due
from governance.people import Act, may, sees, who_can
from governance.refusals import NoMailFromHere, NoMailOfYours, NotAVendorsChannel, NotYours
from governance.vendors import Vendor
from handlers.digests import places
from handlers.kit.finding import here, take_vendor, unknown_vendor
from handlers.kit.requests import Request
from handlers.kit.words import UnknownZone, cadence, shortened, take_time, take_zone, zone_of_city
from storage.unit_of_work import UnitOfWork

USUAL = "weekly monday 9:00"
AFTER_RESULTS = "monthly, on the second business day after results fall due, at {at:%H:%M}"

_MARKS = {
    "mail": re.compile(r"\s*\b(?:by|per|via) (?:e-?)?mail\b", re.IGNORECASE),
    "dark": re.compile(r"\s*\b(?:in )?dark\b", re.IGNORECASE),
    "light": re.compile(r"\s*\b(?:in )?light\b", re.IGNORECASE),
    "holidays": re.compile(r"\s*\b(?:on |even on )?holidays too\b", re.IGNORECASE),
    "me": re.compile(r"\s*\bfor me\b", re.IGNORECASE),
}
_FOR = re.compile(r"(?:^|\s)(?:for|about) (?P<name>\S.*)$", re.IGNORECASE)
_ZONE = re.compile(r"(?:^|\s)\(?(?P<zone>[A-Za-z]+/[\w+/-]+|UTC)\)?(?=\s|$)")
_CITY = re.compile(r"(?<=[\dm])\s+(?P<city>[A-Za-z][A-Za-z .'-]*)$")
_AFTER = re.compile(r"(?:monthly,? )?after (?:the )?results\b,?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A digest somebody asks for; with a `country` its days off are passed over."""

    channel: str
    vendor: Vendor
    rhythm: str
    words: str
    zone: ZoneInfo
    first: datetime
    country: str | None
    dark: bool
    line: str

    @property
    def is_theirs(self) -> bool:
        """For the asker alone."""
        return not places.is_channel(self.channel)


def the_wish(request: Request, uow: UnitOfWork) -> Wish:
    """`weekly monday 9:00 Europe/London for Helix by mail dark`, in any order behind the rhythm."""
    text, marks = taken_marks(request.text)
    text, vendor = taken_vendor(text, request, uow)
    channel, vendor = _where(marks, vendor, request, uow)
    text, zone = _taken_zone(text, channel, request)
    rhythm, words = _rhythm(text, vendor, uow)
    moves = "holidays" not in marks and _keeps_to_working_days(rhythm)
    country = _country(channel, zone, request, uow) if moves else None
    return Wish(
        channel=channel,
        vendor=vendor,
        rhythm=rhythm,
        words=words,
        zone=zone,
        first=next_due(rhythm, zone, request.at, country),
        country=country,
        dark="dark" in marks,
        line=request.text or USUAL,
    )


def taken_marks(text: str) -> tuple[str, set[str]]:
    """The words that say how, and the rest of the line."""
    found = {name for name, mark in _MARKS.items() if mark.search(text)}
    for name in found:
        text = _MARKS[name].sub(" ", text)
    return " ".join(text.split()), found


def taken_vendor(text: str, request: Request, uow: UnitOfWork) -> tuple[str, Vendor | None]:
    """The vendor behind `for`, and what stands before it."""
    found = _FOR.search(text)
    if not found:
        return text, None
    vendor, rest = take_vendor(request, uow, found["name"])
    if vendor is None:
        raise unknown_vendor(request, uow, found["name"])
    return f"{text[: found.start()]} {rest}".strip(), vendor


def _where(marks: set[str], vendor: Vendor | None, request: Request, uow: UnitOfWork) -> tuple[str, Vendor]:
    """To the channel it is asked for in, unless it is for somebody alone: said so, asked for directly, or elsewhere."""
    place = request.place
    alone = bool(marks & {"me", "mail"}) or place.direct or vendor not in (None, place.vendor)
    vendor = vendor or here(request, uow)
    if vendor is None or not sees(request.by, vendor.id) or not (alone or place.vendor):
        raise NotAVendorsChannel
    if alone:
        return _ones_own("mail" in marks, request, uow), vendor
    if not may(request.by, Act.SUBSCRIBE_DIGESTS):
        raise NotYours(deed=Act.SUBSCRIBE_DIGESTS, who=who_can(Act.SUBSCRIBE_DIGESTS, request.by))
    assert place.channel is not None
    return place.channel, vendor


def _ones_own(mailed: bool, request: Request, uow: UnitOfWork) -> str:
    if not mailed:
        return places.directly(request.by)
    if not request.by.mail:
        raise NoMailOfYours
    if not uow.rules.addresses.mail:
        raise NoMailFromHere
    return places.by_mail(request.by)


def _taken_zone(text: str, channel: str, request: Request) -> tuple[str, ZoneInfo]:
    """The zone that is named, or the channel's, or the asker's."""
    found = _ZONE.search(text)
    if found:
        left, named = take_zone(found["zone"], request.now)
        if left:
            raise UnknownZone(said=shortened(found["zone"]), nearest="")
        return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()), ZoneInfo(str(named))
    if (found := _CITY.search(text)) and (city := zone_of_city(found["city"])):
        return text[: found.start()], city
    link = request.place.link
    return text, ZoneInfo(link.zone) if places.is_channel(channel) and link and link.zone else request.zone


def _rhythm(text: str, vendor: Vendor, uow: UnitOfWork) -> tuple[str, str]:
    """How often, as governance.digests reads it and as people do."""
    if found := _AFTER.match(text):
        rest = text[found.end() :].strip()
        at = take_time(rest)[0] if rest else USUAL_HOUR
        grace = uow.kpis.grace_days([vendor.id]).get(vendor.id, USUAL_GRACE)
        return after_results(grace, at), AFTER_RESULTS.format(at=at)
    its = cadence(text or USUAL)
    return its.cron, its.words


def _keeps_to_working_days(rhythm: str) -> bool:
    """Who wants one every day, or on a Sunday, gets it then."""
    day, weekday = rhythm.split()[2], rhythm.split()[-1]
    return weekday not in ("sat", "sun") and not (day == weekday == "*")


def _country(channel: str, zone: ZoneInfo, request: Request, uow: UnitOfWork) -> str | None:
    """Whose holidays count: the channel's zone tells, or the person themselves."""
    if places.is_channel(channel):
        return country_of(zone.key)
    return request.by.hours(uow.workspace.zone).country
