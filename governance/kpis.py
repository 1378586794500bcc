"""KPIs: what a number means, from one result's colour to a vendor's. A missing number is never good news."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import isfinite

TOLD_AT_MOST = 3


class Colour(StrEnum):
    """How a number stands against its target; grey is "we do not know"."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


class Lens(StrEnum):
    """What a KPI looks at."""

    QUALITY = "quality"
    TIMELINESS = "timeliness"
    COST = "cost"
    RELATIONSHIP = "relationship"
    SAFETY = "safety"
    COMPLIANCE = "compliance"
    DELIVERY = "delivery"
    GOVERNANCE = "governance"


class Frequency(StrEnum):
    """How often a result is due. A period is named by its first day."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


DECISIVE = (Lens.SAFETY, Lens.COMPLIANCE)  # one red here makes the whole vendor red
MONTHS_IN = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3}


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One version of a KPI. Limits are in `unit`; the target counts as green, the red limit still as amber.

    `smallest_denominator` 0 asks for no denominator; `grace_days` are calendar days after the period's last day.
    """

    id: int
    vendor_id: int
    study_id: int | None = None
    code: str
    version: int
    name: str
    question: str
    lens: Lens
    unit: str
    direction: Direction
    target: float
    red_limit: float
    smallest_denominator: float
    frequency: Frequency
    grace_days: int
    clause: str
    effective_from: date


@dataclass(frozen=True, kw_only=True)
class Result:
    """One number for one period; `period` is its first day, `colour` the one it had when it came in."""

    id: int
    definition_id: int
    vendor_id: int
    study_id: int | None = None
    period: date
    numerator: float | None
    denominator: float | None
    value: float | None
    colour: Colour
    submitted_at: datetime
    imported: bool


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A red result that has been recorded; open until `closed_at`."""

    id: int
    vendor_id: int
    study_id: int | None = None
    definition_id: int
    result_id: int
    period: date
    opened_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Reading:
    """A KPI as it stands on a day: its newest result, the one before, and the period whose result is late, if any."""

    definition: Definition
    latest: Result | None
    before: Result | None
    awaited: date | None = None

    @property
    def colour(self) -> Colour:
        return Colour.GREY if self.latest is None or self.awaited else self.latest.colour


@dataclass(frozen=True)
class Verdict:
    """A vendor's overall colour and the one sentence that says why."""

    colour: Colour
    reason: str


class Course(StrEnum):
    """How a KPI moved since the period before."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    NEW = "new"
    MISSING = "missing"


@dataclass(frozen=True)
class Change:
    """A KPI's course and its words, such as "88 %, worse than 92 %"."""

    course: Course
    words: str


def value_of(numerator: float | None, denominator: float | None, unit: str) -> float | None:
    """The value in `unit` (per cent when it begins with %); None when there is nothing to divide by."""
    if numerator is None or not denominator:
        return None
    return 100 * numerator / denominator if unit.startswith("%") else numerator / denominator


def colour_of(value: float | None, denominator: float | None, definition: Definition) -> Colour:
    """Green at target or better, amber up to and including the red limit, red beyond; grey without a sound number."""
    if value is None or not isfinite(value) or not (denominator or 0) >= definition.smallest_denominator:
        return Colour.GREY
    if _as_good(value, definition.target, definition.direction):
        return Colour.GREEN
    return Colour.AMBER if _as_good(value, definition.red_limit, definition.direction) else Colour.RED


def _as_good(value: float, other: float, direction: Direction) -> bool:
    return value >= other if direction is Direction.HIGHER else value <= other


def reading_of(definition: Definition, results: Iterable[Result], today: date) -> Reading:
    """How a KPI stands `today`; of several results for one period the one submitted last counts."""
    by_period = {result.period: result for result in sorted(results, key=lambda result: result.submitted_at)}
    newest = [by_period[period] for period in sorted(by_period, reverse=True)[:2]]
    latest, before = (*newest, None, None)[:2]
    return Reading(
        definition, latest, before, expected(definition, today) if stale(definition, latest, today) else None
    )


def expected(definition: Definition, today: date) -> date | None:
    """The newest period whose result is due by `today`, grace days over; None while none is due yet."""
    still_open = period_of(today - timedelta(days=definition.grace_days), definition.frequency)
    period = previous(still_open, definition.frequency)
    return period if period >= definition.effective_from else None


def stale(definition: Definition, latest: Result | None, today: date) -> bool:
    """Whether a result is late: one is expected by `today` and the newest is older, or there is none."""
    due = expected(definition, today)
    return due is not None and (latest is None or latest.period < due)


def overall(readings: Sequence[Reading]) -> Verdict:
    """A vendor's colour, never a mean: what is bad decides, and what is missing never counts as good."""
    by_colour = {colour: [one.definition for one in readings if one.colour is colour] for colour in Colour}
    red, amber, grey = by_colour[Colour.RED], by_colour[Colour.AMBER], by_colour[Colour.GREY]
    coloured = len(readings) - len(grey)
    decisive = [kpi for kpi in red if kpi.lens in DECISIVE]
    if decisive:
        return Verdict(Colour.RED, f"Red: {_are(decisive, 'red')}, and {_about(decisive)}.")
    if len(red) >= 2 and len(red) * 4 >= coloured:
        return Verdict(Colour.RED, f"Red: {_are(red, 'red')}, a quarter or more of the {coloured} KPIs with a number.")
    if red:
        return Verdict(Colour.AMBER, f"Amber: {_are(red, 'red')}{_missing(grey)}.")
    if amber and len(amber) * 4 >= coloured:
        return Verdict(Colour.AMBER, f"Amber: {_are(amber, 'amber')}{_missing(grey)}.")
    return _good_or_unknown(by_colour, coloured)


def _good_or_unknown(by_colour: dict[Colour, list[Definition]], coloured: int) -> Verdict:
    grey, amber = by_colour[Colour.GREY], by_colour[Colour.AMBER]
    if not coloured:
        return Verdict(Colour.GREY, "Grey: no KPI has a number yet.")
    if len(grey) > coloured:
        return Verdict(Colour.GREY, f"Grey: {len(grey)} of {len(grey) + coloured} KPIs have no number: {_names(grey)}.")
    on_target = f"{coloured - len(amber)} of {coloured} KPIs with a number are on target"
    watched = f"; {_are(amber, 'amber')}" if amber else ""
    return Verdict(Colour.GREEN, f"Green: {on_target}{watched}{_missing(grey)}.")


def _names(kpis: Sequence[Definition]) -> str:
    names = [kpi.name for kpi in kpis]
    if len(names) > TOLD_AT_MOST:
        names = [*names[: TOLD_AT_MOST - 1], f"{len(names) - TOLD_AT_MOST + 1} more"]
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _are(kpis: Sequence[Definition], colour: str) -> str:
    return f"{_names(kpis)} {'is' if len(kpis) == 1 else 'are'} {colour}"


def _about(kpis: Sequence[Definition]) -> str:
    lenses = " and ".join(lens for lens in DECISIVE if any(kpi.lens is lens for kpi in kpis))
    return f"{'it is' if len(kpis) == 1 else 'they are'} about {lenses}"


def _missing(grey: Sequence[Definition]) -> str:
    return f"; no number for {_names(grey)}" if grey else ""


def change(reading: Reading) -> Change:
    """How a KPI moved from the result before to the newest."""
    definition, latest, before = reading.definition, reading.latest, reading.before
    if reading.awaited:
        return Change(Course.MISSING, f"no number for {period_words(reading.awaited, definition.frequency)}")
    if latest is None or latest.value is None:
        return Change(Course.MISSING, "no number yet")
    now = format_value(latest.value, definition.unit)
    if before is None or before.value is None:
        return Change(Course.NEW, f"{now}, the first number")
    if latest.value == before.value:
        return Change(Course.SAME, f"{now}, as before")
    course = Course.BETTER if _as_good(latest.value, before.value, definition.direction) else Course.WORSE
    return Change(course, f"{now}, {course} than {format_value(before.value, definition.unit)}")


def warning(definition: Definition, results: Iterable[Result]) -> str | None:
    """A sentence when the last two periods are amber, or each of the last three is worse than the one before it."""
    run = _unbroken(sorted(results, key=lambda result: (result.period, result.submitted_at)), definition.frequency)
    if [result.colour for result in run[-2:]] == [Colour.AMBER] * 2:
        return f"{definition.name} has been amber for two periods running."
    values = [result.value for result in run[-3:] if result.value is not None and result.colour is not Colour.GREY]
    if len(values) == 3 and all(not _as_good(now, then, definition.direction) for then, now in pairwise(values)):
        told = ", then ".join(format_value(value, definition.unit) for value in values)
        return f"{definition.name} is getting worse, three periods running: {told}."
    return None


def _unbroken(results: Sequence[Result], frequency: Frequency) -> list[Result]:
    """The newest run of periods without a gap, oldest first; a restated period counts once."""
    by_period = {result.period: result for result in results}
    run: list[Result] = []
    period = max(by_period, default=None)
    while period in by_period:
        run.insert(0, by_period[period])
        period = previous(period, frequency)
    return run


def period_of(day: date, frequency: Frequency) -> date:
    """The first day of the month or calendar quarter that `day` is in."""
    months = MONTHS_IN[frequency]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def previous(period: date, frequency: Frequency) -> date:
    """The first day of the period before."""
    return period_of(period - timedelta(days=1), frequency)


def period_words(period: date, frequency: Frequency) -> str:
    """Such as "June 2026" or "Q2 2026"."""
    return f"{period:%B %Y}" if frequency is Frequency.MONTHLY else f"Q{(period.month + 2) // 3} {period.year}"


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
