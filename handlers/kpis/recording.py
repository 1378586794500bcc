"""What goes on the record when a proposal is answered or taken back."""

from governance.events import (
    CreditTermsAgreed,
    CreditTermsDeclined,
    CreditTermsWithdrawn,
    KpiAgreed,
    KpiDeclined,
    KpiWithdrawn,
    Words,
)
from governance.kpis.agreeing import party_of
from governance.kpis.definitions import Definition, Standing
from governance.kpis.terms import CreditTerms
from governance.people import Person
from handlers.kpis.book import Batch
from storage.unit_of_work import UnitOfWork


def record_agreed(batch: Batch, by: Person, uow: UnitOfWork) -> None:
    """One side's agreement to all of these."""
    for its in batch.kpis:
        uow.record(
            KpiAgreed(
                definition=its.id,
                vendor=its.vendor_id,
                code=its.code,
                version=its.version,
                party=party_of(by),
                in_force=its.state is Standing.AGREED,
                effective_from=its.effective_from,
            )
        )
    for terms in batch.terms:
        uow.record(
            CreditTermsAgreed(
                terms=terms.id,
                vendor=terms.vendor_id,
                version=terms.version,
                party=party_of(by),
                in_force=terms.state is Standing.AGREED,
                effective_from=terms.effective_from,
            )
        )


def record_over(batch: Batch, by: Person, uow: UnitOfWork, why: str = "") -> None:
    """Proposals that were declined or taken back; a KPI keeps why itself."""
    for its in batch.kpis:
        uow.record(_declined(its, by) if its.state is Standing.DECLINED else withdrawn(its, by, its.declined_why))
    for terms in batch.terms:
        uow.record(_terms_over(terms, by, why))


def withdrawn(its: Definition, by: Person, reason: str) -> KpiWithdrawn:
    """A proposal taken back, or a KPI that ends."""
    return KpiWithdrawn(
        definition=its.id,
        vendor=its.vendor_id,
        code=its.code,
        version=its.version,
        party=party_of(by),
        reason=Words(reason),
        ends_on=its.ends_on,
    )


def _declined(its: Definition, by: Person) -> KpiDeclined:
    return KpiDeclined(
        definition=its.id,
        vendor=its.vendor_id,
        code=its.code,
        version=its.version,
        party=party_of(by),
        reason=Words(its.declined_why),
    )


def _terms_over(its: CreditTerms, by: Person, why: str = "") -> CreditTermsDeclined | CreditTermsWithdrawn:
    facts = {"terms": its.id, "vendor": its.vendor_id, "version": its.version}
    if its.state is Standing.DECLINED:
        return CreditTermsDeclined(**facts, party=party_of(by), reason=Words(why))
    return CreditTermsWithdrawn(**facts, party=party_of(by))
