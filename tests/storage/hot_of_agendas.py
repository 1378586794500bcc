"""What is asked of agendas most, and the index that must answer it."""

from collections.abc import Callable
from typing import Any

from governance.sessions import Kind, Session, State
from storage.unit_of_work import UnitOfWork
from tests.cast import MONDAY

NEXT = Session(
    id=1, number=1, vendor_id=1, study_id=None, kind=Kind.OPERATIONAL, title="", starts_at=MONDAY, minutes=30, zone="UTC",
    state=State.SCHEDULED, uid="", sequence=0,
)  # fmt: skip

OF_AGENDAS: dict[str, tuple[Callable[[UnitOfWork], Any], list[str]]] = {
    "what a session's agenda can take up": (
        lambda uow: uow.agenda.waiting_for(NEXT, 60, missed_before=MONDAY),
        ["ix_agenda_items_workspace_vendor_id_done_at|uq_agenda_items_stems_from"],
    ),
    "how much that is": (
        lambda uow: uow.agenda.count_waiting(NEXT, missed_before=MONDAY),
        ["ix_agenda_items_workspace_vendor_id_done_at|uq_agenda_items_stems_from"],
    ),
    "what stands on a session's agenda": (lambda uow: uow.agenda.of_session(1), ["ix_agenda_items_session_id"]),
    "the agendas a vendor was shown": (
        lambda uow: uow.agenda.posted_for(1, MONDAY),
        ["ix_sessions_workspace_vendor_id_starts_at|posted_agendas_session_id|sqlite_autoindex_posted_agendas_1"],
    ),
    "what is disputed": (
        lambda uow: uow.results.disputed(1, 9),
        ["ix_kpi_results_disputed"],
    ),
}
