"""A unit of work in which everybody is known: for asking the rules themselves, without a Slack around them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from governance.events import Door
from governance.people import Person, Role
from governance.vendors import Link, Status, Vendor
from handlers.kit.requests import Place, Request
from storage import workspaces
from storage.database import Database
from storage.tables import outbox
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.cast import ALICE, BOB, CHARLIE, HELIX_TEAM, MONDAY, NINA, NORTHWIND, OMAR, ORION_TEAM, PARLEY, VERA


@dataclass(frozen=True, kw_only=True)
class Acquainted:
    """Alice administers, Bob is a member and leads for Helix, Vera leads Helix, Nina waits to be confirmed for it, Omar leads
    Orion, Charlie is a stranger. Helix is introduced, Orion is rehearsed with."""

    uow: UnitOfWork
    alice: Person
    bob: Person
    vera: Person
    nina: Person
    omar: Person
    charlie: Person
    helix: Vendor
    orion: Vendor

    def again(self, person: Person) -> Person:
        """Somebody as they are by now."""
        return self.uow.people.by_id(person.id)

    def said(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What waits to be said: lane, key and payload, in order."""
        rows = self.uow.connection.execute(select(outbox.c.lane, outbox.c.key, outbox.c.payload).order_by(outbox.c.id))
        return [(row.lane, row.key, row.payload) for row in rows]


@contextmanager
def all_acquainted(database: Database) -> Iterator[Acquainted]:
    """Everybody on an empty database. Alice acts, on Monday morning."""
    with database.write() as connection:
        ours = workspaces.welcome(connection, NORTHWIND, "Northwind Bio", PARLEY).id
    with unit_of_work(database, ours, at=MONDAY, door=Door.SLASH) as uow:
        people = _people(uow)
    with unit_of_work(database, ours, at=MONDAY, door=Door.SLASH, actor=people["alice"]) as uow:
        vendors = {"helix": uow.vendors.named("Helix Clinical"), "orion": uow.vendors.named("Orion Labs")}
        yield Acquainted(uow=uow, **people, **vendors)  # type: ignore[arg-type]


def _people(uow: UnitOfWork) -> dict[str, Person]:
    alice = uow.people.meet(ALICE, NORTHWIND, "Alice Moreau", Role.ADMINISTRATOR)
    bob = uow.people.meet(BOB, NORTHWIND, "Bob Tran", Role.MEMBER)
    uow.appoint(alice)
    terms: dict[str, Any] = {"service": "CRO", "tier": 1, "status": Status.ACTIVE}
    helix = uow.vendors.add(name="Helix Clinical", sponsor_lead=bob.id, introduced_at=MONDAY, **terms)
    orion = uow.vendors.add(name="Orion Labs", sponsor_lead=None, **terms)
    assert helix
    assert orion
    vera = uow.people.meet(VERA, HELIX_TEAM, "Vera Novak", Role.VENDOR_LEAD, helix.id)
    omar = uow.people.meet(OMAR, ORION_TEAM, "Omar Diaz", Role.VENDOR_LEAD, orion.id)
    for person in (vera, omar):
        uow.people.confirm(person.id, person.vendor_id or 0, MONDAY, alice.id)
    known = {
        "alice": alice,
        "bob": bob,
        "vera": vera,
        "nina": uow.people.meet(NINA, HELIX_TEAM, "Nina Patel", Role.VENDOR_MEMBER, helix.id),
        "omar": omar,
        "charlie": uow.people.meet(CHARLIE, "T0ELSE", "Charlie Reyes", Role.STRANGER),
    }
    return {name: uow.people.by_id(its.id) for name, its in known.items()}


def asked(by: Person, place: Place | None = None, **more: Any) -> Request:
    """What somebody asks, in a conversation of their own where no place is said."""
    place = place or Place(direct=True)
    return Request(key="asked", at=MONDAY, by=by, zone=ZoneInfo("UTC"), door=Door.DIRECT, place=place, **more)


def channel_of(vendor: Vendor, *, shared: bool = True) -> Place:
    """A channel that is a vendor's, shared with it or the sponsor's alone."""
    link = Link(channel="C0THEIRS", vendor_id=vendor.id, shared=shared)
    return Place(channel="C0THEIRS", link=link, vendor=vendor)
