"""Invoices, the credit terms both companies agreed to, and the credits that follow. Money is kept to the cent."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.kpis.colours import Colour
from governance.kpis.credits import Credit, CreditState, Invoice, Missed, Part
from governance.kpis.definitions import Definition, Standing
from governance.kpis.results import Result, ResultState
from governance.kpis.terms import CreditTerms
from storage.rows import value_of, values_of
from storage.tables import credit_terms, invoices, kpi_definitions, kpi_results, service_credits


@dataclass(frozen=True)
class Credits:
    """The service credits of one workspace, and what they are worked out from."""

    connection: Connection
    workspace: int

    def terms_for(self, vendor: int, month: date) -> CreditTerms | None:
        """The version that both companies agreed to and that holds for a month."""
        its = credit_terms.c
        ours = (its.workspace == self.workspace) & (its.vendor_id == vendor) & (its.state == Standing.AGREED)
        query = select(credit_terms).where(ours, its.effective_from <= month).order_by(its.version.desc()).limit(1)
        row = self.connection.execute(query).one_or_none()
        return value_of(CreditTerms, row) if row else None

    def keep_invoice(self, invoice: Invoice, by: int, at: datetime) -> None:
        """One a vendor and month: keeping it again changes it."""
        facts = {"amount": invoice.amount, "currency": invoice.currency, "kept_by": by, "kept_at": at}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(invoices).values(
            workspace=self.workspace, vendor_id=invoice.vendor_id, month=invoice.month, **facts
        )
        self.connection.execute(fresh.on_conflict_do_update(index_elements=["vendor_id", "month"], set_=facts))

    def invoice_of(self, vendor: int, month: date) -> Invoice | None:
        where = (invoices.c.workspace == self.workspace) & (invoices.c.vendor_id == vendor)
        row = self.connection.execute(select(invoices).where(where, invoices.c.month == month)).one_or_none()
        return value_of(Invoice, row) if row else None

    def hold(self, vendor: int, month: date) -> None:
        """Until this transaction ends nobody else works this month's credit out or decides on it; then they see what became of it."""
        where = (invoices.c.workspace == self.workspace) & (invoices.c.vendor_id == vendor)
        query = select(invoices.c.amount).where(where, invoices.c.month == month).with_for_update()
        self.connection.execute(query).all()

    def months_from(self, vendor: int, month: date) -> list[date]:
        """The months, from one on, of which there is an invoice."""
        where = (invoices.c.workspace == self.workspace) & (invoices.c.vendor_id == vendor)
        query = select(invoices.c.month).where(where, invoices.c.month >= month).order_by(invoices.c.month)
        return list(self.connection.execute(query).scalars())

    def missed_between(self, vendor: int, first: date, last: date) -> list[Missed]:
        """The results of a vendor's periods from one to another that may give a credit, red or in dispute, each with its definition."""
        ours = (kpi_results.c.workspace == self.workspace) & (kpi_results.c.vendor_id == vendor)
        periods = kpi_results.c.period.between(first, last) & kpi_results.c.replaced_by.is_(None)
        gives = kpi_definitions.c.credit_share > 0
        query = select(kpi_results).join(kpi_definitions, kpi_definitions.c.id == kpi_results.c.definition_id)
        counts = (kpi_results.c.colour == Colour.RED) | (kpi_results.c.state == ResultState.DISPUTED)
        query = query.where(ours, periods, gives, counts).order_by(kpi_results.c.id)
        found = values_of(Result, self.connection.execute(query))
        definitions = self._definitions({result.definition_id for result in found})
        return [(definitions[result.definition_id], result) for result in found]

    def _definitions(self, ids: set[int]) -> dict[int, Definition]:
        where = (kpi_definitions.c.workspace == self.workspace) & kpi_definitions.c.id.in_(ids)
        query = select(kpi_definitions).where(where)
        return {its.id: its for its in values_of(Definition, self.connection.execute(query))} if ids else {}

    # --- credits -------------------------------------------------------------------------------------------------------

    def add(self, invoice: Invoice, at_risk: float, amount: Decimal, parts: Sequence[Part], at: datetime) -> Credit:
        """The credit of a month that has none yet."""
        facts = _facts(invoice, at_risk, amount, parts)
        facts |= {
            "vendor_id": invoice.vendor_id,
            "month": invoice.month,
            "state": CreditState.NOTIFIED,
            "changed_at": at,
        }
        statement = insert(service_credits).values(workspace=self.workspace, **facts).returning(service_credits)
        return _credit(self.connection.execute(statement).one())

    def work_out(
        self,
        credit: Credit,
        invoice: Invoice,
        at_risk: float,
        amount: Decimal,
        parts: Sequence[Part],
        state: CreditState,
        reason: str,
    ) -> Credit | None:
        """The credit with other parts; None when somebody else changed it meanwhile. `reason` says what made it so."""
        return self._write(credit, **_facts(invoice, at_risk, amount, parts), state=state, reason=reason)

    def move(self, credit: Credit, state: CreditState, by: int, at: datetime, reason: str = "") -> Credit | None:
        """The credit as somebody decided; None when somebody else changed it meanwhile."""
        return self._write(credit, state=state, reason=reason, changed_by=by, changed_at=at)

    def by_id(self, credit: int) -> Credit | None:
        return self._one(service_credits.c.id == credit)

    def of_month(self, vendor: int, month: date) -> Credit | None:
        return self._one((service_credits.c.vendor_id == vendor) & (service_credits.c.month == month))

    def page(self, vendor: int | None, first: int, most: int) -> list[Credit]:
        """Credits of one vendor or of all, the newest month first."""
        order = (service_credits.c.month.desc(), service_credits.c.id)
        query = self._sought(select(service_credits), vendor).order_by(*order).offset(first).limit(most)
        return [_credit(row) for row in self.connection.execute(query)]

    def count(self, vendor: int | None) -> int:
        query = self._sought(select(func.count()).select_from(service_credits), vendor)
        return int(self.connection.execute(query).scalar_one())

    def _sought(self, query: Select[Any], vendor: int | None) -> Select[Any]:
        query = query.where(service_credits.c.workspace == self.workspace)
        return query.where(service_credits.c.vendor_id == vendor) if vendor is not None else query

    def _write(self, credit: Credit, **values: Any) -> Credit | None:
        as_it_was = (service_credits.c.state == credit.state) & (service_credits.c.amount == credit.amount)
        its = (service_credits.c.workspace == self.workspace) & (service_credits.c.id == credit.id) & as_it_was
        statement = update(service_credits).where(its).values(**values).returning(service_credits)
        row = self.connection.execute(statement).one_or_none()
        return _credit(row) if row else None

    def _one(self, condition: ColumnElement[bool]) -> Credit | None:
        where = (service_credits.c.workspace == self.workspace) & condition
        row = self.connection.execute(select(service_credits).where(where)).one_or_none()
        return _credit(row) if row else None


def _facts(invoice: Invoice, at_risk: float, amount: Decimal, parts: Sequence[Part]) -> dict[str, Any]:
    shown = [asdict(part) for part in parts]
    facts = {"invoice": invoice.amount, "currency": invoice.currency, "at_risk": at_risk, "amount": amount}
    return facts | {"parts": shown}


def _credit(row: Row[Any]) -> Credit:
    parts = tuple(Part(**part) for part in row.parts)
    facts = {name: value for name, value in row._mapping.items() if name not in ("workspace", "parts", "state")}
    return Credit(**facts, parts=parts, state=CreditState(row.state))
