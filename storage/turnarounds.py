"""How long things waited for an answer of either company: when each was there, and when it was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from governance.approvals import Deed
from governance.kpis.definitions import Party
from storage.tables import approvals, breaches, kpi_definitions, kpi_results, minutes

SPONSOR = "sponsor"


@dataclass(frozen=True, kw_only=True)
class Waited:
    """One thing that `by` answered at last."""

    by: Party
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Turnarounds:
    """The turnaround of both companies in one workspace."""

    connection: Connection
    workspace: int

    def results(self, vendor: int, since: datetime) -> list[Waited]:
        """Numbers of a vendor's KPIs that the company which did not report them accepted or disputed, since a moment."""
        its, what = kpi_results.c, kpi_definitions.c
        answered = func.coalesce(its.disputed_at, its.decided_at)
        query = select(what.reported_by, its.submitted_at, answered.label("answered"))
        query = query.join(kpi_definitions, what.id == its.definition_id)
        ours = (its.workspace == self.workspace) & (its.vendor_id == vendor) & ~its.imported
        by_somebody = its.disputed_by.is_not(None) | its.decided_by.is_not(None)
        rows = self.connection.execute(query.where(ours, by_somebody, answered > since)).all()
        return [Waited(by=_other(Party(row[0])), since=row[1], until=row[2]) for row in rows]

    def breaches(self, vendor: int, since: datetime) -> list[Waited]:
        """Breaches that were commented on, by whoever is measured."""
        its, what = breaches.c, kpi_definitions.c
        query = select(what.measured, its.opened_at, its.commented_at).join(
            kpi_definitions, what.id == its.definition_id
        )
        ours = (its.workspace == self.workspace) & (its.vendor_id == vendor) & (its.commented_at > since)
        return [
            Waited(by=Party(row[0]), since=row[1], until=row[2]) for row in self.connection.execute(query.where(ours))
        ]

    def minutes(self, vendor: int, since: datetime) -> list[Waited]:
        """Minutes that each company approved."""
        its, given = minutes.c, approvals.c
        found = self.connection.execute(
            select(its.id, its.drafted_at).where(its.workspace == self.workspace, its.vendor_id == vendor)
        ).all()
        drafted = {f"minutes:{row.id}": row.drafted_at for row in found}
        return self._approved(drafted, since, given.vendor_id == vendor) if drafted else []

    def _approved(self, drafted: dict[str, datetime], since: datetime, condition: ColumnElement[bool]) -> list[Waited]:
        given = approvals.c
        where = (given.workspace == self.workspace) & condition & (given.given_at > since)
        query = select(given.subject, given.party, func.min(given.given_at).label("at"))
        approved = query.where(where, given.deed == Deed.APPROVED).group_by(given.subject, given.party)
        rows: Sequence[tuple[str, str, datetime]] = [tuple(row) for row in self.connection.execute(approved)]
        return [
            Waited(by=Party.SPONSOR if party == SPONSOR else Party.VENDOR, since=drafted[subject], until=at)
            for subject, party, at in rows
            if subject in drafted
        ]


def _other(party: Party) -> Party:
    return Party.VENDOR if party is Party.SPONSOR else Party.SPONSOR
