"""Somebody works for another company than before and is in Slack still: what was theirs goes over at once, and stays with nobody."""

from governance.events import PersonMoved
from governance.leaving import Holdings
from governance.people import Act, Person, may
from handlers.kit.blocks import section
from handlers.kit.deputies import lead_of_side
from handlers.kit.leads import tell_all
from handlers.kit.parting import part
from handlers.kit.replies import Message
from handlers.leaving.handing import hand_over
from handlers.leaving.words import count, name_of
from storage.unit_of_work import UnitOfWork


def move_away(person: Person, uow: UnitOfWork) -> None:
    """To Parley they are a stranger from now on. Whoever was named takes over, or else their deputy or the lead of their side."""
    usual, lead = _usual(person, uow), lead_of_side(person, uow)
    named = uow.leaving.successors_of(person.id)
    for kind in uow.leaving.holdings(person.id):
        if usual and kind not in named:
            uow.leaving.name(person.id, kind, usual.id)
    left = hand_over(person, uow)
    part(person, uow)
    uow.leaving.start_anew(person.id)
    uow.outbox.forget_lane(f"channel:{person.slack_user}", "they work for another company")
    uow.people.release(person.id)
    uow.record(PersonMoved(person=person.id, vendor=person.vendor_id))
    if lead and left:
        _tell(lead, person, left, uow)


def _usual(person: Person, uow: UnitOfWork) -> Person | None:
    """Their deputy, else the account lead of their side; of their own company only, and somebody who does more than read."""
    lead = lead_of_side(person, uow)
    deputy = uow.people.some({person.deputy_id}).get(person.deputy_id) if person.deputy_id else None
    return next((its for its in (deputy, lead) if its and _fits(its, person)), None)


def _fits(successor: Person, person: Person) -> bool:
    there = not (successor.left_at or successor.leaves_on or successor.awaits)
    return successor.party == person.party and there and may(successor, Act.KEEP_ACTIONS)


def _tell(lead: Person, person: Person, left: Holdings, uow: UnitOfWork) -> None:
    words = f"{name_of(person)} works for another company now. {count(left)} theirs still: please give them to somebody else."
    once = f"moved:{person.id}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_all([lead], lambda _: Message((section(words),)), f"{person.name} has left", uow, once=once)
