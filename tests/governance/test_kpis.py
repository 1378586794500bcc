"""What numbers mean: colours, staleness, a vendor's overall colour, changes, warnings, periods."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.kpis.colours import Colour, colour_of
from governance.kpis.definitions import Definition, Direction, Lens
from governance.kpis.numbers import format_value, value_of
from governance.kpis.periods import Frequency, period_of, period_words, previous
from governance.kpis.readings import Course, Reading, change, expected, overall, reading_of, stale
from governance.kpis.results import Result
from governance.kpis.trends import warning

ON_TIME = Definition(
    id=1,
    vendor_id=1,
    code="K14",
    version=1,
    name="Monitoring visit reports on time",
    question="Do visit reports arrive when agreed?",
    lens=Lens.DELIVERY,
    unit="%",
    direction=Direction.HIGHER,
    target=95,
    red_limit=85,
    smallest_denominator=3,
    frequency=Frequency.MONTHLY,
    grace_days=5,
    clause="WO-3 4.2",
    effective_from=date(2026, 1, 1),
)
START_UP = replace(ON_TIME, id=2, code="K02", unit="days", direction=Direction.LOWER, target=10, red_limit=15)
SUSAR = replace(ON_TIME, id=3, code="K21", name="SUSAR reports on time", lens=Lens.SAFETY, target=100, red_limit=100)
MONTHLY, QUARTERLY = Frequency.MONTHLY, Frequency.QUARTERLY

numbers = st.floats(-1e6, 1e6)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def a_result(period: date, value: float | None, colour: Colour = Colour.GREEN, submitted_days: int = 3) -> Result:
    return Result(
        id=1,
        definition_id=1,
        vendor_id=1,
        period=period,
        numerator=None,
        denominator=40,
        value=value,
        colour=colour,
        submitted_at=datetime(period.year, period.month, 1, tzinfo=UTC) + timedelta(days=30 + submitted_days),
        imported=False,
    )


def a_reading(name: str, colour: Colour, lens: Lens = Lens.DELIVERY) -> Reading:
    result = a_result(date(2026, 6, 1), None if colour is Colour.GREY else 90, colour)
    return Reading(replace(ON_TIME, name=name, lens=lens), result, None)


def readings(green: int = 0, amber: int = 0, red: int = 0, grey: int = 0) -> list[Reading]:
    counts = {Colour.GREEN: green, Colour.AMBER: amber, Colour.RED: red, Colour.GREY: grey}
    return [a_reading(f"{colour} {n}", colour) for colour, count in counts.items() for n in range(1, count + 1)]


@pytest.mark.parametrize(
    ("direction", "target", "tolerance", "value", "colour"),
    [
        # servicedesk.powerframework.com article 19631348885916, "less is better":
        # green if v<=target; amber if target<v<=target+tolerance; red above
        (Direction.LOWER, 10, 5, 9.9, Colour.GREEN),
        (Direction.LOWER, 10, 5, 10, Colour.GREEN),
        (Direction.LOWER, 10, 5, 10.1, Colour.AMBER),
        (Direction.LOWER, 10, 5, 15, Colour.AMBER),
        (Direction.LOWER, 10, 5, 15.1, Colour.RED),
        # the same article, "more is better": green if v>=target; amber if target-tolerance<=v<target; red below
        (Direction.HIGHER, 95, 10, 95, Colour.GREEN),
        (Direction.HIGHER, 95, 10, 94.9, Colour.AMBER),
        (Direction.HIGHER, 95, 10, 85, Colour.AMBER),
        (Direction.HIGHER, 95, 10, 84.9, Colour.RED),
    ],
)
def test_the_colour_follows_the_published_rule(
    direction: Direction, target: float, tolerance: float, value: float, colour: Colour
) -> None:
    limit = target - tolerance if direction is Direction.HIGHER else target + tolerance
    definition = replace(ON_TIME, direction=direction, target=target, red_limit=limit)
    assert colour_of(value, 40, definition) is colour


def test_a_limit_equal_to_the_target_leaves_no_amber() -> None:
    assert [colour_of(value, 40, SUSAR) for value in (100, 99.99)] == [Colour.GREEN, Colour.RED]


@pytest.mark.parametrize("value", [None, nan, inf, -inf])
def test_without_a_number_the_colour_is_grey(value: float | None) -> None:
    assert colour_of(value, 40, ON_TIME) is Colour.GREY


@pytest.mark.parametrize("denominator", [None, nan, 0, 2, 2.9])
def test_below_the_smallest_denominator_the_colour_is_grey(denominator: float | None) -> None:
    assert colour_of(100, denominator, ON_TIME) is Colour.GREY


def test_the_smallest_denominator_itself_is_enough_and_zero_asks_for_none() -> None:
    assert colour_of(100, 3, ON_TIME) is Colour.GREEN
    assert colour_of(100, None, replace(ON_TIME, smallest_denominator=0)) is Colour.GREEN


@given(one=numbers, other=numbers, target=numbers, tolerance=st.floats(0, 1e6), direction=st.sampled_from(Direction))
def test_a_better_number_never_has_a_worse_colour(
    one: float, other: float, target: float, tolerance: float, direction: Direction
) -> None:
    sign = 1 if direction is Direction.HIGHER else -1
    definition = replace(ON_TIME, direction=direction, target=target, red_limit=target - sign * tolerance)
    worse, better = sorted((one, other), key=lambda value: sign * value)
    rank = [Colour.RED, Colour.AMBER, Colour.GREEN].index
    assert rank(colour_of(worse, 40, definition)) <= rank(colour_of(better, 40, definition))


@given(numerator=st.integers(0, 1000), denominator=st.integers(1, 1000))
def test_a_share_exactly_on_the_target_is_green(numerator: int, denominator: int) -> None:
    value = value_of(numerator, denominator, "%")
    assert value is not None
    assert colour_of(value, denominator, replace(ON_TIME, target=value, red_limit=0, smallest_denominator=1)) == "green"


def test_a_value_is_a_quotient_in_its_unit_and_nothing_over_nothing_is_no_value() -> None:
    assert value_of(19, 20, "%") == 95
    assert value_of(19, 20, "% pages >10 days") == 95
    assert value_of(19, 20, "ratio") == 0.95
    assert value_of(0, 20, "%") == 0
    assert value_of(0, 0, "%") is None
    assert value_of(None, 20, "%") is value_of(19, None, "%") is None


def test_a_result_is_expected_once_the_grace_days_are_over() -> None:
    assert expected(ON_TIME, date(2026, 7, 5)) == date(2026, 5, 1)
    assert expected(ON_TIME, date(2026, 7, 6)) == date(2026, 6, 1)


def test_nothing_is_expected_for_a_period_that_began_before_the_agreement() -> None:
    definition = replace(ON_TIME, effective_from=date(2026, 6, 2))
    assert expected(definition, date(2026, 7, 31)) is None
    assert not stale(definition, None, date(2026, 7, 31))
    assert stale(definition, None, date(2026, 8, 6))


def test_a_quarterly_result_is_late_after_the_quarter_and_its_grace_days() -> None:
    definition = replace(ON_TIME, frequency=QUARTERLY, grace_days=20)
    first_quarter = a_result(date(2026, 1, 1), 99)
    assert not stale(definition, first_quarter, date(2026, 7, 20))
    assert stale(definition, first_quarter, date(2026, 7, 21))


@pytest.mark.parametrize("grace_days", [0, 5, 31, 45])
@given(today=days)
def test_what_is_expected_has_ended_and_is_never_too_old(grace_days: int, today: date) -> None:
    definition = replace(ON_TIME, grace_days=grace_days, effective_from=date(1990, 1, 1))
    period = expected(definition, today)
    assert period is not None
    following = period_of(period + timedelta(days=31), MONTHLY)
    assert following + timedelta(days=grace_days) <= today
    assert period_of(following + timedelta(days=31), MONTHLY) + timedelta(days=grace_days) > today


def test_a_green_result_that_is_not_followed_by_the_next_turns_grey() -> None:
    june = a_result(date(2026, 6, 1), 97)
    assert reading_of(ON_TIME, [june], date(2026, 8, 5)).colour is Colour.GREEN
    late = reading_of(ON_TIME, [june], date(2026, 8, 6))
    assert (late.colour, late.latest, late.awaited) == (Colour.GREY, june, date(2026, 7, 1))


def test_a_kpi_without_results_is_grey() -> None:
    assert Reading(ON_TIME, None, None).colour is Colour.GREY


def test_a_reading_takes_the_two_newest_periods_and_the_last_word_on_each() -> None:
    may, june = a_result(date(2026, 5, 1), 91), a_result(date(2026, 6, 1), 97)
    restated = replace(june, value=94, submitted_at=june.submitted_at + timedelta(days=2))
    april = a_result(date(2026, 4, 1), 80)
    reading = reading_of(ON_TIME, [restated, june, april, may], date(2026, 7, 6))
    assert (reading.latest, reading.before) == (restated, may)


def test_one_red_on_safety_makes_everything_red_and_says_so() -> None:
    verdict = overall([*readings(green=20), a_reading("SUSAR reports on time", Colour.RED, Lens.SAFETY)])
    assert verdict.colour is Colour.RED
    assert verdict.reason == "Red: SUSAR reports on time is red, and it is about safety."


def test_reds_on_safety_and_compliance_are_both_named() -> None:
    both = [a_reading("SUSAR", Colour.RED, Lens.SAFETY), a_reading("eTMF", Colour.RED, Lens.COMPLIANCE)]
    assert overall(both).reason == "Red: SUSAR and eTMF are red, and they are about safety and compliance."


def test_an_amber_on_safety_does_not_make_everything_red() -> None:
    assert overall([*readings(green=9), a_reading("SUSAR", Colour.AMBER, Lens.SAFETY)]).colour is Colour.GREEN


@pytest.mark.parametrize(
    ("counts", "colour"),
    [
        ({"green": 6, "red": 2}, Colour.RED),
        ({"green": 7, "red": 2}, Colour.AMBER),
        ({"red": 1}, Colour.AMBER),
        ({"green": 6, "red": 2, "grey": 9}, Colour.RED),
        ({"green": 99, "red": 1}, Colour.AMBER),
        ({"green": 3, "amber": 1}, Colour.AMBER),
        ({"green": 4, "amber": 1}, Colour.GREEN),
        ({"green": 5}, Colour.GREEN),
        ({"green": 5, "grey": 5}, Colour.GREEN),
        ({"green": 5, "grey": 6}, Colour.GREY),
        ({"grey": 3}, Colour.GREY),
        ({}, Colour.GREY),
    ],
)
def test_the_overall_colour_is_decided_by_shares_of_the_kpis_that_have_one(
    counts: dict[str, int], colour: Colour
) -> None:
    assert overall(readings(**counts)).colour is colour


def test_the_reason_names_what_decides_and_what_is_missing() -> None:
    assert overall([]).reason == "Grey: no KPI has a current number."
    assert overall(readings(green=6, red=2)).reason == (
        "Red: red 1 and red 2 are red, a quarter or more of the 8 KPIs with a colour."
    )
    assert overall(readings(green=9, red=1, grey=1)).reason == "Amber: red 1 is red; grey 1 is grey."
    assert overall(readings(green=6, amber=5)).reason == "Amber: amber 1, amber 2 and 3 more are amber."
    assert overall(readings(green=5, amber=1, grey=3)).reason == (
        "Green: 5 of 6 KPIs with a colour are on target; amber 1 is amber; grey 1, grey 2 and grey 3 are grey."
    )
    assert overall(readings(green=1, grey=2)).reason == "Grey: 2 of 3 KPIs cannot be judged: grey 1 and grey 2."
    assert overall(readings(grey=1)).reason == "Grey: no KPI can be judged yet."
    assert overall(readings(green=1)).reason == "Green: 1 of 1 KPI is on target."
    assert overall(readings(green=1, amber=0, grey=1)).reason == (
        "Green: 1 of 1 KPI with a colour is on target; grey 1 is grey."
    )


counts = st.integers(0, 12)


@given(green=counts, amber=counts, red=counts, grey=counts)
def test_a_green_verdict_has_no_red_and_at_least_half_of_the_numbers(
    green: int, amber: int, red: int, grey: int
) -> None:
    verdict = overall(readings(green, amber, red, grey))
    if verdict.colour is Colour.GREEN:
        assert red == 0
        assert green > 3 * amber
        assert grey <= green + amber
        assert not grey or "grey 1" in verdict.reason
    assert verdict.reason.startswith(verdict.colour.capitalize())


@given(green=counts, amber=counts, red=counts, grey=counts)
def test_more_missing_numbers_never_make_a_vendor_look_better(green: int, amber: int, red: int, grey: int) -> None:
    before, after = overall(readings(green, amber, red, grey)), overall(readings(green, amber, red, grey + 1))
    assert after.colour in (before.colour, Colour.GREY)


@pytest.mark.parametrize(
    ("definition", "now", "then", "course", "words"),
    [
        (ON_TIME, 92, 88, Course.BETTER, "92 %, better than 88 %"),
        (ON_TIME, 88, 92, Course.WORSE, "88 %, worse than 92 %"),
        (START_UP, 12, 9, Course.WORSE, "12 days, worse than 9 days"),
        (START_UP, 9, 12, Course.BETTER, "9 days, better than 12 days"),
        (ON_TIME, 92, 92, Course.SAME, "92 %, as before"),
        (ON_TIME, 92, None, Course.NEW, "92 %, the first number"),
        (ON_TIME, None, 92, Course.MISSING, "no number"),
    ],
)
def test_a_change_says_which_way_it_went(
    definition: Definition, now: float | None, then: float | None, course: Course, words: str
) -> None:
    told = change(Reading(definition, a_result(date(2026, 6, 1), now), a_result(date(2026, 5, 1), then)))
    assert (told.course, told.words) == (course, words)


def test_a_first_number_is_new_and_a_late_one_is_named() -> None:
    assert change(Reading(ON_TIME, a_result(date(2026, 6, 1), 92), None)).course is Course.NEW
    assert change(Reading(ON_TIME, None, None)).words == "no number yet"
    late = reading_of(ON_TIME, [a_result(date(2026, 5, 1), 92)], date(2026, 7, 6))
    assert change(late).words == "no number for June 2026"


def months(*values: float | None, colour: Colour = Colour.GREEN) -> list[Result]:
    return [a_result(date(2026, n, 1), value, colour) for n, value in enumerate(values, 1)]


def test_two_ambers_running_are_a_warning() -> None:
    assert warning(ON_TIME, months(90, 92, colour=Colour.AMBER)) == (
        "Monitoring visit reports on time has been amber for two periods running."
    )
    assert warning(ON_TIME, months(90, colour=Colour.AMBER)) is None


def test_two_ambers_with_a_month_between_are_no_warning() -> None:
    january, _, march = months(90, 90, 92, colour=Colour.AMBER)
    assert warning(ON_TIME, [january, march]) is None


def test_three_periods_each_worse_than_the_last_are_a_warning_in_either_direction() -> None:
    assert warning(ON_TIME, months(99, 98, 97.5, 96)) == (
        "Monitoring visit reports on time is getting worse, three periods running: 98 %, then 97.5 %, then 96 %."
    )
    assert warning(START_UP, months(7, 8, 9)) is not None
    assert warning(START_UP, months(9, 8, 7)) is None
    assert warning(ON_TIME, months(99, 98, 98)) is None
    assert warning(ON_TIME, months(99, 98)) is warning(ON_TIME, []) is None


def test_a_period_without_a_number_breaks_the_run() -> None:
    assert warning(ON_TIME, months(99, 98, None, 97)) is None


def test_results_in_any_order_and_restated_ones_give_the_same_warning() -> None:
    january, february, march = months(99, 98, 97)
    restated = replace(march, value=99, submitted_at=march.submitted_at + timedelta(days=1))
    assert warning(ON_TIME, [march, january, february]) is not None
    assert warning(ON_TIME, [restated, march, january, february]) is None


def test_periods_begin_on_their_first_day() -> None:
    assert period_of(date(2026, 12, 31), MONTHLY) == date(2026, 12, 1)
    assert [period_of(date(2026, n, 28), QUARTERLY).month for n in range(1, 13)] == [1] * 3 + [4] * 3 + [7] * 3 + [
        10
    ] * 3
    assert previous(date(2026, 1, 1), MONTHLY) == date(2025, 12, 1)
    assert previous(date(2026, 1, 1), QUARTERLY) == date(2025, 10, 1)


@given(day=days, frequency=st.sampled_from(Frequency))
def test_the_day_before_a_period_is_in_the_previous_one(day: date, frequency: Frequency) -> None:
    period = period_of(day, frequency)
    assert period <= day
    assert previous(period, frequency) == period_of(period - timedelta(days=1), frequency)
    assert period_of(period, frequency) == period


def test_periods_are_said_as_people_say_them() -> None:
    assert period_words(date(2026, 6, 1), MONTHLY) == "June 2026"
    assert [period_words(date(2026, n, 1), QUARTERLY) for n in (1, 4, 7, 10)] == [f"Q{n} 2026" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (95.0, "%", "95 %"),
        (92.25, "%", "92.2 %"),
        (88.888888, "%", "88.9 %"),
        (94.96, "%", "94.96 %"),
        (99.9999, "%", "99.9999 %"),
        (0.712, "ratio", "0.71 ratio"),
        (0.004, "", "0.004"),
        (1.0, "days", "1 day"),
        (2.5, "business days", "2.5 business days"),
        (12345.0, "hours", "12,345 hours"),
        (-0.0, "%", "0 %"),
        (0.1 + 0.2, "%", "0.3 %"),
        (None, "%", "no number"),
        (nan, "%", "no number"),
    ],
)
def test_numbers_are_short_and_never_round_up_to_a_target_they_missed(
    value: float | None, unit: str, words: str
) -> None:
    assert format_value(value, unit) == words
