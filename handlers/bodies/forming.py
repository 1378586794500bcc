"""Setting up the bodies that are usual for a vendor's tier, with one click: charters are proposed, seats are filled as far as known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from governance.approvals import Deed
from governance.bodies import Body, Charter, Seat, Standing, offered
from governance.charters import SetUpAlready, seats_for
from governance.decisions import limit_words
from governance.events import BodyFormed, CharterProposed, SeatsChanged, Words
from governance.people import Act, Person, may
from governance.sessions import Kind
from governance.vendors import Vendor
from handlers.bodies.approvals import meant_by
from handlers.bodies.book import AHEAD, Book, open_book
from handlers.bodies.naming import the_book
from handlers.bodies.register import feature
from handlers.bodies.showing import list_page
from handlers.bodies.telling import ask_the_other_side
from handlers.bodies.words import quorum_words
from handlers.kit.approving import approve
from handlers.kit.leads import leads_of
from handlers.kit.replies import Reply
from handlers.kit.requests import Request
from handlers.kit.words import plural
from storage.unit_of_work import UnitOfWork


@feature.button("body.setup", act=Act.KEEP_BODIES)
def set_up_by_button(request: Request, uow: UnitOfWork) -> Reply:
    return set_up(the_book(request.ref, request, uow), request, uow)


def set_up(book: Book, request: Request, uow: UnitOfWork) -> Reply:
    """The usual ones that are not there yet, each with its people; the other side is asked to agree to all of them at once."""
    vendor = book.vendor
    usual = [(kind, its) for kind, its in offered(vendor.tier, _currency(vendor, uow)) if not book.of_kind(kind)]
    if not usual:
        raise SetUpAlready(vendor=vendor.name)
    company = usual_company(vendor, uow)
    formed = [(form_body(kind, kind.capitalize(), company, book, uow), its) for kind, its in usual]
    versions = propose(formed, book, request, uow)
    now = open_book(vendor, uow)
    asked = ask_the_other_side([(now.by_id(body.id) or body, its) for body, its in versions], request.by, now, uow)
    lead = f":white_check_mark: {plural(len(versions), 'body', 'bodies')} set up. {asked}"
    return list_page(now, request, uow, lead)


def _currency(vendor: Vendor, uow: UnitOfWork) -> str:
    """That of the credit terms, where there are any."""
    terms = uow.terms.versions(vendor.id)
    return terms[-1].currency if terms else "EUR"


# --- one body ------------------------------------------------------------------------------------------------------------


def form_body(kind: Kind, name: str, company: "Company", book: Book, uow: UnitOfWork) -> Body:
    """A body of this kind with the people one would expect."""
    body = uow.bodies.add(book.vendor.id, kind, name, uow.at)
    if body is None:
        raise SetUpAlready(vendor=book.vendor.name)
    uow.record(BodyFormed(body=body.id, vendor=book.vendor.id, kind=kind, name=Words(name)))
    for party in book.parties:
        seats = company.seats(kind, party)
        if seats:
            keep_seats(body, party, seats, "", uow)
    return body


def keep_seats(body: Body, party: str, seats: Sequence[Seat], reason: str, uow: UnitOfWork) -> None:
    """These are one side's seats from now on."""
    uow.bodies.seat(body, party, seats)
    by_part = {
        part: tuple(its.person_id for its in seats if its.part == part) for part in ("chair", "member", "deputy")
    }
    uow.record(
        SeatsChanged(
            body=body.id,
            vendor=body.vendor_id,
            party=party,
            chairs=by_part["chair"],
            members=by_part["member"],
            deputies=by_part["deputy"],
            deputised=tuple(its.deputy_for for its in seats if its.deputy_for),
            reason=Words(reason) if reason else None,
        )
    )


def propose(
    versions: Sequence[tuple[Body, Charter]], book: Book, request: Request, uow: UnitOfWork
) -> list[tuple[Body, Charter]]:
    """Each as the next version of its body's charter, agreed to by the side that proposes it."""
    done = []
    for body, charter in versions:
        fresh = replace(
            charter, body_id=body.id, proposed_by=request.by.id, proposed_at=uow.at, state=Standing.PROPOSED
        )
        its = uow.bodies.propose(replace(fresh, answered_by=None, answered_at=None))
        uow.record(_proposed(body, its, book))
        done.append((body, its))
    approve(meant_by(done, book.vendor, request.by, Deed.PROPOSED, uow), request.by, uow)
    return done


def _proposed(body: Body, its: Charter, book: Book) -> CharterProposed:
    return CharterProposed(
        body=body.id,
        vendor=book.vendor.id,
        version=its.version,
        rule=Words(quorum_words(its, book)),
        limit=Words(limit_words(its)),
        reason=Words(its.why) if its.why else None,
    )


# --- the people one would expect -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Company:
    """Who would sit where: the account leads in the chairs, the guests of coming sessions of a kind as members, and whom those
    named to stand in for them."""

    leads: Sequence[Person]
    guests: Mapping[Kind, Sequence[int]]
    people: Mapping[int, Person]

    def seats(self, kind: Kind, party: str) -> list[Seat]:
        chairs = [its.id for its in self.leads if its.party == party]
        members = [who for who in self.guests.get(kind, ()) if self._is_of(who, party)]
        pairs = [(self.people[who].deputy_id, who) for who in (*chairs, *members) if who in self.people]
        deputies = [(deputy, who) for deputy, who in pairs if deputy and self._is_of(deputy, party)]
        return seats_for(party, chairs, members, deputies)

    def _is_of(self, who: int, party: str) -> bool:
        its = self.people.get(who)
        return its is not None and its.party == party and may_sit(its)


def may_sit(person: Person) -> bool:
    """Whether somebody can have a seat: who is there, and does more than read."""
    return person.is_there and not person.is_bot and may(person, Act.NOTE_IN_SESSIONS)


def usual_company(vendor: Vendor, uow: UnitOfWork) -> Company:
    leads = [its for its in leads_of(vendor, uow) if may_sit(its)]
    guests: dict[Kind, list[int]] = {}
    for its in uow.sessions.coming(vendor.id, uow.at, most=AHEAD):
        known = guests.setdefault(its.kind, [])
        known += [who for who in its.guests if who not in {*known, *its.optional}]
    people = uow.people.some({its.id for its in leads} | {who for theirs in guests.values() for who in theirs})
    deputies = uow.people.some({its.deputy_id for its in people.values() if its.deputy_id})
    return Company(leads=leads, guests=guests, people=people | deputies)
