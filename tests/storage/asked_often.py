"""What is asked often of decisions, with the index that must answer it, and enough of them that an index is worth it."""

from collections.abc import Callable
from typing import Any

from storage.unit_of_work import UnitOfWork
from tests.cast import MONDAY

ASKED_OFTEN: dict[str, tuple[Callable[[UnitOfWork], Any], list[str]]] = {
    "decisions whose time is over": (lambda uow: uow.decisions.due(MONDAY), ["ix_decisions_waiting"]),
    "what members are asked by mail": (lambda uow: uow.decisions.circulated(), ["ix_decisions_waiting"]),
    "decisions of a vendor that wait": (
        lambda uow: uow.decisions.waiting(1),
        ["ix_decisions_workspace_vendor_id_state|ix_decisions_waiting"],
    ),
    "what a session decided": (lambda uow: uow.decisions.of_session(1), ["ix_decisions_session_id"]),
    "a decision by number": (lambda uow: uow.decisions.numbered(1), ["uq_decisions_workspace|autoindex_decisions"]),
    "the register of a vendor": (
        lambda uow: uow.decisions.page([1], "site list", 0, 8),
        ["ix_decisions_workspace_vendor_id_state|uq_decisions_workspace|autoindex_decisions"],
    ),
}

DECISIONS = (
    "INSERT INTO decisions (workspace, number, vendor_id, state, question, options, evidence, outcome, rationale, words, "
    "authority, raised_by, raised_at, session_id, due_at) "
    "SELECT {workspace}, n, {vendor} + n % 40, CASE n % 200 WHEN 0 THEN 'circulated' ELSE 'in force' END, '', '', '', "
    "'x', '', ' x', '', (SELECT min(id) FROM people), now(), NULL, now() FROM generate_series(1, 2000) n"
)
