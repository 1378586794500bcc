"""Early warning: what the last periods say about the next."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from governance.kpis.colours import Colour, as_good
from governance.kpis.definitions import Definition
from governance.kpis.numbers import format_value
from governance.kpis.periods import Frequency, previous
from governance.kpis.results import Result


def warning(definition: Definition, results: Iterable[Result]) -> str | None:
    """A sentence when the last two periods are amber, or each of the last three is worse than the one before it."""
    ordered = sorted(results, key=lambda result: (result.period, result.submitted_at))
    return warning_of(definition, unbroken(ordered, definition.frequency))


def warning_of(definition: Definition, run: Sequence[Result]) -> str | None:
    """The same, of results that follow one another without a gap, oldest first."""
    if [result.colour for result in run[-2:]] == [Colour.AMBER] * 2:
        return f"{definition.name} has been amber for two periods running."
    values = [result.value for result in run[-3:] if result.value is not None and result.colour is not Colour.GREY]
    if len(values) == 3 and all(not as_good(now, then, definition.direction) for then, now in pairwise(values)):
        told = ", then ".join(format_value(value, definition.unit) for value in values)
        return f"{definition.name} is getting worse, three periods running: {told}."
    return None


def unbroken(results: Sequence[Result], frequency: Frequency) -> list[Result]:
    """The newest run of periods without a gap, oldest first; a restated period counts once."""
    by_period = {result.period: result for result in results}
    run: list[Result] = []
    period = max(by_period, default=None)
    while period in by_period:
        run.insert(0, by_period[period])
        period = previous(period, frequency)
    return run
