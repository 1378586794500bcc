"""What the repositories of results are asked about another workspace: what is awaited, cases, excusals, tokens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from governance.kpis.clocks import Case
from governance.kpis.excusals import ExcusalState
from governance.kpis.results import ResultState
from governance.tokens import token_hash
from storage.unit_of_work import UnitOfWork
from tests.cast import MONDAY
from tests.storage.filled import PERIOD, SECRET, Full

ABOUT_RESULTS: dict[str, Callable[[UnitOfWork, Full], Any]] = {
    "results.by_id": lambda uow, theirs: uow.results.by_id(theirs.result),
    "results.some": lambda uow, theirs: uow.results.some([theirs.result]),
    "results.of_period": lambda uow, theirs: uow.results.of_period(theirs.vendor, [theirs.definition], PERIOD),
    "results.hold": lambda uow, theirs: uow.results.hold([theirs.definition]),
    "results.move": lambda uow, theirs: uow.results.move(theirs.results[0], ResultState.ACCEPTED),
    "results.move_all": lambda uow, theirs: uow.results.move_all([(theirs.results[0], ResultState.FINAL)]),
    "results.to_finish": lambda uow, _: uow.results.to_finish(MONDAY + timedelta(days=1), 0, 99),
    "results.to_answer": lambda uow, theirs: uow.results.to_answer([theirs.vendor], 99),
    "results.sent_by_vendors": lambda uow, theirs: sorted(uow.results.sent_by_vendors([theirs.vendor], [PERIOD])),
    "expectations.vendors_after": lambda uow, theirs: theirs.vendor in uow.expectations.vendors_after(0, 99),
    "expectations.of_vendors": lambda uow, theirs: uow.expectations.of_vendors([theirs.vendor]),
    "expectations.of_owners": lambda uow, theirs: uow.expectations.of_owners([theirs.person], [theirs.vendor]),
    "expectations.late": lambda uow, _: uow.expectations.late(PERIOD, 99),
    "expectations.given_up_since": lambda uow, theirs: uow.expectations.given_up_since([theirs.vendor], date.min),
    "expectations.remind": lambda uow, _: uow.expectations.remind([1, 2], PERIOD),
    "expectations.give_up": lambda uow, _: uow.expectations.give_up([1, 2], PERIOD),
    "expectations.put_off": lambda uow, _: uow.expectations.put_off([1, 2], PERIOD, "x", timedelta(days=3)),
    "expectations.meet": lambda uow, theirs: uow.expectations.meet([(theirs.definition, PERIOD)], MONDAY),
    "expectations.draft": lambda uow, theirs: uow.expectations.draft(theirs.vendor, theirs.person, PERIOD),
    "expectations.keep_draft": lambda uow, theirs: uow.expectations.keep_draft(
        theirs.vendor, theirs.person, PERIOD, {}, MONDAY
    ),
    "expectations.forget_drafts_before": lambda uow, _: (
        uow.expectations.forget_drafts_before(MONDAY + timedelta(days=1)) - 1
    ),
    "expectations.drop_draft": lambda uow, theirs: uow.expectations.drop_draft(theirs.vendor, theirs.person, PERIOD),
    "cases.keep": lambda uow, theirs: uow.cases.keep(
        [((theirs.definition, PERIOD), Case(subject=SECRET, started_at=MONDAY + timedelta(days=1)))]
    ),
    "cases.of": lambda uow, theirs: uow.cases.of([(theirs.definition, PERIOD)]),
    "cases.named": lambda uow, theirs: uow.cases.named([theirs.definition], SECRET),
    "excusals.by_id": lambda uow, theirs: uow.excusals.by_id(theirs.excusal.id),
    "excusals.answer": lambda uow, theirs: uow.excusals.answer(replace(theirs.excusal, state=ExcusalState.AGREED)),
    "excusals.of": lambda uow, theirs: uow.excusals.of([(theirs.definition, PERIOD)]),
    "excusals.waiting": lambda uow, theirs: uow.excusals.waiting([theirs.vendor]),
    "tokens.by_hash": lambda uow, _: uow.tokens.by_hash(token_hash(SECRET)),
    "tokens.of_vendor": lambda uow, theirs: uow.tokens.of_vendor(theirs.vendor),
    "tokens.made_by": lambda uow, theirs: uow.tokens.made_by(theirs.person),
    "tokens.revoke": lambda uow, theirs: uow.tokens.revoke(theirs.token),
    "tokens.note_use": lambda uow, theirs: uow.tokens.note_use(theirs.token),
}
