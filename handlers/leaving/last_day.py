"""The last day: who takes over is asked for once more while it lasts, and somebody's part ends with it."""

from datetime import timedelta

from governance.leaving import Holdings
from governance.people import Person
from handlers.kit.blocks import actions, section
from handlers.kit.deputies import day_of, lead_of_side
from handlers.kit.leads import tell_all
from handlers.kit.replies import Message
from handlers.kit.requests import Tick
from handlers.leaving.ending import end_with_the_day
from handlers.leaving.handing import is_over
from handlers.leaving.register import feature
from handlers.leaving.words import counts, name_button, name_of, when
from storage.unit_of_work import UnitOfWork


@feature.every("leaving", "*/15 * * * *")
def end_the_day(tick: Tick, uow: UnitOfWork) -> None:
    """Whose last day is over hands over; on the day itself, where nobody is named, the account lead is reminded."""
    # Somewhere it is tomorrow already.
    for person in uow.leaving.leaving(tick.at.date() + timedelta(days=1)):
        if is_over(person, uow) or person.leaves_on == day_of(person, uow):
            _end(person, uow)


def _end(person: Person, uow: UnitOfWork) -> None:
    left = end_with_the_day(person, uow) if is_over(person, uow) else _unnamed(person, uow)
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
