"""Somebody's part ends: what was planned is handed over, what was theirs alone stops, and who is asked next hears what has nobody."""

from governance.events import LastDayPassed, PersonRefused, PersonWithdrawn
from governance.leaving import Held, Holdings
from governance.people import Person
from handlers.kit.blocks import Block, actions, esc, section
from handlers.kit.confirming import ask_whether_gone, manager_of
from handlers.kit.deputies import lead_of_side
from handlers.kit.leads import tell_all
from handlers.kit.parting import Parted, part
from handlers.kit.replies import Message
from handlers.kit.words import listing, plural
from handlers.leaving.handing import hand_over
from handlers.leaving.register import feature
from handlers.leaving.words import count, name_button, name_of, places_in, when
from storage.unit_of_work import UnitOfWork


@feature.on(PersonRefused)
@feature.on(PersonWithdrawn)
def end_with_the_vendor(event: PersonRefused | PersonWithdrawn, uow: UnitOfWork) -> None:
    """The vendor manager hears all of it; who leads their side, which seats are free."""
    person = uow.people.by_id(event.person)
    vendor = uow.vendors.by_id(event.vendor)
    parted, left = _ended(person, uow)
    manager, lead = manager_of(vendor, uow), lead_of_side(person, uow)
    _tell(manager, person, left, parted, uow)
    if lead and manager and lead.id != manager.id:
        _tell(lead, person, {}, Parted(places=_seats_in(parted), tokens=0), uow)


def end_with_slack(person: Person, uow: UnitOfWork) -> None:
    """They are in Slack no more. Where successors are named, the clock hands over soon; the lead of their side hears of the rest."""
    if person.leaves_on and uow.leaving.successors_of(person.id):
        return
    _tell_both(person, *_ended(person, uow), uow)


def end_with_the_day(person: Person, uow: UnitOfWork) -> Holdings:
    """Their last day is over, once. Whoever has no Slack has left; of others of a vendor the vendor manager is asked."""
    left = hand_over(person, uow)
    if not uow.leaving.part(person.id):
        return left
    _tell_both(person, part(person, uow), {}, uow)
    if person.is_gone:
        return left
    uow.record(LastDayPassed(person=person.id))
    if person.slack_user is None:
        uow.people.set_left(person.id, uow.at)
    elif person.vendor_id:
        uow.people.doubt(person.id)
        ask_whether_gone(person, f"{name_of(person)}'s last day was {person.leaves_on:%-d %B %Y}.", uow)
    return left


def _ended(person: Person, uow: UnitOfWork) -> tuple[Parted, Holdings]:
    if uow.leaving.successors_of(person.id):
        hand_over(person, uow)
    return part(person, uow), uow.leaving.holdings(person.id)


# --- who hears of it -----------------------------------------------------------------------------------------------------


def _tell_both(person: Person, parted: Parted, left: Holdings, uow: UnitOfWork) -> None:
    """What is still theirs is for the lead of their side to give on; who leads a vendor and who sends results, for its manager."""
    vendor = uow.vendors.by_id(person.vendor_id) if person.vendor_id else None
    lead, manager = lead_of_side(person, uow), manager_of(vendor, uow) if vendor else None
    if manager is None or (lead and lead.id == manager.id):
        _tell(lead or manager, person, left, parted, uow)
        return
    seats = _seats_in(parted)
    others = tuple(its for its in parted.places if its not in seats)
    _tell(lead, person, left, Parted(places=seats, tokens=0), uow)
    _tell(manager, person, {}, Parted(places=others, tokens=parted.tokens), uow)


def _seats_in(parted: Parted) -> tuple[Held, ...]:
    """Each side names its own people in bodies, so its lead hears of a seat that is free."""
    return tuple(its for its in parted.places if its.thing.startswith("body:"))


def _tell(who: Person | None, person: Person, left: Holdings, parted: Parted, uow: UnitOfWork) -> None:
    if who is None or not (left or parted):
        return
    message = Message(tuple(_words(person, left, parted, uow)))
    once = f"ended:{person.id}:{bool(parted)}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_all([who], lambda _: message, f"{person.name} {when(person)}", uow, once=once)


def _words(person: Person, left: Holdings, parted: Parted, uow: UnitOfWork) -> list[Block]:
    front = "has left Slack" if person.left_at and person.slack_user else when(person)
    if person.refused_for:
        front = f"no longer works for {esc(uow.vendors.by_id(person.refused_for).name)}"
    lines = [f"{name_of(person)} {front}."]
    lines += [f"{count(left)} theirs."] if left else []
    seats = _seats_in(parted)
    roles = [its for its in parted.places if its not in seats]
    if roles:
        lines.append(
            f"Nobody is {listing(places_in(roles, uow))} now. `/vendor lead` and `/vendor executive` name others."
        )
    if seats:
        lines.append(f"Free now: {listing(places_in(seats, uow))}. `session body` names others.")
    if parted.tokens:
        opened = plural(parted.tokens, "token of theirs opens", "tokens of theirs open")
        lines.append(f"{opened} nothing any more: `/sla token new` makes another where a program still sends results.")
    return [section(" ".join(lines)), *([actions(name_button(person))] if left else [])]
