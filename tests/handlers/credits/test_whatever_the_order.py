"""Whatever the order of disputes, restatements and decisions: a credit keeps to its cap, its agreements and its reasons."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from governance.events import CreditAgreed
from governance.kpis.credits import Credit, CreditState
from governance.kpis.periods import Frequency, following
from tests.cast import ALICE, HELIX, VERA
from tests.credits import PAYS, a_tenth_at_risk, record
from tests.reports import Reports
from tests.running import Running

FIRST = date(2012, 1, 1)
HALF = replace(PAYS, credit_pool=100, credit_share=60, effective_from=FIRST)
KPIS = (HALF, replace(HALF, code="K15", name="Queries on time"))
DEEDS = ("dispute {code} {month} not so", "dispute {code} {month} 96 % it was better", "accept {code} {month}")
CREDIT_DEEDS = ("agree", "dispute too high", "waive for once")
STEPS = st.one_of(
    st.tuples(st.just("reports"), st.sampled_from((0, 1)), st.sampled_from((50.0, 60.0, 90.0, 97.0))),
    st.tuples(st.just("says"), st.sampled_from((0, 1)), st.sampled_from((*DEEDS, "settle {code} {month}"))),
    st.tuples(st.just("says by Alice"), st.sampled_from((0, 1)), st.just("settle {code} {month}")),
    st.tuples(st.just("decides"), st.just(0), st.sampled_from(CREDIT_DEEDS)),
    st.tuples(st.just("bills"), st.just(0), st.sampled_from(("100,000", "50,000"))),
)


class Month:
    """One month of Helix, in which things happen; what must hold is looked at after each."""

    def __init__(self, parley: Running, kpis: tuple[Reports, ...], month: date) -> None:
        self.parley, self.kpis, self.month = parley, kpis, month

    def does(self, what: str, which: int, words: str | float) -> None:
        before, waited = self.credit, self.waits
        if what == "reports":
            assert isinstance(words, float)
            self.kpis[which].submit(self.month, words)
        else:
            by = ALICE if what in ("says by Alice", "bills") or str(words).startswith("waive") else VERA
            self.parley.say(self._line(what, which, str(words)), by=by, at=HELIX, via="mention")
        self._must_hold(before, waited)

    def _line(self, what: str, which: int, words: str) -> str:
        if what == "decides":
            return f"sla credit {self.credit.reference if self.credit else 'C-999'} {words}"
        if what == "bills":
            return f"sla invoice Helix {self.month:%Y-%m} {words} EUR"
        return f"sla {words}".format(code=self.kpis[which].definition.code, month=f"{self.month:%Y-%m}")

    @property
    def credit(self) -> Credit | None:
        with self.kpis[0]._uow() as uow:
            return uow.credits.of_month(1, self.month)

    @property
    def waits(self) -> bool:
        with self.kpis[0]._uow() as uow:
            ids = [its.definition.id for its in self.kpis]
            return any(its.state == "disputed" for its in uow.results.current_in(ids, [self.month]).values())

    def _must_hold(self, before: Credit | None, waited: bool) -> None:
        now = self.credit
        if now is None:
            assert before is None, "a credit is never forgotten"
            return
        assert now.amount <= now.cap
        assert (now.amount > 0) == (now.state is not CreditState.WITHDRAWN)
        if now.state is CreditState.WITHDRAWN:
            assert now.reason
        if now.state is CreditState.AGREED:
            agreed = [its for its in record(self.parley, f"credit:{now.id}") if isinstance(its, CreditAgreed)]
            assert agreed[-1].amount == f"{now.amount:.2f}"
        self._nothing_behind_anybodys_back(before, now, waited)

    def _nothing_behind_anybodys_back(self, before: Credit | None, now: Credit, waited: bool) -> None:
        if before is None or before.state is CreditState.WITHDRAWN:
            return
        if waited and self.waits:
            assert now == before
        if now.amount != before.amount:
            assert now.state in (CreditState.NOTIFIED, CreditState.WITHDRAWN)
            assert now.reason
            assert before.state is not CreditState.AGREED or "The vendor had agreed to" in now.reason


@pytest.fixture
def months(helix: Running) -> Iterator[Month]:
    kpis = tuple(Reports(helix, its) for its in KPIS)
    a_tenth_at_risk(kpis[0], FIRST)

    def fresh() -> Iterator[Month]:
        month = FIRST
        while True:
            yield Month(helix, kpis, month)
            month = following(month, Frequency.MONTHLY)

    return fresh()


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=6, max_size=14))
def test_a_credit_keeps_to_its_cap_its_agreements_and_its_reasons(
    months: Iterator[Month], steps: list[tuple[str, int, str | float]]
) -> None:
    month = next(months)
    for begin in (("bills", 0, "100,000"), ("reports", 0, 50.0), ("decides", 0, "agree")):
        month.does(*begin)
    for step in steps:
        month.does(*step)
