"""Working a month's credit out: from the invoice, the terms in force, and what was red; anew whenever one of them changes.

While a number that counts is in dispute a credit stays as it is: it is worked out again when the dispute is over.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from governance.events import CreditConfirmed, CreditNotified, CreditWithdrawn, Words
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
from handlers.credits.reasons import disputed_numbers, why_changed
from handlers.kit.studies import with_study
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What a month comes to now."""

    invoice: Invoice
    terms: CreditTerms
    parts: tuple[Part, ...]

    @property
    def amount(self) -> Decimal:
        return amount_of(self.invoice, self.terms, self.parts)

    @property
    def facts(self) -> tuple[object, ...]:
        return self.invoice.amount, self.invoice.currency, self.terms.at_risk, self.parts


def missed_in(vendor: int, month: date, uow: UnitOfWork) -> list[Missed]:
    """The results that may count against a month's invoice: those of periods that end in it."""
    earliest = previous(previous(month, Frequency.MONTHLY), Frequency.MONTHLY)  # a quarter begins two months earlier
    found = uow.credits.missed_between(vendor, earliest, month)
    counted = [(its, result) for its, result in found if month_of(result.period, its.frequency) == month]
    kpis = with_study({its.id: its for its, _ in counted}.values(), uow)
    return [(kpis[its.id], result) for its, result in counted]


def waited_for(vendor: int, month: date, uow: UnitOfWork) -> list[Missed]:
    """What a month's credit waits for: the results in dispute, in order of name."""
    found = [pair for pair in missed_in(vendor, month, uow) if is_waited_for(*pair)]
    return sorted(found, key=lambda pair: (pair[0].name, pair[1].period, pair[1].id))


def waits_of(vendor: int, month: date, uow: UnitOfWork) -> str:
    """What it waits for in words; "" where nothing is in dispute."""
    return disputed_numbers(waited_for(vendor, month, uow))


def work_out(vendor: int, month: date, uow: UnitOfWork, *, ended: int | None = None) -> Credit | None:
    """The month's credit as it is now; None where nothing is owed. What changed is on the record.

    `ended` is the result whose dispute is over.
    """
    uow.credits.hold(vendor, month)
    invoice, terms = uow.credits.invoice_of(vendor, month), uow.credits.terms_for(vendor, month)
    known = uow.credits.of_month(vendor, month)
    if invoice is None or terms is None or invoice.currency != terms.currency:
        return known
    missed = missed_in(vendor, month, uow)
    its = Sum(invoice=invoice, terms=terms, parts=parts_of(invoice, terms, missed))
    if known is None:
        return _begin(its, uow) if its.amount else None
    if known.state is CreditState.WITHDRAWN:
        return _change(known, its, uow) if its.amount else known
    if any(is_waited_for(*pair) for pair in missed):
        return known
    if (its.amount, its.invoice.currency) == (known.amount, known.currency):
        return _uphold(known, its, ended, uow)
    return _change(known, its, uow)


def _begin(its: Sum, uow: UnitOfWork) -> Credit:
    credit = uow.credits.add(its.invoice, its.terms.at_risk, its.amount, its.parts, uow.at)
    uow.record(_notified(credit, its.terms, None))
    return credit


def _uphold(known: Credit, its: Sum, ended: int | None, uow: UnitOfWork) -> Credit:
    """What was said to an amount holds for as long as it is the same."""
    same = its.facts == (known.invoice, known.currency, known.at_risk, known.parts)
    if same and ended is None:
        return known
    credit = _write(known, its, known.state, known.reason, uow)
    facts = {"credit": credit.id, "vendor": credit.vendor_id, "month": credit.month, "amount": str(credit.amount)}
    uow.record(CreditConfirmed(**facts, result=ended))  # type: ignore[arg-type]
    return credit


def _change(known: Credit, its: Sum, uow: UnitOfWork) -> Credit:
    """What was said to another amount does not hold for the new one."""
    state = after(known.state, CreditDeed.NOTIFY if its.amount else CreditDeed.WITHDRAW, known.reference)
    why = why_changed(known, its.invoice, its.terms, its.parts, uow)
    credit = _write(known, its, state, why, uow)
    if its.amount:
        uow.record(_notified(credit, its.terms, str(known.amount)))
    else:
        facts = {"credit": credit.id, "vendor": credit.vendor_id, "month": credit.month}
        uow.record(CreditWithdrawn(**facts, old=str(known.amount), reason=Words(why)))  # type: ignore[arg-type]
    return credit


def _write(known: Credit, its: Sum, state: CreditState, reason: str, uow: UnitOfWork) -> Credit:
    credit = uow.credits.work_out(known, its.invoice, its.terms.at_risk, its.amount, its.parts, state, reason)
    assert credit is not None, "the month is held"
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
        reason=Words(credit.reason) if credit.reason else None,
    )


def unbilled(vendor: int, today: date, uow: UnitOfWork) -> list[date]:
    """The months of the last year that would give a credit and have no invoice yet."""
    last = this_month(today)
    first = last.replace(year=last.year - 1)
    red = [pair for pair in uow.credits.missed_between(vendor, first, last) if gives_credit(*pair)]
    months = {month_of(result.period, its.frequency) for its, result in red}
    months -= set(uow.credits.months_from(vendor, first))
    return sorted(month for month in months if month <= last and uow.credits.terms_for(vendor, month))


def this_month(day: date) -> date:
    return period_of(day, Frequency.MONTHLY)
