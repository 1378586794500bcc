"""What somebody says who proposes a version or agrees to it, in a full sentence, as it is kept for good."""

from collections.abc import Sequence

from governance.approvals import Deed, Meant
from governance.kpis.definitions import Definition
from governance.kpis.numbers import format_value
from governance.kpis.terms import CreditTerms
from governance.people import Person
from handlers.kit.approving import side_of
from handlers.kpis.book import Proposal
from storage.unit_of_work import UnitOfWork


def subject_of(its: Proposal) -> str:
    """As the record names it."""
    return f"{'terms' if isinstance(its, CreditTerms) else 'definition'}:{its.id}"


def meant_by(proposals: Sequence[Proposal], by: Person, deed: Deed, uow: UnitOfWork) -> list[Meant]:
    """One sentence a version."""
    studies = uow.vendors.some_studies(
        {its.study_id for its in proposals if isinstance(its, Definition) and its.study_id}
    )
    company = side_of(by, proposals[0].vendor_id, uow) if proposals else ""
    found = []
    for its in proposals:
        study = its.study_id if isinstance(its, Definition) else None
        what = _called(its, studies[study].protocol if study else "")
        meaning = f"I propose {what}, and agree to it for {company}."
        meaning = meaning if deed is Deed.PROPOSED else f"I agree to {what}, for {company}."
        facts = {"subject": subject_of(its), "version": str(its.version), "vendor_id": its.vendor_id}
        found.append(Meant(**facts, study_id=study, deed=deed, meaning=meaning))  # type: ignore[arg-type]
    return found


def _called(its: Proposal, protocol: str) -> str:
    if isinstance(its, CreditTerms):
        share = format_value(its.at_risk, "%")
        return f"the credit terms, version {its.version} ({share} of a month's invoice, in {its.currency})"
    return f"{its.code} {its.name}{f' of study {protocol}' if protocol else ''}, version {its.version}"
