"""What is asked of the repositories of KPIs, results, breaches, credits and risks, about what is theirs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from governance.agenda import Outcome
from governance.digests import Digest
from governance.kpis.credits import CreditState, Invoice
from governance.risks import RiskState
from storage.unit_of_work import UnitOfWork
from tests.cast import MONDAY
from tests.storage.filled import PERIOD, SECRET, Full, credit_terms, definition, result


def a_digest(ident: int) -> Digest:
    return Digest(id=ident, channel="C", vendor_id=1, queued_at=MONDAY, colour="red", standing={})


ABOUT_KPIS: dict[str, Callable[[UnitOfWork, Full], Any]] = {
    "kpis.define": lambda uow, theirs: uow.kpis.define(definition(theirs.vendor, "x")),
    "kpis.define_all": lambda uow, theirs: uow.kpis.define_all([definition(theirs.vendor, "x")]),
    "kpis.some": lambda uow, theirs: uow.kpis.some([theirs.definition]),
    "kpis.hold": lambda uow, theirs: uow.kpis.hold(theirs.vendor),
    "kpis.asked": lambda uow, theirs: uow.kpis.asked([theirs.vendor]),
    "terms.add": lambda uow, theirs: uow.terms.add(credit_terms(theirs.vendor, "x")),
    "terms.keep_standing": lambda uow, theirs: uow.terms.keep_standing(
        replace(credit_terms(theirs.vendor, "x"), id=theirs.terms)
    ),
    "terms.versions": lambda uow, theirs: uow.terms.versions(theirs.vendor),
    "terms.some": lambda uow, theirs: uow.terms.some([theirs.terms]),
    "terms.asked": lambda uow, theirs: uow.terms.asked([theirs.vendor]),
    "kpis.by_id": lambda uow, theirs: uow.kpis.by_id(theirs.definition),
    "kpis.keep_standing": lambda uow, theirs: uow.kpis.keep_standing(
        replace(definition(theirs.vendor, "x"), id=theirs.definition)
    ),
    "kpis.versions": lambda uow, theirs: uow.kpis.versions([theirs.vendor]),
    "kpis.for_period": lambda uow, theirs: uow.kpis.for_period([theirs.vendor], MONDAY.date()),
    "kpis.newest": lambda uow, theirs: uow.kpis.newest(theirs.vendor, None, SECRET),
    "kpis.verdicts": lambda uow, theirs: uow.kpis.verdicts(MONDAY.date(), [theirs.vendor]),
    "kpis.readings": lambda uow, theirs: uow.kpis.readings([theirs.vendor], MONDAY.date()),
    "kpis.definitions_of": lambda uow, theirs: uow.kpis.definitions_of([theirs.vendor]),
    "kpis.trends": lambda uow, theirs: uow.kpis.trends(theirs.vendor),
    "results.current_in": lambda uow, theirs: uow.results.current_in([theirs.definition]),
    "results.newest_results": lambda uow, theirs: uow.results.newest_results([theirs.definition]),
    "results.restate": lambda uow, theirs: uow.results.restate(
        [(theirs.result, result(theirs.definition, theirs.vendor, 1))]
    ),
    "breaches.open_of": lambda uow, theirs: uow.breaches.open_of(theirs.vendor),
    "breaches.by_id": lambda uow, theirs: uow.breaches.by_id(theirs.full_breach.id),
    "breaches.open_for": lambda uow, theirs: uow.breaches.open_for(theirs.full_definition),
    "breaches.of_result": lambda uow, theirs: uow.breaches.of_result(theirs.result),
    "breaches.some": lambda uow, theirs: uow.breaches.some([theirs.full_breach.id]),
    "breaches.told_with": lambda uow, theirs: uow.breaches.told_with(theirs.full_breach.id),
    "breaches.reported_since": lambda uow, _: uow.breaches.reported_since(1, MONDAY - timedelta(days=999)),
    "breaches.of_action": lambda uow, theirs: uow.breaches.of_action(theirs.item),
    "breaches.change": lambda uow, theirs: uow.breaches.change(theirs.full_breach, comment="changed"),
    "breaches.open_in": lambda uow, theirs: uow.breaches.open_in({theirs.vendor}),
    "breaches.results": lambda uow, theirs: uow.breaches.results({theirs.result}),
    "breaches.page": lambda uow, theirs: uow.breaches.page(theirs.vendor, 0, 9),
    "breaches.count": lambda uow, theirs: uow.breaches.count(theirs.vendor),
    "breaches.untold": lambda uow, _: uow.breaches.untold(MONDAY, 9),
    "breaches.withheld": lambda uow, theirs: sorted(uow.breaches.withheld(theirs.vendor)),
    "agenda.open_of": lambda uow, theirs: uow.agenda.open_of(theirs.vendor),
    "agenda.successor": lambda uow, theirs: uow.agenda.successor(theirs.carried),
    "agenda.by_id": lambda uow, theirs: uow.agenda.by_id(theirs.point.id),
    "agenda.of_session": lambda uow, theirs: uow.agenda.of_session(theirs.session),
    "agenda.stemming_from": lambda uow, _: uow.agenda.stemming_from([SECRET]),
    "agenda.waiting_for": lambda uow, theirs: uow.agenda.waiting_for(theirs.full_session),
    "agenda.count_waiting": lambda uow, theirs: uow.agenda.count_waiting(theirs.full_session),
    "agenda.withdrawn_from": lambda uow, theirs: uow.agenda.withdrawn_from(theirs.session),
    "agenda.take_up_as": lambda uow, theirs: uow.agenda.take_up_as(1, [theirs.point]),
    "agenda.order": lambda uow, theirs: uow.agenda.order([theirs.point.id]),
    "agenda.change": lambda uow, theirs: uow.agenda.change(theirs.point, title="ours"),
    "agenda.close": lambda uow, theirs: uow.agenda.close(theirs.point, Outcome.NOTED, MONDAY),
    "agenda.close_all": lambda uow, theirs: uow.agenda.close_all([theirs.point.id], Outcome.NOTED, MONDAY),
    "agenda.reopen": lambda uow, theirs: uow.agenda.reopen(theirs.point),
    "agenda.settle_all": lambda uow, theirs: uow.agenda.settle_all(theirs.vendor, [SECRET], MONDAY),
    "agenda.posted": lambda uow, theirs: uow.agenda.posted([theirs.session]),
    "agenda.posted_for": lambda uow, theirs: uow.agenda.posted_for(theirs.vendor, MONDAY - timedelta(days=99)),
    "agenda.keep_shown": lambda uow, theirs: uow.agenda.keep_shown(theirs.session, "ours", MONDAY),
    "actions.closed_since": lambda uow, theirs: uow.actions.closed_since(theirs.vendor, MONDAY - timedelta(days=9), 9),
    "breaches.closed_since": lambda uow, theirs: uow.breaches.closed_since(theirs.vendor, MONDAY - timedelta(days=9)),
    "results.disputed": lambda uow, theirs: uow.results.disputed(theirs.vendor, 9),
    "kpis.red_without_breach": lambda uow, theirs: uow.kpis.red_without_breach(theirs.vendor, MONDAY.date(), 9),
    "turnarounds.results": lambda uow, theirs: uow.turnarounds.results(theirs.vendor, MONDAY - timedelta(days=99)),
    "turnarounds.breaches": lambda uow, theirs: uow.turnarounds.breaches(theirs.vendor, MONDAY - timedelta(days=99)),
    "turnarounds.minutes": lambda uow, theirs: uow.turnarounds.minutes(theirs.vendor, MONDAY - timedelta(days=99)),
    "credits.terms_for": lambda uow, theirs: uow.credits.terms_for(theirs.vendor, MONDAY.date()),
    "credits.invoice_of": lambda uow, theirs: uow.credits.invoice_of(theirs.vendor, PERIOD),
    "credits.months_from": lambda uow, theirs: uow.credits.months_from(theirs.vendor, PERIOD),
    "credits.missed_between": lambda uow, theirs: uow.credits.missed_between(theirs.vendor, PERIOD, PERIOD),
    "credits.work_out": lambda uow, theirs: uow.credits.work_out(
        theirs.credit,
        Invoice(vendor_id=1, month=PERIOD, amount=Decimal(1), currency="EUR"),
        1.0,
        Decimal(1),
        [],
        CreditState.NOTIFIED,
        "why",
    ),
    "credits.hold": lambda uow, theirs: uow.credits.hold(theirs.vendor, PERIOD),
    "credits.move": lambda uow, theirs: uow.credits.move(theirs.credit, CreditState.AGREED, 1, MONDAY),
    "credits.by_id": lambda uow, theirs: uow.credits.by_id(theirs.credit.id),
    "credits.of_month": lambda uow, theirs: uow.credits.of_month(theirs.vendor, PERIOD),
    "credits.page": lambda uow, theirs: uow.credits.page(theirs.vendor, 0, 9),
    "credits.count": lambda uow, theirs: uow.credits.count(theirs.vendor),
    "risks.by_id": lambda uow, theirs: uow.risks.by_id(theirs.risk.id),
    "risks.drafted_since": lambda uow, _: uow.risks.drafted_since(MONDAY - timedelta(days=999)),
    "risks.listed_from": lambda uow, theirs: uow.risks.listed_from(SECRET, theirs.vendor, None),
    "risks.reword": lambda uow, theirs: uow.risks.reword(theirs.risk, event="changed"),
    "risks.decide": lambda uow, theirs: uow.risks.decide(theirs.risk, RiskState.OPEN, 1, MONDAY),
    "risks.page": lambda uow, theirs: uow.risks.page(theirs.vendor, 0, 9),
    "risks.count": lambda uow, theirs: uow.risks.count(theirs.vendor),
    "kpis.course": lambda uow, theirs: uow.kpis.course(theirs.full_definition),
    "breaches.of_kpi": lambda uow, theirs: uow.breaches.of_kpi([theirs.definition], 9),
    "kpis.proposed": lambda uow, theirs: uow.kpis.proposed(theirs.vendor),
    "kpis.grace_days": lambda uow, theirs: uow.kpis.grace_days([theirs.vendor]),
    "kpis.codes": lambda uow, _: uow.kpis.codes(),
    "kpis.compared": lambda uow, _: uow.kpis.compared(SECRET, MONDAY.date()),
    "kpis.of_code": lambda uow, _: uow.kpis.of_code(SECRET),
    "kpis.results_of": lambda uow, theirs: uow.kpis.results_of(theirs.vendor, [theirs.definition], date.min),
    "digests.newest_about": lambda uow, theirs: uow.digests.newest_about(theirs.vendor, MONDAY),
    "digests.written_again": lambda uow, theirs: uow.digests.written_again(
        a_digest(theirs.digest), colour="red", standing={}, shown={}, updates=()
    ),
    "digests.held": lambda uow, theirs: uow.digests.held(theirs.digest),
    "digests.last": lambda uow, theirs: uow.digests.last(f"C{SECRET}", theirs.vendor),
    "kpis.last_version": lambda uow, theirs: uow.kpis.last_version(theirs.vendor, None, SECRET),
}
