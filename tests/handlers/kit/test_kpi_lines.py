"""What is said of a target or a limit is what the colours do, at the limit itself too."""

import re
from dataclasses import replace
from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.kpis.colours import Colour, colour_of, red_limit_at
from governance.kpis.definitions import Definition, Direction, Limits
from handlers.kit.kpi_lines import target_words
from handlers.kpis.facts import judged
from handlers.scorecards.defining import limits_words
from tests.storage.filled import definition

GREEN, AMBER, RED = Colour.GREEN, Colour.AMBER, Colour.RED
PLAIN = replace(definition(1, "x"), unit="days", smallest_denominator=0.0)
# A number that is written as it is, so that the words can be read back.
written = st.integers(-5000, 5000).map(float)


def numbers(words: str) -> list[float]:
    return [float(its.replace(",", "")) for its in re.findall(r"-?\d[\d,]*(?:\.\d+)?", words)]


def worse(value: float, its: Definition) -> float:
    """The next number on the worse side."""
    return nextafter(value, -inf if its.direction is Direction.HIGHER else inf)


@given(direction=st.sampled_from(Direction), one=written, other=written)
def test_a_target_or_more_is_green_at_the_target_and_red_only_beyond_the_limit(
    direction: Direction, one: float, other: float
) -> None:
    best, least = (max, min) if direction is Direction.HIGHER else (min, max)
    its = replace(PLAIN, direction=direction, target=best(one, other), red_limit=least(one, other))
    way = "more" if direction is Direction.HIGHER else "less"
    assert target_words(its).endswith(f"or {way}")
    (target,) = numbers(target_words(its))
    assert colour_of(target, None, its) is GREEN
    assert colour_of(worse(target, its), None, its) is (RED if one == other else AMBER)
    limit = numbers(limits_words(its))[-1]
    assert colour_of(limit, None, its) is (GREEN if one == other else AMBER)
    assert colour_of(worse(limit, its), None, its) is RED
    (red,) = numbers(judged(its)["Red"])
    assert red == limit


@given(target=st.integers(1, 99).map(float), sigmas=st.sampled_from([2.0, 3.0]), count=st.integers(1, 100_000))
def test_a_tolerance_limit_is_red_at_the_limit_and_amber_at_what_is_expected(
    target: float, sigmas: float, count: int
) -> None:
    its = replace(
        PLAIN, unit="%", direction=Direction.LOWER, limits=Limits.QTL, target=target, red_limit=target, sigmas=sigmas
    )
    words = target_words(its, count)
    red, amber = numbers(words)
    limit = red_limit_at(its, count)
    assert limit is not None
    assert words.startswith("tolerance limit: red from ")
    assert red == pytest.approx(limit, abs=0.06)
    assert colour_of(limit, count, its) is RED
    assert colour_of(nextafter(limit, 0), count, its) is AMBER
    assert colour_of(amber, count, its) is AMBER
    assert colour_of(nextafter(amber, 0), count, its) is GREEN


@given(watched=st.integers(1, 9).map(float), more=st.integers(1, 9), sign=st.sampled_from([1, -1]))
def test_a_score_is_amber_and_red_at_its_limits_on_either_side(watched: float, more: int, sign: int) -> None:
    its = replace(PLAIN, unit="", limits=Limits.SCORE, target=watched, red_limit=watched + more)
    amber, _, red = numbers(target_words(its))
    assert colour_of(sign * amber, None, its) is AMBER
    assert colour_of(sign * nextafter(amber, 0), None, its) is GREEN
    assert colour_of(sign * red, None, its) is RED
    assert colour_of(sign * nextafter(red, 0), None, its) is AMBER


def test_a_tolerance_limit_is_no_target_wherever_it_is_told() -> None:
    its = replace(PLAIN, unit="%", direction=Direction.LOWER, limits=Limits.QTL, target=3.0, red_limit=3.0, sigmas=3.0)
    assert target_words(its) == "tolerance limit: red from 3 standard deviations above 3 %, amber from 3 %"
    assert target_words(its, 400) == "tolerance limit: red from 5.56 %, amber from 3 %"
    for words in (target_words(its), limits_words(its), " ".join(judged(its))):
        assert "target" not in words.casefold()
