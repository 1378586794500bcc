"""What was agreed before approvals were kept is taken over by the migration, as far as the rows say who and when."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from alembic import command
from sqlalchemy import Connection

from governance.approvals import Approval, Deed
from storage import schema
from storage import tables as t
from storage.database import Database
from storage.rows import values_of
from tests.cast import MONDAY

DAY = date(2026, 11, 1)
KPI = {
    "workspace": 1,
    "vendor_id": 1,
    "study_id": 1,
    "code": "K14",
    "version": 3,
    "name": "Reports",
    "question": "",
    "lens": "delivery",
    "unit": "%",
    "direction": "higher",
    "target": 95.0,
    "red_limit": 85.0,
    "clause": "",
    "smallest_denominator": 0.0,
    "frequency": "monthly",
    "grace_days": 10,
    "effective_from": DAY,
    "state": "agreed",
}
LATER = MONDAY + timedelta(hours=1)
PROPOSED = {"proposed_by": 1, "proposed_at": MONDAY, "sponsor_by": 1, "sponsor_at": MONDAY}
AGREED = {"vendor_by": 2, "vendor_at": LATER}


def put(connection: Connection, table: Any, **values: object) -> None:
    connection.execute(table.insert().values(**values))


def fill(connection: Connection) -> None:
    put(connection, t.workspaces, id=1, name="Northwind Bio", zone="Europe/Warsaw")
    put(connection, t.people, id=1, workspace=1, name="Alice Moreau", role="administrator")
    put(
        connection, t.vendors, id=1, workspace=1, name="Helix", name_key="helix", service="CRO", tier=1, status="active"
    )
    put(connection, t.people, id=2, workspace=1, name="Vera", role="vendor lead", vendor_id=1, zone="Europe/London")
    put(connection, t.studies, id=1, workspace=1, protocol="NW-302", title="x")
    put(connection, t.kpi_definitions, id=4, **KPI, **PROPOSED, **AGREED)
    terms = {"workspace": 1, "vendor_id": 1, "version": 2, "at_risk": 10.0, "currency": "EUR", "effective_from": DAY}
    put(connection, t.credit_terms, id=5, **terms, state="proposed", **PROPOSED)
    credit = {"workspace": 1, "vendor_id": 1, "invoice": Decimal(9000), "at_risk": 10.0, "currency": "EUR", "parts": []}
    for ident, month, state, by in ((6, 9, "agreed", 2), (7, 10, "waived", 1), (8, 11, "notified", None)):
        its = {"amount": Decimal("12.50"), "state": state, "changed_by": by, "changed_at": LATER}
        put(connection, t.service_credits, id=ident, month=DAY.replace(month=month), **credit, **its)
    time = {
        "period": DAY,
        "starts_at": MONDAY,
        "ends_at": LATER,
        "reason": "x",
        "proposed_by": 2,
        "proposed_at": MONDAY,
    }
    about = {"workspace": 1, "vendor_id": 1, "definition_id": 4, "subject": "SITE-7"}
    put(connection, t.excusals, id=9, **about, **time, state="agreed", answered_by=1, answered_at=LATER)
    put(connection, t.excusals, id=10, **about, **time, state="declined", answered_by=1, answered_at=LATER)


def test_who_agreed_to_what_and_when_is_taken_over(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    with database.write() as connection:
        command.upgrade(schema.alembic_config(connection), "0023")
        fill(connection)
    schema.migrate(database)
    with database.read() as connection:
        found = values_of(Approval, connection.execute(t.approvals.select().order_by(t.approvals.c.id)))
    database.close()
    expected: list[tuple[str, str, Deed, str, datetime]] = [
        ("definition:4", "3", Deed.PROPOSED, "Northwind Bio", MONDAY),
        ("definition:4", "3", Deed.AGREED, "Helix", LATER),
        ("terms:5", "2", Deed.PROPOSED, "Northwind Bio", MONDAY),
        ("credit:6", "12.50 EUR", Deed.AGREED, "Helix", LATER),
        ("credit:7", "12.50 EUR", Deed.WAIVED, "Northwind Bio", LATER),
        ("excusal:9", "1", Deed.AGREED, "Northwind Bio", LATER),
    ]
    assert [(its.subject, its.version, its.deed, its.company, its.given_at) for its in found] == expected
    assert found[1].meaning == "K14 Reports, version 3 (agreed before Parley kept the sentence that was read)"
    assert [(its.name, its.zone, its.party, its.is_signed) for its in found[:2]] == [
        ("Alice Moreau", "Europe/Warsaw", "sponsor", False),
        ("Vera", "Europe/London", "vendor:1", False),
    ]
    assert {its.study_id for its in found} == {1, None}
