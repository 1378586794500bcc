"""What can be done to a result, by whom and from which state; what is awaited and when; what figures are taken."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar.business_days import business_days_between
from governance.kpis.colours import Colour, colour_of
from governance.kpis.definitions import Definition, Direction, Lens, Party
from governance.kpis.expectations import (
    Expectation,
    ask_on,
    check_until,
    closing_month,
    is_over,
    next_due,
    period_in,
    recipients,
    reminded_on,
)
from governance.kpis.periods import Frequency, due_on, following, period_of
from governance.kpis.result_refusals import (
    NeedTooLong,
    NegativeCount,
    NothingMeasured,
    NotTheirResult,
    NumbersDisagree,
    PeriodNotOver,
    ResultCannot,
    TooBigANumber,
    UntilInThePast,
)
from governance.kpis.results import (
    MOVES,
    Figures,
    Result,
    ResultDeed,
    ResultState,
    check_over,
    check_side,
    checked,
    final_on,
    state_after,
)
from governance.vendors import Status, Vendor

ON_TIME = Definition(
    id=1,
    vendor_id=1,
    code="K14",
    version=1,
    name="Monitoring visit reports on time",
    question="",
    lens=Lens.DELIVERY,
    unit="%",
    direction=Direction.HIGHER,
    target=95,
    red_limit=90,
    smallest_denominator=3,
    frequency=Frequency.MONTHLY,
    grace_days=10,
    clause="",
    effective_from=date(2026, 1, 1),
)
JUNE = date(2026, 6, 1)
AT = datetime(2026, 7, 6, 9, tzinfo=UTC)
RESULT = Result(
    id=1,
    definition_id=1,
    vendor_id=1,
    period=JUNE,
    numerator=38,
    denominator=40,
    value=95,
    colour=Colour.GREEN,
    submitted_at=AT,
    imported=False,
)
HELIX = Vendor(
    id=1, name="Helix", service="", tier=1, status=Status.ACTIVE,
    sponsor_lead=10, vendor_lead=20, sponsor_executive=11, vendor_executive=21,
)  # fmt: skip
deeds, states, parties = st.sampled_from(ResultDeed), st.sampled_from(ResultState), st.sampled_from(Party)


# --- states --------------------------------------------------------------------------------------------------------------


@given(st.lists(deeds, max_size=12))
def test_no_sequence_of_deeds_leads_to_a_state_the_table_does_not_allow(sequence: list[ResultDeed]) -> None:
    result = RESULT
    for deed in sequence:
        before = result.state
        try:
            result = replace(result, state=state_after(result, deed))
        except ResultCannot:
            assert before not in MOVES[deed]
        else:
            assert result.state is MOVES[deed][before]


@given(st.lists(deeds, max_size=12))
def test_what_is_final_changes_by_a_restatement_only(sequence: list[ResultDeed]) -> None:
    result = replace(RESULT, state=ResultState.FINAL)
    for deed in sequence:
        if result.state is not ResultState.FINAL:
            break
        if deed in (ResultDeed.RESTATE,):
            result = replace(result, state=state_after(result, deed))
            assert result.state is ResultState.RESTATED
        else:
            with pytest.raises(ResultCannot):
                state_after(result, deed)


def test_a_refusal_says_what_it_is_and_what_cannot_be_done() -> None:
    with pytest.raises(ResultCannot, match=r"This result is final, so it cannot be disputed\."):
        state_after(replace(RESULT, state=ResultState.FINAL), ResultDeed.DISPUTE)


@given(deeds, parties)
def test_nobody_accepts_or_disputes_their_own_number_and_nobody_restates_the_others(
    deed: ResultDeed, reporter: Party
) -> None:
    for by in Party:
        refused = False
        try:
            check_side(deed, reporter, by, "K14")
        except NotTheirResult:
            refused = True
        own = by is reporter
        assert refused == (
            own if deed in (ResultDeed.ACCEPT, ResultDeed.DISPUTE) else deed is ResultDeed.RESTATE and not own
        )


def test_it_is_final_by_itself_on_the_fifth_business_day() -> None:
    monday = replace(RESULT, submitted_at=AT)
    assert not final_on(monday, "PL", date(2026, 7, 10))
    assert final_on(monday, "PL", date(2026, 7, 13))
    accepted = replace(monday, state=ResultState.ACCEPTED, decided_at=AT + timedelta(days=2))
    assert not final_on(accepted, "PL", date(2026, 7, 14))
    assert final_on(accepted, "PL", date(2026, 7, 15))


def test_what_is_disputed_waits_for_people() -> None:
    assert not final_on(replace(RESULT, state=ResultState.DISPUTED), None, date(2030, 1, 1))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 30))
def test_final_comes_five_business_days_on_and_stays(day: date, later: int) -> None:
    its = replace(RESULT, submitted_at=datetime(day.year, day.month, day.day, tzinfo=UTC))
    assert final_on(its, None, day + timedelta(days=later)) == (
        business_days_between(day, day + timedelta(days=later), None) >= 5
    )


# --- figures -------------------------------------------------------------------------------------------------------------


def test_the_value_is_worked_out() -> None:
    assert checked(ON_TIME, Figures(numerator=38, denominator=40)).value == 95


def test_nought_of_nought_is_a_measurement_and_grey() -> None:
    its = checked(ON_TIME, Figures(numerator=0, denominator=0))
    assert its.value is None
    assert colour_of(its.value, its.denominator, ON_TIME) is Colour.GREY


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (Figures(), NothingMeasured),
        (Figures(numerator=38), NothingMeasured),
        (Figures(denominator=40), NothingMeasured),
        (Figures(value=nan), TooBigANumber),
        (Figures(value=inf), TooBigANumber),
        (Figures(numerator=1, denominator=-1), NegativeCount),
        (Figures(numerator=-1, denominator=40), NegativeCount),
        (Figures(value=95, worst=-1), NegativeCount),
        (Figures(numerator=38, denominator=40, value=93), NumbersDisagree),
    ],
)
def test_what_cannot_be_measured_is_refused(told: Figures, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        checked(ON_TIME, told)


def test_a_rounded_value_beside_its_parts_is_no_contradiction() -> None:
    assert checked(ON_TIME, Figures(numerator=2, denominator=3, value=66.7)).value == pytest.approx(66.6667, abs=1e-3)


def test_nothing_is_reported_of_what_still_goes_on() -> None:
    check_over(ON_TIME, JUNE, date(2026, 7, 1))
    with pytest.raises(
        PeriodNotOver, match=r"June 2026 is not over yet\. Its results can be reported from 1 July 2026 on\."
    ):
        check_over(ON_TIME, JUNE, date(2026, 6, 30))


# --- what is awaited -------------------------------------------------------------------------------------------------------


def awaited(**facts: object) -> Expectation:
    usual = {"id": 1, "definition_id": 1, "vendor_id": 1, "period": JUNE, "due_on": date(2026, 7, 10), "owner_id": 22}
    return Expectation(**{**usual, **facts})  # type: ignore[arg-type]


def test_the_owner_is_asked_three_business_days_before() -> None:
    assert ask_on(date(2026, 7, 10), "PL") == date(2026, 7, 7)
    assert ask_on(date(2026, 7, 13), "PL") == date(2026, 7, 8)
    assert ask_on(date(2026, 11, 13), "PL") == date(2026, 11, 9)  # the 11th is a holiday there


def test_a_reminder_adds_somebody_each_time_and_the_third_is_the_last() -> None:
    first, second, third = (awaited(reminders=count) for count in (1, 2, 3))
    assert recipients(first, Party.VENDOR, HELIX) == (22,)
    assert recipients(second, Party.VENDOR, HELIX) == (22, 20)
    assert recipients(third, Party.VENDOR, HELIX) == (22, 20, 21, 10)
    assert recipients(third, Party.SPONSOR, HELIX) == (22, 10, 11, 20)
    assert recipients(awaited(owner_id=None), Party.VENDOR, HELIX) == (20,)
    after = awaited(reminders=3, next_reminder_on=date(2026, 7, 22))
    assert not is_over(after, date(2026, 7, 21))
    assert is_over(after, date(2026, 7, 22))
    assert reminded_on(after) == date(2026, 7, 19)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.sampled_from(Frequency), st.integers(0, 40))
def test_what_is_due_next_is_one_period_that_falls_due_around_now(
    today: date, frequency: Frequency, grace: int
) -> None:
    its = replace(ON_TIME, frequency=frequency, grace_days=grace)
    due = next_due(its, today)
    if due is not None:
        assert due.due_on == due_on(due.period, frequency, grace)
        assert timedelta(days=-14) <= due.due_on - today <= timedelta(days=21)
        assert period_of(due.period, frequency) == due.period


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_every_month_is_planned_before_its_owner_is_asked(day: date, grace: int) -> None:
    its = replace(ON_TIME, grace_days=grace)
    period = period_of(day, Frequency.MONTHLY)
    asked = ask_on(due_on(period, Frequency.MONTHLY, grace), "PL")
    due = next_due(its, asked - timedelta(days=1))
    assert due is not None
    assert due.period == period


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(Frequency))
def test_a_period_is_found_again_by_the_month_it_closes_in(day: date, frequency: Frequency) -> None:
    period = period_of(day, frequency)
    closing = closing_month(period, frequency)
    assert period_in(closing, frequency) == period
    assert following(closing, Frequency.MONTHLY) == following(period, frequency)


def test_the_second_quarter_is_reported_with_june() -> None:
    assert closing_month(date(2026, 4, 1), Frequency.QUARTERLY) == JUNE
    assert period_in(date(2026, 5, 1), Frequency.QUARTERLY) is None


def test_until_when_somebody_may_need() -> None:
    due = [date(2026, 7, 10)]
    assert check_until(date(2026, 7, 20), due, date(2026, 7, 7)) == date(2026, 7, 20)
    with pytest.raises(UntilInThePast):
        check_until(date(2026, 7, 7), due, date(2026, 7, 7))
    with pytest.raises(NeedTooLong, match="10 August 2026 is the latest"):
        check_until(date(2026, 9, 1), due, date(2026, 7, 7))
