"""Roles: who is known on each side, and what they are to Parley; who gives a role, who takes it away, and why."""

import re
from collections.abc import Iterable

from governance.events import PersonRoleChanged
from governance.people import SPONSORS, VENDORS, Act, Person, Role, may, who_can
from governance.refusals import NotConfirmedYet, NotYours
from governance.roles import LONGEST_REASON, SaidNotTo, StillAsked, StillOwns, change_role
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import (
    Block,
    actions,
    button,
    choice,
    context,
    cut,
    esc,
    field,
    header,
    paragraphs,
    section,
    text_input,
)
from handlers.kit.confirming import manager_name
from handlers.kit.feature import Feature
from handlers.kit.finding import here, take_owner, the_vendor
from handlers.kit.replies import Form, Message, Reply, Say, Show, say
from handlers.kit.requests import Request
from handlers.kit.words import listing, plural
from storage.actions import Sought
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

feature = Feature("roles")

PAGE = 40
MOST_TOLD = 100
USAGE = "/vendor people <vendor>"
NAMES = {role.value: role for role in Role if role is not Role.STRANGER} | {
    "manager": Role.VENDOR_MANAGER,
    "lead": Role.VENDOR_LEAD,
    "admin": Role.ADMINISTRATOR,
}
_ROLE = re.compile(rf"({'|'.join(sorted(NAMES, key=len, reverse=True))})\b[\s,:;]*(?:because\b)?\s*", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|\s)(\d{1,5})$")
MAY = {
    Role.ADMINISTRATOR: "You keep vendors, KPIs and people's roles, and are asked where nobody else is.",
    Role.VENDOR_MANAGER: "You keep vendors, KPIs and people's roles.",
    Role.EXECUTIVE: "You work with all vendors; `/vendor executive` says where you hear of what leads cannot settle.",
    Role.MEMBER: "You work with all vendors.",
    Role.QUALITY: "You read everything and audit the record, and change nothing but your own settings.",
    Role.VENDOR_LEAD: "You speak for your company: you agree to KPIs and schedule sessions.",
    Role.VENDOR_MEMBER: "You see your company's matters and work on them.",
}


@feature.command(
    "vendor people",
    usage="[vendor] | @person <role> [because <reason>]",
    summary="Who is known, by side and role; managers change a role, a vendor's lead names its members.",
    act=Act.SEE_PEOPLE,
    also=(Act.KEEP_PEOPLE,),
)
def people(request: Request, uow: UnitOfWork) -> Reply:
    if not request.text.lstrip().startswith(("@", "<@")):
        return _listed(request, uow)
    _check_keeper(request)
    person, rest = take_owner(request, uow, request.text)
    assert person is not None
    role = _ROLE.match(rest)
    if role is None:
        return Show(form=_form(person, request), reopen=f"vendor people {request.text}")
    return _changed(person, NAMES[role[1].lower()], rest[role.end() :].strip(), request, uow)


@feature.form("people.role", act=Act.KEEP_PEOPLE)
def change_by_form(request: Request, uow: UnitOfWork) -> Reply:
    person = uow.people.by_id(int(request.values["person"]))
    reason = str(request.values.get("reason") or "").strip()
    return _changed(person, Role(request.required("role")), reason, request, uow)


@feature.on(PersonRoleChanged)
def tell_them(event: PersonRoleChanged, uow: UnitOfWork) -> None:
    """Whoever has another role hears it, and what it means."""
    person = uow.people.by_id(event.person)
    if person.slack_user is None or (uow.actor and uow.actor.id == person.id):
        return
    why = f"\nThe reason given: {esc(event.reason)}" if event.reason else ""
    words = f"{shown.person(uow.actor)} made you *{event.new}* in Parley. {_what_it_means(person, uow)}{why}"
    payload = Message((section(words),)).payload() | {"channel": person.slack_user}
    once = f"role:{person.id}:{uow.at:%Y%m%dT%H%M%S%f}"
    uow.outbox.put(Kind.POST, f"channel:{person.slack_user}", payload, once=once)


def _what_it_means(person: Person, uow: UnitOfWork) -> str:
    if not person.awaits:
        return MAY[person.role]
    vendor = uow.vendors.by_id(person.vendor_id or 0)
    return esc(NotConfirmedYet(manager=manager_name(vendor, uow), vendor=vendor.name))


# --- changing ----------------------------------------------------------------------------------------------------------


def _check_keeper(request: Request) -> None:
    if not may(request.by, Act.KEEP_PEOPLE):
        raise NotYours(deed=Act.KEEP_PEOPLE, who=who_can(Act.KEEP_PEOPLE))


def _changed(person: Person, role: Role, reason: str, request: Request, uow: UnitOfWork) -> Say:
    vendor = _acts_for(person, role, request)
    administrators = uow.people.administrators()
    event = change_role(person, role, reason, by=request.by, vendor=vendor, administrators=administrators)
    _check_asked(person, role, uow)
    _check_not_refused(person, vendor, uow)
    uow.people.recognise(person.id, role, vendor)
    uow.record(event)
    if person.id == uow.workspace.administrator and role is not Role.ADMINISTRATOR:
        uow.appoint(next(its for its in administrators if its.id != person.id), keep_zone=True)
    return say(section(f"{shown.person(person)} is *{role}* now. {_before(person, reason)}"))


def _before(person: Person, reason: str) -> str:
    before = "Before, I did not know them." if person.role is Role.STRANGER else f"Before: {person.role}."
    return f"{before} The reason is on the record." if reason else before


def _acts_for(person: Person, role: Role, request: Request) -> int | None:
    if role in SPONSORS:
        return None
    return person.vendor_id or request.by.vendor_id or (request.place.vendor.id if request.place.vendor else None)


def _check_asked(person: Person, role: Role, uow: UnitOfWork) -> None:
    """Whoever leads, or has something to do, keeps a role that can do it."""
    if role not in (Role.QUALITY, Role.VENDOR_MEMBER):
        return
    asked = uow.vendors.decided_by({person.id})
    if asked:
        raise StillAsked(person=person.name, vendors=listing(sorted(its.name for its in asked.values())))
    if role is Role.QUALITY and (items := uow.actions.page(Sought(owner=person.id), most=MOST_TOLD)):
        count = plural(len(items), "open action item")
        raise StillOwns(person=person.name, items=count, first=items[0].reference)


def _check_not_refused(person: Person, vendor: int | None, uow: UnitOfWork) -> None:
    """A no of the sponsor's is taken back by confirming somebody, and by no role."""
    if vendor and person.refused_for == vendor:
        its = uow.vendors.by_id(vendor)
        raise SaidNotTo(manager=manager_name(its, uow), person=person.name, vendor=its.name)


def _form(person: Person, request: Request) -> Form:
    roles = [role for role in Role if role in (SPONSORS if person.is_sponsors else VENDORS)]
    return Form(
        name="people.role",
        title="Change a role",
        submit="Change",
        memo={"person": person.id},
        blocks=(
            section(f"{shown.person(person)} is *{person.role}*."),
            field("role", "From now on", choice([(role, role.capitalize()) for role in roles], person.role)),
            field(
                "reason",
                "Why?",
                text_input(lines=True, most=LONGEST_REASON),
                hint="Needed where a role is taken away; it goes on the record.",
                optional=True,
            ),
        ),
    )


# --- showing -----------------------------------------------------------------------------------------------------------


def _listed(request: Request, uow: UnitOfWork) -> Say:
    text = request.text.strip()
    number = _PAGE.search(text)
    name = _PAGE.sub("", text).strip()
    vendor = the_vendor(request, uow, name, USAGE) if name else here(request, uow)
    lines = _lines(vendor, request, uow)
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(1, int(number[1]) if number else 1), pages)
    blocks = [
        header(f"People of {vendor.name}" if vendor else "People"),
        *paragraphs(lines[(page - 1) * PAGE :][:PAGE]),
    ]
    if pages > page:
        again = f'vendor people "{vendor.name}" {page + 1}' if vendor else f"vendor people {page + 1}"
        blocks += [context(f"Page {page} of {pages}"), actions(button("Next page", "again", again))]
    return say(*blocks, *_hint(request))


def _hint(request: Request) -> list[Block]:
    if not may(request.by, Act.KEEP_PEOPLE):
        return []
    line = "@person quality" if request.by.is_sponsors else "@person vendor member"
    return [context(f"`/vendor people {line}` changes a role.")]


def _lines(vendor: Vendor | None, request: Request, uow: UnitOfWork) -> list[str]:
    """Side by side and role by role: of the vendor those who act for it; of the sponsor all, or to a vendor's people the leads."""
    ours = uow.people.of_sponsor()
    if not request.by.is_sponsors:
        leads = {vendor.sponsor_lead, vendor.sponsor_executive} if vendor else set()
        ours = [person for person in ours if person.id in leads]
    theirs = [its for its in uow.people.of_vendor(vendor.id) if its.role in VENDORS] if vendor else []
    first = [*_side(vendor.name, theirs, vendor)] if vendor else []
    if vendor and request.by.is_sponsors:
        refused = uow.people.refused(vendor.id)
        first += [f"{shown.person(its)}: said not to work for {esc(vendor.name)}" for its in refused]
    return [*first, *_side(uow.workspace.name, ours, vendor, listed=request.by.is_sponsors)]


def _side(company: str, people: list[Person], vendor: Vendor | None, *, listed: bool = True) -> list[str]:
    count = f", {plural(len(people), 'person', 'people')}" if listed else ", account lead and executive"
    lines = [f"*{esc(company)}*{count}"]
    for role in Role:
        lines += [f"{shown.person(its)}: {_what(its, vendor, listed=listed)}" for its in people if its.role is role]
    return lines if people else [*lines, "Nobody is known."]


def _what(person: Person, vendor: Vendor | None, *, listed: bool) -> str:
    """The role, and what they are asked for at this vendor."""
    asked = list(_asked(person, vendor))
    parts = [str(person.role)] if listed else []
    waits = ", not confirmed yet" if person.awaits else ""
    return f"{listing([*parts, *asked])}{waits}" + (
        "" if person.slack_user else f" (not in Slack; {esc(cut(person.mail or '', 80))})"
    )


def _asked(person: Person, vendor: Vendor | None) -> Iterable[str]:
    if vendor and person.id in (vendor.sponsor_lead, vendor.vendor_lead):
        yield "account lead"
    if vendor and person.id in (vendor.sponsor_executive, vendor.vendor_executive):
        yield "hears of what the leads cannot settle"
