"""Handing over: at the end of the last day, one message for each successor; what nobody is named for stays, and the lead hears."""

from collections.abc import Sequence
from datetime import timedelta

from governance.events import (
    ThingTransferred,
    Words,
)
from governance.leaving import Holdings, Kind
from governance.people import Person, Role
from handlers.kit.blocks import actions, button, section
from handlers.kit.deputies import day_of, lead_of_side
from handlers.kit.leads import tell_all
from handlers.kit.replies import Message
from handlers.kit.requests import Tick
from handlers.leaving.register import feature
from handlers.leaving.words import counted, counts, name_button, name_of, names, when
from storage.unit_of_work import UnitOfWork


def hand_over(person: Person, uow: UnitOfWork) -> Holdings:
    """Everything for which somebody is named goes to them, one message each; what is left stays with the one who leaves."""
    holdings, named = uow.leaving.holdings(person.id), uow.leaving.successors_of(person.id)
    got: dict[int, list[Kind]] = {}
    people = uow.people.some(set(named.values()))
    for kind in holdings:
        successor = people.get(named.get(kind, 0))
        if successor and not successor.left_at:
            _hand(kind, person, successor, holdings, uow)
            got.setdefault(successor.id, []).append(kind)
    for successor_id, kinds in got.items():
        _tell_successor(person, people[successor_id], kinds, holdings, uow)
    left = uow.leaving.holdings(person.id)
    if not left:
        uow.leaving.done(person.id)
    return left


def _hand(kind: Kind, person: Person, successor: Person, holdings: Holdings, uow: UnitOfWork) -> None:
    uow.leaving.hand_over(kind, person.id, successor.id)
    reason = Words(f"who had it {when(person)}")  # by number alone the entry says who: a name in it could not be erased
    for its in holdings[kind]:
        uow.record(ThingTransferred(thing=its.thing, part=its.part, old=person.id, new=successor.id, reason=reason))
    if kind is Kind.ROLES and any(its.part == "vendor_lead" for its in holdings[kind]):
        uow.people.recognise(successor.id, Role.VENDOR_LEAD, successor.vendor_id)


def _tell_successor(
    person: Person, successor: Person, kinds: Sequence[Kind], holdings: Holdings, uow: UnitOfWork
) -> None:
    """One message, however much it is."""
    lines = [f"• {counted(kind, holdings)}: {names(kind, holdings, uow)}" for kind in kinds]
    words = "\n".join([f"{name_of(person)} {when(person)}. From now on these are yours:", *lines])
    message = Message((section(words), actions(button("What waits on me", "again", "me waiting", style="primary"))))
    once = f"handed:{person.id}:{successor.id}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_all([successor], lambda _: message, f"{person.name} {when(person)}", uow, once=once)


@feature.every("leaving", "*/15 * * * *")
def end_the_day(tick: Tick, uow: UnitOfWork) -> None:
    """Whose last day is over hands over; on the day itself, where nobody is named, the account lead is reminded."""
    # Somewhere it is tomorrow already.
    for person in uow.leaving.leaving(tick.at.date() + timedelta(days=1)):
        if person.leaves_on and person.leaves_on <= day_of(person, uow):
            _end(person, uow)


def _end(person: Person, uow: UnitOfWork) -> None:
    left = hand_over(person, uow) if is_over(person, uow) else _unnamed(person, uow)
    if left:
        _remind(person, left, uow)


def _unnamed(person: Person, uow: UnitOfWork) -> Holdings:
    named = uow.leaving.successors_of(person.id)
    return {kind: held for kind, held in uow.leaving.holdings(person.id).items() if kind not in named}


def _remind(person: Person, left: Holdings, uow: UnitOfWork) -> None:
    lead = lead_of_side(person, uow)
    words = f"{name_of(person)} {when(person)}, and nobody is named yet to take over {counts(left)}."
    message = Message((section(words), actions(name_button(person))))
    once = f"leaving:{person.id}:{person.leaves_on}"
    tell_all([lead] if lead else [], lambda _: message, f"{person.name} leaves", uow, once=once)


def is_over(person: Person, uow: UnitOfWork) -> bool:
    """Whether their last day has ended where they are, or they are gone already."""
    return person.left_at is not None or (person.leaves_on is not None and person.leaves_on < day_of(person, uow))
