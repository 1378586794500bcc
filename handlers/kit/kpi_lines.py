"""KPIs in lines: a number never without its colour, its change and its target; whose work it measures is told apart."""

from collections.abc import Sequence

from governance.kpis.definitions import Definition, Direction, Limits, Party
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.kpis.readings import Reading, change
from governance.kpis.results import Result, ResultState
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
        last = f"; the last was {format_value(latest.value, its.unit)} for {period_words(latest.period, its.frequency)}"
    beside = "".join(f"; {words}" for words in beside_it(latest, its)) if latest else ""
    said = f"{change(reading).words}{last}{beside}"
    return f"{shown.colour(reading.colour)} *{name_of(its)}*{when}: {said} ({target_words(its)})"


def name_of(its: Definition) -> str:
    return esc(one_way(cut(its.name, NAME)))


def target_words(its: Definition) -> str:
    """Such as "target 95 % or more"."""
    head = "expected" if its.limits is Limits.QTL else "target"
    return (
        f"{head} {esc(format_value(its.target, its.unit))} or {'more' if its.direction is Direction.HIGHER else 'less'}"
    )


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
