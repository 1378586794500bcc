"""Action items: collect one in five seconds, see the open ones, close them."""

import re
from typing import Any

from governance.actions import LONGEST_TITLE, ActionItem, Draft, check_due, close, open_item
from governance.events import ActionItemClosed, ActionItemOpened, Event, Words
from governance.people import Act, Person, sees
from governance.refusals import Empty, UnknownAction
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import (
    Block,
    actions,
    button,
    choice,
    context,
    cut,
    date_input,
    esc,
    field,
    header,
    person_input,
    section,
    text_input,
    without_marks,
)
from handlers.kit.feature import Feature
from handlers.kit.finding import here, may_own, mentioned, take_owner
from handlers.kit.replies import Form, Message, Reply, Show, about, say
from handlers.kit.requests import Report, Request
from handlers.kit.words import Mention, date_words, plural, take_date
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

feature = Feature("actions")

PAGE = 10
_WHAT_HAPPENED: dict[type[Event], str] = {ActionItemOpened: "Opened", ActionItemClosed: "Closed"}
_PERMALINK = re.compile(r"/archives/([A-Z0-9]+)/p(\d{10})(\d{6})(?:\?thread_ts=([\d.]+))?")
_REFERENCE = re.compile(r"^\s*(?:A-)?(\d{1,9})\b[\s,:]*", re.IGNORECASE)


@feature.command(
    "action add",
    usage="@owner <date> <what>",
    summary="Add an action item: `/action add @vera friday send the site list`.",
    act=Act.KEEP_ACTIONS,
)
def add(request: Request, uow: UnitOfWork) -> Reply:
    owner, rest = take_owner(request, uow, request.text)
    if owner is None or not rest:
        return Show(form=_form(request, uow, title=rest if owner is None else "", owner=owner), reopen="action add")
    due_on, title = take_date(rest, request.today)
    title = without_marks(title)
    vendor = _vendor_of(owner, request, uow)
    item = _open(Draft(title=title, owner_id=owner.id, due_on=due_on), vendor, owner, request, uow)
    return say(section(f"Added: {shown.action_line(item, owner, request.today)}"), _buttons(item))


@feature.form("action.add", act=Act.KEEP_ACTIONS)
def add_by_form(request: Request, uow: UnitOfWork) -> Reply:
    its = request.values
    with about("owner"):
        owner = mentioned(uow, Mention(request.required("owner")))
    vendor = _chosen_vendor(its.get("vendor"), request, uow) or _vendor_of(owner, request, uow)
    with about("due"):
        due_on = check_due(take_date(request.required("due"), request.today)[0], request.today)
    draft = Draft(title=request.required("title"), owner_id=owner.id, due_on=due_on, source=its.get("source"))
    with about("owner"):
        may_own(owner, vendor)
    with about("title"):
        item = _open(draft, vendor, owner, request, uow)
    return say(section(f"Added: {shown.action_line(item, owner, request.today)}"), _buttons(item))


@feature.shortcut("create_action_item", "Create action item", act=Act.KEEP_ACTIONS)
def from_message(request: Request, uow: UnitOfWork) -> Reply:
    """The title comes from the message; its link is kept, its text is not."""
    assert request.source is not None
    title = cut(" ".join(without_marks(request.source.text).split()), LONGEST_TITLE)
    return Show(form=_form(request, uow, title=title, source=request.source.permalink))


@feature.command(
    "action list", usage="[mine|all] [page]", summary="The open action items, soonest due first.", act=Act.SEE_ACTIONS
)
def list_open(request: Request, uow: UnitOfWork) -> Reply:
    words = request.text.lower().split()
    page = next((int(word) for word in words if word.isdigit()), 1)
    return say(*_list(request, uow, mine="mine" in words, page=max(1, page)))


@feature.command("action show", usage="A-17", summary="One action item and its history.", act=Act.SEE_ACTIONS)
def show(request: Request, uow: UnitOfWork) -> Reply:
    item = _find(request.text, request, uow)
    past = uow.history(f"action:{item.id}")
    people = uow.people.some({item.owner_id} | {entry.person for entry in past if entry.person})
    lines = [shown.action_line(item, people.get(item.owner_id), request.today)]
    for entry in past:
        day = date_words(entry.happened_at.astimezone(request.zone).date(), request.today)
        lines.append(f"{_WHAT_HAPPENED[type(entry.event)]} by {shown.person(people.get(entry.person or 0))}, {day}.")
    if item.source:
        lines.append(f"From <{item.source}|this message>.")
    return say(section("\n".join(lines)), *([_buttons(item)] if item.is_open else []))


@feature.command("action done", usage="A-17", summary="Close an action item.", act=Act.KEEP_ACTIONS)
def done(request: Request, uow: UnitOfWork) -> Reply:
    if not request.text.strip():
        return say(*_list(request, uow, mine=True, page=1))
    return _close(_find(request.text, request, uow), request, uow)


@feature.button("action.done", act=Act.KEEP_ACTIONS)
def done_by_button(request: Request, uow: UnitOfWork) -> Reply:
    return _close(_find(request.ref, request, uow), request, uow)


@feature.on(ActionItemOpened)
def tell_the_owner(event: ActionItemOpened, uow: UnitOfWork) -> None:
    """Said where it began: in the message's thread, else in the vendor's channel, else to the owner directly."""
    owner, item = uow.people.by_id(event.owner), uow.actions.by_id(event.action)
    if uow.actor is None or item is None:
        return
    place = _thread_of(event.source) or _channel_of(event.vendor, uow) or _directly(owner, uow.actor)
    if not place:
        return
    line = shown.action_line(item, owner, uow.at.date())
    message = Message((section(f"{line}\nAsked by {shown.person(uow.actor)}."), _buttons(item)))
    lane = f"channel:{place['channel']}"
    uow.outbox.put(Kind.POST, lane, message.payload() | place, once=f"opened:{item.reference}")


def _thread_of(permalink: str | None) -> dict[str, str] | None:
    found = _PERMALINK.search(permalink or "")
    return {"channel": found[1], "thread_ts": found[4] or f"{found[2]}.{found[3]}"} if found else None


def _channel_of(vendor: int | None, uow: UnitOfWork) -> dict[str, str] | None:
    links = uow.vendors.links_of(vendor) if vendor is not None else []
    return {"channel": links[0].channel} if links else None


def _directly(owner: Person, actor: Person) -> dict[str, str] | None:
    return {"channel": owner.slack_user} if owner.slack_user and owner.id != actor.id else None


@feature.in_digest(order=30)
def overdue_and_next(report: Report, uow: UnitOfWork) -> list[Block]:
    """The vendor's open items: how many, the overdue ones first."""
    items = uow.actions.of_vendor(report.vendor.id, most=5)
    if not items:
        return [section("*Actions*\nNone open.")]
    count = uow.actions.count_open(vendor=report.vendor.id)
    late = uow.actions.count_open(vendor=report.vendor.id, due_before=report.today)
    people = uow.people.some({item.owner_id for item in items})
    lines = [shown.action_line(item, people.get(item.owner_id), report.today) for item in items]
    return [section("\n".join([f"*Actions*: {count} open, {late} overdue", *lines]))]


@feature.on_home(order=20)
def mine(request: Request, uow: UnitOfWork) -> list[Block]:
    """What waits on the person themselves, with its buttons."""
    items = uow.actions.of_owner(request.by.id, most=PAGE)
    blocks: list[Block] = [header(f"Your actions ({uow.actions.count_open(owner=request.by.id)})")]
    for item in items:
        line = shown.own_action_line(item, request.today)
        blocks.append(section(line, button=button("Done", "action.done", item.reference, label=f"Done: {item.title}")))
    return blocks if items else [*blocks, section("Nothing waits on you. Good.")]


# --- opening and closing -------------------------------------------------------------------------------------------


def _open(draft: Draft, vendor: Vendor | None, owner: Person, request: Request, uow: UnitOfWork) -> ActionItem:
    may_own(owner, vendor)
    link = request.place.link
    study = link.study_id if link and vendor and link.vendor_id == vendor.id else None
    fit = open_item(draft, request.today)
    item = uow.actions.add(fit, request.by.id, request.at, vendor=vendor.id if vendor else None, study=study)
    uow.record(
        ActionItemOpened(
            action=item.id,
            vendor=item.vendor_id,
            study=item.study_id,
            title=Words(item.title),
            owner=item.owner_id,
            due_on=item.due_on,
            source=item.source,
        )
    )
    return item


def _close(item: ActionItem, request: Request, uow: UnitOfWork) -> Reply:
    state = close(item)
    uow.actions.close(item.id, state, request.at)
    uow.record(ActionItemClosed(action=item.id, old=item.state, new=state))
    words = f"*{item.reference}* {esc(cut(item.title, shown.TITLE))}\n:white_check_mark: Done by {shown.person(request.by)}."
    return say(section(words), replace=request.source is not None and "opened" in request.ref)


def _find(text: str, request: Request, uow: UnitOfWork) -> ActionItem:
    """The item a reference names, if it is the asker's to see; to them, others do not exist."""
    found = _REFERENCE.match(text)
    if not found:
        raise Empty(what="The reference", hint="which action, for instance `A-17`")
    item = uow.actions.numbered(int(found.group(1)))
    if item is None or not _may_see(item, request):
        raise UnknownAction(reference=f"A-{found.group(1)}")
    return item


def _may_see(item: ActionItem, request: Request) -> bool:
    if request.by.id == item.owner_id:
        return True
    here_only = request.place.vendor.id if request.place.shared and request.place.vendor else None
    return sees(request.by, item.vendor_id) and here_only in (None, item.vendor_id)


# --- whose it is -----------------------------------------------------------------------------------------------------


def _vendor_of(owner: Person, request: Request, uow: UnitOfWork) -> Vendor | None:
    """The channel's vendor, the asker's, or else the owner's: nobody needs to name what is plain."""
    vendor = here(request, uow)
    if vendor is None and owner.vendor_id is not None and sees(request.by, owner.vendor_id):
        vendor = uow.vendors.by_id(owner.vendor_id)
    return vendor


def _chosen_vendor(chosen: str | None, request: Request, uow: UnitOfWork) -> Vendor | None:
    if not chosen or not chosen.isdigit() or not sees(request.by, int(chosen)):
        return None
    return uow.vendors.some({int(chosen)}).get(int(chosen))


# --- showing -----------------------------------------------------------------------------------------------------------


def _buttons(item: ActionItem) -> Block:
    return actions(
        button("Done", "action.done", f"{item.reference} opened", style="primary", label=f"Done: {item.reference}"),
        button("Open", "again", f"action show {item.reference}", label=f"Open {item.reference}"),
    )


def _list(request: Request, uow: UnitOfWork, *, mine: bool, page: int) -> list[Block]:
    """A page of open items: mine, the vendor's, or all that the sponsor has. In a shared channel, this vendor's alone."""
    vendor = here(request, uow)
    first = (page - 1) * PAGE
    if mine or (vendor is None and not request.by.is_sponsors):
        only = vendor.id if vendor and request.place.shared else None
        items = uow.actions.of_owner(request.by.id, vendor=only, first=first, most=PAGE)
        count, title = uow.actions.count_open(owner=request.by.id, vendor=only), "Your actions"
    elif vendor:
        items = uow.actions.of_vendor(vendor.id, first=first, most=PAGE)
        count, title = uow.actions.count_open(vendor=vendor.id), f"Actions with {vendor.name}"
    else:
        items = uow.actions.all_open(first=first, most=PAGE)
        count, title = uow.actions.count_open(), "All open actions"
    again = "action list mine" if mine else "action list"
    people = uow.people.some({item.owner_id for item in items})
    return _page_of(items, people, count, title, again, page, request)


def _page_of(
    items: list[ActionItem], people: dict[int, Person], count: int, title: str, again: str, page: int, request: Request
) -> list[Block]:
    blocks: list[Block] = [header(f"{title}: {plural(count, 'open item')}")]
    for item in items:
        line = shown.action_line(item, people.get(item.owner_id), request.today)
        blocks.append(
            section(line, button=button("Done", "action.done", item.reference, label=f"Done: {item.reference}"))
        )
    more: list[Any] = [button("Next page", "again", f"{again} {page + 1}")] if count > page * PAGE else []
    if not items:
        blocks.append(section("Nothing is open."))
    if count > PAGE:
        blocks.append(context(f"Page {page} of {-(-count // PAGE)}"))
    return [*blocks, actions(*more, button("Add an action", "again", "action add"))]


def _form(
    request: Request, uow: UnitOfWork, *, title: str = "", owner: Person | None = None, source: str | None = None
) -> Form:
    vendor = here(request, uow)
    blocks = [
        field(
            "title",
            "What is to be done?",
            text_input(title, placeholder="Send the revised site list", lines=bool(source), most=LONGEST_TITLE),
        ),
        field("owner", "Who does it?", person_input(owner.slack_user if owner else None)),
        field("due", "By when?", date_input()),
    ]
    if vendor is None and request.by.is_sponsors and not request.place.shared:
        choices = [(str(its.id), its.name) for its in uow.vendors.page(0, 100)]
        if choices:
            blocks.append(field("vendor", "Which vendor is it about?", choice(choices), optional=True))
    memo = {"source": source} if source else {}
    return Form(name="action.add", title="Create action item", submit="Create", blocks=tuple(blocks), memo=memo)
