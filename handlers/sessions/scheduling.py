"""Scheduling sessions: by a line or a form, once or as a series."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from governance.calendar.recurrence import Recurrence
from governance.calendar.series import OnHoliday
from governance.events import SessionScheduled, Words
from governance.people import Act, Person
from governance.refusals import OneSided
from governance.sessions import USUAL_MINUTES, Kind, Session, check_link, check_minutes, check_start
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import paragraphs, section
from handlers.kit.finding import here, may_come, take_vendor, unknown_vendor
from handlers.kit.letters import by_mail
from handlers.kit.replies import Reply, Say, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import UnknownZone, listing, shortened, take_minutes, take_when, take_zone
from handlers.kit.words.recurrence import recurrence
from handlers.sessions.company import Company, form_company, take_company
from handlers.sessions.recurring import (
    SeriesPlan,
    book_series,
    check_addresses,
    first_day,
    on_days_worked,
    one_by_one,
    says_a_rhythm,
    take_rhythm,
)
from handlers.sessions.register import feature
from handlers.sessions.schedule_form import ONCE, schedule_form
from storage.unit_of_work import UnitOfWork

LONGEST_TITLE = 200
_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|[^>]*)?>|(https?://\S+)")
# A year is no count: "2026 H1" is a title.
LENGTH = re.compile(
    r"\b(?:for\s+)?((?:\d+|\d{1,3}\s+)(?:m|min|minutes)|(?:\d+(?:\.\d+)?|\d{1,3}(?:\.\d+)?\s+)(?:h|hours?)\d*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A session about to be scheduled. `starts_at` is aware, in the zone its people named; `optional` are guests' ids."""

    vendor: Vendor
    kind: Kind
    title: str
    starts_at: datetime
    minutes: int
    guests: tuple[Person, ...]
    optional: frozenset[int] = frozenset()
    join_link: str | None = None


@feature.command(
    "session schedule",
    usage="<vendor> <date or rhythm> <time> [60m] [title] [@people] [optional @people]",
    summary="Send invites, once (`Helix 1 Dec 15:00`) or as a series (`Helix second Tuesday 15:00`).",
    act=Act.SCHEDULE_SESSIONS,
)
def schedule(request: Request, uow: UnitOfWork) -> Reply:
    if not request.text:
        return Show(form=schedule_form(request, uow), reopen="session schedule")
    vendor, rest = take_vendor(request, uow, request.text)
    vendor = vendor or here(request, uow)
    if vendor is None:
        raise unknown_vendor(request, uow, _before_the_date(request.text))
    if not rest:
        return Show(form=schedule_form(request, uow), reopen=f'session schedule "{vendor.name}"')
    if says_a_rhythm(rest):
        return _book_rhythm(vendor, rest, request, uow)
    return book(_plan(vendor, rest, request, uow), request, uow)


@feature.form("session.schedule", act=Act.SCHEDULE_SESSIONS)
def schedule_by_form(request: Request, uow: UnitOfWork) -> Reply:
    its = request.values
    with about("vendor"):
        vendor = form_vendor(request, uow)
    details = _form_details(vendor, request, uow)
    often = _form_rhythm(request)
    with about("zone"):
        zone = _form_zone(request)
    when = f"{request.required('date')} {request.required('time')}"
    if often is None:
        with about("date"):
            starts_at, _ = take_when(when, request.at.astimezone(zone))
            check_start(starts_at, request.at, f"{starts_at:%-d %B %Y %H:%M}")
        with about("people"):
            return book(Plan(**details, starts_at=starts_at), request, uow)
    plan = _form_series(details, often, zone, request)
    with about("repeat"):
        return _book_singly(plan, details, request, uow) if its.get("singly") else book_series(plan, request, uow)


def _form_series(details: dict[str, Any], often: Recurrence, zone: ZoneInfo, request: Request) -> SeriesPlan:
    its = request.values
    clock = datetime.strptime(request.required("time"), "%H:%M").time()  # noqa: DTZ007 - a clock time of no day
    with about("date"):
        first = first_day(often, date.fromisoformat(request.required("date")), clock, zone, request)
    until = date.fromisoformat(its["until"]) if its.get("until") else None
    plan = SeriesPlan(**details, recurrence=often, first=first, clock=clock, zone=zone, until=until)
    return replace(plan, on_holiday=OnHoliday(its.get("on_holiday") or plan.on_holiday))


# --- planning ----------------------------------------------------------------------------------------------------------


def _plan(vendor: Vendor, text: str, request: Request, uow: UnitOfWork) -> Plan:
    """What a typed line says: when, then in any order a length, a link, people, and a title."""
    link, text = _take_link(text)
    company = take_company(text, vendor.id, request, uow)
    starts_at, rest = take_when(company.rest, request.now, cities=True)
    check_start(starts_at, request.at, f"{starts_at:%-d %B %Y %H:%M}")
    return Plan(**_details(vendor, rest, company, link, request, uow), starts_at=starts_at)


def _book_rhythm(vendor: Vendor, text: str, request: Request, uow: UnitOfWork) -> Say:
    """What a typed line says of a series: how often and when, then the same as for a single session."""
    link, text = _take_link(text)
    company = take_company(text, vendor.id, request, uow)
    its, rest = take_rhythm(company.rest, request)
    details = _details(vendor, rest, company, link, request, uow)
    plan = SeriesPlan(
        **details, recurrence=its.recurrence, first=its.first, clock=its.clock, zone=its.zone, until=its.until
    )
    if its.singly:
        return _book_singly(plan, details, request, uow)
    return book_series(plan, request, uow, said=its.said)


def _book_singly(plan: SeriesPlan, details: dict[str, Any], request: Request, uow: UnitOfWork) -> Say:
    """Meetings of their own, where no calendar rule would be right."""
    starts = [start for start in one_by_one(plan, uow) if start > request.at]
    said = [
        book(Plan(**details, starts_at=start), replace(request, key=f"{request.key}:{number}"), uow)
        for number, start in enumerate(starts)
    ]
    lines = [answer.message.blocks[0]["text"]["text"].splitlines()[0] for answer in said]
    return say(*paragraphs([*lines, by_mail("Invites are on their way, one for each meeting.", uow)]))


def _take_link(text: str) -> tuple[str | None, str]:
    """The link to join, and the text without it."""
    link = _LINK.search(text)
    return (check_link(link[1] or link[2]), _LINK.sub(" ", text)) if link else (None, text)


def _details(
    vendor: Vendor, rest: str, company: Company, link: str | None, request: Request, uow: UnitOfWork
) -> dict[str, Any]:
    """What a single session and a series have in common, from what is left of a line."""
    length = LENGTH.search(rest)
    title = " ".join(LENGTH.sub(" ", rest, count=1).split()).strip('"“”, ')
    kind = next((kind for kind in Kind if kind in title.lower()), Kind.JOINT_STRATEGY)
    title = "" if title.lower() == kind else title
    return {
        "vendor": vendor,
        "kind": kind,
        "title": (title or usual_title(kind, vendor))[:LONGEST_TITLE],
        "minutes": minutes_of(length, USUAL_MINUTES[kind]),
        "guests": guests_of(company, vendor, request, uow, kind),
        "optional": optional_of(company, vendor),
        "join_link": link,
    }


def minutes_of(length: re.Match[str] | None, usual: int) -> int:
    """What LENGTH found in a line; the usual where it found nothing."""
    return check_minutes(take_minutes(length[1]), shortened(length[1])) if length else usual


def optional_of(company: Company, vendor: Vendor) -> frozenset[int]:
    """Those who need not come; the account leads always have to."""
    return frozenset(person.id for person in company.optional) - {vendor.sponsor_lead, vendor.vendor_lead}


def _before_the_date(text: str) -> str:
    """What must have been meant as the vendor's name: at most three words, none with a digit."""
    return " ".join(takewhile(lambda word: not any(map(str.isdigit, word)), text.split()[:3]))


def guests_of(company: Company, vendor: Vendor, request: Request, uow: UnitOfWork, kind: Kind) -> tuple[Person, ...]:
    """Those who were named, or where nobody was, the body that meets in such a session; both account leads, and whoever asks:
    people of both companies."""
    leads = uow.people.some({lead for lead in (vendor.sponsor_lead, vendor.vendor_lead) if lead})
    people = (*leads.values(), *(company.everybody or _members(vendor, kind, uow)), request.by)
    guests = {person.id: may_come(person, vendor, request.by) for person in people}
    for ours, company_name in ((True, uow.workspace.name), (False, vendor.name)):
        if all(person.is_sponsors is not ours for person in guests.values()):
            raise OneSided(company=company_name)
    return tuple(guests.values())


def _members(vendor: Vendor, kind: Kind, uow: UnitOfWork) -> list[Person]:
    """The chairs and members of the vendor's body of this kind, as far as they can be sent an invite."""
    body = uow.bodies.of_kind(vendor.id, kind)
    seated = uow.people.some(set(body.members())) if body else {}
    return [
        its for who, its in seated.items() if body and its.party == body.members()[who] and its.is_there and its.mail
    ]


def book(plan: Plan, request: Request, uow: UnitOfWork) -> Say:
    """Schedules a planned session and says so."""
    session = put_on_record(plan, request, uow)
    invites = f"Invites are on their way to {listing([shown.person(person) for person in plan.guests])}."
    line = f"Scheduled as {session.reference}: {shown.session_line(session, request.zone)}"
    return say(section(f"{line}\n{by_mail(invites, uow)}"))


def put_on_record(plan: Plan, request: Request, uow: UnitOfWork) -> Session:
    """A planned session on the record; its reactions send the invites."""
    check_addresses(plan.guests)
    zone = plan.starts_at.tzinfo
    session = uow.sessions.add(
        vendor_id=plan.vendor.id,
        study_id=request.place.link.study_id if request.place.link else None,
        kind=plan.kind,
        title=plan.title[:LONGEST_TITLE],
        starts_at=plan.starts_at,
        minutes=plan.minutes,
        zone=zone.key if isinstance(zone, ZoneInfo) else request.zone.key,
        uid=f"{uuid5(NAMESPACE_URL, f'parley:{uow.workspace.id}:{request.key}')}@parley",
        guests=[person.id for person in plan.guests],
        optional=plan.optional,
        join_link=plan.join_link,
        called_by=request.by.id,
    )
    uow.record(_event(session))
    return session


def _event(session: Session) -> SessionScheduled:
    return SessionScheduled(
        session=session.id,
        vendor=session.vendor_id,
        study=session.study_id,
        kind=session.kind,
        title=Words(session.title),
        starts_at=session.starts_at,
        minutes=session.minutes,
        zone=session.zone,
        guests=session.guests,
    )


# --- from the form -----------------------------------------------------------------------------------------------------


def form_vendor(request: Request, uow: UnitOfWork) -> Vendor:
    chosen = request.values.get("vendor")
    vendor, _ = take_vendor(request, uow, f'"{chosen}"') if chosen else (here(request, uow), "")
    if vendor is None:
        raise unknown_vendor(request, uow, str(chosen or ""))
    return vendor


def _form_details(vendor: Vendor, request: Request, uow: UnitOfWork) -> dict[str, Any]:
    its, kind = request.values, Kind(request.required("kind"))
    with about("join_link"):
        link = check_link(its.get("join_link"))
    company = form_company(vendor, request, uow)
    with about("people"):
        guests = guests_of(company, vendor, request, uow, kind)
    return {
        "vendor": vendor,
        "kind": kind,
        "title": its.get("title") or usual_title(kind, vendor),
        "minutes": int(its.get("minutes") or USUAL_MINUTES[kind]),
        "guests": guests,
        "optional": optional_of(company, vendor),
        "join_link": link,
    }


def _form_rhythm(request: Request) -> Recurrence | None:
    """How often, chosen or written; None for once."""
    its = request.values
    if its.get("other_repeat"):
        with about("other_repeat"):
            return on_days_worked(recurrence(its["other_repeat"], date.fromisoformat(request.required("date"))))
    chosen = its.get("repeat")
    return recurrence(chosen) if chosen and chosen != ONCE else None


def _form_zone(request: Request) -> ZoneInfo:
    said = str(request.values.get("zone") or "").strip()
    rest, zone = take_zone(said, request.now)
    if rest:
        raise UnknownZone(said=said, nearest="")
    return zone if isinstance(zone, ZoneInfo) else request.zone


# --- words -------------------------------------------------------------------------------------------------------------


def usual_title(kind: Kind, vendor: Vendor) -> str:
    return f"{kind.capitalize()} with {vendor.name}"
