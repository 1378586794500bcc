"""A service credit as tests begin with it: what is at risk, a KPI that gives something, and October's invoice."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import insert

from governance.events import ApprovalGiven
from storage.journal import history
from storage.tables import credit_terms
from tests.cast import DIRECT, PARLEY
from tests.reports import REPORTS, Reports
from tests.running import Running

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
INVOICE = "sla invoice Helix 2026-10 100,000.00 EUR"
PAYS = replace(REPORTS, credit_pool=50, credit_share=40)
LINE = (
    "Visit reports on time (version 1, WO-3 4.2): 100,000.00 EUR x 10 % at risk x 50 % pool x 40 % share = 2,000.00 EUR"
)
AGREED = (
    "Agreed by Vera Novak for Helix Clinical, 23 Nov 2026 09:00 Europe/London: "
    "I agree to service credit C-1 of 2,000.00 EUR on Helix Clinical's invoice of October 2026, for Helix Clinical."
)
C1 = "C-1 Helix Clinical, October 2026: 2,000.00 EUR"


def a_tenth_at_risk(reports: Reports, since: date = date(2026, 1, 1)) -> None:
    """What both companies agreed to."""
    terms = {"version": 1, "at_risk": 10, "currency": "EUR", "clause": "MSA 9", "effective_from": since}
    with reports._uow() as uow:
        facts = {"workspace": uow.workspace.id, "vendor_id": 1, "state": "agreed"}
        uow.connection.execute(insert(credit_terms).values(**facts, **terms))


def last(parley: Running, person: str) -> str:
    """The newest message Parley sent somebody."""
    said = [its for its in parley.sandbox.messages(DIRECT[person]) if its["user"] == PARLEY]
    return parley.read(said[-1])


def about_credits(parley: Running, person: str) -> int:
    """How many messages told somebody of C-1."""
    return sum("C-1" in parley.read(its) for its in parley.sandbox.messages(DIRECT[person]))


def record(parley: Running, subject: str = "credit:1") -> list[Any]:
    """What happened to it; approvals are asked for on their own."""
    with parley.database.read() as connection:
        entries = history(connection, parley.parley.house.workspace or 0, subject)
    return [entry.event for entry in entries if not isinstance(entry.event, ApprovalGiven)]
