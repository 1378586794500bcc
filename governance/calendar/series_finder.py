"""The fairest series: every pattern scored over all its instances of a year, so that holidays and changes of clocks count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from governance.calendar.availability import DAY, SLOT, flags, slots_of
from governance.calendar.board import Board, Invitee, Quorum, Weighed
from governance.calendar.fairness import Ledger, Weights, faded, price
from governance.calendar.finder import BEST, PLACES, Standing, standings
from governance.calendar.recurrence import Recurrence, monthly, weekly
from governance.calendar.turns import undominated

STEP = 30  # minutes between the clock times that are tried
NTHS = (1, 2, 3, 4, -1)
WEEK = 7 * DAY


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A rhythm from its `first` day on, at a clock time that is kept in `zone`, whatever others' clocks do."""

    recurrence: Recurrence
    first: date
    clock: time
    zone: ZoneInfo


@dataclass(frozen=True, kw_only=True)
class Year:
    """The days a series is made for, the last one outside, and how often it comes: every so many weeks or months."""

    begin: date
    end: date
    weekly: bool = False
    every: int = 1


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One meeting of a series. `start` differs from `nominal` where it is moved within its week; None is left out.

    `in_the_way` are those who could not come to the nominal time.
    """

    nominal: datetime
    start: datetime | None
    burdens: Mapping[str, float]
    in_the_way: tuple[Standing, ...]


@dataclass(frozen=True, kw_only=True)
class Series:
    """One pattern, or two that take turns; each can stand in everybody's calendar as one rule."""

    patterns: tuple[Pattern, ...]
    cost: float
    instances: tuple[Instance, ...]
    burdens: Mapping[str, float]
    moved: int
    skipped: int


@dataclass(frozen=True, kw_only=True)
class FoundSeries:
    """The three best single patterns, and the best pairs that take turns. `tried` patterns in all."""

    single: tuple[Series, ...]
    turns: tuple[Series, ...]
    tried: int


@dataclass(frozen=True)
class _Course:
    """Patterns in turn, laid out: the days of the instances and the slot of each."""

    patterns: tuple[Pattern, ...]
    days: tuple[date, ...]
    slots: tuple[int, ...]

    def pattern(self, place: int) -> Pattern:
        return self.patterns[place % len(self.patterns)]


def find_series(
    people: Iterable[Invitee],
    year: Year,
    minutes: int,
    weights: Weights,
    ledger: Ledger,
    *,
    quorums: Mapping[str, Quorum] | None = None,
    asking: bool = False,
) -> FoundSeries:
    """The best of every weekday, half hour and the people's own zones. A pattern that mostly has to be moved is none.

    `asking` counts unknown calendars as free to be asked, as in `find`.
    """
    search = _Search(Board(people, minutes, weights, quorums, asking=asking), ledger)
    rhythms = [list(group) for group in _rhythms(search, year)]
    single = [course for group in rhythms for course in group if search.mostly_fits(course)]
    pairs = [course for group in rhythms for course in _pairs(search, group)]
    return FoundSeries(single=search.best(single), turns=search.best(pairs), tried=sum(len(group) for group in rhythms))


def _rhythms(search: _Search, year: Year) -> Iterator[list[_Course]]:
    """For each day of the week or month, the courses of all clock times and zones."""
    ways = list(product(_clocks(search.board.weights), search.zones()))
    for recurrence in _recurrences(year):
        first = recurrence.first_on_or_after(year.begin)
        days = tuple(recurrence.days(first, until=year.end - DAY))
        yield [
            _Course(
                (Pattern(recurrence=recurrence, first=first, clock=clock, zone=zone),),
                days,
                tuple([search.slot(day, clock, zone) for day in days]),
            )
            for clock, zone in ways
        ]


def _recurrences(year: Year) -> Iterator[Recurrence]:
    for weekday in range(7):
        if year.weekly:
            yield weekly(weekday, every=year.every)
        else:
            yield from (monthly(nth, weekday, every=year.every) for nth in NTHS)


def _clocks(weights: Weights) -> list[time]:
    first, last = (clock.hour * 60 + clock.minute for clock in (weights.earliest, weights.latest))
    return [time(minute // 60, minute % 60) for minute in range(-(-first // STEP) * STEP, last, STEP)]


def _pairs(search: _Search, group: Sequence[_Course]) -> Iterator[_Course]:
    """Two clock times in turn on the same day of the week or month, each a rule of its own with twice the interval.

    Only halves that no other half beats in sum for every side are paired: a shortcut, not a proof.
    """
    first, second = (_best_halves(search, group, half) for half in (0, 1))
    for one, other in product(first, second):
        if one is not other:
            both = _half(one, 0), _half(other, 1)
            slots = [(one, other)[place % 2].slots[place] for place in range(len(one.slots))]
            yield _Course(both, one.days, tuple(slots))


def _half(course: _Course, half: int) -> Pattern:
    (whole,) = course.patterns
    twice = replace(whole.recurrence, every=2 * whole.recurrence.every)
    return replace(whole, recurrence=twice, first=course.days[half])


def _best_halves(search: _Search, group: Sequence[_Course], half: int) -> list[_Course]:
    halves = [(course, replace(course, slots=course.slots[half::2], days=course.days[half::2])) for course in group]
    fitting = [(course, part) for course, part in halves if part.slots and search.mostly_fits(part)]
    summed = [search.summed(part, place) for place, (_, part) in enumerate(fitting)]
    return [fitting[its.start][0] for its in undominated(summed)]


class _Search:
    """What is worked out once and needed for many patterns: slots of clock times, costs of slots, ways out in a week."""

    def __init__(self, board: Board, ledger: Ledger) -> None:
        self.board = board
        self.borne = ledger.ahead(board.sides)
        self.feasible = flags(board.feasible).ljust(board.grid.slots, "0")
        self._slots: dict[tuple[date, time, str], int] = {}
        self._weighed: dict[int, Weighed] = {}
        self._ways: dict[tuple[date, str], list[Weighed]] = {}

    def zones(self) -> list[ZoneInfo]:
        by_name = {seat.person.hours.zone.key: seat.person.hours.zone for seat in self.board.seats}
        return [by_name[name] for name in sorted(by_name)]

    def slot(self, day: date, clock: time, zone: ZoneInfo) -> int:
        """The slot of a clock time; -1 outside the grid."""
        key = (day, clock, zone.key)
        if key not in self._slots:
            slot = self.board.grid.slot(datetime.combine(day, clock, zone).astimezone(UTC))
            self._slots[key] = slot if 0 <= slot < self.board.grid.slots else -1
        return self._slots[key]

    def fits(self, slot: int) -> bool:
        return slot >= 0 and self.feasible[slot] == "1"

    def mostly_fits(self, course: _Course) -> bool:
        return 2 * sum(self.fits(slot) for slot in course.slots) >= max(1, len(course.slots))

    def weigh(self, slot: int) -> Weighed:
        if slot not in self._weighed:
            self._weighed[slot] = self.board.weigh(slot)
        return self._weighed[slot]

    def summed(self, course: _Course, place: int) -> Weighed:
        """All instances that fit, in sum; `place` stands where a start would."""
        fitting = [self.weigh(slot) for slot in course.slots if self.fits(slot)]
        burdens = tuple(sum(its.burdens[side] for its in fitting) for side in range(len(self.board.sides)))
        misfits = self.board.weights.moved * (len(course.slots) - len(fitting))
        return Weighed(place, burdens, sum(its.other for its in fitting) + misfits)

    # --- the best of many

    def best(self, courses: Iterable[_Course]) -> tuple[Series, ...]:
        """The three best, exactly: in the order of what each costs at least, until none can be better any more."""
        bounds = sorted(((self._walk(its, exact=False)[0], its) for its in courses), key=_order)
        costed: list[tuple[float, _Course]] = []
        chosen: list[tuple[float, _Course]] = []
        for bound, course in bounds:
            if len(chosen) == BEST and bound > chosen[-1][0]:
                break
            costed.append((self._walk(course, exact=True)[0], course))
            chosen = self._distinct(costed)
        return tuple(self._series(course) for _, course in chosen)

    def _distinct(self, costed: Sequence[tuple[float, _Course]]) -> list[tuple[float, _Course]]:
        chosen: list[tuple[float, _Course]] = []
        for cost, course in sorted(costed, key=_order):
            if len(chosen) < BEST and all(self._differ(course, other) for _, other in chosen):
                chosen.append((cost, course))
        return chosen

    def _differ(self, one: _Course, other: _Course) -> bool:
        apart = timedelta(hours=self.board.weights.apart_hours)
        return one.days != other.days or any(
            abs(a - b) * SLOT >= apart for a, b in zip(one.slots, other.slots, strict=True)
        )

    def _walk(self, course: _Course, *, exact: bool) -> tuple[float, list[Weighed]]:
        """What a course costs, instance after instance, with what the sides have borne by then.

        Not exact: at least so much, as if whatever must be moved then burdened nobody.
        """
        load, total, weights, walked = self.borne, 0.0, self.board.weights, []
        for place, slot in enumerate(course.slots):
            if self.fits(slot):
                its = self.weigh(slot)
            else:
                its = self._moved(course, place, load) if exact else self.nothing(min(weights.moved, weights.skipped))
            total += its.other + price(its.burdens, load, weights)
            load = faded(load, its.burdens, weights.decay)
            walked.append(its)
        return round(total, PLACES), walked

    def nothing(self, other: float) -> Weighed:
        return Weighed(-1, (0.0,) * len(self.board.sides), other)

    def _moved(self, course: _Course, place: int, load: Sequence[float]) -> Weighed:
        """The best start in the same week. Left out only when there is none: what has been borne is no reason not to meet."""
        weights = self.board.weights
        out = self._ways_out(course.days[place], course.pattern(place).zone) or [self.nothing(weights.skipped)]
        return min(out, key=lambda its: (round(its.other + price(its.burdens, load, weights), PLACES), its.start))

    def _ways_out(self, day: date, zone: ZoneInfo) -> list[Weighed]:
        """Every start of a day's week that may be best, whatever has been borne. A week holds one instance at most."""
        if (day, zone.key) not in self._ways:
            monday = day - day.weekday() * DAY
            begin, end = (datetime.combine(one, time(0), zone).astimezone(UTC) for one in (monday, monday + WEEK))
            starts = slots_of(self.board.feasible & self.board.grid.within(begin, end))
            self._ways[day, zone.key] = undominated(self._away(self.weigh(start), day, zone) for start in starts)
        return self._ways[day, zone.key]

    def _away(self, its: Weighed, day: date, zone: ZoneInfo) -> Weighed:
        weights = self.board.weights
        days = abs((self.board.grid.at(its.start).astimezone(zone).date() - day).days)
        return its._replace(other=its.other + weights.moved + weights.day_away * days)

    # --- facts

    def _series(self, course: _Course) -> Series:
        cost, walked = self._walk(course, exact=True)
        instances = tuple(self._instance(course, place, its) for place, its in enumerate(walked))
        return Series(
            patterns=course.patterns,
            cost=cost,
            instances=instances,
            burdens={side: sum(its.burdens[side] for its in instances) for side in self.board.sides},
            moved=sum(its.start not in (None, its.nominal) for its in instances),
            skipped=sum(its.start is None for its in instances),
        )

    def _instance(self, course: _Course, place: int, its: Weighed) -> Instance:
        pattern, slot = course.pattern(place), course.slots[place]
        stand = standings(self.board, slot) if slot >= 0 and not self.fits(slot) else ()
        return Instance(
            nominal=datetime.combine(course.days[place], pattern.clock, pattern.zone).astimezone(UTC),
            start=self.board.grid.at(its.start) if its.start >= 0 else None,
            burdens=dict(zip(self.board.sides, its.burdens, strict=True)),
            in_the_way=tuple(one for one in stand if not one.comes),
        )


def _order(pair: tuple[float, _Course]) -> tuple[object, ...]:
    """The cheapest first; among equals the earlier in the year, then by name of zone: never by chance."""
    cost, course = pair
    return cost, course.days, course.slots, [its.zone.key for its in course.patterns]
