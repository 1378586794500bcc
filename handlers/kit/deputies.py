"""Who hears for whom: for somebody who is away their deputy does, or where that one is away too the deputy's."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from governance.people import Person, Role
from storage.unit_of_work import UnitOfWork

FARTHEST = 3  # how far a chain of people who are all away is followed


def day_of(person: Person, uow: UnitOfWork) -> date:
    """The day it is where they are."""
    return uow.at.astimezone(person.hours(uow.workspace.zone).zone).date()


def all_away(uow: UnitOfWork) -> dict[int, Person]:
    """Everybody who is away now, by id."""
    found = uow.reminders.away(uow.at.date() - timedelta(days=1))
    return {its.id: its for its in found if its.is_away(day_of(its, uow))}


def stand_in(person: Person, away: Mapping[int, Person]) -> int | None:
    """Who is there for somebody who is away; None where nobody is."""
    deputy = person.deputy_id
    for _ in range(FARTHEST):
        if deputy is None or deputy not in away:
            return deputy
        deputy = away[deputy].deputy_id
    return None


def hearers(people: Iterable[Person], uow: UnitOfWork) -> dict[int, Person]:
    """For each of these people the one who hears now: they themselves, or whoever is there for them."""
    asked = {its.id: its for its in people}
    if not any(its.is_away(day_of(its, uow)) for its in asked.values()):
        return asked
    away = all_away(uow) | {who: its for who, its in asked.items() if its.is_gone}
    deputies = {who: stand_in(its, away) for who, its in asked.items() if who in away}
    found = uow.people.some({deputy for deputy in deputies.values() if deputy})
    there = {who: found[deputy] for who, deputy in deputies.items() if deputy and _is_there(found[deputy])}
    gone = {who: lead_of_side(its, uow) for who, its in asked.items() if its.is_gone and who not in there}
    return asked | there | {who: lead for who, lead in gone.items() if lead}


def lead_of_side(person: Person, uow: UnitOfWork) -> Person | None:
    """Who answers for the matters of somebody of their side who is gone: its account lead, else whoever keeps Parley."""
    theirs = person.vendor_id or person.refused_for
    vendor = uow.vendors.by_id(theirs) if theirs else None
    in_turn = (vendor.vendor_lead, vendor.sponsor_lead) if vendor else ()
    return first_there((*in_turn, uow.workspace.administrator), uow, but=person.id)


def first_there(in_turn: Iterable[int | None], uow: UnitOfWork, *, but: int | None = None) -> Person | None:
    """The first of these people who is there, or else whoever keeps Parley: an administrator, a vendor manager."""
    wanted = [who for who in in_turn if who and who != but]
    found = uow.people.some(set(wanted))
    there = next((found[who] for who in wanted if _is_there(found[who])), None)
    return there or next((its for its in keepers(uow) if its.id != but), None)


def keepers(uow: UnitOfWork) -> list[Person]:
    """The administrators who are there, and then the vendor managers."""
    in_turn = [*uow.people.with_role(Role.ADMINISTRATOR), *uow.people.with_role(Role.VENDOR_MANAGER)]
    return [its for its in in_turn if _is_there(its)]


def _is_there(person: Person) -> bool:
    return person.slack_user is not None and person.is_there
