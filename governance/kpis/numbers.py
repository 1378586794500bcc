"""A number of a KPI, in words: never rounded up to the whole one it has just missed."""

from math import isfinite


def value_of(numerator: float | None, denominator: float | None, unit: str) -> float | None:
    """The value in `unit` (per cent when it begins with %); None when there is nothing to divide by."""
    if numerator is None or not denominator:
        return None
    return 100 * numerator / denominator if unit.startswith("%") else numerator / denominator


def format_value(value: float | None, unit: str) -> str:
    """Such as "92.5 %" or "1 day". A number never rounds up to the whole one it has just missed."""
    if value is None or not isfinite(value):
        return "no number"
    said = unit.removesuffix("s") if abs(value) == 1 and not unit.startswith("%") else unit
    return f"{_number(value)} {said}".rstrip()


def _number(value: float) -> str:
    value = round(value, 9) + 0.0  # no trace of binary fractions, and no minus zero
    if value.is_integer():
        return f"{value:,.0f}"
    rounded = (f"{value:,.{digits}f}".rstrip("0").rstrip(".") for digits in (1 if abs(value) >= 10 else 2, 2, 3))
    return next((text for text in rounded if "." in text), f"{value:,}")
