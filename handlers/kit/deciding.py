"""While an item is escalated, what happens with it is for those who are asked there, or for whoever is there for them."""

from governance.actions import ActionItem
from governance.escalations import Escalation, deciders
from governance.refusals import NotYoursToDecide
from handlers.kit.deputies import hearers
from handlers.kit.requests import Request
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork


def check_decides(item: ActionItem, step: Escalation | None, request: Request, uow: UnitOfWork) -> None:
    """Raises NotYoursToDecide. Without a step nobody was asked, and there is nothing to check."""
    if step is None:
        return
    vendor = uow.vendors.by_id(item.vendor_id) if item.vendor_id else None
    people = uow.people.some(deciders(step, item, vendor, uow.workspace.administrator))
    there = hearers(people.values(), uow)
    if request.by.id not in {*people, *(its.id for its in there.values())}:
        names = listing(sorted(person.name for person in people.values())) or "the account leads"
        raise NotYoursToDecide(reference=item.reference, people=names)
