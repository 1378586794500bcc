"""Answering what is asked by mail: agree, or object and say why; by button in Slack, by link in a mail."""

from governance.approvals import Deed
from governance.decisions import AnsweredAlready, Decision, NotAskedAnyMore, NotAskedOfYou, State, UnknownDecision
from governance.people import Act
from handlers.decisions.answers import agree, given_to, object_to, reject, settle, still_waits
from handlers.decisions.cards import beside, sentence, standing
from handlers.decisions.electing import Electorate, asked_in
from handlers.decisions.register import feature
from handlers.kit.because import why_field, why_in
from handlers.kit.blocks import esc, paragraphs, section
from handlers.kit.replies import Form, Reply, Show, say
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from storage.unit_of_work import UnitOfWork


@feature.button("decisions.answer", act=Act.NOTE_IN_SESSIONS)
def answer(request: Request, uow: UnitOfWork) -> Reply:
    word, _, number = request.ref.partition(" ")
    its, asked = _asked_of(number, request, uow)
    if word == "object":
        return Show(form=_form(its), reopen=f"session decisions {its.reference}")
    if asked.answers(given_to(its, uow)).get(_member(its, asked, request)) is Deed.AGREED:
        raise AnsweredAlready(reference=its.reference)
    agree(its, asked, request.by, uow)
    now = settle(its, asked, uow)
    waits = still_waits(now, asked, uow).blocks if now.state is State.CIRCULATED else ()
    done = "" if waits else f" It is decided, by {esc(now.authority)}."
    said = f"Thank you. You agree to *{its.reference}*: {sentence(its.outcome)}{done}"
    return say(section(said), *waits, replace=True)


@feature.form("decisions.object", act=Act.NOTE_IN_SESSIONS)
def object_by_form(request: Request, uow: UnitOfWork) -> Reply:
    its, asked = _asked_of(str(request.values.get("of")), request, uow)
    reason = why_in(request)
    object_to(its, asked, request.by, reason, uow)
    reject(its, asked, f"{request.by.name} objects: {reason}", uow)
    lines = [
        f"Thank you. You object to *{its.reference}*: {sentence(its.outcome)}",
        "It is not decided, and stands on the next agenda as a point to decide on. Everybody who was asked reads why.",
    ]
    return say(*paragraphs(lines))


def _asked_of(number: str, request: Request, uow: UnitOfWork) -> tuple[Decision, Electorate]:
    """What is asked, and of whom. Raises UnknownDecision, NotAskedAnyMore or NotAskedOfYou."""
    its = uow.decisions.by_id(int(number)) if number.isdecimal() and len(number) < 19 else None
    asked = asked_in([its], uow).get(its.id) if its else None
    if its is None or asked is None or not sees_here(its.vendor_id, request):
        raise UnknownDecision(reference="like that")
    # Two answers at once queue at it, so that the second knows of the first.
    held = uow.decisions.change(its, due_at=its.due_at) if its.state is State.CIRCULATED else None
    if held is None:
        stands = standing(its, beside([its], uow), request.zone)
        raise NotAskedAnyMore(reference=its.reference, stands=stands)
    _member(its, asked, request)
    return held, asked


def _member(its: Decision, asked: Electorate, request: Request) -> int:
    member = asked.member_for(request.by.id)
    if member is None:
        raise NotAskedOfYou(reference=its.reference, body=asked.name)
    return member


def _form(its: Decision) -> Form:
    return Form(
        name="decisions.object",
        title=f"Object to {its.reference}",
        submit="Object",
        blocks=(section(sentence(its.outcome)), why_field("What speaks against it?", "Both companies read this.")),
        memo={"of": str(its.id)},
    )
