"""Everybody's calendars laid over each other for one length of meeting: when it could start at all, and what that costs whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil
from typing import NamedTuple

from governance.calendar.availability import (
    SLOT,
    Availability,
    at_least,
    by_the_clock,
    flags,
    near,
    on_days,
    on_the_clock,
    slots_of,
    worked_days,
)
from governance.calendar.fairness import Weights, clock_costs
from governance.calendar.working_hours import WorkingHours


class Part(StrEnum):
    CHAIR = "chair"
    REQUIRED = "required"
    OPTIONAL = "optional"


class Why(StrEnum):
    """What stands in somebody's way, and what only costs them."""

    DAY_OFF = "not a day worked in their country"
    HARD_HOURS = "night"
    BUSY = "busy"
    UNKNOWN = "calendar not known"
    OUTSIDE_HOURS = "outside working hours"
    TENTATIVE = "tentatively taken"
    FOCUS = "focus time"
    BACK_TO_BACK = "next to another meeting"
    SOFT_DAY = "half day or school holiday"
    UNASKED = "to be asked"


@dataclass(frozen=True, kw_only=True)
class Invitee:
    """A person to be there, for one of the sides. Their calendar is on the grid that all share."""

    key: int
    side: str
    part: Part
    hours: WorkingHours
    calendar: Availability
    soft_days: frozenset[date] = frozenset()


def weight_of(part: Part, weights: Weights) -> float:
    """How much somebody's nuisance counts."""
    return {Part.CHAIR: weights.chair, Part.REQUIRED: weights.required, Part.OPTIONAL: weights.optional}[part]


@dataclass(frozen=True)
class Quorum:
    """Of one side: how many heads at least, and which share of the chairs and required people."""

    heads: int = 1
    share: float = 1.0

    def needed(self, people: Sequence[Invitee]) -> int:
        """How many of the chairs and required people among them."""
        # The small amount keeps a share such as 2/3, which is a little too much or too little, from asking for one more.
        return ceil(self.share * sum(person.part is not Part.OPTIONAL for person in people) - 1e-9)


class Weighed(NamedTuple):
    """One start: what each side bears, in the order of the sides, and what it costs besides."""

    start: int
    burdens: tuple[float, ...]
    other: float


@dataclass(frozen=True)
class Seat:
    """One person for every start on the grid. `obstacles` keep them away, `marks` only cost; both are bits by start."""

    person: Invitee
    weight: float
    obstacles: tuple[tuple[Why, int], ...]
    marks: tuple[tuple[Why, int], ...]
    able: int
    comes: str  # the bits of `able`, as text
    costs: list[float]

    def why(self, start: int) -> tuple[Why, ...]:
        """What keeps the person away; when nothing does, what it costs them."""
        away = tuple(why for why, bits in self.obstacles if bits >> start & 1)
        return away or tuple(why for why, bits in self.marks if bits >> start & 1)


class Board:
    """Built once, asked often. Everything is in the order of sides and keys, so the order people are given in is nothing."""

    def __init__(
        self,
        people: Iterable[Invitee],
        minutes: int,
        weights: Weights,
        quorums: Mapping[str, Quorum] | None = None,
        *,
        asking: bool = False,
    ) -> None:
        """`asking`: whoever's calendar is unknown counts as able to come, marked and at a cost; for polls."""
        ordered = sorted(people, key=lambda person: (person.side, person.key))
        if not ordered or len({person.calendar.grid for person in ordered}) > 1 or minutes < 1:
            raise ValueError("a meeting needs people, all on one grid, and a length")
        self.grid = ordered[0].calendar.grid
        self.length = ceil(minutes * 60 / SLOT.total_seconds())
        self.minutes, self.weights = minutes, weights
        self.starts = self.grid.full >> (self.length - 1)
        self.seats = [_seat(person, self.length, self.starts, weights, asking) for person in ordered]
        self.sides = tuple(dict.fromkeys(person.side for person in ordered))
        self.members = [[seat for seat in self.seats if seat.person.side == side] for side in self.sides]
        self.quorums = {side: (quorums or {}).get(side, Quorum()) for side in self.sides}
        self.short = {side: self._short(side, seats) for side, seats in zip(self.sides, self.members, strict=True)}
        self.feasible = self._feasible()

    def weigh(self, start: int) -> Weighed:
        """What a start costs; people who cannot come burden nobody, they are missed."""
        burdens, missed = [], 0.0
        for seats in self.members:
            total = shares = worst = 0.0
            for seat in seats:
                if seat.comes[start] == "1":
                    cost = seat.costs[start]
                    total += seat.weight * cost
                    shares += seat.weight
                    worst = max(worst, cost)
                else:
                    missed += seat.weight
            burdens.append(total / shares + self.weights.worst * worst if shares else 0.0)
        return Weighed(start, tuple(burdens), self.weights.absent * missed)

    def _short(self, side: str, seats: Sequence[Seat]) -> int:
        """The starts at which a side has no quorum."""
        quorum = self.quorums[side]
        needed = quorum.needed([seat.person for seat in seats])
        asked_for = [seat.able for seat in seats if seat.person.part is not Part.OPTIONAL]
        heads = at_least(quorum.heads, [seat.able for seat in seats], self.starts)
        return self.starts & ~(heads & at_least(needed, asked_for, self.starts))

    def _feasible(self) -> int:
        bits = self.starts
        for seat in self.seats:
            if seat.person.part is Part.CHAIR:
                bits &= seat.able
        for short in self.short.values():
            bits &= ~short
        return bits


def _seat(person: Invitee, length: int, starts: int, weights: Weights, asking: bool) -> Seat:
    obstacles = {why: near(bits, length) & starts for why, bits in _obstacles(person, weights, asking).items()}
    able = starts
    for bits in obstacles.values():
        able &= ~bits
    marks = {why: bits & starts for why, bits in _marks(person, length, asking).items()}
    weight = weight_of(person.part, weights)
    costs = _costs(person, length, weights, {why: bits & able for why, bits in marks.items()})
    comes = flags(able).ljust(person.calendar.grid.slots, "0")
    return Seat(person, weight, tuple(obstacles.items()), tuple(marks.items()), able, comes, costs)


def _obstacles(person: Invitee, weights: Weights, asking: bool) -> dict[Why, int]:
    """The slots that cannot be. Somebody who works before or after the hard hours can meet there."""
    grid, hours = person.calendar.grid, person.hours
    awake = on_the_clock(grid, hours.zone, min(weights.earliest, hours.begin), max(weights.latest, hours.end))
    return {
        Why.DAY_OFF: grid.full & ~worked_days(grid, hours),
        Why.HARD_HOURS: grid.full & ~awake,
        Why.BUSY: person.calendar.busy,
        Why.UNKNOWN: 0 if asking else person.calendar.unknown & ~person.calendar.busy,
    }


def _marks(person: Invitee, length: int, asking: bool) -> dict[Why, int]:
    """The starts that can be, at a cost."""
    grid, its, hours = person.calendar.grid, person.calendar, person.hours
    at_work = on_the_clock(grid, hours.zone, hours.begin, hours.end)
    return {
        Why.OUTSIDE_HOURS: near(grid.full & ~at_work, length),
        Why.TENTATIVE: near(its.tentative, length),
        Why.FOCUS: near(its.focus, length),
        Why.BACK_TO_BACK: (its.busy << 1 | its.busy >> length) & ~near(its.busy, length),
        Why.SOFT_DAY: near(on_days(grid, hours.zone, person.soft_days), length),
        Why.UNASKED: near(its.unknown, length) if asking else 0,
    }


def _costs(person: Invitee, length: int, weights: Weights, marks: Mapping[Why, int]) -> list[float]:
    """The mean over the meeting's quarters, and what the marks add. Outside working hours the clock already says it."""
    day = clock_costs(person.hours, weights)
    means = [sum(day[(quarter + n) % len(day)] for n in range(length)) / length for quarter in range(len(day))]
    costs = by_the_clock(person.calendar.grid, person.hours.zone, means)
    extra = {
        Why.TENTATIVE: weights.tentative,
        Why.FOCUS: weights.focus,
        Why.BACK_TO_BACK: weights.back_to_back,
        Why.SOFT_DAY: weights.soft_day,
        Why.UNASKED: weights.unasked,
    }
    for why, cost in extra.items():
        for start in slots_of(marks[why]):
            costs[start] += cost
    return costs
