"""A definition in words that both companies read the same: what is counted, when it is green, which clock, which clause."""

from collections.abc import Iterator
from dataclasses import dataclass

from governance.kpis.definitions import Clock, Definition, Direction, Limits, Party
from governance.kpis.numbers import format_value
from governance.kpis.periods import Frequency
from handlers.kit.blocks import cut, esc, one_way
from handlers.kit.kpi_lines import tolerance_words
from handlers.kit.words import plural

WORDS = 300


@dataclass(frozen=True)
class Sides:
    """What the two companies are called."""

    sponsor: str
    vendor: str

    def of(self, party: Party) -> str:
        return esc(self.sponsor if party is Party.SPONSOR else self.vendor)


def definition_lines(its: Definition, sides: Sides) -> list[str]:
    """A line for each thing that was agreed; what was left open is left out."""
    return [line for line in _lines(its, sides) if line]


def _lines(its: Definition, sides: Sides) -> Iterator[str]:
    yield _theirs(its.question)
    yield _counted(its)
    yield f"Judged: {limits_words(its)}."
    yield _enough(its)
    yield _clock(its)
    yield f"Measures the work of {sides.of(its.measured)}; {sides.of(its.reported_by)} reports it, {_when(its)}."
    yield f"Source: {_theirs(its.source)}" if its.source else ""
    yield f"Clause: {_theirs(its.clause)}" if its.clause else ""
    yield _credit(its)


def limits_words(its: Definition) -> str:
    """Such as "green from 95 % up, amber down to 90 %, red below"."""
    target = esc(format_value(its.target, its.unit))
    if its.limits is Limits.QTL:
        return (
            f"green below {target}, amber from {target}, red from the quality tolerance limit, which lies "
            f"{esc(tolerance_words(its))}, by how many were looked at"
        )
    limit = esc(format_value(its.red_limit, its.unit))
    if its.limits is Limits.SCORE:
        return f"green nearer to 0 than {target} on either side, amber from {target}, red from {limit} away from 0"
    up, down, beyond = ("up", "down", "below") if its.direction is Direction.HIGHER else ("down", "up", "above")
    if its.target == its.red_limit:
        return f"green from {target} {up}, red {beyond}"
    return f"green from {target} {up}, amber {down} to {limit}, red {beyond}"


def _counted(its: Definition) -> str:
    if its.numerator_words and its.denominator_words:
        return f"Counted: {_theirs(its.numerator_words)}, of {_theirs(its.denominator_words)}."
    return f"Counted: {_theirs(its.numerator_words or its.denominator_words)}." if its.numerator_words else ""


def _enough(its: Definition) -> str:
    if not its.smallest_denominator:
        return ""
    return f"With fewer than {its.smallest_denominator:,.10g} to count it is grey: too few to say."


def _clock(its: Definition) -> str:
    if its.within is None and not its.start_event:
        return ""
    kind = "calendar time"
    if its.clock is Clock.BUSINESS:
        place = f", working days of {its.clock_country}" if its.clock_country else ""
        kind = f"working time ({its.clock_zone}{place})"
    span = f" within {its.within:,.10g} hours" if its.within is not None else ""
    most = f"; no single case over {its.outer_limit:,.10g} hours" if its.outer_limit is not None else ""
    return f"Clock: from {_theirs(its.start_event) or 'the start'} to {_theirs(its.stop_event) or 'the end'}{span}, in {kind}{most}."


def _when(its: Definition) -> str:
    period = "month" if its.frequency is Frequency.MONTHLY else "quarter"
    return f"{its.frequency}, within {plural(its.grace_days, 'day')} after the {period}"


def _credit(its: Definition) -> str:
    if not its.credit_pool or not its.credit_share:
        return ""
    return f"Service credit: {its.credit_share:g} % of a pool of {its.credit_pool:g} % of what is at risk."


def _theirs(words: str) -> str:
    return esc(one_way(cut(words, WORDS)))
