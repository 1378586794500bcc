"""Putting something on an agenda: typed in one line, or in a form."""

from dataclasses import dataclass

from governance.agenda import (
    LONGEST_TITLE,
    USUAL_MINUTES,
    ItemKind,
    check_minutes,
    check_title,
    take_kind,
)
from governance.drawing_up import placed
from governance.events import AgendaItemAdded, Words
from governance.people import Act, Person, may, who_can
from governance.refusals import NotYours
from governance.sessions import Session
from handlers.agendas.cards import minutes_line
from handlers.agendas.naming import check_open, take_session
from handlers.agendas.register import feature
from handlers.kit.blocks import Block, actions, button, choice, esc, field, one_way, person_input, section, text_input
from handlers.kit.drawing_up import agenda_of_session
from handlers.kit.finding import may_own, mentioned
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import Mention
from storage.unit_of_work import UnitOfWork

KINDS = [(its.value, its.capitalize()) for its in ItemKind]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a form says of a point."""

    title: str
    kind: ItemKind
    owner_id: int | None
    minutes: int


def add(session: Session, words: str, request: Request, uow: UnitOfWork) -> Reply:
    """With a title at once, else by the form."""
    if not may(request.by, Act.PUT_ON_AGENDA):
        raise NotYours(deed=Act.PUT_ON_AGENDA, who=who_can(Act.PUT_ON_AGENDA, request.by))
    check_open(session)
    if not words:
        return Show(form=_form(session), reopen=f"session agenda {session.reference} add")
    kind, title = take_kind(words)
    its = Answers(title=check_title(title), kind=kind, owner_id=request.by.id, minutes=USUAL_MINUTES)
    return _added(session, its, request, uow)


@feature.form("agenda.add", act=Act.PUT_ON_AGENDA)
def add_by_form(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(str(request.values.get("of")), request, uow)
    return _added(session, answers(check_open(session), request, uow), request, uow)


def _added(session: Session, its: Answers, request: Request, uow: UnitOfWork) -> Reply:
    facts = {"by": request.by.id, "session": session.id, "for_kind": session.kind, **vars(its)}
    item = uow.agenda.add(session.vendor_id, at=request.at, **facts)
    assert item is not None  # it stems from nothing, so nothing waits that would be the same
    there = [its for its in uow.agenda.of_session(session.id) if its.id != item.id]
    uow.agenda.order(placed(there, [item], {}))
    uow.record(AgendaItemAdded(agenda_item=item.id, vendor=item.vendor_id, title=Words(item.title), stems_from=""))
    return changed(f"*{esc(one_way(item.title))}* is on the agenda of *{session.reference}*.", session, uow)


def changed(words: str, session: Session, uow: UnitOfWork) -> Reply:
    """What was done, what all of it takes now, and the way to the whole."""
    line = f"{words}\n{minutes_line(agenda_of_session(session, uow))}"
    return say(section(line), actions(button("Open", "again", f"session agenda {session.reference}")))


# --- the form ---------------------------------------------------------------------------------------------------------------


def _form(session: Session) -> Form:
    return Form(
        name="agenda.add",
        title="Add a point",
        submit="Add",
        blocks=point_fields("", ItemKind.DISCUSSION, None, USUAL_MINUTES),
        memo={"of": session.reference},
    )


def point_fields(title: str, kind: ItemKind, owner: Person | None, minutes: int) -> tuple[Block, ...]:
    return (
        field("title", "What is to be talked about?", text_input(title, most=LONGEST_TITLE)),
        field("kind", "What is asked of the room?", choice(KINDS, kind.value)),
        field("owner", "Who speaks to it?", person_input(owner.slack_user if owner else None), optional=True),
        field("minutes", "How many minutes?", text_input(str(minutes), most=4)),
    )


def answers(session: Session, request: Request, uow: UnitOfWork) -> Answers:
    vendor, owner = uow.vendors.by_id(session.vendor_id), request.values.get("owner")
    with about("owner"):
        person = may_own(mentioned(uow, Mention(str(owner))), vendor, request.by) if owner else None
    with about("title"):
        title = check_title(request.required("title"))
    kind, minutes = ItemKind(request.required("kind")), check_minutes(request.required("minutes"))
    return Answers(title=title, kind=kind, owner_id=person.id if person else None, minutes=minutes)
