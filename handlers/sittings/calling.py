"""Whoever is missing from a session may have a deputy: those are called, each once."""

from collections.abc import Mapping

from governance.bodies import Presence
from governance.people import READERS, Act, Person
from governance.sittings import NobodyToCall
from handlers.kit import shown
from handlers.kit.blocks import actions, button, esc, one_way, section
from handlers.kit.one_acts import write_mail
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Request
from handlers.kit.sittings import Sitting, started_as
from handlers.kit.words import listing
from handlers.sittings.finding import that_is_on
from handlers.sittings.register import feature
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork


@feature.button("sittings.deputies", act=Act.NOTE_IN_SESSIONS)
def call(request: Request, uow: UnitOfWork) -> Reply:
    sitting, _ = that_is_on(request.ref, request, uow)
    deputies = _deputies(sitting, uow)
    if not deputies:
        raise NobodyToCall(why=_why(sitting))
    called = [who for who, member in deputies.items() if _tell(who, member, sitting, uow)]
    if not called:
        raise NobodyToCall(why="all who are named have been called already")
    people = [f"{shown.person(who)} for {shown.person(deputies[who])}" for who in called]
    return say(section(f"Called: {listing(people)}. They can say with one click that they are here."))


def _why(sitting: Sitting) -> str:
    return "everybody is there" if not _missing(sitting) else "nobody is named as the deputy of whoever is missing"


def _missing(sitting: Sitting) -> list[int]:
    return [who for who in sitting.counted if who not in sitting.attendance.counted()]


def _deputies(sitting: Sitting, uow: UnitOfWork) -> Mapping[Person, Person]:
    """Deputy and member: the deputies of whoever is missing who are not there and have not said that they cannot be."""
    pairs = [(deputy, who) for who in _missing(sitting) for deputy in _named_for(who, sitting)]
    people = uow.people.some({deputy for deputy, _ in pairs})
    found: dict[Person, Person] = {}
    for deputy, member in pairs:
        its, whose = people.get(deputy), sitting.people[member]
        if its and _can_come(its, whose, sitting):
            found.setdefault(its, whose)
    return found


def _named_for(member: int, sitting: Sitting) -> list[int]:
    """By the body first, then by themselves."""
    own = sitting.people[member].deputy_id
    named = [*(sitting.body.deputies_of(member) if sitting.body else ()), *([own] if own else [])]
    return list(dict.fromkeys(named))


def _can_come(deputy: Person, member: Person, sitting: Sitting) -> bool:
    sorry = {its.person_id for its in sitting.attendance.lines if its.how is Presence.APOLOGY}
    busy = deputy.id in sitting.attendance.there() | sorry
    return not busy and deputy.is_there and deputy.party == member.party and deputy.role not in READERS


def _tell(deputy: Person, member: Person, sitting: Sitting, uow: UnitOfWork) -> bool:
    """Once a session; False where they were called before or nothing reaches them."""
    its, once = sitting.session, f"called:{sitting.session.uid}:{deputy.id}"
    join = f"<{its.join_link}|Join>" if its.join_link else _where(sitting, uow)
    ask = f"Can you join *{its.reference}* {esc(one_way(its.title))} now, for {shown.person(member)}?"
    text = section(f":telephone_receiver: {ask} {join}".rstrip())
    here = button(f"I am here for {member.name}", "sittings.stand_in", f"{its.reference} {member.id}", style="primary")
    message = Message((text, actions(here)))
    if deputy.slack_user:
        payload = message.payload() | {"channel": deputy.slack_user}
        return uow.outbox.put(Kind.POST, f"channel:{deputy.slack_user}", payload, once=once) is not None
    subject = f"Can you join {its.reference} now?"
    return bool(deputy.mail) and write_mail(deputy, subject=subject, blocks=message.blocks, once=once, uow=uow)


def _where(sitting: Sitting, uow: UnitOfWork) -> str:
    said = uow.outbox.said(started_as(sitting.session))
    return f"It is held in <#{said[0]}>." if said else ""
