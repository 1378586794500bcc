"""What stands on the agenda of a vendor's next session: put there by what happens, shown beside the session."""

from typing import Any

from governance.events import AgendaItemAdded, AgendaItemSettled, Words
from governance.sessions import Kind, Session, State
from handlers.kit.blocks import cut, esc, one_way
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork

SHOWN = 4
TITLE = 120


def put_on_agenda(
    vendor: int, title: str, stems_from: str, uow: UnitOfWork, *, for_kind: Kind | None = None, **more: Any
) -> None:
    """For the next session there is, or the next of this kind; once, however often it is put there. `more` are fields of `NewItem`."""
    by = uow.actor.id if uow.actor else None
    item = uow.agenda.add(vendor, title, uow.at, stems_from=stems_from, by=by, for_kind=for_kind, **more)
    if item:
        uow.record(AgendaItemAdded(agenda_item=item.id, vendor=vendor, title=Words(title), stems_from=stems_from))


def take_off_agenda(vendor: int, stems_from: str, uow: UnitOfWork) -> None:
    item = uow.agenda.settle(vendor, stems_from, uow.at)
    if item:
        uow.record(AgendaItemSettled(agenda_item=item.id, vendor=vendor, stems_from=stems_from))


def agenda_of(session: Session, uow: UnitOfWork) -> list[str]:
    """The line beside a vendor's next session; none beside the others, and nothing the channel is yet to hear of."""
    if session.state is State.CANCELLED or session.starts_at <= uow.at:
        return []
    items = uow.agenda.open_of(session.vendor_id)
    if not items or [its.id for its in uow.sessions.coming(session.vendor_id, uow.at, most=1)] != [session.id]:
        return []
    withheld = uow.breaches.withheld(session.vendor_id)
    titles = [esc(one_way(cut(its.title, TITLE))) for its in items if its.stems_from not in withheld]
    if len(titles) > SHOWN:
        titles = [*titles[: SHOWN - 1], f"{len(titles) - SHOWN + 1} more"]
    return [f"On the agenda: {listing(titles)}"] if titles else []
