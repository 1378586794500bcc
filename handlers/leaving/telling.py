"""Whoever is said to leave hears it, from whom, and who takes over what is theirs; and can say that it is wrong."""

from collections.abc import Mapping

from governance.leaving import Holdings, Kind
from governance.people import Person
from handlers.kit import shown
from handlers.kit.blocks import actions, button, section
from handlers.kit.leads import tell_all
from handlers.kit.replies import Message
from handlers.leaving.words import counted, counts, name_button, names, when
from storage.unit_of_work import UnitOfWork


def tell_of_plan(person: Person, uow: UnitOfWork) -> None:
    holdings = uow.leaving.holdings(person.id)
    goes = f" At the end of that day {counts(holdings)} go over to whoever is named for them." if holdings else ""
    _tell_them(person, f"{shown.person(uow.actor)} has told me that you {_leave(person)}.{goes}", "planned", uow)


def tell_of_successors(person: Person, uow: UnitOfWork) -> None:
    holdings, named = uow.leaving.holdings(person.id), uow.leaving.successors_of(person.id)
    people = uow.people.some(set(named.values()))
    lines = [goes_to(kind, holdings, people.get(named.get(kind, 0)), uow) for kind in holdings]
    front = f"{shown.person(uow.actor)} has said who takes over what is yours at the end of {_day(person)}:"
    _tell_them(person, "\n".join([front, *lines]), "named", uow)


def tell_what_went_over(person: Person, got: Mapping[Kind, Person], holdings: Holdings, uow: UnitOfWork) -> None:
    """At the end of their last day, to whoever is still there to read it."""
    if person.is_gone or person.leaves_on is None or not got:
        return
    lines = [goes_to(kind, holdings, successor, uow) for kind, successor in got.items()]
    front = f"Your last day was {_day(person)}, as I was told, so this has gone over:"
    message = Message((section("\n".join([front, *lines])),))
    once = f"went:{person.id}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_all([person], lambda _: message, "What was yours has gone over", uow, once=once)


def tell_who_said_so(person: Person, who: int, uow: UnitOfWork) -> None:
    message = Message((section(f"{shown.person(person)} says that they do not leave, so nothing is handed over."),))
    once = f"denied:{person.id}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_all(uow.people.some({who}).values(), lambda _: message, f"{person.name} stays", uow, once=once)


def goes_to(kind: Kind, holdings: Holdings, successor: Person | None, uow: UnitOfWork) -> str:
    """What there is of a kind, and who takes it over."""
    goes = f", to {shown.person(successor)}" if successor else ""
    return f"• {counted(kind, holdings)}: {names(kind, holdings, uow)}{goes}"


def _tell_them(person: Person, words: str, what: str, uow: UnitOfWork) -> None:
    wrong = button("That is wrong", "leaving.wrong", uow.actor.id if uow.actor else 0)
    more = [name_button(person)] if uow.leaving.holdings(person.id) else []
    message = Message((section(words), actions(wrong, *more)))
    once = f"{what}:{person.id}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_all([person], lambda _: message, "You are said to leave", uow, once=once)


def _leave(person: Person) -> str:
    return when(person).replace("leaves", "leave")


def _day(person: Person) -> str:
    return f"{person.leaves_on:%-d %B %Y}"
