"""What somebody sees where they ask: in a channel two companies share only its vendor exists, whoever asks there."""

from governance.actions import ActionItem
from governance.people import Person, sees
from handlers.kit.requests import Request
from storage.actions import Sought
from storage.unit_of_work import UnitOfWork

NO_VENDOR = 0  # numbers begin at 1


def shared_with(request: Request) -> int | None:
    """The one vendor that exists in a channel other companies read; None where the asker alone reads."""
    return request.place.vendor.id if request.place.shared and request.place.vendor else None


def sees_here(vendor_id: int | None, request: Request) -> bool:
    """Whether a vendor's matters are the asker's to see, where they ask."""
    return sees(request.by, vendor_id) and shared_with(request) in (None, vendor_id)


def may_see(item: ActionItem, request: Request) -> bool:
    """The same of an action item, which is its owner's to see too where it is about no other company."""
    if shared_with(request) not in (None, item.vendor_id):
        return False
    own = request.by.id == item.owner_id and item.vendor_id in (None, request.by.vendor_id)
    return own or sees(request.by, item.vendor_id)


def all_they_see(request: Request) -> Sought:
    """What of all open items is theirs to see here: to a vendor's people their own, and none in another vendor's channel."""
    place, own = shared_with(request), request.by.vendor_id
    if own is None:
        return Sought(vendor=place)
    return Sought(vendor=own if place in (None, own) else NO_VENDOR)


def of_our_sides(person: Person, request: Request) -> bool:
    """A vendor's people never learn who works for another vendor, nor does anyone in a shared channel."""
    return person.is_sponsors or sees_here(person.vendor_id, request)


def visible_vendors(request: Request, uow: UnitOfWork) -> list[str]:
    """The names of the vendors that exist for the asker here."""
    if request.place.shared and request.place.vendor:
        return [request.place.vendor.name] if sees(request.by, request.place.vendor.id) else []
    if request.by.is_sponsors:
        return uow.vendors.names()
    return [uow.vendors.by_id(request.by.vendor_id).name] if request.by.vendor_id else []
