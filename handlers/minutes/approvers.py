"""Who approves minutes for each company: its chairs in the body or in the session, their deputies, and its account lead."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from governance.bodies import SPONSOR, Body, chairs_at, deputies_of
from governance.people import Act, Person, may
from governance.sessions import Session, chairs_of
from governance.vendors import Vendor
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Approvers:
    """By party: who is asked, and who may besides. `people` are all of them, by id."""

    parties: tuple[str, str]
    asked: Mapping[str, tuple[int, ...]]
    may: Mapping[str, frozenset[int]]
    people: Mapping[int, Person] = field(default_factory=dict)

    def party_of(self, person: Person) -> str | None:
        """The party somebody may approve for; None where they may not."""
        return person.party if person.id in self.may.get(person.party, ()) else None

    def everyone_asked(self) -> list[Person]:
        return [self.people[who] for party in self.parties for who in self.asked[party]]

    def may_lead(self, person: Person) -> bool:
        """Whether they may do what a chair does with minutes."""
        return self.party_of(person) is not None


def approvers_of(sessions: Collection[Session], uow: UnitOfWork) -> dict[int, Approvers]:
    """By session, of several at once."""
    vendors = uow.vendors.some({its.vendor_id for its in sessions})
    bodies = {(its.vendor_id, its.kind): its for its in uow.bodies.of_vendors(set(vendors))}
    places = {its.id: (its, vendors[its.vendor_id], bodies.get((its.vendor_id, its.kind))) for its in sessions}
    chairs = {
        ident: chairs_at(body, chairs_of(its, (vendor.sponsor_lead, vendor.vendor_lead)))
        for ident, (its, vendor, body) in places.items()
    }
    people = _people(places.values(), chairs.values(), uow)
    return {ident: _approvers(vendor, body, chairs[ident], people, uow) for ident, (_, vendor, body) in places.items()}


def _people(
    places: Iterable[tuple[Session, Vendor, Body | None]], chairs: Iterable[Sequence[int]], uow: UnitOfWork
) -> dict[int, Person]:
    """All who could approve: chairs, leads, whoever sits for one, and each one's own deputy."""
    ids = {who for its in chairs for who in its} | {uow.workspace.administrator}
    for _, vendor, body in places:
        ids |= {vendor.sponsor_lead, vendor.vendor_lead, *(its.person_id for its in (body.seats if body else ()))}
    found = uow.people.some({who for who in ids if who})
    return found | uow.people.some({its.deputy_id for its in found.values() if its.deputy_id} - set(found))


def _approvers(
    vendor: Vendor, body: Body | None, chairs: Sequence[int], people: Mapping[int, Person], uow: UnitOfWork
) -> Approvers:
    parties = (SPONSOR, f"vendor:{vendor.id}")
    leads = {SPONSOR: vendor.sponsor_lead or uow.workspace.administrator, parties[1]: vendor.vendor_lead}
    asked, entitled = {}, {}
    for party in parties:
        theirs = [who for who in chairs if _acts_for(people.get(who), party)]
        lead = [who for who in (leads[party],) if who and _acts_for(people.get(who), party)]
        named = {its for who in theirs for its in deputies_of(people[who], body)}
        deputies = [who for who in named if _acts_for(people.get(who), party)]
        asked[party] = tuple(theirs or lead)
        entitled[party] = frozenset({*theirs, *lead, *deputies})
    return Approvers(parties=parties, asked=asked, may=entitled, people=people)


def _acts_for(person: Person | None, party: str) -> bool:
    """Whoever only reads approves of nothing."""
    fits = person is not None and person.is_there and person.party == party
    return fits and person is not None and may(person, Act.KEEP_MINUTES)
