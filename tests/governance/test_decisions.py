"""Amounts as people write them, what a body may decide, and what an inquiry by mail comes to."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.bodies import Body, Charter
from governance.decisions import (
    Amount,
    Beyond,
    IncomparableAmount,
    State,
    amounts_in,
    beyond,
    carried_by_mail,
    limit_words,
    reserved_in,
)
from governance.sessions import Kind

HELIX = 7
OURS, THEIRS = "sponsor", f"vendor:{HELIX}"
MEMBERS = {1: OURS, 2: OURS, 3: THEIRS, 4: THEIRS}


def body(**charter: object) -> Body:
    facts = {"limit": Decimal(50_000), "currency": "EUR"} | charter
    return Body(id=1, vendor_id=HELIX, kind=Kind.JOINT_OPERATIONS, name="JOC", charter=Charter(**facts))  # type: ignore[arg-type]


# --- amounts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "amounts"),
    [
        ("EUR 50,000.01", "EUR 50,000.01"),
        ("50.000,01 €", "EUR 50,000.01"),
        ("$1.2m", "USD 1,200,000"),
        ("49 999,99 EUR", "EUR 49,999.99"),
        ("49\u202f999,99\u00a0EUR", "EUR 49,999.99"),
        ("CHF 1'250'000.50", "CHF 1,250,000.50"),
        ("about 120k euros", "EUR 120,000"),
        ("120 thousand dollars", "USD 120,000"),
        ("€ 1,2 Mio", "EUR 1,200,000"),
        ("1.234m EUR", "EUR 1,234,000"),
        ("EUR 1.2345m", "EUR 1,234,500"),
        ("GBP 2 bn", "GBP 2,000,000,000"),
        ("EUR50000", "EUR 50,000"),
        ("INR 1,23,456", "INR 123,456"),
        ("EUR 10 per visit, EUR 5,000 at most", "EUR 10; EUR 5,000"),
        ("pay in June", ""),
        ("120,000 visits", ""),
        ("version 2 of the EURO form", ""),
        ("K2EUR", ""),
    ],
)
def test_amounts_are_read_as_people_write_them(written: str, amounts: str) -> None:
    assert "; ".join(map(str, amounts_in(written))) == amounts


WAYS = [
    lambda its: f"EUR {its:,.2f}",
    lambda its: f"{its:,.2f} €".translate(str.maketrans(",.", ".,")),
    lambda its: f"{its:,.2f} EUR".translate(str.maketrans(",.", " ,")),
    lambda its: f"€{its:.2f}",
    lambda its: f"EUR {its / 1_000_000:f}m",
]


@given(some.integers(0, 10**12), some.sampled_from(WAYS), some.sampled_from(["", "pay ", "up to ", "it is ("]))
def test_an_amount_is_the_same_however_it_is_written(cents: int, way: object, before: str) -> None:
    value = Decimal(cents) / 100
    assert amounts_in(before + way(value)) == [Amount(value=value, currency="EUR")]  # type: ignore[operator]


# --- limits --------------------------------------------------------------------------------------------------------------


def test_a_body_decides_up_to_its_limit_and_not_a_cent_more() -> None:
    assert beyond(body(), "", amounts_in("EUR 50,000")) is None
    over = Amount(value=Decimal("50000.01"), currency="EUR")
    assert beyond(body(), "", amounts_in("EUR 10 and EUR 50,000.01")) == Beyond(amount=over)


def test_without_a_limit_or_a_body_everything_may_be_decided() -> None:
    assert beyond(body(limit=None), "", amounts_in("EUR 5 bn")) is None
    assert beyond(None, "the contract", amounts_in("EUR 5 bn")) is None


def test_what_is_reserved_is_found_as_whole_words_in_any_case() -> None:
    charter = Charter(reserved=("contract", "key person"))
    assert reserved_in("Sign the CONTRACT now", charter) == "contract"
    assert reserved_in("Another Key Person", charter) == "key person"
    assert reserved_in("contractor days", charter) is None


def test_what_is_in_another_currency_alone_cannot_be_compared() -> None:
    with pytest.raises(IncomparableAmount):
        beyond(body(), "", amounts_in("USD 10"))
    assert beyond(body(), "", amounts_in("USD 60,000 (EUR 49,000)")) is None
    assert beyond(body(), "", amounts_in("JPY 7,000,000, which is EUR 45,000")) is None


def test_a_small_sum_in_the_charters_currency_hides_no_large_one_in_another() -> None:
    with pytest.raises(IncomparableAmount):
        beyond(body(), "", amounts_in("USD 900,000 and EUR 10 for postage"))


def test_a_limit_reads_well() -> None:
    assert limit_words(body().in_force) == "up to EUR 50,000"
    assert limit_words(Charter()) == "whatever it costs"


# --- by mail -------------------------------------------------------------------------------------------------------------

people = some.sets(some.integers(1, 6))
least = some.integers(0, 3)


@given(people, people, least, least, least)
def test_by_mail_it_takes_each_party_and_no_objection(
    yes: set[int], no: set[int], ours: int, theirs: int, heads: int
) -> None:
    charter = Charter(of_sponsor=ours, of_vendor=theirs, heads=heads)
    state = carried_by_mail(yes, no, MEMBERS, charter, HELIX)
    count = {side: sum(MEMBERS.get(who) == side for who in yes) for side in (OURS, THEIRS)}
    if no & MEMBERS.keys():
        assert state is State.REJECTED
    elif count[OURS] >= max(1, ours) and count[THEIRS] >= max(1, theirs) and sum(count.values()) >= heads:
        assert state is State.IN_FORCE
    else:
        assert state is None


def test_by_mail_it_takes_a_chair_where_the_charter_asks_for_one() -> None:
    charter, chair, others = Charter(chairs=1), 1, {who for who in MEMBERS if who != 1}
    assert carried_by_mail(others, (), MEMBERS, charter, HELIX, {chair}) is None
    assert carried_by_mail({*others, chair}, (), MEMBERS, charter, HELIX, {chair}) is State.IN_FORCE
    assert carried_by_mail(others, (), MEMBERS, replace(charter, chairs=0), HELIX, {chair}) is State.IN_FORCE
