"""KPIs in lines: a number never without its colour, its change and its target; whose work it measures is told apart."""

from collections.abc import Sequence

from governance.kpis.colours import red_limit_at
from governance.kpis.definitions import Definition, Direction, Limits, Party
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.kpis.readings import Reading, change
from governance.kpis.results import Result, ResultState, short_words
from handlers.kit import shown
from handlers.kit.blocks import cut, esc, one_way
from handlers.kit.trends import WORST_FIRST

NAME = 120


def of_party(readings: Sequence[Reading], party: Party) -> list[Reading]:
    """Those that measure this side's work, the worst first."""
    its = [reading for reading in readings if reading.definition.measured is party]
    return sorted(its, key=lambda reading: (WORST_FIRST.index(reading.colour), reading.definition.name))


def kpi_line(reading: Reading) -> str:
    """`Red *Query resolution*, October 2026: 71 %, worse than 80 % (target 90 % or more)`."""
    its, latest = reading.definition, reading.latest
    when = f", {period_words(latest.period, its.frequency)}" if latest and not reading.awaited else ""
    last = ""
    if reading.awaited and latest:
        last = f"; the last was {esc(short_words(latest, its))} for {period_words(latest.period, its.frequency)}"
    beside = "".join(f"; {words}" for words in beside_it(latest, its)) if latest else ""
    said = f"{esc(change(reading).words)}{last}{beside}"
    return f"{shown.colour(reading.colour)} *{name_of(its)}*{when}: {said} ({target_words(its, _counted(reading))})"


def _counted(reading: Reading) -> float | None:
    """How many the newest number is of, which moves a tolerance limit."""
    return reading.latest.denominator if reading.latest else None


def name_of(its: Definition) -> str:
    return esc(one_way(cut(its.name, NAME)))


def target_words(its: Definition, count: float | None = None) -> str:
    """Such as "target 95 % or more"; a tolerance limit is no target, and with the `count` looked at it has a number."""
    return esc(_target(its, count))


def _target(its: Definition, count: float | None) -> str:
    target = format_value(its.target, its.unit)
    if its.limits is Limits.SCORE:
        return f"amber from {target} away from 0, red from {format_value(its.red_limit, its.unit)}"
    if its.limits is Limits.QTL:
        return f"tolerance limit: red from {tolerance_words(its, count)}, amber from {target}"
    return f"target {target} or {'more' if its.direction is Direction.HIGHER else 'less'}"


def tolerance_words(its: Definition, count: float | None = None) -> str:
    """Where a tolerance limit lies: such as "5.56 %", or, as long as nobody knows of how many, "3 standard deviations above 3 %"."""
    limit = red_limit_at(its, count)
    if limit is not None:
        return format_value(limit, its.unit)
    return f"{its.sigmas or 0:g} standard deviations above {format_value(its.target, its.unit)}"


def beside_it(result: Result, its: Definition) -> list[str]:
    """What stands beside a number: the one a dispute claims, and the one before excusals were taken out."""
    words = []
    if result.state is ResultState.DISPUTED:
        claimed = (
            f", {esc(format_value(result.claimed_value, its.unit))} claimed" if result.claimed_value is not None else ""
        )
        words.append(f"disputed{claimed}")
    if result.unadjusted is not None and result.unadjusted != result.value:
        words.append(f"{esc(format_value(result.unadjusted, its.unit))} without excusals")
    return words


def more(count: int) -> list[str]:
    """The line that ends a list which was cut."""
    return [f"and {count:,} more"] if count > 0 else []
