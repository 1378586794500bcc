"""What Slack says of people: they have left, or are back."""

from governance.events import (
    DigestStopped,
    PersonDeparted,
    PersonReturned,
)
from governance.people import Person
from handlers.kit.blocks import actions, section
from handlers.kit.deputies import lead_of_side
from handlers.kit.leads import tell_all
from handlers.kit.replies import Message
from handlers.leaving.words import count, name_button, name_of
from storage.unit_of_work import UnitOfWork


def notice(person: Person, *, gone: bool, uow: UnitOfWork) -> None:
    """They are in Slack no more, or back; heard twice it is the same."""
    if gone == (person.left_at is not None):
        return
    uow.people.set_left(person.id, uow.at if gone else None)
    if not gone:
        uow.leaving.forget(person.id)
        uow.record(PersonReturned(person=person.id))
        return
    uow.record(PersonDeparted(person=person.id))
    if person.slack_user:
        uow.outbox.forget_lane(f"channel:{person.slack_user}", "they have left Slack")
    for its in uow.schedules.going_to("digest", [f"mail:{person.id}", person.slack_user or ""]):
        uow.schedules.stop(its.id)
        uow.record(DigestStopped(schedule=its.id, channel=its.channel, vendor=its.vendor_id))
    _tell_lead(uow.people.by_id(person.id), uow)


def _tell_lead(person: Person, uow: UnitOfWork) -> None:
    """The account lead of their side, once for each time they leave."""
    lead, holdings = lead_of_side(person, uow), uow.leaving.holdings(person.id)
    if lead is None or not holdings:
        return
    words = f"{name_of(person)} has left Slack. {count(holdings)} theirs."
    message = Message((section(words), actions(name_button(person))))
    once = f"left:{person.id}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_all([lead], lambda _: message, f"{person.name} has left", uow, once=once)
