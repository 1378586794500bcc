"""The agreements with vendors."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from governance.agreements import Agreement
from storage.rows import value_of, values_of
from storage.tables import agreements


@dataclass(frozen=True)
class Agreements:
    """The agreements of one workspace."""

    connection: Connection
    workspace: int

    def add(self, **facts: Any) -> Agreement:
        """`facts` are the fields of `Agreement`."""
        statement = insert(agreements).values(workspace=self.workspace, **facts).returning(agreements)
        return value_of(Agreement, self.connection.execute(statement).one())

    def by_id(self, agreement: int) -> Agreement | None:
        found = self._found(agreements.c.id == agreement)
        return found[0] if found else None

    def of_vendor(self, vendor: int) -> list[Agreement]:
        """Those with a vendor that nobody has ended, the soonest to expire first."""
        return self._found((agreements.c.vendor_id == vendor) & agreements.c.ended_on.is_(None))

    def expiring(self, vendors: Collection[int], day: date) -> list[Agreement]:
        """Those of which it is time to talk (see `Agreement.is_expiring`)."""
        ours = agreements.c.vendor_id.in_(list(vendors)) & agreements.c.ended_on.is_(None)
        return [its for its in self._found(ours & agreements.c.expires_on.is_not(None)) if its.is_expiring(day)]

    def change(self, agreement: Agreement, **values: Any) -> Agreement | None:
        """The agreement with these values; None when it was ended meanwhile."""
        same = self._is((agreements.c.id == agreement.id) & agreements.c.ended_on.is_(None))
        row = self.connection.execute(
            update(agreements).where(same).values(**values).returning(agreements)
        ).one_or_none()
        return value_of(Agreement, row) if row else None

    def _found(self, condition: ColumnElement[bool]) -> list[Agreement]:
        soonest = (agreements.c.expires_on.is_(None), agreements.c.expires_on, agreements.c.id)
        return values_of(
            Agreement, self.connection.execute(select(agreements).where(self._is(condition)).order_by(*soonest))
        )

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (agreements.c.workspace == self.workspace) & condition
