"""What of charters waits on people: the lead of the side that is asked hears of it day by day, all bodies of a vendor in one line."""

from collections.abc import Mapping, Sequence

from governance.bodies import SPONSOR, Body, Charter
from governance.people import Person
from governance.vendors import Vendor
from handlers.bodies.book import Book, given_to
from handlers.bodies.register import feature
from handlers.bodies.showing import answers
from handlers.kit.blocks import esc, one_way
from handlers.kit.requests import Round, Waiting
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork


@feature.waits_on_people(order=42)
def what_waits(round_: Round, uow: UnitOfWork) -> Mapping[int, Sequence[Waiting]]:
    """A few questions for all the people at once."""
    vendors = round_.led(uow)
    found: dict[int, list[Waiting]] = {}
    for book in _books(vendors, uow):
        for party in book.parties:
            lead = _lead(book.vendor, party, uow.workspace.administrator)
            waiting = book.waiting_for(party)
            if waiting and lead in round_.people:
                found.setdefault(lead, []).append(_thing(waiting, book, party, round_.people[lead], uow))
    return found


def _books(vendors: Mapping[int, Vendor], uow: UnitOfWork) -> list[Book]:
    """Of the vendors with a version that waits; who sits where is not asked here."""
    bodies = [its for its in uow.bodies.of_vendors(vendors) if its.proposed] if vendors else []
    versions = [its.proposed for its in bodies if its.proposed]
    given = given_to(versions, uow)
    people = uow.people.some({its.proposed_by for its in versions if its.proposed_by})
    facts = {"sponsor": uow.workspace.name, "approvals": given, "people": people, "coming": {}}
    theirs = {its.vendor_id: [one for one in bodies if one.vendor_id == its.vendor_id] for its in bodies}
    return [Book(vendor=vendors[vendor], bodies=some, **facts) for vendor, some in theirs.items()]  # type: ignore[arg-type]


def _lead(vendor: Vendor, party: str, administrator: int | None) -> int:
    """Who answers for a side; 0 for nobody."""
    return (vendor.sponsor_lead or administrator if party == SPONSOR else vendor.vendor_lead) or 0


def _thing(waiting: Sequence[tuple[Body, Charter]], book: Book, party: str, reader: Person, uow: UnitOfWork) -> Waiting:
    names = esc(listing([one_way(body.name) for body, _ in waiting]))
    one = len(waiting) == 1
    line = f"{esc(book.other(party))} asks you to agree to the {'charter' if one else 'charters'} of {names}."
    return Waiting(
        vendor_id=book.vendor.id,
        study_id=None,
        line=line,
        buttons=tuple(answers(waiting, book, reader, uow, look=True)),
    )
