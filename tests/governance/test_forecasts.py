"""Forecasts: the interval holds what it says it holds, and says it in plain words; and risks that follow from misses."""

from dataclasses import replace
from datetime import UTC, date, datetime
from math import inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.actions import Concern
from governance.kpis.breach_refusals import RiskDecided
from governance.kpis.colours import Colour, colour_of
from governance.kpis.definitions import Definition, Direction, Lens, Limits
from governance.kpis.forecasts import forecast, misses, odds_words, outlook, student
from governance.kpis.results import Result
from governance.risks import MOVES, RiskDeed, RiskState, after, of_misses, remedy
from tests.reports import REPORTS

DAYS = replace(REPORTS, unit="days", direction=Direction.LOWER, target=10, red_limit=15)


def months(*values: float | None, of: Definition = REPORTS, first: int = 1, denominator: float = 200) -> list[Result]:
    """One result a month, from the first month of 2026 on; None leaves a month out."""
    return [
        Result(
            id=month, definition_id=of.id, vendor_id=1, period=date(2026 + (month - 1) // 12, (month - 1) % 12 + 1, 1),
            numerator=None, denominator=denominator, value=value, colour=colour_of(value, denominator, of),
            submitted_at=datetime(2026, 1, 1, tzinfo=UTC), imported=False,
        )
        for month, value in enumerate(values, first)
        if value is not None
    ]  # fmt: skip


@pytest.mark.parametrize("n", [4, 6, 8, 12])
def test_four_in_five_numbers_lie_within_the_interval(n: int) -> None:
    random = Random(20261125)
    held = 0
    for _ in range(2000):
        level, slope, noise = random.uniform(20, 200), random.uniform(-3, 3), random.uniform(0.5, 8)
        values = [level + slope * x + random.gauss(0, noise) for x in range(n + 1)]
        its = forecast(DAYS, months(*values[:-1], of=DAYS))
        assert its is not None
        held += its.low <= values[-1] <= its.high
    assert 0.75 <= held / 2000 <= 0.85


@pytest.mark.parametrize("n", [4, 8, 12])
def test_the_odds_of_a_miss_are_as_often_right_as_they_say(n: int) -> None:
    random = Random(5)
    said, missed = 0.0, 0
    for _ in range(2000):
        level, slope = random.uniform(8, 18), random.uniform(-0.5, 0.5)
        values = [level + slope * x + random.gauss(0, 2) for x in range(n + 1)]
        its = forecast(DAYS, months(*values[:-1], of=DAYS))
        assert its is not None
        said += its.odds
        missed += values[-1] > DAYS.red_limit
    assert abs(said - missed) / 2000 < 0.06


@pytest.mark.parametrize(
    ("t", "freedom", "p"),
    [(0, 3, 0.5), (1.8856, 2, 0.9), (1.4759, 5, 0.9), (2.2281, 10, 0.975), (-1.4759, 5, 0.1), (6.3138, 1, 0.95)],
)
def test_the_t_distribution_is_that_of_the_tables(t: float, freedom: int, p: float) -> None:
    assert student(t, freedom) == pytest.approx(p, abs=5e-5)


@given(values=st.lists(st.floats(0, 100), min_size=4, max_size=14))
def test_percentages_stay_within_what_there_is(values: list[float]) -> None:
    its = forecast(REPORTS, months(*values))
    assert its is not None
    assert 0 <= its.low <= its.expected <= its.high <= 100
    assert 0 <= its.odds <= 1


@given(
    values=st.lists(st.floats(50, 100), min_size=4, max_size=12), limits=st.tuples(st.floats(0, 100), st.floats(0, 100))
)
def test_a_stricter_limit_is_never_less_likely_to_be_missed(values: list[float], limits: tuple[float, float]) -> None:
    odds = [
        its.odds for limit in sorted(limits) if (its := forecast(replace(REPORTS, red_limit=limit), months(*values)))
    ]
    assert odds[0] <= odds[1] + 1e-9


@pytest.mark.parametrize(
    "results",
    [
        [],
        months(90, 91, 92),
        months(90, 91, None, 92),
        months(90, 91, 92, 93, denominator=1),
        months(90, 91, 92, inf),
    ],
)
def test_without_four_numbers_in_a_row_there_is_no_forecast(results: list[Result]) -> None:
    assert forecast(REPORTS, results) is None


def test_a_limit_that_depends_on_the_count_is_not_forecast() -> None:
    assert forecast(replace(REPORTS, limits=Limits.QTL, sigmas=3), months(90, 91, 92, 93)) is None


def test_no_more_than_a_year_is_looked_at() -> None:
    assert forecast(REPORTS, months(10, 20, *[90] * 12)) == forecast(REPORTS, months(*[90] * 12, first=3))


def test_it_is_said_in_plain_words() -> None:
    its = outlook(REPORTS, months(97, 91, 94, 88, 90, 86))
    assert its is not None
    assert its.words == (
        "Visit reports on time has been amber for two periods running. "
        "July 2026: likely between 79.7 % and 89.5 %; about 1 in 2 that it misses the limit of 85 %."
    )


@pytest.mark.parametrize(
    ("odds", "words"),
    [
        (0.99, "almost certain"), (0.88, "about 9 in 10"), (0.76, "about 3 in 4"), (0.67, "about 2 in 3"),
        (0.5, "about 1 in 2"), (0.26, "about 1 in 4"), (0.01, "very unlikely"),
    ],
)  # fmt: skip
def test_odds_are_said_as_people_say_them(odds: float, words: str) -> None:
    assert odds_words(odds) == words


def test_what_is_well_or_red_already_is_not_warned_of() -> None:
    assert outlook(REPORTS, months(96, 97, 96, 98, 97)) is None
    assert outlook(REPORTS, months(97, 91, 88, 84)) is None
    assert outlook(REPORTS, []) is None


def test_two_ambers_running_are_warned_of_without_a_forecast_too() -> None:
    its = outlook(REPORTS, months(93, 92))
    assert its is not None
    assert its.forecast is None
    assert its.words == "Visit reports on time has been amber for two periods running."


# --- risks -------------------------------------------------------------------------------------------------------------


def test_misses_are_counted_in_a_row_and_grey_is_none() -> None:
    assert [its.value for its in misses(REPORTS, months(80, 96, 93, 84, 91))] == [93, 84, 91]
    assert misses(REPORTS, months(93, 84, 96)) == []
    assert len(misses(REPORTS, [*months(93, 84), *months(90, first=3, denominator=1)])) == 0
    assert len(misses(REPORTS, months(93, 84, None, 91))) == 1


def test_three_misses_become_a_risk_with_its_cause_event_and_effect() -> None:
    missed = months(93, 91, 84)
    risk = of_misses(REPORTS, missed, None)
    assert (
        risk.cause == "Visit reports on time has missed its target three periods running: 93 %, then 91 %, then 84 %."
    )
    assert risk.event == "It misses the target again in April 2026."
    assert risk.effect == "What the vendor agreed to about delivery is not kept (WO-3 4.2)."
    assert (risk.probability, risk.impact) == (4, 4)
    assert remedy(REPORTS) == "Find out why Visit reports on time misses its target, and put it right"


def test_what_cannot_wait_is_the_worst_that_can_happen() -> None:
    for its in ({"lens": Lens.SAFETY}, {"concern": Concern.DATA_INTEGRITY}):
        assert of_misses(replace(REPORTS, **its), months(93, 91, 90), None).impact == 5  # type: ignore[arg-type]
    assert of_misses(REPORTS, months(93, 91, 90), None).impact == 3


@given(values=st.lists(st.floats(0, 94.9), min_size=3, max_size=12))
def test_a_score_is_from_1_to_25(values: list[float]) -> None:
    results = months(*values)
    risk = of_misses(REPORTS, results, forecast(REPORTS, results))
    assert 1 <= risk.probability <= 5
    assert 1 <= risk.impact <= 5


@given(deeds=st.lists(st.sampled_from(RiskDeed), max_size=10))
def test_whatever_is_decided_the_table_says_where_it_leads(deeds: list[RiskDeed]) -> None:
    state = RiskState.DRAFT
    for deed in deeds:
        if state in MOVES[deed]:
            state = after(state, deed, "R-1")
        else:
            with pytest.raises(RiskDecided):
                after(state, deed, "R-1")


def test_a_grey_number_is_never_a_reason_to_be_calm() -> None:
    assert outlook(REPORTS, months(96, 97, 96, 98, denominator=1)) is None
    assert all(its.colour is Colour.GREY for its in months(96, denominator=1))
