"""Handing over: at the end of the last day, one message for each successor; what nobody is named for stays, and the lead hears."""

from collections.abc import Sequence

from governance.events import (
    ThingTransferred,
    Words,
)
from governance.leaving import Holdings, Kind, can_follow
from governance.people import Person, Role
from handlers.kit.blocks import actions, button, section
from handlers.kit.deputies import day_of
from handlers.kit.leads import tell_all
from handlers.kit.replies import Message
from handlers.leaving.telling import tell_what_went_over
from handlers.leaving.words import counted, name_of, names, when
from storage.unit_of_work import UnitOfWork


def hand_over(person: Person, uow: UnitOfWork) -> Holdings:
    """Everything for which somebody is named goes to them, one message each; what is left stays with the one who leaves."""
    holdings, named = uow.leaving.holdings(person.id), uow.leaving.successors_of(person.id)
    got: dict[int, list[Kind]] = {}
    people = uow.people.some(set(named.values()))
    for kind in holdings:
        successor = people.get(named.get(kind, 0))
        if successor and can_follow(successor, person):
            _hand(kind, person, successor, holdings, uow)
            got.setdefault(successor.id, []).append(kind)
    for successor_id, kinds in got.items():
        _tell_successor(person, people[successor_id], kinds, holdings, uow)
    went = {kind: people[successor_id] for successor_id, kinds in got.items() for kind in kinds}
    tell_what_went_over(person, went, holdings, uow)
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


def is_over(person: Person, uow: UnitOfWork) -> bool:
    """Whether their last day has ended where they are, or they are gone already."""
    return person.is_gone or (person.leaves_on is not None and person.leaves_on < day_of(person, uow))
