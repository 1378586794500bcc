"""What a decision does to others: whose place it takes, what it settles, and the point of the agenda it was about."""

from dataclasses import dataclass
from decimal import Decimal

from governance.agenda import AgendaItem, ItemKind, Outcome
from governance.decisions import Amount, Decision, State, TooMuchMoney, amounts_in
from governance.events import AgendaItemConcluded, DecisionMade, DecisionReferred, DecisionSuperseded, Words
from governance.notes import NoteKind
from governance.refusals import ChangedMeanwhile
from governance.sessions import Kind, Session
from handlers.decisions.authority import Elsewhere
from handlers.decisions.wishes import Wish
from handlers.kit.agenda import put_on_agenda, shows, take_off_agenda, to_decide
from handlers.kit.requests import Request
from handlers.kit.sittings import Sitting, said_at
from storage.unit_of_work import UnitOfWork

LARGEST = 10**15  # what is kept of an amount has so many digits; nobody decides about more


@dataclass(frozen=True, kw_only=True)
class Money:
    """What a decision is about, as it is kept."""

    amount: Decimal | None = None
    currency: str | None = None


def raised(state: State, wish: Wish, sitting: Sitting, request: Request, uow: UnitOfWork, **more: object) -> Decision:
    """A decision as somebody has just said it in a session, or for it."""
    session, body = sitting.session, sitting.body
    money = _money(wish, sitting)
    facts = {
        "study_id": session.study_id,
        "body_id": body.id if body else None,
        "session_id": session.id,
        "item_id": wish.item_id,
        "question": wish.question,
        "rationale": wish.rationale,
        "amount": money.amount,
        "currency": money.currency,
        "charter_id": sitting.charter.id or None,
        "supersedes": wish.instead_of.id if wish.instead_of else None,
        "source": said_at(request),
    }
    return uow.decisions.add(
        vendor_id=session.vendor_id,
        state=state,
        outcome=wish.outcome,
        raised_by=request.by.id,
        raised_at=request.at,
        **facts | more,
    )


def record_made(its: Decision, uow: UnitOfWork) -> None:
    money = Amount(value=its.amount, currency=its.currency) if its.amount is not None and its.currency else None
    uow.record(
        DecisionMade(
            decision=its.id,
            vendor=its.vendor_id,
            study=its.study_id,
            session=its.session_id,
            body=its.body_id,
            question=Words(its.question),
            outcome=Words(its.outcome),
            rationale=Words(its.rationale),
            authority=Words(its.authority),
            amount=str(money) if money else None,
            supersedes=its.supersedes,
        )
    )


def supersede(old: Decision, new: Decision, reason: str, uow: UnitOfWork) -> None:
    """Raises ChangedMeanwhile where something else has become of it meanwhile."""
    if uow.decisions.change(old, state=State.SUPERSEDED, superseded_by=new.id) is None:
        raise ChangedMeanwhile(reference=old.reference)
    by = DecisionSuperseded(decision=old.id, vendor=old.vendor_id, by_decision=new.id, reason=Words(reason))
    uow.record(by)


def settle_referred(item: AgendaItem | None, new: Decision, uow: UnitOfWork) -> None:
    """What a point was put on the agenda for, where it waited for this: it goes on as the new one."""
    kind, _, number = item.stems_from.partition(":") if item else ("", "", "")
    old = uow.decisions.by_id(int(number)) if kind == "decision" else None
    if old is None or old.state is not State.REFERRED or old.id == new.id:
        return
    goes_on = "Decided as" if new.state is State.IN_FORCE else "Goes on as"
    supersede(old, new, f"{goes_on} {new.reference}.", uow)
    take_off_agenda(old.vendor_id, old.stems, uow)


def conclude(item: AgendaItem | None, outcome: Outcome, session: Session, uow: UnitOfWork) -> None:
    """What came of a point; one that something came of before stays as it is."""
    by = uow.actor.id if uow.actor else None
    if item and item.is_open and uow.agenda.close(item, outcome, uow.at, by=by):
        done = AgendaItemConcluded(agenda_item=item.id, vendor=item.vendor_id, session=session.id, outcome=outcome)
        uow.record(done)


def note_down(its: Decision, request: Request, uow: UnitOfWork) -> None:
    """Where it came from, for the minutes."""
    assert its.session_id is not None
    uow.notes.keep(
        its.session_id,
        NoteKind.DECISION,
        its.stems,
        request.by.id,
        request.at,
        item=its.item_id,
        source=its.source,
    )


def refer(its: Decision, there: Elsewhere, uow: UnitOfWork) -> None:
    """A referred decision is on record, and stands on the next agenda of the body it waits for."""
    uow.record(
        DecisionReferred(
            decision=its.id,
            vendor=its.vendor_id,
            study=its.study_id,
            session=its.session_id,
            body=its.body_id,
            goes_to=there.kind,
            outcome=Words(its.outcome),
            because=Words(str(there.why)),
        )
    )
    put_on_next(its, there.kind, uow)


def put_on_next(its: Decision, kind: Kind, uow: UnitOfWork) -> None:
    """A point to decide on, for the next session of this kind, whether or not the vendor has a body of it."""
    put_on_agenda(
        its.vendor_id,
        to_decide(its),
        its.stems,
        uow,
        kind=ItemKind.DECISION,
        for_kind=kind,
        study_id=its.study_id,
        owner_id=its.raised_by,
        link=shows(its),
    )


def _money(wish: Wish, sitting: Sitting) -> Money:
    """The largest amount it names, in the charter's currency where there is one; what is decided before why."""
    for text in (wish.outcome, wish.question, wish.rationale):
        named = amounts_in(text)
        ours = [its for its in named if its.currency == sitting.charter.currency] or named
        if ours:
            largest = max(ours, key=lambda its: its.value)
            if largest.value >= LARGEST:
                raise TooMuchMoney(amount=largest)
            return Money(amount=largest.value, currency=largest.currency)
    return Money()
