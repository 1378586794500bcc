"""Who hears of an action item when: the channel once, then the one person each change matters to."""

from governance.actions import ActionItem, State
from governance.events import (
    ActionItemAccepted,
    ActionItemBlocked,
    ActionItemCancelled,
    ActionItemClosed,
    ActionItemDeclined,
    ActionItemHeld,
    ActionItemOpened,
    ActionItemReassigned,
    ActionItemReopened,
    ActionItemStarted,
    ActionItemUnblocked,
    ActionItemVerified,
    ClosingUndone,
    Door,
    DueDateMoved,
    Event,
    ThingTransferred,
)
from handlers.actions.cards import announced_as, announcement, thread_of
from handlers.actions.register import feature
from handlers.kit import shown
from handlers.kit.action_rows import deed, open_it, verifiers_row
from handlers.kit.blocks import Block, cut, esc
from handlers.kit.news import tell
from handlers.kit.words import lasting_words
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

REASON = 300


@feature.on(ActionItemOpened)
def announce(event: ActionItemOpened, uow: UnitOfWork) -> None:
    """Said where both sides of it read, else to the owner directly. Imports are silent."""
    item = uow.actions.by_id(event.action)
    if uow.actor is None or item is None or event.batch or uow.door is Door.IMPORT:
        return
    place = place_of(item, uow)
    if place is None:
        tell(item.owner_id, item, f"{_actor(uow)} asks you to do this.", _answers(item), uow)
        return
    payload = announcement(item, uow).payload() | place
    uow.outbox.put(Kind.POST, f"channel:{place['channel']}", payload, once=announced_as(item))


def rewrite(event: Event, uow: UnitOfWork) -> None:
    """The message that told of the item says how it stands now, so that nobody has to ask."""
    _rewrite(_item(event, uow), uow)


def _rewrite(item: ActionItem, uow: UnitOfWork) -> None:
    said = uow.outbox.said(announced_as(item))
    if said is None:
        return
    channel, ts = said
    payload = announcement(item, uow).payload() | {"channel": channel, "ts": ts}
    uow.outbox.put(Kind.UPDATE, f"channel:{channel}", payload, once=f"rewrite:{item.reference}:{_now(uow)}")


for _kind in (
    ActionItemAccepted,
    ActionItemBlocked,
    ActionItemCancelled,
    ActionItemClosed,
    ActionItemDeclined,
    ActionItemHeld,
    ActionItemReassigned,
    ActionItemReopened,
    ActionItemStarted,
    ActionItemUnblocked,
    ActionItemVerified,
    ClosingUndone,
    DueDateMoved,
):
    feature.on(_kind)(rewrite)


@feature.on(ThingTransferred)
def rewrite_what_was_handed_over(event: ThingTransferred, uow: UnitOfWork) -> None:
    """Whoever has it now hears of all that is theirs at once; the message in the channel names them."""
    noun, _, ident = event.thing.partition(":")
    item = uow.actions.by_id(int(ident)) if noun == "action" else None
    if item:
        _rewrite(item, uow)


# --- the one person it matters to --------------------------------------------------------------------------------------


@feature.on(ActionItemDeclined)
def tell_who_asked_of_the_no(event: ActionItemDeclined, uow: UnitOfWork) -> None:
    item = _item(event, uow)
    # What the other side verifies is that side's to cancel.
    off = () if item.asked_by else (deed("Cancel it", "cancel", item),)
    buttons = (deed("Reassign", "reassign", item, style="primary"), *off, open_it(item))
    tell(item.asker_id, item, f"{_actor(uow)} cannot do this: {_why(event.reason)}", buttons, uow)


@feature.on(ActionItemBlocked)
def tell_who_asked_what_it_waits_for(event: ActionItemBlocked, uow: UnitOfWork) -> None:
    item = _item(event, uow)
    for person in {item.asker_id, item.opened_by}:
        tell(person, item, f"{_actor(uow)} cannot go on: {_why(event.reason)}", (open_it(item),), uow)


@feature.on(ActionItemClosed)
def ask_for_verification(event: ActionItemClosed, uow: UnitOfWork) -> None:
    item = _item(event, uow)
    if item.awaits_verification:
        words = f"{_actor(uow)} says this is done. Please look and verify it."
        tell(_verifier(item, uow), item, words, verifiers_row(item), uow)


def _verifier(item: ActionItem, uow: UnitOfWork) -> int:
    """Whoever asked; where they did it themselves, the account lead of their side, so that somebody else looks."""
    asker = uow.people.by_id(item.opened_by)
    if asker.id != item.owner_id:
        return asker.id
    vendor = uow.vendors.by_id(item.vendor_id) if item.vendor_id else None
    if not asker.is_sponsors:
        return (vendor and vendor.vendor_lead) or asker.id
    return (vendor and vendor.sponsor_lead) or uow.workspace.administrator or asker.id


@feature.on(ActionItemReassigned)
def tell_the_new_owner(event: ActionItemReassigned, uow: UnitOfWork) -> None:
    item = _item(event, uow)
    why = f" {_why(event.reason)}" if event.reason else ""
    tell(event.new, item, f"{_actor(uow)} asks you to do this.{why}", _answers(item), uow)


@feature.on(DueDateMoved)
def tell_the_other_of_the_new_date(event: DueDateMoved, uow: UnitOfWork) -> None:
    item = _item(event, uow)
    today = uow.at.date()
    words = (
        f"{_actor(uow)} moved the date from {lasting_words(event.old, today)} to {lasting_words(event.new, today)}: "
        f"{_why(event.reason)}"
    )
    for person in {item.owner_id, item.asker_id, item.opened_by}:
        tell(person, item, words, (open_it(item),), uow)


@feature.on(ActionItemHeld)
def tell_both_that_it_rests(event: ActionItemHeld, uow: UnitOfWork) -> None:
    item = _item(event, uow)
    words = f"{_actor(uow)} put this on hold until {lasting_words(event.until, uow.at.date())}: {_why(event.reason)}"
    for person in {item.owner_id, item.asker_id, item.opened_by}:
        tell(person, item, words, (open_it(item),), uow)


@feature.on(ActionItemCancelled)
def tell_the_owner_it_is_off(event: ActionItemCancelled, uow: UnitOfWork) -> None:
    item = _item(event, uow)
    tell(item.owner_id, item, f"{_actor(uow)} no longer needs this: {_why(event.reason)}", (open_it(item),), uow)


@feature.on(ActionItemReopened)
def tell_both_it_is_open_again(event: ActionItemReopened, uow: UnitOfWork) -> None:
    _open_again(_item(event, uow), f"{_actor(uow)} opened this again: {_why(event.reason or '')}", uow)


@feature.on(ClosingUndone)
def tell_both_it_was_taken_back(event: ClosingUndone, uow: UnitOfWork) -> None:
    what = "Cancel" if event.old is State.CANCELLED else "Done"
    _open_again(_item(event, uow), f"{_actor(uow)} took the {what} back, so this is open again.", uow)


def _open_again(item: ActionItem, words: str, uow: UnitOfWork) -> None:
    tell(item.owner_id, item, words, (deed("Done", "done", item, style="primary"), open_it(item)), uow)
    if item.opened_by != item.owner_id:
        tell(item.opened_by, item, words, (open_it(item),), uow)


def _answers(item: ActionItem) -> tuple[Block, ...]:
    """What a new owner can say to it."""
    return (
        deed("Accept", "accept", item, style="primary"),
        deed("Decline", "decline", item),
        deed("Done", "done", item),
        open_it(item),
    )


def _item(event: Event, uow: UnitOfWork) -> ActionItem:
    item = uow.actions.by_id(event.action)  # type: ignore[attr-defined]  # every event heard here is about an action item
    assert item is not None
    return item


def _actor(uow: UnitOfWork) -> str:
    return shown.person(uow.actor) if uow.actor else "Parley"


def _why(reason: str) -> str:
    return esc(cut(reason, REASON))


def _now(uow: UnitOfWork) -> str:
    return f"{uow.at:%Y%m%dT%H%M%S%f}"


# --- where an item is announced --------------------------------------------------------------------------------------


def place_of(item: ActionItem, uow: UnitOfWork, here: str | None = None) -> dict[str, str] | None:
    """The thread or channel it began in, where that is its vendor's and its owner can read it; else such a channel.

    Any other channel may be another vendor's, even one that nobody has linked yet.
    """
    owner, asker = (uow.people.by_id(person) for person in (item.owner_id, item.opened_by))
    among_us = owner.is_sponsors and asker.is_sponsors
    links = [its for its in uow.vendors.links_of(item.vendor_id) if its.shared or among_us] if item.vendor_id else []
    began = thread_of(item.source) or {"channel": here or ""}
    if any(link.channel == began["channel"] for link in links):
        return began
    # What is among the sponsor's people is said in a channel of their own, where there is one.
    links.sort(key=lambda link: link.shared)
    return {"channel": links[0].channel} if links else None
