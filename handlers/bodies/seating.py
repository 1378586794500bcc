"""Naming one's own people in a body: who chairs, who is a member, who stands in for whom. Each side names its own, nobody else's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.bodies import Body, Part, Seat
from governance.charters import (
    NothingChanged,
    NotYourSide,
    WaitsToBeConfirmed,
    check_deputies,
    same_seats,
    seats_for,
)
from governance.people import Act, Person
from handlers.bodies.book import Book, open_book
from handlers.bodies.forming import keep_seats, may_sit
from handlers.bodies.naming import number_in, the_body
from handlers.bodies.register import feature
from handlers.bodies.showing import body_page, quoted
from handlers.bodies.telling import tell_the_other_side
from handlers.bodies.words import side_words
from handlers.kit.because import why_field, why_in
from handlers.kit.blocks import Block, choices, esc, field, one_way, people_input
from handlers.kit.finding import does_more_than_read, mentioned
from handlers.kit.replies import Form, Reply, Show, about
from handlers.kit.requests import Request
from handlers.kit.words import Mention
from storage.unit_of_work import UnitOfWork

MOST_ASKED = 40  # for whom a deputy is asked in one form
STANDS_IN = "deputies_of_"


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of a body as its form shows it: `seats` as they are, `people` all who sit there or are known without Slack."""

    party: str
    seats: Sequence[Seat]
    people: Mapping[int, Person]
    unlisted: Sequence[Person]

    def of(self, *parts: Part) -> list[Person]:
        return [self.people[its.person_id] for its in self.seats if its.part in parts and its.person_id in self.people]

    def deputies_of(self, person: Person) -> list[Person]:
        """Those who stand in for somebody, else whom they named themselves."""
        named = [its.person_id for its in self.seats if its.deputy_for == person.id]
        wanted = named or ([person.deputy_id] if person.deputy_id else [])
        return [self.people[who] for who in wanted if who in self.people]


def side_of(body: Body, party: str, uow: UnitOfWork) -> Side:
    seats = [its for its in body.seats if its.party == party]
    people = uow.people.some({its.person_id for its in seats})
    deputies = uow.people.some({its.deputy_id for its in people.values() if its.deputy_id})
    unlisted = [its for its in uow.people.unlisted() if its.party == party and its.is_there]
    return Side(
        party=party, seats=seats, people={its.id: its for its in unlisted} | people | deputies, unlisted=unlisted
    )


# --- the form ------------------------------------------------------------------------------------------------------------


@feature.button("body.people", act=Act.KEEP_BODIES)
def open_form(request: Request, uow: UnitOfWork) -> Reply:
    book, body = the_body(request.ref, request, uow)
    return people_form(body, book, request, uow)


def people_form(body: Body, book: Book, request: Request, uow: UnitOfWork) -> Show:
    its = side_of(body, request.by.party, uow)
    company = book.company(its.party)
    asked = its.of(Part.CHAIR, Part.MEMBER)[:MOST_ASKED]
    blocks = [
        field("chairs", f"Who chairs for {company}?", people_input(_listed(its.of(Part.CHAIR))), optional=True),
        field("members", "Who else is a member?", people_input(_listed(its.of(Part.MEMBER))), optional=True),
        *_unlisted(its),
        *(_deputies(person, its) for person in asked),
        *([why_field("Why does it change?")] if its.seats else []),
    ]
    memo = {"of": body.id, "asked": ",".join(str(person.id) for person in asked)}
    form = Form(name="body.people", title="Name our people", submit="Save", blocks=tuple(blocks), memo=memo)
    return Show(form=form, reopen=f"session body {quoted(book)} {body.kind} people")


def _listed(people: Iterable[Person]) -> list[str]:
    return [its.slack_user for its in people if its.slack_user]


def _unlisted(its: Side) -> list[Block]:
    """Those Slack's lists do not have."""
    if not its.unlisted:
        return []
    pairs = [(str(person.id), person.name) for person in its.unlisted]
    return [
        field(name, label, choices(pairs, [str(one.id) for one in its.of(part) if not one.slack_user]), optional=True)
        for name, label, part in (
            ("chairs_unlisted", "Chairs without Slack", Part.CHAIR),
            ("members_unlisted", "Members without Slack", Part.MEMBER),
        )
    ]


def _deputies(person: Person, its: Side) -> Block:
    there = people_input(_listed(its.deputies_of(person)))
    return field(f"{STANDS_IN}{person.id}", f"Who stands in for {person.name}?", there, optional=True)


# --- its answers ---------------------------------------------------------------------------------------------------------


@feature.form("body.people", act=Act.KEEP_BODIES)
def name_our_people(request: Request, uow: UnitOfWork) -> Reply:
    book, body = the_body(request.values.get("of"), request, uow)
    side = side_of(body, request.by.party, uow)
    seats = _seats(side, book, request, uow)
    if same_seats(side.seats, seats):
        with about("chairs"):
            raise NothingChanged
    reason = why_in(request) if side.seats else ""
    keep_seats(body, side.party, seats, reason, uow)
    now = open_book(book.vendor, uow)
    changed = now.by_id(body.id)
    assert changed is not None
    _tell(changed, side.party, reason, now, request, uow)
    return body_page(changed, now, request, uow, ":white_check_mark: Your people are named.")


def _seats(side: Side, book: Book, request: Request, uow: UnitOfWork) -> list[Seat]:
    chairs, members = (_named(name, side, book, request, uow) for name in ("chairs", "members"))
    pairs = _pairs(side, book, request, uow)
    more = [*_kept(side, request), *_usual([*chairs, *members], side, request, uow)]
    seats = seats_for(side.party, [its.id for its in chairs], [its.id for its in members], [*pairs, *more])
    names = {its.id: its.name for its in (*chairs, *members, *side.people.values(), *pairs.values())}
    for (who, other), person in pairs.items():
        with about(f"{STANDS_IN}{other}"):
            check_deputies(seats, [(who, other)], names | {who: person.name})
    return seats


def _named(name: str, side: Side, book: Book, request: Request, uow: UnitOfWork) -> list[Person]:
    """Those picked from Slack's list, and those it does not have."""
    ticked = request.values.get(f"{name}_unlisted") or ()
    return [*_picked(name, side, book, request, uow), *(its for its in side.unlisted if str(its.id) in ticked)]


def _picked(name: str, side: Side, book: Book, request: Request, uow: UnitOfWork) -> list[Person]:
    with about(name):
        people = [mentioned(uow, Mention(user)) for user in request.values.get(name) or ()]
        return [check_ours(its, side.party, book) for its in people]


def check_ours(person: Person, party: str, book: Book) -> Person:
    """The person, unless they are another company's, wait to be confirmed, or only read."""
    if person.party != party:
        raise NotYourSide(person=person.name, company=book.other(party))
    if person.awaits:
        raise WaitsToBeConfirmed(person=person.name)
    return does_more_than_read(person)


def _pairs(side: Side, book: Book, request: Request, uow: UnitOfWork) -> dict[tuple[int, int], Person]:
    """Who stands in for whom, by the form."""
    fields: dict[str, Any] = {name: value for name, value in request.values.items() if name.startswith(STANDS_IN)}
    return {
        (its.id, number_in(name.removeprefix(STANDS_IN))): its
        for name in fields
        for its in _picked(name, side, book, request, uow)
    }


def _kept(side: Side, request: Request) -> list[tuple[int, int]]:
    """Deputies the form could not ask about stay: those without Slack, and those of whom it had no room for."""
    asked, unlisted = _asked(request), {its.id for its in side.unlisted}
    pairs = [(its.person_id, its.deputy_for) for its in side.seats if its.deputy_for]
    return [(who, other) for who, other in pairs if who in unlisted or other not in asked]


def _usual(named: Sequence[Person], side: Side, request: Request, uow: UnitOfWork) -> list[tuple[int, int]]:
    """Whoever is named anew has the deputy they named for themselves, until the form asks about them."""
    before = {*_asked(request), *(its.person_id for its in side.seats)}
    fresh = {its.id: its.deputy_id for its in named if its.deputy_id and its.id not in before}
    deputies = uow.people.some(set(fresh.values()))
    fitting = {its.id for its in deputies.values() if its.party == side.party and may_sit(its)}
    return [(deputy, who) for who, deputy in fresh.items() if deputy in fitting]


def _asked(request: Request) -> set[int]:
    """For whom the form asked who stands in."""
    return {number_in(its) for its in str(request.values.get("asked") or "").split(",")}


def _tell(body: Body, party: str, reason: str, book: Book, request: Request, uow: UnitOfWork) -> None:
    why = f"\nWhy: {esc(one_way(reason))}" if reason else ""
    words = f"{esc(book.company(party))} has named its people in *{esc(one_way(body.name))}*.\n{side_words(body, party, book)}{why}"
    tell_the_other_side(words, f"seats:{body.id}:{party}:{uow.at:%Y%m%dT%H%M%S%f}", request.by, book, uow)
