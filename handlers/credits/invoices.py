"""Keeping a month's invoice: what a vendor billed, from which credits are worked out."""

from dataclasses import replace

from governance.events import InvoiceKept, Words
from governance.kpis.breach_refusals import NoLaterMonth, OtherCurrency
from governance.kpis.credits import Invoice
from governance.kpis.terms import CreditTerms
from governance.people import Act
from governance.refusals import Empty
from governance.vendors import Vendor
from handlers.credits.approvals import given
from handlers.credits.cards import amount_words, arithmetic, headline, money, standing, waiting
from handlers.credits.register import feature
from handlers.credits.working import this_month, waits_of, work_out
from handlers.kit.because import check_why, take_because
from handlers.kit.blocks import esc, paragraphs
from handlers.kit.finding import here, take_vendor, unknown_vendor
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.kit.words.months import take_amount, take_month
from storage.unit_of_work import UnitOfWork

USAGE = "/sla invoice <vendor> <month> <amount> <currency>"


@feature.command(
    "sla invoice",
    usage="<vendor> <month> <amount> <currency> [because <reason>]",
    summary="Keep a month's invoice, from which service credits are worked out: `/sla invoice Helix 2026-10 100,000.00 EUR`.",
    act=Act.KEEP_INVOICES,
)
def keep(request: Request, uow: UnitOfWork) -> Reply:
    line, reason = take_because(request.text)
    vendor, rest = _take_vendor(replace(request, text=line), uow)
    month, rest = take_month(rest, request.today)
    if month > this_month(request.today):
        raise NoLaterMonth(month=f"{month:%B %Y}", instead=f"{this_month(request.today):%Y-%m}")
    amount, currency = take_amount(rest)
    terms = uow.credits.terms_for(vendor.id, month)
    if terms and terms.currency != currency:
        raise OtherCurrency(vendor=vendor.name, currency=terms.currency, said=currency)
    invoice = Invoice(vendor_id=vendor.id, month=month, amount=amount, currency=currency)
    _keep(invoice, reason, request, uow)
    return say(*paragraphs([_kept(invoice, vendor), *_what_follows(invoice, terms, vendor, uow)]))


def _keep(invoice: Invoice, reason: str, request: Request, uow: UnitOfWork) -> None:
    """Another amount than was kept has a reason, since a credit may follow from it."""
    old = uow.credits.invoice_of(invoice.vendor_id, invoice.month)
    if old and old != invoice:
        vendor = uow.vendors.by_id(invoice.vendor_id)
        amount = amount_words(invoice.amount, invoice.currency)
        line = f'/sla invoice "{vendor.name}" {invoice.month:%Y-%m} {amount} because two bills were missing'
        reason = check_why(reason, line)
    uow.credits.keep_invoice(invoice, request.by.id, request.at)
    uow.record(
        InvoiceKept(
            vendor=invoice.vendor_id,
            month=invoice.month,
            amount=f"{invoice.amount:.2f}",
            currency=invoice.currency,
            old=f"{old.amount:.2f} {old.currency}" if old else None,
            reason=Words(reason) if reason else None,
        )
    )


def _what_follows(invoice: Invoice, terms: CreditTerms | None, vendor: Vendor, uow: UnitOfWork) -> list[str]:
    if terms is None:
        return ["No credit terms that both companies agreed to hold for that month, so no credit follows."]
    credit = work_out(vendor.id, invoice.month, uow)
    waits = waits_of(vendor.id, invoice.month, uow)
    if credit is None or not credit.amount:
        return [
            f"No service credit follows from it yet. {waiting(waits)}"
            if waits
            else "No service credit follows from it."
        ]
    return [headline(credit, vendor), *arithmetic(credit), standing(credit, waits, given(credit, uow))]


def _kept(invoice: Invoice, vendor: Vendor) -> str:
    return f"Kept: {esc(vendor.name)}, {invoice.month:%B %Y}, {money(invoice.amount, invoice.currency)}."


def _take_vendor(request: Request, uow: UnitOfWork) -> tuple[Vendor, str]:
    """The one that is named first, or the channel's."""
    vendor, rest = take_vendor(request, uow, request.text)
    vendor = vendor or here(request, uow)
    if not request.text.strip():
        raise Empty(what="The invoice", hint=f"`{USAGE}`")
    if vendor is None:
        raise unknown_vendor(request, uow, request.text.split()[0])
    return vendor, rest
