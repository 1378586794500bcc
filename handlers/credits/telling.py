"""Who hears of a credit: both account leads, with the arithmetic; and of every change, why."""

from decimal import Decimal

from governance.events import (
    CreditAgreed,
    CreditDisputed,
    CreditNotified,
    CreditTermsAgreed,
    CreditWaived,
    CreditWithdrawn,
    Door,
    ResultAccepted,
    ResultDisputed,
    ResultRestated,
    ResultSettled,
    ResultSubmitted,
)
from governance.kpis.credits import Credit
from governance.people import Person
from handlers.credits.cards import arithmetic, buttons, headline, money, month_words, standing
from handlers.credits.register import feature
from handlers.credits.working import missed_in, month_of_result, waited_for, work_out
from handlers.kit import shown
from handlers.kit.blocks import esc, paragraphs
from handlers.kit.leads import leads_of, tell_all, tell_leads
from handlers.kit.replies import Message
from storage.unit_of_work import UnitOfWork

Decided = CreditAgreed | CreditDisputed | CreditWaived
Measured = ResultSubmitted | ResultRestated | ResultDisputed | ResultAccepted | ResultSettled


# --- what results change -------------------------------------------------------------------------------------------------


@feature.on(ResultSubmitted)
def work_out_for_a_new_number(event: ResultSubmitted, uow: UnitOfWork) -> None:
    """Imports are silent; what they bring counts as soon as the month's invoice is kept."""
    if uow.door is not Door.IMPORT:
        _work_out(event, uow)


@feature.on(ResultRestated)
def work_out_for_another_number(event: ResultRestated, uow: UnitOfWork) -> None:
    if uow.door is not Door.IMPORT:
        _work_out(event, uow)


@feature.on(ResultDisputed)
def leave_it_out_while_in_dispute(event: ResultDisputed, uow: UnitOfWork) -> None:
    _work_out(event, uow)


@feature.on(ResultAccepted)
def count_what_is_accepted(event: ResultAccepted, uow: UnitOfWork) -> None:
    _work_out(event, uow)


@feature.on(ResultSettled)
def count_what_is_settled(event: ResultSettled, uow: UnitOfWork) -> None:
    _work_out(event, uow)


def _work_out(event: Measured, uow: UnitOfWork) -> None:
    month = month_of_result(event.definition, event.period, uow)
    if month:
        work_out(event.vendor, month, uow)


@feature.on(CreditTermsAgreed)
def work_out_what_they_are_for(event: CreditTermsAgreed, uow: UnitOfWork) -> None:
    """The invoices that were kept before both companies had agreed."""
    for month in uow.credits.months_from(event.vendor, event.effective_from):
        work_out(event.vendor, month, uow)


# --- what is said ----------------------------------------------------------------------------------------------------------


@feature.on(CreditNotified)
def tell_both_leads(event: CreditNotified, uow: UnitOfWork) -> None:
    credit = _credit(event.credit, uow)
    vendor = uow.vendors.by_id(credit.vendor_id)
    lead = _what_is_new(event, credit)
    waits = waited_for(missed_in(credit.vendor_id, credit.month, uow))
    lines = [lead, headline(credit, vendor), *arithmetic(credit, waits)]

    def write(reader: Person) -> Message:
        return Message((*paragraphs([*lines, _ask(reader)]), *buttons(credit, reader)))

    tell_leads(vendor, write, _subject(credit), uow, once=_once(credit, "notified", uow))


@feature.on(CreditWithdrawn)
def tell_both_that_nothing_is_left(event: CreditWithdrawn, uow: UnitOfWork) -> None:
    credit = _credit(event.credit, uow)
    vendor = uow.vendors.by_id(credit.vendor_id)
    was = money(event.old, credit.currency)
    words = f"*{credit.reference}* {esc(vendor.name)}, {month_words(credit)}: {was} is not owed any more. {standing(credit)}"
    message = Message(tuple(paragraphs([words])))
    tell_leads(vendor, lambda _: message, _subject(credit), uow, once=_once(credit, "withdrawn", uow))


@feature.on(CreditAgreed)
def tell_of_the_yes(event: CreditAgreed, uow: UnitOfWork) -> None:
    _tell_the_other_side(event, "agreed to", uow)


@feature.on(CreditDisputed)
def tell_of_the_dispute(event: CreditDisputed, uow: UnitOfWork) -> None:
    _tell_the_other_side(event, "disputes", uow)


@feature.on(CreditWaived)
def tell_of_the_waiver(event: CreditWaived, uow: UnitOfWork) -> None:
    _tell_the_other_side(event, "waived", uow)


def _tell_the_other_side(event: Decided, what: str, uow: UnitOfWork) -> None:
    credit, by = _credit(event.credit, uow), uow.actor
    if by is None:
        return
    vendor = uow.vendors.by_id(credit.vendor_id)
    others = [lead for lead in leads_of(vendor, uow) if lead.party != by.party]
    lines = [f"{shown.person(by)} {what} this credit.", headline(credit, vendor), standing(credit)]

    def write(reader: Person) -> Message:
        return Message((*paragraphs(lines), *buttons(credit, reader)))

    tell_all(others, write, _subject(credit), uow, once=_once(credit, str(credit.state), uow))


def _what_is_new(event: CreditNotified, credit: Credit) -> str:
    if event.old is None:
        return f"*A service credit for {month_words(credit)}*"
    if not Decimal(event.old):
        return f"*There is a service credit for {month_words(credit)} again*"
    return f"*The service credit for {month_words(credit)} changed: it was {money(event.old, credit.currency)}.*"


def _ask(reader: Person) -> str:
    if reader.is_sponsors:
        return "The vendor is asked to agree to it; you can waive it."
    return "Please agree to it, or say what is wrong with it."


def _credit(ident: int, uow: UnitOfWork) -> Credit:
    credit = uow.credits.by_id(ident)
    assert credit is not None
    return credit


def _subject(credit: Credit) -> str:
    return f"Service credit {credit.reference}, {month_words(credit)}"


def _once(credit: Credit, what: str, uow: UnitOfWork) -> str:
    return f"credit:{credit.id}:{what}:{credit.amount}:{uow.at:%Y%m%dT%H%M%S%f}"
