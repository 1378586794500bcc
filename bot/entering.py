"""Into a handler: whichever door somebody comes by, what they may do is asked here, in this moment, and nowhere else."""

from bot.held import check_confirmed
from governance.people import may, who_can
from governance.refusals import NotSetUp, NotYours
from handlers.kit.feature import Command, Control
from handlers.kit.rehearsing import check_introduced
from handlers.kit.replies import Reply
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork


def gate(uow: UnitOfWork, *, before_setup: bool) -> None:
    """Raises NotSetUp until there is an administrator."""
    if uow.workspace.administrator is None and not before_setup:
        raise NotSetUp


def enter(entry: Command | Control, request: Request, uow: UnitOfWork) -> Reply:
    """Calls the handler. Raises NotSetUp, NotConfirmed, NotIntroduced or NotYours before that, and what the handler refuses."""
    gate(uow, before_setup=entry.before_setup)
    check_confirmed(request.by, uow)
    check_introduced(request.by, uow)
    if not may(request.by, entry.act):
        raise NotYours(deed=entry.act, who=who_can(entry.act, request.by))
    return entry.handler(request, uow)
