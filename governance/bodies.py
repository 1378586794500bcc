"""Governance bodies: who meets at which level, by which charter, and what they may decide without asking the next one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from governance.people import DOERS, Person
from governance.quorum import QuorumRule, Shortfall, shortfall
from governance.sessions import Kind

MOST_DAYS = 30  # business days before a session for its pre-read, or after it for its minutes
SPONSOR = "sponsor"


class Level(StrEnum):
    OPERATIONAL = "operational"
    TACTICAL = "tactical"
    EXECUTIVE = "executive"


LEVEL_OF = {
    Kind.OPERATIONAL: Level.OPERATIONAL,
    Kind.JOINT_OPERATIONS: Level.TACTICAL,
    Kind.BUSINESS_REVIEW: Level.TACTICAL,
    Kind.JOINT_STRATEGY: Level.EXECUTIVE,
    Kind.EXECUTIVE_STEERING: Level.EXECUTIVE,
}


class Meets(StrEnum):
    """How often a body meets."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    YEARLY = "yearly"


class Part(StrEnum):
    """What somebody is in a body. A deputy is one for a named person."""

    CHAIR = "chair"
    MEMBER = "member"
    DEPUTY = "deputy"


class Standing(StrEnum):
    """Where a version of a charter stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    REPLACED = "replaced"


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One person's place. `party` is theirs, as in `Person.party`; `deputy_for` is the person a deputy stands in for."""

    person_id: int
    party: str
    part: Part
    deputy_for: int | None = None


@dataclass(frozen=True, kw_only=True)
class Charter:
    """One version of a body's charter: it never changes, a change makes the next one. Days are business days.

    Quorum: at least so many of the sponsor and of the vendor, so many chairs, so many heads in all. `limit`: what the body may
    decide by itself, in `currency`; None: whatever it costs. `reserved`: words of what it may never decide, whatever it costs.
    """

    id: int = 0
    body_id: int = 0
    version: int = 1
    state: Standing = Standing.PROPOSED
    meets: Meets = Meets.MONTHLY
    of_sponsor: int = 1
    of_vendor: int = 1
    chairs: int = 1
    heads: int = 0
    limit: Decimal | None = None
    currency: str = "EUR"
    reserved: tuple[str, ...] = ()
    decides: str = ""
    pre_read_days: int = 5
    minutes_days: int = 5
    escalates_to: Kind | None = None
    why: str = ""
    proposed_by: int | None = None
    proposed_at: datetime | None = None
    answered_by: int | None = None
    answered_at: datetime | None = None

    def rule(self, vendor: int) -> QuorumRule:
        """Its quorum rule, for the parties of one vendor's sessions."""
        of_party = {SPONSOR: self.of_sponsor, f"vendor:{vendor}": self.of_vendor}
        return QuorumRule(of_each_party=0, chairs=self.chairs, heads=self.heads, of_party=of_party)


# Without a charter: somebody of each party and a chair (GOVERNANCE, quorum), no limit, and five business days for the minutes.
USUAL_CHARTER = Charter(state=Standing.AGREED)


@dataclass(frozen=True, kw_only=True)
class Body:
    """A body of one vendor: it meets in that vendor's sessions of its kind. `charter` is the one in force, None until both agreed
    on one; `proposed` is a version that waits for the other side."""

    id: int
    vendor_id: int
    kind: Kind
    name: str
    charter: Charter | None = None
    proposed: Charter | None = None
    seats: tuple[Seat, ...] = ()

    @property
    def level(self) -> Level:
        return LEVEL_OF[self.kind]

    @property
    def in_force(self) -> Charter:
        """The charter whose rules hold."""
        return self.charter or USUAL_CHARTER

    def chairs(self) -> tuple[int, ...]:
        return tuple(its.person_id for its in self.seats if its.part is Part.CHAIR)

    def members(self) -> dict[int, str]:
        """Whose presence counts, and for which party: chairs and members."""
        return {its.person_id: its.party for its in self.seats if its.part is not Part.DEPUTY}

    def seat_of(self, person: int) -> Seat | None:
        return next((its for its in self.seats if its.person_id == person), None)

    def deputies_of(self, person: int) -> tuple[int, ...]:
        return tuple(its.person_id for its in self.seats if its.part is Part.DEPUTY and its.deputy_for == person)


# --- what is offered -----------------------------------------------------------------------------------------------------


def offered(tier: int, currency: str = "EUR") -> list[tuple[Kind, Charter]]:
    """The bodies a vendor of this tier usually has, the lowest level first, each with a charter to begin from; a body goes up to the
    next one there is.

    Cadences: GOVERNANCE, sessions (tier 1: operational weekly, joint operations monthly, business review quarterly, joint strategy
    half-yearly; tier 2: monthly and half-yearly; tier 3: yearly). The limits are where people begin to talk, not where they end.
    """
    kinds = _OFFERED.get(tier, _OFFERED[3])
    above = [*(kind for kind, _ in kinds[1:]), None]
    return [
        (kind, replace(usual_charter(kind, currency), meets=meets, escalates_to=its))
        for (kind, meets), its in zip(kinds, above, strict=True)
    ]


_OFFERED: Mapping[int, Sequence[tuple[Kind, Meets]]] = {
    1: (
        (Kind.OPERATIONAL, Meets.WEEKLY),
        (Kind.JOINT_OPERATIONS, Meets.MONTHLY),
        (Kind.BUSINESS_REVIEW, Meets.QUARTERLY),
        (Kind.JOINT_STRATEGY, Meets.HALF_YEARLY),
    ),
    2: ((Kind.JOINT_OPERATIONS, Meets.MONTHLY), (Kind.JOINT_STRATEGY, Meets.HALF_YEARLY)),
    3: ((Kind.BUSINESS_REVIEW, Meets.YEARLY),),
}
_LIMITS: Mapping[Kind, int | None] = {
    Kind.OPERATIONAL: 5_000,
    Kind.JOINT_OPERATIONS: 50_000,
    Kind.BUSINESS_REVIEW: 100_000,
    Kind.JOINT_STRATEGY: None,
    Kind.EXECUTIVE_STEERING: None,
}
_DECIDES = {
    Kind.OPERATIONAL: "How the work of the week is done.",
    Kind.JOINT_OPERATIONS: "Corrective actions, resources and timelines of the studies.",
    Kind.BUSINESS_REVIEW: "Targets, service credits and changes to how both companies work together.",
    Kind.JOINT_STRATEGY: "Scope, contracts and where the partnership goes.",
    Kind.EXECUTIVE_STEERING: "Whatever the other bodies could not settle.",
}


def usual_charter(kind: Kind, currency: str = "EUR") -> Charter:
    """What a body of this kind usually begins from."""
    limit = _LIMITS[kind]
    return Charter(
        limit=Decimal(limit) if limit is not None else None,
        currency=currency,
        decides=_DECIDES[kind],
        pre_read_days=1 if kind is Kind.OPERATIONAL else 5,
    )


# --- who is there --------------------------------------------------------------------------------------------------------


class Presence(StrEnum):
    """What is noted of somebody at a session."""

    PRESENT = "present"
    DEPUTY = "deputy"
    APOLOGY = "apology"


@dataclass(frozen=True, kw_only=True)
class Attended:
    """One line of an attendance list; a deputy is there `for_id`, the person they stand in for."""

    session_id: int
    person_id: int
    how: Presence
    for_id: int | None = None
    noted_by: int | None = None
    noted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """The attendance list of one session."""

    lines: tuple[Attended, ...] = field(default_factory=tuple)

    def there(self) -> set[int]:
        """Who is in the room, for whomever."""
        return {its.person_id for its in self.lines if its.how is not Presence.APOLOGY}

    def counted(self) -> set[int]:
        """Whose places are taken: of those present themselves, and of those a deputy stands in for. Two deputies of one person
        take one place, and so do somebody and their deputy."""
        return {its.for_id or its.person_id for its in self.lines if its.how is not Presence.APOLOGY}


def seats_that_count(
    body: Body | None, guests: Collection[int], parties: Mapping[int, str], there: Collection[int]
) -> dict[int, str]:
    """Whose presence can make a quorum, with their party: a body's chairs and members; where there is no body, the guests of the
    session and whoever has come."""
    if body is not None and body.seats:
        return {who: party for who, party in body.members().items() if who in parties}
    return {who: parties[who] for who in {*guests, *there} if who in parties}


def parties_of(people: Iterable[Person]) -> dict[int, str]:
    """The parties of those who can make a quorum: not who only reads and audits, nor who works for neither company."""
    return {its.id: its.party for its in people if its.role in DOERS}


def chairs_at(body: Body | None, usual: Sequence[int]) -> tuple[int, ...]:
    """Who chairs a session of this body; `usual` are those who do where nobody is named."""
    return (body.chairs() if body else ()) or tuple(usual)


def places_taken(body: Body | None, coming: Collection[int], deputies: Mapping[int, int | None]) -> set[int]:
    """Whose places those take who say that they come: everybody one, their own or that of somebody they stand in for, a chair's
    first. `deputies` are those people have named for themselves, by the person."""
    if body is None or not body.seats:
        return set(coming)
    members = body.members()
    taken = members.keys() & set(coming)
    for deputy in sorted(set(coming) - taken):
        seat = body.seat_of(deputy)
        free = [who for who in members if who not in taken and deputies.get(who) == deputy]
        taken |= {seat.deputy_for} if seat and seat.deputy_for in members else set(free[:1])
    return taken


def deputies_of(person: Person, body: Body | None) -> list[int]:
    """Who can stand in for somebody: whom the body names, then whom they named themselves."""
    own = [person.deputy_id] if person.deputy_id else []
    return list(dict.fromkeys([*(body.deputies_of(person.id) if body else ()), *own]))


def short_of(
    body: Body | None, vendor: int, taken: Collection[int], counted: Mapping[int, str], chairs: Collection[int]
) -> Shortfall:
    """How far the places that are taken fall short of what the body's charter asks for; the one way to work out a quorum."""
    rule = (body.in_force if body else USUAL_CHARTER).rule(vendor)
    return shortfall(taken, counted, chairs, rule)
