"""What is wrong with a draft is said in sentences, each about its field; what is right passes."""

from dataclasses import replace
from datetime import date
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.kpis.colours import Colour, colour_of
from governance.kpis.definitions import Clock, Definition, Direction, Limits, Party, Standing
from governance.kpis.drafting import changed, check, number_from, same, tidied, tidy, troubles
from governance.kpis.refusals import LimitsReversed, NoNumber, OuterTooShort, ScoreUnfit
from governance.kpis.terms import CreditTerms
from governance.kpis.terms import troubles as terms_troubles
from governance.refusals import Refusal
from tests.governance.test_kpis import ON_TIME

TIMED = replace(ON_TIME, start_event="sent", stop_event="final", within=40.0, outer_limit=80.0, clock=Clock.BUSINESS)
QTL = replace(ON_TIME, direction=Direction.LOWER, limits=Limits.QTL, target=3, red_limit=3, sigmas=3.0)
PAID = replace(ON_TIME, credit_pool=50.0, credit_share=40.0)


@pytest.mark.parametrize("fine", [ON_TIME, TIMED, QTL, PAID, replace(ON_TIME, unit="days", target=130, red_limit=120)])
def test_what_is_right_passes(fine: Definition) -> None:
    assert check(fine) == fine


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        (replace(ON_TIME, code=""), "code", 'The code "" cannot be kept.'),
        (replace(ON_TIME, code="K 14"), "code", 'The code "K 14" cannot be kept.'),
        (replace(ON_TIME, name=" "), "name", "The name is empty. Write what people call it."),
        (replace(ON_TIME, unit=""), "unit", "The unit is empty."),
        (replace(ON_TIME, question="x" * 501), "question", "That is 501 characters long."),
        (replace(ON_TIME, target=nan), "target", "as a number"),
        (replace(ON_TIME, red_limit=inf), "target", "as a number"),
        (replace(ON_TIME, target=101), "target", "Nobody can reach 101 %."),
        (replace(ON_TIME, red_limit=97), "red_limit", "97 % is on the wrong side of 95 %"),
        (replace(ON_TIME, red_limit=-1), "red_limit", "That cannot be below zero."),
        (replace(ON_TIME, smallest_denominator=-1), "smallest_denominator", "That cannot be below zero."),
        (replace(ON_TIME, grace_days=121), "grace_days", "121 grace days cannot be kept."),
        (replace(ON_TIME, effective_from=date(1999, 1, 1)), "effective_from", "1999-01-01 is no day"),
        (replace(TIMED, outer_limit=30), "outer_limit", "The outer limit of 30 hours is shorter than the 40 hours"),
        (replace(TIMED, within=None), "outer_limit", "An outer limit goes with the hours that are in time."),
        (replace(TIMED, within=0), "within", "0 hours cannot be kept."),
        (replace(TIMED, stop_event=""), "stop_event", "A clock runs from one event to another."),
        (replace(TIMED, start_event="", stop_event=""), "start_event", "A clock runs from one event to another."),
        (replace(TIMED, clock_zone="Moon"), "clock_zone", 'I do not know the time zone "Moon".'),
        (replace(TIMED, clock_country="XX"), "clock_country", 'I do not know the holidays of "XX".'),
        (replace(QTL, direction=Direction.HIGHER), "direction", "A tolerance limit is for what should stay rare."),
        (replace(QTL, target=0), "target", "The expected share 0 has to lie between 0 and 100."),
        (replace(QTL, unit="ratio"), "target", "The expected share 3 has to lie between 0 and 1."),
        (replace(QTL, sigmas=None), "sigmas", "Standard deviations belong to a tolerance limit"),
        (replace(ON_TIME, sigmas=3.0), "sigmas", "Standard deviations belong to a tolerance limit"),
        (replace(PAID, credit_share=101), "credit_share", "101 is no share in per cent."),
        (replace(PAID, credit_pool=0), "credit_pool", "A service credit needs both"),
        (replace(PAID, credit_share=0), "credit_share", "A service credit needs both"),
        (replace(PAID, measured=Party.SPONSOR), "credit_share", "No service credit can follow from the sponsor's own"),
    ],
)
def test_each_trouble_is_a_sentence_about_its_field(wrong: Definition, field: str, words: str) -> None:
    (trouble, *_) = troubles(wrong)
    assert trouble.field == field
    assert words in str(trouble)
    with pytest.raises(type(trouble)):
        check(wrong)


def test_every_trouble_of_a_draft_is_named() -> None:
    wrong = replace(TIMED, code="", red_limit=99, clock_zone="Moon", outer_limit=1)
    assert [its.field for its in troubles(wrong)] == ["code", "red_limit", "outer_limit", "clock_zone"]


@pytest.mark.parametrize(
    ("said", "number"), [("95", 95), (" 95 % ", 95), ("2.5", 2.5), ("2,5", 2.5), ("-1", -1), ("8 h", 8)]
)
def test_numbers_are_read_as_people_write_them(said: str, number: float) -> None:
    assert number_from(said) == number


@pytest.mark.parametrize("said", ["", "high", "1,000", "1.000,5", "nan", "inf", "1e9", "95 days"])
def test_what_could_be_two_numbers_or_none_is_asked_back(said: str) -> None:
    with pytest.raises(NoNumber):
        number_from(said)


def test_two_versions_are_the_same_whenever_they_begin_and_however_they_are_spaced() -> None:
    later = replace(ON_TIME, effective_from=date(2030, 1, 1), question="  Do visit reports  arrive when agreed?\n")
    assert same(ON_TIME, later)
    assert changed(ON_TIME, replace(ON_TIME, target=97, clause="x")) == ["target", "clause"]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"at_risk": 0}, "at_risk"),
        ({"at_risk": 101}, "at_risk"),
        ({"currency": "euro"}, "currency"),
        ({"effective_from": date.min}, "effective_from"),
    ],
)
def test_credit_terms_are_looked_at_too(terms: dict, field: str) -> None:
    fine = CreditTerms(
        id=0,
        vendor_id=1,
        version=1,
        at_risk=10,
        currency="EUR",
        effective_from=date(2027, 1, 1),
        state=Standing.PROPOSED,
    )
    assert list(terms_troubles(fine)) == []
    assert [its.field for its in terms_troubles(replace(fine, **terms))] == [field]


# --- whatever is written -----------------------------------------------------------------------------------------------

numbers = some.floats(-1000, 1000)
wild = some.builds(
    replace,
    some.just(ON_TIME),
    code=some.text(max_size=5) | some.just("K1"),
    unit=some.sampled_from(["%", "days", "", "% of pages"]),
    direction=some.sampled_from(Direction),
    target=numbers,
    red_limit=numbers,
    smallest_denominator=numbers,
    grace_days=some.integers(-5, 200),
    limits=some.sampled_from(Limits),
    sigmas=some.none() | numbers,
    within=some.none() | numbers,
    outer_limit=some.none() | numbers,
    start_event=some.sampled_from(["", "sent"]),
    stop_event=some.sampled_from(["", "final"]),
    clock_zone=some.sampled_from(["UTC", "Europe/Warsaw", "Moon", ""]),
    credit_pool=numbers,
    credit_share=numbers,
    measured=some.sampled_from(Party),
)


@given(wild)
def test_every_trouble_says_where_it_is_and_no_draft_breaks_the_check(draft: Definition) -> None:
    for trouble in troubles(draft):
        assert isinstance(trouble, Refusal)
        assert trouble.field in draft.__dataclass_fields__


@given(wild)
def test_a_draft_without_trouble_means_something(draft: Definition) -> None:
    """The target is never worse than the red limit, so green, amber and red lie in that order."""
    draft = tidied(draft)
    if list(troubles(draft)) or draft.limits is not Limits.FIXED:
        return
    enough = max(draft.smallest_denominator, 1)
    assert colour_of(draft.target, enough, draft) is Colour.GREEN
    assert colour_of(draft.red_limit, enough, draft) in (Colour.GREEN, Colour.AMBER)


@given(numbers, numbers, some.sampled_from(Direction))
def test_a_score_is_green_at_what_is_expected_and_red_where_it_is_acted_on(
    watched: float, acted_on: float, direction: Direction
) -> None:
    facts = {"unit": "z", "limits": Limits.SCORE, "direction": direction, "sigmas": None}
    draft = replace(ON_TIME, target=watched, red_limit=acted_on, **facts)
    if any(isinstance(its, ScoreUnfit) for its in troubles(draft)):
        assert not 0 < watched <= acted_on
        return
    assert colour_of(0, 100, draft) is Colour.GREEN
    for side in (1, -1):
        assert colour_of(side * watched, 100, draft) in (Colour.AMBER, Colour.RED)
        assert colour_of(side * acted_on, 100, draft) is Colour.RED


@given(numbers, numbers, some.sampled_from(Direction))
def test_limits_are_reversed_in_one_of_two_orders_only(target: float, red: float, direction: Direction) -> None:
    one = replace(ON_TIME, unit="days", direction=direction, target=target, red_limit=red)
    other = replace(one, target=red, red_limit=target)
    wrong = [any(isinstance(its, LimitsReversed) for its in troubles(draft)) for draft in (one, other)]
    assert sum(wrong) == (target != red)


@given(some.floats(0.001, 9000), some.floats(0.001, 9000))
def test_the_outer_limit_is_never_the_shorter(within: float, outer: float) -> None:
    found = any(isinstance(its, OuterTooShort) for its in troubles(replace(TIMED, within=within, outer_limit=outer)))
    assert found == (outer < within)


@given(some.text())
def test_tidy_words_stay_as_they_are(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert "\n" not in tidy(text)


@given(wild)
def test_tidying_twice_changes_nothing_more(draft: Definition) -> None:
    assert tidied(tidied(draft)) == tidied(draft)
