"""Every note is echoed in the session's thread, with Undo: who said it takes it back, or a chair."""

from dataclasses import dataclass

from governance.actions import State
from governance.agenda import AgendaItem
from governance.events import ActionItemCancelled, NoteUndone, RiskDiscarded, Words
from governance.notes import Note, NoteKind
from governance.people import Act
from governance.risks import RiskState
from governance.sessions import Session
from governance.sittings import GoneFurther, NoSuchNote, NotYoursToUndo, UndoneAlready, check_on
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, cut, esc, one_way, section
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.sittings import Sitting, said_at, say_in_thread, sitting_of
from handlers.sittings.concluding import take_back, withdraw
from handlers.sittings.finding import number
from handlers.sittings.register import feature
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Echo:
    """What a note became: `thing` as the record names it, the line about it, more buttons, and the message's name where what
    changes the thing later writes it again."""

    kind: NoteKind
    thing: str
    line: str
    buttons: tuple[Block, ...] = ()
    once: str | None = None


def keep(its: Echo, session: Session, point: AgendaItem | None, request: Request, uow: UnitOfWork) -> Note:
    """The note is kept, and everybody in the thread reads what it became."""
    item = point.id if point else None
    note = uow.notes.keep(session.id, its.kind, its.thing, request.by.id, uow.at, item=item, source=said_at(request))
    undo = button("Undo", "sittings.undo", note.id, label="Take this note back")
    echo = Message((section(its.line), actions(*its.buttons, undo)))
    say_in_thread(session, echo, its.once or f"noted:{note.id}", uow)
    return note


@feature.button("sittings.undo", act=Act.NOTE_IN_SESSIONS)
def undo(request: Request, uow: UnitOfWork) -> Reply:
    note, sitting = _noted(request, uow)
    check_on(sitting.session)
    if note.person_id != request.by.id and not sitting.runs(request.by):
        raise NotYoursToUndo(person=uow.people.by_id(note.person_id).name)
    what = _TAKEN_BACK[note.kind](note, sitting, uow)
    uow.notes.undo(note, request.at)
    uow.record(NoteUndone(session=note.session_id, vendor=sitting.vendor.id, thing=note.thing))
    words = f":leftwards_arrow_with_hook: {shown.person(request.by)} took this back: {what}."
    return say(section(words), replace=True)


def _noted(request: Request, uow: UnitOfWork) -> tuple[Note, Sitting]:
    """The note a button is about, with its session, which nobody else changes meanwhile."""
    note = uow.notes.by_id(number(request.ref))
    session = uow.sessions.held(note.session_id) if note else None
    if note is None or session is None or not sees_here(session.vendor_id, request) or note.kind not in _TAKEN_BACK:
        raise NoSuchNote
    again = uow.notes.by_id(note.id)
    if again is None or again.undone_at:
        raise UndoneAlready
    return again, sitting_of(session, uow)


def _cancel(note: Note, sitting: Sitting, uow: UnitOfWork) -> str:
    item = uow.actions.some({note.thing_id})[note.thing_id]
    why = f"taken back in {sitting.session.reference}"
    closed = {"closed_at": uow.at, "closed_by": uow.actor.id if uow.actor else None, "closed_from": item.state}
    off = {"state": State.CANCELLED, "waits_on": None, "held_until": None, "because": why}
    if not item.is_open or uow.actions.change(item, **off, **closed) is None:
        raise GoneFurther(thing=item.reference, state=item.state)
    uow.record(ActionItemCancelled(action=item.id, old=item.state, reason=Words(why)))
    return shown.what(item)


def _discard(note: Note, sitting: Sitting, uow: UnitOfWork) -> str:
    risk = uow.risks.by_id(note.thing_id)
    assert risk is not None
    by = uow.actor.id if uow.actor else 0
    if risk.state is not RiskState.DRAFT or uow.risks.decide(risk, RiskState.DISCARDED, by, uow.at) is None:
        raise GoneFurther(thing=risk.reference, state="kept" if risk.state is RiskState.OPEN else risk.state)
    why = Words(f"taken back in {sitting.session.reference}")
    uow.record(RiskDiscarded(risk=risk.id, vendor=risk.vendor_id, reason=why))
    return f"*{risk.reference}* {esc(one_way(cut(risk.event, 200)))}"


def _unpark(note: Note, sitting: Sitting, uow: UnitOfWork) -> str:
    """A point that was parked is open again; one that was new is taken off."""
    item, point = uow.agenda.by_id(note.thing_id), uow.agenda.by_id(note.item_id) if note.item_id else None
    assert item is not None
    if point and point.id in (item.id, item.carried_from):
        take_back(point, sitting, uow)
    elif not withdraw(item, sitting, uow):
        raise GoneFurther(thing=item.title[:100], state="talked about")
    return f"parked, {esc(one_way(cut(item.title, 200)))}"


_TAKEN_BACK = {NoteKind.ACTION: _cancel, NoteKind.RISK: _discard, NoteKind.PARKED: _unpark}
