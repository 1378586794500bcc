"""Writing down beside a decision what was asked, what else was considered, and where the evidence is."""

from governance.decisions import BeyondByDetail, Decision, EvidenceIsNoLink, amounts_in, beyond
from governance.events import DecisionDetailed, Words
from governance.people import Act
from governance.refusals import ChangedMeanwhile
from handlers.decisions.cards import made
from handlers.decisions.register import feature
from handlers.decisions.telling import tell_again
from handlers.decisions.undoing import check_changeable
from handlers.decisions.wishes import take_decision, weighed
from handlers.kit.blocks import esc, field, paragraphs, text_input
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork

FIELDS = ("question", "options", "evidence", "rationale")


@feature.button("decisions.detail", act=Act.NOTE_IN_SESSIONS)
def open_form(request: Request, uow: UnitOfWork) -> Reply:
    its, _ = take_decision(request.ref, request, uow)
    check_changeable(its, request, uow)
    return Show(form=_form(its), reopen=f"session decisions {its.reference}")


@feature.form("decisions.detail", act=Act.NOTE_IN_SESSIONS)
def add_detail(request: Request, uow: UnitOfWork) -> Reply:
    its, _ = take_decision(str(request.values.get("of")), request, uow)
    check_changeable(its, request, uow)
    details = {name: str(request.values.get(name) or "").strip() for name in FIELDS}
    if details["evidence"] and not _is_link(details["evidence"]):
        raise EvidenceIsNoLink
    _check_within_limits(its, details["question"], details["rationale"], uow)
    now = uow.decisions.change(its, **details)
    if now is None:
        raise ChangedMeanwhile(reference=its.reference)
    facts = {name: Words(text) for name, text in details.items()}
    uow.record(DecisionDetailed(decision=its.id, vendor=its.vendor_id, **facts))
    old = uow.decisions.by_id(now.supersedes) if now.supersedes else None
    if now.authority:
        tell_again(now, made(now, old, uow), uow)
    return say(
        *paragraphs([f"Kept beside *{now.reference}*. `session decisions {esc(now.reference)}` shows all of it."])
    )


def _check_within_limits(its: Decision, question: str, rationale: str, uow: UnitOfWork) -> None:
    """What is added must not make more of it than its body may decide; of what waits for another body it may."""
    body = uow.bodies.by_id(its.body_id) if its.body_id and its.decided_at else None
    old = uow.decisions.by_id(its.supersedes) if its.supersedes else None
    text = weighed(its.outcome, rationale, question, old)
    with about("rationale"):
        if body and beyond(body, text, amounts_in(text)):
            raise BeyondByDetail(body=body.name, reference=its.reference)


def _is_link(text: str) -> bool:
    return text.startswith("https://") and len(text.split()) == 1 and not set(text) & set("<>|")


def _form(its: Decision) -> Form:
    return Form(
        name="decisions.detail",
        title=f"Add detail to {its.reference}",
        submit="Keep",
        blocks=(
            field("question", "What was the question?", text_input(its.question, lines=True, most=1000), optional=True),
            field("options", "What was considered?", text_input(its.options, lines=True, most=3000), optional=True),
            field(
                "evidence", "Where is the evidence?", text_input(its.evidence, placeholder="https://"), optional=True
            ),
            field("rationale", "Why?", text_input(its.rationale, lines=True, most=3000), optional=True),
        ),
        memo={"of": its.reference},
    )
