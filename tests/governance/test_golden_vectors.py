"""Worked examples from public texts: what others have computed by the same rules comes out the same here. Quorums stand in test_quorum."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import isclose

import pytest

from governance.kpis.colours import Colour, colour_of, flag, tolerance_limit
from governance.kpis.credits import part_amount
from governance.kpis.definitions import Direction, Limits
from governance.kpis.expectations import ladder
from tests.governance.test_kpis import ON_TIME

MORE = replace(ON_TIME, direction=Direction.HIGHER, target=90.0, red_limit=80.0, smallest_denominator=0)
LESS = replace(ON_TIME, direction=Direction.LOWER, target=10.0, red_limit=15.0, smallest_denominator=0)


@pytest.mark.parametrize(
    ("definition", "value", "colour"),
    [
        (LESS, 10.0, Colour.GREEN),
        (LESS, 10.1, Colour.AMBER),
        (LESS, 15.0, Colour.AMBER),
        (LESS, 15.1, Colour.RED),
        (MORE, 90.0, Colour.GREEN),
        (MORE, 89.9, Colour.AMBER),
        (MORE, 80.0, Colour.AMBER),
        (MORE, 79.9, Colour.RED),
    ],
)
def test_red_amber_and_green_less_is_better_and_more_is_better(definition, value, colour) -> None:
    """servicedesk.powerframework.com, 19631348885916."""
    assert colour_of(value, None, definition) is colour


@pytest.mark.parametrize(
    ("score", "flagged", "colour"),
    [
        (-3.0, -2, Colour.RED),
        (-2.5, -1, Colour.AMBER),
        (-2.0, -1, Colour.AMBER),
        (-1.9, 0, Colour.GREEN),
        (0.0, 0, Colour.GREEN),
        (1.9, 0, Colour.GREEN),
        (2.0, 1, Colour.AMBER),
        (2.9, 1, Colour.AMBER),
        (3.0, 2, Colour.RED),
    ],
)
def test_key_risk_indicators_are_flagged_on_either_side(score, flagged, colour) -> None:
    """Gilead gsm, data-raw/reportingMetrics.csv: limits -3, -2, 2, 3 give -2, -1, 0, 1, 2; below 3 or 30 there is no flag."""
    risk = replace(LESS, unit="z", limits=Limits.SCORE, target=2.0, red_limit=3.0, smallest_denominator=30)
    assert flag(score) == flagged
    assert colour_of(score, 30, risk) is colour
    assert colour_of(score, 29, risk) is Colour.GREY


def test_a_quality_tolerance_limit() -> None:
    """Gilead gsm.qtl, R/Analyze_OneSideProp.R: p = 0.03, k = 3, N = 400 give 0.0556; 2 from there on, 1 from p on, else 0."""
    assert isclose(tolerance_limit(0.03, 3, 400), 0.0556, abs_tol=5e-5)
    tolerated = replace(LESS, unit="%", limits=Limits.QTL, target=3.0, sigmas=3.0)
    in_order = {2.9: Colour.GREEN, 3.0: Colour.AMBER, 5.5: Colour.AMBER, 5.56: Colour.RED, 7.0: Colour.RED}
    assert {value: colour_of(value, 400, tolerated) for value in in_order} == in_order


def test_a_target_for_most_and_a_limit_for_the_rest() -> None:
    """slideblast.com, service-level-agreement-example: 95 % of critical issues accepted in 2 business hours, the rest in 4."""
    accepted = replace(MORE, target=95.0, red_limit=90.0, within=2.0, outer_limit=4.0)
    assert colour_of(95.0, 40, accepted, worst=4.0) is Colour.GREEN
    assert colour_of(95.0, 40, accepted, worst=4.1) is Colour.RED
    assert colour_of(100.0, 40, accepted, worst=1.9) is Colour.GREEN
    assert colour_of(94.0, 40, accepted, worst=3.0) is Colour.AMBER


def test_reminders_climb_a_ladder_of_three_and_stop() -> None:
    """irm.cammanagementsolutions.com.au, KPI Update Rules: notified 12-01, three days between; the first two dates are the page's."""
    assert ladder(date(2026, 12, 1), 3) == (date(2026, 12, 4), date(2026, 12, 7), date(2026, 12, 10))


def test_a_service_credit() -> None:
    """lawinsider.com, clause/service-level-credits/_2 (Texas DIR): 100,000 x 10 % at risk x 50 % pool x 40 % share."""
    assert part_amount(Decimal(100_000), 10, 50, 40) == Decimal("2000.00")
