"""Working a month's credit out: from the invoice, the terms in force, and what was red; anew whenever one of them changes."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from governance.events import CreditNotified, CreditWithdrawn
from governance.kpis.credits import (
    Credit,
    CreditDeed,
    CreditState,
    Invoice,
    Missed,
    Part,
    after,
    amount_of,
    gives_credit,
    is_waited_for,
    month_of,
    parts_of,
)
from governance.kpis.periods import Frequency, period_of, previous
from governance.kpis.terms import CreditTerms
from storage.unit_of_work import UnitOfWork


def missed_in(vendor: int, month: date, uow: UnitOfWork) -> list[Missed]:
    """The red results that count against a month's invoice: those of periods that end in it."""
    earliest = previous(previous(month, Frequency.MONTHLY), Frequency.MONTHLY)  # a quarter begins two months earlier
    found = uow.credits.missed_between(vendor, earliest, month)
    return [(its, result) for its, result in found if month_of(result.period, its.frequency) == month]


def waited_for(missed: Sequence[Missed]) -> list[str]:
    """The names of what is left out until a dispute is settled."""
    return sorted(its.name for its, result in missed if gives_credit(its, result) and is_waited_for(result))


def work_out(vendor: int, month: date, uow: UnitOfWork) -> Credit | None:
    """The month's credit as it is now; None where nothing is owed. What changed is on the record."""
    invoice, terms = uow.credits.invoice_of(vendor, month), uow.credits.terms_for(vendor, month)
    known = uow.credits.of_month(vendor, month)
    if invoice is None or terms is None or invoice.currency != terms.currency:
        return known
    parts = parts_of(invoice, terms, missed_in(vendor, month, uow))
    amount = amount_of(invoice, terms, parts)
    if known is None:
        return _begin(invoice, terms, amount, parts, uow) if amount else None
    if _is_the_same(known, invoice, terms, parts):
        return known
    return _change(known, invoice, terms, amount, parts, uow)


def month_of_result(definition: int, period: date, uow: UnitOfWork) -> date | None:
    """The month a result counts against, where its definition gives a credit at all."""
    its = uow.kpis.by_id(definition)
    return month_of(period, its.frequency) if its and its.credit_share > 0 else None


def _is_the_same(known: Credit, invoice: Invoice, terms: CreditTerms, parts: Sequence[Part]) -> bool:
    facts = (known.invoice, known.at_risk, known.currency, known.parts)
    return facts == (invoice.amount, terms.at_risk, invoice.currency, tuple(parts))


def _begin(invoice: Invoice, terms: CreditTerms, amount: Decimal, parts: Sequence[Part], uow: UnitOfWork) -> Credit:
    credit = uow.credits.add(invoice, terms.at_risk, amount, parts, uow.at)
    uow.record(_notified(credit, terms, None))
    return credit


def _change(
    known: Credit, invoice: Invoice, terms: CreditTerms, amount: Decimal, parts: Sequence[Part], uow: UnitOfWork
) -> Credit | None:
    """What was said to another amount does not hold for the new one."""
    if not amount and known.state is CreditState.WITHDRAWN:
        return known
    state = after(known.state, CreditDeed.NOTIFY if amount else CreditDeed.WITHDRAW, known.reference)
    credit = uow.credits.work_out(known, invoice, terms.at_risk, amount, parts, state)
    if credit is None:
        return known
    if amount:
        uow.record(_notified(credit, terms, str(known.amount)))
    else:
        uow.record(
            CreditWithdrawn(credit=credit.id, vendor=credit.vendor_id, month=credit.month, old=str(known.amount))
        )
    return credit


def _notified(credit: Credit, terms: CreditTerms, old: str | None) -> CreditNotified:
    return CreditNotified(
        credit=credit.id,
        vendor=credit.vendor_id,
        month=credit.month,
        amount=str(credit.amount),
        currency=credit.currency,
        old=old,
        terms=terms.id,
    )


def this_month(day: date) -> date:
    return period_of(day, Frequency.MONTHLY)
