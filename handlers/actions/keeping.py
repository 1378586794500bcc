"""Keeping action items: every verb as a command for all doors, and as the button that does the same."""

import re
from collections.abc import Callable

from governance.actions import (
    ActionItem,
    Deed,
    Evidence,
    State,
    check_due,
    check_reason,
    check_reopen,
    check_side,
    check_undo,
    first_state,
    state_after,
    waits_on,
)
from governance.events import (
    ActionItemAccepted,
    ActionItemBlocked,
    ActionItemCancelled,
    ActionItemClosed,
    ActionItemDeclined,
    ActionItemReassigned,
    ActionItemReopened,
    ActionItemStarted,
    ActionItemUnblocked,
    ActionItemVerified,
    ClosingUndone,
    DueDateMoved,
    Words,
)
from governance.people import Act
from governance.refusals import ChangedMeanwhile, EvidenceMissing, NothingNew, YoursToDecide
from handlers.actions.cards import answer
from handlers.actions.listing import my_items
from handlers.actions.proving import add_evidence, add_file
from handlers.actions.register import feature
from handlers.kit.blocks import cut, date_input, field, file_input, person_input, text_input, without_marks
from handlers.kit.deciding import check_decides
from handlers.kit.finding import may_own, mentioned, take_owner
from handlers.kit.items import take_item, the_item
from handlers.kit.replies import Form, Reply, Show, about
from handlers.kit.requests import Request
from handlers.kit.words import Mention, take_clear_date
from storage.unit_of_work import UnitOfWork

Verb = Callable[[ActionItem, str, Request, UnitOfWork], Reply]

VERBS: dict[str, Verb] = {}
_LINK = re.compile(r"<?(https?://[^\s|>]+)(?:\|[^>]*)?>?")
NOT_CLOSED = {"closed_at": None, "closed_by": None, "closed_from": None}
# A form's own way out is called Cancel nearly everywhere.
CANCEL_IT = "Cancel it"
FREE = {"held_until": None, "because": None}


def verb(word: str, *, usage: str, summary: str) -> Callable[[Verb], Verb]:
    """`action <word> A-17 ...` for every door; without a reference the person's own items are shown to choose from."""

    def register(act: Verb) -> Verb:
        VERBS[word] = act

        @feature.command(f"action {word}", usage=usage, summary=summary, act=Act.KEEP_ACTIONS)
        def by_line(request: Request, uow: UnitOfWork) -> Reply:
            if not request.text.strip():
                return my_items(request, uow)
            return act(*take_item(request.text, request, uow), request, uow)

        return act

    return register


@feature.button("action.deed", act=Act.KEEP_ACTIONS)
def by_button(request: Request, uow: UnitOfWork) -> Reply:
    word, _, reference = request.ref.partition(" ")
    return VERBS[word](the_item(reference, request, uow), "", request, uow)


# --- the owner's side ------------------------------------------------------------------------------------------------


@verb("accept", usage="A-17", summary="Say yes to an action item.")
def accept(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    changed = _change(item, Deed.ACCEPT, request, uow)
    uow.record(ActionItemAccepted(action=item.id, old=item.state))
    return answer(changed, request, uow)


@verb("decline", usage="A-17 <reason>", summary="Say no, with the reason; it goes back to whoever asked.")
def decline(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    if item.owner_id == item.asker_id:
        raise YoursToDecide(reference=item.reference)
    _check(item, Deed.DECLINE, request, uow)
    if not words:
        return _ask_reason(
            "decline", item, "Why can it not be done?", "It goes back to the one who asked, with your reason."
        )
    reason = check_reason(words, "why not")
    changed = _change(item, Deed.DECLINE, request, uow, owner_id=item.asker_id)
    uow.record(ActionItemDeclined(action=item.id, owner=item.owner_id, handed_to=item.asker_id, reason=Words(reason)))
    return answer(changed, request, uow)


@verb("start", usage="A-17", summary="Say that work on it has begun.")
def start(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    changed = _change(item, Deed.START, request, uow)
    uow.record(ActionItemStarted(action=item.id, old=item.state))
    return answer(changed, request, uow)


@verb("block", usage="A-17 <reason>", summary="Say what keeps it from being done.")
def block(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    _check(item, Deed.BLOCK, request, uow)
    if not words:
        return _ask_reason("block", item, "What keeps it from being done?", "The one who asked hears of it.")
    reason = check_reason(words, "what it waits for")
    changed = _change(item, Deed.BLOCK, request, uow, because=reason)
    uow.record(ActionItemBlocked(action=item.id, old=item.state, reason=Words(reason)))
    return answer(changed, request, uow)


@verb("unblock", usage="A-17", summary="Say that it can go on.")
def unblock(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    changed = _change(item, Deed.UNBLOCK, request, uow, because=None)
    uow.record(ActionItemUnblocked(action=item.id, new=changed.state))
    return answer(changed, request, uow)


# --- either side -----------------------------------------------------------------------------------------------------


@verb("reassign", usage="A-17 @person [reason]", summary="Give it to somebody else.")
def reassign(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    _check(item, Deed.REASSIGN, request, uow)
    owner, reason = take_owner(request, uow, words)
    if owner is None:
        return Show(form=_owner_form(item), reopen=f"action reassign {item.reference}")
    if owner.id == item.owner_id:
        raise NothingNew(reference=item.reference, stands=f"is {owner.name}'s")
    vendor = uow.vendors.by_id(item.vendor_id) if item.vendor_id else None
    may_own(owner, vendor, request.by)
    changed = _change(item, Deed.REASSIGN, request, uow, owner_id=owner.id, **FREE)
    why = Words(check_reason(reason, "why")) if reason else None
    uow.record(ActionItemReassigned(action=item.id, old=item.owner_id, new=owner.id, reason=why))
    return answer(changed, request, uow)


@verb("due", usage="A-17 <date> <reason>", summary="Give it a new due date; the old one and the reason are kept.")
def due(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    _check(item, Deed.MOVE_DUE, request, uow)
    check_decides(item, uow.escalations.open_of(item.id), request, uow)
    if not words:
        return Show(form=_due_form(item), reopen=f"action due {item.reference}")
    day, said = take_clear_date(
        words, request.today, language=request.by.locale, country=request.by.hours(uow.workspace.zone).country
    )
    if day == item.due_on and not item.is_held(request.today):
        raise NothingNew(reference=item.reference, stands="is due then")
    if not said:
        return Show(form=_due_form(item, day.isoformat()), reopen=f"action due {item.reference} {words}")
    reason = check_reason(said, "why")
    changed = _change(item, Deed.MOVE_DUE, request, uow, due_on=check_due(day, request.today), held_until=None)
    uow.record(DueDateMoved(action=item.id, old=item.due_on, new=day, reason=Words(reason)))
    return answer(changed, request, uow)


@verb("done", usage="A-17 [link or words]", summary="Close it; a link, a file or words show what was done.")
def done(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    return close(item, _evidence(words), request, uow)


def close(item: ActionItem, shows: list[Evidence], request: Request, uow: UnitOfWork) -> Reply:
    """Closes it; what is to be verified is closed with evidence only, so the form asks for that."""
    state = _check(item, Deed.FINISH, request, uow)
    if item.needs_verification and not (shows or request.files):
        return Show(form=_evidence_form(item), reopen=f"action done {item.reference}")
    closed = {"closed_at": request.at, "closed_by": request.by.id, "closed_from": item.state}
    changed = _change(item, Deed.FINISH, request, uow, **closed)
    for its in shows:
        add_evidence(its, item, request, uow)
    for file in request.files:
        add_file(file, item, request, uow)
    uow.record(ActionItemClosed(action=item.id, old=item.state, new=state))
    return answer(changed, request, uow)


@verb("reopen", usage="A-17 <reason>", summary="Open it again: it was not done after all.")
def reopen(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    _check(item, Deed.REOPEN, request, uow)
    check_reopen(item, request.at, request.by.hours(uow.workspace.zone), uow.rules)
    if not words:
        return _ask_reason("reopen", item, "What is still to be done?", "The owner reads this.")
    reason = check_reason(words, "what is still to be done")
    changed = _change(item, Deed.REOPEN, request, uow, **NOT_CLOSED, **FREE)
    uow.record(ActionItemReopened(action=item.id, old=item.state, new=changed.state, reason=Words(reason)))
    return answer(changed, request, uow)


@verb("undo", usage="A-17", summary="Take back a Done or Cancel of the last ten minutes.")
def undo(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    _check(item, Deed.UNDO, request, uow)
    check_undo(item, request.at, uow.rules)
    # The reason of a Cancel stands where that of a block stood; the record has both.
    freed = FREE if item.state is State.CANCELLED else {}
    changed = _change(item, Deed.UNDO, request, uow, **NOT_CLOSED, **freed)
    uow.record(ClosingUndone(action=item.id, old=item.state, new=changed.state))
    return answer(changed, request, uow)


# --- the side that asked ---------------------------------------------------------------------------------------------


@verb("verify", usage="A-17", summary="Confirm that it is done, where that is asked for.")
def verify(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    changed = _change(item, Deed.VERIFY, request, uow)
    uow.record(ActionItemVerified(action=item.id, old=item.state))
    return answer(changed, request, uow)


@verb("cancel", usage="A-17 <reason>", summary="Take it back, with the reason.")
def cancel(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    _check(item, Deed.CANCEL, request, uow)
    if not words:
        return _ask_reason("cancel", item, "Why is it no longer needed?", "The owner reads this.")
    reason = check_reason(words, "why it is no longer needed")
    closed = {"closed_at": request.at, "closed_by": request.by.id, "closed_from": item.state}
    changed = _change(item, Deed.CANCEL, request, uow, **closed, held_until=None, because=reason)
    uow.record(ActionItemCancelled(action=item.id, old=item.state, reason=Words(reason)))
    return answer(changed, request, uow)


# --- forms -----------------------------------------------------------------------------------------------------------


@feature.form("action.reason", act=Act.KEEP_ACTIONS)
def with_reason(request: Request, uow: UnitOfWork) -> Reply:
    item = the_item(str(request.values.get("item")), request, uow)
    with about("reason"):
        return VERBS[str(request.values.get("deed"))](item, request.required("reason"), request, uow)


@feature.form("action.owner", act=Act.KEEP_ACTIONS)
def with_owner(request: Request, uow: UnitOfWork) -> Reply:
    item = the_item(str(request.values.get("item")), request, uow)
    with about("owner"):
        owner = mentioned(uow, Mention(request.required("owner")))
        return reassign(item, f"<@{owner.slack_user}> {request.values.get('reason') or ''}".strip(), request, uow)


@feature.form("action.due", act=Act.KEEP_ACTIONS)
def with_due(request: Request, uow: UnitOfWork) -> Reply:
    item = the_item(str(request.values.get("item")), request, uow)
    reason = request.required("reason")
    with about("due"):
        return due(item, f"{request.required('due')} {reason}", request, uow)


@feature.form("action.done", act=Act.KEEP_ACTIONS)
def with_evidence(request: Request, uow: UnitOfWork) -> Reply:
    item = the_item(str(request.values.get("item")), request, uow)
    shows = _evidence(str(request.values.get("link") or ""))
    if request.values.get("note"):
        shows.append(Evidence(name=cut(str(request.values["note"]), 1000)))
    with about("link"):
        if not (shows or request.files):
            raise EvidenceMissing(reference=item.reference)
        return close(item, shows, request, uow)


def _ask_reason(word: str, item: ActionItem, label: str, hint: str) -> Reply:
    """One field; where no form can be opened, its button carries the line."""
    form = Form(
        name="action.reason",
        title=f"{word.capitalize()} {item.reference}",
        submit=CANCEL_IT if word == "cancel" else word.capitalize(),
        blocks=(field("reason", label, text_input(lines=True, most=1000), hint=hint),),
        memo={"deed": word, "item": item.reference},
        close="Back",
    )
    return Show(form=form, reopen=f"action {word} {item.reference}")


def _owner_form(item: ActionItem) -> Form:
    blocks = (
        field("owner", "Who does it from now on?", person_input()),
        field("reason", "Why?", text_input(most=1000), optional=True),
    )
    memo = {"item": item.reference}
    return Form(name="action.owner", title=f"Reassign {item.reference}", submit="Reassign", blocks=blocks, memo=memo)


def _due_form(item: ActionItem, day: str | None = None) -> Form:
    blocks = (
        field("due", "By when?", date_input(day or item.due_on.isoformat())),
        field("reason", "Why?", text_input(most=1000), hint="The old date and your reason are kept."),
    )
    memo = {"item": item.reference}
    return Form(name="action.due", title=f"New date for {item.reference}", submit="Change", blocks=blocks, memo=memo)


def _evidence_form(item: ActionItem) -> Form:
    """The side that asked will look at this before it verifies."""
    blocks = (
        field("link", "A link to what was done", text_input(placeholder="https://", most=2000), optional=True),
        field("files", "Or files", file_input(), hint="Both sides will see them.", optional=True),
        field("note", "Or a few words", text_input(lines=True, most=1000), optional=True),
    )
    memo = {"item": item.reference}
    return Form(name="action.done", title=f"Close {item.reference}", submit="Done", blocks=blocks, memo=memo)


# --- one way for all ---------------------------------------------------------------------------------------------------


def _check(item: ActionItem, deed: Deed, request: Request, uow: UnitOfWork) -> State:
    """The state a deed leads to, or the refusal; asked before a form is opened, so that nobody fills one in for nothing."""
    state = state_after(item, deed)
    people = uow.people.some({item.owner_id, item.opened_by})
    check_side(item, deed, request.by, people[item.owner_id], people[item.opened_by])
    return state


def _change(item: ActionItem, deed: Deed, request: Request, uow: UnitOfWork, **values: object) -> ActionItem:
    """The item after a deed: allowed from its state, by its side, and not changed by somebody else meanwhile."""
    state = _check(item, deed, request, uow)
    owner_id = int(str(values.get("owner_id", item.owner_id)))
    if deed is Deed.REASSIGN:
        state = first_state(owner_id, request.by.id)
    owner, asker = (uow.people.by_id(person) for person in (owner_id, item.opened_by))
    side = waits_on(state, owner, asker, needs_verification=item.needs_verification)
    changed = uow.actions.change(item, state=state, waits_on=side, **values)
    if changed is None:
        raise ChangedMeanwhile(reference=item.reference)
    return changed


def _evidence(words: str) -> list[Evidence]:
    """What a line or a form shows: links and words."""
    shows = [Evidence(name=cut(link, 300), address=link) for link in _LINK.findall(words)]
    said = " ".join(without_marks(_LINK.sub(" ", words)).split())
    if said:
        shows.append(Evidence(name=cut(said, 1000)))
    return shows
