"""Who hears of a decision: everybody in its session's thread, and of what is decided by mail the vendor's channel and who was asked."""

from collections.abc import Iterable
from hashlib import sha256

from governance.decisions import Decision
from governance.events import Door
from governance.people import Person
from governance.sessions import Session
from handlers.kit.channels import channel_for
from handlers.kit.leads import tell_all
from handlers.kit.replies import Message, Reply, Say
from handlers.kit.requests import Request
from handlers.kit.sittings import say_in_thread
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork


def told_as(decision: Decision) -> str:
    """The name of the message in the thread that told of it."""
    return f"decision:{decision.id}"


def tell(session: Session, said: Message, once: str, request: Request, uow: UnitOfWork) -> Reply:
    """Everybody in the thread reads it; whoever is not in the thread as they ask reads it in the answer too."""
    say_in_thread(session, said, once, uow)
    return None if request.door is Door.THREAD else Say(message=said)


def once_for(request: Request, text: str) -> str:
    """A key for what is said of something that came to nothing; two things of one message are said both."""
    return f"undecided:{request.key[:120]}:{sha256(text.encode()).hexdigest()[:12]}"


def tell_again(decision: Decision, said: Message, uow: UnitOfWork) -> None:
    """The message that told of it says how it stands now."""
    place = uow.outbox.said(told_as(decision))
    if place is None:
        return
    channel, ts = place
    payload = said.payload() | {"channel": channel, "ts": ts}
    once = f"decision:{decision.id}:again:{uow.at:%Y%m%dT%H%M%S%f}"
    uow.outbox.put(Kind.UPDATE, f"channel:{channel}", payload, once=once)


def tell_the_channel(decision: Decision, said: Message, once: str, uow: UnitOfWork) -> None:
    """In the vendor's channel for its study, if there is one."""
    channel = channel_for(decision.vendor_id, decision.study_id, uow)
    if channel:
        uow.outbox.put(Kind.POST, f"channel:{channel}", said.payload() | {"channel": channel}, once=once)


def tell_each(people: Iterable[Person], said: Message, subject: str, once: str, uow: UnitOfWork) -> None:
    """These people, but whoever did it: they have their answer."""
    done_by = uow.actor.id if uow.actor else None
    tell_all((its for its in people if its.id != done_by), lambda _: said, subject, uow, once=once)
