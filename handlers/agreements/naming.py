"""Finding the agreement a line, a button or a form is about, and changing it while nobody has ended it."""

from governance.agreements import (
    Agreement,
    UnknownAgreement,
)
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.words import shortened
from storage.unit_of_work import UnitOfWork


def the_agreement(ident: object, request: Request, uow: UnitOfWork) -> Agreement:
    """The one with this number that nobody has ended. Who may not see it finds none."""
    number = str(ident)
    is_one = number.isascii() and number.isdigit() and len(number) < 10
    its = uow.agreements.by_id(int(number)) if is_one else None
    if its is None or its.ended_on is not None or not sees_here(its.vendor_id, request):
        raise UnknownAgreement(reference=f"G-{shortened(str(ident))}")
    return its


def changed_to(its: Agreement, uow: UnitOfWork, **values: object) -> Agreement:
    changed = uow.agreements.change(its, **values)
    if changed is None:
        raise UnknownAgreement(reference=its.reference)
    return changed
