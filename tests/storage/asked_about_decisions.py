"""What the register of decisions is asked about another workspace."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from governance.sessions import Kind
from storage.unit_of_work import UnitOfWork
from tests.cast import MONDAY
from tests.storage.filled import SECRET, Full

ABOUT_DECISIONS: dict[str, Callable[[UnitOfWork, Full], Any]] = {
    "decisions.by_id": lambda uow, theirs: uow.decisions.by_id(theirs.decision.id),
    "decisions.some": lambda uow, theirs: uow.decisions.some([theirs.decision.id]),
    "decisions.numbered": lambda uow, _: uow.decisions.numbered(3),
    "decisions.change": lambda uow, theirs: uow.decisions.change(theirs.decision, outcome="changed"),
    "decisions.of_session": lambda uow, theirs: uow.decisions.of_session(theirs.session),
    "decisions.waiting": lambda uow, theirs: [
        uow.decisions.waiting(theirs.vendor),
        uow.decisions.waiting(theirs.vendor, Kind.OPERATIONAL),
    ],
    "decisions.circulated": lambda uow, _: uow.decisions.circulated(),
    "decisions.superseded_by": lambda uow, theirs: uow.decisions.superseded_by(theirs.decision.id),
    "decisions.due": lambda uow, _: uow.decisions.due(MONDAY + timedelta(days=1)),
    "decisions.since": lambda uow, theirs: uow.decisions.since(theirs.vendor, MONDAY - timedelta(days=1)),
    "decisions.page": lambda uow, _: uow.decisions.page(None, SECRET, 0, 99),
    "decisions.count": lambda uow, theirs: uow.decisions.count([theirs.vendor], ""),
}
