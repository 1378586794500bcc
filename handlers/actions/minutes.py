"""Minutes pasted into a form: the lines that are actions become a checklist, and what is ticked is added, all at once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from governance.actions import ActionItem, Draft, open_item
from governance.people import Act, Person
from governance.refusals import Empty, Refusal
from governance.vendors import Vendor
from handlers.actions.adding import vendor_of
from handlers.actions.register import feature
from handlers.actions.telling import place_of
from handlers.kit import shown
from handlers.kit.action_opening import open_draft
from handlers.kit.blocks import actions, button, checkboxes, context, cut, esc, field, paragraphs, section, text_input
from handlers.kit.finding import may_own, mentioned, take_owner
from handlers.kit.news import hears_now
from handlers.kit.replies import Form, Message, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import Mention, Named, date_words, plural
from handlers.kit.words.minutes import MinuteLine, read_minutes
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

LONGEST = 3000
A_BOX = 10
MOST = 50
NAMED = 10


class NoActionLines(Refusal):
    """I found no action in this text. Begin its line with ACTION, for instance: ACTION: Vera to send the list by 12 Dec."""


class NothingTicked(Refusal):
    """Nothing is ticked. Tick what is to be added, or cancel."""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A line of the minutes that can become an action item."""

    line: int
    draft: Draft
    owner: Person
    vendor: Vendor | None


@dataclass(frozen=True, kw_only=True)
class Unready:
    """A line of the minutes that lacks something."""

    text: str
    why: str


@feature.command(
    "action minutes",
    usage="[text]",
    summary="Turn minutes into action items: paste them, tick what is right.",
    act=Act.KEEP_ACTIONS,
)
def paste(request: Request, uow: UnitOfWork) -> Reply:
    return Show(form=_form(request.text), reopen=f"action minutes {request.text}")


@feature.form("action.minutes", act=Act.KEEP_ACTIONS)
def read(request: Request, uow: UnitOfWork) -> Reply:
    """First the checklist; then, when the text has not changed since, what is ticked in it."""
    text = request.required("minutes")
    with about("minutes"):
        ready, unready = _understood(text, request, uow)
        if not ready and not unready:
            raise NoActionLines
    if request.values.get("read") != _mark_of(text):
        return Show(form=_checklist(text, ready, unready, request))
    return _add(ready, _ticked(request), request, uow)


def _add(ready: Sequence[Ready], ticked: set[str], request: Request, uow: UnitOfWork) -> Reply:
    chosen = [its for its in ready if str(its.line) in ticked]
    with about("minutes"):
        if not chosen:
            raise NothingTicked
        items = [open_draft(its.draft, its.vendor, its.owner, request, uow, batch=request.key[:60]) for its in chosen]
    owners = {its.owner.id: its.owner for its in chosen}
    lines = [shown.action_line(item, owners[item.owner_id], request.today) for item in items]
    _announce(items, request, uow)
    added = f"Added {plural(len(items), 'action')} from the minutes:"
    return say(*paragraphs([added, *lines]), actions(button("Show my actions", "again", "action list mine")))


def _announce(items: Sequence[ActionItem], request: Request, uow: UnitOfWork) -> None:
    """One message wherever some of them are announced, and one to each owner whose items no channel announces."""
    owners = uow.people.some({item.owner_id for item in items})
    by_place: dict[str, list[str]] = {}
    for item in items:
        owner, place = owners[item.owner_id], place_of(item, uow, request.place.channel)
        line = shown.lasting_line(item, owner, request.today)
        if place:
            by_place.setdefault(place["channel"], []).append(line)
        elif owner.slack_user and owner.id != request.by.id and hears_now(owner, uow):
            by_place.setdefault(owner.slack_user, []).append(line)
        elif owner.slack_user and owner.id != request.by.id:
            uow.reminders.keep_news(owner.id, item.id, f"{shown.person(request.by)} asks you to do this.", uow.at)
    for channel, its in by_place.items():
        lead = f"{shown.person(request.by)} added {plural(len(its), 'action')} from the minutes:"
        message = Message((*paragraphs([lead, *its]), actions(button("My items", "again", "action list mine"))))
        once = f"minutes:{channel}:{request.key}"[:200]
        uow.outbox.put(Kind.POST, f"channel:{channel}", message.payload() | {"channel": channel}, once=once)


# --- reading ---------------------------------------------------------------------------------------------------------


def _understood(text: str, request: Request, uow: UnitOfWork) -> tuple[list[Ready], list[Unready]]:
    ready: list[Ready] = []
    unready: list[Unready] = []
    lines = read_minutes(text, request.today, request.by.locale)
    for line in lines[:MOST]:
        its = _resolved(line, request, uow)
        if isinstance(its, Ready):
            ready.append(its)
        else:
            unready.append(its)
    if len(lines) > MOST:
        unready.insert(0, Unready(text=f"{len(lines) - MOST} more lines", why=f"I read {MOST} at once: add them after"))
    return _new_ones(ready, unready, uow)


def _new_ones(ready: Sequence[Ready], unready: Sequence[Unready], uow: UnitOfWork) -> tuple[list[Ready], list[Unready]]:
    """Without what is here already, from these minutes pasted before or from a line above."""
    titles, owners = {its.draft.title for its in ready}, {its.owner.id for its in ready}
    known = uow.actions.promised(titles, owners) if ready else set()
    new: list[Ready] = []
    here: list[Unready] = []
    for its in ready:
        promise = (its.draft.title, its.owner.id, its.draft.due_on)
        if promise in known:
            here.append(Unready(text=its.draft.title, why="it is here already"))
        else:
            known.add(promise)
            new.append(its)
    return new, [*unready, *here]


def _resolved(line: MinuteLine, request: Request, uow: UnitOfWork) -> Ready | Unready:
    """The line with its owner known and its date fit, or why not."""
    if line.trouble or line.owner is None or line.due_on is None:
        return Unready(text=line.text, why=line.trouble or "no owner or no date")
    try:
        owner = _owner(line.owner, request, uow)
        vendor = vendor_of(owner, request, uow)
        may_own(owner, vendor, request.by)
        draft = open_item(Draft(title=line.title, owner_id=owner.id, due_on=line.due_on), request.today)
    except Refusal as refusal:
        return Unready(text=line.text, why="no owner" if line.guessed else str(refusal))
    return Ready(line=line.number, draft=draft, owner=owner, vendor=vendor)


def _owner(who: Mention | Named, request: Request, uow: UnitOfWork) -> Person:
    if isinstance(who, Mention):
        return mentioned(uow, who)
    owner, _ = take_owner(request, uow, f'@"{who.name}"')
    if owner is None:
        raise Empty(what="The owner", hint="who does it")
    return owner


# --- the form ----------------------------------------------------------------------------------------------------------


def _form(text: str, boxes: Sequence[dict[str, Any]] = (), memo: dict[str, str] | None = None) -> Form:
    hint = "Lines such as ACTION: Vera to send the list by 12 Dec. You tick what is right before anything is added."
    minutes = field("minutes", "Minutes", text_input(text, lines=True, most=LONGEST), hint=hint)
    submit = "Add" if boxes else "Read"
    return Form(
        name="action.minutes", title="Actions from minutes", submit=submit, blocks=(*boxes, minutes), memo=memo or {}
    )


def _checklist(text: str, ready: Sequence[Ready], unready: Sequence[Unready], request: Request) -> Form:
    """What was understood, ticked; what was not, with what is missing: mend it in the text below and send again."""
    boxes = []
    for first in range(0, len(ready), A_BOX):
        pairs = [(str(its.line), _words(its, request)) for its in ready[first : first + A_BOX]]
        label = "Tick what is to be added" if first == 0 else "And"
        boxes.append(field(f"ticked{first}", label, checkboxes(pairs, [value for value, _ in pairs]), optional=True))
    if unready:
        lines = [f"{esc(cut(its.text.strip(), 120))}\n_{esc(its.why)}_" for its in unready[:NAMED]]
        boxes += [section("*These need a word more.* Mend them below and press the button again.")]
        boxes += paragraphs(lines)
        if len(unready) > NAMED:
            boxes.append(context(f"and {len(unready) - NAMED} more"))
    return _form(text, boxes, {"read": _mark_of(text)} if ready else {})


def _words(its: Ready, request: Request) -> str:
    who = f"{its.owner.name}, {date_words(its.draft.due_on, request.today)}: "
    return cut(f"{who}{its.draft.title}", 75)


def _ticked(request: Request) -> set[str]:
    return {value for name, values in request.values.items() if name.startswith("ticked") for value in values or ()}


def _mark_of(text: str) -> str:
    """Tells whether the text is still the one the checklist was made from."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
