"""The next version of minutes: what the scribe mends, and what is taken back after the session was over."""

from collections.abc import Mapping
from typing import Any

from governance.events import DecisionDetailed, MinutesRewritten, NoteUndone, Words
from governance.minutes import State
from handlers.minutes.content import as_decided_now
from handlers.minutes.naming import Kept, kept_of
from handlers.minutes.register import feature
from storage.unit_of_work import UnitOfWork


def rewrite(kept: Kept, content: Mapping[str, Any], reason: str, uow: UnitOfWork) -> Kept | None:
    """Both companies approve it anew; None where somebody else was quicker."""
    changed = uow.minutes.rewrite(kept.minutes, content, uow.actor.id if uow.actor else None, uow.at)
    if changed is None:
        return None
    if changed.state is State.COMMENTED:
        changed = uow.minutes.change(changed, state=State.CIRCULATED) or changed
    now = kept_of(changed, kept.session, uow)
    uow.record(
        MinutesRewritten(
            minutes=changed.id,
            vendor=changed.vendor_id,
            session=changed.session_id,
            version=changed.version,
            digest=now.version.digest,
            reason=Words(reason),
        )
    )
    return now


@feature.on(NoteUndone)
def leave_out_what_was_taken_back(event: NoteUndone, uow: UnitOfWork) -> None:
    """A decision that is taken back after the session does not stand in its minutes."""
    kind, _, ident = event.thing.partition(":")
    gone = uow.decisions.by_id(int(ident)) if kind == "decision" else None
    if gone:
        _as_decided_now(event.session, f"{gone.reference} was taken back.", uow)


@feature.on(DecisionDetailed)
def take_its_detail_in(event: DecisionDetailed, uow: UnitOfWork) -> None:
    its = uow.decisions.by_id(event.decision)
    if its and its.session_id:
        _as_decided_now(its.session_id, f"Detail was added to {its.reference}.", uow)


def _as_decided_now(ident: int, reason: str, uow: UnitOfWork) -> None:
    its, session = uow.minutes.of_session(ident), uow.sessions.by_id(ident)
    if its is None or session is None or its.is_filed:
        return
    kept = kept_of(its, session, uow)
    content = as_decided_now(kept.version.content, session, uow)
    if content != dict(kept.version.content):
        rewrite(kept, content, reason, uow)
