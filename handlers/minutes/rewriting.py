"""The next version of minutes: what the scribe mends, and what is taken back after the session was over."""

from collections.abc import Mapping
from typing import Any

from governance.events import MinutesRewritten, NoteUndone, Words
from governance.minutes import State
from handlers.minutes.content import without_decision
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
    its, session = uow.minutes.of_session(event.session), uow.sessions.by_id(event.session)
    gone = uow.decisions.by_id(int(ident)) if kind == "decision" else None
    if its is None or session is None or gone is None or its.is_filed:
        return
    kept = kept_of(its, session, uow)
    outcomes = {item.id: item.outcome or "" for item in uow.agenda.of_session(session.id)}
    rewrite(kept, without_decision(kept.version.content, gone.id, outcomes), f"{gone.reference} was taken back.", uow)
