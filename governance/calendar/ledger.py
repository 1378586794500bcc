"""Who has borne how much of the early and late hours: worked out from the meetings themselves, weighed as the finder weighs.

Only what lies outside somebody's working hours is borne; the finder also minds their first and last hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from math import ceil

from governance.calendar.availability import SLOT
from governance.calendar.board import Part, weight_of
from governance.calendar.fairness import Ledger, Weights, clock_costs, side_burden
from governance.calendar.working_hours import WorkingHours

EVEN = 0.05  # of all that was borne: sides nearer than that have borne alike


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """Somebody who was or will be at a meeting, for one of the sides."""

    side: str
    part: Part
    hours: WorkingHours


@dataclass(frozen=True, kw_only=True)
class Meeting:
    starts_at: datetime
    minutes: int
    people: tuple[Attendee, ...]


@dataclass(frozen=True, kw_only=True)
class Carried:
    """Over some meetings: what each side has borne, and how many of them were outside somebody's hours on that side."""

    ledger: Ledger
    meetings: int
    outside: Mapping[str, int]


def carried(meetings: Iterable[Meeting], sides: Sequence[str], weights: Weights) -> Carried:
    """The ledger after these meetings, the oldest first; what lies back fades."""
    ledger, outside, count = Ledger(dict.fromkeys(sides, 0.0)), dict.fromkeys(sides, 0), 0
    for meeting in sorted(meetings, key=lambda its: its.starts_at):
        ledger = ledger.after(burdens_of(meeting, weights), weights.decay)
        count += 1
        for side in {its.side for its in meeting.people if is_outside(its.hours, meeting.starts_at, meeting.minutes)}:
            outside[side] = outside.get(side, 0) + 1
    return Carried(ledger=ledger, meetings=count, outside=outside)


def burdens_of(meeting: Meeting, weights: Weights) -> dict[str, float]:
    """What one meeting cost each side that was there."""
    by_side: dict[str, list[tuple[float, float]]] = {}
    for its in meeting.people:
        cost = cost_at(its.hours, meeting.starts_at, meeting.minutes, weights)
        by_side.setdefault(its.side, []).append((weight_of(its.part, weights), cost))
    return {side: side_burden(people, weights) for side, people in by_side.items()}


def cost_at(hours: WorkingHours, start: datetime, minutes: int, weights: Weights) -> float:
    """The mean over the meeting's quarters, on the person's own clock as it stands at the start."""
    day, first = _day(hours, weights), _quarter(hours, start)
    length = ceil(minutes * 60 / SLOT.total_seconds())
    return sum(day[(first + n) % len(day)] for n in range(length)) / length


def is_outside(hours: WorkingHours, start: datetime, minutes: int) -> bool:
    """Whether any of it lies before or after somebody's working hours."""
    local = start.astimezone(hours.zone)
    begins = local.hour * 60 + local.minute
    first, last = (clock.hour * 60 + clock.minute for clock in (hours.begin, hours.end))
    return begins < first or begins + minutes > last


def share(ledger: Ledger, side: str) -> float | None:
    """Which part of all that was borne this side has borne; None while nobody has borne anything."""
    total = sum(ledger.borne.values())
    return ledger.of(side) / total if total > EVEN else None


def whose_turn(ledger: Ledger, sides: Sequence[str]) -> str | None:
    """The side that has borne least; None where they have borne alike."""
    ordered = sorted(sides, key=lambda side: (ledger.of(side), side))
    least, most = ledger.of(ordered[0]), ledger.of(ordered[-1])
    return ordered[0] if most - least > EVEN * (most + least) and most > EVEN else None


@lru_cache(maxsize=1024)
def _day(hours: WorkingHours, weights: Weights) -> tuple[float, ...]:
    return tuple(clock_costs(hours, replace(weights, edge=0.0)))


def _quarter(hours: WorkingHours, start: datetime) -> int:
    local = start.astimezone(hours.zone)
    return (local.hour * 60 + local.minute) // 15
