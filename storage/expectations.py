"""What is awaited of whom, period by period, and what somebody typed into the form of a vendor's results and has not sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, or_, select, text, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.kpis.expectations import Expectation
from storage.rows import values_of
from storage.tables import kpi_definitions, kpi_drafts, kpi_expectations
from storage.tables.kpis import AWAITED, MISSED

_ITS = kpi_expectations.c
_OPEN = text(AWAITED)


@dataclass(frozen=True)
class Expectations:
    """What one workspace awaits."""

    connection: Connection
    workspace: int

    def vendors_after(self, vendor: int, most: int) -> list[int]:
        """Vendors that have KPIs, in order of their ids."""
        where = (kpi_definitions.c.workspace == self.workspace) & (kpi_definitions.c.vendor_id > vendor)
        column = kpi_definitions.c.vendor_id
        return list(
            self.connection.execute(select(column).distinct().where(where).order_by(column).limit(most)).scalars()
        )

    def plan(self, rows: Sequence[dict[str, Any]]) -> None:
        """Writes down what will be awaited (one dict of columns each); what is planned already stays as it is."""
        if rows:
            dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
            statement = dialect.insert(kpi_expectations).on_conflict_do_nothing()
            self.connection.execute(statement, [{"workspace": self.workspace, **row} for row in rows])

    def of_vendors(self, vendors: Collection[int]) -> list[Expectation]:
        """What is awaited of these vendors and has not come, the oldest first."""
        return self._open(_ITS.vendor_id.in_(list(vendors)))

    def of_owners(self, owners: Collection[int], vendors: Collection[int]) -> list[Expectation]:
        """What is awaited of these people, or in these vendors from anybody, and has not come."""
        return self._open(or_(_ITS.owner_id.in_(list(owners)), _ITS.vendor_id.in_(list(vendors))))

    def late(self, today: date, most: int) -> list[Expectation]:
        """What is to be reminded of by a day, the longest due first. What is reminded of, or given up, is not among it again."""
        query = select(kpi_expectations).where(self._ours(), _OPEN, _ITS.next_reminder_on <= today)
        query = query.order_by(_ITS.next_reminder_on, _ITS.id).limit(most)
        return values_of(Expectation, self.connection.execute(query))

    def given_up_since(self, vendors: Collection[int], day: date) -> list[Expectation]:
        """What is awaited of these vendors no more, from a day on, and has not come since, in order of ids."""
        ours = self._ours() & _ITS.vendor_id.in_(list(vendors)) & (_ITS.given_up_on >= day)
        query = select(kpi_expectations).where(ours, text(MISSED)).order_by(_ITS.id)
        return values_of(Expectation, self.connection.execute(query))

    def remind(self, ids: Collection[int], following: date) -> None:
        """One reminder more; the next on that day."""
        self._change(ids, reminders=_ITS.reminders + 1, next_reminder_on=following)

    def give_up(self, ids: Collection[int], today: date) -> None:
        """It is no longer awaited, and stays grey."""
        self._change(ids, given_up_on=today)

    def put_off(self, ids: Collection[int], until: date, reason: str, between: timedelta) -> None:
        """It comes on another day; reminders begin anew after that."""
        self._change(ids, need_until=until, need_reason=reason, reminders=0, next_reminder_on=until + between)

    def meet(self, keys: Collection[tuple[int, date]], at: datetime) -> None:
        """It has come: by definition and period."""
        pairs = list(keys)
        if pairs:
            which = tuple_(_ITS.definition_id, _ITS.period).in_(pairs)
            statement = update(kpi_expectations).where(self._ours(), which, _ITS.met_at.is_(None))
            self.connection.execute(statement.values(met_at=at))

    # --- drafts ----------------------------------------------------------------------------------------------------

    def draft(self, vendor: int, person: int, period: date) -> dict[str, Any]:
        """What somebody typed so far; empty when nothing."""
        found = self.connection.execute(select(kpi_drafts.c.answers).where(self._draft(vendor, person, period)))
        return dict(found.scalar() or {})

    def keep_draft(self, vendor: int, person: int, period: date, answers: dict[str, Any], at: datetime) -> None:
        key = {"vendor_id": vendor, "person_id": person, "period": period}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(kpi_drafts).values(workspace=self.workspace, answers=answers, kept_at=at, **key)
        new = {"answers": answers, "kept_at": at}
        ours = kpi_drafts.c.workspace == self.workspace
        self.connection.execute(fresh.on_conflict_do_update(index_elements=list(key), set_=new, where=ours))

    def drop_draft(self, vendor: int, person: int, period: date) -> None:
        self.connection.execute(delete(kpi_drafts).where(self._draft(vendor, person, period)))

    def forget_drafts_before(self, moment: datetime) -> int:
        """Drops drafts that were last kept before the moment; how many."""
        old = (kpi_drafts.c.workspace == self.workspace) & (kpi_drafts.c.kept_at < moment)
        return self.connection.execute(delete(kpi_drafts).where(old)).rowcount

    def _draft(self, vendor: int, person: int, period: date) -> ColumnElement[bool]:
        its = kpi_drafts.c
        same = (its.vendor_id == vendor) & (its.person_id == person) & (its.period == period)
        return (its.workspace == self.workspace) & same

    # --- the same for all --------------------------------------------------------------------------------------------

    def _open(self, condition: ColumnElement[bool]) -> list[Expectation]:
        query = select(kpi_expectations).where(self._ours(), _OPEN, condition).order_by(_ITS.due_on, _ITS.id)
        return values_of(Expectation, self.connection.execute(query))

    def _change(self, ids: Collection[int], **facts: Any) -> None:
        rows = [{"which": ident} for ident in ids]
        if rows:
            statement = update(kpi_expectations).where(self._ours(), _ITS.id == bindparam("which"))
            self.connection.execute(statement.values(**facts), rows)

    def _ours(self) -> ColumnElement[bool]:
        return _ITS.workspace == self.workspace
