"""Adding action items: by a line, by a form."""

import re
from collections.abc import Collection
from typing import Any

from governance.actions import (
    LONGEST_TITLE,
    ActionItem,
    Concern,
    Draft,
    Origin,
    check_due,
)
from governance.people import Act, Person, sees
from governance.vendors import Vendor
from handlers.actions.cards import row
from handlers.actions.register import feature
from handlers.kit import shown
from handlers.kit.action_lines import take_due
from handlers.kit.action_opening import open_draft
from handlers.kit.action_rows import deed, open_it
from handlers.kit.blocks import (
    actions,
    checkboxes,
    choice,
    date_input,
    field,
    person_input,
    section,
    text_input,
    without_marks,
)
from handlers.kit.finding import here, may_own, mentioned, take_owner
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import Mention, take_date
from storage.unit_of_work import UnitOfWork

# Marks people put in a line; each says where the item comes from, or what cannot wait.
ORIGINS = {"breach": Origin.BREACH, "audit": Origin.AUDIT, "risk": Origin.RISK}
CONCERNS = {"safety": Concern.SAFETY, "data-integrity": Concern.DATA_INTEGRITY, "unblinding": Concern.UNBLINDING}
CARE = (
    ("breach", "From an SLA breach: the other side verifies it"),
    ("audit", "From an audit: the other side verifies it"),
    ("risk", "From a risk: the other side verifies it"),
    ("safety", "Participant safety: climbs by itself when overdue"),
    ("data-integrity", "Data integrity: climbs by itself when overdue"),
    ("unblinding", "Unblinding: climbs by itself when overdue"),
)
_MARK = re.compile(rf"(?<!\S)#({'|'.join([*ORIGINS, *CONCERNS])})(?!\S)", re.IGNORECASE)


@feature.command(
    "action add",
    usage="@owner <date> <what>",
    summary="Add an action item: `/action add @vera friday send the site list`.",
    act=Act.KEEP_ACTIONS,
)
def add(request: Request, uow: UnitOfWork) -> Reply:
    owner, rest = take_owner(request, uow, request.text)
    due_on, title = take_due(rest, request, uow)
    if owner is None and title.startswith(("@", "<@")):  # the date first, then who
        owner, title = take_owner(request, uow, title)
    marks, title = _take_marks(without_marks(title))
    source = request.source.permalink if request.source and request.place.thread else None
    if owner is None or due_on is None or not title:
        form = draft_form(
            request,
            uow,
            title=title,
            owner=owner,
            due=due_on.isoformat() if due_on else None,
            source=source,
            marks=marks,
        )
        return Show(form=form, reopen=f"action add {request.text}")
    draft = Draft(title=title, owner_id=owner.id, due_on=due_on, source=source, **_meaning(marks))
    return _added(open_draft(draft, vendor_of(owner, request, uow), owner, request, uow), owner, request)


@feature.form("action.add", act=Act.KEEP_ACTIONS)
def add_by_form(request: Request, uow: UnitOfWork) -> Reply:
    its = request.values
    with about("owner"):
        owner = mentioned(uow, Mention(request.required("owner")))
    vendor = _chosen_vendor(its.get("vendor"), request, uow) or vendor_of(owner, request, uow)
    with about("due"):
        due_on = check_due(take_date(request.required("due"), request.today)[0], request.today)
    meaning = _meaning(its.get("care") or ())
    draft = Draft(
        title=request.required("title"), owner_id=owner.id, due_on=due_on, source=its.get("source"), **meaning
    )
    with about("owner"):
        may_own(owner, vendor, request.by)
    with about("title"):
        return _added(open_draft(draft, vendor, owner, request, uow), owner, request)


def vendor_of(owner: Person, request: Request, uow: UnitOfWork) -> Vendor | None:
    """The channel's vendor, the asker's, or else the owner's: nobody needs to name what is plain."""
    vendor = here(request, uow)
    if vendor is None and owner.vendor_id is not None and sees(request.by, owner.vendor_id):
        vendor = uow.vendors.by_id(owner.vendor_id)
    return vendor


def draft_form(
    request: Request,
    uow: UnitOfWork,
    *,
    title: str = "",
    owner: Person | None = None,
    due: str | None = None,
    source: str | None = None,
    marks: Collection[str] = (),
) -> Form:
    """The form that asks for what is missing, with what is known filled in."""
    vendor = here(request, uow)
    blocks = [
        field(
            "title",
            "What is to be done?",
            text_input(title, placeholder="Send the revised site list", lines=bool(source), most=LONGEST_TITLE),
        ),
        field("owner", "Who does it?", person_input(owner.slack_user if owner else None)),
        field("due", "By when?", date_input(due)),
    ]
    if vendor is None and request.by.is_sponsors and not request.place.shared:
        choices = [(str(its.id), its.name) for its in uow.vendors.page(0, 100)]
        if choices:
            blocks.append(field("vendor", "Which vendor is it about?", choice(choices), optional=True))
    blocks.append(field("care", "Does it need special care?", checkboxes(CARE, marks), optional=True))
    memo = {"source": source} if source else {}
    return Form(name="action.add", title="Create action item", submit="Create", blocks=tuple(blocks), memo=memo)


def _added(item: ActionItem, owner: Person, request: Request) -> Reply:
    slip = actions(deed("Cancel it", "cancel", item), open_it(item))
    buttons = row(item) if owner.id == request.by.id else slip
    return say(section(f"Added: {shown.action_line(item, owner, request.today)}"), buttons)


def _take_marks(text: str) -> tuple[set[str], str]:
    """The #marks of a line, and the line without them."""
    return {mark.lower() for mark in _MARK.findall(text)}, " ".join(_MARK.sub(" ", text).split())


def _meaning(marks: Collection[str]) -> dict[str, Any]:
    """Where it comes from, and what cannot wait."""
    origin = next((ORIGINS[mark] for mark in ORIGINS if mark in marks), None)
    concern = next((CONCERNS[mark] for mark in CONCERNS if mark in marks), None)
    return {"origin": origin, "concern": concern}


def _chosen_vendor(chosen: str | None, request: Request, uow: UnitOfWork) -> Vendor | None:
    if not chosen or not chosen.isdigit() or not sees(request.by, int(chosen)):
        return None
    return uow.vendors.some({int(chosen)}).get(int(chosen))
