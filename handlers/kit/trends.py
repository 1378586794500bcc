"""From KPIs and their results to the picture of their trends: those first that most need a look."""

from collections.abc import Sequence

from governance.kpis.colours import Colour, is_outside, red_limit_at
from governance.kpis.definitions import Definition, Limits
from governance.kpis.periods import Frequency
from governance.kpis.results import Result, grey_words
from handlers.kit.charts import Panel, Picture

PERIODS = 12
WORST_FIRST = (Colour.RED, Colour.AMBER, Colour.GREY, Colour.GREEN)

Trend = tuple[Definition, Sequence[Result]]


def trend_picture(title: str, trends: Sequence[Trend], most: int, *, dark: bool = False) -> Picture | None:
    """At most so many charts; None when there is nothing to draw. Results stand oldest first."""
    known = [(its, results) for its, results in trends if results]
    known.sort(key=lambda trend: (WORST_FIRST.index(trend[1][-1].colour), trend[0].name))
    panels = tuple(panel_of(its, results) for its, results in known[:most])
    return Picture(title=title, panels=panels, dark=dark) if panels else None


def panel_of(its: Definition, results: Sequence[Result]) -> Panel:
    """The chart of one KPI."""
    moving = its.limits is Limits.QTL
    outside = tuple(is_outside(result.worst, its) for result in results)
    return Panel(
        title=its.name,
        unit=its.unit,
        periods=tuple(_named(result, its.frequency) for result in results),
        values=tuple(result.value for result in results),
        colours=tuple(result.colour.value for result in results),
        target=its.target,
        red_limit=None if moving else its.red_limit,
        direction=its.direction.value,
        red_limits=tuple(red_limit_at(its, result.denominator) for result in results) if moving else (),
        outside=outside if any(outside) else (),
        either_side=its.limits is Limits.SCORE,
        why_grey=next((grey_words(result, its) for result in reversed(results) if result.value is not None), ""),
    )


def _named(result: Result, frequency: Frequency) -> str:
    """Such as "2026-06" or "2026-Q2"."""
    if frequency is Frequency.MONTHLY:
        return f"{result.period:%Y-%m}"
    return f"{result.period.year}-Q{(result.period.month + 2) // 3}"
