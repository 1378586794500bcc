"""What people ask for before the sponsor has confirmed them: held as it arrived, done later, answered in a direct message."""

import re
from dataclasses import asdict, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.arrivals import Arrival, Asks
from governance.events import Door
from governance.people import Person
from governance.refusals import Refusal
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, context, cut, esc, paragraphs, section
from handlers.kit.confirming import ask_manager, ask_whether_still, manager_name
from handlers.kit.feature import Registry
from handlers.kit.replies import Reply, Say, Show, Wrong, say
from handlers.kit.requests import FileRef, Request
from handlers.kit.words import find_date, full_words
from storage.confirmations import Held
from storage.unit_of_work import UnitOfWork

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
# So much is held of one person; then the oldest is forgotten, which they are told.
MOST = 20
# Slack takes these back within the hour, or they hold what somebody else wrote.
NOT_KEPT = {"trigger": None, "response_url": None, "message_text": "", "held_at": None}
# What tells two deliveries of the same wish apart.
DELIVERY = {"key", "view_id"}
SENT = {"message_ts", "message_link"}  # of a line it is where it was sent, of all else what it is about


def hold(arrival: Arrival, by: Person, uow: UnitOfWork) -> Reply:
    """Keeps an act of somebody who waits to be confirmed, and says so; the vendor manager is asked, once."""
    kept, held = written(arrival), uow.confirmations.held(by.id)
    ask_manager(by, arrival.key, uow)
    if not any(_wish(kept) == _wish(its.arrival) for its in held):
        uow.confirmations.hold(by.id, kept, uow.at)
        dropped = held[: max(0, len(held) + 1 - MOST)]
        uow.confirmations.forget(by.id, [its.id for its in dropped])
    else:
        dropped = []
    if arrival.asks is Asks.REACTION:
        return None  # an emoji is no question, so it gets no answer
    return say(section(waits(by, uow)), *_dropped(dropped, uow))


class AnotherDayByNow(Refusal):
    """You meant {was} then, and by now that reads as {by_now}, so I have not done it. Please write it again with the day you mean."""


def check_days(arrival: Arrival, request: Request) -> None:
    """Raises AnotherDayByNow where a day in a held line means another than it did when it was said."""
    if arrival.held_at is None:
        return
    said = arrival.held_at.astimezone(request.zone).date()
    was, by_now = (_day_in(arrival.text, day, request.by.locale) for day in (said, request.today))
    if was and was != by_now:
        raise AnotherDayByNow(was=_in_full(was), by_now=_in_full(by_now) if by_now else "no day at all")


def _in_full(day: date) -> str:
    return f"{day:%A} {full_words(day)}"


def _day_in(text: str, today: date, language: str | None) -> date | None:
    try:
        found = find_date(text, today, language=language)
    except Refusal:
        return None
    return found[0] if found else None


def joined(user: str, channel: str, uow: UnitOfWork) -> None:
    """Somebody has come into a vendor's channel: the vendor manager is asked about those who wait, once."""
    person, link = uow.people.by_slack(user), uow.vendors.link_of(channel)
    if person is None or link is None:
        return
    uow.confirmations.join(channel, [person.id])
    if person.awaits and person.vendor_id == link.vendor_id:
        ask_manager(person, f"{channel}:{user}:{uow.at.isoformat()}", uow)


def left(user: str, channel: str, uow: UnitOfWork) -> None:
    """Somebody has left a vendor's channel, or was removed: where it was their last one of that vendor, its manager is asked."""
    person, link = uow.people.by_slack(user), uow.vendors.link_of(channel)
    if person is None or link is None:
        return
    uow.confirmations.leave(channel, person.id)
    works_for_it = person.vendor_id == link.vendor_id and not person.awaits and person.left_at is None
    others = [its.channel for its in uow.vendors.links_of(link.vendor_id)]
    if works_for_it and not uow.confirmations.is_in(others, person.id):
        ask_whether_still(person, f"{channel}:{user}:{uow.at.isoformat()}", uow)


def waits(by: Person, uow: UnitOfWork) -> str:
    """What somebody reads who is not confirmed yet."""
    vendor = uow.vendors.by_id(by.vendor_id or 0)
    manager, name = esc(manager_name(vendor, uow)), esc(vendor.name)
    return f"Thank you. {manager} confirms who works for *{name}*; I do this as soon as that has happened, and you need not ask again."


def _dropped(held: list[Held], uow: UnitOfWork) -> list[Block]:
    return [
        context(
            f"I hold {MOST} things for you at most, so I have forgotten the oldest: {_named(read(its.arrival), uow)}."
        )
        for its in held
    ]


def _named(arrival: Arrival, uow: UnitOfWork) -> str:
    """What somebody asked for, as they may remember it."""
    line = " ".join(filter(None, (arrival.noun, arrival.text)))
    if line:
        return f"`{esc(cut(_MENTION.sub(partial(_name, uow), line), 120)).replace('`', '')}`"
    if arrival.label:
        return f"*{esc(arrival.label)}*"
    kinds = {Asks.BUTTON: "a button", Asks.FORM: "a form", Asks.FILE: "a file", Asks.SHORTCUT: "a message's menu"}
    return kinds.get(arrival.asks, "a message")


def _name(uow: UnitOfWork, found: re.Match[str]) -> str:
    person = uow.people.by_slack(found[1])
    return f"@{person.name}" if person else "@somebody"


def _wish(kept: dict[str, Any]) -> dict[str, Any]:
    apart = DELIVERY | SENT if kept["asks"] == Asks.LINE else DELIVERY
    return {name: its for name, its in kept.items() if name not in apart}


# --- an arrival as JSON ----------------------------------------------------------------------------------------------


def written(arrival: Arrival) -> dict[str, Any]:
    """As JSON. Nothing of it holds the words of a message, which Parley does not keep."""
    return (
        asdict(arrival) | NOT_KEPT | {"chosen": sorted(arrival.chosen), "files": [asdict(its) for its in arrival.files]}
    )


def read(kept: dict[str, Any]) -> Arrival:
    files, chosen = tuple(FileRef(**its) for its in kept["files"]), frozenset(kept["chosen"])
    kinds = {"asks": Asks(kept["asks"]), "door": Door(kept["door"])}
    return Arrival(**kept | kinds | {"files": files, "chosen": chosen})


def due(key: str, payload: dict[str, Any]) -> Arrival:
    """A held act whose time has come, under a key of its own: the inbox lets that in once."""
    return replace(read(payload["act"]), key=key, held_at=datetime.fromisoformat(payload["held_at"]))


# --- the answer, later -----------------------------------------------------------------------------------------------


def later(arrival: Arrival, reply: Reply, registry: Registry, uow: UnitOfWork) -> Say | None:
    """The answer as a message: what would be a form is a button that opens it, and trouble in a form is said in words."""
    if isinstance(reply, Show):
        reply = say(section("A form asks for the rest."), *_opener(arrival, registry, reply.reopen))
    elif isinstance(reply, Wrong):
        trouble = [section(esc(its)) for its in reply.errors.values()]
        reply = say(*trouble, *_filled_in(arrival), *_opener(arrival, registry))
    if reply is None or reply.replace:
        return reply
    first = context(_asked(arrival, uow))
    blocks = reply.message.blocks
    return replace(reply, message=replace(reply.message, blocks=(first, *blocks))) if len(blocks) < 50 else reply


def _asked(arrival: Arrival, uow: UnitOfWork) -> str:
    """What is answered, and when it was asked."""
    person, at = uow.people.by_slack(arrival.user), arrival.held_at or uow.at
    zone = ZoneInfo((person.zone if person else None) or uow.workspace.zone)
    return f"Asked {shown.moment(at, zone)}: {_named(arrival, uow)}."


def _opener(arrival: Arrival, registry: Registry, line: str = "") -> list[Block]:
    """The button that opens the form again, where there is one; else the way to it in words."""
    if arrival.asks is Asks.BUTTON:
        return [actions(button("Open the form", arrival.name, arrival.ref, style="primary"))]
    line = line or arrival.text or _line_of(arrival, registry)
    if line:
        return [actions(button("Open the form", "again", line, style="primary"))]
    where = "from the message's menu" if arrival.asks is Asks.SHORTCUT else "where you found it"
    return [section(f"Please open the form again {where}; it works now.")]


def _line_of(arrival: Arrival, registry: Registry) -> str:
    """The command that opens a form, where it is called like one."""
    line = arrival.name.replace(".", " ")
    return line if line in registry.commands else ""


def _filled_in(arrival: Arrival) -> list[Block]:
    """What somebody had written into a form, so that it is not lost."""
    words = [str(its) for its in arrival.values.values() if isinstance(its, str)]
    return (
        paragraphs(["What you had filled in:", *(f"> {esc(' '.join(its.split()))}" for its in words)]) if words else []
    )
