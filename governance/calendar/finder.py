"""The fairest times for one meeting: the three best, with what each means for whom, and why the others fell through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from governance.calendar.availability import SLOT, at_least, slots_of
from governance.calendar.board import Board, Invitee, Part, Quorum, Seat, Weighed, Why
from governance.calendar.fairness import Ledger, Weights, price

BEST = 3
PLACES = 6  # a cost is compared to so many places: what differs less is a tie, and the earlier start goes first


@dataclass(frozen=True, kw_only=True)
class Window:
    """Where to look: a meeting lies in it whole. `nominal` is when it should be; its zone says what a day is."""

    begin: datetime
    end: datetime
    not_before: datetime | None = None
    nominal: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One person at one start: their own clock, whether they can come, and what hinders or bothers them."""

    person: int
    side: str
    part: Part
    local: datetime
    comes: bool
    why: tuple[Why, ...]
    cost: float


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """A side's quorum at one start: heads who can come, and how many of the chairs and required people."""

    side: str
    heads: int
    heads_needed: int
    required: int
    required_needed: int


@dataclass(frozen=True, kw_only=True)
class Option:
    """A start that can be proposed. `ledger` is what the sides will have borne once it was held."""

    start: datetime
    minutes: int
    cost: float
    burdens: Mapping[str, float]
    standings: tuple[Standing, ...]
    quorum: tuple[Attendance, ...]
    ledger: Ledger


@dataclass(frozen=True, kw_only=True)
class Failed:
    """Starts that fell through because a chair or required person could not (and why first), or a side had no quorum.

    `why` is None where a side's quorum was short. `alone`: so many of them only because of this person.
    """

    why: Why | None
    person: int | None
    side: str
    starts: int
    alone: int = 0


@dataclass(frozen=True, kw_only=True)
class Found:
    """The best first; empty when nothing fits. Of `tried` starts, `too_soon` were before the notice people need."""

    options: tuple[Option, ...]
    tried: int
    feasible: int
    too_soon: int
    failed: tuple[Failed, ...]
    ledger: Ledger


def find(
    people: Iterable[Invitee],
    window: Window,
    minutes: int,
    weights: Weights,
    ledger: Ledger,
    *,
    quorums: Mapping[str, Quorum] | None = None,
    asking: bool = False,
) -> Found:
    """The three best distinct starts. `asking` counts unknown calendars as free to be asked (a poll), marked so."""
    board = Board(people, minutes, weights, quorums, asking=asking)
    inside, late_enough = starts_in(board, window)
    good = board.feasible & late_enough
    costed = ranked(board, weigh_all(board, good, window), ledger)
    return Found(
        options=tuple(_option(board, cost, its, ledger) for cost, its in _distinct(board, costed, window)),
        tried=inside.bit_count(),
        feasible=good.bit_count(),
        too_soon=(inside & ~late_enough).bit_count(),
        failed=_failures(board, late_enough),
        ledger=ledger,
    )


def starts_in(board: Board, window: Window) -> tuple[int, int]:
    """The starts that lie in the window, and those of them that give people notice."""
    grid = board.grid
    last = window.end - board.length * SLOT
    inside = grid.within(window.begin, last + SLOT) & board.starts
    notice = window.not_before or window.begin
    return inside, inside & grid.within(max(notice, window.begin), last + SLOT)


def weigh_all(board: Board, bits: int, window: Window) -> list[Weighed]:
    """Every start of the bits, with the distance from the day it should be on."""
    return [_with_distance(board, board.weigh(start), window.nominal) for start in slots_of(bits)]


def _with_distance(board: Board, its: Weighed, nominal: datetime | None) -> Weighed:
    if nominal is None:
        return its
    days = abs((board.grid.at(its.start).astimezone(nominal.tzinfo).date() - nominal.date()).days)
    return its._replace(other=its.other + board.weights.day_away * days)


def ranked(board: Board, weighed: Iterable[Weighed], ledger: Ledger) -> list[tuple[float, Weighed]]:
    """With their cost, the cheapest first, the earlier first among equals."""
    borne = ledger.ahead(board.sides)
    costed = [(round(its.other + price(its.burdens, borne, board.weights), PLACES), its) for its in weighed]
    return sorted(costed, key=lambda pair: (pair[0], pair[1].start))


def _distinct(board: Board, costed: Sequence[tuple[float, Weighed]], window: Window) -> Sequence[tuple[float, Weighed]]:
    """The best of three different days; where there are fewer days, others at some distance on the same one."""
    zone = window.nominal.tzinfo if window.nominal else board.seats[0].person.hours.zone
    chosen: dict[date, tuple[float, Weighed]] = {}
    for pair in costed:
        chosen.setdefault(board.grid.at(pair[1].start).astimezone(zone).date(), pair)
        if len(chosen) == BEST:
            break
    best = list(chosen.values())
    for pair in costed:
        if len(best) < BEST and all(abs(pair[1].start - other.start) * SLOT >= _apart(board) for _, other in best):
            best.append(pair)
    return sorted(best, key=lambda pair: (pair[0], pair[1].start))


def _apart(board: Board) -> timedelta:
    return max(timedelta(hours=board.weights.apart_hours), board.length * SLOT)


# --- facts ------------------------------------------------------------------------------------------------------------


def _option(board: Board, cost: float, its: Weighed, ledger: Ledger) -> Option:
    burdens = dict(zip(board.sides, its.burdens, strict=True))
    return Option(
        start=board.grid.at(its.start),
        minutes=board.minutes,
        cost=cost,
        burdens=burdens,
        standings=standings(board, its.start),
        quorum=tuple(
            _attendance(board.quorums[side], side, seats, its.start)
            for side, seats in zip(board.sides, board.members, strict=True)
        ),
        ledger=ledger.after(burdens, board.weights.decay),
    )


def standings(board: Board, start: int) -> tuple[Standing, ...]:
    """How everybody stands to a start, side by side."""
    return tuple(_standing(board, seat, start) for seat in board.seats)


def _standing(board: Board, seat: Seat, start: int) -> Standing:
    comes = seat.comes[start] == "1"
    return Standing(
        person=seat.person.key,
        side=seat.person.side,
        part=seat.person.part,
        local=board.grid.at(start).astimezone(seat.person.hours.zone),
        comes=comes,
        why=seat.why(start),
        cost=seat.costs[start] if comes else 0.0,
    )


def _attendance(quorum: Quorum, side: str, seats: Sequence[Seat], start: int) -> Attendance:
    coming = [seat for seat in seats if seat.comes[start] == "1"]
    return Attendance(
        side=side,
        heads=len(coming),
        heads_needed=quorum.heads,
        required=sum(seat.person.part is not Part.OPTIONAL for seat in coming),
        required_needed=quorum.needed([seat.person for seat in seats]),
    )


# --- why others failed ------------------------------------------------------------------------------------------------


def _failures(board: Board, among: int) -> tuple[Failed, ...]:
    """The most frequent first. Each start counts once for each person, under the first thing in their way."""
    failed = among & ~board.feasible
    needed = [seat for seat in board.seats if seat.person.part is not Part.OPTIONAL]
    shared = at_least(2, [board.starts & ~seat.able for seat in needed], board.starts)
    found = [one for seat in needed for one in _lost_to(seat, failed, shared)]
    for side, short in board.short.items():
        lost = (failed & short).bit_count()
        found += [Failed(why=None, person=None, side=side, starts=lost)] if lost else []
    return tuple(sorted(found, key=lambda its: (-its.starts, its.side, its.person or 0, its.why or "")))


def _lost_to(seat: Seat, failed: int, shared: int) -> Iterable[Failed]:
    for why, bits in seat.obstacles:
        lost, failed = failed & bits, failed & ~bits
        if lost:
            yield Failed(
                why=why,
                person=seat.person.key,
                side=seat.person.side,
                starts=lost.bit_count(),
                alone=(lost & ~shared).bit_count(),
            )
