"""Colours: how a number stands against what was agreed. Grey is "we do not know", and no data is never green."""

from enum import StrEnum
from math import isfinite, sqrt

from governance.kpis.definitions import Definition, Direction, Limits


class Colour(StrEnum):
    """How a number stands against its target; grey is "we do not know"."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


def colour_of(
    value: float | None, denominator: float | None, definition: Definition, worst: float | None = None
) -> Colour:
    """Green at target or better, amber up to and including the red limit, red beyond; grey without a sound number.

    A `worst` case beyond the outer limit is red, whatever the percentage (a two-part target: "95 % within 2 hours, the rest
    within 4"). With a quality tolerance limit, reaching the limit is red and reaching the expected proportion is amber.
    """
    if value is None or not isfinite(value) or not (denominator or 0) >= definition.smallest_denominator:
        return Colour.GREY
    if is_outside(worst, definition):
        return Colour.RED
    if definition.limits is Limits.QTL:
        return _tolerated(value, denominator, definition)
    if definition.limits is Limits.SCORE:
        return (Colour.GREEN, Colour.AMBER, Colour.RED)[abs(flag(value, definition.target, definition.red_limit))]
    if as_good(value, definition.target, definition.direction):
        return Colour.GREEN
    return Colour.AMBER if as_good(value, definition.red_limit, definition.direction) else Colour.RED


def why_grey(value: float | None, denominator: float | None, definition: Definition) -> str:
    """Why a number has no colour, in a few words, such as "too few to say (20, at least 30)"; empty where it can have one."""
    if value is None or not isfinite(value):
        return "nothing to count"
    if denominator is None and needs_counts(definition):
        return f"not said of how many{at_least(definition)}"
    if not (denominator or 0) >= definition.smallest_denominator:
        return f"too few to say ({denominator:,.10g}, at least {definition.smallest_denominator:,.10g})"
    return "nothing to count" if needs_counts(definition) and not denominator else ""


def needs_counts(definition: Definition) -> bool:
    """Whether a value alone says nothing: it matters how many were counted."""
    return definition.smallest_denominator > 0 or definition.limits is Limits.QTL


def at_least(definition: Definition) -> str:
    """Such as " (at least 30)"; empty where any number is enough."""
    fewest = definition.smallest_denominator
    return f" (at least {fewest:,.10g})" if fewest else ""


def as_good(value: float, other: float, direction: Direction) -> bool:
    """Whether `value` is at least as good as the `other`."""
    return value >= other if direction is Direction.HIGHER else value <= other


def tolerance_limit(expected: float, sigmas: float, count: float) -> float:
    """The upper quality tolerance limit p + k * sqrt(p(1-p)/n) of a proportion p (0 to 1) among `count`; ICH E6(R3) 3.10.1.

    After Gilead's gsm.qtl, Analyze_OneSideProp.
    """
    return expected + sigmas * sqrt(expected * (1 - expected) / count)


def flag(score: float, watched: float = 2.0, acted_on: float = 3.0) -> int:
    """The flag of a key risk indicator's z-score: 0, or 1 and 2 (-1 and -2 below nought) from the two limits on.

    After Gilead's gsm, data-raw/reportingMetrics.csv: limits -3, -2, 2, 3 give flags -2, -1, 0, 1, 2.
    """
    size = (abs(score) >= watched) + (abs(score) >= acted_on)
    return size if score > 0 else -size


def red_limit_at(definition: Definition, count: float | None) -> float | None:
    """The value from which on a result is red, in the KPI's unit; with a quality tolerance limit it depends on the `count`."""
    if definition.limits is not Limits.QTL:
        return definition.red_limit
    if not count or definition.sigmas is None:
        return None
    whole = 100.0 if definition.unit.startswith("%") else 1.0
    return whole * tolerance_limit(definition.target / whole, definition.sigmas, count)


def is_outside(worst: float | None, definition: Definition) -> bool:
    """Whether the longest single case went beyond the outer limit."""
    return worst is not None and definition.outer_limit is not None and worst > definition.outer_limit


def _tolerated(value: float, count: float | None, definition: Definition) -> Colour:
    """Flag 2 (red) at the limit or above, 1 (amber) from the expected proportion, else 0; grey when there is nobody to count."""
    limit = red_limit_at(definition, count)
    if limit is None:
        return Colour.GREY
    if value >= limit:
        return Colour.RED
    return Colour.AMBER if value >= definition.target else Colour.GREEN
