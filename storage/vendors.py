"""Vendors, their studies, and the channels that belong to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.vendors import Closed, Link, Status, Study, Vendor, name_key
from storage.rows import value_of, values_of
from storage.tables import channels, studies, vendors

# Where the vendor can be spoken to.
_KEPT = channels.c.closed.is_(None) & channels.c.unshared_at.is_(None)


@dataclass(frozen=True)
class Vendors:
    """The vendors of one workspace."""

    connection: Connection
    workspace: int

    def add(
        self,
        *,
        name: str,
        service: str,
        tier: int,
        status: Status,
        sponsor_lead: int | None,
        introduced_at: datetime | None = None,
    ) -> Vendor | None:
        """A new vendor; None when the name is taken."""
        values = {"name": name, "name_key": name_key(name), "service": service, "tier": tier, "status": status}
        values |= {"introduced_at": introduced_at}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(vendors).values(workspace=self.workspace, sponsor_lead=sponsor_lead, **values)
        unless_taken = statement.on_conflict_do_nothing(index_elements=["workspace", "name_key"])
        row = self.connection.execute(unless_taken.returning(vendors)).one_or_none()
        return value_of(Vendor, row) if row else None

    def set_leads(self, vendor: int, *, sponsor: int | None = None, vendor_side: int | None = None) -> None:
        """Names the account lead of one side or both."""
        leads = {"sponsor_lead": sponsor, "vendor_lead": vendor_side}
        named = {column: lead for column, lead in leads.items() if lead is not None}
        self.connection.execute(update(vendors).where(self._is(vendors.c.id == vendor)).values(**named))

    def introduce(self, vendor: int, at: datetime) -> bool:
        """From now on its people hear of Parley; False where they did already."""
        where = self._is((vendors.c.id == vendor) & vendors.c.introduced_at.is_(None))
        return self.connection.execute(update(vendors).where(where).values(introduced_at=at)).rowcount == 1

    def set_executive(self, vendor: int, person: int, *, ours: bool) -> None:
        """Names who hears of what the leads of a side cannot settle."""
        column = vendors.c.sponsor_executive if ours else vendors.c.vendor_executive
        self.connection.execute(update(vendors).where(self._is(vendors.c.id == vendor)).values({column: person}))

    def decided_by(self, people: set[int], *, unled_too: bool = False) -> dict[int, Vendor]:
        """The vendors, by id, of which somebody among these people is a lead or an executive; `unled_too` for the administrator."""
        roles = (vendors.c.sponsor_lead, vendors.c.vendor_lead, vendors.c.sponsor_executive, vendors.c.vendor_executive)
        # The administrator is asked where a vendor has no lead, or no executive, of ours.
        unled = vendors.c.sponsor_lead.is_(None) | vendors.c.sponsor_executive.is_(None)
        found = self._all(or_(*([unled] if unled_too else []), *(role.in_(people) for role in roles)))
        return {vendor.id: vendor for vendor in found}

    def by_id(self, vendor: int) -> Vendor:
        return self._all(vendors.c.id == vendor)[0]

    def some(self, ids: set[int]) -> dict[int, Vendor]:
        """Several at once, by id."""
        return {vendor.id: vendor for vendor in self._all(vendors.c.id.in_(ids))} if ids else {}

    def named(self, name: str) -> Vendor | None:
        """The vendor with this name, however it is spelled."""
        return next(iter(self._all(vendors.c.name_key == name_key(name))), None)

    def starting(self, name: str) -> list[Vendor]:
        """Vendors whose name begins so: a short name people use."""
        key = name_key(name)
        return self._all(vendors.c.name_key.startswith(key, autoescape=True)) if key else []

    def everyone(self) -> list[Vendor]:
        """All vendors, by name."""
        return self._all(vendors.c.id.is_not(None))

    def all_studies(self) -> list[Study]:
        query = select(studies).where(studies.c.workspace == self.workspace).order_by(studies.c.protocol)
        return values_of(Study, self.connection.execute(query))

    def names(self) -> list[str]:
        query = select(vendors.c.name).where(vendors.c.workspace == self.workspace).order_by(vendors.c.name)
        return list(self.connection.execute(query).scalars())

    def page(self, first: int, most: int) -> list[Vendor]:
        """Vendors by tier and name, from the `first` (0-based) on."""
        query = select(vendors).where(vendors.c.workspace == self.workspace).order_by(vendors.c.tier, vendors.c.name)
        return values_of(Vendor, self.connection.execute(query.offset(first).limit(most)))

    def count(self) -> int:
        query = select(func.count()).select_from(vendors).where(vendors.c.workspace == self.workspace)
        return int(self.connection.execute(query).scalar_one())

    def link(self, channel: str, vendor: int, *, study: int | None, zone: str | None, shared: bool) -> None:
        """Gives a channel to a vendor."""
        values = {"slack_id": channel, "vendor_id": vendor, "study_id": study, "zone": zone, "shared": shared}
        self.connection.execute(insert(channels).values(workspace=self.workspace, **values))

    def link_of(self, channel: str) -> Link | None:
        """Whose channel this is."""
        where = (channels.c.workspace == self.workspace) & (channels.c.slack_id == channel)
        row = self.connection.execute(select(channels).where(where)).one_or_none()
        return _link(row) if row else None

    def links_of(self, vendor: int, *, lost_too: bool = False) -> list[Link]:
        """The vendor's channels in which something can be said to it, the first linked first; or the lost ones too."""
        where = (channels.c.workspace == self.workspace) & (channels.c.vendor_id == vendor)
        where = where if lost_too else where & _KEPT
        return [_link(row) for row in self.connection.execute(select(channels).where(where).order_by(channels.c.id))]

    def all_links(self) -> list[Link]:
        """Every vendor's, the lost ones too."""
        query = select(channels).where(channels.c.workspace == self.workspace).order_by(channels.c.id)
        return [_link(row) for row in self.connection.execute(query)]

    def links_of_some(self, vendors: set[int]) -> dict[int, list[Link]]:
        """The channels of several vendors at once, by vendor."""
        where = (channels.c.workspace == self.workspace) & channels.c.vendor_id.in_(vendors) & _KEPT
        found: dict[int, list[Link]] = {vendor: [] for vendor in vendors}
        for row in self.connection.execute(select(channels).where(where).order_by(channels.c.id)):
            found[row.vendor_id].append(_link(row))
        return found

    def study(self, protocol: str) -> Study | None:
        """The study with this protocol number."""
        where = (studies.c.workspace == self.workspace) & (func.lower(studies.c.protocol) == protocol.lower())
        row = self.connection.execute(select(studies).where(where)).one_or_none()
        return value_of(Study, row) if row else None

    def some_studies(self, ids: set[int]) -> dict[int, Study]:
        """Several at once, by id."""
        if not ids:
            return {}
        where = (studies.c.workspace == self.workspace) & studies.c.id.in_(ids)
        return {its.id: its for its in values_of(Study, self.connection.execute(select(studies).where(where)))}

    def add_study(self, protocol: str, title: str) -> Study:
        values = {"protocol": protocol, "title": title}
        statement = insert(studies).values(workspace=self.workspace, **values).returning(studies)
        return value_of(Study, self.connection.execute(statement).one())

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (vendors.c.workspace == self.workspace) & condition

    def _all(self, condition: ColumnElement[bool]) -> list[Vendor]:
        query = select(vendors).where(self._is(condition)).order_by(vendors.c.name)
        return values_of(Vendor, self.connection.execute(query))


def _link(row: Any) -> Link:
    return Link(
        channel=row.slack_id,
        vendor_id=row.vendor_id,
        study_id=row.study_id,
        zone=row.zone,
        shared=bool(row.shared),
        closed=Closed(row.closed) if row.closed else None,
        seen_shared=bool(row.seen_shared),
        unshared_at=row.unshared_at,
        ext_shared=bool(row.ext_shared),
        reader_teams=frozenset((row.reader_teams or "").split()),
    )
