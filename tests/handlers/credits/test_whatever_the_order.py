"""Whatever the order of disputes, restatements and decisions: a credit keeps to its cap, its agreements and its reasons."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from governance.events import CreditAgreed
from governance.kpis.credits import Credit, CreditState
from tests.cast import ALICE, HELIX, VERA
from tests.credits import OCTOBER, PAYS, record
from tests.reports import Reports
from tests.running import Running

HALF = replace(PAYS, code="K16", credit_pool=100, credit_share=60)
KPIS = (HALF, replace(HALF, code="K17", name="Queries on time"))
# What happens, and how often beside the others.
STEPS = {
    ("reports", 50.0): 2,
    ("reports", 60.0): 2,
    ("reports", 97.0): 2,
    ("says", "dispute {code} {month} not so"): 4,
    ("says", "dispute {code} {month} 96 % it was better"): 4,
    ("says", "accept {code} {month}"): 2,
    ("says", "settle {code} {month}"): 2,
    ("says by Alice", "settle {code} {month}"): 2,
    ("decides", "agree"): 6,
    ("decides", "dispute too high"): 1,
    ("decides", "waive for once"): 1,
    ("bills", "100,000"): 1,
    ("bills", "50,000"): 1,
}


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
            return f"sla invoice Helix {self.month:%Y-%m} {words} EUR because it was corrected"
        return f"sla {words}".format(code=self.kpis[which].definition.code, month=f"{self.month:%Y-%m}")

    @property
    def credit(self) -> Credit | None:
        with self.kpis[0]._uow() as uow:
            return uow.credits.of_month(1, self.month)

    @property
    def waits(self) -> bool:
        with self.kpis[0]._uow() as uow:
            ids = [its.definition.id for its in self.kpis]
            found = uow.results.current_in(ids, [self.month]).values()
            return any((its.state, its.colour) == ("disputed", "red") for its in found)

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
def month(helix: Running, pays: Reports) -> Month:
    return Month(helix, tuple(Reports(helix, its) for its in KPIS), OCTOBER)


@pytest.mark.parametrize("seed", range(6))
def test_a_credit_keeps_to_its_cap_its_agreements_and_its_reasons(month: Month, seed: int) -> None:
    chance = Random(seed)
    for begin in (("bills", 0, "100,000"), ("reports", 0, 50.0), ("decides", 0, "agree")):
        month.does(*begin)
    for what, words in chance.choices(list(STEPS), weights=list(STEPS.values()), k=40):
        month.does(what, chance.randrange(2), words)
