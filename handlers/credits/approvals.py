"""Who agreed to a credit or waived it: the sentence they said yes to, and what was given to the amount as it is now."""

from collections.abc import Iterable

from governance.approvals import Approval, Deed, Meant
from governance.kpis.credits import Credit, CreditDeed, CreditState
from governance.people import Person
from handlers.credits.cards import amount_words, month_words
from handlers.kit.approving import newest, side_of
from storage.unit_of_work import UnitOfWork

DEEDS = {CreditDeed.AGREE: Deed.AGREED, CreditDeed.WAIVE: Deed.WAIVED}
_SAYS = {CreditState.AGREED: Deed.AGREED, CreditState.WAIVED: Deed.WAIVED}


def meant_by(credit: Credit, deed: CreditDeed, by: Person, uow: UnitOfWork) -> list[Meant]:
    """What somebody says who agrees to it or waives it; nothing for a dispute."""
    if deed not in DEEDS:
        return []
    vendor = uow.vendors.by_id(credit.vendor_id)
    amount = amount_words(credit.amount, credit.currency)
    whose = f"service credit {credit.reference} of {amount} on {vendor.name}'s invoice of {month_words(credit)}"
    says = "I agree to" if deed is CreditDeed.AGREE else "I waive"
    return [
        Meant(
            subject=_subject(credit),
            version=_version(credit),
            deed=DEEDS[deed],
            vendor_id=credit.vendor_id,
            meaning=f"{says} {whose}, for {side_of(by, credit.vendor_id, uow)}.",
        )
    ]


def given_to(credits: Iterable[Credit], uow: UnitOfWork) -> dict[int, Approval]:
    """By credit the approval that makes it stand as it does, where it is agreed to or waived."""
    decided = [its for its in credits if its.state in _SAYS]
    known = uow.approvals.of(map(_subject, decided)) if decided else {}
    found = {its.id: newest(known.get(_subject(its), ()), _version(its), _SAYS[its.state]) for its in decided}
    return {credit: its for credit, its in found.items() if its}


def given(credit: Credit, uow: UnitOfWork) -> Approval | None:
    return given_to([credit], uow).get(credit.id)


def _subject(credit: Credit) -> str:
    return f"credit:{credit.id}"


def _version(credit: Credit) -> str:
    """Another amount is another thing to agree to."""
    return f"{credit.amount:.2f} {credit.currency}"
