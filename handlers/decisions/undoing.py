"""Taking back what was decided or referred in a session: what it superseded is in force again, its point is open again."""

from governance.agenda import AgendaItem, Outcome
from governance.decisions import Decision, NoLongerTakenBack, NotYoursToTakeBack, State
from governance.events import AgendaItemReopened, DecisionReinstated, DecisionWithdrawn, NoteUndone, Words
from governance.people import Act
from governance.refusals import ChangedMeanwhile
from governance.sessions import Session
from handlers.decisions.cards import beside, standing, words
from handlers.decisions.keeping import put_on_next
from handlers.decisions.register import feature
from handlers.decisions.telling import tell_again
from handlers.decisions.wishes import take_decision
from handlers.kit import shown
from handlers.kit.agenda import take_off_agenda
from handlers.kit.blocks import section
from handlers.kit.replies import Reply, message, say
from handlers.kit.requests import Request
from handlers.kit.sittings import sitting_of
from storage.unit_of_work import UnitOfWork

CHANGEABLE = frozenset({State.IN_FORCE, State.REFERRED})


@feature.button("decisions.undo", act=Act.NOTE_IN_SESSIONS)
def undo(request: Request, uow: UnitOfWork) -> Reply:
    its, _ = take_decision(request.ref, request, uow)
    session = check_changeable(its, request, uow)
    gone = uow.decisions.change(its, state=State.WITHDRAWN)
    if gone is None:
        raise ChangedMeanwhile(reference=its.reference)
    reason = Words(f"Taken back in {session.reference}.")
    uow.record(DecisionWithdrawn(decision=its.id, vendor=its.vendor_id, reason=reason))
    back = _reinstate(its, uow)
    take_off_agenda(its.vendor_id, its.stems, uow)
    _reopen(its, session, uow)
    _put_back(back, uow)
    _forget_note(its, session, uow)
    return _told(gone, back, request, uow)


def check_changeable(its: Decision, request: Request, uow: UnitOfWork) -> Session:
    """The session a decision was made in, while it may still be changed there, and by this person. Raises NoLongerTakenBack or
    NotYoursToTakeBack."""
    session = uow.sessions.by_id(its.session_id) if its.session_id else None
    if session is None or its.state not in CHANGEABLE:
        stands = standing(its, beside([its], uow), request.zone)
        raise NoLongerTakenBack(reference=its.reference, stands=stands)
    if not session.is_on and _is_approved(session, uow):
        raise NoLongerTakenBack(reference=its.reference, stands="is in minutes that both companies have approved")
    if its.state is State.IN_FORCE and uow.approvals.of([its.stems]):
        raise NoLongerTakenBack(reference=its.reference, stands="is decided by mail")
    if request.by.id != its.raised_by and not sitting_of(session, uow).is_chair(request.by):
        raise NotYoursToTakeBack(reference=its.reference, session=session.reference)
    return session


def _is_approved(session: Session, uow: UnitOfWork) -> bool:
    """Whether both companies have approved its minutes; before that a new version of them is approved anew."""
    minutes = uow.minutes.of_session(session.id)
    return minutes is not None and minutes.is_filed


def _reinstate(its: Decision, uow: UnitOfWork) -> list[Decision]:
    """What it took the place of, and what was decided as it, stand again as they did."""
    return [_back(old, its, uow) for old in uow.decisions.superseded_by(its.id)]


def _back(old: Decision, its: Decision, uow: UnitOfWork) -> Decision:
    state = State.IN_FORCE if old.decided_at else State.REFERRED
    back = uow.decisions.change(old, state=state, superseded_by=None)
    if back is None:
        raise ChangedMeanwhile(reference=old.reference)
    uow.record(DecisionReinstated(decision=old.id, vendor=old.vendor_id, withdrawn=its.id, state=state))
    return back


def _reopen(its: Decision, session: Session, uow: UnitOfWork) -> None:
    """Its point, unless another decision stands to it, or something else came of it."""
    item = uow.agenda.by_id(its.item_id) if its.item_id else None
    if item is None or item.session_id != session.id or not _came_of(its, item):
        return
    if any(other.item_id == item.id and other.id != its.id for other in uow.decisions.of_session(session.id)):
        return
    if uow.agenda.reopen(item):
        uow.record(AgendaItemReopened(agenda_item=item.id, vendor=item.vendor_id, session=session.id))


def _put_back(back: list[Decision], uow: UnitOfWork) -> None:
    """What waits again has a point again, where its own was settled by what is taken back."""
    for its in back:
        stands = any(item.is_open for item in uow.agenda.stemming_from([its.stems]))
        if its.state is State.REFERRED and its.goes_to and not stands:
            put_on_next(its, its.goes_to, uow)


def _came_of(its: Decision, item: AgendaItem) -> bool:
    came = Outcome.DECIDED if its.state is State.IN_FORCE else Outcome.NOTED
    return item.outcome is came


def _forget_note(its: Decision, session: Session, uow: UnitOfWork) -> None:
    for note in uow.notes.of_things([its.stems]):
        if uow.notes.undo(note, uow.at):
            uow.record(NoteUndone(session=session.id, vendor=its.vendor_id, thing=its.stems))


def _told(gone: Decision, back: list[Decision], request: Request, uow: UnitOfWork) -> Reply:
    again = "".join(f" {its.reference} {_stands_again(its)}." for its in back)
    said = f"{shown.person(request.by)} took *{gone.reference}* back: ~{words(gone.outcome)}~{again}"
    tell_again(gone, message(section(said)), uow)
    return say(section(said))


def _stands_again(its: Decision) -> str:
    return "is in force again" if its.state is State.IN_FORCE else "waits again"
