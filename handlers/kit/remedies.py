"""The action that is to put a breach or a risk right: asked for in a form, owned by one side, verified by the other."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from governance.actions import LONGEST_TITLE, ActionItem, Concern, Draft, Origin, State, check_due
from governance.calendar.business_days import add_business_days
from governance.events import BreachActionOpened
from governance.kpis.breaches import Breach
from governance.kpis.definitions import Definition, Party
from governance.people import Person
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.action_lines import take_due
from handlers.kit.action_opening import Stem, open_draft
from handlers.kit.action_rows import open_it
from handlers.kit.blocks import actions, date_input, field, person_input, section, text_input, without_marks
from handlers.kit.finding import may_own, mentioned, take_owner
from handlers.kit.replies import Form, Reply, about, say
from handlers.kit.requests import Request
from handlers.kit.words import Mention, NoDate, take_clear_date, take_date
from storage.unit_of_work import UnitOfWork

USUAL_DAYS = 10  # business days until it is due, where nobody says another day


@dataclass(frozen=True, kw_only=True)
class Ill:
    """What is to be put right: `reference` is what people call it, `origin` and `id` what the action stems from."""

    reference: str
    origin: Origin
    id: int
    vendor: Vendor
    study: int | None
    concern: Concern | None = None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """As much as a line says of the action."""

    owner: Person | None = None
    due: date | None = None
    title: str = ""

    @property
    def is_whole(self) -> bool:
        return bool(self.owner and self.due and self.title)


def take_wish(text: str, request: Request, uow: UnitOfWork) -> Wish:
    """A line such as `@vera friday retrain the monitors`, or a part of one."""
    owner, rest = take_owner(request, uow, text)
    country = request.by.hours(uow.workspace.zone).country
    with suppress(NoDate):
        due, title = take_clear_date(rest, request.today, language=request.by.locale, country=country)
        return Wish(owner=owner, due=due, title=without_marks(title))
    return Wish(owner=owner, title=without_marks(rest))


def take_promise(text: str, request: Request, uow: UnitOfWork) -> Wish:
    """The same where the day may stand at the end too: `@vera retrain the monitors by friday`."""
    owner, rest = take_owner(request, uow, text)
    due, title = take_due(rest, request, uow)
    if owner is None and title.startswith(("@", "<@")):  # the date first, then who
        owner, title = take_owner(request, uow, title)
    return Wish(owner=owner, due=due, title=without_marks(title))


def remedy_form(name: str, ill: Ill, title: str, owner: Person | None, wish: Wish, request: Request) -> Form:
    """What is known is filled in; `owner` and `title` are what is usual."""
    who = wish.owner or owner
    country = request.by.hours(request.zone.key).country
    due = wish.due or add_business_days(request.today, USUAL_DAYS, country)
    blocks = (
        field("title", "What is to be done?", text_input(wish.title or title, lines=True, most=LONGEST_TITLE)),
        field("owner", "Who does it?", person_input(who.slack_user if who else None)),
        field("due", "By when?", date_input(due.isoformat()), hint="The other company verifies that it is done."),
    )
    return Form(name=name, title=f"Action for {ill.reference}", submit="Create", blocks=blocks, memo={"of": ill.id})


def wish_of_form(values: Mapping[str, Any], request: Request, uow: UnitOfWork) -> Wish:
    with about("owner"):
        owner = mentioned(uow, Mention(request.required("owner")))
    with about("due"):
        due = check_due(take_date(request.required("due"), request.today)[0], request.today)
    return Wish(owner=owner, due=due, title=request.required("title"))


def open_remedy(
    ill: Ill, wish: Wish, request: Request, uow: UnitOfWork, *, batch: str | None = None, source: str | None = None
) -> ActionItem:
    """Opens the action; it is verified by the company that does not do it. `batch`: as in `open_draft`."""
    assert wish.owner is not None
    assert wish.due is not None
    with about("owner"):
        may_own(wish.owner, ill.vendor, request.by)
    its = Draft(title=wish.title, owner_id=wish.owner.id, due_on=wish.due, origin=ill.origin, concern=ill.concern)
    draft = replace(its, source=source)
    stem = Stem(id=ill.id, study=ill.study, asker=_asker(wish.owner, ill.vendor, request, uow))
    with about("title"):
        return open_draft(draft, ill.vendor, wish.owner, request, uow, batch=batch, stem=stem)


def ill_of(breach: Breach, definition: Definition, vendor: Vendor) -> Ill:
    """A breach as something to be put right."""
    return Ill(
        reference=breach.reference,
        origin=Origin.BREACH,
        id=breach.id,
        vendor=vendor,
        study=breach.study_id,
        concern=definition.concern,
    )


def is_under_way(action: ActionItem) -> bool:
    """Whether it is still to mend what it was opened for: one at a time is."""
    return action.state not in (State.CANCELLED, State.VERIFIED)


def mends(item: ActionItem, breach: Breach, uow: UnitOfWork) -> None:
    """This action is the one that is to put the breach right."""
    uow.breaches.change(breach, action_id=item.id)
    uow.record(BreachActionOpened(breach=breach.id, action=item.id))


def added(item: ActionItem, owner: Person, request: Request) -> Reply:
    line = shown.action_line(item, owner, request.today)
    return say(
        section(f"Added: {line}\nIt is closed with evidence, and the other company verifies it."),
        actions(open_it(item)),
    )


def usual_owner(definition: Definition, vendor: Vendor, uow: UnitOfWork) -> Person | None:
    """Whose work the KPI measures: its owner on that side, else that side's account lead."""
    ours = (definition.sponsor_owner, vendor.sponsor_lead, uow.workspace.administrator)
    theirs = (definition.vendor_owner, vendor.vendor_lead)
    named = next((who for who in (theirs if definition.measured is Party.VENDOR else ours) if who), None)
    return uow.people.by_id(named) if named else None


def _asker(owner: Person, vendor: Vendor, request: Request, uow: UnitOfWork) -> Person:
    """Whoever asks, if they are of the other company; else that company's account lead: nobody verifies their own work."""
    if request.by.party != owner.party:
        return request.by
    other = vendor.vendor_lead if owner.is_sponsors else vendor.sponsor_lead or uow.workspace.administrator
    return uow.people.by_id(other) if other else request.by
