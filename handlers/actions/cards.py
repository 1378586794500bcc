"""How one action item looks in a message of its own, and the buttons that fit its state."""

import re
from datetime import date

from governance.actions import ActionItem, Deed, State, can_undo, check_reopen, check_side, side, state_after
from governance.people import Person
from governance.refusals import Refusal
from handlers.kit import shown
from handlers.kit.action_rows import deed, open_it, snooze, verifiers_row
from handlers.kit.blocks import Block, actions, cut, esc, section
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork

_PERMALINK = re.compile(r"/archives/([A-Z0-9]+)/p(\d{10})(\d{6})(?:\?thread_ts=([\d.]+))?")


def answer(item: ActionItem, request: Request, uow: UnitOfWork) -> Reply:
    """What the one who did something reads; the message that announced the item is rewritten for everybody."""
    if request.ref.endswith(" announced") and uow.outbox.said(announced_as(item)):
        return None
    buttons = row(item, by=request.by)
    return say(section(described(item, uow, request.today)), buttons, replace=request.ref.endswith(" announced"))


def announced_as(item: ActionItem) -> str:
    """The name of the message that told of the item first."""
    return f"opened:{item.reference}"


def thread_of(permalink: str | None) -> dict[str, str] | None:
    """Where to answer a message, from its address."""
    found = _PERMALINK.search(permalink or "")
    return {"channel": found[1], "thread_ts": found[4] or f"{found[2]}.{found[3]}"} if found else None


def announcement(item: ActionItem, uow: UnitOfWork) -> Message:
    """What the channel or the owner reads when an item is opened, and what that message becomes later."""
    return Message((section(described(item, uow, uow.at.date(), lasting=True)), row(item, announced=True)))


def described(item: ActionItem, uow: UnitOfWork, today: date, *, lasting: bool = False) -> str:
    """The item's line, and below it how it stands."""
    named = (item.owner_id, item.opened_by, item.asked_by, item.closed_by)
    people = uow.people.some({person for person in named if person})
    if item.is_open:
        line = (shown.lasting_line if lasting else shown.action_line)(item, people.get(item.owner_id), today)
        return f"{line}\n{_standing(item, people)}"
    return f"{shown.what(item)}\n{_ending(item, people)}"


def row(item: ActionItem, *, by: Person | None = None, announced: bool = False, late: bool = False) -> Block:
    """The buttons beside the item's message: what this person can press, or without `by` what its readers can. `late`:
    too late for Undo."""
    return actions(*_buttons(item, by, announced=announced, late=late), open_it(item))


def _buttons(item: ActionItem, by: Person | None, *, announced: bool = False, late: bool = False) -> tuple[Block, ...]:
    undo = () if late else (deed("Undo", "undo", item, announced=announced),)
    next_up = by is None or item.waits_on == side(by)
    if item.awaits_verification:
        if by and by.id in (item.closed_by, item.owner_id):
            return undo
        return verifiers_row(item)[:-1] if next_up else ()
    if item.state in (State.DONE, State.CANCELLED):
        return undo
    if not item.is_open:
        return ()
    answers = _answers(item, announced=announced) if next_up else ()
    done = deed("Done", "done", item, style="primary", announced=announced)
    return (*answers, done) if next_up or not item.needs_verification else answers


def full_rows(item: ActionItem, request: Request, uow: UnitOfWork) -> list[Block]:
    """Everything that can be done, for the page of the item itself."""
    by = request.by
    if not item.is_open:
        late = not (can_undo(item, request.at, uow.rules) and _brings_back(item, Deed.UNDO, request, uow))
        first = _buttons(item, by, late=late) or _reopening(item, request, uow)
        return [actions(*first)] if first else []
    first = _buttons(item, by)
    change = [snooze(item), deed("Reassign", "reassign", item), deed("New date", "due", item)]
    if item.waits_on == side(by):
        stuck = item.state is State.BLOCKED
        change.append(deed("Unblock", "unblock", item) if stuck else deed("Block", "block", item))
    if uow.people.by_id(item.opened_by).party == by.party:
        change.append(deed("Cancel it", "cancel", item))
    return [*([actions(*first)] if first else []), actions(*change)]


def _reopening(item: ActionItem, request: Request, uow: UnitOfWork) -> tuple[Block, ...]:
    """While that can be done."""
    try:
        check_reopen(item, request.at, request.by.hours(uow.workspace.zone), uow.rules)
    except Refusal:
        return ()
    return (deed("Reopen", "reopen", item),) if _brings_back(item, Deed.REOPEN, request, uow) else ()


def _brings_back(item: ActionItem, deed: Deed, request: Request, uow: UnitOfWork) -> bool:
    """Whether it is theirs to open again."""
    people = uow.people.some({item.owner_id, item.opened_by})
    try:
        state_after(item, deed)
        check_side(item, deed, request.by, people[item.owner_id], people[item.opened_by])
    except Refusal:
        return False
    return True


def _answers(item: ActionItem, *, announced: bool) -> tuple[Block, ...]:
    if item.state is not State.PROPOSED:
        return ()
    accept = deed("Accept", "accept", item, announced=announced)
    if item.owner_id == item.asker_id:  # handed back: there is nobody to decline it to
        return (accept,)
    return (accept, deed("Decline", "decline", item, announced=announced))


def _standing(item: ActionItem, people: dict[int, Person]) -> str:
    asked = f"Asked by {shown.person(people.get(item.asker_id))}."
    if item.asker_id == item.owner_id and item.state is State.PROPOSED:
        back = shown.person(people.get(item.asker_id))
        or_else = (
            "do it, or give it to somebody else" if item.asked_by else "do it, give it to somebody else, or cancel it"
        )
        return f"Back with {back}, who asked for it: {or_else}."
    stands = {State.ACCEPTED: " Accepted.", State.IN_PROGRESS: " In progress."}.get(item.state, "")
    checks = f" {shown.person(people.get(item.opened_by))}'s side verifies it." if item.asked_by else ""
    return "" if item.opened_by == item.owner_id and not stands else f"{asked}{stands}{checks}"


def _ending(item: ActionItem, people: dict[int, Person]) -> str:
    who = shown.person(people.get(item.closed_by or 0))
    if item.state is State.CANCELLED:
        return f":heavy_multiplication_x: Cancelled by {who}: {esc(cut(item.because or '', 200))}"
    done = f":white_check_mark: Done by {who}."
    if item.state is State.VERIFIED:
        return f"{done} Verified."
    return f"{done} To be verified by {shown.person(people.get(item.opened_by))}'s side." if item.waits_on else done
