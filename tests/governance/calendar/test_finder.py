"""Finding a time for one meeting: nobody is asked to come where they cannot, and the sides take turns with the late evenings."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.calendar.availability import Availability, Grid, Span
from governance.calendar.board import Board, Invitee, Part, Quorum, Why
from governance.calendar.busy import merged
from governance.calendar.fairness import Ledger, Weights
from governance.calendar.finder import Found, Window, find
from tests.governance.calendar.calendars import QUARTER, could_come, invitee, moment, parties, weeks

WEIGHTS = Weights()
NONE = Ledger()
GRIDS = [weeks(begin, 1) for begin in ("2026-03-05", "2026-03-26", "2026-10-22", "2026-11-09", "2026-12-22")]


def whole(people: list[Invitee]) -> Window:
    grid = people[0].calendar.grid
    return Window(begin=grid.start, end=grid.end)


def facts(found: Found, place: int = 0) -> dict[int, tuple[str, bool, tuple[Why, ...]]]:
    return {its.person: (f"{its.local:%a %H:%M}", its.comes, its.why) for its in found.options[place].standings}


# --- what always holds --------------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(st.data(), st.sampled_from(GRIDS), st.sampled_from([15, 30, 50, 60, 90]))
def test_no_start_is_proposed_at_which_somebody_needed_cannot_come(
    data: st.DataObject, grid: Grid, minutes: int
) -> None:
    party = data.draw(parties(grid))
    quorums = {"sponsor": Quorum(heads=data.draw(st.integers(1, 2)), share=data.draw(st.sampled_from([0.5, 1.0])))}
    people = [person for person, _ in party]
    board = Board(people, minutes, WEIGHTS, quorums)
    long = -(-minutes // 15) * 15  # a meeting takes whole quarters
    for slot in range(0, grid.slots - long // 15, data.draw(st.integers(1, 7))):
        start = grid.at(slot)
        able = [person for person, taken in party if could_come(person, _wide(taken), start, long, WEIGHTS)]
        assert board.feasible >> slot & 1 == _allowed(people, able, quorums), start
        comes = {seat.person.key for seat in board.seats if seat.comes[slot] == "1"}
        assert comes == {person.key for person in able}
    found = find(people, whole(people), minutes, WEIGHTS, NONE, quorums=quorums)
    for option in found.options:
        able = [person for person, taken in party if could_come(person, _wide(taken), option.start, long, WEIGHTS)]
        assert _allowed(people, able, quorums)
        assert {its.person for its in option.standings if its.comes} == {person.key for person in able}
        assert all(its.why for its in option.standings if not its.comes)
        assert all(its.heads >= its.heads_needed and its.required >= its.required_needed for its in option.quorum)
    assert bool(found.options) == bool(found.feasible)


def _wide(taken: dict[str, list[Span]]) -> dict[str, list[Span]]:
    """To the quarters they touch."""
    epoch = moment("2026-01-01")
    return {
        name: [(epoch + (a - epoch) // QUARTER * QUARTER, epoch - (epoch - b) // QUARTER * QUARTER) for a, b in many]
        for name, many in taken.items()
    }


def _allowed(people: list[Invitee], able: list[Invitee], quorums: dict[str, Quorum]) -> bool:
    if any(person.part is Part.CHAIR and person not in able for person in people):
        return False
    for side in {person.side for person in people}:
        quorum = quorums.get(side, Quorum())
        asked = [person for person in people if person.side == side and person.part is not Part.OPTIONAL]
        if sum(person.side == side for person in able) < quorum.heads:
            return False
        if sum(person in able for person in asked) < quorum.share * len(asked):
            return False
    return True


@settings(max_examples=30, deadline=None)
@given(st.data(), st.sampled_from(GRIDS))
def test_the_same_people_in_any_order_get_the_same_answer(data: st.DataObject, grid: Grid) -> None:
    people = [person for person, _ in data.draw(parties(grid))]
    mixed = data.draw(st.permutations(people))
    ledger = Ledger({"sponsor": data.draw(st.floats(0, 20)), "vendor": 3.0})
    window = whole(people)
    assert find(people, window, 60, WEIGHTS, ledger) == find(mixed, window, 60, WEIGHTS, ledger)


# --- beside the optimum ------------------------------------------------------------------------------------------------


def a_case(seed: int) -> tuple[list[Invitee], list[list[Span]], int, Ledger]:
    """Two days, two to four people of both sides, who are taken for whole quarters now and then; an uneven past."""
    chance = random.Random(seed)
    grid = weeks(chance.choice(["2026-03-27", "2026-10-24", "2026-11-10", "2026-11-23"]), 2 / 7)
    people, taken = [], []
    for key in range(chance.randint(2, 4)):
        starts = [grid.at(chance.randrange(grid.slots)) for _ in range(chance.randint(0, 8))]
        busy = [(start, start + QUARTER * chance.randint(1, 8)) for start in starts]
        part = Part.CHAIR if key < 2 else chance.choice([Part.REQUIRED, Part.OPTIONAL])
        zone = chance.choice(["Europe/Warsaw", "Europe/London", "America/New_York", "Asia/Kolkata"])
        people.append(invitee(grid, key, zone, ("sponsor", "vendor")[key % 2], part, busy=busy))
        taken.append(busy)
    ledger = Ledger({"sponsor": chance.choice([0.0, 5.0 * chance.random()]), "vendor": 0.0})
    return people, taken, chance.choice([30, 60, 90]), ledger


def quarters_of(start: datetime, minutes: int) -> list[datetime]:
    return [start + QUARTER * n for n in range(minutes // 15)]


def nuisance(person: Invitee, busy: list[Span], start: datetime, minutes: int) -> float:
    """CALENDAR.md's formula, said again: the mean over the quarters, each at its middle; and next to another meeting."""
    total = 0.0
    clock = start.astimezone(person.hours.zone)
    for n in range(minutes // 15):
        hour = (clock.hour + (clock.minute + 15 * n + 7.5) / 60) % 24
        away = max(9 - hour, hour - 17)
        total += 1 + 1.5 * away**1.5 if away > 0 else 0.3 * (1 - min(1.0, -away))
    end = start + timedelta(minutes=minutes)
    beside = any(until == start or begin == end for begin, until in _joined(busy))
    return total / (minutes // 15) + (0.2 if beside else 0.0)


def _joined(spans: list[Span]) -> list[Span]:
    return [(a, b) for a, b in merged(spans)]


def cheapest_of_all(people: list[Invitee], taken: list[list[Span]], minutes: int, ledger: Ledger) -> float | None:
    """Exact: every quarter of an hour there is, tried one after the other."""
    grid, best = people[0].calendar.grid, None
    for slot in range(grid.slots - minutes // 15 + 1):
        start = grid.at(slot)
        comes = {
            person.key: all(
                could_come(person, {"busy": busy, "unknown": []}, at, 1, WEIGHTS) for at in quarters_of(start, minutes)
            )
            for person, busy in zip(people, taken, strict=True)
        }
        if not all(comes[person.key] or person.part is Part.OPTIONAL for person in people):
            continue
        total = 0.0
        least = min(ledger.borne.values())
        for side in ("sponsor", "vendor"):
            there = [
                ({"chair": 1.5, "required": 1.0, "optional": 0.5}[person.part], nuisance(person, busy, start, minutes))
                for person, busy in zip(people, taken, strict=True)
                if person.side == side and comes[person.key]
            ]
            mean = sum(weight * cost for weight, cost in there) / sum(weight for weight, _ in there)
            burden = mean + 0.5 * max(cost for _, cost in there)
            load = ledger.of(side) - least
            total += burden + (load + burden) ** 2 - load**2
        total += 1.5 * 0.5 * sum(not came for came in comes.values())
        best = total if best is None else min(best, total)
    return best


def test_the_best_time_costs_at_most_two_percent_more_than_the_optimum_in_200_random_cases() -> None:
    found_some = 0
    for seed in range(200):
        people, taken, minutes, ledger = a_case(seed)
        optimum = cheapest_of_all(people, taken, minutes, ledger)
        options = find(people, whole(people), minutes, WEIGHTS, ledger).options
        assert bool(options) == (optimum is not None), seed
        if optimum is not None:
            found_some += 1
            assert optimum - 1e-6 <= options[0].cost <= 1.02 * optimum + 1e-6, seed
    assert found_some > 60


# --- what people see ----------------------------------------------------------------------------------------------------


def test_three_different_days_are_proposed_in_the_middle_of_everybodys_working_hours() -> None:
    grid = weeks("2026-11-23", 1)
    people = [invitee(grid, 1, part=Part.CHAIR), invitee(grid, 2, "Europe/London", "vendor", Part.CHAIR)]
    found = find(people, whole(people), 60, WEIGHTS, NONE)
    assert [f"{option.start:%a %H:%M}" for option in found.options] == ["Mon 10:00", "Tue 10:00", "Wed 10:00"]
    assert facts(found) == {1: ("Mon 11:00", True, ()), 2: ("Mon 10:00", True, ())}
    assert found.options[0].burdens == {"sponsor": 0.0, "vendor": 0.0}


def test_on_a_single_day_the_proposals_lie_some_hours_apart() -> None:
    grid = weeks("2026-11-23", 1 / 7)
    people = [invitee(grid, 1, part=Part.CHAIR)]
    starts = [option.start for option in find(people, whole(people), 60, WEIGHTS, NONE).options]
    assert len(starts) == 3
    assert all(abs(a - b) >= timedelta(hours=2) for a in starts for b in starts if a != b)


def test_holidays_of_either_country_are_kept_and_an_optional_persons_is_told() -> None:
    grid = weeks("2026-11-09", 1)  # 11 November: Independence Day in Poland, Veterans Day in the United States
    chairs = [invitee(grid, 1, part=Part.CHAIR), invitee(grid, 2, "Europe/London", "vendor", Part.CHAIR)]
    window = Window(begin=moment("2026-11-11"), end=moment("2026-11-12"))
    found = find(chairs, window, 60, WEIGHTS, NONE)
    assert found.options == ()
    assert (Why.DAY_OFF, 1) in {(its.why, its.person) for its in found.failed}
    british = [invitee(grid, 2, "Europe/London", "vendor", Part.CHAIR)]
    found = find(
        [*british, invitee(grid, 1, part=Part.OPTIONAL)], window, 60, WEIGHTS, NONE, quorums={"sponsor": Quorum(0)}
    )
    assert facts(found)[1][1:] == (False, (Why.DAY_OFF,))


def test_who_is_outside_working_hours_is_told_and_nobody_is_woken() -> None:
    grid = weeks("2026-11-23", 1)
    people = [invitee(grid, 1, part=Part.CHAIR), invitee(grid, 2, "America/Los_Angeles", "vendor", Part.CHAIR)]
    found = find(people, whole(people), 60, WEIGHTS, NONE)
    for option in found.options:
        clocks = [its.local.hour for its in option.standings]
        assert all(7 <= hour <= 19 for hour in clocks)
        assert any(Why.OUTSIDE_HOURS in its.why and its.cost > 0 for its in option.standings)


def test_the_reasons_are_counted_and_say_who_alone_was_in_the_way() -> None:
    grid = weeks("2026-11-23", 1)
    week = [(grid.start, grid.end)]
    people = [
        invitee(grid, 1, part=Part.CHAIR),
        invitee(grid, 2, "Europe/Warsaw", "vendor", Part.CHAIR, unknown=week),
    ]
    window = Window(
        begin=moment("2026-11-24 08:00"), end=moment("2026-11-24 16:00"), not_before=moment("2026-11-24 12:00")
    )
    found = find(people, window, 60, WEIGHTS, NONE)
    assert (found.tried, found.too_soon, found.feasible, found.options) == (29, 16, 0, ())
    lost = {(its.why, its.person): (its.starts, its.alone) for its in found.failed if its.person}
    assert lost == {(Why.UNKNOWN, 2): (13, 13)}
    assert [(its.side, its.starts) for its in found.failed if its.why is None] == [("vendor", 13)]


def test_whose_calendar_is_unknown_can_be_asked_in_a_poll_and_is_marked_so() -> None:
    grid = weeks("2026-11-23", 1)
    unread = Invitee(
        key=2, side="vendor", part=Part.CHAIR, hours=invitee(grid, 2).hours, calendar=Availability.unread(grid)
    )
    people = [invitee(grid, 1, part=Part.CHAIR), unread]
    assert find(people, whole(people), 60, WEIGHTS, NONE).options == ()
    found = find(people, whole(people), 60, WEIGHTS, NONE, asking=True)
    assert facts(found)[2] == ("Mon 10:00", True, (Why.UNASKED,))


def test_a_meeting_is_found_on_the_day_it_should_be_and_not_next_to_another() -> None:
    grid = weeks("2026-11-23", 1)
    lunch = (moment("2026-11-26 12:00", "Europe/Warsaw"), moment("2026-11-26 12:30", "Europe/Warsaw"))
    people = [invitee(grid, 1, part=Part.CHAIR, busy=[lunch])]
    nominal = datetime(2026, 11, 26, 12, tzinfo=ZoneInfo("Europe/Warsaw"))
    found = find(people, Window(begin=grid.start, end=grid.end, nominal=nominal), 120, WEIGHTS, NONE)
    assert facts(found)[1] == ("Thu 12:45", True, ())
    assert {option.start.weekday() for option in found.options} == {2, 3, 4}


def test_a_tentative_hour_is_taken_only_when_nothing_else_is_free() -> None:
    grid = weeks("2026-11-23", 1 / 7)
    morning = (moment("2026-11-23 08:00"), moment("2026-11-23 12:00"))
    found = find([invitee(grid, 1, tentative=[morning])], Window(begin=grid.start, end=grid.end), 60, WEIGHTS, NONE)
    assert facts(found)[1] == ("Mon 13:00", True, ())
    only = Window(begin=morning[0], end=morning[1])
    found = find([invitee(grid, 1, tentative=[morning])], only, 60, WEIGHTS, NONE)
    assert facts(found)[1] == ("Mon 10:00", True, (Why.TENTATIVE,))


def test_people_on_different_grids_are_refused() -> None:
    people = [invitee(weeks("2026-11-23", 1), 1), invitee(weeks("2026-11-30", 1), 2)]
    with pytest.raises(ValueError, match="one grid"):
        find(people, Window(begin=moment("2026-11-23"), end=moment("2026-11-30")), 60, WEIGHTS, NONE)


# --- whose turn it is ---------------------------------------------------------------------------------------------------


def a_year(fairness: float, taken: tuple[str, str] | None = None) -> tuple[Ledger, list[float]]:
    """Twelve meetings, Warsaw with San Francisco, each found when it is due. What was borne, and by whom more each time.

    `taken` are hours in Warsaw at which the sponsor's chair is busy every day.
    """
    weights, ledger, late = Weights(fairness=fairness, decay=1.0), NONE, []
    for month in range(12):
        grid = weeks((moment("2026-01-12") + timedelta(weeks=4 * month)).date().isoformat(), 1)
        days = [f"{grid.at(96 * day):%Y-%m-%d}" for day in range(7)] if taken else []
        busy = [tuple(moment(f"{day} {clock}", "Europe/Warsaw") for clock in taken or ()) for day in days]
        people = [
            invitee(grid, 1, part=Part.CHAIR, busy=busy),
            invitee(grid, 2),
            invitee(grid, 3, "America/Los_Angeles", "vendor", Part.CHAIR),
            invitee(grid, 4, "America/Los_Angeles", "vendor"),
        ]
        option = find(people, whole(people), 60, weights, ledger).options[0]
        ledger = option.ledger
        late.append(option.burdens["sponsor"] - option.burdens["vendor"])
    return ledger, late


def uneven(ledger: Ledger) -> float:
    """0 when both bore the same, 1 when one bore all."""
    sponsor, vendor = ledger.of("sponsor"), ledger.of("vendor")
    return abs(sponsor - vendor) / (sponsor + vendor)


def test_over_a_year_warsaw_and_san_francisco_bear_the_same() -> None:
    assert uneven(a_year(fairness=1.0)[0]) < 0.05
    assert uneven(a_year(fairness=0.0)[0]) > 0.25


def test_late_evenings_rotate_when_the_hour_in_the_middle_is_taken() -> None:
    ledger, late = a_year(fairness=1.0, taken=("17:00", "18:00"))
    assert uneven(ledger) < 0.1
    assert 4 <= sum(one > 0 for one in late) <= 8
    assert all(one != 0 for one in late)
    assert uneven(a_year(fairness=0.0, taken=("17:00", "18:00"))[0]) > 0.8


def test_what_both_sides_have_borne_alike_changes_nothing() -> None:
    grid = GRIDS[0]
    people = [invitee(grid, 1, part=Part.CHAIR), invitee(grid, 2, "America/New_York", "vendor", Part.CHAIR)]
    fresh = find(people, whole(people), 60, WEIGHTS, NONE)
    long = find(people, whole(people), 60, WEIGHTS, Ledger({"sponsor": 40.0, "vendor": 40.0}))
    assert [(its.start, its.cost) for its in fresh.options] == [(its.start, its.cost) for its in long.options]


def test_the_side_that_bore_more_is_spared() -> None:
    grid = weeks("2026-11-30", 1)
    people = [invitee(grid, 1, part=Part.CHAIR), invitee(grid, 2, "America/Los_Angeles", "vendor", Part.CHAIR)]
    starts = [
        find(people, whole(people), 60, WEIGHTS, Ledger({side: 6.0}))
        .options[0]
        .start.astimezone(ZoneInfo("Europe/Warsaw"))
        for side in ("sponsor", "vendor")
    ]
    assert starts[0].time() < starts[1].time()


def test_what_lies_back_fades() -> None:
    ledger = Ledger({"sponsor": 10.0}).after({"vendor": 2.0}, 0.98)
    assert (ledger.of("sponsor"), ledger.of("vendor"), ledger.of("nobody")) == (pytest.approx(9.8), 2.0, 0.0)
