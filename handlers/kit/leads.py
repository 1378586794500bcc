"""Writing to the account leads of both companies: in Slack, or by mail where somebody has no Slack; each message once."""

from collections.abc import Callable, Iterable

from governance.escalations import Level, asked
from governance.people import Person
from governance.vendors import Vendor
from handlers.kit.blocks import section
from handlers.kit.deputies import hearers
from handlers.kit.news import on_behalf_of
from handlers.kit.one_acts import write_mail
from handlers.kit.replies import Message
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

Write = Callable[[Person], Message]


def leads_of(vendor: Vendor, uow: UnitOfWork) -> list[Person]:
    """The account lead of each side, ours first; where the sponsor named none, the administrator."""
    people = uow.people.some(asked(Level.LEADS, vendor, uow.workspace.administrator))
    return sorted(people.values(), key=lambda person: (not person.is_sponsors, person.id))


def tell_leads(vendor: Vendor, write: Write, subject: str, uow: UnitOfWork, *, once: str) -> tuple[int, ...]:
    """What `write` has to say to each lead, or to whoever is there for them; the ids of those who are told now."""
    return tell_all(leads_of(vendor, uow), write, subject, uow, once=once)


def tell_all(people: Iterable[Person], write: Write, subject: str, uow: UnitOfWork, *, once: str) -> tuple[int, ...]:
    """The same for any people."""
    leads = list(people)
    there = hearers(leads, uow)
    told = [lead.id for lead in leads if _tell(lead, there[lead.id], write, subject, uow, f"{once}:{lead.id}")]
    return tuple(told)


def _tell(lead: Person, hearer: Person, write: Write, subject: str, uow: UnitOfWork, once: str) -> bool:
    said = write(lead)
    front = on_behalf_of(lead, hearer)
    message = Message((section(front.strip()), *said.blocks)) if front else said
    if hearer.slack_user:
        payload = message.payload() | {"channel": hearer.slack_user}
        return uow.outbox.put(Kind.POST, f"channel:{hearer.slack_user}", payload, once=once) is not None
    if hearer.mail is None:
        return False
    return write_mail(hearer, subject=subject, blocks=message.blocks, once=once, uow=uow)
