"""What a meeting costs people, and which company has borne how much of it. The weights are guesses: settings, and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from governance.calendar.working_hours import WorkingHours

QUARTERS = [(quarter + 0.5) / 4 for quarter in range(96)]  # the middle of each quarter of a day, in hours


@dataclass(frozen=True, kw_only=True)
class Weights:
    """1 is about the nuisance of a meeting just after work. `earliest` and `latest` are the hard hours, local."""

    earliest: time = time(7)
    latest: time = time(20)
    edge: float = 0.3  # at the very beginning or end of working hours; fades to nothing within edge_hours
    edge_hours: float = 1.0
    outside: float = 1.0  # for leaving working hours at all ...
    farther: float = 1.5  # ... and for the hours away from them, to the power of `steeper`
    steeper: float = 1.5
    tentative: float = 0.5
    focus: float = 0.8
    back_to_back: float = 0.2
    soft_day: float = 0.5  # school holidays, half days
    unasked: float = 0.5  # nothing is known of this person's calendar, and they will be asked
    chair: float = 1.5
    required: float = 1.0
    optional: float = 0.5
    worst: float = 0.5  # of the person hit hardest, on top of the side's mean
    fairness: float = 1.0  # lambda: 0 counts only the sum, more makes the sides take turns
    decay: float = 0.98  # a meeting
    absent: float = 1.5
    day_away: float = 0.1  # from the day it should be on
    moved: float = 1.0  # a single meeting of a series
    skipped: float = 8.0
    apart_hours: float = 2.0  # proposals nearer than that on one day are the same
    notice_hours: float = 24.0  # nothing is proposed sooner

    def __post_init__(self) -> None:
        if self.earliest >= self.latest:
            raise ValueError("the earliest hour for meetings must be before the latest")


USUAL_WEIGHTS = Weights()


@dataclass(frozen=True)
class Ledger:
    """What each side has borne so far; a side not named has borne nothing."""

    borne: Mapping[str, float] = field(default_factory=dict)

    def of(self, side: str) -> float:
        return self.borne.get(side, 0.0)

    def after(self, burdens: Mapping[str, float], decay: float) -> Ledger:
        """With one more meeting in it; what lies back fades."""
        sides = sorted(self.borne.keys() | burdens.keys())
        return Ledger({side: self.of(side) * decay + burdens.get(side, 0.0) for side in sides})

    def ahead(self, sides: Sequence[str]) -> tuple[float, ...]:
        """What each side has borne more than the one that bore least.

        What all have borne alike says nothing about whose turn it is: left in, a long history would make every other
        cost (who is absent, how far from the day) count for nothing.
        """
        least = min((self.of(side) for side in sides), default=0.0)
        return tuple(self.of(side) - least for side in sides)


def clock_costs(hours: WorkingHours, weights: Weights) -> list[float]:
    """The cost of each quarter of a day on somebody's own clock."""
    begin, end = (clock.hour + clock.minute / 60 for clock in (hours.begin, hours.end))
    return [_cost_at(hour, begin, end, weights) for hour in QUARTERS]


def _cost_at(hour: float, begin: float, end: float, weights: Weights) -> float:
    away = max(begin - hour, hour - end)
    if away > 0:
        return weights.outside + weights.farther * float(away**weights.steeper)
    inside = min(1.0, -away / weights.edge_hours) if weights.edge_hours else 1.0
    return weights.edge * (1.0 - inside)


def side_burden(people: Sequence[tuple[float, float]], weights: Weights) -> float:
    """What a side bears: the mean of its people's costs by their weight, and something for the one hit hardest."""
    shares = sum(weight for weight, _ in people)
    total = sum(weight * cost for weight, cost in people)
    worst = max((cost for _, cost in people), default=0.0)
    return total / shares + weights.worst * worst if shares else 0.0


def price(burdens: Sequence[float], borne: Sequence[float], weights: Weights) -> float:
    """What the sides' burdens weigh, given what they have borne: convex, so that a late evening costs the rested side less."""
    total = 0.0
    for burden, load in zip(burdens, borne, strict=True):
        total += burden + weights.fairness * burden * (2.0 * load + burden)  # (load + burden)^2 - load^2
    return total


def faded(borne: Sequence[float], burdens: Sequence[float], decay: float) -> tuple[float, ...]:
    """What the sides have borne after one more meeting."""
    return tuple([load * decay + burden for load, burden in zip(borne, burdens, strict=True)])
