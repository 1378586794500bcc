"""Changing what is on an agenda: a point's words, kind, owner and minutes; taking one off, with a reason; the order."""

from dataclasses import replace

from governance.agenda import AgendaItem, NotYoursToTakeOff, Outcome, UnknownPoint, rearranged
from governance.drawing_up import is_rest
from governance.events import AgendaItemChanged, AgendaItemWithdrawn, AgendaReordered, Words
from governance.people import Act, Person
from governance.sessions import Session
from handlers.agendas.adding import Answers, answers, changed, point_fields
from handlers.agendas.naming import check_open, take_session, the_point
from handlers.agendas.register import feature
from handlers.kit.because import why_field, why_in
from handlers.kit.blocks import Block, choice, esc, field, one_way, section
from handlers.kit.drawing_up import agenda_of_session
from handlers.kit.replies import Form, Reply, Show
from handlers.kit.requests import Request
from handlers.kit.sittings import sitting_of
from storage.unit_of_work import UnitOfWork

MOST_PLACES = 25


@feature.button("agenda.edit", act=Act.PUT_ON_AGENDA)
def ask(request: Request, uow: UnitOfWork) -> Reply:
    item, _ = the_point(request.ref, request, uow)
    owner = uow.people.by_id(item.owner_id) if item.owner_id else None
    blocks = point_fields(item.title, item.kind, owner, item.minutes)
    return Show(
        form=Form(name="agenda.edit", title="Change a point", submit="Save", blocks=blocks, memo={"of": item.id})
    )


@feature.form("agenda.edit", act=Act.PUT_ON_AGENDA)
def edit(request: Request, uow: UnitOfWork) -> Reply:
    item, session = the_point(str(request.values.get("of")), request, uow)
    its = _with_owner(answers(session, request, uow), item, uow)
    if vars(its).items() <= vars(item).items():
        return changed(f"*{_title(item)}* stays as it is: nothing was changed.", session, uow)
    now = uow.agenda.change(item, **vars(its))
    if now is None:
        raise UnknownPoint
    facts = {"agenda_item": now.id, "vendor": now.vendor_id, "kind": now.kind, "owner": now.owner_id}
    uow.record(AgendaItemChanged(title=Words(now.title), minutes=now.minutes, **facts))  # type: ignore[arg-type]
    return changed(f"*{_title(now)}* is changed.", session, uow)


def _with_owner(its: Answers, item: AgendaItem, uow: UnitOfWork) -> Answers:
    """Somebody without Slack, whom the form cannot show, stays where nobody else was chosen."""
    owner = uow.people.by_id(item.owner_id) if item.owner_id and its.owner_id is None else None
    return replace(its, owner_id=owner.id) if owner and not owner.slack_user else its


def _title(item: AgendaItem) -> str:
    return esc(one_way(item.title))


# --- taking one off -----------------------------------------------------------------------------------------------------------


@feature.button("agenda.off", act=Act.PUT_ON_AGENDA)
def ask_why(request: Request, uow: UnitOfWork) -> Reply:
    item, session = the_point(request.ref, request, uow)
    _check_theirs(item, session, request.by, uow)
    blocks = (section(f"*{_title(item)}* comes off the agenda of *{session.reference}*."), why_field())
    form = Form(name="agenda.off", title="Take a point off", submit="Take it off", blocks=blocks, memo={"of": item.id})
    return Show(form=form)


@feature.form("agenda.off", act=Act.PUT_ON_AGENDA)
def take_off(request: Request, uow: UnitOfWork) -> Reply:
    item, session = the_point(str(request.values.get("of")), request, uow)
    _check_theirs(item, session, request.by, uow)
    reason = why_in(request)
    if uow.agenda.close(item, Outcome.WITHDRAWN, request.at, by=request.by.id) is None:
        raise UnknownPoint
    uow.agenda.order([its.id for its in uow.agenda.of_session(session.id)])
    uow.record(AgendaItemWithdrawn(agenda_item=item.id, vendor=item.vendor_id, reason=Words(reason)))
    return changed(f"*{_title(item)}* is off the agenda of *{session.reference}*.", session, uow)


def _check_theirs(item: AgendaItem, session: Session, by: Person, uow: UnitOfWork) -> None:
    """Whoever added it takes it off, a chair, or an account lead."""
    vendor = uow.vendors.by_id(session.vendor_id)
    leads = {vendor.sponsor_lead or uow.workspace.administrator, vendor.vendor_lead}
    if by.id not in {item.added_by, *leads} and not sitting_of(session, uow).is_chair(by):
        raise NotYoursToTakeOff(title=item.title)


# --- the order ------------------------------------------------------------------------------------------------------------------


@feature.button("agenda.order", act=Act.PUT_ON_AGENDA)
def ask_order(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(request.ref, request, uow)
    check_open(session)
    items = _movable(session, uow)
    if not items:
        raise UnknownPoint
    places = [(str(place), str(place)) for place in range(1, len(items) + 1)]
    blocks = tuple(_place(item, str(place), places) for place, item in enumerate(items, 1))
    memo = {"of": session.reference}
    return Show(form=Form(name="agenda.order", title="Reorder the agenda", submit="Save", blocks=blocks, memo=memo))


def _place(item: AgendaItem, place: str, places: list[tuple[str, str]]) -> Block:
    return field(f"place {item.id}", item.title, choice(places, place))


@feature.form("agenda.order", act=Act.PUT_ON_AGENDA)
def reorder(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(str(request.values.get("of")), request, uow)
    check_open(session)
    movable = [its.id for its in _movable(session, uow)]
    given = {its: request.values.get(f"place {its}") for its in movable}
    order = rearranged(movable, {its: int(place) for its, place in given.items() if place and place.isdecimal()})
    if order == movable:
        return changed("The order stays as it is.", session, uow)
    others = [its.id for its in uow.agenda.of_session(session.id) if its.id not in movable]
    uow.agenda.order([*order, *others])
    uow.record(AgendaReordered(session=session.id, vendor=session.vendor_id, items=tuple(order)))
    return changed(f"The agenda of *{session.reference}* has its new order.", session, uow)


def _movable(session: Session, uow: UnitOfWork) -> list[AgendaItem]:
    """What can be given a place: all that stands on it but what stands for the rest."""
    return [its for its in agenda_of_session(session, uow).items if not is_rest(its)][:MOST_PLACES]
