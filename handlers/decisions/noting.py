"""The ways to a decision: said in the session's thread, typed as a line, or filled in."""

import re
from collections.abc import Sequence

from governance.agenda import AgendaItem, under_discussion
from governance.decisions import LONGEST
from governance.notes import NoteKind
from governance.people import Act
from governance.sessions import Session
from governance.sittings import NoneIsOn
from handlers.decisions.asking import ask_by_mail
from handlers.decisions.deciding import decide
from handlers.decisions.register import feature
from handlers.decisions.wishes import NO_POINT, Wish, wish_in, wish_of_form
from handlers.kit.blocks import Block, choice, cut, field, text_input
from handlers.kit.replies import Form, Reply, Show
from handlers.kit.requests import Request
from handlers.kit.sittings import points_of, session_on, take_on, take_session
from storage.unit_of_work import UnitOfWork

_BY_MAIL = re.compile(r"^\s*by mail\b[\s:,]*", re.IGNORECASE)
_REF = re.compile(r"^\s*(S-\d{1,9})\s+(\d{1,18}|-)(?:\s+(.*))?$", re.DOTALL)


@feature.note(NoteKind.DECISION, act=Act.NOTE_IN_SESSIONS)
def decide_by_note(request: Request, uow: UnitOfWork) -> Reply:
    session = session_on(request, uow)
    return decide(wish_in(request.text, session, request, uow), session, request, uow)


@feature.command(
    "session decide",
    usage="[S-3] [by mail] <what> [because <why>] [supersedes D-4]",
    summary="Note what the session decides, or let its members decide it by mail.",
    act=Act.NOTE_IN_SESSIONS,
)
def decide_by_line(request: Request, uow: UnitOfWork) -> Reply:
    by_mail, text = _take_by_mail(request.text)
    session, rest = take_on(text, request, uow)
    later, rest = _take_by_mail(rest)
    if not rest:
        form = _mail_form if by_mail or later else _form
        return Show(form=form(session, None, request, uow), reopen=f"session decide {request.text}".strip())
    wish = wish_in(rest, session, request, uow)
    act = ask_by_mail if by_mail or later else decide
    return act(wish, session, request, uow)


@feature.button("decisions.form", act=Act.NOTE_IN_SESSIONS)
def open_form(request: Request, uow: UnitOfWork) -> Reply:
    session, wish = _in_ref(request, uow)
    return Show(form=_form(session, wish, request, uow), reopen=f"session decide {session.reference}")


@feature.form("decisions.form", act=Act.NOTE_IN_SESSIONS)
def decide_by_form(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(str(request.values.get("session")), request, uow)
    return decide(wish_of_form(session, request, uow), session, request, uow)


@feature.button("decisions.circulate", act=Act.NOTE_IN_SESSIONS)
def open_mail_form(request: Request, uow: UnitOfWork) -> Reply:
    session, wish = _in_ref(request, uow)
    return Show(form=_mail_form(session, wish, request, uow), reopen=f"session decide {session.reference} by mail")


@feature.form("decisions.circulate", act=Act.NOTE_IN_SESSIONS)
def ask_by_form(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(str(request.values.get("session")), request, uow)
    return ask_by_mail(wish_of_form(session, request, uow), session, request, uow)


def _take_by_mail(text: str) -> tuple[bool, str]:
    found = _BY_MAIL.match(text)
    return found is not None, text[found.end() :] if found else text


def _in_ref(request: Request, uow: UnitOfWork) -> tuple[Session, Wish | None]:
    """The session a button is about, and what was said, if anything: `S-3 12 Use the new template because ...`."""
    found = _REF.match(request.ref)
    if found is None:
        raise NoneIsOn
    session, _ = take_session(found[1], request, uow)
    item = next((its for its in points_of(session, uow) if str(its.id) == found[2]), None)
    if not found[3]:
        return session, Wish(outcome="", item=item)
    said = wish_in(found[3], session, request, uow)
    return session, Wish(outcome=said.outcome, rationale=said.rationale, item=item, instead_of=said.instead_of)


# --- the forms -----------------------------------------------------------------------------------------------------------


def _form(session: Session, wish: Wish | None, request: Request, uow: UnitOfWork) -> Form:
    memo = {"session": session.reference}
    return Form(name="decisions.form", title="Decide", submit="Note it", blocks=_fields(session, wish, uow), memo=memo)


def _mail_form(session: Session, wish: Wish | None, request: Request, uow: UnitOfWork) -> Form:
    return Form(
        name="decisions.circulate",
        title="Decide by mail",
        submit="Ask the members",
        blocks=_fields(session, wish, uow),
        memo={"session": session.reference},
    )


def _fields(session: Session, known: Wish | None, uow: UnitOfWork) -> tuple[Block, ...]:
    points = points_of(session, uow)
    wish = known or Wish(outcome="", item=under_discussion(points))
    instead = wish.instead_of.reference if wish.instead_of else ""
    return (
        *_points(points, wish.item),
        field("outcome", "What is decided?", text_input(wish.outcome, lines=True, most=LONGEST)),
        field("rationale", "Why?", text_input(wish.rationale, lines=True, most=LONGEST), optional=True),
        field(
            "supersedes",
            "Whose place does it take?",
            text_input(instead, placeholder="D-4", most=12),
            hint="An earlier decision that no longer holds then.",
            optional=True,
        ),
    )


def _points(points: Sequence[AgendaItem], chosen: AgendaItem | None) -> list[Block]:
    if not points:
        return []
    named = [(str(its.id), cut(f"{its.position or '-'}. {its.title}", 75)) for its in points[:99]]
    initial = str(chosen.id) if chosen else NO_POINT
    return [field("item", "About which point?", choice([*named, (NO_POINT, "None of them")], initial))]
