"""Finding a time: one meeting in four weeks and a series over a year, beside the same bit operations with nothing weighed."""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bench.report import Line
from governance.calendar.availability import Grid, availability, runs
from governance.calendar.board import Invitee, Part
from governance.calendar.fairness import Ledger, Weights
from governance.calendar.finder import Window, find
from governance.calendar.series_finder import Year, find_series
from governance.calendar.working_hours import WorkingHours

PEOPLE, MINUTES = 16, 60
AIM_MS, AIM_SECONDS = 100.0, 2.0
BEGIN = datetime(2026, 11, 30, tzinfo=UTC)
PLACES = {
    "Warsaw-London": (("Europe/Warsaw", "PL"), ("Europe/London", "GB")),
    "Warsaw-San Francisco": (("Europe/Warsaw", "PL"), ("America/Los_Angeles", "US")),
}
WEIGHTS, LEDGER = Weights(), Ledger({"vendor": 3.0})


def measure(rounds: int) -> list[Line]:
    """Each search `rounds` times, warm; the very first one, which also reads the holidays, has a line of its own."""
    lines = [_first()]
    for places in PLACES:
        lines += [
            _one_meeting(places, rounds),
            _series(places, rounds, weekly=False),
            _series(places, rounds, weekly=True),
        ]
    return lines


def people(places: str, days: int) -> list[Invitee]:
    """Two sides of eight, a chair and two required each, with two meetings a day somewhere in everybody's day and night."""
    chance, grid = random.Random(5), Grid(BEGIN, 96 * days)
    return [_person(chance, grid, key, *PLACES[places][key % 2]) for key in range(PEOPLE)]


def _person(chance: random.Random, grid: Grid, key: int, zone: str, country: str) -> Invitee:
    starts = [grid.at(96 * day + chance.randrange(96)) for day in range(grid.slots // 96) for _ in range(2)]
    busy = [(start, start + timedelta(minutes=chance.choice([30, 60]))) for start in starts]
    return Invitee(
        key=key,
        side=("sponsor", "vendor")[key % 2],
        part=Part.CHAIR if key < 2 else Part.REQUIRED if key < 6 else Part.OPTIONAL,
        hours=WorkingHours(zone=ZoneInfo(zone), country=country),
        calendar=availability(grid, [(grid.start, grid.end)], busy=busy),
    )


def _first() -> Line:
    crowd = people("Warsaw-London", 28)
    (seconds,) = _timed(lambda: find(crowd, _whole(crowd), MINUTES, WEIGHTS, LEDGER), 1)
    return Line(
        f"A time found for {PEOPLE} people in 4 weeks, the first in its process: two countries' holidays are read",
        f"{seconds * 1000:.0f} ms",
    )


def _one_meeting(places: str, rounds: int) -> Line:
    crowd = people(places, 28)
    found = find(crowd, _whole(crowd), MINUTES, WEIGHTS, LEDGER)
    ours = _timed(lambda: find(crowd, _whole(crowd), MINUTES, WEIGHTS, LEDGER), rounds)
    floor = _timed(lambda: _only_bits(crowd), rounds)
    return Line(
        f"A time found for {PEOPLE} people, {places}, 4 weeks of quarters, {found.feasible} of {found.tried:,} starts possible",
        f"median {_median(ours):.1f}, max {max(ours) * 1000:.1f} ms",
        f"their calendars laid over each other, no hours, no holidays, nothing weighed: {_median(floor):.3f} ms",
        f"x {_median(ours) / _median(floor):.0f}",
        f"< {AIM_MS:g} ms",
        max(ours) * 1000 < AIM_MS and bool(found.options),
    )


def _series(places: str, rounds: int, *, weekly: bool) -> Line:
    crowd = people(places, 7 * 54)
    year = Year(begin=date(2026, 12, 1), end=date(2027, 12, 1), weekly=weekly)
    found = find_series(crowd, year, MINUTES, WEIGHTS, LEDGER)
    ours = _timed(lambda: find_series(crowd, year, MINUTES, WEIGHTS, LEDGER), max(1, rounds // 4))
    floor = _timed(lambda: _only_bits(crowd), rounds)
    moved = (
        f"{found.single[0].moved} of {len(found.single[0].instances)} moved in the best"
        if found.single
        else "none found"
    )
    return Line(
        f"A {'weekly' if weekly else 'monthly'} series for {PEOPLE} people, {places}: {found.tried:,} patterns over 12 months, "
        f"and two in turn; {moved}",
        f"median {_median(ours) / 1000:.2f}, max {max(ours):.2f} s",
        f"a year's calendars laid over each other, nothing weighed: {_median(floor):.2f} ms",
        f"x {_median(ours) / _median(floor):.0f}",
        f"< {AIM_SECONDS:g} s",
        max(ours) < AIM_SECONDS and bool(found.single),
    )


def _whole(crowd: Sequence[Invitee]) -> Window:
    grid = crowd[0].calendar.grid
    return Window(begin=grid.start, end=grid.end)


def _only_bits(crowd: Sequence[Invitee]) -> int:
    """The floor: when all who must be there are free for long enough."""
    free = crowd[0].calendar.grid.full
    for person in crowd:
        if person.part is not Part.OPTIONAL:
            free &= person.calendar.free
    return runs(free, MINUTES // 15).bit_count()


def _timed(work: Callable[[], object], rounds: int) -> list[float]:
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return seconds


def _median(seconds: Sequence[float]) -> float:
    """In milliseconds."""
    return statistics.median(seconds) * 1000
