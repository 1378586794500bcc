"""The ledger of early and late hours between the two companies: worked out from their sessions whenever it is asked for."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import groupby

from governance.calendar.board import Part
from governance.calendar.fairness import Ledger
from governance.calendar.ledger import Attendee, Carried, Meeting, carried, share, whose_turn
from governance.people import Act, Person
from governance.vendors import Vendor
from handlers.kit.blocks import actions, button, context, esc, section
from handlers.kit.finding import the_vendor
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import plural
from handlers.sessions.register import feature
from storage.sessions import Attended
from storage.unit_of_work import UnitOfWork

SIDES = OURS, THEIRS = ("sponsor", "vendor")
BACK = timedelta(days=365)


@feature.command(
    "session ledger",
    usage="[vendor]",
    summary="Which company has had how many of the early and late hours, and whose turn it is.",
    act=Act.SEE_SESSIONS,
)
def ledger(request: Request, uow: UnitOfWork) -> Reply:
    vendor = the_vendor(request, uow, request.text, "/session ledger <vendor>")
    so_far = carried_by(vendor, uow)
    if not so_far.meetings:
        return say(
            section("There was no session in the last 12 months and none is scheduled: nobody has borne anything yet.")
        )
    names = names_of(vendor, uow)
    return say(
        section(f"*Early and late hours with {esc(vendor.name)}*, in the last 12 months and in all that is scheduled:"),
        section("\n".join([*(_line(so_far, side, names) for side in SIDES), _turn(so_far.ledger, names)])),
        context("What lies back counts less. Whoever cannot come bears nothing."),
        actions(
            button("Weights", "again", "session weights"),
            button("Find a time", "again", f'session find "{vendor.name}"'),
        ),
    )


def carried_by(vendor: Vendor, uow: UnitOfWork) -> Carried:
    """What each side has borne with this vendor, by everybody's working hours as they are now."""
    attended = uow.sessions.attended(vendor.id, uow.at - BACK)
    groups = groupby(attended, key=lambda its: (its.session, its.starts_at, its.minutes))
    meetings = [
        Meeting(starts_at=starts_at, minutes=minutes, people=tuple(_attendee(its, vendor, uow) for its in people))
        for (_, starts_at, minutes), people in groups
    ]
    return carried(meetings, SIDES, uow.rules.weights)


def _attendee(its: Attended, vendor: Vendor, uow: UnitOfWork) -> Attendee:
    part = part_of(its.person, vendor, optional=its.optional)
    return Attendee(side=side_of(its.person), part=part, hours=its.person.hours(uow.workspace.zone))


def side_of(person: Person) -> str:
    return OURS if person.is_sponsors else THEIRS


def part_of(person: Person, vendor: Vendor, *, optional: bool) -> Part:
    """The account leads have the chair, unless somebody said that they need not come."""
    if optional:
        return Part.OPTIONAL
    return Part.CHAIR if person.id in (vendor.sponsor_lead, vendor.vendor_lead) else Part.REQUIRED


def names_of(vendor: Vendor, uow: UnitOfWork) -> dict[str, str]:
    """What the two sides are called."""
    return {OURS: uow.workspace.name, THEIRS: vendor.name}


def so_far_words(before: Ledger, after: Ledger, names: Mapping[str, str]) -> str:
    """What one more meeting would do to the ledger, told of the side that has borne more."""
    leading = max(SIDES, key=lambda side: (before.of(side), after.of(side)))
    was, would_be = share(before, leading), share(after, leading)
    if would_be is None:
        return "Nobody has had early or late hours so far, nor would they now."
    if was is None:
        return f"The first early or late hours of the year: {would_be:.0%} of them {esc(names[leading])}'s."
    return (
        f"So far {esc(names[leading])} has carried {was:.0%} of the early and late hours; "
        f"this one would make it {would_be:.0%}."
    )


def _line(so_far: Carried, side: str, names: Mapping[str, str]) -> str:
    part = share(so_far.ledger, side)
    borne = f"; {part:.0%} of the burden ({so_far.ledger.of(side):.1f})" if part is not None else ""
    count = f"{so_far.outside[side]} of {plural(so_far.meetings, 'session')}"
    return f"{esc(names[side])}: {count} outside somebody's working hours{borne}."


def _turn(ledger: Ledger, names: Mapping[str, str]) -> str:
    side = whose_turn(ledger, SIDES)
    return (
        f"*It is {esc(names[side])}'s turn* to have the next early or late hour." if side else "Both have borne alike."
    )
