"""What a note becomes: an action item that mends what the point is about, a drafted risk, a point for the next session."""

from dataclasses import replace

from governance.actions import ActionItem, Draft, Origin
from governance.agenda import AgendaItem, Outcome
from governance.events import AgendaItemAdded, RiskActionOpened, RiskKept, Words
from governance.risks import Draft as RiskDraft
from governance.risks import Risk, RiskState
from handlers.kit.action_opening import Stem, open_draft
from handlers.kit.remedies import Ill, Wish, ill_of, is_under_way, mends, open_remedy
from handlers.kit.requests import Request
from handlers.kit.risks import draft_risk
from handlers.kit.sittings import Sitting, said_at, started_as
from handlers.sittings.concluding import conclude
from storage.unit_of_work import UnitOfWork

LIKELY, BAD = 3, 3  # in the middle, until somebody says more


def make_action(
    sitting: Sitting, point: AgendaItem | None, wish: Wish, request: Request, uow: UnitOfWork
) -> ActionItem:
    """Where the point stems from a breach or a risk it is to put that right, and the other company verifies it."""
    kind, _, ident = (point.stems_from if point else "").partition(":")
    number = int(ident) if ident.isdigit() else 0
    # The thread hears of it here; where there is none, as of any other action.
    batch = f"session:{sitting.session.id}" if uow.outbox.said(started_as(sitting.session)) else None
    if kind == Origin.BREACH and (item := _against_breach(number, batch, sitting, wish, request, uow)):
        return item
    if kind == Origin.RISK and (item := _against_risk(number, batch, sitting, wish, request, uow)):
        return item
    assert wish.owner is not None
    assert wish.due is not None
    its = Draft(title=wish.title, owner_id=wish.owner.id, due_on=wish.due, origin=Origin.SESSION)
    stem = Stem(id=sitting.session.id, study=sitting.session.study_id, asker=request.by)
    draft = replace(its, source=said_at(request))
    return open_draft(draft, sitting.vendor, wish.owner, request, uow, batch=batch, stem=stem)


def _against_breach(
    number: int, batch: str | None, sitting: Sitting, wish: Wish, request: Request, uow: UnitOfWork
) -> ActionItem | None:
    """None where the breach is closed. The first action is the one the breach is closed by."""
    breach = uow.breaches.by_id(number)
    if breach is None or not breach.is_open or breach.vendor_id != sitting.vendor.id:
        return None
    ill = ill_of(breach, uow.kpis.some({breach.definition_id})[breach.definition_id], sitting.vendor)
    item = open_remedy(ill, wish, request, uow, batch=batch, source=said_at(request))
    mending = uow.actions.by_id(breach.action_id) if breach.action_id else None
    if mending is None or not is_under_way(mending):
        mends(item, breach, uow)
    return item


def _against_risk(
    number: int, batch: str | None, sitting: Sitting, wish: Wish, request: Request, uow: UnitOfWork
) -> ActionItem | None:
    """None where the risk was discarded. Whoever acts on a draft keeps it."""
    risk = uow.risks.by_id(number)
    if risk is None or risk.state is RiskState.DISCARDED or risk.vendor_id != sitting.vendor.id:
        return None
    ill = Ill(reference=risk.reference, origin=Origin.RISK, id=risk.id, vendor=sitting.vendor, study=risk.study_id)
    item = open_remedy(ill, wish, request, uow, batch=batch, source=said_at(request))
    if risk.state is RiskState.DRAFT and uow.risks.decide(risk, RiskState.OPEN, request.by.id, request.at):
        uow.record(RiskKept(risk=risk.id, vendor=risk.vendor_id))
    uow.record(RiskActionOpened(risk=risk.id, action=item.id))
    return item


def make_risk(sitting: Sitting, point: AgendaItem | None, words: str, uow: UnitOfWork) -> Risk:
    """A draft: who said it knows what may happen, and the rest can be written down later."""
    its = sitting.session
    talk = f", talking about {point.title[:200]}" if point else ""
    said = RiskDraft(
        vendor_id=its.vendor_id,
        study_id=its.study_id,
        cause=f"Raised in {its.reference}{talk}.",
        event=words,
        effect="Not written down yet.",
        probability=LIKELY,
        impact=BAD,
        stems_from=f"session:{its.id}",
    )
    return draft_risk(said, uow)


def make_parked(sitting: Sitting, title: str, uow: UnitOfWork) -> AgendaItem:
    """For the next session of the same kind."""
    its, by = sitting.session, uow.actor.id if uow.actor else None
    item = uow.agenda.add(its.vendor_id, title, uow.at, for_kind=its.kind, by=by, study_id=its.study_id)
    assert item is not None  # it stems from nothing that could wait already
    uow.record(AgendaItemAdded(agenda_item=item.id, vendor=its.vendor_id, title=Words(title), stems_from=""))
    return item


def park(sitting: Sitting, point: AgendaItem, uow: UnitOfWork) -> int:
    """The point itself goes on to the next session; what it goes on as, or itself where the same thing waits there already."""
    successor = conclude(point, Outcome.PARKED, sitting, uow)
    return successor.id if successor else point.id
