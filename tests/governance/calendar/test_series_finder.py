"""Finding a series: scored over a whole year, with its holidays and both changes of the clocks, and one rule for Outlook."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.calendar.availability import Grid
from governance.calendar.board import Invitee, Part, Weighed
from governance.calendar.fairness import Ledger, Weights
from governance.calendar.finder import Window
from governance.calendar.series_finder import Pattern, Series, Year, find_series
from governance.calendar.turns import choose, cost_of, find_sequence, undominated
from tests.governance.calendar.calendars import could_come, invitee, moment

WEIGHTS = Weights()
NONE = Ledger()
WARSAW, NEW_YORK = "Europe/Warsaw", "America/New_York"
YEAR = Year(begin=date(2026, 12, 1), end=date(2027, 12, 1))
GRID = Grid(moment("2026-11-23"), 96 * 7 * 55)


def two_sides(other: str, each: int = 1) -> list[Invitee]:
    return [
        invitee(
            GRID,
            key,
            (WARSAW, other)[key % 2],
            ("sponsor", "vendor")[key % 2],
            Part.CHAIR if key < 2 else Part.REQUIRED,
        )
        for key in range(2 * each)
    ]


def check(series: Series, people: list[Invitee], minutes: int = 60) -> None:
    """Everybody can come to every instance; moves stay in their week; clocks are the anchor's."""
    for instance in series.instances:
        pattern = next(its for its in series.patterns if local_clock(instance.nominal, its) == its.clock)
        assert instance.start is not None
        for person in people:
            assert could_come(person, {"busy": [], "unknown": []}, instance.start, minutes, WEIGHTS)
        nominal, start = (at.astimezone(pattern.zone).date() for at in (instance.nominal, instance.start))
        assert nominal.isocalendar()[:2] == start.isocalendar()[:2]
        assert bool(instance.in_the_way) == (instance.start != instance.nominal)


def local_clock(at: datetime, pattern: Pattern) -> time:
    return at.astimezone(pattern.zone).time()


def local_day(at: datetime, series: Series) -> date:
    return at.astimezone(series.patterns[0].zone).date()


# --- series -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [NEW_YORK, "Europe/London", "Asia/Kolkata", "America/Los_Angeles"])
@pytest.mark.parametrize("weekly", [False, True])
def test_everybody_can_come_to_every_instance_of_a_year(other: str, weekly: bool) -> None:
    people = two_sides(other)
    found = find_series(people, replace(YEAR, weekly=weekly), 60, WEIGHTS, NONE)
    assert len(found.single) == 3
    for series in (*found.single, *found.turns):
        assert len(series.instances) in ((52, 53) if weekly else (12,))
        held = [one for one in series.instances if one.start]
        assert series.skipped == len(series.instances) - len(held)
        check(replace(series, instances=tuple(held)), people)
    costs = [series.cost for series in found.single]
    assert costs == sorted(costs)


def test_a_series_keeps_its_clock_time_where_it_is_anchored_through_both_changes() -> None:
    best = find_series(two_sides(NEW_YORK), YEAR, 60, WEIGHTS, NONE).single[0]
    assert {local_clock(one.nominal, best.patterns[0]) for one in best.instances} == {best.patterns[0].clock}
    assert len({one.nominal.hour for one in best.instances}) == 2


def test_a_holiday_moves_an_instance_within_its_week_or_leaves_it_out_and_says_who_is_away() -> None:
    grid = Grid(moment("2027-10-25"), 96 * 7 * 11)
    days = [grid.at(96 * day) for day in range(77)]
    # The American is free on Thursdays, and on Wednesday 10 November.
    taken = [(day, day + timedelta(days=1)) for day in days if day.weekday() != 3 and (day.month, day.day) != (11, 10)]
    people = [invitee(grid, 1, part=Part.CHAIR), invitee(grid, 2, NEW_YORK, "vendor", Part.CHAIR, busy=taken)]
    year = Year(begin=date(2027, 11, 1), end=date(2028, 1, 1), weekly=True)
    best = find_series(people, year, 60, WEIGHTS, NONE).single[0]
    assert best.patterns[0].recurrence.words() == "every week on Thursday"
    changed = {
        f"{one.nominal:%-d %b}": (one.start and f"{one.start:%-d %b}", [its.person for its in one.in_the_way])
        for one in best.instances
        if one.start != one.nominal
    }
    # Independence Day in Poland and Veterans Day in the United States; Thanksgiving.
    assert changed == {"11 Nov": ("10 Nov", [1, 2]), "25 Nov": (None, [2])}
    assert (best.moved, best.skipped, len(best.instances)) == (1, 1, 9)


def test_two_rules_that_take_turns_share_the_burden_no_worse_than_one() -> None:
    busy = [
        tuple(datetime.combine(day, clock, ZoneInfo(WARSAW)).astimezone(UTC) for clock in (time(17), time(18)))
        for day in (GRID.start.date() + timedelta(days=n) for n in range(385))
    ]
    people = [
        invitee(GRID, 1, part=Part.CHAIR, busy=busy),
        invitee(GRID, 2, "America/Los_Angeles", "vendor", Part.CHAIR),
    ]
    found = find_series(people, YEAR, 60, WEIGHTS, NONE)
    one, turns = found.single[0], found.turns[0]
    assert [pattern.recurrence.every for pattern in turns.patterns] == [2, 2]
    apart = [list(its.recurrence.days(its.first, until=YEAR.end - timedelta(days=1))) for its in turns.patterns]
    assert sorted(apart[0] + apart[1]) == [local_day(held.nominal, turns) for held in turns.instances]
    assert [len(days) for days in apart] == [6, 6]
    assert turns.cost < one.cost
    assert abs(turns.burdens["sponsor"] - turns.burdens["vendor"]) < abs(one.burdens["sponsor"] - one.burdens["vendor"])


def test_a_weekly_and_a_quarterly_year_have_their_instances() -> None:
    found = find_series(two_sides("Europe/London"), replace(YEAR, every=3), 90, WEIGHTS, NONE)
    assert [len(series.instances) for series in found.single] == [4, 4, 4]


def test_the_same_people_in_any_order_get_the_same_series() -> None:
    people = two_sides(NEW_YORK, each=2)
    mixed = list(reversed(people))
    assert find_series(people, YEAR, 60, WEIGHTS, NONE) == find_series(mixed, YEAR, 60, WEIGHTS, NONE)


def test_nothing_is_found_for_people_who_never_can() -> None:
    never = invitee(GRID, 2, NEW_YORK, "vendor", Part.CHAIR, unknown=[(GRID.start, GRID.end)])
    found = find_series([invitee(GRID, 1, part=Part.CHAIR), never], YEAR, 60, WEIGHTS, NONE)
    assert (found.single, found.turns, found.tried) == ((), (), 7 * 5 * 26 * 2)


# --- several meetings in free choice, beside the optimum -----------------------------------------------------------------


def cheapest(ways: list[list[Weighed]], borne: tuple[float, ...]) -> float:
    """Exact: every sequence there is, tried; branches that already cost more than the best are left."""
    best = [float("inf")]

    def go(path: tuple[Weighed, ...]) -> None:
        cost = cost_of(path, borne, WEIGHTS)
        if cost >= best[0]:
            return
        if len(path) == len(ways):
            best[0] = cost
            return
        for its in sorted(ways[len(path)], key=lambda one: cost_of((*path, one), borne, WEIGHTS)):
            go((*path, its))

    go(())
    return best[0]


def random_case(seed: int) -> tuple[list[list[Weighed]], tuple[float, ...]]:
    """Four to six meetings with four to eight starts each, burdens as they are between far-away zones, an uneven past."""
    chance = random.Random(seed)
    start = iter(range(1000))

    def burden() -> float:
        return chance.choice([0.0, 0.3, 1.0, 1.5, 3.0]) + chance.random()

    ways = [
        [
            Weighed(next(start), (burden(), burden()), 1.5 * chance.choice([0, 0, 0.5, 1]) + chance.random() / 2)
            for _ in range(chance.randint(4, 8))
        ]
        for _ in range(chance.randint(4, 6))
    ]
    return ways, (chance.choice([0.0, 4.0 * chance.random()]), 0.0)


def test_a_sequence_costs_at_most_two_percent_more_than_the_optimum_in_200_random_cases() -> None:
    over = []
    for seed in range(200):
        ways, borne = random_case(seed)
        ours = cost_of(choose(ways, borne, WEIGHTS), borne, WEIGHTS)
        over.append(ours / cheapest(ways, borne) - 1)
    assert max(over) <= 0.02
    assert min(over) > -1e-9


@settings(max_examples=50)
@given(st.integers(1000, 10**6))
def test_starts_that_another_beats_in_everything_are_never_needed(seed: int) -> None:
    ways, borne = random_case(seed)
    assert cheapest([undominated(way) for way in ways[:4]], borne) == pytest.approx(cheapest(ways[:4], borne))


def test_a_sequence_has_one_start_in_each_window_and_none_where_nothing_fits() -> None:
    people = two_sides("America/Los_Angeles")
    weeks = [moment("2026-11-30") + timedelta(weeks=4 * n) for n in range(6)]
    windows = [Window(begin=week, end=week + timedelta(days=5)) for week in weeks]
    sunday = Window(begin=moment("2026-11-29"), end=moment("2026-11-29 23:00"))
    starts = find_sequence(people, [*windows, sunday], 60, WEIGHTS, NONE)
    assert starts[-1] is None
    for window, start in zip(windows, starts, strict=False):
        assert start is not None
        assert window.begin <= start < window.end
        assert all(could_come(person, {"busy": [], "unknown": []}, start, 60, WEIGHTS) for person in people)
