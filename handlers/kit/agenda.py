"""What stands on the agenda of a vendor's next session: put there by what happens, shown beside the session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from governance.agenda import LONGEST_TITLE, AgendaItem, Outcome, in_order
from governance.decisions import Decision
from governance.drawing_up import is_rest
from governance.events import AgendaItemAdded, AgendaItemSettled, Words
from governance.sessions import Kind, Session, State
from handlers.kit.blocks import cut, esc, one_way
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork

SHOWN = 4
TITLE = 120
Key = tuple[int, int | None, str]  # of a KPI: see Definition.key
MANY = 50
NEVER_HELD = timedelta(hours=12)  # so long after its beginning a session that nobody started was not held


def put_on_agenda(
    vendor: int, title: str, stems_from: str, uow: UnitOfWork, *, for_kind: Kind | None = None, **more: Any
) -> None:
    """For the next session there is, or the next of this kind; once, however often it is put there. `more` are fields of `NewItem`."""
    its = {"drawn": True} | more
    item = uow.agenda.add(vendor, title, uow.at, stems_from=stems_from, for_kind=for_kind, **its)
    if item:
        uow.record(AgendaItemAdded(agenda_item=item.id, vendor=vendor, title=Words(title), stems_from=stems_from))


def to_decide(its: Decision) -> str:
    """The title of a point at which a decision that waits is to be made, whoever puts it there."""
    return cut(f"Decide {its.reference}: {its.outcome}", LONGEST_TITLE)


def shows(its: Decision) -> str:
    """The command that shows a decision."""
    return f"session decisions {its.reference}"


def take_off_agenda(vendor: int, stems_from: str, uow: UnitOfWork) -> None:
    for item in uow.agenda.settle_all(vendor, [stems_from], uow.at):
        uow.record(AgendaItemSettled(agenda_item=item.id, vendor=vendor, stems_from=stems_from))


def agenda_of(session: Session, uow: UnitOfWork) -> list[str]:
    """The line beside a vendor's next session: its points in order, then what waits for it; none beside the others, and nothing the
    channel is yet to hear of."""
    if session.state is State.CANCELLED or session.starts_at <= uow.at:
        return []
    if [its.id for its in uow.sessions.coming(session.vendor_id, uow.at, most=1)] != [session.id]:
        return []
    there = uow.agenda.of_session(session.id)
    stands = [its for its in there if its.outcome is not Outcome.SETTLED]
    known = {its.stems_from for its in there if its.stems_from}
    waits = uow.agenda.waiting_for(session, MANY, missed_before=uow.at - NEVER_HELD)
    items = [*in_order(stands), *(its for its in waits if its.stems_from not in known and not is_rest(its))]
    titles = [esc(one_way(cut(its.title, TITLE))) for its in told(items, session.vendor_id, uow)]
    if len(titles) > SHOWN:
        titles = [*titles[: SHOWN - 1], f"{len(titles) - SHOWN + 1} more"]
    return [f"On the agenda: {listing(titles)}"] if titles else []


def told(items: Sequence[AgendaItem], vendor: int, uow: UnitOfWork) -> list[AgendaItem]:
    """What of these the channel may hear of."""
    withheld = withheld_of(vendor, uow).stems if items else frozenset()
    return [its for its in items if its.stems_from not in withheld]


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """What the channel is yet to hear: the stems of the breaches, and of all that would tell of them."""

    stems: frozenset[str]
    keys: frozenset[Key]


def withheld_of(vendor: int, uow: UnitOfWork) -> Withheld:
    stems = uow.breaches.withheld(vendor)
    found = uow.breaches.some([number_of(its) for its in stems]) if stems else []
    definitions = uow.kpis.some({its.definition_id for its in found}) if found else {}
    also = {f"result:{its.result_id}" for its in found} | {f"definition:{its.definition_id}" for its in found}
    also |= {f"action:{its.action_id}" for its in found if its.action_id}
    return Withheld(stems=frozenset(stems | also), keys=frozenset(its.key for its in definitions.values()))


def number_of(stems: str) -> int:
    """The 4 of `breach:4`."""
    return int(stems.partition(":")[2])
