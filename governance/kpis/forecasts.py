"""Early warning: where the running period will most likely end, how sure that is, and how likely it misses the limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from math import atan, cos, fsum, isfinite, pi, sin, sqrt

from governance.kpis.colours import Colour, as_good
from governance.kpis.definitions import Definition, Direction, Limits
from governance.kpis.numbers import format_value
from governance.kpis.periods import following, period_words
from governance.kpis.results import Result
from governance.kpis.trends import unbroken, warning_of

FEWEST, MOST = 4, 12
WARNED_AT = 0.5
MISSES = 3
# The 90th percentile of Student's t by degrees of freedom: an interval that holds 80 % of what comes.
_T = {2: 1.8856, 3: 1.6377, 4: 1.5332, 5: 1.4759, 6: 1.4398, 7: 1.4149, 8: 1.3968, 9: 1.3830, 10: 1.3722}
_ODDS = ((1, 5), (1, 4), (1, 3), (1, 2), (2, 3), (3, 4), (4, 5), (9, 10))
ALMOST = 0.95


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The running period: the number expected, the range that holds 4 in 5 such numbers, and the odds (0 to 1) of a miss."""

    period: date
    expected: float
    low: float
    high: float
    odds: float


@dataclass(frozen=True)
class Outlook:
    """What is said early about one KPI: why, and the forecast where there is one."""

    definition: Definition
    period: date
    words: str
    forecast: Forecast | None


def forecast(definition: Definition, results: Sequence[Result]) -> Forecast | None:
    """The period after the newest result, by a straight line through the last results (four at least, twelve at most).

    Least squares on the periods x = 1..n; the number to come at x0 = n + 1 lies with 80 % in
    y0 +- t(0.9; n-2) * s * sqrt(1 + 1/n + (x0 - mean x)^2 / sum (x - mean x)^2), s^2 the residual variance over n - 2
    (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 7.6). The odds of a miss are those of the
    same t distribution beyond the red limit. Percentages stay within 0 and 100.
    None without four periods in a row, or where the limit depends on how many are counted.
    """
    return _forecast(definition, unbroken(results, definition.frequency))


def _forecast(definition: Definition, unbroken_run: Sequence[Result]) -> Forecast | None:
    run = _counted(unbroken_run[-MOST:])
    if len(run) < FEWEST or definition.limits is Limits.QTL:
        return None
    expected, spread = _line([result.value for result in run if result.value is not None])
    freedom = len(run) - 2
    low, high = expected - _T[freedom] * spread, expected + _T[freedom] * spread
    return Forecast(
        period=following(run[-1].period, definition.frequency),
        expected=_bounded(expected, definition.unit),
        low=_bounded(low, definition.unit),
        high=_bounded(high, definition.unit),
        odds=_odds(definition, expected, spread, freedom),
    )


def outlook(definition: Definition, results: Sequence[Result]) -> Outlook | None:
    """What both sides should hear before the period ends; None where nothing is wrong, or the newest is red already."""
    run = unbroken(results, definition.frequency)
    if not run or run[-1].colour is Colour.RED:
        return None
    found, trend = _forecast(definition, run), warning_of(definition, run)
    threatened = found if found and found.odds >= WARNED_AT else None
    if threatened is None and trend is None:
        return None
    period = following(run[-1].period, definition.frequency)
    told = found if found and (threatened or trend) else None
    words = [trend] if trend else []
    words += [_said(definition, told)] if told else []
    return Outlook(definition, period, " ".join(words), told)


def misses(definition: Definition, results: Sequence[Result]) -> list[Result]:
    """The newest results in a row that are amber or red, oldest first. Grey is no number, so it is no miss."""
    run: list[Result] = []
    for result in reversed(unbroken(results, definition.frequency)):
        if result.colour not in (Colour.AMBER, Colour.RED):
            break
        run.insert(0, result)
    return run


def odds_words(odds: float) -> str:
    """Such as "about 3 in 4"."""
    if odds >= ALMOST:
        return "almost certain"
    if odds <= 1 - ALMOST:
        return "very unlikely"
    of, out_of = min(_ODDS, key=lambda pair: abs(pair[0] / pair[1] - odds))
    return f"about {of} in {out_of}"


def _said(definition: Definition, its: Forecast) -> str:
    low, high = (format_value(_rounded(number, its), definition.unit) for number in (its.low, its.high))
    period = period_words(its.period, definition.frequency)
    limit = format_value(definition.red_limit, definition.unit)
    range_ = f"likely between {low} and {high}" if low != high else f"likely {low}"
    odds = odds_words(its.odds)
    miss = f"it is {odds} that it misses" if odds[0] in "v" or odds.startswith("almost") else f"{odds} that it misses"
    return f"{period}: {range_}; {miss} the limit of {limit}."


def _rounded(number: float, its: Forecast) -> float:
    """No more digits than the range has to say."""
    return round(number, 0 if its.high - its.low >= 10 else 1)


def _counts(result: Result) -> bool:
    return result.value is not None and isfinite(result.value) and result.colour is not Colour.GREY


def _counted(run: Sequence[Result]) -> list[Result]:
    """The newest with a sound number, up to the first without."""
    return list(takewhile(_counts, reversed(run)))[::-1]


def _line(values: Sequence[float]) -> tuple[float, float]:
    """Where the line through the values goes next, and the standard error of a number there."""
    n = len(values)
    middle, mean = (n + 1) / 2, fsum(values) / n
    places = [x - middle for x in range(1, n + 1)]
    squares = fsum(place * place for place in places)
    slope = fsum(place * value for place, value in zip(places, values, strict=True)) / squares
    rest = fsum((value - mean - slope * place) ** 2 for place, value in zip(places, values, strict=True))
    ahead = n + 1 - middle
    return mean + slope * ahead, sqrt(rest / (n - 2)) * sqrt(1 + 1 / n + ahead * ahead / squares)


def _odds(definition: Definition, expected: float, spread: float, freedom: int) -> float:
    if spread <= 1e-9 * max(1.0, abs(expected)):
        return 0.0 if as_good(round(expected, 6), definition.red_limit, definition.direction) else 1.0
    below = student((definition.red_limit - expected) / spread, freedom)
    return below if definition.direction is Direction.HIGHER else 1 - below


def student(t: float, freedom: int) -> float:
    """P(T <= t) of Student's distribution for whole degrees of freedom: Abramowitz and Stegun, 26.7.3 and 26.7.4."""
    angle = atan(t / sqrt(freedom))
    term = cos(angle) if freedom % 2 else 1.0
    total = 0.0
    for step in range(2 + freedom % 2, freedom + 1, 2):
        total += term
        term *= cos(angle) ** 2 * (step - 1) / step
    inside = 2 / pi * (angle + sin(angle) * total) if freedom % 2 else sin(angle) * total
    return (1 + inside) / 2


def _bounded(number: float, unit: str) -> float:
    return min(100.0, max(0.0, number)) if unit.startswith("%") else number
