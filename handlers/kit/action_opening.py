"""Opening an action item: the same way, whether somebody asks for it or it is to put a breach or a risk right."""

from dataclasses import dataclass

from governance.actions import ActionItem, Draft, first_state, open_item, waits_on
from governance.actions import State as ActionState
from governance.events import ActionItemOpened, Words
from governance.people import Person
from governance.vendors import Vendor
from handlers.kit.finding import may_own
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Stem:
    """What an action item is to put right: the breach or risk by its id, its study, and who verifies that it is done."""

    id: int
    study: int | None
    asker: Person


def open_draft(
    draft: Draft,
    vendor: Vendor | None,
    owner: Person,
    request: Request,
    uow: UnitOfWork,
    *,
    batch: str | None = None,
    stem: Stem | None = None,
) -> ActionItem:
    """Opens it, in the channel's study where the channel is of one. Those of one `batch` are announced together."""
    may_own(owner, vendor, request.by)
    fit = open_item(draft, request.today)
    asker = stem.asker if stem else request.by
    state = ActionState.ACCEPTED if owner.id == request.by.id else first_state(owner.id, asker.id)
    item = uow.actions.add(
        fit,
        asker.id,
        request.at,
        state=state,
        waits_on=waits_on(state, owner, asker, needs_verification=False) or "sponsor",
        vendor=vendor.id if vendor else None,
        study=stem.study if stem else _study(vendor, request),
        origin_id=stem.id if stem else None,
        asked_by=request.by.id if request.by.id != asker.id else None,
    )
    uow.record(
        ActionItemOpened(
            action=item.id,
            vendor=item.vendor_id,
            study=item.study_id,
            title=Words(item.title),
            owner=item.owner_id,
            due_on=item.due_on,
            source=item.source,
            origin=item.origin,
            concern=item.concern,
            batch=batch,
            number=item.number,
            opened_by=item.opened_by,
            state=item.state,
        )
    )
    return item


def _study(vendor: Vendor | None, request: Request) -> int | None:
    link = request.place.link
    return link.study_id if link and vendor and link.vendor_id == vendor.id else None
