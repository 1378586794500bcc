"""Service credits: to the cent, never above the cap; one table of what can be done with them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.kpis.breach_refusals import CreditMoved, CreditNotTheirs
from governance.kpis.colours import Colour
from governance.kpis.credits import (
    MOVES,
    WHOSE,
    CreditDeed,
    CreditState,
    Invoice,
    Missed,
    after,
    amount_of,
    at_risk_amount,
    check_whose,
    month_of,
    part_amount,
    parts_of,
    total,
)
from governance.kpis.definitions import Party, Standing
from governance.kpis.periods import Frequency
from governance.kpis.results import Result, ResultState
from governance.kpis.terms import CreditTerms
from tests.reports import REPORTS

MONTH = date(2026, 10, 1)
TERMS = CreditTerms(
    id=1,
    vendor_id=1,
    version=1,
    at_risk=10,
    currency="EUR",
    clause="MSA 9",
    effective_from=MONTH,
    state=Standing.AGREED,
)

invoices = st.decimals(Decimal("0.01"), Decimal(10) ** 9, places=2)
percents = st.floats(0, 100).map(lambda number: round(number, 3))
parts = st.lists(st.tuples(percents, percents), max_size=12)


def invoice(amount: Decimal | int) -> Invoice:
    return Invoice(vendor_id=1, month=MONTH, amount=Decimal(amount), currency="EUR")


def red(ident: int, pool: float = 50, share: float = 40, **its: object) -> Missed:
    definition = replace(REPORTS, id=ident, credit_pool=pool, credit_share=share)
    result = Result(
        id=ident, definition_id=ident, vendor_id=1, period=MONTH, numerator=1, denominator=2, value=50,
        colour=Colour.RED, submitted_at=datetime(2026, 11, 2, tzinfo=UTC), imported=False,
    )  # fmt: skip
    return definition, replace(result, **its)  # type: ignore[arg-type]


def test_the_published_example_comes_out() -> None:
    # lawinsider.com/clause/service-level-credits: 100,000 x 10 % x 50 % x 40 %
    assert part_amount(Decimal(100_000), 10, 50, 40) == Decimal("2000.00")
    assert amount_of(invoice(100_000), TERMS, parts_of(invoice(100_000), TERMS, [red(1)])) == Decimal("2000.00")


def test_a_line_is_rounded_once_half_up() -> None:
    assert part_amount(Decimal("0.25"), 10, 100, 20) == Decimal("0.01")  # 0.005
    assert part_amount(Decimal("0.24"), 10, 100, 20) == Decimal("0.00")  # 0.0048
    assert part_amount(Decimal("33.33"), 33.3, 33.3, 33.3) == Decimal("1.23")  # 1.2307...


def test_the_parts_of_a_month_are_capped_at_what_is_at_risk() -> None:
    missed = [red(1, 60, 100), red(2, 60, 100)]
    assert amount_of(invoice(1000), TERMS, parts_of(invoice(1000), TERMS, missed)) == Decimal("100.00")


@given(amount=invoices, at_risk=percents, shares=parts)
def test_a_credit_is_never_negative_and_never_above_the_cap(
    amount: Decimal, at_risk: float, shares: list[tuple[float, float]]
) -> None:
    credit = total(amount, at_risk, (part_amount(amount, at_risk, *share) for share in shares))
    assert 0 <= credit <= at_risk_amount(amount, at_risk) <= amount * Decimal(str(at_risk)) / 100


@given(one=invoices, other=invoices, at_risk=percents, shares=parts)
def test_a_larger_invoice_never_gives_a_smaller_credit(
    one: Decimal, other: Decimal, at_risk: float, shares: list[tuple[float, float]]
) -> None:
    less, more = sorted((one, other))
    credits = [total(its, at_risk, (part_amount(its, at_risk, *share) for share in shares)) for its in (less, more)]
    assert credits[0] <= credits[1]


@given(amount=invoices, shares=parts, data=st.data())
def test_the_order_of_the_breaches_does_not_matter(
    amount: Decimal, shares: list[tuple[float, float]], data: st.DataObject
) -> None:
    missed = [red(ident, *share) for ident, share in enumerate(shares, 1)]
    mixed = data.draw(st.permutations(missed))
    assert parts_of(invoice(amount), TERMS, missed) == parts_of(invoice(amount), TERMS, mixed)


@pytest.mark.parametrize(
    "its",
    [
        {"colour": Colour.AMBER},
        {"colour": Colour.GREY},
        {"state": ResultState.DISPUTED},
    ],
)
def test_what_is_not_red_or_in_dispute_gives_nothing(its: dict) -> None:
    assert parts_of(invoice(1000), TERMS, [red(1, **its)]) == ()


@pytest.mark.parametrize("its", [{"credit_share": 0}, {"credit_pool": 0}, {"state": Standing.IMPORTED}])
def test_a_definition_gives_nothing_unless_both_signed_it_and_it_says_so(its: dict) -> None:
    definition, result = red(1)
    assert parts_of(invoice(1000), TERMS, [(replace(definition, **its), result)]) == ()


def test_a_quarter_counts_against_its_last_month() -> None:
    assert month_of(date(2026, 10, 1), Frequency.QUARTERLY) == date(2026, 12, 1)
    assert month_of(date(2026, 10, 1), Frequency.MONTHLY) == date(2026, 10, 1)


# --- the table -------------------------------------------------------------------------------------------------------------


@given(deeds=st.lists(st.sampled_from(CreditDeed), max_size=30))
def test_whatever_is_done_the_table_decides(deeds: list[CreditDeed]) -> None:
    state = CreditState.NOTIFIED
    for deed in deeds:
        if state in MOVES[deed]:
            before, state = state, after(state, deed, "C-1")
            assert state is MOVES[deed][before]
        else:
            with pytest.raises(CreditMoved):
                after(state, deed, "C-1")


def test_what_was_waived_or_withdrawn_only_another_number_brings_back() -> None:
    for state in (CreditState.WAIVED, CreditState.WITHDRAWN):
        deeds = {deed for deed in CreditDeed if state in MOVES[deed]}
        assert deeds - {CreditDeed.WITHDRAW} == {CreditDeed.NOTIFY}


@pytest.mark.parametrize("deed", WHOSE)
def test_each_side_decides_only_what_is_its_own(deed: CreditDeed) -> None:
    check_whose(deed, WHOSE[deed], "C-1")
    with pytest.raises(CreditNotTheirs):
        check_whose(deed, WHOSE[deed].other, "C-1")


def test_only_the_vendor_agrees_and_only_the_sponsor_waives() -> None:
    assert WHOSE[CreditDeed.AGREE] is WHOSE[CreditDeed.DISPUTE] is Party.VENDOR
    assert WHOSE[CreditDeed.WAIVE] is Party.SPONSOR
