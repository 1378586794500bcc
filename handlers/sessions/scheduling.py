"""Scheduling sessions: by a line or a form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from governance.events import SessionScheduled, Words
from governance.people import Act, Person
from governance.refusals import NoAddress, NobodyToInvite
from governance.sessions import USUAL_MINUTES, Kind, Session, check_link, check_start
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import (
    choice,
    date_input,
    esc,
    field,
    people_input,
    section,
    text_input,
    time_input,
)
from handlers.kit.finding import here, may_own, mentioned, take_vendor, unknown_vendor
from handlers.kit.replies import Form, Reply, Say, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import Mention, listing, take_minutes, take_when
from handlers.sessions.naming import MENTION, people_named
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork

_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|[^>]*)?>|(https?://\S+)")
_LENGTH = re.compile(r"\b(?:for\s+)?(\d+\s*(?:m|min|minutes)|\d+(?:\.\d+)?\s*(?:h|hours?)(?:\d+)?)\b", re.IGNORECASE)


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
    usage="<vendor> <date> <time> [60m] [title] [@people]",
    summary="Schedule a session and send calendar invites: `/session schedule Helix 1 Dec 15:00`.",
    act=Act.SCHEDULE_SESSIONS,
)
def schedule(request: Request, uow: UnitOfWork) -> Reply:
    if not request.text:
        return Show(form=_form(request, uow), reopen="session schedule")
    vendor, rest = take_vendor(request, uow, request.text)
    vendor = vendor or here(request, uow)
    if vendor is None:
        raise unknown_vendor(request, uow, _before_the_date(request.text))
    if not rest:
        return Show(form=_form(request, uow), reopen=f'session schedule "{vendor.name}"')
    return book(_plan(vendor, rest, request, uow), request, uow)


@feature.form("session.schedule", act=Act.SCHEDULE_SESSIONS)
def schedule_by_form(request: Request, uow: UnitOfWork) -> Reply:
    its = request.values
    with about("vendor"):
        vendor = _form_vendor(request, uow)
    with about("date"):
        starts_at, _ = take_when(f"{request.required('date')} {request.required('time')}", request.now)
        check_start(starts_at, request.at, f"{starts_at:%-d %B %Y %H:%M}")
    kind = Kind(request.required("kind"))
    with about("join_link"):
        link = check_link(its.get("join_link"))
    with about("people"):
        guests = _guests([mentioned(uow, Mention(user)) for user in its.get("people") or []], vendor, request, uow)
    plan = Plan(
        vendor=vendor,
        kind=kind,
        title=its.get("title") or _usual_title(kind, vendor),
        starts_at=starts_at,
        minutes=int(request.required("minutes")),
        guests=guests,
        join_link=link,
    )
    with about("people"):
        return book(plan, request, uow)


# --- planning ----------------------------------------------------------------------------------------------------------


def _plan(vendor: Vendor, text: str, request: Request, uow: UnitOfWork) -> Plan:
    """What a typed line says: when, then in any order a length, a link, people, and a title."""
    people = people_named(text, uow)
    link = _LINK.search(text)
    text = MENTION.sub(" ", _LINK.sub(" ", text))
    starts_at, rest = take_when(text.strip(), request.now)
    check_start(starts_at, request.at, f"{starts_at:%-d %B %Y %H:%M}")
    length = _LENGTH.search(rest)
    title = " ".join(_LENGTH.sub(" ", rest, count=1).split()).strip('"“”, ')
    kind = next((kind for kind in Kind if kind in title.lower()), Kind.JOINT_STRATEGY)
    return Plan(
        vendor=vendor,
        kind=kind,
        title=title or _usual_title(kind, vendor),
        starts_at=starts_at,
        minutes=(take_minutes(length.group(1)) if length else None) or USUAL_MINUTES[kind],
        guests=_guests(people, vendor, request, uow),
        join_link=check_link(link.group(1) or link.group(2)) if link else None,
    )


def _before_the_date(text: str) -> str:
    """What must have been meant as the vendor's name: at most three words, none with a digit."""
    return " ".join(takewhile(lambda word: not any(map(str.isdigit, word)), text.split()[:3]))


def _guests(named: Sequence[Person], vendor: Vendor, request: Request, uow: UnitOfWork) -> tuple[Person, ...]:
    """Those who were named, both account leads, and whoever asks."""
    leads = uow.people.some({lead for lead in (vendor.sponsor_lead, vendor.vendor_lead) if lead})
    guests = {person.id: may_own(person, vendor) for person in [*leads.values(), *named, request.by]}
    if all(person.is_sponsors for person in guests.values()) and len(guests) < 2:
        raise NobodyToInvite(vendor=vendor.name)
    return tuple(guests.values())


def book(plan: Plan, request: Request, uow: UnitOfWork) -> Say:
    """Puts a planned session on the record; its reactions send the invites."""
    without = [person.name for person in plan.guests if not person.mail]
    if without:
        raise NoAddress(people=listing(without))
    zone = plan.starts_at.tzinfo
    session = uow.sessions.add(
        vendor_id=plan.vendor.id,
        study_id=request.place.link.study_id if request.place.link else None,
        kind=plan.kind,
        title=plan.title[:200],
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
    return say(
        section(
            f"Scheduled as {session.reference}: {shown.session_line(session, request.zone)}\n"
            f"Invites are on their way to {listing([shown.person(person) for person in plan.guests])}."
        )
    )


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


def _form_vendor(request: Request, uow: UnitOfWork) -> Vendor:
    chosen = request.values.get("vendor")
    vendor, _ = take_vendor(request, uow, f'"{chosen}"') if chosen else (here(request, uow), "")
    if vendor is None:
        raise unknown_vendor(request, uow, str(chosen or ""))
    return vendor


# --- words -------------------------------------------------------------------------------------------------------------


def _usual_title(kind: Kind, vendor: Vendor) -> str:
    return f"{kind.capitalize()} with {vendor.name}"


def _form(request: Request, uow: UnitOfWork) -> Form:
    vendor = here(request, uow)
    names = [vendor.name] if vendor else [its.name for its in uow.vendors.page(0, 100)]
    lengths = [(str(minutes), f"{minutes} minutes") for minutes in (30, 45, 60, 90, 120, 180)]
    blocks = [
        field(
            "kind", "What kind of session?", choice([(kind, kind.capitalize()) for kind in Kind], Kind.JOINT_STRATEGY)
        ),
        field("date", "On which day?", date_input()),
        field("time", f"At what time ({request.zone.key})?", time_input("15:00")),
        field("minutes", "How long?", choice(lengths, str(USUAL_MINUTES[Kind.JOINT_STRATEGY]))),
        field("people", "Who else?", people_input(), optional=True, hint="Both account leads are invited in any case."),
        field("title", "Title", text_input(most=200), optional=True),
        field("join_link", "Link to join", text_input(placeholder="https://", most=500), optional=True),
    ]
    if names:
        blocks.insert(0, field("vendor", "With which vendor?", choice([(name, esc(name)) for name in names], names[0])))
    return Form(name="session.schedule", title="Schedule a session", submit="Send invites", blocks=tuple(blocks))
