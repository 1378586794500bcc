"""Into a handler: whichever door somebody comes by, what they may do is asked in this moment (handlers/kit/entering.py)."""

from governance.refusals import NotSetUp
from handlers.kit.entering import check_entry
from handlers.kit.feature import Command, Control
from handlers.kit.replies import Reply
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork


def gate(uow: UnitOfWork, *, before_setup: bool) -> None:
    """Raises NotSetUp until there is an administrator."""
    if uow.workspace.administrator is None and not before_setup:
        raise NotSetUp


def enter(entry: Command | Control, request: Request, uow: UnitOfWork) -> Reply:
    """Calls the handler. Raises NotSetUp or what `check_entry` does before that, and what the handler refuses."""
    gate(uow, before_setup=entry.before_setup)
    check_entry(request.by, entry.act, uow)
    return entry.handler(request, uow)
