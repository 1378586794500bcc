"""Who is told of a session in a direct message, and how."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from governance.people import Person
from governance.sessions import Session
from handlers.kit.blocks import Block
from handlers.kit.replies import Message
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork


def callers(session: Session, uow: UnitOfWork) -> list[Person]:
    """Whoever called the session; where they cannot be written to, the vendor's leads; else the administrator."""
    vendor = uow.vendors.by_id(session.vendor_id)
    in_turn = ((session.called_by,), (vendor.sponsor_lead, vendor.vendor_lead), (uow.workspace.administrator,))
    known = uow.people.some({who for some in in_turn for who in some if who})
    for some in in_turn:
        reached = [known[who] for who in some if who in known and known[who].slack_user]
        if reached:
            return reached
    return []


def tell(person: Person, blocks: Sequence[Block], uow: UnitOfWork, *, once: str) -> None:
    """A direct message, said once."""
    payload = Message(tuple(blocks)).payload() | {"channel": person.slack_user}
    uow.outbox.put(Kind.POST, f"channel:{person.slack_user}", payload, once=once[:200])


def zone_of(person: Person, uow: UnitOfWork) -> ZoneInfo:
    return ZoneInfo(person.zone or uow.workspace.zone)
