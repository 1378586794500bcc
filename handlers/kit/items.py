"""Finding the action item a reference names. To whoever may not see it, it does not exist."""

import re

from governance.actions import ActionItem
from governance.refusals import NoReference, UnknownAction
from handlers.kit.requests import Request
from handlers.kit.seeing import may_see
from handlers.kit.words import shortened
from storage.unit_of_work import UnitOfWork

_REFERENCE = re.compile(r"^\s*(?:A[-\u2010-\u2014]?|#)?(\d{1,9})\b[\s,:]*", re.IGNORECASE)


def the_item(text: str, request: Request, uow: UnitOfWork) -> ActionItem:
    """The item named at the front of a text."""
    return take_item(text, request, uow)[0]


def take_item(text: str, request: Request, uow: UnitOfWork) -> tuple[ActionItem, str]:
    """The item named at the front of a text, as A-17, a-17 or 17, and what follows."""
    found = _REFERENCE.match(text)
    if not found:
        said = f'"{shortened(text.strip())}" names no action item' if text.strip() else "The action item is missing"
        raise NoReference(said=said)
    item = uow.actions.numbered(int(found.group(1)))
    if item is None or not may_see(item, request):
        raise UnknownAction(reference=f"A-{found.group(1)}")
    return item, text[found.end() :].strip()
