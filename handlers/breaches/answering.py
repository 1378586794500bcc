"""What people answer to a breach: a comment, and the action that is to put it right."""

from governance.events import SlaBreachCommented, Words
from governance.kpis.breach_refusals import ActionAlready, BreachClosed
from governance.kpis.breaches import LONGEST_COMMENT, check_comment
from governance.people import Act
from governance.risks import remedy
from handlers.breaches.cards import against, named, open_button
from handlers.breaches.cases import Case, take_case
from handlers.breaches.register import feature
from handlers.kit.blocks import actions, field, section, text_input, without_marks
from handlers.kit.remedies import (
    Ill,
    Wish,
    added,
    ill_of,
    is_under_way,
    mends,
    open_remedy,
    remedy_form,
    take_wish,
    usual_owner,
    wish_of_form,
)
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork

# --- comments ----------------------------------------------------------------------------------------------------------


@feature.command(
    "sla comment",
    usage="B-4 <words>",
    summary="Say what happened and what you do about a breach.",
    act=Act.ANSWER_BREACHES,
)
def comment(request: Request, uow: UnitOfWork) -> Reply:
    case, words = take_case(request.text, request, uow)
    _check_open(case)
    if not words:
        return Show(form=_comment_form(case), reopen=f"sla comment {case.breach.reference}")
    return _comment(case, without_marks(words), request, uow)


@feature.button("breach.comment", act=Act.ANSWER_BREACHES)
def comment_by_button(request: Request, uow: UnitOfWork) -> Reply:
    case, _ = take_case(request.ref, request, uow)
    _check_open(case)
    return Show(form=_comment_form(case), reopen=f"sla comment {case.breach.reference}")


@feature.form("breach.comment", act=Act.ANSWER_BREACHES)
def comment_by_form(request: Request, uow: UnitOfWork) -> Reply:
    case, _ = take_case(str(request.values.get("of")), request, uow)
    with about("comment"):
        _check_open(case)
        return _comment(case, request.required("comment"), request, uow)


def _comment(case: Case, words: str, request: Request, uow: UnitOfWork) -> Reply:
    """The comment of who is measured is the breach's own; what the other company says stands in its story."""
    said = check_comment(words)
    if case.is_measured(request.by):
        uow.breaches.change(case.breach, comment=said, commented_by=request.by.id, commented_at=request.at)
    uow.record(SlaBreachCommented(breach=case.breach.id, comment=Words(said)))
    return say(section(f"Thank you. {_who_reads(case, request)}"), actions(open_button(case)))


def _who_reads(case: Case, request: Request) -> str:
    if not case.is_measured(request.by):
        return f"The other company's account lead reads your comment on {named(case)}."
    if case.breach.channel_at is None and case.breach.channel_told_at is None:
        return f"Your comment stands with {named(case)}."
    return f"The channel reads your comment on {named(case)}."


def _comment_form(case: Case) -> Form:
    hint = "Both companies read this."
    entry = text_input(case.breach.comment, lines=True, most=LONGEST_COMMENT)
    blocks = (
        section(f"{named(case)}: {against(case.definition, case.result)}."),
        field("comment", "What happened, and what do you do about it?", entry, hint=hint),
    )
    memo = {"of": case.breach.reference}
    title = f"Comment on {case.breach.reference}"
    return Form(name="breach.comment", title=title, submit="Send", blocks=blocks, memo=memo)


# --- the action --------------------------------------------------------------------------------------------------------


@feature.command(
    "sla fix",
    usage="B-4 [@owner <date> <what>]",
    summary="Create the action that puts a breach right; the other company verifies it.",
    act=Act.ANSWER_BREACHES,
)
def fix(request: Request, uow: UnitOfWork) -> Reply:
    case, rest = take_case(request.text, request, uow)
    _check_free(case)
    wish = take_wish(rest, request, uow) if rest else Wish()
    if not wish.is_whole:
        return Show(form=_form(case, wish, request, uow), reopen=f"sla fix {request.text}")
    return _fix(case, wish, request, uow)


@feature.button("breach.action", act=Act.ANSWER_BREACHES)
def fix_by_button(request: Request, uow: UnitOfWork) -> Reply:
    case, _ = take_case(request.ref, request, uow)
    _check_free(case)
    return Show(form=_form(case, Wish(), request, uow), reopen=f"sla fix {case.breach.reference}")


@feature.form("breach.action", act=Act.ANSWER_BREACHES)
def fix_by_form(request: Request, uow: UnitOfWork) -> Reply:
    case, _ = take_case(str(request.values.get("of")), request, uow)
    with about("title"):
        _check_free(case)
    return _fix(case, wish_of_form(request.values, request, uow), request, uow)


def _fix(case: Case, wish: Wish, request: Request, uow: UnitOfWork) -> Reply:
    item = open_remedy(_ill(case), wish, request, uow)
    mends(item, case.breach, uow)
    assert wish.owner is not None
    return added(item, wish.owner, request)


def _form(case: Case, wish: Wish, request: Request, uow: UnitOfWork) -> Form:
    owner = usual_owner(case.definition, case.vendor, uow)
    return remedy_form("breach.action", _ill(case), remedy(case.definition), owner, wish, request)


def _ill(case: Case) -> Ill:
    return ill_of(case.breach, case.definition, case.vendor)


def _check_open(case: Case) -> None:
    if not case.breach.is_open:
        raise BreachClosed(reference=case.breach.reference)


def _check_free(case: Case) -> None:
    """One action at a time is to mend it."""
    _check_open(case)
    if case.action and is_under_way(case.action):
        raise ActionAlready(reference=case.breach.reference, action=case.action.reference)
