"""Several meetings at a time, one in each window, so that over all of them the sides bear alike: free choice, no series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from governance.calendar.board import Board, Invitee, Quorum, Weighed
from governance.calendar.fairness import Ledger, Weights, faded, price
from governance.calendar.finder import Window, starts_in, weigh_all

WIDTH = 64  # half-made sequences that are followed at a time


def find_sequence(
    people: Iterable[Invitee],
    windows: Sequence[Window],
    minutes: int,
    weights: Weights,
    ledger: Ledger,
    *,
    quorums: Mapping[str, Quorum] | None = None,
) -> tuple[datetime | None, ...]:
    """A start for each window, in their order; None where nothing fits."""
    board = Board(people, minutes, weights, quorums)
    ways = [weigh_all(board, board.feasible & starts_in(board, window)[1], window) for window in windows]
    chosen = iter(choose([way for way in ways if way], ledger.ahead(board.sides), weights))
    return tuple(board.grid.at(next(chosen).start) if way else None for way in ways)


def choose(ways: Sequence[Sequence[Weighed]], borne: Sequence[float], weights: Weights) -> tuple[Weighed, ...]:
    """One of each, nearly the cheapest in all: the best unfinished sequences are carried on side by side."""
    paths: list[tuple[float, tuple[float, ...], tuple[Weighed, ...]]] = [(0.0, tuple(borne), ())]
    for way in ways:
        kept = undominated(way)
        longer = [
            (cost + its.other + price(its.burdens, load, weights), load, (*path, its))
            for cost, load, path in paths
            for its in kept
        ]
        longer.sort(key=lambda one: (round(one[0], 6), [its.start for its in one[2]]))
        paths = [(cost, faded(load, path[-1].burdens, weights.decay), path) for cost, load, path in longer[:WIDTH]]
    return paths[0][2]


def cost_of(sequence: Iterable[Weighed], borne: Sequence[float], weights: Weights) -> float:
    """What a whole sequence costs: each meeting at what has been borne by then."""
    total, load = 0.0, tuple(borne)
    for its in sequence:
        total += its.other + price(its.burdens, load, weights)
        load = faded(load, its.burdens, weights.decay)
    return total


def undominated(way: Iterable[Weighed]) -> list[Weighed]:
    """Without those that another one beats or equals for every side and besides: none of them is ever needed.

    That is exact: a burden more is never cheaper, now or later, whatever has been borne.
    """
    kept: list[Weighed] = []
    for its in sorted(way, key=lambda one: (one.other + sum(one.burdens), one.start)):
        if not any(_beats(other, its) for other in kept):
            kept.append(its)
    return kept


def _beats(one: Weighed, other: Weighed) -> bool:
    return one.other <= other.other and all(a <= b for a, b in zip(one.burdens, other.burdens, strict=True))
