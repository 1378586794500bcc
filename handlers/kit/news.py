"""News of an action item for one person: at once while they work, else in their next daily message; to the deputy of whoever is away."""

from governance.actions import ActionItem
from governance.calendar.working_hours import is_working
from governance.events import Door
from governance.people import Person
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, section
from handlers.kit.deputies import day_of, hearers
from handlers.kit.one_acts import write_mail
from handlers.kit.replies import Message
from handlers.kit.words import lasting_words
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork


def tell(person: int, item: ActionItem, words: str, buttons: tuple[Block, ...], uow: UnitOfWork) -> None:
    """Nobody is told what they did themselves. What cannot wait is said at any hour; by mail nothing else is."""
    who = uow.people.by_id(person)
    hearer = hearers([who], uow)[person]
    if (
        (hearer.slack_user or hearer.mail) is None
        or uow.door is Door.IMPORT
        or (uow.actor and uow.actor.id in (person, hearer.id))
    ):
        return
    if item.concern or (hearer.slack_user and hears_now(hearer, uow)):
        owner = None if hearer.id == item.owner_id else uow.people.by_id(item.owner_id)
        line = shown.lasting_line(item, owner, day_of(hearer, uow))
        message = Message((section(f"{on_behalf_of(who, hearer)}{words}\n{line}"), actions(*buttons)))
        once = f"tell:{item.reference}:{person}:{uow.at:%Y%m%dT%H%M%S%f}"
        if hearer.slack_user is None:
            write_mail(hearer, subject=f"{item.reference} cannot wait", blocks=message.blocks, once=once, uow=uow)
            return
        payload = message.payload() | {"channel": hearer.slack_user}
        uow.outbox.put(Kind.POST, f"channel:{hearer.slack_user}", payload, once=once)
    else:
        uow.reminders.keep_news(person, item.id, words, uow.at)


def hears_now(person: Person, uow: UnitOfWork) -> bool:
    """At work and not away."""
    return is_working(person.hours(uow.workspace.zone), uow.at) and not person.is_away(day_of(person, uow))


def on_behalf_of(who: Person, hearer: Person) -> str:
    """What a deputy reads first."""
    if who.is_gone and who.id != hearer.id:
        why = "has left" if who.left_at else "no longer works on this"
        return f"*For {shown.person(who)}, who {why}:* "
    if who.id == hearer.id or who.away_until is None:
        return ""
    return f"*For {shown.person(who)}, away until {lasting_words(who.away_until, who.away_until)}:* "
