"""Finding the action item a reference names. To whoever may not see it, it does not exist."""

import re

from governance.actions import ActionItem
from governance.people import sees
from governance.refusals import NoReference, UnknownAction
from handlers.kit.requests import Request
from handlers.kit.words import shortened
from storage.actions import Sought
from storage.unit_of_work import UnitOfWork

NO_VENDOR = 0  # numbers begin at 1
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


def may_see(item: ActionItem, request: Request) -> bool:
    """Whether an item is the asker's to see, where they ask: in a shared channel only that channel's vendor exists."""
    vendor = shared_with(request)
    if vendor is not None and item.vendor_id != vendor:
        return False
    own = request.by.id == item.owner_id and item.vendor_id in (None, request.by.vendor_id)
    return own or sees(request.by, item.vendor_id)


def shared_with(request: Request) -> int | None:
    """The one vendor that exists in a channel other companies read; None where the asker alone reads."""
    return request.place.vendor.id if request.place.shared and request.place.vendor else None


def all_they_see(request: Request) -> Sought:
    """What of all open items is theirs to see here: to a vendor's people their own, and none in another vendor's channel."""
    place, own = shared_with(request), request.by.vendor_id
    if own is None:
        return Sought(vendor=place)
    return Sought(vendor=own if place in (None, own) else NO_VENDOR)
