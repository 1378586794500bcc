"""How a KPI and a vendor stand on a day: newest result, the one before, the overall colour and its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Protocol

from governance.kpis.colours import Colour, as_good
from governance.kpis.definitions import Definition, Lens, Party
from governance.kpis.numbers import format_value
from governance.kpis.periods import Frequency, period_of, period_words, previous
from governance.kpis.results import Result, short_words

TOLD_AT_MOST = 3
DECISIVE = (Lens.SAFETY, Lens.COMPLIANCE)  # one red here makes the whole vendor red


@dataclass(frozen=True)
class Reading:
    """A KPI as it stands on a day: its newest result, the one before, and the period whose result is late, if any."""

    definition: Definition
    latest: Result | None
    before: Result | None
    awaited: date | None = None

    @property
    def name(self) -> str:
        return self.definition.name

    @property
    def lens(self) -> Lens:
        return self.definition.lens

    @property
    def measured(self) -> Party:
        return self.definition.measured

    @property
    def colour(self) -> Colour:
        return Colour.GREY if self.latest is None or self.awaited else self.latest.colour


class Coloured(Protocol):
    """What a vendor's overall colour is made of: KPIs, each with the colour it has on that day."""

    @property
    def name(self) -> str: ...

    @property
    def lens(self) -> Lens: ...

    @property
    def measured(self) -> Party: ...

    @property
    def colour(self) -> Colour: ...


class Glance(NamedTuple):
    """A KPI at a glance, for a vendor's colour alone."""

    name: str
    lens: Lens
    colour: Colour
    measured: Party = Party.VENDOR


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
    period = newest_due(definition.frequency, definition.grace_days, today)
    return period if period >= definition.effective_from else None


@lru_cache
def newest_due(frequency: Frequency, grace_days: int, today: date) -> date:
    """The newest period that is over by `today`, grace days included."""
    return previous(period_of(today - timedelta(days=grace_days), frequency), frequency)


def stale(definition: Definition, latest: Result | None, today: date) -> bool:
    """Whether a result is late: one is expected by `today` and the newest is older, or there is none."""
    due = expected(definition, today)
    return due is not None and (latest is None or latest.period < due)


def overall(kpis: Sequence[Coloured]) -> Verdict:
    """A vendor's colour, never a mean: what is bad decides, and what is missing never counts as good.

    What is measured of the sponsor's own work says nothing about the vendor.
    """
    kpis = [kpi for kpi in kpis if kpi.measured is Party.VENDOR]
    by_colour = {colour: [kpi for kpi in kpis if kpi.colour is colour] for colour in Colour}
    red, amber, grey = by_colour[Colour.RED], by_colour[Colour.AMBER], by_colour[Colour.GREY]
    coloured = len(kpis) - len(grey)
    decisive = [kpi for kpi in red if kpi.lens in DECISIVE]
    if decisive:
        return Verdict(Colour.RED, f"Red: {_are(decisive, 'red')}, and {_about(decisive)}.")
    if len(red) >= 2 and len(red) * 4 >= coloured:
        return Verdict(Colour.RED, f"Red: {_are(red, 'red')}, a quarter or more of the {coloured} KPIs with a colour.")
    if red:
        return Verdict(Colour.AMBER, f"Amber: {_are(red, 'red')}{_missing(grey)}.")
    if amber and len(amber) * 4 >= coloured:
        return Verdict(Colour.AMBER, f"Amber: {_are(amber, 'amber')}{_missing(grey)}.")
    return _good_or_unknown(by_colour, coloured)


def _good_or_unknown(by_colour: dict[Colour, list[Coloured]], coloured: int) -> Verdict:
    grey, amber = by_colour[Colour.GREY], by_colour[Colour.AMBER]
    if not coloured:
        return Verdict(Colour.GREY, f"Grey: no KPI {'can be judged yet' if grey else 'has a current number'}.")
    if len(grey) > coloured:
        return Verdict(Colour.GREY, f"Grey: {_of(len(grey), len(grey) + coloured)} cannot be judged: {_names(grey)}.")
    on, which = coloured - len(amber), " with a colour" if grey else ""
    on_target = f"{_of(on, coloured)}{which} {'is' if on == 1 else 'are'} on target"
    watched = f"; {_are(amber, 'amber')}" if amber else ""
    return Verdict(Colour.GREEN, f"Green: {on_target}{watched}{_missing(grey)}.")


def _of(some: int, every: int) -> str:
    """Such as "2 of 3 KPIs" or "1 of 1 KPI"."""
    return f"{some} of {every} KPI{'' if every == 1 else 's'}"


def _names(kpis: Sequence[Coloured]) -> str:
    names = [kpi.name for kpi in kpis]
    if len(names) > TOLD_AT_MOST:
        names = [*names[: TOLD_AT_MOST - 1], f"{len(names) - TOLD_AT_MOST + 1} more"]
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _are(kpis: Sequence[Coloured], colour: str) -> str:
    return f"{_names(kpis)} {'is' if len(kpis) == 1 else 'are'} {colour}"


def _about(kpis: Sequence[Coloured]) -> str:
    lenses = " and ".join(lens for lens in DECISIVE if any(kpi.lens is lens for kpi in kpis))
    return f"{'it is' if len(kpis) == 1 else 'they are'} about {lenses}"


def _missing(grey: Sequence[Coloured]) -> str:
    return f"; {_are(grey, 'grey')}" if grey else ""


def change(reading: Reading) -> Change:
    """How a KPI moved from the result before to the newest."""
    definition, latest, before = reading.definition, reading.latest, reading.before
    if reading.awaited:
        return Change(Course.MISSING, f"no number for {period_words(reading.awaited, definition.frequency)}")
    if latest is None:
        return Change(Course.MISSING, "no number yet")
    if latest.value is None or latest.colour is Colour.GREY:
        return Change(Course.MISSING, short_words(latest, definition))
    now = short_words(latest, definition)
    if before is None or before.value is None:
        return Change(Course.NEW, f"{now}, the first number")
    if latest.value == before.value:
        return Change(Course.SAME, f"{now}, as before")
    course = Course.BETTER if as_good(latest.value, before.value, definition.direction) else Course.WORSE
    return Change(course, f"{now}, {course} than {format_value(before.value, definition.unit)}")
