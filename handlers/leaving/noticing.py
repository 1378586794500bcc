"""What Slack says of people: they have left, or are back."""

from governance.events import PersonDeparted, PersonReturned
from governance.people import Person
from handlers.kit.confirming import lanes_of
from handlers.leaving.ending import end_with_slack
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
    for lane in lanes_of(person):
        uow.outbox.forget_lane(lane, "they have left Slack")
    end_with_slack(uow.people.by_id(person.id), uow)
