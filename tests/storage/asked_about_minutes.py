"""What is asked about another workspace's minutes, and about what they and reviews are made of."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from governance.actions import Origin
from governance.minutes import State
from storage.unit_of_work import UnitOfWork
from tests.cast import MONDAY
from tests.storage.filled import PERIOD, Full

ABOUT_MINUTES: dict[str, Callable[[UnitOfWork, Full], Any]] = {
    "minutes.draft": lambda uow, theirs: uow.minutes.draft(
        theirs.full_session, {"summary": "x"}, MONDAY, scribe=None, due_on=PERIOD
    ),
    "minutes.by_id": lambda uow, theirs: uow.minutes.by_id(theirs.minutes.id),
    "minutes.of_session": lambda uow, theirs: uow.minutes.of_session(theirs.full_session.id),
    "minutes.of_sessions": lambda uow, theirs: uow.minutes.of_sessions([theirs.full_session.id]),
    "minutes.unfiled": lambda uow, _: uow.minutes.unfiled(),
    "minutes.newest": lambda uow, theirs: uow.minutes.newest({theirs.vendor}),
    "minutes.drafts": lambda uow, _: uow.minutes.drafts(),
    "minutes.overdue": lambda uow, _: uow.minutes.overdue(MONDAY.date()),
    "minutes.change": lambda uow, theirs: uow.minutes.change(theirs.minutes, state=State.FILED, filed_at=MONDAY),
    "minutes.rewrite": lambda uow, theirs: uow.minutes.rewrite(theirs.minutes, {"summary": "x"}, 1, MONDAY),
    "minutes.version": lambda uow, theirs: uow.minutes.version(theirs.minutes),
    "minutes.versions": lambda uow, theirs: uow.minutes.versions(theirs.minutes),
    "minutes.approved_as": lambda uow, theirs: uow.minutes.approved_as([theirs.minutes]),
    "minutes.comments": lambda uow, theirs: uow.minutes.comments(theirs.minutes),
    "minutes.addenda": lambda uow, theirs: uow.minutes.addenda(theirs.minutes),
    "agenda.some": lambda uow, _: uow.agenda.some(range(1, 99)),
    "notes.of_sessions": lambda uow, theirs: uow.notes.of_sessions([theirs.session, theirs.full_session.id]),
    "decisions.of_sessions": lambda uow, theirs: uow.decisions.of_sessions([theirs.session, theirs.full_session.id]),
    "actions.of_origin": lambda uow, theirs: uow.actions.of_origin(Origin.BREACH, [theirs.full_breach.id]),
    "breaches.within": lambda uow, theirs: uow.breaches.within(
        theirs.vendor, MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
    ),
    "risks.some": lambda uow, theirs: uow.risks.some([theirs.risk.id]),
}
ONLY_ADD_TO_MINUTES = {"minutes.comment", "minutes.add_to"}
