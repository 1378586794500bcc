"""Governance bodies with the versions of their charters and who sits in them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.bodies import Body, Charter, Meets, Seat, Standing
from governance.sessions import Kind
from storage.rows import value_of, values_of
from storage.tables import bodies, body_seats, charters

_ORDER = ("chair", "member", "deputy")
_KEPT = tuple(its.name for its in fields(Charter) if its.name != "id")


@dataclass(frozen=True)
class Bodies:
    """The bodies of one workspace."""

    connection: Connection
    workspace: int

    def add(self, vendor: int, kind: Kind, name: str, at: datetime) -> Body | None:
        """A body without a charter; None when the vendor has one of this kind."""
        facts = {"workspace": self.workspace, "vendor_id": vendor, "kind": kind, "name": name, "created_at": at}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(bodies).values(facts).on_conflict_do_nothing().returning(bodies)
        row = self.connection.execute(fresh).one_or_none()
        return value_of(Body, row) if row else None

    def rename(self, body: Body, name: str) -> None:
        where = (bodies.c.workspace == self.workspace) & (bodies.c.id == body.id)
        self.connection.execute(update(bodies).where(where).values(name=name))

    def by_id(self, body: int) -> Body | None:
        return next(iter(self._found(bodies.c.id == body)), None)

    def of_kind(self, vendor: int, kind: Kind) -> Body | None:
        """The body that meets in a vendor's sessions of this kind."""
        return next(iter(self._found((bodies.c.vendor_id == vendor) & (bodies.c.kind == kind))), None)

    def of_vendor(self, vendor: int) -> list[Body]:
        """All a vendor has, in the order they were made."""
        return self._found(bodies.c.vendor_id == vendor)

    def of_vendors(self, vendors: Collection[int]) -> list[Body]:
        """Those of several at once."""
        return self._found(bodies.c.vendor_id.in_(list(vendors)))

    def _found(self, condition: ColumnElement[bool]) -> list[Body]:
        query = select(bodies).where(bodies.c.workspace == self.workspace, condition).order_by(bodies.c.id)
        rows = self.connection.execute(query).all()
        ids = [row.id for row in rows]
        versions, seats = self._versions_in_force(ids), self._seats_of(ids)
        return [self._body(row, versions.get(row.id, []), seats.get(row.id, ())) for row in rows]

    def _body(self, row: Row[Any], versions: Sequence[Charter], seats: Iterable[Seat]) -> Body:
        by_state = {its.state: its for its in versions}
        return value_of(
            Body,
            row,
            charter=by_state.get(Standing.AGREED),
            proposed=by_state.get(Standing.PROPOSED),
            seats=tuple(seats),
        )

    # --- charters --------------------------------------------------------------------------------------------------------

    def versions(self, body: int) -> list[Charter]:
        """Every version of a body's charter, the first first."""
        return self._charters(charters.c.body_id == body)

    def charter(self, charter: int) -> Charter | None:
        return next(iter(self._charters(charters.c.id == charter)), None)

    def propose(self, charter: Charter) -> Charter:
        """A version to be agreed, under the body's next number; one that was proposed before and not answered is declined by it."""
        self._answer(charter.body_id, Standing.PROPOSED, state=Standing.DECLINED, answered_at=charter.proposed_at)
        known = [its.version for its in self.versions(charter.body_id)]
        values = {name: getattr(charter, name) for name in _KEPT}
        values |= {
            "workspace": self.workspace,
            "version": max(known, default=0) + 1,
            "reserved": list(charter.reserved),
        }
        row = self.connection.execute(insert(charters).values(values).returning(charters)).one()
        return _charter(row)

    def answer(self, charter: Charter, state: Standing, by: int, at: datetime) -> bool:
        """It is agreed, and takes the place of the one in force; or declined. False when it was answered before."""
        where = (charters.c.id == charter.id) & (charters.c.state == Standing.PROPOSED)
        if state is Standing.AGREED:
            self._answer(charter.body_id, Standing.AGREED, state=Standing.REPLACED)
        mine = charters.c.workspace == self.workspace
        done = update(charters).where(mine, where).values(state=state, answered_by=by, answered_at=at)
        return self.connection.execute(done).rowcount == 1

    def _answer(self, body: int, standing: Standing, **values: Any) -> None:
        where = (charters.c.workspace == self.workspace) & (charters.c.body_id == body) & (charters.c.state == standing)
        self.connection.execute(update(charters).where(where).values(**values))

    def _versions_in_force(self, ids: Collection[int]) -> dict[int, list[Charter]]:
        alive = charters.c.state.in_([Standing.AGREED, Standing.PROPOSED])
        found: dict[int, list[Charter]] = defaultdict(list)
        for its in self._charters(charters.c.body_id.in_(list(ids)) & alive) if ids else ():
            found[its.body_id].append(its)
        return found

    def _charters(self, condition: ColumnElement[bool]) -> list[Charter]:
        query = select(charters).where(charters.c.workspace == self.workspace, condition)
        return [
            _charter(row) for row in self.connection.execute(query.order_by(charters.c.body_id, charters.c.version))
        ]

    # --- seats -----------------------------------------------------------------------------------------------------------

    def seat(self, body: Body, party: str, seats: Sequence[Seat]) -> None:
        """These are the seats of one side from now on."""
        mine = self._seats((body_seats.c.body_id == body.id) & (body_seats.c.party == party))
        self.connection.execute(delete(body_seats).where(mine))
        rows = [
            {
                "workspace": self.workspace,
                "body_id": body.id,
                **{its.name: getattr(seat, its.name) for its in fields(Seat)},
            }
            for seat in seats
        ]
        if rows:
            self.connection.execute(insert(body_seats), rows)

    def _seats_of(self, ids: Collection[int]) -> dict[int, list[Seat]]:
        """By body, its seats: chairs, members, deputies. Whoever took over a seat beside their own has one, the first of these."""
        if not ids:
            return {}
        query = select(body_seats).where(self._seats(body_seats.c.body_id.in_(list(ids)))).order_by(body_seats.c.id)
        found: dict[int, list[Seat]] = defaultdict(list)
        rows = self.connection.execute(query).all()
        pairs = list(zip(rows, values_of(Seat, rows), strict=True))
        for row, seat in sorted(pairs, key=lambda pair: _ORDER.index(pair[1].part)):
            if all(its.person_id != seat.person_id for its in found[row.body_id]):
                found[row.body_id].append(seat)
        return found

    def _seats(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (body_seats.c.workspace == self.workspace) & condition


def _charter(row: Row[Any]) -> Charter:
    its = row._mapping
    kind = Kind(its["escalates_to"]) if its["escalates_to"] else None
    read = {"state": Standing(its["state"]), "meets": Meets(its["meets"]), "escalates_to": kind}
    return Charter(**{name: its[name] for name in ("id", *_KEPT)} | read | {"reserved": tuple(its["reserved"])})
