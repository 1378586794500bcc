"""What people decide on a risk: keep it, discard it, act on it."""

import re
from dataclasses import replace

from governance.actions import Origin, check_reason
from governance.events import RiskActionOpened, RiskDiscarded, RiskKept, Words
from governance.kpis.breach_refusals import RiskDecided, UnknownRisk
from governance.people import Act
from governance.risks import Risk, RiskDeed, RiskState, after, remedy
from governance.vendors import Vendor
from handlers.kit.blocks import paragraphs
from handlers.kit.remedies import Ill, Wish, added, open_remedy, remedy_form, take_wish, usual_owner, wish_of_form
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.words import shortened
from handlers.risks.cards import buttons, described
from handlers.risks.drafting import the_kpi
from handlers.risks.register import feature
from storage.unit_of_work import UnitOfWork

_REFERENCE = re.compile(r"^\s*(?:R[-\u2010-\u2014]?|#)?(\d{1,9})\b[\s,:]*", re.IGNORECASE)


def take_risk(text: str, request: Request, uow: UnitOfWork) -> tuple[Risk, str]:
    """The risk named at the front of a text, as R-3, r3 or 3, and what follows. Who may not see it finds none."""
    found = _REFERENCE.match(text)
    risk = uow.risks.by_id(int(found[1])) if found else None
    if found is None or risk is None or not sees_here(risk.vendor_id, request):
        raise UnknownRisk(reference=f"R-{found[1]}" if found else shortened(text.strip()) or "without a number")
    return risk, text[found.end() :].strip()


def page(risk: Risk, request: Request, uow: UnitOfWork) -> Reply:
    """One risk, with what can be done."""
    vendor = uow.vendors.by_id(risk.vendor_id) if request.by.is_sponsors else None
    return say(*paragraphs(described(risk, vendor)), *buttons(risk, request.by))


@feature.command("risk keep", usage="R-3", summary="Keep a risk that was drafted.", act=Act.KEEP_RISKS)
def keep(request: Request, uow: UnitOfWork) -> Reply:
    risk, _ = take_risk(request.text, request, uow)
    kept = _decide(risk, RiskDeed.KEEP, request, uow)
    uow.record(RiskKept(risk=risk.id, vendor=risk.vendor_id))
    return page(kept, request, uow)


@feature.command("risk discard", usage="R-3 [reason]", summary="Discard a risk that was drafted.", act=Act.KEEP_RISKS)
def discard(request: Request, uow: UnitOfWork) -> Reply:
    risk, words = take_risk(request.text, request, uow)
    reason = Words(check_reason(words, "why")) if words else None
    discarded = _decide(risk, RiskDeed.DISCARD, request, uow)
    uow.record(RiskDiscarded(risk=risk.id, vendor=risk.vendor_id, reason=reason))
    return page(discarded, request, uow)


@feature.button("risk.deed", act=Act.KEEP_RISKS)
def decide_by_button(request: Request, uow: UnitOfWork) -> Reply:
    word, _, reference = request.ref.partition(" ")
    its = {"keep": keep, "discard": discard}[word]
    return its(_about(reference, request), uow)


def _about(reference: str, request: Request) -> Request:
    return replace(request, text=reference)


def _decide(risk: Risk, deed: RiskDeed, request: Request, uow: UnitOfWork) -> Risk:
    state = after(risk.state, deed, risk.reference)
    decided = uow.risks.decide(risk, state, request.by.id, request.at)
    if decided is None:
        raise RiskDecided(reference=risk.reference, state="decided on", deed=deed)
    return decided


# --- the action --------------------------------------------------------------------------------------------------------


@feature.command(
    "risk fix",
    usage="R-3 [@owner <date> <what>]",
    summary="Create an action against a risk; the other company verifies it.",
    act=Act.KEEP_RISKS,
)
def fix(request: Request, uow: UnitOfWork) -> Reply:
    risk, rest = take_risk(request.text, request, uow)
    wish = take_wish(rest, request, uow) if rest else Wish()
    if not wish.is_whole:
        return Show(form=_form(risk, wish, request, uow), reopen=f"risk fix {request.text}")
    return _fix(risk, wish, request, uow)


@feature.button("risk.action", act=Act.KEEP_RISKS)
def fix_by_button(request: Request, uow: UnitOfWork) -> Reply:
    risk, _ = take_risk(request.ref, request, uow)
    return Show(form=_form(risk, Wish(), request, uow), reopen=f"risk fix {risk.reference}")


@feature.form("risk.action", act=Act.KEEP_RISKS)
def fix_by_form(request: Request, uow: UnitOfWork) -> Reply:
    risk, _ = take_risk(str(request.values.get("of")), request, uow)
    return _fix(risk, wish_of_form(request.values, request, uow), request, uow)


def _fix(risk: Risk, wish: Wish, request: Request, uow: UnitOfWork) -> Reply:
    """Whoever acts on a draft keeps it."""
    if risk.state is RiskState.DISCARDED:
        with about("title"):
            raise RiskDecided(reference=risk.reference, state=risk.state, deed="acted on")
    item = open_remedy(_ill(risk, uow.vendors.by_id(risk.vendor_id)), wish, request, uow)
    if risk.state is RiskState.DRAFT:
        _decide(risk, RiskDeed.KEEP, request, uow)
        uow.record(RiskKept(risk=risk.id, vendor=risk.vendor_id))
    uow.record(RiskActionOpened(risk=risk.id, action=item.id))
    assert wish.owner is not None
    return added(item, wish.owner, request)


def _form(risk: Risk, wish: Wish, request: Request, uow: UnitOfWork) -> Form:
    vendor = uow.vendors.by_id(risk.vendor_id)
    definition = the_kpi(risk, uow)
    owner = usual_owner(definition, vendor, uow) if definition else None
    title = remedy(definition) if definition else ""
    return remedy_form("risk.action", _ill(risk, vendor), title, owner, wish, request)


def _ill(risk: Risk, vendor: Vendor) -> Ill:
    return Ill(reference=risk.reference, origin=Origin.RISK, id=risk.id, vendor=vendor, study=risk.study_id)
