"""Credit terms, version by version, as both companies agreed on them."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from sqlalchemy import Connection, insert, select, update

from governance.kpis.definitions import Standing
from governance.kpis.terms import CreditTerms
from storage.rows import value_of, values_of
from storage.tables import credit_terms

# The only columns that change after a version was kept.
STANDING = ("state", "effective_from", "sponsor_by", "sponsor_at", "vendor_by", "vendor_at")


@dataclass(frozen=True)
class Terms:
    """The credit terms of one workspace."""

    connection: Connection
    workspace: int

    def add(self, terms: CreditTerms) -> CreditTerms:
        """Keeps a version; its id is the one given back."""
        facts = {field.name: getattr(terms, field.name) for field in fields(terms) if field.name != "id"}
        statement = insert(credit_terms).values(workspace=self.workspace, **facts).returning(credit_terms)
        return value_of(CreditTerms, self.connection.execute(statement).one())

    def keep_standing(self, terms: CreditTerms) -> None:
        """Keeps how far both companies have come with a version; what it says never changes."""
        facts = {name: getattr(terms, name) for name in STANDING}
        ours = (credit_terms.c.workspace == self.workspace) & (credit_terms.c.id == terms.id)
        self.connection.execute(update(credit_terms).where(ours).values(**facts))

    def versions(self, vendor: int) -> list[CreditTerms]:
        """Every version of a vendor's, whatever its state, the first first."""
        where = (credit_terms.c.workspace == self.workspace) & (credit_terms.c.vendor_id == vendor)
        query = select(credit_terms).where(where).order_by(credit_terms.c.version)
        return values_of(CreditTerms, self.connection.execute(query))

    def some(self, ids: Iterable[int]) -> list[CreditTerms]:
        """Several versions at once."""
        where = (credit_terms.c.workspace == self.workspace) & credit_terms.c.id.in_(list(ids))
        return values_of(CreditTerms, self.connection.execute(select(credit_terms).where(where)))

    def asked(self, vendors: Iterable[int]) -> list[CreditTerms]:
        """The versions that wait for one side's agreement."""
        where = (credit_terms.c.workspace == self.workspace) & (credit_terms.c.state == Standing.PROPOSED)
        query = select(credit_terms).where(where, credit_terms.c.vendor_id.in_(list(vendors)))
        return values_of(CreditTerms, self.connection.execute(query))
