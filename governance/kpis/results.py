"""Results: one number for one period, from expected to final. A restatement and a dispute keep both numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import isfinite

from governance.calendar.business_days import add_business_days
from governance.kpis.colours import Colour, needs_counts, why_grey
from governance.kpis.definitions import Definition, Party
from governance.kpis.numbers import format_value, value_of
from governance.kpis.periods import following, period_words
from governance.kpis.result_refusals import (
    CountsNeeded,
    NegativeCount,
    NothingMeasured,
    NotTheirResult,
    NumbersDisagree,
    PeriodNotOver,
    ResultCannot,
    TooBigANumber,
)

FINAL_AFTER = 5  # business days
AGREE_WITHIN = 0.06  # of the unit: what rounding to one digit may hide
LARGEST = 1e15


class ResultState(StrEnum):
    """How far a result has come; "expected" is a period without one."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    FINAL = "final"
    RESTATED = "restated"


class ResultDeed(StrEnum):
    """What is done to a result; each value completes "it cannot be ..."."""

    ACCEPT = "accepted"
    DISPUTE = "disputed"
    SETTLE = "settled"
    FINISH = "made final"
    RESTATE = "restated"


_S = ResultState
# Deed by state: where it leads. What is not here cannot be done.
MOVES: dict[ResultDeed, dict[ResultState, ResultState]] = {
    ResultDeed.ACCEPT: {_S.SUBMITTED: _S.ACCEPTED, _S.RESTATED: _S.ACCEPTED, _S.DISPUTED: _S.ACCEPTED},
    ResultDeed.DISPUTE: {_S.SUBMITTED: _S.DISPUTED, _S.RESTATED: _S.DISPUTED, _S.ACCEPTED: _S.DISPUTED},
    ResultDeed.SETTLE: {_S.DISPUTED: _S.FINAL},
    ResultDeed.FINISH: {_S.SUBMITTED: _S.FINAL, _S.RESTATED: _S.FINAL, _S.ACCEPTED: _S.FINAL},
    ResultDeed.RESTATE: dict.fromkeys(ResultState, _S.RESTATED),
}
OPEN = frozenset(MOVES[ResultDeed.FINISH])  # what becomes final by itself
# Whose deed it is: the side that reported the number, or the other one. Settling is for either; time makes final.
OF_THE_REPORTER = frozenset({ResultDeed.RESTATE})
OF_THE_OTHER = frozenset({ResultDeed.ACCEPT, ResultDeed.DISPUTE})


@dataclass(frozen=True, kw_only=True)
class Result:
    """One number for one period; `period` is its first day, `colour` the one it had when it came in.

    `worst` is the longest single case (hours of the definition's clock), `unadjusted` the value before excusals were taken
    out (None where there were none). A dispute's own numbers stand in `claimed_*`, beside the ones disputed.
    """

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
    worst: float | None = None
    unadjusted: float | None = None
    state: ResultState = ResultState.SUBMITTED
    submitted_by: int | None = None
    evidence: str = ""
    note: str = ""
    decided_by: int | None = None
    decided_at: datetime | None = None
    disputed_by: int | None = None
    disputed_at: datetime | None = None
    dispute_reason: str = ""
    claimed_numerator: float | None = None
    claimed_denominator: float | None = None
    claimed_value: float | None = None
    replaced_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was measured in a period: numerator and denominator, or a value; `worst` is the longest case."""

    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    worst: float | None = None

    @property
    def is_empty(self) -> bool:
        return self.value is None and self.numerator is None and self.denominator is None


def figures_of(result: Result) -> Figures:
    return Figures(numerator=result.numerator, denominator=result.denominator, value=result.value, worst=result.worst)


def value_words(its: Result, what: Definition) -> str:
    """The number and what it is made of, and of a grey one why it is grey: "95 % (19 of 20) · too few to say (20, at least 30)"."""
    return " · ".join(part for part in (amount_words(its, what), grey_words(its, what)) if part)


def amount_words(its: Result | Figures, what: Definition) -> str:
    """The number and what it is made of, such as "95 % (19 of 20)"; "19 of 20" where nothing could be worked out."""
    pair = its.numerator is not None and its.denominator is not None
    of = f"{format_value(its.numerator, '')} of {format_value(its.denominator, '')}" if pair else ""
    said = format_value(its.value, what.unit)
    return (f"{said} ({of})" if of else said) if its.value is not None else of or said


def short_words(its: Result, what: Definition) -> str:
    """The number alone, such as "95 %"; a grey one with what it is made of, and why it is grey."""
    return value_words(its, what) if its.colour is Colour.GREY else format_value(its.value, what.unit)


def grey_words(its: Result, what: Definition) -> str:
    """Such as "too few to say (20, at least 30)"; empty for a number that has a colour."""
    if its.colour is not Colour.GREY:
        return ""
    return why_grey(its.value, its.denominator, what) or "too few to say, as it was agreed then"


def checked(definition: Definition, told: Figures) -> Figures:
    """The figures with their value worked out.

    Raises NothingMeasured, CountsNeeded, TooBigANumber, NegativeCount or NumbersDisagree. 0 of 0 is a measurement: it has no value and is grey.
    """
    numbers = (told.numerator, told.denominator, told.value, told.worst)
    if any(number is not None and not (isfinite(number) and abs(number) <= LARGEST) for number in numbers):
        raise TooBigANumber
    counted = told.numerator if definition.unit.startswith("%") else 0
    if any((number or 0) < 0 for number in (counted, told.denominator, told.worst)):
        raise NegativeCount
    worked_out = value_of(told.numerator, told.denominator, definition.unit)
    if told.value is None and (told.numerator is None or told.denominator is None):
        raise NothingMeasured
    check_counted(definition, told)
    if told.value is not None and worked_out is not None and abs(told.value - worked_out) > AGREE_WITHIN:
        right, said = (format_value(number, definition.unit) for number in (worked_out, told.value))
        raise NumbersDisagree(right=right, said=said)
    value = told.value if worked_out is None else worked_out
    return Figures(numerator=told.numerator, denominator=told.denominator, value=value, worst=told.worst)


def check_counted(definition: Definition, told: Figures) -> None:
    """Raises CountsNeeded where a value comes without how many were counted, and without that it would be grey for ever."""
    if told.value is None or told.denominator is not None or not needs_counts(definition):
        return
    raise counts_needed(definition.smallest_denominator)


def counts_needed(fewest: float) -> CountsNeeded:
    """The refusal; `fewest` is the smallest denominator, 0 where only the tolerance limit asks for one."""
    counted = f"at least {fewest:,.10g} must be counted"
    return CountsNeeded(why=counted if fewest else "its tolerance limit depends on how many were counted")


def check_over(definition: Definition, period: date, today: date) -> None:
    """Raises PeriodNotOver: nothing is reported of what still goes on."""
    after = following(period, definition.frequency)
    if today < after:
        words = period_words(period, definition.frequency)
        raise PeriodNotOver(period=words, day=f"{after:%-d %B %Y}")


def state_after(result: Result, deed: ResultDeed) -> ResultState:
    """Where a deed leads. Raises ResultCannot."""
    state = MOVES[deed].get(result.state)
    if state is None:
        raise ResultCannot(state=result.state, deed=deed)
    return state


def check_side(deed: ResultDeed, reported_by: Party, by: Party, name: str) -> None:
    """Raises NotTheirResult where a deed is the other side's."""
    if (deed in OF_THE_OTHER and by is reported_by) or (deed in OF_THE_REPORTER and by is not reported_by):
        raise NotTheirResult(name=name, deed=deed)


def final_on(result: Result, country: str | None, zone_day: date) -> bool:
    """Whether on `zone_day` it is final by itself: five business days after it was accepted, or came in undisputed."""
    since = (result.decided_at if result.state is ResultState.ACCEPTED else None) or result.submitted_at
    return result.state in OPEN and zone_day >= add_business_days(since.date(), FINAL_AFTER, country)
