"""Risks: what may happen, why, and what it would do; how likely and how bad, from 1 to 5. Parley drafts, people decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil

from governance.kpis.breach_refusals import RiskDecided
from governance.kpis.colours import Colour
from governance.kpis.definitions import Definition, Party
from governance.kpis.forecasts import Forecast
from governance.kpis.numbers import format_value
from governance.kpis.periods import following, period_words
from governance.kpis.results import Result

LEAST, MOST = 1, 5
_WORDS = {3: "three", 6: "six", 9: "nine", 12: "twelve"}
USUAL = 4  # three misses in a row make a fourth likely, where no forecast says more


class RiskState(StrEnum):
    """How far a risk has come."""

    DRAFT = "draft"
    OPEN = "open"
    DISCARDED = "discarded"


class RiskDeed(StrEnum):
    """What people do to a risk; each value completes "it cannot be ..."."""

    KEEP = "kept"
    DISCARD = "discarded"


# Deed by state: where it leads. What is not here cannot be done.
MOVES: dict[RiskDeed, dict[RiskState, RiskState]] = {
    RiskDeed.KEEP: {RiskState.DRAFT: RiskState.OPEN, RiskState.DISCARDED: RiskState.OPEN},
    RiskDeed.DISCARD: {RiskState.DRAFT: RiskState.DISCARDED},
}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A risk about to be written down. `stems_from` says what it came from: `kpi:K14`."""

    vendor_id: int
    study_id: int | None
    cause: str
    event: str
    effect: str
    probability: int
    impact: int
    stems_from: str


@dataclass(frozen=True, kw_only=True)
class Risk:
    """One risk; `probability` and `impact` from 1 to 5."""

    id: int
    vendor_id: int
    study_id: int | None
    cause: str
    event: str
    effect: str
    probability: int
    impact: int
    state: RiskState
    owner_id: int | None
    stems_from: str
    drafted_at: datetime
    decided_by: int | None
    decided_at: datetime | None

    @property
    def reference(self) -> str:
        """What people call it: R-3."""
        return f"R-{self.id}"

    @property
    def score(self) -> int:
        """From 1 to 25."""
        return self.probability * self.impact


def after(state: RiskState, deed: RiskDeed, reference: str) -> RiskState:
    """The state a deed leads to. Raises RiskDecided."""
    if state not in MOVES[deed]:
        raise RiskDecided(reference=reference, state="kept" if state is RiskState.OPEN else state, deed=deed)
    return MOVES[deed][state]


def stems_from(definition: Definition) -> str:
    """What a risk of a KPI stems from, whatever the version: its vendor and study stand beside it."""
    return f"kpi:{definition.code}"


def of_misses(definition: Definition, missed: Sequence[Result], its: Forecast | None) -> Draft:
    """The risk that a KPI which missed its target in a row misses it again."""
    told = ", then ".join(format_value(result.value, definition.unit) for result in missed[-3:])
    again = period_words(following(missed[-1].period, definition.frequency), definition.frequency)
    return Draft(
        vendor_id=definition.vendor_id,
        study_id=definition.study_id,
        cause=f"{definition.name} has missed its target {_times(len(missed))} running: {told}.",
        event=f"It misses the target again in {again}.",
        effect=_effect(definition),
        probability=_within(ceil(its.odds * MOST) if its else USUAL),
        impact=_impact(definition, missed[-1]),
        stems_from=stems_from(definition),
    )


def remedy(definition: Definition) -> str:
    """What the corrective action is to do, until somebody words it better."""
    return f"Find out why {definition.name} misses its target, and put it right"


def _times(count: int) -> str:
    return f"{_WORDS.get(count, str(count))} periods"


def _effect(definition: Definition) -> str:
    """What is at stake, in the KPI's own words."""
    if definition.concern is not None:
        return f"It is about {definition.concern}."
    who = "the vendor" if definition.measured is Party.VENDOR else "the sponsor"
    clause = f" ({definition.clause})" if definition.clause else ""
    return f"What {who} agreed to about {definition.lens} is not kept{clause}."


def _impact(definition: Definition, newest: Result) -> int:
    if definition.cannot_wait:
        return MOST
    return 4 if newest.colour is Colour.RED else 3


def _within(number: int) -> int:
    return min(MOST, max(LEAST, number))
