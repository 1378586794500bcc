"""The questions asked most find their answers by an index, on both databases."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from governance.events import Door
from governance.vendors import Status
from storage import workspaces
from storage.database import Database
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.cast import MONDAY, NORTHWIND
from tests.databases import KINDS
from tests.storage.asked_often import DECISIONS, HOT
from tests.storage.shared import one_for_all, taken_back


@dataclass(frozen=True)
class Asked:
    """A database that all questions of a kind are put to, and the workspace they are asked for."""

    database: Database
    ours: int


@contextmanager
def asked(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    """The SELECT statements run inside, with their parameters."""
    statements: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    yield statements
    event.remove(connection, "before_cursor_execute", note)


def plan(connection: Connection, statement: str, parameters: Any) -> str:
    """How the database would answer, in its own words."""
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    return "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement, parameters).all())


def fill(uow: UnitOfWork) -> None:
    """Enough people and channels that PostgreSQL can tell one index from another."""
    vendor = uow.vendors.add(name="Orion", service="x", tier=1, status=Status.ACTIVE, sponsor_lead=None)
    assert vendor
    for statement in (
        (
            "INSERT INTO vendors (workspace, name, name_key, service, tier, status) "
            f"SELECT {uow.workspace.id}, 'V' || n, 'v' || n, 'x', 1, 'active' FROM generate_series(1, 40) n"
        ),
        (
            "INSERT INTO people (workspace, name, role, slack_user, slack_admin) "
            f"SELECT {uow.workspace.id}, 'x', 'member', 'U' || n, false FROM generate_series(1, 300) n"
        ),
        (
            "INSERT INTO channels (workspace, slack_id, vendor_id, shared) "
            f"SELECT {uow.workspace.id}, 'C' || n, {vendor.id}, false FROM generate_series(1, 300) n"
        ),
        (
            "INSERT INTO actions (workspace, number, vendor_id, title, words, owner_id, opened_by, due_on, state, waits_on, opened_at) "
            f"SELECT {uow.workspace.id}, n, CASE WHEN n % 20 = 0 THEN {vendor.id} END, 'x', 'w' || n, p.id, p.id, DATE '2026-01-01' + n % 300, 'proposed', CASE n % 8 WHEN 0 THEN 'sponsor' WHEN 4 THEN 'vendor' END, now() "
            "FROM generate_series(1, 3000) n JOIN people p ON p.slack_user = 'U' || (n % 300 + 1)"
        ),
        (
            "INSERT INTO session_series (workspace, vendor_id, kind, title, first, clock, minutes, zone, rule, on_holiday, "
            "uid, sequence, asked_sequence, state, planned_until) "
            f"SELECT {uow.workspace.id}, {vendor.id}, 'business review', 'x', DATE '2026-01-01', TIME '09:00', 30, 'UTC', 'FREQ=DAILY', "
            "'skip', 'uid' || n, 0, 0, 'scheduled', DATE '2026-01-01' + n FROM generate_series(1, 300) n"
        ),
        (
            "INSERT INTO kpi_definitions (workspace, vendor_id, code, version, name, question, lens, unit, direction, target, "
            "red_limit, smallest_denominator, frequency, grace_days, clause, effective_from) "
            f"SELECT {uow.workspace.id}, v.id, 'K' || n, 1, 'x', 'x', 'quality', '%', 'higher', 95, 85, 0, 'monthly', 10, "
            "'x', DATE '2020-01-01' FROM generate_series(1, 10) n, vendors v"
        ),
        (
            "INSERT INTO kpi_results (workspace, definition_id, vendor_id, period, value, colour, submitted_at, imported) "
            f"SELECT {uow.workspace.id}, d.id, d.vendor_id, DATE '2020-01-01' + 30 * n, 96, 'green', now(), false "
            "FROM generate_series(1, 20) n, kpi_definitions d"
        ),
        DECISIONS.format(workspace=uow.workspace.id, vendor=vendor.id),
        "ANALYZE vendors, people, channels, actions, session_series, kpi_definitions, kpi_results, decisions",
    ):
        uow.connection.execute(text(statement))


@pytest.fixture(scope="module", params=KINDS)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with ExitStack() as stack:
        database = Database(stack.enter_context(one_for_all(request, tmp_path_factory)))
        stack.callback(database.close)
        with database.write() as connection:
            ours = workspaces.welcome(connection, NORTHWIND, "Northwind Bio", "U0PARLEY").id
        if not database.is_sqlite:
            # A handful of rows is read faster from end to end; what counts is what can be done with many.
            with unit_of_work(database, ours, at=MONDAY, door=Door.SLASH) as uow:
                fill(uow)
        yield Asked(database, ours)


@pytest.mark.parametrize("question", HOT)
def test_a_hot_question_is_answered_by_its_index(filled: Asked, question: str) -> None:
    ask, indexes = HOT[question]
    with unit_of_work(filled.database, filled.ours, at=MONDAY, door=Door.SLASH) as uow, taken_back(uow):
        if not filled.database.is_sqlite:
            uow.connection.execute(text("SET LOCAL enable_seqscan = off"))
            if indexes != ["actions_search"]:  # full text is always read through a bitmap
                uow.connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        with asked(uow.connection) as statements:
            ask(uow)
        plans = "\n".join(plan(uow.connection, *statement) for statement in statements)
    for index in indexes:
        assert any(name in plans or _autoindexed(name, plans) for name in index.split("|")), plans
    if filled.database.is_sqlite:
        assert "SCAN outbox\n" not in plans
        assert "SCAN kpi_results\n" not in plans


def _autoindexed(name: str, plans: str) -> bool:
    """SQLite names the index of a UNIQUE constraint or primary key after its table."""
    table = name.removeprefix("uq_").removeprefix("pk_").split("_workspace")[0]
    return name.startswith(("uq_", "pk_")) and f"sqlite_autoindex_{table}_" in plans
