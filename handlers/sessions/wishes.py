"""What somebody wants a time for: with whom, how long, when to look, how often. By a line or by the form, one value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from governance.calendar.board import Part
from governance.people import Person
from governance.refusals import Refusal
from governance.sessions import Kind
from governance.vendors import Vendor
from handlers.kit.finding import here, take_vendor, unknown_vendor
from handlers.kit.replies import about
from handlers.kit.requests import Request
from handlers.kit.words import full_words, shortened, take_date
from handlers.sessions.company import as_line, form_company, take_company
from handlers.sessions.ledger import part_of
from handlers.sessions.scheduling import LENGTH, form_vendor, guests_of, minutes_of, optional_of
from storage.unit_of_work import UnitOfWork

USUAL_MINUTES = 60
USUAL_SPAN = timedelta(weeks=4)
LONGEST = timedelta(weeks=8)
MOST_SLOTS = 3
MOST_WEEKS, MOST_MONTHS = 26, 6  # of a year that is looked through, so that a series has two meetings at least

_NEXT = re.compile(r"\b(?:in |within |over )?(?:the )?next (?:(?P<count>\d{1,2}) )?(?P<unit>day|week|month)s?\b", re.I)
_BETWEEN = re.compile(r"\bbetween\b", re.I)
_FROM = re.compile(r"\bfrom\b", re.I)
_JOINT = re.compile(r"(?:and|to|until|till)\b", re.I)
_OFTEN = re.compile(
    r"\b(?P<alone>weekly|fortnightly|monthly|quarterly)\b"
    r"|\b(?:every|each) (?:(?P<count>other|second|third|\d{1,2}) )?(?P<unit>week|month|quarter)s?\b",
    re.I,
)
_AT = re.compile(r"\bat((?:[\s,]+\d{4}-\d\d-\d\dT\d\d:\d\dZ)+)")
_KIND = re.compile(rf"\b({'|'.join(Kind)})\b", re.I)
_BETWEEN_WORDS = re.compile(r"\band\b|[,;.]", re.I)
_ALONE = {"weekly": "week", "fortnightly": "2 week", "monthly": "month", "quarterly": "quarter"}
_COUNTS = {"other": 2, "second": 2, "third": 3}
_DAYS = {"day": 1, "week": 7, "month": 30}


class NotAWish(Refusal):
    """I do not know what "{words}" means here. Write it like `session find Helix 60m in the next 4 weeks @person`."""


class TooFarAhead(Refusal):
    """I look at eight weeks at most, and {first} to {last} is more. Give a shorter time, or begin later with `from <date>`."""


class NoTimeLeft(Refusal):
    """That time is over before it begins. Give days that are still to come, the first one first."""


class TooSeldomOrOften(Refusal):
    """I find series that come every 1 to 26 weeks or every 1 to 6 months, not {said}. Write for instance every 2 weeks."""


@dataclass(frozen=True, kw_only=True)
class Often:
    """Every so many weeks or months."""

    weekly: bool
    every: int

    @property
    def words(self) -> str:
        unit = "week" if self.weekly else "month"
        return f"every {unit}" if self.every == 1 else f"every {self.every} {unit}s"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """`optional` are those of the guests who need not come. `starts` are given where it is about certain times only."""

    vendor: Vendor
    kind: Kind
    minutes: int
    begin: datetime
    end: datetime
    guests: tuple[Person, ...]
    optional: frozenset[int] = frozenset()
    often: Often | None = None
    starts: tuple[datetime, ...] = ()

    def part(self, person: Person) -> Part:
        return part_of(person, self.vendor, optional=person.id in self.optional)


def wish_of(text: str, request: Request, uow: UnitOfWork) -> Wish:
    """Reads `Helix 60m in the next 4 weeks @people optional @people monthly`; what is not said is as usual."""
    named, rest = take_vendor(request, uow, text)
    vendor = named or here(request, uow)
    if vendor is None:
        raise unknown_vendor(request, uow, " ".join(text.split()[:3]))
    company = take_company(rest, vendor.id, request, uow)
    starts, rest = _starts(company.rest)
    kind, rest = _taken(_KIND, rest)
    often, rest = _taken(_OFTEN, rest)
    length, rest = _taken(LENGTH, rest)
    (begin, end), rest = _window(rest, request)
    if rest := " ".join(_BETWEEN_WORDS.sub(" ", rest).split()):
        begins = named is None and text.startswith(rest.split()[0])
        raise unknown_vendor(request, uow, rest) if begins else NotAWish(words=shortened(rest))
    minutes = minutes_of(length, USUAL_MINUTES)
    if starts:
        begin, end = min(starts), max(starts) + timedelta(minutes=minutes)
    its = Kind(kind[1].lower()) if kind else Kind.JOINT_STRATEGY
    return Wish(
        vendor=vendor,
        kind=its,
        minutes=minutes,
        **_checked(begin, end, request),
        guests=guests_of(company, vendor, request, uow, its),
        optional=optional_of(company, vendor),
        often=_often(often) if often else None,
        starts=starts,
    )


def wish_of_form(request: Request, uow: UnitOfWork) -> Wish:
    its = request.values
    with about("vendor"):
        vendor = form_vendor(request, uow)
    with about("weeks"):
        begin = date.fromisoformat(its["begin"]) if its.get("begin") else None
        first = _midnight(begin, request) if begin else request.now
        span = _checked(first, first + timedelta(weeks=int(request.required("weeks"))), request)
    company = form_company(vendor, request, uow)
    with about("people"):
        guests = guests_of(company, vendor, request, uow, Kind(request.required("kind")))
    often = _OFTEN.fullmatch(its.get("often") or "")
    return Wish(
        vendor=vendor,
        kind=Kind(request.required("kind")),
        minutes=int(request.required("minutes")),
        **span,
        guests=guests,
        optional=optional_of(company, vendor),
        often=_often(often) if often else None,
    )


def line_of(wish: Wish, starts: Sequence[datetime] = ()) -> str:
    """The wish as `wish_of` reads it again; about these times only, where some are given."""
    kind = [] if wish.kind is Kind.JOINT_STRATEGY else [str(wish.kind)]
    at = ["at", *(f"{start.astimezone(UTC):%Y-%m-%dT%H:%MZ}" for start in starts)] if starts else []
    return " ".join([f'"{wish.vendor.name}"', *kind, f"{wish.minutes}m", *at, *people_of(wish)])


def people_of(wish: Wish) -> list[str]:
    """The guests as a line names them; the account leads and whoever asks need no naming."""
    leads = (wish.vendor.sponsor_lead, wish.vendor.vendor_lead)
    return as_line((its for its in wish.guests if its.id not in leads), wish.optional)


# --- piece by piece --------------------------------------------------------------------------------------------------


def _taken(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    """What a pattern finds, and the text without it."""
    found = pattern.search(text)
    return found, _without(text, found) if found else text


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip()


def _starts(text: str) -> tuple[tuple[datetime, ...], str]:
    found, rest = _taken(_AT, text)
    said = re.split(r"[\s,]+", found[1].strip(" ,")) if found else []
    try:
        return tuple(datetime.fromisoformat(one) for one in said[:MOST_SLOTS]), rest
    except ValueError:
        raise NotAWish(words=shortened(f"at {' '.join(said)}")) from None


def _often(found: re.Match[str]) -> Often:
    alone = _ALONE.get((found["alone"] or "").lower(), "")
    unit = (found["unit"] or alone.split()[-1]).lower()
    count = found["count"] or (alone.split()[0] if " " in alone else "1")
    every = _COUNTS.get(count.lower()) or int(count)
    often = Often(weekly=unit == "week", every=every * (3 if unit == "quarter" else 1))
    if not 1 <= often.every <= (MOST_WEEKS if often.weekly else MOST_MONTHS):
        raise TooSeldomOrOften(said=often.words)
    return often


def _window(text: str, request: Request) -> tuple[tuple[datetime, datetime], str]:
    """When to look, and the text without it. A bare `next week` is that week; the last day counts whole."""
    if found := _BETWEEN.search(text) or _FROM.search(text):
        first, rest = take_date(text[found.end() :], request.today, language=request.by.locale)
        begin, end = _midnight(first, request), _midnight(first, request) + USUAL_SPAN
        if joint := _JOINT.match(rest):
            last, rest = take_date(rest[joint.end() :], request.today, language=request.by.locale)
            end = _midnight(last + timedelta(days=1), request)
        return (begin, end), f"{text[: found.start()]} {rest}"
    if found := _NEXT.search(text):
        return _next(found, request), _without(text, found)
    return (request.now, request.now + USUAL_SPAN), text


def _next(found: re.Match[str], request: Request) -> tuple[datetime, datetime]:
    days = _DAYS[found["unit"].lower()]
    if found["count"]:
        return request.now, request.now + timedelta(days=days * int(found["count"]))
    first, _ = take_date(f"next {found['unit']}" if days > 1 else "tomorrow", request.today)
    return _midnight(first, request), _midnight(first + timedelta(days=days), request)


def _checked(begin: datetime, end: datetime, request: Request) -> dict[str, Any]:
    """`begin` and `end`, neither in the past nor too far from each other."""
    begin = max(begin, request.now)
    if end <= begin:
        raise NoTimeLeft
    if end - begin > LONGEST + timedelta(days=1):
        last = (end.astimezone(request.zone) - timedelta(seconds=1)).date()
        raise TooFarAhead(first=full_words(begin.astimezone(request.zone).date()), last=full_words(last))
    return {"begin": begin.astimezone(UTC), "end": end.astimezone(UTC)}


def _midnight(day: date, request: Request) -> datetime:
    return datetime.combine(day, time(0), request.zone)
