"""Approvals, which are added and never changed; and what is kept of the codes that sign them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from governance.approvals import Approval, Code
from storage.rows import value_of, values_of
from storage.tables import approval_codes, approvals

SLICE = 500


@dataclass(frozen=True)
class Approvals:
    """The approvals of one workspace."""

    connection: Connection
    workspace: int

    def give(self, given: Sequence[Approval]) -> None:
        """Keeps these for good; their ids are the database's."""
        rows = [{its.name: getattr(one, its.name) for its in fields(one) if its.name != "id"} for one in given]
        if rows:
            self.connection.execute(insert(approvals), [{"workspace": self.workspace, **row} for row in rows])

    def of(self, subjects: Iterable[str]) -> dict[str, list[Approval]]:
        """What was approved of several things, the first first; what nobody approved is left out."""
        found: dict[str, list[Approval]] = {}
        wanted = sorted(set(subjects))
        for first in range(0, len(wanted), SLICE):
            here = approvals.c.workspace == self.workspace
            where = here & approvals.c.subject.in_(wanted[first : first + SLICE])
            for its in self._values(where):
                found.setdefault(its.subject, []).append(its)
        return found

    def of_vendor(self, vendor: int, since: datetime, until: datetime) -> list[Approval]:
        """All that were given about a vendor's matters from one moment up to another."""
        its = approvals.c
        ours = (its.workspace == self.workspace) & (its.vendor_id == vendor)
        return self._values(ours & (its.given_at >= since) & (its.given_at < until))

    def _values(self, where: object) -> list[Approval]:
        query = select(approvals).where(where).order_by(approvals.c.id)  # type: ignore[arg-type]
        return values_of(Approval, self.connection.execute(query))

    # --- codes -----------------------------------------------------------------------------------------------------------

    def open_code(self, code: Code) -> None:
        """A person has one code at a time: those before it are over."""
        its = approval_codes.c
        before = (its.workspace == self.workspace) & (its.person_id == code.person_id) & its.ended_at.is_(None)
        self.connection.execute(update(approval_codes).where(before).values(ended_at=code.made_at))
        facts = {field.name: getattr(code, field.name) for field in fields(code) if field.name != "id"}
        self.connection.execute(insert(approval_codes).values(workspace=self.workspace, **facts))

    def newest_code(self, person: int) -> Code | None:
        """The newest that was mailed to somebody, locked until the end of the transaction: tries come one after the other."""
        its = approval_codes.c
        query = select(approval_codes).where(its.workspace == self.workspace, its.person_id == person)
        row = self.connection.execute(query.order_by(its.id.desc()).limit(1).with_for_update()).one_or_none()
        return value_of(Code, row) if row else None

    def codes_since(self, person: int, since: datetime) -> tuple[int, datetime | None]:
        """How many were mailed to somebody from a moment on, and when the first of them was."""
        its = approval_codes.c
        theirs = (its.workspace == self.workspace) & (its.person_id == person) & (its.made_at > since)
        query = select(func.count(), func.min(its.made_at)).where(theirs)
        count, first = self.connection.execute(query).one()
        return int(count), first

    def try_code(self, code: Code) -> None:
        """One try less."""
        self._change(code, tries_left=code.tries_left - 1)

    def end_code(self, code: Code, at: datetime) -> bool:
        """It was used; False when it was over before."""
        return self._change(code, ended_at=at)

    def forget_codes_before(self, moment: datetime) -> int:
        where = (approval_codes.c.workspace == self.workspace) & (approval_codes.c.made_at < moment)
        return self.connection.execute(delete(approval_codes).where(where)).rowcount

    def _change(self, code: Code, **values: object) -> bool:
        its = approval_codes.c
        where = (its.workspace == self.workspace) & (its.id == code.id) & its.ended_at.is_(None)
        return self.connection.execute(update(approval_codes).where(where).values(**values)).rowcount == 1
