"""Ending a session: what nothing has come of is carried over, and by who was there it was held or inquorate."""

from dataclasses import replace

from governance.agenda import Outcome
from governance.events import SessionEnded
from governance.people import Act, Person
from governance.refusals import ChangedMeanwhile
from governance.sessions import Session, State
from governance.sittings import ASKED_AFTER, ENDED_AFTER, since_its_end
from handlers.kit.blocks import actions, button, esc, one_way, section
from handlers.kit.leads import tell_all
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Request, Tick
from handlers.kit.sittings import Sitting, sitting_of
from handlers.kit.words import plural
from handlers.sittings.concluding import record_concluded
from handlers.sittings.finding import check_runs, that_is_on
from handlers.sittings.register import feature
from storage.unit_of_work import UnitOfWork


@feature.command(
    "session end", usage="[S-3]", summary="End a session; what is left is carried over.", act=Act.RUN_SESSIONS
)
def end(request: Request, uow: UnitOfWork) -> Reply:
    sitting, _ = that_is_on(request.text, request, uow)
    check_runs(sitting, request.by, "end", uow)
    carried = end_it(sitting, uow)
    its = sitting.session.reference
    held = f"{its} has ended, with a quorum." if sitting.short.is_quorate else f"{its} has ended, without a quorum."
    left = f" {plural(carried, 'point')} carried over to the next {sitting.session.kind}." if carried else ""
    return say(section(f"{held}{left}"))


@feature.button("sittings.end", act=Act.RUN_SESSIONS)
def end_by_button(request: Request, uow: UnitOfWork) -> Reply:
    return end(replace(request, text=request.ref), uow)


def end_it(sitting: Sitting, uow: UnitOfWork) -> int:
    """How many points go on. That it has ended is recorded last, when all of it is as it will stay."""
    its = sitting.session
    left = [item for item in uow.agenda.of_session(its.id) if item.is_open]
    later = {item.carried_from: item.id for item in uow.agenda.carry_over(left, its.kind, uow.at)}
    for item in left:
        record_concluded(item, Outcome.CARRIED_OVER, later.get(item.id), sitting, uow)
    state = State.HELD if sitting.short.is_quorate or _has_decided(its, uow) else State.INQUORATE
    if uow.sessions.revise(its, state=state, ended_at=uow.at) is None:
        raise ChangedMeanwhile(reference=its.reference)
    there = tuple(sorted(sitting.attendance.there()))
    uow.record(SessionEnded(session=its.id, vendor=its.vendor_id, state=state, present=there))
    return len(left)


def _has_decided(session: Session, uow: UnitOfWork) -> bool:
    """Whether it decided something itself, which it could only with a quorum; what was asked by mail has a day to be answered by."""
    return any(its.decided_at and not its.due_at for its in uow.decisions.of_session(session.id))


# --- what nobody ends ------------------------------------------------------------------------------------------------------------


@feature.every("sittings", "*/15 * * * *")
def look_at_the_clock(tick: Tick, uow: UnitOfWork) -> None:
    """Four hours after its end the chairs are asked, once; a day after it a session ends by itself."""
    for session in uow.sessions.on_now():
        since = since_its_end(session, tick.at)
        if since >= ENDED_AFTER:
            _end_by_itself(session, uow)
        elif since >= ASKED_AFTER:
            _ask_the_chairs(sitting_of(session, uow), uow)


def _end_by_itself(session: Session, uow: UnitOfWork) -> None:
    held = uow.sessions.held(session.id)
    if held and held.is_on:
        end_it(sitting_of(held, uow), uow)


def _ask_the_chairs(sitting: Sitting, uow: UnitOfWork) -> None:
    its = sitting.session
    chairs = [sitting.people[who] for who in sitting.chairs if who in sitting.people]
    ask = (
        f"*{its.reference}* {esc(one_way(its.title))} is still on. Has it ended? A day after its end it ends by itself."
    )

    def write(_: Person) -> Message:
        return Message((section(ask), actions(button("End it", "sittings.end", its.reference, style="primary"))))

    tell_all(chairs, write, f"Has {its.reference} ended?", uow, once=f"unended:{its.uid}")
