"""A risk that was named in a session is a draft with half its words; whoever knows more writes them down."""

from governance.events import RiskReworded, Words
from governance.people import Act
from governance.risks import LEAST, MOST, Risk, RiskState
from governance.sittings import DecidedOnAlready, NoSuchRisk
from handlers.kit.blocks import Block, actions, button, choice, esc, field, one_way, section, text_input
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.sittings.finding import number
from handlers.sittings.register import feature
from storage.unit_of_work import UnitOfWork

WORDS = ("cause", "event", "effect")
ASKED = {"cause": "Why may it happen?", "event": "What may happen?", "effect": "What would it do?"}
SCORES = {"probability": "How likely is it?", "impact": "How bad would it be?"}


@feature.button("sittings.complete", act=Act.KEEP_RISKS)
def complete(request: Request, uow: UnitOfWork) -> Reply:
    risk = _draft(request.ref, request, uow)
    words = [field(name, ASKED[name], text_input(getattr(risk, name), lines=True, most=800)) for name in WORDS]
    blocks: tuple[Block, ...] = (*words, *_scores(risk))
    form = Form(name="sittings.complete", title=risk.reference, submit="Keep", blocks=blocks, memo={"of": str(risk.id)})
    return Show(form=form)


def _scores(risk: Risk) -> list[Block]:
    grades = [(str(its), f"{its} of {MOST}") for its in range(LEAST, MOST + 1)]
    return [field(name, asked, choice(grades, str(getattr(risk, name)))) for name, asked in SCORES.items()]


@feature.form("sittings.complete", act=Act.KEEP_RISKS)
def complete_by_form(request: Request, uow: UnitOfWork) -> Reply:
    with about("event"):
        risk = _draft(str(request.values.get("of")), request, uow)
    said = {name: request.required(name) for name in WORDS}
    scored = {name: _grade(name, request) for name in SCORES}
    reworded = uow.risks.reword(risk, **said, **scored)
    if reworded is None:
        raise DecidedOnAlready(reference=risk.reference, state="decided on")
    uow.record(_reworded(reworded))
    keep = button("Keep risk", "risk.deed", f"keep {risk.reference}", style="primary")
    line = f"*{risk.reference}* {esc(one_way(reworded.event))} Score {reworded.score} of 25. Is it a risk to keep?"
    return say(section(line), actions(keep, button("Discard", "risk.deed", f"discard {risk.reference}")))


def _grade(name: str, request: Request) -> int:
    """From 1 to 5."""
    return min(MOST, max(LEAST, number(request.required(name))))


def _reworded(risk: Risk) -> RiskReworded:
    return RiskReworded(
        risk=risk.id,
        vendor=risk.vendor_id,
        cause=Words(risk.cause),
        event=Words(risk.event),
        effect=Words(risk.effect),
        probability=risk.probability,
        impact=risk.impact,
    )


def _draft(ref: str, request: Request, uow: UnitOfWork) -> Risk:
    """The risk a button is about, while nobody has decided on it."""
    risk = uow.risks.by_id(number(ref))
    if risk is None or not sees_here(risk.vendor_id, request):
        raise NoSuchRisk
    if risk.state is not RiskState.DRAFT:
        raise DecidedOnAlready(reference=risk.reference, state="kept" if risk.state is RiskState.OPEN else risk.state)
    return risk
