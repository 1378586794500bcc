"""Who hears of a credit: both account leads, with the arithmetic; and of every change, why."""

from collections.abc import Sequence
from decimal import Decimal

from governance.events import (
    CreditAgreed,
    CreditConfirmed,
    CreditDisputed,
    CreditNotified,
    CreditTermsAgreed,
    CreditWaived,
    CreditWithdrawn,
    Door,
    ResultAccepted,
    ResultRestated,
    ResultSettled,
    ResultSubmitted,
)
from governance.kpis.credits import Credit, CreditState, may_give_credit, month_of
from governance.kpis.results import Result, ResultState
from governance.people import Person
from handlers.credits.approvals import given
from handlers.credits.cards import arithmetic, buttons, headline, money, month_words, reason, standing, waiting
from handlers.credits.reasons import named
from handlers.credits.register import feature
from handlers.credits.working import waits_of, work_out
from handlers.kit import shown
from handlers.kit.approving import can_sign
from handlers.kit.blocks import esc, paragraphs
from handlers.kit.leads import leads_of, tell_all, tell_leads
from handlers.kit.replies import Message
from storage.unit_of_work import UnitOfWork

Decided = CreditAgreed | CreditDisputed | CreditWaived
Measured = ResultSubmitted | ResultRestated | ResultAccepted | ResultSettled


# --- what results change -------------------------------------------------------------------------------------------------


@feature.on(ResultSubmitted)
def work_out_for_a_new_number(event: ResultSubmitted, uow: UnitOfWork) -> None:
    """Imports are silent; what they bring counts as soon as the month's invoice is kept, or somebody decides."""
    if uow.door is not Door.IMPORT:
        _work_out(event, uow)


@feature.on(ResultRestated)
def work_out_for_another_number(event: ResultRestated, uow: UnitOfWork) -> None:
    if uow.door is not Door.IMPORT:
        replaced = uow.results.by_id(event.replaces)
        _work_out(event, uow, over=replaced if replaced and replaced.state is ResultState.DISPUTED else None)


@feature.on(ResultAccepted)
def work_out_when_a_dispute_is_taken_back(event: ResultAccepted, uow: UnitOfWork) -> None:
    """Accepting what nobody disputed changes no number."""
    if event.old == ResultState.DISPUTED:
        _work_out(event, uow, over=uow.results.by_id(event.result))


@feature.on(ResultSettled)
def work_out_when_a_dispute_is_settled(event: ResultSettled, uow: UnitOfWork) -> None:
    """Where the other number was taken over, its restatement has been heard already."""
    if event.replaced_by is None:
        _work_out(event, uow, over=uow.results.by_id(event.result))


def _work_out(event: Measured, uow: UnitOfWork, *, over: Result | None = None) -> None:
    """`over`: the result whose dispute has ended."""
    its = uow.kpis.by_id(event.definition)
    if its is None or its.credit_share <= 0:
        return
    ended = over.id if over and may_give_credit(its, over) else None
    work_out(event.vendor, month_of(event.period, its.frequency), uow, ended=ended)


@feature.on(CreditTermsAgreed)
def work_out_what_they_are_for(event: CreditTermsAgreed, uow: UnitOfWork) -> None:
    """The invoices that were kept before both companies had agreed."""
    for month in uow.credits.months_from(event.vendor, event.effective_from):
        work_out(event.vendor, month, uow)


# --- what is said ----------------------------------------------------------------------------------------------------------


@feature.on(CreditNotified)
def tell_both_leads(event: CreditNotified, uow: UnitOfWork) -> None:
    credit = _credit(event.credit, uow)
    why = [reason(credit)] if credit.reason else []
    _ask_both(credit, [_what_is_new(event, credit), *why], _once(credit, "notified", uow), uow)


@feature.on(CreditConfirmed)
def ask_again_after_the_dispute(event: CreditConfirmed, uow: UnitOfWork) -> None:
    """While it waited nobody could decide. What was agreed, or waived, goes on without a word."""
    credit, result = _credit(event.credit, uow), uow.results.by_id(event.result or 0)
    its = uow.kpis.by_id(result.definition_id) if result else None
    open_ = credit.state in (CreditState.NOTIFIED, CreditState.DISPUTED)
    waits = waits_of(credit.vendor_id, credit.month, uow)
    if result is None or its is None or not open_ or waits:
        return
    about = f"*The dispute over {esc(named(its, result))} is over, and this credit stays as it was.*"
    _ask_both(credit, [about], _once(credit, f"upheld {result.id}", uow), uow)


def _ask_both(credit: Credit, lead: Sequence[str], once: str, uow: UnitOfWork) -> None:
    """The amount with its arithmetic, and what each side can do about it."""
    vendor = uow.vendors.by_id(credit.vendor_id)
    waits = waits_of(credit.vendor_id, credit.month, uow)
    lines = [*lead, headline(credit, vendor), *arithmetic(credit)]

    def write(reader: Person) -> Message:
        ask = waiting(waits) or _ask(credit, reader)
        return Message((*paragraphs([*lines, ask]), *buttons(credit, reader, waits, signs=can_sign(reader, uow))))

    tell_leads(vendor, write, _subject(credit), uow, once=once)


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
    stands = standing(credit, given=given(credit, uow))
    lines = [f"{shown.person(by)} {what} this credit.", headline(credit, vendor), stands]

    def write(reader: Person) -> Message:
        return Message((*paragraphs(lines), *buttons(credit, reader, signs=can_sign(reader, uow))))

    tell_all(others, write, _subject(credit), uow, once=_once(credit, str(credit.state), uow))


def _what_is_new(event: CreditNotified, credit: Credit) -> str:
    if event.old is None:
        return f"*A service credit for {month_words(credit)}*"
    if not Decimal(event.old):
        return f"*There is a service credit for {month_words(credit)} again*"
    old, new = money(event.old, credit.currency), money(credit.amount, credit.currency)
    return f"*The service credit for {month_words(credit)} changed: {old} → {new}*"


def _ask(credit: Credit, reader: Person) -> str:
    if credit.state is CreditState.DISPUTED:
        return standing(credit)
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
