"""Deciding in a session that is on: in force at once where the body may and enough are there, else told which way is open."""

from governance.agenda import Outcome
from governance.decisions import Decision, NotQuorate, State
from governance.sessions import Session
from governance.sittings import check_on
from handlers.decisions.authority import Elsewhere, authority_of, where_else
from handlers.decisions.cards import made, words
from handlers.decisions.keeping import (
    conclude,
    note_down,
    raised,
    record_made,
    refer,
    settle_referred,
    supersede,
)
from handlers.decisions.telling import once_for, tell, told_as
from handlers.decisions.wishes import NO_POINT, Wish
from handlers.kit.blocks import actions, button, cut, esc, paragraphs
from handlers.kit.replies import Message, Reply, message
from handlers.kit.requests import Request
from handlers.kit.sittings import Sitting, missing, sitting_of
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork

IN_A_BUTTON = 1900


def decide(wish: Wish, session: Session, request: Request, uow: UnitOfWork) -> Reply:
    """Makes it, sends it to the body it is for, or says what is missing. Raises what `check_on` does and what `where_else` does."""
    session = uow.sessions.held(session.id) or session  # nobody leaves, ends or decides meanwhile
    check_on(session)
    sitting = sitting_of(session, uow)
    if there := where_else(wish, session, sitting.body, uow):
        return refer_on(wish, there, sitting, request, uow)
    if not sitting.short.is_quorate:
        once = once_for(request, f"{wish.item_id}:{wish.outcome}")
        return tell(session, _not_yet(wish, sitting, uow), once, request, uow)
    its = _make(wish, sitting, request, uow)
    return tell(session, made(its, wish.instead_of, uow), told_as(its), request, uow)


def _make(wish: Wish, sitting: Sitting, request: Request, uow: UnitOfWork) -> Decision:
    authority = authority_of(sitting, uow)
    its = raised(State.IN_FORCE, wish, sitting, request, uow, decided_at=request.at, authority=authority)
    record_made(its, uow)
    if wish.instead_of:
        supersede(wish.instead_of, its, its.rationale or its.outcome, uow)
    if wish.settles:
        conclude(wish.item, Outcome.DECIDED, sitting.session, uow)
    settle_referred(wish.item, its, uow)
    note_down(its, request, uow)
    return its


# --- where it is for another body ----------------------------------------------------------------------------------------


def refer_on(wish: Wish, there: Elsewhere, sitting: Sitting, request: Request, uow: UnitOfWork) -> Reply:
    """It waits for the body that may decide it; what comes of the point here is for the room to say."""
    its = raised(State.REFERRED, wish, sitting, request, uow, goes_to=there.kind)
    refer(its, there, uow)
    settle_referred(wish.item, its, uow)
    note_down(its, request, uow)
    return tell(sitting.session, _goes_on(its, there), told_as(its), request, uow)


def _goes_on(its: Decision, there: Elsewhere) -> Message:
    lines = [f"*Not decided here:* {words(its.outcome)}", f"{esc(there.why)} It is kept as *{its.reference}*."]
    undo = button("Undo", "decisions.undo", its.reference, label=f"Undo {its.reference}")
    return message(*paragraphs(lines), actions(undo))


# --- where too few are there ---------------------------------------------------------------------------------------------


def _not_yet(wish: Wish, sitting: Sitting, uow: UnitOfWork) -> Message:
    lacks = listing(missing(sitting.short, sitting.vendor, uow))
    why = esc(NotQuorate(missing=f"{lacks} {'is' if _is_one(sitting) else 'are'} missing"))
    reference = sitting.session.reference
    return message(
        *paragraphs([f"*Not decided yet:* {words(wish.outcome)}", why]),
        actions(
            button("Call the deputies", "sittings.deputies", reference, style="primary"),
            button("Decide by mail", "decisions.circulate", _carried(wish, reference)),
        ),
    )


def _is_one(sitting: Sitting) -> bool:
    short = sitting.short
    return sum(short.parties.values()) + short.chairs + short.heads == 1


def _carried(wish: Wish, reference: str) -> str:
    """The words in the button, so that the form has them again."""
    instead = f" supersedes {wish.instead_of.reference}" if wish.instead_of else ""
    why = f" because {wish.rationale}" if wish.rationale else ""
    item = wish.item_id or NO_POINT
    return f"{reference} {item} {cut(wish.outcome + instead + why, IN_A_BUTTON)}"
