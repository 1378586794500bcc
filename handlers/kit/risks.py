"""Drafting a risk: the same way, whether Parley sees it in the numbers or somebody says it in a session."""

from governance.events import RiskDrafted, Words
from governance.risks import Draft, Risk
from storage.unit_of_work import UnitOfWork


def draft_risk(its: Draft, uow: UnitOfWork) -> Risk:
    """Writes a risk down as a draft, and puts it on the record."""
    risk = uow.risks.add(its, uow.at)
    uow.record(
        RiskDrafted(
            risk=risk.id,
            vendor=risk.vendor_id,
            study=risk.study_id,
            stems_from=risk.stems_from,
            cause=Words(risk.cause),
            event=Words(risk.event),
            effect=Words(risk.effect),
            probability=risk.probability,
            impact=risk.impact,
        )
    )
    return risk
