"""Seeing action items: lists by the side that acts next, search, one item with its whole history, Home and the digest."""

import re
from dataclasses import dataclass, replace
from typing import Any

from governance.actions import ActionItem, State
from governance.people import Act, Person
from governance.refusals import Empty
from governance.vendors import Study, Vendor, name_key
from handlers.actions.cards import described, full_rows
from handlers.actions.history import history_lines
from handlers.actions.register import feature
from handlers.kit import shown
from handlers.kit.action_rows import row_for
from handlers.kit.blocks import Block, actions, button, context, cut, esc, header, paragraphs, section
from handlers.kit.finding import here, the_study, the_vendor
from handlers.kit.items import the_item
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Report, Request
from handlers.kit.seeing import all_they_see, shared_with
from handlers.kit.words import plural
from storage.actions import Sought
from storage.search import MOST
from storage.unit_of_work import UnitOfWork

PAGE = 8
ON_HOME = 5
LONGEST_SEARCH = 100
# A number at the end is a page, unless it is the protocol of a study.
_PAGE = re.compile(r"(?:^|(?<!study)\s)(?:page\s+)?(\d{1,5})$", re.IGNORECASE)
_WAITING = re.compile(
    r"\b(?:waiting\s+(?:(?:on|for)\b)?|(?:on|for)\b(?=\s+(?:us|me|them)\b))\s*(?:the\s+)?(?P<whom>(?:us|me|them|sponsor|vendors?)\b)?",
    re.IGNORECASE,
)
_FILTER = re.compile(r"\b(mine|all|open|overdue|late|blocked|vendor)\b", re.IGNORECASE)
ALSO_CALLED = {"late": "overdue"}
_REFERENCE = re.compile(r"A-\d{1,9}", re.IGNORECASE)
_STUDY = re.compile(r"(?:^|\s)study (\S+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class View:
    """A list somebody asked for: what is sought, its title, and the line that asks for it again."""

    sought: Sought
    title: str
    line: str


@feature.command(
    "action list",
    usage="[mine] [overdue] [blocked] [waiting on us|them] [vendor] [study <protocol>] [page]",
    summary="The open action items, soonest due first.",
    act=Act.SEE_ACTIONS,
)
def list_open(request: Request, uow: UnitOfWork) -> Reply:
    text = request.text.strip()
    page = _PAGE.search(text)
    view = _view(_PAGE.sub("", text), request, uow)
    return say(*_page(view, int(page[1]) if page else 1, request, uow))


def my_items(request: Request, uow: UnitOfWork) -> Reply:
    """What the asker has to do, to choose from when they named nothing."""
    return say(*_page(_view("mine", request, uow), 1, request, uow))


@feature.command(
    "action find", usage="<words>", summary="Search all action items, the closed ones too.", act=Act.SEE_ACTIONS
)
def find(request: Request, uow: UnitOfWork) -> Reply:
    text = request.text.strip()
    if _REFERENCE.fullmatch(text):
        return show(request, uow)
    page = _PAGE.search(text) if " page " in f" {text} " else None
    words = re.sub(r"\s*\bpage \d+$", "", text)[:LONGEST_SEARCH]
    if not words:
        raise Empty(what="The search", hint="the words to look for, for instance `/action find site list`")
    sought = replace(all_they_see(request), words=words)
    view = View(sought=sought, title=f'Actions with "{words}"', line=f"action find {words} page")
    return say(*_page(view, int(page[1]) if page else 1, request, uow))


@feature.command("action show", usage="A-17", summary="One action item and its whole history.", act=Act.SEE_ACTIONS)
def show(request: Request, uow: UnitOfWork) -> Reply:
    if not request.text.strip():
        return my_items(request, uow)
    item = the_item(request.text, request, uow)
    past = uow.history(f"action:{item.id}")
    facts = [described(item, uow, request.today), *_facts(item, request, uow)]
    long = [f"*In full*\n{esc(item.title)}"] if len(item.title) > shown.TITLE else []
    return say(
        section("\n".join(facts)),
        *paragraphs(long),
        *paragraphs(["*History*", *history_lines(past, request, uow)]),
        *full_rows(item, request, uow),
    )


# --- Home, status and digest -----------------------------------------------------------------------------------------


@feature.on_home(order=20, act=Act.SEE_ACTIONS)
def mine(request: Request, uow: UnitOfWork) -> list[Block]:
    """What waits on the person themselves, with its buttons; then what waits on each side."""
    return [*_home_part(_view("mine", request, uow), request, uow, own=True), *_sides(request, uow)]


def _sides(request: Request, uow: UnitOfWork) -> list[Block]:
    counts = uow.actions.count_by_side(request.by.vendor_id)
    if not request.by.is_sponsors and request.by.vendor_id is None:
        return []
    parts = [_view(which, request, uow) for which in ("waiting on them", "waiting on us")]
    return [
        block
        for part in parts
        for block in _home_part(part, request, uow, count=counts.get(part.sought.waits_on or "", 0))
    ]


def _home_part(
    view: View, request: Request, uow: UnitOfWork, *, own: bool = False, count: int | None = None
) -> list[Block]:
    items = uow.actions.page(view.sought, most=ON_HOME)
    count = uow.actions.count(view.sought) if count is None and len(items) == ON_HOME else count or len(items)
    blocks: list[Block] = [header(f"{view.title} ({count:,})")]
    if not items:
        return [*blocks, section("None of them is open. Good." if own else "Nothing.")]
    people = uow.people.some({item.owner_id for item in items} - ({request.by.id} if own else set()))
    if own:
        blocks += [block for item in items for block in _line_and_buttons(item, people.get(item.owner_id), request)]
    else:
        lines = [shown.action_line(item, people.get(item.owner_id), request.today) for item in items]
        blocks += paragraphs(lines)
    return [*blocks, actions(button("Show all", "again", view.line))] if count > len(items) else blocks


@feature.in_digest(order=30)
def overdue_and_next(report: Report, uow: UnitOfWork) -> list[Block]:
    """The vendor's open items: how many, the overdue ones first."""
    its = report.actions
    if not its.count:
        return [section("*Actions*\nNone open.")]
    lines = [shown.action_line(item, its.owners.get(item.owner_id), report.today) for item in its.first]
    return paragraphs([f"*Actions*: {its.count} open, {its.late} overdue", *lines])


# --- which list ------------------------------------------------------------------------------------------------------


def _view(text: str, request: Request, uow: UnitOfWork) -> View:
    """Filters in any order and number; all that is open when nothing is said. What is no filter is a vendor's name."""
    study, side, marks, name = _filters(text, request, uow)
    mine = "mine" in marks
    named = the_vendor(request, uow, name, "/action list <vendor>") if name or "vendor" in marks else None
    vendor = named or (None if mine else here(request, uow))
    whose = (f" with {vendor.name}" if vendor else "") + (f" of {study.protocol}" if study else "")
    sought = replace(
        all_they_see(request),
        study=study.id if study else None,
        turn_of=request.by.id if mine else None,
        waits_on=side,
        state=State.BLOCKED if "blocked" in marks else None,
        due_before=request.today if "overdue" in marks else None,
    )
    sought = replace(sought, vendor=vendor.id) if vendor else sought
    line = f"action list {' '.join(text.split())}".strip()
    return View(sought=sought, title=_title(side, marks, vendor, whose, request, uow), line=line)


def _filters(text: str, request: Request, uow: UnitOfWork) -> tuple[Study | None, str | None, frozenset[str], str]:
    """The study, the side that acts next, other marks, and what is left: a vendor's name, or nothing."""
    named = _STUDY.search(text)
    study = the_study(named[1], request, uow) if named else None
    rest = _STUDY.sub(" ", text)
    waiting = _WAITING.search(rest)
    side = _side_of(waiting["whom"].lower(), request, uow) if waiting and waiting["whom"] else None
    rest = _WAITING.sub(" ", rest)
    marks = frozenset(ALSO_CALLED.get(mark.lower(), mark.lower()) for mark in _FILTER.findall(rest))
    name = " ".join(_FILTER.sub(" ", rest).split())
    if waiting and side is None:  # "waiting on Helix"
        is_us = name_key(name) == name_key(uow.workspace.name)
        side, name = ("sponsor", "") if is_us else ("vendor", name)
    return study, side, marks, name


def _side_of(whom: str, request: Request, uow: UnitOfWork) -> str:
    ours, theirs = ("sponsor", "vendor") if request.by.is_sponsors else ("vendor", "sponsor")
    return {"us": ours, "me": ours, "them": theirs, "vendors": "vendor"}.get(whom, whom)


def _title(
    side: str | None, marks: frozenset[str], vendor: Vendor | None, whose: str, request: Request, uow: UnitOfWork
) -> str:
    """What the list is of, the narrowest word first."""
    said = [mark for mark in ("overdue", "blocked") if mark in marks]
    ours = side == ("sponsor" if request.by.is_sponsors else "vendor")
    if "mine" in marks:
        first = "Your actions"
    elif side:
        first = f"Waiting on {'us' if ours else _them(vendor, request, uow)}"
    else:
        first = f"{said.pop(0).capitalize()}{whose}" if said else f"Actions{whose}" if whose else "All open actions"
    return ", ".join([first, *said])


def _them(vendor: Vendor | None, request: Request, uow: UnitOfWork) -> str:
    """The other side, by its name where there is only one."""
    if not request.by.is_sponsors:
        return uow.workspace.name
    return vendor.name if vendor else "vendors"


# --- showing a list --------------------------------------------------------------------------------------------------


def _page(view: View, page: int, request: Request, uow: UnitOfWork) -> list[Block]:
    items, count = _on_page(view.sought, (max(1, page) - 1) * PAGE, uow)
    page = min(max(1, page), max(1, -(-count // PAGE)))
    if count and not items:  # past the last page
        items, _ = _on_page(view.sought, (page - 1) * PAGE, uow)
    people = uow.people.some({item.owner_id for item in items})
    what = "item" if view.sought.words else "open item"
    all_found = not (view.sought.words and count == MOST)
    blocks: list[Block] = [header(f"{cut(view.title, 100)}: {plural(count, what)}{'' if all_found else ' or more'}")]
    for item in items:
        blocks += _line_and_buttons(item, people.get(item.owner_id), request)
    if not items:
        blocks.append(section("Nothing was found." if view.sought.words else "Nothing is open."))
    if count > PAGE:
        newest = "" if all_found else f". These are the newest {MOST:,}; one more word finds fewer."
        blocks.append(context(f"Page {page} of {-(-count // PAGE)}{newest}"))
    more: list[Any] = [button("Next page", "again", f"{view.line} {page + 1}")] if count > page * PAGE else []
    return [*blocks, actions(*more, button("Add an action", "again", "action add"))]


def _on_page(sought: Sought, first: int, uow: UnitOfWork) -> tuple[list[ActionItem], int]:
    """The items of a page from the `first` on, and how many there are in all. Words are looked for only once."""
    if not sought.words:
        return uow.actions.page(sought, first=first, most=PAGE), uow.actions.count(sought)
    found = uow.actions.found(sought)
    wanted = found[first : first + PAGE]
    items = uow.actions.some(set(wanted))
    return [items[item] for item in wanted], len(found)


def _line_and_buttons(item: ActionItem, owner: Person | None, request: Request) -> list[Block]:
    line = shown.action_line(item, owner, request.today) if owner else shown.own_action_line(item, request.today)
    return [section(line), actions(*row_for(item, request.by))]


def _facts(item: ActionItem, request: Request, uow: UnitOfWork) -> list[str]:
    """Where it belongs, where it came from, and what shows that it is done."""
    facts = []
    if item.vendor_id and shared_with(request) is None and request.by.is_sponsors:
        facts.append(f"With {esc(uow.vendors.by_id(item.vendor_id).name)}.")
    if item.needs_verification:
        facts.append(f"From {'an' if item.origin == 'audit' else 'a'} {item.origin}: the side that asked verifies it.")
    if item.source:
        facts.append(f"From <{item.source}|this message>.")
    shows = uow.actions.evidence_of(item.id)
    return [*facts, *(f"Evidence: {_evidence(its.name, its.address)}" for its in shows[:10])]


def _evidence(name: str, address: str | None) -> str:
    """As a link only where it is one that a browser opens; people's own text never links anywhere else."""
    plain = esc(cut(name, 200))
    safe = address and address.startswith("https://") and not set(address) & set("<>|")
    return f"<{address}|{plain.replace('|', '/')}>" if safe else plain
