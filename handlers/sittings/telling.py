"""The message that opens a session stays right: it is written again after whatever changes in the session, once for several changes."""

import hashlib
import json

from governance.events import (
    AgendaItemAdded,
    AgendaItemChanged,
    AgendaItemConcluded,
    AgendaItemReopened,
    AgendaItemSettled,
    AgendaItemWithdrawn,
    AgendaReordered,
    AttendanceNoted,
    DecisionMade,
    DecisionReferred,
    DecisionWithdrawn,
    Event,
    SessionEnded,
)
from governance.sessions import Session
from handlers.kit.channels import channel_for
from handlers.kit.sittings import sitting_of, started_as
from handlers.sittings.panel import panel
from handlers.sittings.register import feature
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork


@feature.on(AttendanceNoted)
@feature.on(AgendaItemConcluded)
@feature.on(AgendaItemReopened)
@feature.on(AgendaReordered)
@feature.on(DecisionMade)
@feature.on(DecisionReferred)
@feature.on(SessionEnded)
def write_again(event: Event, uow: UnitOfWork) -> None:
    """The last of those that came together speaks for all."""
    which: int | None = event.session  # type: ignore[attr-defined]  # every event heard here names its session, or none
    if which is None or any(getattr(its, "session", None) == which for its in uow.unheard):
        return
    session = uow.sessions.by_id(which)
    if session:
        rewrite(session, uow)


@feature.on(AgendaItemAdded)
@feature.on(AgendaItemChanged)
@feature.on(AgendaItemSettled)
@feature.on(AgendaItemWithdrawn)
def write_again_where_it_stands(event: AgendaItemAdded, uow: UnitOfWork) -> None:
    """A point that changes while its session is on."""
    item = uow.agenda.by_id(event.agenda_item)
    _rewrite_if_on(item.session_id if item else None, uow)


@feature.on(DecisionWithdrawn)
def write_again_without_it(event: DecisionWithdrawn, uow: UnitOfWork) -> None:
    decision = uow.decisions.by_id(event.decision)
    _rewrite_if_on(decision.session_id if decision else None, uow)


def _rewrite_if_on(which: int | None, uow: UnitOfWork) -> None:
    session = uow.sessions.by_id(which) if which else None
    if session and session.is_on:
        rewrite(session, uow)


def rewrite(session: Session, uow: UnitOfWork) -> None:
    """What still waits to be written again is dropped: this is newer. Where the message was never said, nothing is."""
    place = _place(session, uow)
    if place is None:
        return
    lane, keys = f"channel:{place['channel']}", f"panel:{session.uid}:"
    payload = panel(sitting_of(session, uow), uow).payload() | place
    mark = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:12]
    uow.outbox.take_back(lane, keys)
    uow.outbox.put(Kind.UPDATE, lane, payload, once=f"{keys}{uow.at:%Y%m%dT%H%M%S%f}:{mark}"[:200])


def _place(session: Session, uow: UnitOfWork) -> dict[str, str] | None:
    """Where its message stands, or will in a moment."""
    if said := uow.outbox.said(started_as(session)):
        return {"channel": said[0], "ts": said[1]}
    channel = channel_for(session.vendor_id, session.study_id, uow)
    if channel is None or uow.outbox.rehearsals.manager_for(f"channel:{channel}"):
        return None
    return {"channel": channel, "of": started_as(session)}
